"""The dynamic content items family: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk
from tests.families.preparing import set_setting, with_role

ENGLISH, SPANISH, FRENCH = 1, 2, 16
HELLO: dict[str, Any] = {
    "name": "Greeting",
    "default_locale_id": ENGLISH,
    "variants": [
        {"locale_id": ENGLISH, "content": "Hello", "default": True},
        {"locale_id": FRENCH, "content": "Bonjour", "default": False},
    ],
}
TWICE = HELLO["variants"] * 2


def attempt(caller: Caller, **item: object) -> Answer:
    return caller.post("/dynamic_content/items", {"item": {**HELLO, **item}})


def make(desk: Desk, **item: object) -> Any:
    set_setting(desk, "localization.locale_ids", [ENGLISH, SPANISH, FRENCH])
    answer = attempt(desk.admin, **item)
    assert answer.status == 201, answer.text
    return answer.json["item"]


def problem(answer: Answer) -> tuple[str, str]:
    assert answer.status == 422, answer.text
    [(attribute, [entry])] = answer.json["details"].items()
    return attribute, entry["error"]


class TestList:
    def test_by_id_with_all_variants(self, desk: Desk) -> None:
        items = [make(desk), make(desk, name="Signature")]
        answer = desk.agent.get("/dynamic_content/items").json
        assert answer["items"] == items
        assert [each["content"] for each in items[0]["variants"]] == ["Hello", "Bonjour"]
        assert answer["count"] == 2

    def test_pages(self, desk: Desk) -> None:
        items = [make(desk, name=f"Item {number}") for number in range(3)]
        first = desk.admin.get("/dynamic_content/items", **{"page[size]": 2}).json
        assert first["items"] == items[:2]
        assert desk.admin.get(first["links"]["next"]).json["items"] == items[2:]
        second = desk.admin.get("/dynamic_content/items", per_page=2, page=2).json
        assert second["items"] == items[2:]

    def test_only_for_those_who_manage_it(self, desk: Desk) -> None:
        item = make(desk)
        assert desk.anonymous.get("/dynamic_content/items").status == 401
        assert desk.emma.get("/dynamic_content/items").status == 403
        for path in ("/dynamic_content/items", "/dynamic_content/items/show_many", item["url"]):
            assert desk.light.get(path).status == 403
        with_role(desk, desk.cast.light, manage_dynamic_content=True)
        assert desk.light.get(item["url"]).json["item"] == item


class TestShowMany:
    def test_by_placeholder_or_name(self, desk: Desk) -> None:
        first, second = make(desk, name="Old stock"), make(desk)
        desk.admin.put(first["url"], {"item": {"name": "Sold out"}})

        def found(identifiers: str) -> list[int]:
            answer = desk.agent.get("/dynamic_content/items/show_many", identifiers=identifiers)
            return [item["id"] for item in answer.json["items"]]

        assert found("old_stock,dc.greeting") == [first["id"], second["id"]]
        assert found("{{dc.greeting}},nothing") == [second["id"]]
        assert found("sold OUT") == [first["id"]]
        assert desk.agent.get("/dynamic_content/items/show_many").json["items"] == []

    def test_at_most_100(self, desk: Desk) -> None:
        names = ",".join(f"n{number}" for number in range(101))
        answer = desk.agent.get("/dynamic_content/items/show_many", identifiers=names)
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")


class TestShow:
    def test_one(self, desk: Desk) -> None:
        item = make(desk)
        assert desk.agent.get(item["url"]).json["item"] == item
        assert item["placeholder"] == "{{dc.greeting}}"
        assert (item["default_locale_id"], item["outdated"]) == (ENGLISH, False)

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/dynamic_content/items/1").status == 404


class TestCreate:
    def test_by_an_agent(self, desk: Desk) -> None:
        set_setting(desk, "localization.locale_ids", [FRENCH])
        answer = attempt(desk.agent)
        assert answer.headers["location"] == answer.json["item"]["url"]

    @pytest.mark.parametrize(
        ("name", "placeholder"),
        [
            ("Snowboard Problem", "snowboard_problem"),
            ("Title: Übergröße!", "title__übergröße_"),
            ("2nd-line", "2nd_line"),
            ("返品 方法", "返品_方法"),
            (7, "7"),
        ],
    )
    def test_what_templates_call_it(self, desk: Desk, name: object, placeholder: str) -> None:
        item = make(desk, name=name)
        assert item["placeholder"] == f"{{{{dc.{placeholder}}}}}"

    def test_with_content_alone(self, desk: Desk) -> None:
        set_setting(desk, "localization.locale_ids", [FRENCH])
        item = {"name": "Short", "content": "Oui", "default_locale_id": FRENCH}
        made = desk.admin.post("/dynamic_content/items", {"item": item}).json["item"]
        [variant] = made["variants"]
        assert (variant["locale_id"], variant["default"], variant["active"]) == (FRENCH, True, True)
        item = {"name": "Shorter", "content": "Yes"}
        made = desk.admin.post("/dynamic_content/items", {"item": item}).json["item"]
        assert made["default_locale_id"] == ENGLISH

    def test_the_default_follows_the_default_locale(self, desk: Desk) -> None:
        variants = [{"locale_id": 1, "content": "a"}, {"locale_id": FRENCH, "content": "b"}]
        item = make(desk, variants=variants, default_locale_id=FRENCH)
        assert [each["default"] for each in item["variants"]] == [False, True]
        item = make(desk, name="One", variants=variants[:1], default_locale_id=None)
        assert item["default_locale_id"] == ENGLISH

    @pytest.mark.parametrize(
        ("given", "attribute", "code"),
        [
            ({"name": None}, "name", "BlankValue"),
            ({"name": " "}, "name", "BlankValue"),
            ({"name": "x" * 256}, "name", "ValueTooLong"),
            ({"variants": None}, "variants", "BlankValue"),
            ({"variants": []}, "variants", "BlankValue"),
            ({"variants": [{"locale_id": 1}]}, "content", "BlankValue"),
            ({"variants": [{"content": "a"}]}, "locale_id", "BlankValue"),
            ({"variants": [{"locale_id": SPANISH, "content": "a"}]}, "locale_id", "InvalidValue"),
            ({"variants": TWICE}, "variants", "InvalidValue"),
            ({"default_locale_id": FRENCH}, "default_locale_id", "InvalidValue"),
            (
                {"variants": [{"locale_id": 1, "content": "a", "active": False}]},
                "variants",
                "InvalidValue",
            ),
            (
                {"variants": [{"locale_id": 1, "content": "a" * 65_536}]},
                "content",
                "ValueTooLong",
            ),
        ],
    )
    def test_refusals(self, desk: Desk, given: Any, attribute: str, code: str) -> None:
        set_setting(desk, "localization.locale_ids", [FRENCH])
        before = desk.snapshot()
        assert problem(attempt(desk.admin, **given)) == (attribute, code)
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "content",
        [
            "{% if ticket.id %}never closed",
            "{{ticket.id",
            "{% for a in b %}" * 30 + "{% endfor %}" * 30,
            "{% nonsense %}",
            "{{ticket.id | split: }} {% case %}{% endcase %}{% endif %}",
        ],
    )
    def test_a_broken_template_is_refused(self, desk: Desk, content: str) -> None:
        before = desk.snapshot()
        variants = [{"locale_id": ENGLISH, "content": content}]
        answer = attempt(desk.admin, variants=variants)
        assert problem(answer) == ("content", "InvalidValue")
        assert desk.snapshot() == before

    def test_a_name_is_taken_once(self, any_desk: Desk) -> None:
        item = make(any_desk)
        assert problem(attempt(any_desk.admin, name="GREETING")) == ("name", "DuplicateValue")
        any_desk.admin.put(item["url"], {"item": {"name": "Welcome"}})
        # The name is free again, but not what templates call it.
        answer = attempt(any_desk.admin)
        assert problem(answer) == ("name", "DuplicateValue")
        assert "{{dc.greeting}}" in answer.text

    def test_who_may(self, desk: Desk) -> None:
        before = desk.snapshot()
        for caller, status in ((desk.anonymous, 401), (desk.emma, 403), (desk.light, 403)):
            assert attempt(caller).status == status
        assert desk.snapshot() == before

    def test_wrong_types(self, desk: Desk) -> None:
        assert attempt(desk.admin, name=[]).status == 400
        assert attempt(desk.admin, variants={}).status == 400
        assert attempt(desk.admin, default_locale_id="x").status == 400
        assert desk.admin.post("/dynamic_content/items", {}).status == 400


class TestUpdate:
    def test_only_the_name(self, desk: Desk) -> None:
        item = make(desk)
        desk.clock.forward(minutes=1)
        body = {"item": {"name": "Salutation", "default_locale_id": FRENCH, "variants": []}}
        changed = desk.agent.put(item["url"], body).json["item"]
        assert changed["name"] == "Salutation"
        assert changed["updated_at"] > item["updated_at"]
        same = {"placeholder", "default_locale_id", "variants"}
        assert {key: changed[key] for key in same} == {key: item[key] for key in same}

    def test_absent_null_and_taken(self, desk: Desk) -> None:
        item = make(desk)
        make(desk, name="Other")
        before = desk.snapshot()
        assert desk.admin.put(item["url"], {"item": {}}).json["item"] == item
        assert desk.admin.put(item["url"], {"item": {"name": None}}).status == 422
        answer = desk.admin.put(item["url"], {"item": {"name": "other"}})
        assert problem(answer) == ("name", "DuplicateValue")
        assert desk.light.put(item["url"], {"item": {"name": "x"}}).status == 403
        assert desk.admin.put("/dynamic_content/items/1", {"item": {"name": "x"}}).status == 404
        assert desk.snapshot() == before


class TestDelete:
    def test_with_its_variants(self, any_desk: Desk) -> None:
        item = make(any_desk)
        assert any_desk.agent.delete(item["url"]).status == 204
        assert any_desk.agent.get(item["url"]).status == 404
        assert any_desk.snapshot()["dynamic_content_variants"] == []

    def test_who_may(self, desk: Desk) -> None:
        item = make(desk)
        before = desk.snapshot()
        assert desk.light.delete(item["url"]).status == 403
        assert desk.emma.delete(item["url"]).status == 403
        assert desk.admin.delete("/dynamic_content/items/1").status == 404
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("kind", "rule"),
        [
            ("macro", {"actions": [{"field": "comment_value", "value": "{{dc.greeting}} all"}]}),
            ("macro", {"title": "{{dc.greeting}}", "actions": [{"field": "status", "value": "open"}]}),
            (
                "automation",
                {
                    "conditions": {
                        "all": [
                            {"field": "status", "operator": "is", "value": "open"},
                            {"field": "OPEN", "operator": "is", "value": "24"},
                        ],
                        "any": [],
                    },
                    "actions": [
                        {"field": "status", "value": "pending"},
                        {
                            "field": "notification_user",
                            "value": ["requester_id", "Re", "{% if true %}{{dc.greeting}}{% endif %}"],
                        },
                    ],
                },
            ),
            (
                "trigger",
                {
                    "conditions": {
                        "all": [{"field": "status", "operator": "is", "value": "open"}],
                        "any": [],
                    },
                    "actions": [
                        {
                            "field": "notification_user",
                            "value": ["requester_id", "{{dc.greeting}}", "Hello"],
                        }
                    ],
                },
            ),
        ],
    )  # fmt: skip
    def test_not_while_a_rule_names_it(self, desk: Desk, kind: str, rule: Any) -> None:
        item, other = make(desk), make(desk, name="Greet")
        made = desk.admin.post(f"/{kind}s", {kind: {"title": "Greets", **rule}})
        assert made.status in {200, 201}, made.text
        assert desk.admin.delete(other["url"]).status == 204
        before = desk.snapshot()
        answer = desk.admin.delete(item["url"])
        assert problem(answer) == ("base", "InvalidValue")
        assert str(made.json[kind]["id"]) in answer.text
        assert desk.snapshot() == before
        assert desk.admin.delete(made.json[kind]["url"]).status == 204
        assert desk.admin.delete(item["url"]).status == 204
