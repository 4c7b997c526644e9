"""What each key and word of the language means, in Danish and English, as editors show it."""

from __future__ import annotations

from typing import TypeAlias

Help: TypeAlias = tuple[str, str]

KEYS: dict[str, Help] = {
    "actors": ("Hvem der kan have en pligt", "Who may bear a duty"),
    "after": (
        "Dagen fristen regnes fra, dag 0",
        "The day the deadline is counted from, day 0",
    ),
    "all_of": ("Alle disse", "All of these"),
    "and": (
        "Det andet mål, som trækkes fra",
        "The second measure, which is subtracted",
    ),
    "answers": (
        "Svarene, som læses efter kommunens navn",
        "The answers, read after the municipality's name",
    ),
    "any_of": ("Mindst én af disse", "At least one of these"),
    "as_if_in_force": (
        "Bedøm, som om politikken gjaldt den dag",
        "Assess as if the policy were in force that day",
    ),
    "as_of": ("Dagen der bedømmes på", "The day of assessment"),
    "ask": (
        "Spørgsmålet til et menneske",
        "The question to a human",
    ),
    "assumed": (
        "Vores antagelse; da og en giver begrundelsen",
        "Our assumption; da and en give the reason",
    ),
    "at": (
        "Dagen gruppen afgøres på",
        "The day on which the group is decided",
    ),
    "at_least": ("Mindst så meget", "At least so much"),
    "at_most": ("Højst så meget", "At most so much"),
    "authority": ("Hvis politik det er", "Whose policy it is"),
    "baseline": ("Hvor tallet stod fra start", "Where the figure stood at the start"),
    "bearer": ("Hvem der skal handle", "Who must act"),
    "before": (
        "Skal være sket, før dette sker",
        "Must have happened before this happens",
    ),
    "between": ("Det første mål", "The first measure"),
    "by": ("Sidste dag, selv talt med", "The last day, itself included"),
    "by_year": ("Tallet for hvert år", "The figure for each year"),
    "cites": (
        "Afsnit i dokumentet: 36, en sætning 36/2, et spænd 24-26, eller en liste",
        "Paragraphs of the document: 36, a sentence 36/2, a span 24-26, or a list",
    ),
    "code": (
        "Kommunekoden, fire cifre i anførselstegn",
        "The municipality code, four digits in quotes",
    ),
    "concerns": ("Hvem det angår", "Whom it concerns"),
    "count": ("Hvor mange", "How many"),
    "da": ("Teksten på dansk, med egne ord", "The text in Danish, in our own words"),
    "dated_by": (
        "Oplysningen der daterer hver post",
        "The fact that dates each entry",
    ),
    "definition": (
        "Navnet på et begreb, et spor eller en reservation",
        "The name of a term, a track or a reservation",
    ),
    "derived": (
        "Værdier der regnes ud af oplysninger",
        "Values computed from facts",
    ),
    "distinct": (
        "Tæl hver værdi af dette én gang",
        "Count each value of this once",
    ),
    "document": ("Kommunens egen tekst", "The municipality's own text"),
    "done": ("Dagen pligten er opfyldt", "The day the duty is fulfilled"),
    "due": ("Forventet frist", "The expected deadline"),
    "during": (
        "Perioden det skal ske eller gælde i",
        "The period in which it must happen or hold",
    ),
    "duty": ("Navnet på en pligt", "The name of a duty"),
    "each": (
        "Ved hver post på denne liste",
        "At every entry of this list",
    ),
    "en": ("Teksten på engelsk, med egne ord", "The text in English, in our own words"),
    "entries": ("Slags poster på lister", "Kinds of entries of lists"),
    "every": ("Hvor ofte", "How often"),
    "exactly": ("Netop så meget", "Exactly so much"),
    "example": ("Eksemplets navn", "The name of the example"),
    "examples": (
        "Eksempler med forventede svar",
        "Examples with expected answers",
    ),
    "excused_by": (
        "Undskyldt, når fristen er gået og dette gælder",
        "Excused where the deadline has passed and this holds",
    ),
    "expect": (
        "Hvad hver bestemmelse skal svare",
        "What each provision must answer",
    ),
    "facts": ("Oplysninger", "Facts"),
    "first": ("Den tidligste post på listen", "The earliest entry of the list"),
    "for": ("Hvor længe", "For how long"),
    "for_each": (
        "En afgørelse for hver af disse",
        "A verdict for each of these",
    ),
    "from": ("Første dag", "The first day"),
    "gap": ("Forskellen på to mål", "The difference of two measures"),
    "goal": (
        "Målet for andelen der når det i tide",
        "The bound on the share who make it in time",
    ),
    "groups": ("Hvem bestemmelser angår", "Whom provisions concern"),
    "holds": ("Hvad der skal gælde", "What must hold"),
    "id": ("Dokumentets navn", "The name of the document"),
    "if_not": (
        "Hvad der bør gøres, når det ikke er opfyldt",
        "What to do where it is not met",
    ),
    "in_force": ("Hvornår politikken gælder", "When the policy is in force"),
    "indicator": (
        "Navnet på et tal der følges uden mål",
        "The name of a figure followed without a target",
    ),
    "instance": ("Hvilken gang eller post", "Which time or entry"),
    "instead_of": (
        "Pligten som denne træder i stedet for",
        "The duty that this one replaces",
    ),
    "is": ("Vedtaget eller udkast", "Adopted or a draft"),
    "kind": ("Hvad der henvises til", "What is referred to"),
    "less_than": ("Mindre end", "Less than"),
    "links": (
        "Hvilke andre sager en sag peger på",
        "Which other records a record points to",
    ),
    "list_of": (
        "En liste af poster af denne slags",
        "A list of entries of this kind",
    ),
    "mean": ("Gennemsnittet", "The mean"),
    "measure": ("Et mål med navn", "A named measure"),
    "measures": (
        "Mål som flere bestemmelser bruger",
        "Measures that several provisions use",
    ),
    "missing": (
        "Oplysninger der ventes at mangle",
        "Facts expected to be missing",
    ),
    "more_than": ("Mere end", "More than"),
    "name": ("Myndighedens navn", "The name of the authority"),
    "not_before": ("Første dag der tæller", "The first day that counts"),
    "not_computable": (
        "Hvorfor tallet ikke kan regnes ud",
        "Why the figure cannot be computed",
    ),
    "not_normative": (
        "Afsnit uden bestemmelser, efter grund",
        "Paragraphs without provisions, by reason",
    ),
    "note": (
        "Hvad der er mærkeligt ved teksten",
        "What is odd about the text",
    ),
    "null_means": (
        "Hvad null betyder, når data bliver hentet",
        "What null means where data are imported",
    ),
    "of": ("Af hvem eller hvad", "Of whom or what"),
    "outcome": ("Forventet udfald", "The expected outcome"),
    "paragraphs": (
        "Hvor mange afsnit dokumentet har",
        "How many paragraphs the document has",
    ),
    "parameters": ("Tal med navn", "Named figures"),
    "per": ("En værdi for hvert år", "A value for each year"),
    "periods": (
        "Perioder fra en dato, for en tid eller til en dato",
        "Periods from a date, for a time or until a date",
    ),
    "permission": (
        "Navnet på noget man må",
        "The name of something that may be done",
    ),
    "policy": ("Politikkens navn", "The name of the policy"),
    "possible": ("Udfald der stadig er mulige", "Outcomes still possible"),
    "principle": (
        "Navnet på noget kun et menneske kan bedømme",
        "The name of what only a human can assess",
    ),
    "provisions": ("Bestemmelserne", "The provisions"),
    "questions": (
        "Spørgsmål som kommuner svarer forskelligt på",
        "Questions that municipalities answer differently",
    ),
    "rate": ("Forventet andel, som 9/10", "The expected rate, such as 9/10"),
    "reading": (
        "Hvordan vi læser det tvetydige",
        "How we read what could be read otherwise",
    ),
    "record": ("Slags sag", "The kind of record"),
    "records": ("Sager, som i JSON", "Records, as in JSON"),
    "references": (
        "Love, politikker og bilag uden for dokumentet",
        "Laws, policies and annexes outside the document",
    ),
    "refers_to": ("Henvisninger", "References"),
    "right": ("Navnet på en ret", "The name of a right"),
    "same_as": (
        "På niveau med dette mål, hverken over eller under",
        "Level with this measure, neither above nor below",
    ),
    "section": (
        "Et tema, eller tema/overskrift",
        "A theme, or theme/heading",
    ),
    "sections": ("Temaer og overskrifter", "Themes and headings"),
    "serves": ("Målet det tjener", "The aim it serves"),
    "share": (
        "En andel, eller den pligt hvis andel i tide tælles",
        "A share, or the duty whose share in time is counted",
    ),
    "since": ("Dagen der sammenlignes med", "The day compared with"),
    "smallest_group": (
        "Færre end så mange afgøres ikke",
        "Fewer than so many are not decided",
    ),
    "state": ("Om teksten haves", "Whether the text is at hand"),
    "status": ("Vedtaget eller udkast", "Adopted or a draft"),
    "strength": ("Hvor bindende det er", "How binding it is"),
    "subject": ("Hvem svaret gælder", "Whom the answer is about"),
    "sum": ("Summen", "The sum"),
    "supersedes": ("Hvad politikken afløser", "What the policy replaces"),
    "takes": (
        "Hvilket svar teksten giver på et spørgsmål",
        "Which answer the text gives to a question",
    ),
    "target": ("Navnet på et resultatmål", "The name of a result target"),
    "then": ("Næste trin", "The next step"),
    "timing": (
        "Hændelse, planlagt, eller kendt på forhånd",
        "An event, scheduled, or known beforehand",
    ),
    "tolerance": ("Hvor meget der må afviges", "How much it may differ"),
    "topic": ("Emnet det hører til", "The topic it belongs to"),
    "topics": (
        "Emner, i den rækkefølge rapporter følger",
        "Topics, in the order that reports follow",
    ),
    "trend": ("Retningen fra periode til periode", "The direction between periods"),
    "type": ("Slags værdi", "The type of the value"),
    "unit": ("Enheden", "The unit"),
    "unless": ("Gælder ikke, hvis", "Does not apply if"),
    "until": ("Sidste dag", "The last day"),
    "value": ("Det der regnes ud, i FEEL", "What is computed, in FEEL"),
    "values": ("Værdierne der kan vælges", "The values to choose from"),
    "verdict": ("Forventet afgørelse", "The expected verdict"),
    "version": ("Politikkens version", "The version of the policy"),
    "vocabulary": ("Ordforrådets navn", "The name of the vocabulary"),
    "when": ("Gælder kun, hvis", "Applies only if"),
    "where": ("Kun dem hvor dette gælder", "Only those where this holds"),
    "who": ("Hvem der gør det", "Who does it"),
    "with": (
        "Bestemmelserne det også angår",
        "The provisions it also touches",
    ),
    "within": ("Frist regnet fra dag 0, som 3 months", "Counted from day 0, 3 months"),
}
"""By key: what it means wherever it stands, unless `KEYS_IN` says otherwise."""

KEYS_IN: dict[tuple[str, str], Help] = {
    ("DerivedSource", "is"): ("Udregningen, i FEEL", "The computation, in FEEL"),
    ("Expected", "value"): ("Forventet værdi", "The expected value"),
    ("PeriodSource", "from"): (
        "Datoen perioden begynder",
        "The date the period begins",
    ),
    ("PeriodSource", "until"): (
        "Datoen perioden slutter; åben mens den ikke er der",
        "The date the period ends; open while there is none",
    ),
    ("Status", "since"): ("Dagen den blev vedtaget", "The day it was adopted"),
    ("VocabularySource", "records"): ("Slags sager", "Kinds of records"),
}
"""By model and key: meanings that the place changes."""

WORDS: dict[str, Help] = {
    "adopted": ("Vedtaget", "Adopted"),
    "agreement": ("Aftale", "Agreement"),
    "aim": ("Målsætning", "An aim"),
    "annex": ("Bilag", "Annex"),
    "available": ("Haves", "At hand"),
    "background": ("Baggrund", "Background"),
    "best_effort": ("Så vidt muligt", "As far as possible"),
    "boolean": ("Sandt eller falsk", "True or false"),
    "choice": ("Én af værdierne", "One of the values"),
    "choices": ("Flere af værdierne", "Several of the values"),
    "commitment": ("Tilsagn", "A commitment"),
    "date": ("Dato", "Date"),
    "declared": ("Erklæret: sådan gør vi", "Declared: this is what we do"),
    "draft": ("Udkast", "Draft"),
    "electoral_term": ("Hver valgperiode", "Each electoral term"),
    "emphasis": ("Der lægges vægt på det", "Emphasis is laid on it"),
    "event": ("Hændelse: kan ikke ligge i fremtiden", "An event: never in the future"),
    "expectation": ("Forventning", "An expectation"),
    "falling": ("Faldende", "Falling"),
    "figure": ("Figur eller tal", "A figure"),
    "half_year": ("Hvert halvår", "Each half-year"),
    "heading": ("Overskrift", "A heading"),
    "importance": ("Det er vigtigt", "It is important"),
    "intention": ("Hensigt", "An intention"),
    "law": ("Lov", "Law"),
    "may": ("Kan", "May"),
    "missing": ("Mangler", "Missing"),
    "month": ("Hver måned", "Each month"),
    "must": ("Skal", "Must"),
    "none": ("Vides ikke at være der", "Known to be none"),
    "not_falling": ("Ikke faldende", "Not falling"),
    "not_rising": ("Ikke stigende", "Not rising"),
    "number": ("Tal", "Number"),
    "pending": ("Ventes", "Awaited"),
    "placeholder": ("Pladsholder", "A placeholder"),
    "policy": ("Politik", "Policy"),
    "prior": ("Kendt på forhånd, som fødsel", "Known beforehand, such as birth"),
    "quarter": ("Hvert kvartal", "Each quarter"),
    "rising": ("Stigende", "Rising"),
    "scheduled": ("Planlagt: må ligge i fremtiden", "Scheduled: may lie ahead"),
    "slogan": ("Slagord", "A slogan"),
    "statement": ("Udsagn", "A statement"),
    "statistics": ("Statistik", "Statistics"),
    "strive": ("Vi stræber efter", "We strive for it"),
    "text": ("Tekst", "Text"),
    "unknown": ("Vides ikke", "Not known"),
    "work_for": ("Vi arbejder for", "We work for it"),
    "year": ("Hvert år", "Each year"),
}
"""By word that a key takes: what it means."""


def key_help(model: str, key: str) -> Help:
    """Return what a key means in a model, in Danish and English."""
    return KEYS_IN.get((model, key)) or KEYS[key]
