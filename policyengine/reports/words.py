"""The Danish and English words of every report, and the symbol that stands beside each outcome and verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.findings.finding import Priority
    from policyengine.findings.measure_result import Verdict
    from policyengine.policy.model import ProvisionKind, Strength

Language = Literal["da", "en"]


@dataclass(frozen=True, slots=True)
class Sign:
    """How an outcome or a verdict is shown: symbol, word, and a colour that is never the only sign."""

    symbol: str
    word: Text
    style: str


# In the order a caseworker reads them: what has gone wrong first.
OUTCOMES: Mapping[str, Sign] = {
    "error": Sign("!", Text("fejl", "error"), "bold red"),
    "breached": Sign("✗", Text("ikke overholdt", "breached"), "bold red"),
    "assessed_not_met": Sign(
        "✗", Text("vurderet ikke opfyldt", "assessed not met"), "bold red"
    ),
    "pending": Sign("→", Text("afventer", "pending"), "bold blue"),
    "undetermined": Sign("?", Text("uafklaret", "undetermined"), "bold yellow"),
    "needs_judgement": Sign(
        "◇", Text("kræver en vurdering", "needs judgement"), "magenta"
    ),
    "fulfilled_late": Sign("±", Text("opfyldt for sent", "fulfilled late"), "yellow"),
    "assessed_partly": Sign(
        "±", Text("vurderet delvist opfyldt", "assessed partly met"), "yellow"
    ),
    "exempt": Sign("○", Text("undtaget", "exempt"), "cyan"),
    "fulfilled": Sign("✓", Text("opfyldt", "fulfilled"), "green"),
    "assessed_met": Sign("✓", Text("vurderet opfyldt", "assessed met"), "green"),
    "not_applicable": Sign("–", Text("ikke relevant", "not applicable"), "dim"),
}

VERDICTS: Mapping[Verdict, Sign] = {
    "met": Sign("✓", Text("nået", "met"), "green"),
    "missed": Sign("✗", Text("ikke nået", "missed"), "bold red"),
    "undecidable": Sign("?", Text("kan ikke afgøres", "undecidable"), "bold yellow"),
    "not_yet_due": Sign("→", Text("endnu ikke forfaldent", "not yet due"), "bold blue"),
    "not_computable": Sign("–", Text("kan ikke beregnes", "not computable"), "dim"),
}
FOLLOWED = Sign("•", Text("følges", "followed"), "default")

STRENGTHS: Mapping[Strength, Text] = {
    "must": Text("skal", "must"),
    "commitment": Text("forpligtelse", "commitment"),
    "declared": Text("erklæret praksis", "declared practice"),
    "aim": Text("mål", "aim"),
    "best_effort": Text("så vidt muligt", "best effort"),
    "strive": Text("tilstræbes", "striven for"),
    "emphasis": Text("lægges vægt på", "emphasised"),
    "work_for": Text("arbejdes for", "worked for"),
    "expectation": Text("forventning", "expectation"),
    "importance": Text("anses for vigtigt", "held important"),
    "intention": Text("hensigt", "intention"),
    "statement": Text("udsagn", "statement"),
    "may": Text("kan", "may"),
}

KINDS: Mapping[ProvisionKind, Text] = {
    "duty": Text("pligt", "duty"),
    "right": Text("ret", "right"),
    "permission": Text("adgang", "permission"),
    "principle": Text("princip", "principle"),
    "definition": Text("definition", "definition"),
    "target": Text("resultatmål", "target"),
    "indicator": Text("indikator", "indicator"),
}

PRIORITIES: Mapping[Priority, Text] = {
    "high": Text("‼ høj", "‼ high"),
    "medium": Text("! mellem", "! medium"),
    "low": Text("· lav", "· low"),
}

LABELS: Mapping[Literal["draft", "not_in_force"], Text] = {
    "draft": Text("udkast, ikke vedtaget", "draft, not adopted"),
    "not_in_force": Text("gælder ikke på dagen", "not in force on the day"),
}

USES: Mapping[str, Text] = {
    "group": Text("målgruppe", "group"),
    "trigger": Text("fristen regnes herfra", "the deadline runs from here"),
    "deadline": Text("frist", "deadline"),
    "fulfilment": Text("opfyldelse", "fulfilment"),
    "exception": Text("undtagelse", "exception"),
    "excuse": Text("grund", "excuse"),
    "assessment": Text("vurdering", "assessment"),
}

ADVICE = Text(
    "Dette er rådgivning til en fagperson, ikke en afgørelse.",
    "This is advice to a professional, not a decision.",
)
SHARES_APART = Text(
    "Frister, resultatmål, kommunens egne opgaver og principper lægges ikke sammen.",
    "Deadlines, targets, the municipality's own duties and principles are never added up.",
)
NEXT_STEPS = Text("Næste skridt", "Next steps")
NO_STEPS = Text("Intet at gøre nu.", "Nothing to do now.")
FINDINGS = Text("Hvad det bygger på", "What this rests on")
JUDGEMENTS = Text("Kun et menneske kan vurdere", "Only a human can assess")
NOT_RELEVANT = Text("Ikke relevant", "Not applicable")
NO_FINDINGS = Text(
    "Ingen bestemmelse gælder for disse oplysninger på denne dag.",
    "No provision concerns these records on this day.",
)
MEASURES = Text("Resultatmål", "Targets")
INDICATORS = Text("Indikatorer", "Indicators")
SYNTHETIC_TARGETS = Text(
    "Resultatmål for {} opdigtede personer i hver kommune",
    "Targets over {} invented people in each municipality",
)
LEGEND = Text(
    "ved hvert: antal (heraf uafklarede ?), værdi, krav",
    "beside each: how many (unsettled ?), value, what is asked",
)
TRY_NEXT = Text("Prøv så:", "Now try:")
NO_MEASURES = Text("Ingen mål at beregne.", "No measures to compute.")

BY = Text("Senest", "By")
WHAT = Text("Hvad", "What")
WHO = Text("Hvem", "Who")
PRIORITY = Text("Vigtighed", "Priority")
PROVISION = Text("Bestemmelse", "Provision")
DUE = Text("frist", "due")
SINCE = Text("siden", "since")
BEARER = Text("ansvarlig", "bearer")
USED = Text("oplysninger", "facts used")
MISSING = Text("mangler", "missing")
POSSIBLE = Text("kan være", "may be")
ASSUMES = Text("antager", "assumes")
READING = Text("læst sådan", "read as")
NOTE = Text("bemærk", "note")
SOURCE = Text("kilde", "source")
LABEL = Text("forbehold", "label")
PARAGRAPH = Text("afsnit", "paragraph")
SENTENCE = Text("sætning", "sentence")
NONE = Text("ingen", "none")
YES = Text("ja", "yes")
NO = Text("nej", "no")
BETWEEN = Text("mellem", "between")
AND = Text("og", "and")
OPEN_END = Text("åben", "open")
DAYS_LEFT = Text("om {} dage", "in {} days")
TODAY = Text("i dag", "today")
DAYS_AGO = Text("{} dage siden", "{} days ago")
TOMORROW = Text("i morgen", "tomorrow")
YESTERDAY = Text("i går", "yesterday")

VERDICT = Text("Resultat", "Verdict")
COUNTED = Text("Talt", "Counted")
VALUE = Text("Værdi", "Value")
TARGET = Text("Krav", "Target")
POPULATION = Text("personkreds", "population")
EXCLUSIONS = Text("udeladt", "excluded")
EXCEPTIONS = Text("undtaget", "exempt")
UNDETERMINED = Text("uafklaret", "undetermined")
REFERENCE = Text("sammenligning", "reference")
PREVIOUS = Text("før", "before")
PROGRESS = Text("{} af vejen fra {} er nået", "{} of the way from {} is covered")
REGRESS = Text(
    "{} af vejen længere væk end udgangspunktet {}",
    "{} of the way further off than where it began, {}",
)
UNKNOWN = Text("ukendt", "unknown")
EMPTY_GROUPS = Text(
    "grupper uden nogen at måle: {}", "groups with nobody to measure: {}"
)
MAY_BE_WIDE = Text("grænserne kan være for brede", "the bounds may be too wide")

OVERVIEW = Text("Overblik", "Overview")
TOPIC = Text("Emne", "Topic")
OTHER_TOPIC = Text("Andet", "Other")
DIFFERENT_STANCES = Text(
    "kommunerne svarer forskelligt", "the municipalities answer differently"
)
NOT_GIVEN = Text("om {} (ikke med her)", "about {} (not given here)")
OVER_A_COHORT = Text("over en kohorte", "over a cohort")
UNASKED = Text("om andet end denne sag", "about others than this case")
NOTHING_SAID = Text("siger intet om dette", "say nothing on this")
NO_ANSWER = Text("svarer ikke", "does not answer")

PROVISIONS = Text("Bestemmelser", "Provisions")
COMPUTED = Text("beregnes", "computed")
JUDGED = Text("vurderes af et menneske", "judged by a human")
ACCOUNTS = Text(
    "gør rede for {} af {} afsnit i {}", "accounts for {} of {} paragraphs of {}"
)
NOT_NORMATIVE: Mapping[str, Text] = {
    "heading": Text("overskrift", "heading"),
    "figure": Text("figur", "figure"),
    "background": Text("baggrund", "background"),
    "slogan": Text("slagord", "slogan"),
    "placeholder": Text("pladsholder", "placeholder"),
}
PROVENANCES: Mapping[str, Text] = {
    "text": Text("står i teksten", "stands in the text"),
    "assumption": Text("antagelse", "assumption"),
    "national": Text("nationale regler", "national rules"),
}
