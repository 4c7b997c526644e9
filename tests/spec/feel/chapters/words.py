"""The words of the language in Danish."""

from tests.spec.feel.tables import Chapter, Table
from tests.spec.feel.wording import code

WORDS = {
    "and": ("og", "both hold"),
    "or": ("eller", "one holds, or both"),
    "not": ("ikke", "the opposite"),
    "true": ("sandt, ja", ""),
    "false": ("falsk, nej", ""),
    "null": ("ingen", "known to be none"),
    "none": ("ingen", "the same, in the rows of the short form"),
    "recorded": ("registreret", "there is a value by that day; in the short form"),
    "all_of": ("alle disse", "in the short form"),
    "any_of": ("mindst én af disse", "in the short form"),
    "as_of": ("opgørelsesdagen", "the day of assessment"),
    "due": ("fristen", "the last day, in `unless` and `excused_by`"),
    "item": ("den enkelte post", "the entry, inside a filter"),
    "between": ("mellem", "both ends included"),
    "in": ("ligger i, er en af", "in a range, a list or a period"),
    "if": ("hvis", ""),
    "then": ("så", ""),
    "else": ("ellers", ""),
    "some": ("mindst én", "at least one entry"),
    "every": ("hver, alle", "all entries"),
    "satisfies": ("opfylder", "for which it holds"),
    "abs": ("tallet uden fortegn", "without its sign"),
    "age": ("alder", "years completed"),
    "all": ("alle er sande", "all of a list are true"),
    "any": ("mindst én er sand", "one of a list is true"),
    "contains": ("indeholder", "one text stands in another"),
    "count": ("antal", "how many entries"),
    "date": ("dato", "a day"),
    "duration": ("varighed", "months, or weeks and days"),
    "ends with": ("ender på", "of a text"),
    "list contains": ("listen indeholder", "a value is in a list"),
    "max": ("største, seneste", "the greatest, the latest"),
    "min": ("mindste, tidligste", "the least, the earliest"),
    "starts with": ("begynder med", "of a text"),
    "sum": ("sum", "the total"),
    "years and months duration": ("hele år og måneder imellem", "whole months between two days"),
}  # fmt: skip

CHAPTER = Chapter(
    "The words in Danish",
    (
        "The words of the language are English, as in the standard.",
        Table(
            ("Word", "På dansk", "Meaning"),
            tuple(
                (code(word), danish, meaning)
                for word, (danish, meaning) in WORDS.items()
            ),
        ),
    ),
)
