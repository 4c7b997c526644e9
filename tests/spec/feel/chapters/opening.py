"""Where conditions stand, how to read the page, and the facts of its examples."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from policyengine.engine.trial import try_out
from policyengine.feel.type_rules import in_words
from policyengine.feel.types import Choice, ListType
from tests.spec.feel.asking import AS_OF, VOCABULARY
from tests.spec.feel.tables import Chapter, Table
from tests.spec.feel.wording import code

if TYPE_CHECKING:
    from policyengine.policy.vocabulary import Fact

PERSON = VOCABULARY.kinds["person"]


def _kind(fact: Fact) -> str:
    if fact.entry is not None:
        inside = ", ".join(code(name) for name in fact.entry.facts)
        return f"a list of entries with {inside}"
    match fact.type:
        case Choice(values):
            return f"one of {', '.join(values)}"
        case ListType(Choice(values)):
            return f"a list of {', '.join(values)}"
        case kind:
            return in_words(kind)


def _facts() -> Table:
    facts = [
        *PERSON.facts.items(),
        *(
            (f"family.{name}", fact)
            for name, fact in VOCABULARY.kinds["family"].facts.items()
        ),
    ]
    lines = [(code(name), fact.label.da, _kind(fact)) for name, fact in facts]
    derived = [
        (code(n), d.label.da, in_words(d.type)) for n, d in PERSON.derived.items()
    ]
    periods = [(code(n), p.label.da, "a period") for n, p in PERSON.periods.items()]
    return Table(("Fact", "På dansk", "What it is"), (*lines, *derived, *periods))


CONDITION = "age >= 18 and language_hours + company_hours >= 37"
RECORD = {
    "kind": "person",
    "id": "case-17",
    "birth_date": "2000-05-17",
    "language_hours": 15,
}


def _tried() -> str:
    """Return what the command line shows of the condition and its parts."""
    parts = try_out(CONDITION, [RECORD], VOCABULARY, as_of=date.fromisoformat(AS_OF))
    texts = [f"{'  ' * part.depth}{part.text}" for part in parts]
    width = max(map(len, texts))
    return "\n".join(
        f"{text:{width}}  {part.value}" for text, part in zip(texts, parts, strict=True)
    )


CHAPTER = Chapter(
    "How to read this page",
    (
        f"""\
A condition (*betingelse*) says when a provision applies, what lifts it, and what fulfils it.
It stands in a policy after `when`, `unless`, `excused_by`, `holds` and `where`.
It is asked of a record, which holds what is known of a person, and the answer is *true*, *false* or *unknown*.

Take "everybody from 18 years has at least 37 hours a week of lessons and placement together":

```yaml
when:
  age: ">= 18"
holds: language_hours + company_hours >= 37
```

There are two forms.
The **short form** after `when` has rows of a fact and a test, and is enough for most.
The **long form** after `holds` is a text that can also calculate and compare facts with each other.

Every line of a table below shows a condition or a part of one, the facts of a record, and the value that comes out.
A fact that a line does not name plays no part in it.
The day of assessment is {AS_OF} where nothing else is said.

### Five things to keep in mind

1. **None and unknown are two things.** *None* (*ingen*) means that we know there is none; *unknown* (*ukendt*) means that nobody has recorded it.
2. Only what is unknown makes a condition unknown, and only where it can decide.
3. A deadline's last day is included.
4. A month later is the same day number, or else the month's last day: three months after 30 November is 28 or 29 February.
5. What lies after the day of assessment has not happened yet.

### Try one out

Write a record in a file, here `case.json`:

```json
{json.dumps(RECORD)}
```

and ask:

```
policyengine feel '{CONDITION}' --record case.json --as-of {AS_OF}
```

The answer shows the value of every part, so it is seen that the hours of placement are what is missing:

```
{_tried()}
```

### The facts of the examples

A condition may name the facts of the policy's vocabulary, the policy's own groups (true or false) and parameters (figures), and `as_of`, the day of assessment.
The examples on this page use these facts.""",
        _facts(),
    ),
)
