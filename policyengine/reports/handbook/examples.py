"""The examples beside a policy as the handbook shows them: name, day, and the answer expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from policyengine.reports import words
from policyengine.reports.figures import figure
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.markdown import code, escape, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.findings.measure_result import Unit
    from policyengine.reports.words import Language, Sign
    from policyengine.source.models import ExampleSource, ExamplesSource, Expected

Examples: TypeAlias = Mapping[str, tuple["ExampleSource", ...]]

_SIGNS: Mapping[str, Sign] = {
    **words.OUTCOMES,
    **{str(verdict): sign for verdict, sign in words.VERDICTS.items()},
}


def by_provision(examples: ExamplesSource | None) -> Examples:
    """Return the examples of each provision, in the order they are written."""
    found: dict[str, tuple[ExampleSource, ...]] = defaultdict(tuple)
    for each in examples.examples if examples else ():
        for provision in each.expect:
            found[provision] += (each,)
    return found


def examples_part(
    provision: str, examples: tuple[ExampleSource, ...], unit: Unit, language: Language
) -> str:
    """Return a provision's examples as a table that can be unfolded."""
    heads = (phrases.EXAMPLE, phrases.DAY, phrases.EXPECTED)
    cells = (
        (
            _name(each, language),
            f"{each.as_of}",
            "; ".join(_expected(each.expect[provision], unit, language)),
        )
        for each in examples
    )
    listed = table([head[language] for head in heads], cells)
    title = f"{phrases.EXAMPLES[language]} ({len(examples)})"
    return f"<details><summary>{title}</summary>\n\n{listed}\n\n</details>"


def _name(example: ExampleSource, language: Language) -> str:
    told = example.da if language == "da" else example.en
    return escape(told or example.example.replace("_", " ").capitalize())


def _expected(
    expected: str | Expected, unit: Unit, language: Language
) -> Iterator[str]:
    if isinstance(expected, str):
        yield _sign(expected, language)
        return
    if expected.outcome:
        yield _sign(expected.outcome, language)
    if expected.possible:
        possible = ", ".join(_word(each, language) for each in expected.possible)
        yield f"{words.POSSIBLE[language]} {possible}"
    if expected.due:
        yield f"{words.DUE[language]} {expected.due}"
    if expected.missing:
        missing = ", ".join(code(each) for each in expected.missing)
        yield f"{words.MISSING[language]} {missing}"
    if expected.verdict:
        yield _sign(expected.verdict, language)
    if expected.rate:
        yield _number(expected.rate, "percent", language)
    if expected.value:
        yield _number(expected.value, unit, language)
    for each in (expected.instance, expected.subject):
        if each:
            yield escape(each)


def _sign(word: str, language: Language) -> str:
    sign = _SIGNS.get(word)
    return f"{sign.symbol} {escape(sign.word[language])}" if sign else escape(word)


def _word(word: str, language: Language) -> str:
    sign = _SIGNS.get(word)
    return escape(sign.word[language] if sign else word)


def _number(written: str, unit: Unit, language: Language) -> str:
    try:
        return figure(Fraction(written), unit, language)
    except (ValueError, ZeroDivisionError):
        return escape(written)
