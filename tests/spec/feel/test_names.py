"""The names that a condition reads, and writing trees in their place."""

import pytest

from policyengine.feel import parse, show
from policyengine.feel.names import free_names, replace, substitute, uses, walk
from policyengine.feel.nodes import Literal, Name
from tests.spec.feel.asking import faults


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("b and a or b", ("b", "a")),
        ("family.income > limit", ("family", "limit")),
        ("some c in courses satisfies c.kind = kind", ("courses", "kind")),
        ("some c in c satisfies c", ("c",)),
        ("courses[item.hours > hours]", ("courses", "hours")),
        ("item.kind = x", ("item", "x")),
        ("1 + 2", ()),
    ],
)
def test_free_names_are_those_read_from_outside(
    text: str, names: tuple[str, ...]
) -> None:
    assert free_names(parse(text)) == names


def test_uses_are_places() -> None:
    spans = [name.span for name in uses(parse("a > b and a"))]
    assert [(span.start, span.text) for span in spans if span] == [
        (0, "a"),
        (4, "b"),
        (10, "a"),
    ]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x and y", "(p or q) and y"),
        ("some x in x satisfies x", "some x in p or q satisfies x"),
        ("some p in l satisfies p and x", "some p2 in l satisfies p2 and (p or q)"),
        ("l[x and item.x]", "l[(p or q) and item.x]"),
        ("some p in l satisfies p", "some p in l satisfies p"),
    ],
)
def test_substitution_respects_loop_variables(text: str, result: str) -> None:
    assert show(substitute(parse(text), {"x": parse("p or q")})) == result


def test_an_item_is_hidden_inside_a_filter() -> None:
    tree = substitute(parse("item.a and l[item.a]"), {"item": Name("other")})
    assert show(tree) == "other.a and l[item.a]"


def test_whole_parts_are_replaced_outermost_first() -> None:
    tree = parse("a > 1 and (a > 1 or b)")
    assert (
        show(replace(tree, {parse("a > 1"): Literal(True)})) == "true and (true or b)"
    )


def test_a_tree_in_which_nothing_changes_is_itself() -> None:
    tree = parse("a > 1 and [b, c] = null")
    assert substitute(tree, {"x": Name("y")}) is tree


def test_walking_goes_from_the_outside_in() -> None:
    assert [show(each) for each in walk(parse("a + b > 1"))] == [
        "a + b > 1",
        "a + b",
        "a",
        "b",
        "1",
    ]


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("some a in activities satisfies hours > 1", "a person has", "write `a.hours`"),
        ("some a in activities[hours > 1] satisfies kind = null", "", "write `a.kind`"),
        ("every n in needs satisfies hours > 1", "a person has", None),
        ("needs_interpreter = TRUE", "a person has", "write `true`"),
        ("activities.knd = null", "an activity has no", "did you mean `kind`?"),
        # Within a list of words `item` is a word, and the entry around it has no name.
        ("count(activities[count(needs[item = kind]) > 0]) > 0", "a person has", None),
    ],
)
def test_a_name_that_means_nothing_is_told_where_it_would(
    text: str, said: str, hint: str | None
) -> None:
    (fault,) = faults(text)
    assert said in fault.message
    assert fault.hint == hint
