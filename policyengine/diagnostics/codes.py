"""The one table of codes: a number that is never reused, the fault's name, and what it means in a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One kind of fault: `name` says the fault, not the cure; `meaning` is one line."""

    name: str
    meaning: str


CODES: dict[str, Code] = {
    "PE101": Code("not-yaml", "the file breaks the rules of YAML at this place"),
    "PE102": Code("not-utf-8", "the file is not encoded as UTF-8"),
    "PE103": Code("too-large", "the file exceeds a limit of size, depth or number"),
    "PE104": Code("forbidden-character", "a tab or a character editors do not show"),
    "PE105": Code("duplicate-key", "a key stands twice; YAML readers keep the last"),
    "PE106": Code("yaml-machinery", "an anchor, alias, merge key, tag or directive"),
    "PE107": Code("several-documents", "the file holds more than one YAML document"),
    "PE108": Code("ambiguous-scalar", "YAML readers disagree on what this says"),
    "PE109": Code("text-cut-off", "YAML ends the text before its author does"),
    "PE110": Code("empty-value", "a key or an item has no value"),
    "PE111": Code(
        "quotes-needed", "the text has a character that YAML takes for its own"
    ),
    "PE112": Code(
        "wrong-indentation", "the line does not stand under what it belongs to"
    ),
    "PE113": Code("not-a-key", "a key is not a plain name"),
    "PE120": Code("unknown-key", "no such key exists at this place"),
    "PE121": Code("missing-key", "a required key is absent"),
    "PE122": Code("wrong-shape", "a text, a list or keys stand where another belongs"),
    "PE123": Code("wrong-value", "the text is not a value that this key takes"),
    "PE124": Code("unknown-word", "the word is not one of those that this key takes"),
    "PE125": Code("unknown-kind", "a provision does not say what kind it is"),
    "PE126": Code("keys-at-odds", "keys that need or exclude each other"),
    "PE131": Code("not-a-lock", "a line of a lock of fingerprints cannot be read"),
    # PE15x is about reading a condition
    "PE150": Code("unreadable-condition", "a condition breaks the rules of FEEL"),
    "PE151": Code("not-a-constant", "a text, number, day or comment is malformed"),
    "PE152": Code("outside-the-profile", "standard FEEL that policies do not use"),
    "PE153": Code("condition-too-large", "a condition is too long or too deep"),
    "PE154": Code("not-a-test", "a row of a condition map holds no test"),
    # PE2xx is about names
    "PE201": Code("unknown-name", "a name means nothing at this place"),
    "PE202": Code("unknown-reference", "what the policy refers to does not exist"),
    "PE203": Code("vocabulary-at-odds", "the vocabulary names what it does not have"),
    "PE204": Code("wrong-figure", "a figure, day or duration of another kind belongs"),
    "PE205": Code("circle", "something is defined by itself"),
    "PE206": Code("repeated-name", "two provisions or sections have the same name"),
    "PE207": Code("no-such-paragraph", "the document has fewer paragraphs"),
    "PE208": Code("days-at-odds", "a day stands before one that it must follow"),
    "PE209": Code("unusable-name", "a name stands for something else already"),
    "PE211": Code("unknown-member", "nothing of that name stands after the dot"),
    "PE212": Code("unknown-function", "there is no such function"),
    # PE3xx is about types
    "PE301": Code("not-comparable", "two kinds of value are compared or mixed"),
    "PE302": Code("not-calculable", "an operator or function cannot take the values"),
    "PE303": Code("wrong-type", "another kind of value belongs at this place"),
    "PE304": Code("unknown-choice", "a text is none of the words of a choice"),
    "PE305": Code("days-and-months", "days and months are mixed or compared"),
    "PE306": Code("list-or-range", "a list is missing, or a range out of place"),
    "PE307": Code("item-by-number", "a list is asked for an item by its number"),
    "PE308": Code("wrong-arguments", "a function has too few or too many arguments"),
    "PE309": Code("no-such-date", "a text is no day of the calendar or no duration"),
    # PE32x is about what a condition cannot mean, although it can be read
    "PE321": Code("counted-two-ways", "one stretch is counted in days and in months"),
    "PE322": Code("always-met", "every value that there can be meets a test"),
    "PE323": Code("never-met", "no value can meet a test, or all of several"),
    "PE324": Code("repeated-test", "the same test stands twice"),
    "PE325": Code("never-none", "what always is something is tested for none"),
    "PE326": Code("unguarded-division", "a divisor may be zero, which gives none"),
    "PE327": Code("hidden-name", "a list's member hides a fact of the same name"),
    # PE4xx is about what is fishy, though it can be used
    "PE401": Code("paragraph-left-out", "a paragraph is neither cited nor declared"),
    "PE402": Code("paragraph-both-ways", "a paragraph is cited and declared, too"),
    "PE403": Code("no-fingerprint", "the lock does not hold a cited paragraph"),
    "PE404": Code("unused-name", "nothing uses a parameter, group or measure"),
    # PE70x is about records
    "PE701": Code("not-a-record", "a record is no object"),
    "PE702": Code("unknown-record-kind", "no such kind of record is in the vocabulary"),
    "PE703": Code("no-id", "a record has no usable id"),
    "PE704": Code("cpr-number", "an id looks like a personal identification number"),
    "PE705": Code("unknown-fact", "the vocabulary has no such fact of this kind"),
    "PE706": Code("wrong-fact", "a fact has a value of another type"),
    "PE707": Code("impossible-date", "a date of a record is not in the calendar"),
    "PE708": Code(
        "records-at-odds", "two versions of one record contradict each other"
    ),
    "PE709": Code("unused-assessment", "no finding can use a human assessment"),
    # PE71x is about policies and days
    "PE710": Code("not-in-force", "the policy does not apply on the day asked about"),
    "PE711": Code("not-yet-adopted", "the policy was not known on the day asked about"),
    # PE72x is about files of records
    "PE720": Code("not-json", "the text is not JSON at this place"),
    "PE721": Code("records-not-utf-8", "the records are not encoded as UTF-8"),
    "PE722": Code("repeated-member", "a key stands twice in one JSON object"),
    "PE723": Code("number-out-of-range", "a number is not finite, or far too long"),
    # PE50x is about what a back end cannot express
    "PE501": Code("no-sql", "a provision says what no statement of a database can"),
    "PE502": Code("left-open", "a statement is not exact about some subjects"),
    # PE80x is about tables and their mappings
    "PE801": Code("not-a-table", "the file is no table that can be read"),
    "PE802": Code("wrong-encoding", "the table is not encoded as its mapping says"),
    "PE803": Code("unusable-headings", "headings are missing, or the same twice"),
    "PE804": Code("unknown-column", "the table has no column of that heading"),
    "PE805": Code("endless-cell", "a cell of a table does not end"),
    "PE806": Code("table-too-large", "a table exceeds a limit of size"),
    "PE807": Code("unknown-sheet", "the workbook has no sheet of that name"),
    "PE808": Code("cpr-column", "ids look like personal identification numbers"),
    "PE809": Code("no-key", "there is no usable key for pseudonyms"),
    "PE810": Code("mapping-at-odds", "a mapping says what its fact cannot have"),
    # PE76x is about databases
    "PE760": Code("no-connection", "a database cannot be reached, or lets nobody in"),
    "PE761": Code("no-answer", "a database refuses what is asked, or breaks off"),
    "PE762": Code("no-cohort", "a database shows no table of a kind of record"),
}
"""Every code in use; bands: 1xx reading, 2xx names, 3xx types, 4xx checks, 5xx back ends, 6xx analysis, 7xx data, 8xx tables."""
