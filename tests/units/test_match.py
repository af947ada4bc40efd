"""The segment tree finds what a search through all paths would find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.wire.match import Tree

SEGMENTS = st.sampled_from(["a", "b", "{x}", "{y}"])
PATTERNS = st.lists(st.lists(SEGMENTS, min_size=1, max_size=4).map(tuple), max_size=12)
PATHS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4)


def shape(pattern: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("{}" if part.startswith("{") else part for part in pattern)


def fits(pattern: tuple[str, ...], path: list[str]) -> bool:
    return len(pattern) == len(path) and all(
        part in {"{}", segment} for part, segment in zip(pattern, path, strict=True)
    )


@given(PATTERNS, PATHS)
def test_the_most_literal_pattern_from_the_left_wins(
    patterns: list[tuple[str, ...]], path: list[str]
) -> None:
    tree: Tree[tuple[str, ...]] = Tree()
    shapes = {shape(pattern): pattern for pattern in patterns}
    for form, pattern in shapes.items():
        tree.add("GET", "/" + "/".join(pattern), form)
    found = tree.find("GET", "/" + "/".join(path))
    fitting = [form for form in shapes if fits(form, path)]
    best = min(fitting, key=lambda form: [part == "{}" for part in form], default=None)
    assert (found[0] if found else None) == best


def test_goes_back_when_a_literal_leads_nowhere() -> None:
    tree: Tree[str] = Tree()
    tree.add("GET", "/users/{user_id}", "user")
    tree.add("GET", "/{target_type}/{target_id}/relationship_fields/{field_id}/{source}", "related")
    found = tree.find("GET", "/users/7/relationship_fields/8/zen:ticket")
    assert found == (
        "related",
        {"target_type": "users", "target_id": "7", "field_id": "8", "source": "zen:ticket"},
    )


def test_parameters_have_the_names_of_their_own_method() -> None:
    tree: Tree[str] = Tree()
    tree.add("GET", "/users/{user_id}", "show")
    tree.add("PUT", "/users/{id}", "update")
    assert tree.find("GET", "/users/7") == ("show", {"user_id": "7"})
    assert tree.find("PUT", "/users/7") == ("update", {"id": "7"})
    assert tree.methods("/users/7") == ["GET", "PUT"]
    assert tree.methods("/users") == []


@pytest.mark.parametrize("path", ["/tags/7", "/tags/7/", "//tags//7", "tags/7"])
def test_slashes_too_many_or_too_few(path: str) -> None:
    tree: Tree[str] = Tree()
    tree.add("GET", "/tags/{tag}", "tag")
    assert tree.find("GET", path) == ("tag", {"tag": "7"})


@pytest.mark.parametrize(
    ("segment", "text"),
    [("a%2Fb", "a/b"), ("caf%C3%A9", "café"), ("%zz", "%zz"), ("100%", "100%"), ("a+b", "a+b")],
)
def test_percent_encoding_is_read_within_a_segment(segment: str, text: str) -> None:
    tree: Tree[str] = Tree()
    tree.add("GET", "/tags/{tag}", "tag")
    assert tree.find("GET", f"/tags/{segment}") == ("tag", {"tag": text})


def test_a_segment_that_is_not_utf8_is_nowhere() -> None:
    tree: Tree[str] = Tree()
    tree.add("GET", "/tags/{tag}", "tag")
    assert tree.find("GET", "/tags/%ff") is None


def test_the_same_path_twice_is_refused() -> None:
    tree: Tree[str] = Tree()
    tree.add("GET", "/tags/{tag}", "one")
    with pytest.raises(ValueError, match="is there twice"):
        tree.add("GET", "/tags/{name}", "two")
