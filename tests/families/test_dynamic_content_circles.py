"""Items of dynamic content that would lead back to themselves are refused, however they get there."""

from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families import macro_making
from tests.families.test_dynamic_content_items import ENGLISH, SPANISH, attempt, make

Json = dict[str, Any]


def text(name: str, content: str, spanish: str | None = None, **of_spanish: Any) -> Json:
    """An item in English, which is its default, and in Spanish."""
    variants = [{"locale_id": ENGLISH, "default": True, "content": content}]
    if spanish is not None:
        variants.append({"locale_id": SPANISH, "content": spanish, **of_spanish})
    return {"name": name, "default_locale_id": ENGLISH, "variants": variants}


def refused(answer: Answer) -> tuple[str, str, str]:
    """The item, the placeholder with which the circle begins, and the whole way."""
    assert answer.status == 422, answer.text
    ((problem,),) = answer.json["details"].values()
    return problem["item"], problem["placeholder"], problem["description"]


def variant_of(item: Json, locale_id: int = ENGLISH) -> str:
    (found,) = [each for each in item["variants"] if each["locale_id"] == locale_id]
    return str(found["url"])


class TestCreate:
    def test_itself(self, desk: Desk) -> None:
        before = desk.snapshot()
        answer = attempt(desk.admin, **text("Lamp", "A {{ dc.lamp | upcase }}"))
        way = "Content: {{dc.lamp}} leads back to itself: {{dc.lamp}} → {{dc.lamp}}"
        assert refused(answer) == ("Lamp", "{{dc.lamp}}", way)
        assert desk.snapshot() == before

    def test_by_way_of_others(self, desk: Desk) -> None:
        """Texts may name items that are still to be made; the last of them closes the circle."""
        make(desk, **text("a", "{{dc.b}} and {{dc.x}}"))
        make(desk, **text("b", "{% if dc.c == 'x' %}y{% endif %}"))
        make(desk, **text("x", "{{dc.x2}} {{ticket.title}}"))
        before = desk.snapshot()
        item, placeholder, words = refused(attempt(desk.admin, **text("c", "{{dc.a}}")))
        assert (item, placeholder) == ("c", "{{dc.a}}")
        assert words.endswith("{{dc.c}} → {{dc.a}} → {{dc.b}} → {{dc.c}}")
        assert desk.snapshot() == before

    def test_a_long_way(self, desk: Desk) -> None:
        for number in range(20):
            make(desk, **text(f"n{number}", f"{{{{dc.n{number + 1}}}}}"))
        _, _, words = refused(attempt(desk.admin, **text("n20", "{{dc.n0}}")))
        shown = "{{dc.n20}} → {{dc.n0}} → {{dc.n1}} → {{dc.n2}} → {{dc.n3}} → … → {{dc.n20}}"
        assert words.endswith(f": {shown}")

    def test_the_same_twice_is_no_circle(self, desk: Desk) -> None:
        make(desk, **text("hello", "Hello"))
        make(desk, **text("a", "{{dc.hello}}"))
        assert make(desk, **text("b", "{{dc.hello}} {{dc.a}} {{dc.a}}"))


class TestLanguages:
    """A circle is one that readers of some language come into."""

    def test_each_by_itself(self, desk: Desk) -> None:
        make(desk, **text("a", "{{dc.b}}", "Hola"))
        make(desk, **text("b", "Hello", "{{dc.a}}"))
        assert attempt(desk.admin, **text("c", "{{dc.a}}", "{{dc.b}}")).status == 201

    @pytest.mark.parametrize("locale_id", [ENGLISH, SPANISH])
    def test_one_of_them(self, desk: Desk, locale_id: int) -> None:
        item = make(desk, **text("a", "{{dc.b}}", "Hola"))
        other = make(desk, **text("b", "Hello", "{{dc.a}}"))
        changed = {ENGLISH: other, SPANISH: item}[locale_id]
        content = {ENGLISH: "{{dc.a}}", SPANISH: "{{dc.b}}"}[locale_id]
        body = {"variant": {"content": content}}
        before = desk.snapshot()
        answer = desk.admin.put(variant_of(changed, locale_id), body)
        assert refused(answer)[0] == changed["name"]
        assert desk.snapshot() == before

    def test_without_a_variant_the_default_counts(self, desk: Desk) -> None:
        item = make(desk, **text("a", "{{dc.b}}", "Hola"))
        make(desk, **text("b", "Hello", "{{dc.a}}"))
        before = desk.snapshot()
        assert refused(desk.admin.delete(variant_of(item, SPANISH)))[0] == "a"
        off = {"variant": {"active": False}}
        assert refused(desk.admin.put(variant_of(item, SPANISH), off))[0] == "a"
        assert desk.snapshot() == before


class TestVariants:
    def test_inactive_ones_are_not_read(self, desk: Desk) -> None:
        make(desk, **text("a", "{{dc.b}}"))
        item = make(desk, **text("b", "Hello", "{{dc.a}}", active=False))
        before = desk.snapshot()
        answer = desk.admin.put(variant_of(item, SPANISH), {"variant": {"active": True}})
        assert refused(answer) == (
            "b",
            "{{dc.a}}",
            "Content: {{dc.b}} leads back to itself: {{dc.b}} → {{dc.a}} → {{dc.b}}",
        )
        assert desk.snapshot() == before

    def test_every_way_to_write_them(self, desk: Desk) -> None:
        make(desk, **text("a", "{{dc.b}}"))
        item = make(desk, **text("b", "Hello"))
        path = f"/dynamic_content/items/{item['id']}/variants"
        spanish = {"locale_id": SPANISH, "content": "{{dc.a}}"}
        english = {"id": item["variants"][0]["id"], "content": "{{dc.a}}"}
        before = desk.snapshot()
        for answer in (
            desk.admin.post(path, {"variant": spanish}),
            desk.admin.post(f"{path}/create_many", {"variants": [spanish]}),
            desk.admin.put(f"{path}/update_many", {"variants": [english]}),
            desk.admin.put(variant_of(item), {"variant": {"content": "{{dc.a}}"}}),
        ):
            assert refused(answer)[:2] == ("b", "{{dc.a}}")
        assert desk.snapshot() == before


def test_names_that_are_worked_out_end_all_the_same(desk: Desk) -> None:
    """Nobody can tell beforehand what they name; the circle is cut where it closes."""
    make(desk, **text("a", "{% assign other = 'b' %}A{{dc[other]}}"))
    make(desk, **text("b", "B{{dc.a}}"))
    said = [{"field": "comment_value", "value": "[{{dc.a}}]"}]
    macro = macro_making.make(desk.admin, title="M", actions=said)
    answer = desk.agent.get(f"/macros/{macro['id']}/apply")
    assert answer.json["result"]["ticket"]["comment"]["body"] == "[AB]"
