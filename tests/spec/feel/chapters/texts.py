"""Looking into texts."""

from policyengine.feel import UNKNOWN
from tests.spec.feel.tables import Cases, Chapter, examples, grid

T, F, U = True, False, UNKNOWN
TITLE: Cases = {
    '"social worker"': {"job_title": "social worker"},
    "none": {"job_title": None},
    "unknown": {"job_title": UNKNOWN},
}

CHAPTER = Chapter(
    "Texts",
    (
        """\
A text stands in straight quotation marks: `"da"`.
Texts are compared letter by letter, and capital letters make a difference.
Where a fact has only a few possible words, the vocabulary makes it a *choice*, and a misspelt word is found when the policy is checked.
Looking into a text that is none gives none, which counts as false.
The columns say what is known of `job_title`.""",
        grid(
            TITLE,
            ('contains(job_title, "work")', (T, None, U)),
            ('starts with(job_title, "social")', (T, None, U)),
            ('ends with(job_title, "worker")', (T, None, U)),
            ('starts with(job_title, "worker")', (F, None, U)),
            ('contains(job_title, "Work")', (F, None, U)),
            ('job_title = "social worker"', (T, F, U)),
        ),
        examples(
            ('job_title < "b"', {"job_title": "assistant"}, T, "in the order of letters"),
            ('job_title = "\\"social\\""', {"job_title": '"social"'}, T, 'a quotation mark in a text is written `\\"`'),
            ("starts with(job_title, language)", {"job_title": "pedagog", "language": None}, None),
        ),
    ),
)  # fmt: skip
