"""The Danish and English words of the handbook alone; `{}` is filled in with Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Way: TypeAlias = Literal[
    "as_written", "with_assumption", "by_human", "not_computable", "not_decided"
]

# --- the page ---

POLICY = Text("Politik", "Policy")
POLICIES = Text("Politikker", "Policies")
ALL_POLICIES = Text("Alle politikker", "All policies")
OTHER_LANGUAGE = Text("In English", "På dansk")
CONTENTS = Text("Indhold", "Contents")
OWN_WORDS = Text(
    "Bestemmelserne er gengivet med andre ord end dokumentets; hvor de afviger, gælder dokumentet.",
    "The provisions are given in other words than the document's; where they differ, the document holds.",
)
DRAFT = Text(
    "Udkast – ikke vedtaget. Intet på denne side binder nogen endnu.",
    "Draft – not adopted. Nothing on this page binds anyone yet.",
)
AUTHORITY = Text("Myndighed", "Authority")
STATUS = Text("Status", "Status")
ADOPTED = Text("vedtaget", "adopted")
ADOPTED_ON = Text("vedtaget {}", "adopted {}")
PERIOD = Text("Gælder", "In force")
FROM_UNTIL = Text("fra {} til og med {}", "from {} to {}, both included")
FROM = Text("fra {}, uden slutdato", "from {}, with no last day")
UNTIL = Text("til og med {}", "until {}, included")
NO_PERIOD = Text("uden angivet periode", "no period given")
DOCUMENT = Text("Dokument", "Document")
VERSION = Text("Udgave", "Version")
FINGERPRINT = Text("Fingeraftryk", "Fingerprint")
HOW_MANY = Text("Bestemmelserne i tal", "The provisions in figures")
KIND = Text("Slags", "Kind")
ALL = Text("I alt", "In all")
PARAGRAPHS = Text("Afsnit", "Paragraphs")

ASSUMPTIONS = Text("Antagelser til beslutning", "Assumptions to decide on")
ASSUMPTIONS_LEAD = Text(
    "Disse tal står ikke i dokumentet. Uden dem kan bestemmelserne i sidste kolonne ikke afgøres;"
    " kommunen bør bekræfte eller ændre dem.",
    "These figures do not stand in the document. Without them the provisions of the last column cannot be decided;"
    " the municipality should confirm or change them.",
)
NO_ASSUMPTIONS = Text("Politikken hviler på ingen.", "The policy rests on none.")
FIGURE = Text("Tal", "Figure")
REASON = Text("Begrundelse", "Reason")
BEARS = Text("Bruges af", "Used by")

GROUPS = Text("Målgrupper", "Groups")
RECORD = Text("Hvem eller hvad", "Whom or what")
EVERYONE_OF_KIND = Text("alle", "all")

PARAGRAPHS_APART = Text(
    "Afsnit, der ikke forpligter nogen", "Paragraphs that oblige nobody"
)
NONE_APART = Text(
    "Alle afsnit bærer mindst én bestemmelse.", "Every paragraph bears a provision."
)
CITATIONS = Text("Fra afsnit til bestemmelse", "From paragraph to provision")
CITATIONS_LEAD = Text(
    "Afsnit n er dokumentets n-te linje, der ikke er tom. Fingeraftrykket er de første tolv cifre af linjens SHA-256.",
    "Paragraph n is the document's n-th line that is not blank. The fingerprint is the first twelve digits of its SHA-256.",
)
WHERE = Text("Hvor", "Where")
HEADING_OF = Text("overskrift til {}", "heading of {}")
GROUP_OF = Text("målgruppen {}", "the group {}")
FIGURE_OF = Text("tallet {}", "the figure {}")
FRAME_OF = Text(
    "politikkens status, periode eller henvisninger",
    "the policy's status, period or references",
)
UNACCOUNTED = Text("ikke gjort rede for", "not accounted for")

# --- a provision ---

WAYS: Mapping[Way, Text] = {
    "as_written": Text("afgøres som skrevet", "decided as written"),
    "with_assumption": Text("afgøres med en antagelse", "decided with an assumption"),
    "by_human": Text("vurderes af et menneske", "assessed by a human"),
    "not_computable": Text("kan ikke beregnes", "cannot be computed"),
    "not_decided": Text("afgør intet", "decides nothing"),
}
DECIDED = Text("Afgøres", "Decided")
BY_RECORDS = Text("af det, der er registreret", "from what is recorded")
BY_RECORDS_ASSUMING = Text(
    "af det, der er registreret, og en antagelse",
    "from what is recorded and an assumption",
)
BY_HUMAN = Text("af et menneske: *{}*", "by a human: *{}*")
AND_BY_HUMAN = Text("Desuden spørges", "Also asked")
NOT_DECIDED = Text(
    "ikke; en definition siger, hvad ord betyder",
    "not at all; a definition says what words mean",
)
NOT_COMPUTABLE = Text("ikke: {}", "not at all: {}")
WHEN_ASKED = Text(
    "kun når der spørges; en adgang kan ikke overtrædes",
    "only when asked; a permission cannot be breached",
)
CONCERNS = Text("gælder", "concerns")
WHERE_ALSO = Text("Kun hvor", "Only where")
TEXT_FIGURES = Text("Tal i teksten", "Figures in the text")
ASSUMED = Text("Antagelser", "Assumptions")
NATIONAL = Text("Nationale regler", "National rules")
NAMED_MEASURES = Text("Målinger", "Measures")
FACTS = Text("Oplysninger", "Facts")
AS_OF = Text("den dag, betingelsen læses på", "the day on which the condition is read")
LAST_DAY = Text("den sidste dag", "the last day")
SERVES = Text("Tjener", "Serves")
REFERS_TO = Text("Henviser til", "Refers to")
STANCE = Text("Holdning", "Stance")
IF_NOT = Text("Hvis ikke", "If not")
READ_AS = Text("Læst sådan", "Read as")
REMARK = Text("Bemærk", "Note")
SOURCE = Text("Kilde", "Source")
EXAMPLES = Text("Eksempler", "Examples")
EXAMPLE = Text("Eksempel", "Example")
DAY = Text("Dag", "Day")
EXPECTED = Text("Forventet svar", "Expected answer")

# --- norms ---

COUNTED_FROM = Text("Regnes fra", "Counted from")
LIMIT = Text("Frist", "Limit")
WITHIN = Text("{}; sidste dag tæller med", "{}; the last day counts")
SAME_DAY = Text("samme dag", "the same day")
UNTIL_DAY = Text("senest {}", "by {}")
DAY_BEFORE = Text("dagen før {}", "the day before {}")
NO_LIMIT = Text(
    "ingen; pligten står ved magt, til den er opfyldt",
    "none; the duty stands until it is met",
)
NOT_BEFORE = Text("Tæller først fra", "Counts only from")
MET_BY = Text("Opfyldes ved", "Met by")
MET_WHERE = Text("Opfyldt, hvor", "Met where")
MET_TODAY = Text("{}, på vurderingsdagen", "{}, on the day of assessment")
ON_THE_DAY = Text("{}, på dagen", "{}, on the day")
ALL_OF = Text(
    "alle disse, på den sidste af dagene", "all of these, on the last of their days"
)
LAST_OF = Text("den sidste af disse dage", "the last of these days")
ONE_OF = Text(
    "en af disse, på den første af dagene", "one of these, on the first of their days"
)
FIRST_OF = Text("den første af disse dage", "the first of these days")
FIRST_ENTRY = Text(
    "den første post i {}, dateret {}", "the first entry of {}, dated {}"
)
WITH_WHERE = Text("{}, hvor {}", "{}, where {}")
LIFTED = Text("Bortfalder, hvis", "Lifted if")
EXCUSED = Text("Undskyldt, hvis", "Excused if")
REPLACES = Text("Træder i stedet for", "Stands in for")
REPLACED = Text("Viger for", "Gives way to")
AT_EVERY = Text("Ved hver", "At every")
ENTRY_OF = Text("post i {}, dateret {}", "entry of {}, dated {}")
ENTRIES_OF = Text("{} {} i {}, dateret {}", "{} {} of {}, dated {}")
EXACTLY = Text("præcis", "exactly")
AT_LEAST = Text("mindst", "at least")
ENTRY = Text("post", "entry")
ENTRIES = Text("poster", "entries")
ASKED = Text("Kræves", "Asked for")
HOW_OFTEN = Text("Hvor tit", "How often")
IN_EACH = Text("i hvert tidsrum på {}", "in each period of {}")
FOR_SO_LONG = Text("{}, i alt {}", "{}, for {} in all")
PERIODS: Mapping[str, Text] = {
    "year": Text("i hvert kalenderår", "in each calendar year"),
    "half_year": Text("i hvert halvår", "in each half-year"),
    "quarter": Text("i hvert kvartal", "in each quarter"),
    "month": Text("i hver måned", "in each month"),
    "electoral_term": Text("i hver valgperiode", "in each electoral term"),
}
ALL_THROUGH = Text("Hele tiden fra", "All through, from")
LATER = Text("{} efter {}", "{} after {}")
RUNS_UNTIL = Text("{} til {}", "{} to {}")
MUST_HOLD = Text("Skal gælde", "Must hold")

# --- measures ---

MEASURED = Text("Måles", "Measured")
COMPARED = Text("Sammenlignes med", "Compared with")
BASELINE = Text("Udgangspunkt", "Baseline")
SMALLEST = Text("Mindste gruppe", "Smallest group")
FOR_EACH = Text("For hver", "For each")
FOLLOWED = Text("{}, uden krav", "{}, with no demand")
SHARE_OF = Text("andelen af {}, hvor {}", "the share of {} where {}")
SHARE_IN_TIME = Text(
    "andelen, der opfyldte pligten til tiden, af dem, hvis tid er gået",
    "the share that met the duty in time, of those whose time has come",
)
SHARE_IN_TIME_OF = Text(
    "andelen, der opfyldte {} til tiden, af dem, hvis tid er gået",
    "the share that met {} in time, of those whose time has come",
)
SHARE_OF_VOLUME = Text(
    "andelen af {} hos {}, der kommer fra poster, hvor {}",
    "the share of {} of {} that comes from entries where {}",
)
VALUE_IN = Text("{} i {}", "{} in {}")
NUMBER_OF = Text("antallet af {}", "the number of {}")
DIFFERENT = Text("forskellige {} i {}", "different {} in {}")
HELD_BY = Text("{} hos {}", "{} of {}")
SUM_OF = Text("summen af {} for {}", "the sum of {} over {}")
MEAN_OF = Text("gennemsnittet af {} for {}", "the mean of {} over {}")
LESS = Text("{} minus {}", "{} minus {}")

# --- figures ---

UNITS: Mapping[str, tuple[Text, Text]] = {
    "day": (Text("dag", "day"), Text("dage", "days")),
    "week": (Text("uge", "week"), Text("uger", "weeks")),
    "month": (Text("måned", "month"), Text("måneder", "months")),
    "year": (Text("år", "year"), Text("år", "years")),
    "working_day": (
        Text("arbejdsdag", "working day"),
        Text("arbejdsdage", "working days"),
    ),
}
