"""From a mapping as written to its meaning: facts of the vocabulary, with what each column is written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, TypeVar

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number, Text
from policyengine.intake.days import ISO, DayFormat
from policyengine.intake.mapping import (
    Column,
    EntryList,
    Field,
    Format,
    Mapping,
    TableFormat,
    folded,
)
from policyengine.intake.models import FactColumn, LinkColumn, MappingSource
from policyengine.intake.pseudonyms import read_key
from policyengine.policy.library import VOCABULARY, load_vocabulary, shipped
from policyengine.source.load import bytes_of, read_bytes
from policyengine.source.shape import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Map

    from policyengine.feel.types import Type
    from policyengine.intake.models import (
        ChildTable,
        KeySource,
        TableSource,
        Written,
    )
    from policyengine.policy.vocabulary import Fact, NullMeans, RecordKind, Vocabulary
    from policyengine.source.load import Read
    from policyengine.source.positions import Path as KeyPath

ValueT = TypeVar("ValueT")

DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}
MARKS = {"comma": ",", "point": ".", "space": " "}
YES, NO = ("ja", "true", "1"), ("nej", "false", "0")
MOST_DECIMALS = 9


def load_mapping(path: Path | str, vocabulary: Vocabulary | None = None) -> Mapping:
    """Return a mapping by its path, for the shipped vocabulary unless another is given.

    Raises PolicyError with every fault of the mapping, UsageError where there is no such file.
    """
    vocabulary = vocabulary or load_vocabulary(shipped() / VOCABULARY)
    read = read_bytes(str(path), bytes_of(path), MappingSource)
    return mapping_from_source(read, vocabulary, Path(path).parent)


def mapping_from_source(
    read: Read[MappingSource], vocabulary: Vocabulary, folder: Path
) -> Mapping:
    """Return what a mapping means; a key's file is looked for from `folder`. Raises PolicyError with every fault."""
    return _Reader(read, vocabulary, folder).mapping()


@dataclass
class _Reader:
    """Turns one mapping into its meaning, gathering faults on the way."""

    read: Read[MappingSource]
    vocabulary: Vocabulary
    folder: Path
    faults: list[Diagnostic] = field(default_factory=list)

    def mapping(self) -> Mapping:
        source = self.read.model
        kind = self._kind(source.record)
        key = self._key(source.pseudonymise)
        links = (
            self._link(kind, name, link, has_key=key is not None)
            for name, link in source.links.items()
        )
        lists = (
            self._list(kind, name, each, self._table(source.table, TableFormat()))
            for name, each in source.lists.items()
        )
        mapping = Mapping(
            kind.name,
            self._column(source.id, ("id",)),
            self._table(source.table, TableFormat(), ("table",)),
            (
                *self._fields(kind.facts, source.facts, (), kind.name),
                *filter(None, links),
            ),
            tuple(filter(None, lists)),
            MARKS[source.decimal],
            key,
        )
        if source.thousands == source.decimal:
            message = "one mark cannot part decimals and thousands alike"
            self._fault("PE810", message, ("thousands",), "write another mark")
        if self.faults:
            raise PolicyError(self.faults)
        return mapping

    def _kind(self, name: str) -> RecordKind:
        kind = self.vocabulary.kinds.get(name)
        if kind is None:
            known = list(self.vocabulary.kinds)
            hint = nearest(name, known) or f"write one of {listed(*known)}"
            # Nothing that follows could be judged without it.
            message = f"the vocabulary has no kind of record `{name}`"
            place = self.read.map.value(("record",))
            raise PolicyError([Diagnostic("PE702", message, place, hint)])
        return kind

    def _key(self, source: KeySource | None) -> bytes | None:
        if source is None:
            return None
        try:
            return read_key(source.key_file, source.key_variable, self.folder)
        except ValueError as error:
            at = ("pseudonymise", "key_file" if source.key_file else "key_variable")
            self._fault("PE809", str(error), at)
            return None

    def _table(
        self, source: TableSource, above: TableFormat, at: KeyPath | None = None
    ) -> TableFormat:
        """Return where a table is; what it does not say of itself, the main one says."""
        if at == ("table",) and source.file is not None:
            message = "the main table is named when it is imported"
            self._fault("PE810", message, (*at, "file"), "delete the key")
        if at is not None and source.file is not None and not _is_below(source.file):
            message = "a table is looked for beside the main one, or below it"
            hint = "write a path without `..` that does not begin at the root"
            self._fault("PE810", message, (*at, "file"), hint)
        mark = DELIMITERS[source.delimiter] if source.delimiter else above.delimiter
        return TableFormat(
            source.file, source.sheet, source.encoding or above.encoding, mark
        )

    def _list(
        self, kind: RecordKind, name: str, source: ChildTable, above: TableFormat
    ) -> EntryList | None:
        at: KeyPath = ("lists", name)
        fact = kind.facts.get(name)
        if fact is None or fact.entry is None:
            known = [each.name for each in kind.facts.values() if each.entry]
            hint = nearest(name, known) or (
                "it is a fact: write it under `facts`" if fact else None
            )
            self._misnamed("PE705", f"{kind.name} has no list `{name}`", at, hint)
            return None
        return EntryList(
            name,
            self._table(source, above, at),
            self._column(source.parent, (*at, "parent")),
            source.known == "complete",
            fact.null_means,
            self._fields(fact.entry.facts, source.facts, at, fact.entry.name),
        )

    def _fields(
        self,
        facts: Map[str, Fact],
        written: Map[str, str | FactColumn],
        above: KeyPath,
        holder: str,
    ) -> tuple[Field, ...]:
        found: list[Field] = []
        for name, each in written.items():
            at = (*above, "facts", name)
            fact = facts.get(name)
            if fact is None:
                hint = nearest(name, list(facts))
                self._misnamed("PE705", f"{holder} has no fact `{name}`", at, hint)
            elif fact.entry is not None:
                message = (
                    f"`{name}` is a list of entries, which have a table of their own"
                )
                self._misnamed("PE810", message, at, "write it under `lists`")
            else:
                found.append(self._fact(fact, each, at))
        return tuple(found)

    def _fact(self, fact: Fact, written: str | FactColumn, at: KeyPath) -> Field:
        source = FactColumn(column=written) if isinstance(written, str) else written
        empty = source.null_means or fact.null_means
        self._at_odds(fact, source, at)
        column = source.column and self._column(
            source.column, at if isinstance(written, str) else (*at, "column")
        )
        return Field(
            fact.name,
            fact.type,
            column or None,
            {
                year: self._column(heading, (*at, "years", year))
                for year, heading in (source.years or {}).items()
            },
            self._format(fact.type, source, at),
            self._words(source, empty, at),
            empty,
            fact.null_means,
            self._above(source, "on_error", "unknown") == "reject",
        )

    def _link(
        self,
        kind: RecordKind,
        name: str,
        written: str | LinkColumn,
        *,
        has_key: bool,
    ) -> Field | None:
        at: KeyPath = ("links", name)
        if name not in kind.links:
            hint = nearest(name, list(kind.links))
            self._misnamed("PE705", f"{kind.name} has no link `{name}`", at, hint)
            return None
        source = LinkColumn(column=written) if isinstance(written, str) else written
        if source.pseudonymise and not has_key:
            message = "a pseudonym needs a key"
            hint = "write `pseudonymise:` at the top, with `key_file:` below it"
            self._fault("PE809", message, (*at, "pseudonymise"), hint)
        empty = source.null_means or "unknown"
        place = at if isinstance(written, str) else (*at, "column")
        return Field(
            name,
            Text(),
            self._column(source.column, place),
            {},
            self._format(Text(), source, at),
            self._words(source, empty, at),
            empty,
            "unknown",
            self._above(source, "on_error", "unknown") == "reject",
            is_link=True,
            pseudonymised=source.pseudonymise,
        )

    # --- how cells are written ---

    def _format(self, type_: Type, source: Written, at: KeyPath) -> Format:
        model = self.read.model
        days: tuple[DayFormat, ...] = self._above(
            source, "dates", (DayFormat.of("dd-mm-yyyy"),)
        )
        # `true` and `false` are what a workbook's own are read as.
        yes = {"true", *map(folded, self._above(source, "yes_words", YES))}
        no = {"false", *map(folded, self._above(source, "no_words", NO))}
        if yes & no:
            self._fault("PE810", "a word says both yes and no", at, "keep it in one")
        decimals = getattr(source, "decimals", None)
        return Format(
            (*days, ISO),
            MARKS[model.decimal],
            MARKS[model.thousands] if model.thousands else None,
            4 if decimals is None else decimals,
            frozenset(yes),
            frozenset(no),
            self._choices(type_, getattr(source, "values", None) or {}, at),
            getattr(source, "separator", None) or ",",
        )

    def _choices(
        self, type_: Type, written: Map[str, str], at: KeyPath
    ) -> Map[str, str]:
        """Return the value that each word stands for: those of the vocabulary for themselves."""
        known = _values(type_)
        choices = {folded(value): value for value in known}
        seen: set[str] = set()
        for word, value in written.items():
            place = (*at, "values", word)
            if value not in known:
                hint = nearest(value, list(known)) or f"one of {listed(*known)}"
                self._fault("PE304", f"`{value}` is none of its values", place, hint)
            if folded(word) in seen:
                message = f"`{word}` stands twice, but for case and blanks"
                self._fault("PE810", message, place, "keep one of them")
            seen.add(folded(word))
            choices[folded(word)] = value
        return choices

    def _words(
        self, source: Written, empty: NullMeans, at: KeyPath
    ) -> Map[str, NullMeans]:
        """Return what each word that is no value says; a blank one says what an empty cell says."""
        meanings: dict[str, NullMeans] = {}
        kinds: tuple[tuple[str, NullMeans], ...] = (
            ("blank_words", empty),
            ("none_words", "none"),
            ("unknown_words", "unknown"),
        )
        nothing: tuple[str, ...] = ()
        for key, meaning in kinds:
            for word in self._above(source, key, nothing):
                if meanings.setdefault(folded(word), meaning) != meaning:
                    message = f"`{word}` says two things"
                    self._fault("PE810", message, at, "keep it among one kind of words")
        return meanings

    def _above(self, source: Written, key: str, otherwise: ValueT) -> ValueT:
        """Return what a column says of itself, else what the mapping says of all."""
        for holder in (source, self.read.model):
            value: ValueT | None = getattr(holder, key)
            if value is not None:
                return value
        return otherwise

    # --- faults ---

    def _at_odds(self, fact: Fact, source: FactColumn, at: KeyPath) -> None:
        """Report what a column says and its fact cannot have."""
        for key, message in _misfits(fact, source):
            self._misnamed("PE810", message, (*at, key), "delete the key")
        if source.decimals is not None and source.decimals > MOST_DECIMALS:
            message = f"at most {MOST_DECIMALS} decimals are kept"
            self._fault("PE810", message, (*at, "decimals"), "write a smaller number")
        if fact.per_year and source.column is not None:
            message = f"`{fact.name}` is a figure by year, with a column for each"
            hint = "write `years:` and below it lines such as `2018: refugees_2018`"
            self._fault("PE810", message, at, hint)

    def _column(self, heading: str, at: KeyPath) -> Column:
        return Column(heading, self.read.map.value(at))

    def _misnamed(
        self, code: str, message: str, at: KeyPath, hint: str | None = None
    ) -> None:
        """Report a key that does not belong where it stands."""
        self.faults.append(Diagnostic(code, message, self.read.map.key(at), hint))

    def _fault(
        self, code: str, message: str, at: KeyPath, hint: str | None = None
    ) -> None:
        """Report a value, or what stands below a key."""
        place = (
            self.read.map.value(at)
            if self.read.map.is_plain(at)
            else self.read.map.key(at)
        )
        self.faults.append(Diagnostic(code, message, place, hint))


def _misfits(fact: Fact, source: FactColumn) -> Iterable[tuple[str, str]]:
    """Yield each key that means nothing for a fact of this type, and why."""
    for key, types in _ONLY_FOR.items():
        if getattr(source, key) is not None and not isinstance(fact.type, types):
            yield key, f"`{key}` means nothing for `{fact.name}`"
    if source.years is not None and not fact.per_year:
        yield "years", f"`{fact.name}` is no figure by year"
    if source.null_means == "none" and fact.timing == "prior":
        yield "null_means", f"`{fact.name}` cannot be none"
    if source.null_means == "none" and fact.per_year:
        yield "null_means", "a figure of a year is known or unknown, never none"


_ONLY_FOR: dict[str, tuple[type, ...]] = {
    "values": (Choice, ListType),
    "separator": (ListType,),
    "dates": (Day,),
    "decimals": (Number,),
    "yes_words": (Boolean,),
    "no_words": (Boolean,),
}


def _values(type_: Type) -> tuple[str, ...]:
    match type_:
        case Choice(values) | ListType(Choice(values)):
            return values
        case _:
            return ()


def _is_below(path: str) -> bool:
    """Whether a path as written leads to a place below where it is looked for, on any system."""
    return (
        all(
            not each.is_absolute() and not each.drive and ".." not in each.parts
            for each in (PurePosixPath(path), PureWindowsPath(path))
        )
        and "\0" not in path
    )
