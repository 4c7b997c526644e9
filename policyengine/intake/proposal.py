"""A mapping proposed for a table, as YAML for a person to read: what is a guess says so.

What stands in the table's cells is looked at and not repeated; headings are, and words that a label of the vocabulary
explains.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic, RecordError
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number
from policyengine.intake import looks
from policyengine.intake.headings import Match, known_by, matched, plain
from policyengine.intake.mapping import TableFormat, folded
from policyengine.intake.mapping_from_source import DELIMITERS, NO, YES
from policyengine.intake.opening import is_workbook, open_table
from policyengine.intake.pseudonyms import may_be_cpr
from policyengine.intake.rows import blocks
from policyengine.source.plain import ambiguity
from policyengine.source.shape import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from policyengine.policy.vocabulary import Fact, RecordKind, Vocabulary

_IDS = frozenset(
    {
        *("id", "sagsnr", "sagsnummer", "sags id", "sagsid", "journalnummer"),
        *("borgerid", "borger id", "person id", "familie id", "familienummer"),
        *("cpr", "cprnr", "cpr nr", "cpr nummer", "cprnummer", "personnummer"),
        *("case id", "case number", "family id", "loebenummer", "kommunekode"),
    }
)
_YES = frozenset({*YES, "j", "yes", "y", "x", "sand"})
_NO = frozenset({*NO, "n", "no", "falsk"})
# Words that stand for no value, and which kind of words they are.
_WORDS = {
    "blank_words": ("-", "–", "n/a", "null"),
    "none_words": ("ingen", "intet", "none"),
    "unknown_words": ("?", "ukendt", "uoplyst", "ikke oplyst", "ved ikke", "unknown"),
}
_YEAR = re.compile(r"(.*?)[ _.-]*((?:19|20)\d\d)")
_SURE = re.compile(r"[A-Za-zÆØÅæøå][\wÆØÅæøå .()/-]*[\wÆØÅæøå.)]|[A-Za-z]")
_UNSURE = "  # unsure"


@dataclass(frozen=True)
class _Sample:
    """The first rows of a table, by heading; blanks are left out."""

    columns: Mapping[str, Sequence[str]]

    @property
    def headings(self) -> list[str]:
        return list(self.columns)


def propose(
    path: Path, vocabulary: Vocabulary, *, record: str | None, sheet: str | None
) -> str:
    """Return the text of a mapping for a table; `record` and `sheet` are chosen by looking unless given.

    Raises RecordError where the table cannot be read, UsageError where there is none.
    """
    written = TableFormat(sheet=sheet)
    if sheet is None and path.is_file() and not is_workbook(path):
        written = looks.looked_at(path)
    sample = _sample(path, written)
    kind = _kind(sample.headings, vocabulary, record)
    return "".join(f"{line}\n" for line in _lines(path, written, sample, kind))


def _sample(path: Path, written: TableFormat) -> _Sample:
    """Return the first rows; of columns with one heading none is taken."""
    table = open_table(path, written)
    seen = [folded(each) for each in table.headings]
    usable = [
        place
        for place, heading in enumerate(table.headings)
        if heading.isprintable() and heading and seen.count(seen[place]) == 1
    ]
    block = next(blocks(table, usable), None)
    cells = block.columns if block else tuple(() for _ in usable)
    return _Sample(
        {
            table.headings[place]: [each.strip() for each in texts if each.strip()]
            for place, texts in zip(usable, cells, strict=True)
        }
    )


def _kind(
    headings: Sequence[str], vocabulary: Vocabulary, record: str | None
) -> RecordKind:
    """Return the kind that has been named, or whose facts the headings name most of."""
    kinds = vocabulary.kinds
    if record is not None:
        if record not in kinds:
            hint = nearest(record, list(kinds)) or f"write one of {listed(*kinds)}"
            message = f"the vocabulary has no kind of record `{record}`"
            raise RecordError([Diagnostic("PE702", message, hint=hint)])
        return kinds[record]
    return max(
        kinds.values(),
        key=lambda kind: (
            len(_facts_of(headings, kind.facts)) + len(_years_of(headings, kind))
        ),
    )


def _lines(
    path: Path, written: TableFormat, sample: _Sample, kind: RecordKind
) -> Iterator[str]:
    id_, note = _id(sample)
    years = _years_of(sample.headings, kind)
    by_year = {heading for each in years.values() for heading in each.values()}
    free = [each for each in sample.headings if each != id_ and each not in by_year]
    found = _facts_of(free, kind.facts)
    links = _links_of([each for each in free if each not in found], kind)
    yield f"# Proposed for `{_shown(path.name)}`: read it through; `# unsure` marks a guess."
    yield f"record: {kind.name}"
    yield f"id: {_text(id_)}{note}"
    if may_be := _has_cpr(sample.columns[id_]):
        yield "# The ids look like CPR numbers: name a file with a key, and let nobody else read it."
        yield "pseudonymise: {key_file: pseudonyms.key}"
    yield from _table(written)
    yield from _formats(sample, {each: kind.facts[m.name] for each, m in found.items()})
    yield "facts:" if found or years else "facts: {}  # unsure: no heading names a fact"
    for heading, match in found.items():
        yield from _fact(kind.facts[match.name], heading, match, sample)
    for name, columns in years.items():
        pairs = (f'"{year}": {_text(heading)}' for year, heading in columns.items())
        yield f"  {name}: {{years: {{{', '.join(pairs)}}}}}"
    if links:
        yield "links:"
    for heading, link in links.items():
        cpr = _has_cpr(sample.columns[heading])
        named = (
            f"{{column: {_text(heading)}, pseudonymise: true}}"
            if cpr
            else _text(heading)
        )
        yield f"  {link.name}: {named}{'' if link.sure and not (cpr and not may_be) else _UNSURE}"
    left = [each for each in free if each not in found and each not in links]
    if left:
        yield f"# Not used: {', '.join(map(_shown, left))}"


def _table(written: TableFormat) -> Iterator[str]:
    if written.sheet is not None:
        yield f"table: {{sheet: {_text(written.sheet)}}}"
        return
    mark = next(word for word, mark in DELIMITERS.items() if mark == written.delimiter)
    yield f"table: {{encoding: {written.encoding}, delimiter: {mark}}}"


def _formats(sample: _Sample, facts: Mapping[str, Fact]) -> Iterator[str]:
    """How cells are written, where it is not as everywhere in Denmark."""
    texts = {heading: sample.columns[heading] for heading in facts}
    days = [t for h, f in facts.items() if f.type == Day() for t in texts[h]]
    plain_days = [each for each in days if any(char.isdigit() for char in each)]
    if plain_days:
        found = looks.day_format(plain_days)
        unsure = found is None or looks.is_unsure(found, plain_days)
        yield f"dates: {found.text if found else 'dd-mm-yyyy'}{_UNSURE if unsure else ''}"
    numbers = [
        t for h, f in facts.items() if isinstance(f.type, Number) for t in texts[h]
    ]
    decimal, thousands = looks.number_marks(numbers)
    yield f"decimal: {decimal}"
    if thousands:
        yield f"thousands: {thousands}{_UNSURE}"
    stated = {
        folded(t) for h, f in facts.items() if f.type == Boolean() for t in texts[h]
    }
    for key, known, default in (("yes_words", _YES, YES), ("no_words", _NO, NO)):
        if (stated & known) - set(default):
            words = sorted({*default, *(stated & known)})
            yield f"{key}: [{', '.join(map(_text, words))}]"
    everything = {folded(t) for each in texts.values() for t in each}
    for key, known_words in _WORDS.items():
        if words := [each for each in known_words if each in everything]:
            yield f"{key}: [{', '.join(map(_text, words))}]{_UNSURE}"


def _fact(
    fact: Fact, heading: str, match: Match[str], sample: _Sample
) -> Iterator[str]:
    unsure = "" if match.sure else _UNSURE
    texts = sample.columns[heading]
    match fact.type:
        case Choice(values):
            yield from _choices(fact, heading, _words(texts, values, fact), unsure)
        case ListType(Choice(values)):
            mark = max(",;|/", key=lambda each: sum(each in text for text in texts))
            parts = [part.strip() for text in texts for part in text.split(mark)]
            more = "" if mark == "," else f'separator: "{mark}", '
            yield from _choices(
                fact, heading, _words(parts, values, fact), unsure, more
            )
        case Number() if (most := looks.decimals(texts)) > 4:
            yield f"  {fact.name}: {{column: {_text(heading)}, decimals: {min(most, 9)}}}{unsure}"
        case _:
            yield f"  {fact.name}: {_text(heading)}{unsure}"


def _words(
    texts: Iterable[str], values: Sequence[str], fact: Fact
) -> tuple[dict[str, str], int]:
    """Return the value of each word that is a label, and how many other words there are.

    Only what is a label, letter for letter, is repeated: a text that is nearly one may hold a name as well.
    """
    labels = fact.value_labels or {}
    called = {
        folded(label): value
        for value in values
        if value in labels
        for label in (labels[value].en, labels[value].da)
    }
    known = {*values, *(word for words in _WORDS.values() for word in words)}
    words = {folded(text): text for text in texts if text.isprintable()}
    own = {word: words[word] for word in sorted(words.keys() - known)}
    found = {own[word]: called[word] for word in own if word in called}
    return found, len(own) - len(found)


def _choices(
    fact: Fact,
    heading: str,
    words: tuple[dict[str, str], int],
    unsure: str,
    more: str = "",
) -> Iterator[str]:
    found, rest = words
    if not found and not more:
        yield f"  {fact.name}: {_text(heading)}{unsure}"
    elif not found:
        yield f"  {fact.name}: {{{more}column: {_text(heading)}}}{unsure}"
    else:
        yield f"  {fact.name}:{unsure}"
        yield f"    column: {_text(heading)}"
        if more:
            yield f"    {more.removesuffix(', ')}"
        yield "    values:"
        for text, value in found.items():
            yield f"      {_text(text)}: {value}"
    if rest:
        yield f"    # unsure: {rest} more words stand in this column; write the value of each under `values:`"


# --- what headings name ---


def _id(sample: _Sample) -> tuple[str, str]:
    """Return the heading of the ids, and a note where it is a guess."""
    for heading in sample.headings:
        if plain(heading) in _IDS:
            return heading, ""
    unique = [
        heading
        for heading, texts in sample.columns.items()
        if texts and len(set(texts)) == len(texts)
    ]
    headings = unique or sample.headings
    if not headings:
        raise RecordError(
            [Diagnostic("PE803", "no heading can be told from the others")]
        )
    return headings[0], _UNSURE


def _facts_of(
    headings: Sequence[str], facts: Mapping[str, Fact]
) -> dict[str, Match[str]]:
    known = {
        name: known_by(name, fact.label)
        for name, fact in facts.items()
        if fact.entry is None and not fact.per_year
    }
    found = matched(headings, known)
    return {each: found[each] for each in headings if each in found}


def _years_of(headings: Sequence[str], kind: RecordKind) -> dict[str, dict[str, str]]:
    """Return year → heading of each figure by year; a label that two facts share decides nothing."""
    called: dict[str, set[str]] = {}
    for name, fact in kind.facts.items():
        for each in known_by(name, fact.label) if fact.per_year else ():
            called.setdefault(each, set()).add(name)
    years: dict[str, dict[str, str]] = {}
    for heading in headings:
        match = _YEAR.fullmatch(heading)
        if match is None:
            continue
        names = sorted(called.get(plain(match[1]), ()))
        if len(names) == 1:
            years.setdefault(names[0], {})[match[2]] = heading
    return years


def _links_of(headings: Sequence[str], kind: RecordKind) -> dict[str, Match[str]]:
    danish = {"family": ("familie", "familienr", "familienummer", "familie id")}
    known = {
        name: {plain(name), f"{plain(name)} id", *danish.get(name, ())}
        for name in kind.links
    }
    return matched(headings, known)


def _has_cpr(texts: Sequence[str]) -> bool:
    return sum(map(may_be_cpr, texts)) * 2 > len(texts)


# --- YAML ---


def _text(text: str) -> str:
    """Return a text as YAML: in quotes unless every reader takes it for the same text without."""
    reserved = folded(text) in ("none", "null", "true", "false")
    if _SURE.fullmatch(text) and ambiguity(text) is None and not reserved:
        return text
    return json.dumps(text, ensure_ascii=False)


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
