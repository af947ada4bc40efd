"""The dynamic content variants family: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families.preparing import set_setting, with_role
from tests.families.test_dynamic_content_items import ENGLISH, FRENCH, SPANISH, make, problem

SPANISH_ONE = {"locale_id": SPANISH, "content": "Hola"}


def add(desk: Desk, item: Any, **more: object) -> Answer:
    return desk.agent.post(path_of(item), {"variant": {**SPANISH_ONE, **more}})


def path_of(item: Any) -> str:
    return f"/dynamic_content/items/{item['id']}/variants"


def change(desk: Desk, variant: Any, **values: object) -> Answer:
    return desk.agent.put(variant["url"], {"variant": values})


def item_of(desk: Desk, item: Any) -> Any:
    return desk.agent.get(item["url"]).json["item"]


def flags(desk: Desk, item: Any) -> dict[int, tuple[bool, bool]]:
    """Default and outdated of each variant, by locale."""
    found = item_of(desk, item)["variants"]
    return {each["locale_id"]: (each["default"], each["outdated"]) for each in found}


class TestList:
    def test_page_by_page(self, desk: Desk) -> None:
        item = make(desk)
        answer = desk.admin.get(path_of(item)).json
        assert answer["variants"] == item["variants"]
        first = desk.admin.get(path_of(item), **{"page[size]": 1}).json
        second = desk.admin.get(first["links"]["next"]).json
        assert first["variants"] + second["variants"] == item["variants"]

    def test_only_for_those_who_manage_it(self, desk: Desk) -> None:
        item = make(desk)
        assert desk.agent.get(path_of(item)).status == 200
        assert desk.light.get(path_of(item)).status == 403
        assert desk.emma.get(path_of(item)).status == 403
        assert desk.anonymous.get(path_of(item)).status == 401
        with_role(desk, desk.cast.light, manage_dynamic_content=True)
        assert desk.light.get(path_of(item)).status == 200
        assert desk.admin.get("/dynamic_content/items/1/variants").status == 404


class TestShow:
    def test_one(self, desk: Desk) -> None:
        item = make(desk)
        variant = item["variants"][0]
        assert desk.agent.get(variant["url"]).json["variant"] == variant
        assert desk.light.get(variant["url"]).status == 403

    def test_of_another_item(self, desk: Desk) -> None:
        item, other = make(desk), make(desk, name="Other")
        assert desk.agent.get(f"{path_of(other)}/{item['variants'][0]['id']}").status == 404
        assert desk.agent.get(f"{path_of(item)}/1").status == 404


class TestCreate:
    def test_one(self, desk: Desk) -> None:
        item = make(desk)
        answer = add(desk, item)
        variant = answer.json["variant"]
        assert (answer.status, answer.headers["location"]) == (201, variant["url"])
        assert (variant["active"], variant["default"], variant["outdated"]) == (True, False, False)
        assert item_of(desk, item)["variants"][2] == variant

    def test_a_new_default_makes_the_others_old(self, desk: Desk) -> None:
        item = make(desk)
        add(desk, item, default=True)
        assert flags(desk, item) == {1: (False, True), FRENCH: (False, True), 2: (True, False)}
        found = item_of(desk, item)
        assert (found["default_locale_id"], found["outdated"]) == (SPANISH, True)

    @pytest.mark.parametrize(
        ("given", "attribute", "code"),
        [
            ({"content": None}, "content", "BlankValue"),
            ({"content": "{% if %}"}, "content", "InvalidValue"),
            ({"locale_id": None}, "locale_id", "BlankValue"),
            ({"locale_id": 8}, "locale_id", "InvalidValue"),
            ({"locale_id": FRENCH}, "locale_id", "DuplicateValue"),
            ({"default": True, "active": False}, "active", "InvalidValue"),
        ],
    )
    def test_refusals(self, any_desk: Desk, given: Any, attribute: str, code: str) -> None:
        item = make(any_desk)
        before = any_desk.snapshot()
        assert problem(add(any_desk, item, **given)) == (attribute, code)
        assert any_desk.snapshot() == before

    def test_who_may(self, desk: Desk) -> None:
        item = make(desk)
        before = desk.snapshot()
        body = {"variant": SPANISH_ONE}
        assert desk.light.post(path_of(item), body).status == 403
        assert desk.emma.post(path_of(item), body).status == 403
        assert desk.admin.post("/dynamic_content/items/1/variants", body).status == 404
        assert add(desk, item, active="maybe").status == 400
        assert desk.snapshot() == before


class TestCreateMany:
    def test_all_or_none(self, desk: Desk) -> None:
        set_setting(desk, "localization.locale_ids", [1, 2, 8, FRENCH])
        item = make(desk)
        set_setting(desk, "localization.locale_ids", [1, 2, 8, FRENCH])
        both = [SPANISH_ONE, {"locale_id": 8, "content": "Hallo"}]
        answer = desk.agent.post(f"{path_of(item)}/create_many", {"variants": both})
        assert answer.status == 201
        assert [each["content"] for each in answer.json["variants"]] == ["Hola", "Hallo"]
        before = desk.snapshot()
        again = [{"locale_id": 22, "content": "Ciao"}, SPANISH_ONE]
        assert desk.agent.post(f"{path_of(item)}/create_many", {"variants": again}).status == 422
        assert desk.agent.post(f"{path_of(item)}/create_many", {"variants": []}).status == 422
        too_many = {"variants": [SPANISH_ONE] * 101}
        assert desk.agent.post(f"{path_of(item)}/create_many", too_many).status == 400
        assert desk.light.post(f"{path_of(item)}/create_many", {"variants": both}).status == 403
        assert desk.snapshot() == before


class TestUpdate:
    def test_content_alone(self, desk: Desk) -> None:
        item = make(desk)
        desk.clock.forward(minutes=1)
        changed = change(desk, item["variants"][1], content="Salut").json["variant"]
        assert (changed["content"], changed["active"]) == ("Salut", True)
        assert changed["updated_at"] > item["updated_at"]
        assert flags(desk, item) == {1: (True, False), FRENCH: (False, False)}

    def test_of_the_default_makes_the_others_old_until_they_are_written(self, desk: Desk) -> None:
        item = make(desk)
        change(desk, item["variants"][0], content="Hello")
        assert not item_of(desk, item)["outdated"]
        change(desk, item["variants"][0], content="Hi")
        assert flags(desk, item) == {1: (True, False), FRENCH: (False, True)}
        assert item_of(desk, item)["outdated"]
        change(desk, item["variants"][1], active=False)
        assert item_of(desk, item)["outdated"]
        change(desk, item["variants"][1], content="Bonjour")
        assert not item_of(desk, item)["outdated"]

    def test_another_default(self, any_desk: Desk) -> None:
        item = make(any_desk)
        assert change(any_desk, item["variants"][1], default=True).json["variant"]["default"]
        assert flags(any_desk, item) == {1: (False, True), FRENCH: (True, False)}

    def test_another_language(self, desk: Desk) -> None:
        item = make(desk)
        changed = change(desk, item["variants"][1], locale_id=SPANISH).json["variant"]
        assert changed["locale_id"] == SPANISH
        answer = change(desk, item["variants"][1], locale_id=ENGLISH)
        assert problem(answer) == ("locale_id", "DuplicateValue")

    def test_nothing_and_null(self, desk: Desk) -> None:
        item = make(desk)
        desk.clock.forward(minutes=1)
        before = desk.snapshot()
        assert change(desk, item["variants"][0]).json["variant"] == item["variants"][0]
        assert change(desk, item["variants"][0], active=None, default=None).status == 200
        assert problem(change(desk, item["variants"][0], content=None))[1] == "BlankValue"
        assert problem(change(desk, item["variants"][0], locale_id=None))[1] == "BlankValue"
        assert change(desk, item["variants"][0], content={}).status == 400
        after = desk.snapshot()
        for table in ("dynamic_content_items", "dynamic_content_variants"):
            assert after[table] == before[table]

    def test_the_default_stays_active_and_the_default(self, desk: Desk) -> None:
        item = make(desk)
        before = desk.snapshot()
        english, french = item["variants"]
        assert problem(change(desk, english, default=False))[0] == "default"
        assert problem(change(desk, english, active=False))[0] == "active"
        assert problem(change(desk, french, default=True, active=False))[0] == "active"
        assert desk.snapshot() == before
        change(desk, french, active=False)
        assert problem(change(desk, french, default=True))[0] == "active"
        assert change(desk, french, default=True, active=True).status == 200

    def test_who_may(self, desk: Desk) -> None:
        item = make(desk)
        before = desk.snapshot()
        body = {"variant": {"content": "x"}}
        assert desk.light.put(item["variants"][0]["url"], body).status == 403
        assert desk.agent.put(f"{path_of(item)}/1", body).status == 404
        assert desk.snapshot() == before


class TestUpdateMany:
    def test_each_by_its_id(self, desk: Desk) -> None:
        item = make(desk)
        english, french = (each["id"] for each in item["variants"])
        variants = [{"id": french, "default": True}, {"id": english, "content": "Hi"}]
        answer = desk.agent.put(f"{path_of(item)}/update_many", {"variants": variants})
        assert [each["content"] for each in answer.json["variants"]] == ["Hi", "Bonjour"]
        assert flags(desk, item) == {1: (False, False), FRENCH: (True, False)}

    def test_refusals(self, desk: Desk) -> None:
        item, other = make(desk), make(desk, name="Other")
        before = desk.snapshot()
        own = {"id": item["variants"][0]["id"], "content": "Hi"}

        def attempt(*variants: Any) -> Answer:
            return desk.agent.put(f"{path_of(item)}/update_many", {"variants": list(variants)})

        assert problem(attempt(own, {"content": "x"})) == ("id", "BlankValue")
        assert problem(attempt(own, {"id": other["variants"][0]["id"]})) == ("id", "InvalidValue")
        assert problem(attempt()) == ("variants", "BlankValue")
        assert attempt(*[own] * 101).status == 400
        body = {"variants": [own]}
        assert desk.light.put(f"{path_of(item)}/update_many", body).status == 403
        assert desk.snapshot() == before


class TestDelete:
    def test_one(self, desk: Desk) -> None:
        item = make(desk)
        assert desk.agent.delete(item["variants"][1]["url"]).status == 204
        assert list(flags(desk, item)) == [ENGLISH]
        assert desk.agent.delete(item["variants"][1]["url"]).status == 404

    def test_the_default_stays(self, desk: Desk) -> None:
        item = make(desk)
        before = desk.snapshot()
        assert problem(desk.agent.delete(item["variants"][0]["url"]))[0] == "base"
        assert desk.light.delete(item["variants"][1]["url"]).status == 403
        assert desk.snapshot() == before
