"""The three truth values: `and`, `or` and `not` written out cell by cell."""

from policyengine.feel import UNKNOWN
from tests.spec.feel.tables import Cases, Chapter, examples, grid, truth_table

T, F, U = True, False, UNKNOWN
ONE, OTHER = "needs_interpreter", "has_children"
INTERPRETER: Cases = {
    "true": {ONE: True},
    "false": {ONE: False},
    "none": {ONE: None},
    "unknown": {ONE: UNKNOWN},
}

CHAPTER = Chapter(
    "Three truth values",
    (
        """\
A condition is **true**, **false** or **unknown** (*sand, falsk eller ukendt*).
It is unknown only where a fact that decides is not recorded; then the finding is *undetermined* and names the fact to find out.

| What the record says | In the record | On this page | What it means |
| --- | --- | --- | --- |
| a value | `"language_hours": 15` | 15 | it is known |
| known to be none | `"language_hours": null` | none | it is known that there is none |
| nothing | the name is not there | unknown | nobody has written it down |

### And

*And* is true where both are true.
One false part is enough to make it false, whatever the other may be.""",
        truth_table(f"{ONE} and {OTHER}", ONE, OTHER, """
            true    false  unknown
            false   false  false
            unknown false  unknown
        """),
        """\
### Or

*Or* is true where one part is true, or both.
One true part is enough, whatever the other may be.""",
        truth_table(f"{ONE} or {OTHER}", ONE, OTHER, """
            true    true    true
            true    false   unknown
            true    unknown unknown
        """),
        """\
### Not, and a yes-or-no fact by itself

`not(…)` turns true and false around; unknown stays unknown.
A yes-or-no fact may stand by itself as a condition.
Where it is known to be none, it counts as false.
The columns say what is known of `needs_interpreter`.""",
        grid(
            INTERPRETER,
            (f"not({ONE})", (F, T, T, U)),
            (f"{ONE} and true", (T, F, F, U)),
            (f"{ONE} or false", (T, F, F, U)),
            (f"{ONE} and false", (F, F, F, F)),
            (f"{ONE} or true", (T, T, T, T)),
            (f"{ONE} = true", (T, F, F, U)),
            (f"{ONE} = false", (F, T, F, U)),
            (f"{ONE} != true", (F, T, T, U)),
            (f"{ONE} = null", (F, F, T, U)),
        ),
        """\
Two of these lines are easily taken for one another: `needs_interpreter = false` asks whether a *no* is recorded, and none is not a *no*; `not(needs_interpreter)` is true of both.

### What an unknown fact does to the whole

The whole is unknown only where the unknown fact can still decide.""",
        examples(
            ('residence_basis = "refugee" and language_hours >= 15', {"residence_basis": "worker", "language_hours": U}, F, "not a refugee: the lessons no longer matter"),
            ('residence_basis = "refugee" and language_hours >= 15', {"residence_basis": "refugee", "language_hours": U}, U, "the lessons decide"),
            ('residence_basis = "refugee" or language_hours >= 15', {"residence_basis": "refugee", "language_hours": U}, T),
            ("not(language_hours >= 15)", {"language_hours": U}, U, "the opposite of something unknown is unknown"),
            ("needs_interpreter and has_children or language_hours >= 15", {"needs_interpreter": F, "has_children": U, "language_hours": 15}, T, "`and` is worked out before `or`"),
            ("needs_interpreter and (has_children or language_hours >= 15)", {"needs_interpreter": F, "has_children": U, "language_hours": 15}, F, "brackets change that"),
        ),
    ),
)  # fmt: skip
