"""Titles with dynamic content in them: shown in the caller's language, kept as they were written."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.field_making import make as make_field
from tests.families.test_dynamic_content_items import make as make_item
from tests.families.ticket_making import created_id

RAW = "{{dc.greeting}}, {{ticket.id}}"


@pytest.fixture(autouse=True)
def item(desk: Desk) -> Any:
    """`Hello`, in French `Bonjour`; the agent Alice reads French."""
    made = make_item(desk)
    user = {"user": {"locale_id": 16}}
    assert desk.admin.put(f"/users/{desk.cast.agent}", user).status == 200
    return made


class TestTicketFields:
    def test_titles_and_descriptions(self, desk: Desk, item: Any) -> None:
        made = make_field(desk.admin, title=RAW, description=RAW, title_in_portal=RAW)
        for name in ("title", "description", "title_in_portal"):
            assert made[name] == "Hello, {{ticket.id}}"
            assert made[f"raw_{name}"] == RAW
        french = desk.agent.get(made["url"]).json["ticket_field"]
        assert french["title"] == "Bonjour, {{ticket.id}}"
        variant = item["variants"][1]["url"]
        assert desk.admin.put(variant, {"variant": {"active": False}}).status == 200
        assert desk.agent.get(made["url"]).json["ticket_field"]["title"] == made["title"]

    def test_in_the_language_that_is_asked_for(self, desk: Desk) -> None:
        made = make_field(desk.admin, title=RAW)
        path = f"/ticket_fields/{made['id']}"
        for locale, title in (("fr", "Bonjour"), ("fr-CA", "Bonjour"), ("xx", "Hello")):
            found = desk.admin.get(path, locale=locale).json["ticket_field"]
            assert found["title"] == f"{title}, {{{{ticket.id}}}}"
        listed = desk.admin.get("/ticket_fields", locale="fr").json["ticket_fields"]
        assert listed[-1]["title"].startswith("Bonjour")

    def test_options(self, desk: Desk) -> None:
        options = [{"name": "{{dc.greeting}}", "value": "hi"}]
        made = make_field(desk.admin, "tagger", custom_field_options=options)
        [option] = made["custom_field_options"]
        assert (option["name"], option["raw_name"]) == ("Hello", "{{dc.greeting}}")
        [option] = desk.agent.get(f"/ticket_fields/{made['id']}/options").json[
            "custom_field_options"
        ]
        assert (option["name"], option["raw_name"]) == ("Bonjour", "{{dc.greeting}}")

    def test_what_is_missing_stays(self, desk: Desk) -> None:
        made = make_field(desk.admin, title="{{dc.nothing}} {{dc.greeting}")
        assert made["title"] == "{{dc.nothing}} {{dc.greeting}"

    def test_when_a_field_is_required(self, desk: Desk) -> None:
        make_field(desk.admin, title="{{dc.greeting}}", required=True)
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.agent)
        answer = desk.agent.put(f"/tickets/{ticket_id}", {"ticket": {"status": "solved"}})
        assert answer.status == 422
        assert "Bonjour: is required" in answer.text

    def test_a_list_costs_no_statement_more(self, desk: Desk) -> None:
        from tests.contract.test_query_counts import counting

        for _ in range(5):
            make_field(desk.admin, title=RAW)
        desk.agent.get("/ticket_fields")
        with counting(desk) as statements:
            desk.agent.get("/ticket_fields")
        assert not [each for each in statements if "dynamic_content" in each]


class TestDefinitions:
    """What rules may ask for and do is named as the fields themselves are."""

    @pytest.mark.parametrize("path", ["triggers", "macros", "views"])
    def test_titles_of_fields_and_options(self, desk: Desk, path: str) -> None:
        options = [{"name": "{{dc.greeting}}!", "value": "hi"}]
        title = "{{dc.greeting}}"
        made = make_field(desk.admin, "tagger", title=title, custom_field_options=options)
        subject = f"custom_fields_{made['id']}"
        for caller, word in ((desk.admin, "Hello"), (desk.agent, "Bonjour")):
            found = caller.get(f"/{path}/definitions").json["definitions"]
            rows = [row for part in found.values() for row in part if row["subject"] == subject]
            assert rows
            for row in rows:
                assert row["title"] == word
                titles = [each["title"] for each in row["values"] if each["value"] == "hi"]
                assert titles == [f"{word}!"]

    def test_of_policies(self, desk: Desk) -> None:
        options = [{"name": "{{dc.greeting}}!", "value": "hi"}]
        title = "{{dc.greeting}}"
        made = make_field(desk.admin, "tagger", title=title, custom_field_options=options)
        answer = desk.admin.get("/slas/policies/definitions").json["definitions"]
        field = f"ticket_fields_{made['id']}"
        (row,) = (row for row in answer["all"] if row["value"] == field)
        assert (row["title"], row["title_for_field"]) == ("Hello", "Hello")
        assert [each["title"] for each in row["values"]["list"]] == ["-", "Hello!"]

    def test_of_older_macros(self, desk: Desk) -> None:
        made = make_field(desk.admin, title="{{dc.greeting}}")
        actions = desk.agent.get("/macros/actions").json["actions"]
        titles = [row["title"] for row in actions if row["field"].endswith(str(made["id"]))]
        assert titles == ["Bonjour"]


class TestCustomStatuses:
    def test_labels_and_descriptions(self, desk: Desk) -> None:
        labels = ("agent_label", "end_user_label", "description", "end_user_description")
        status = {"status_category": "open", **dict.fromkeys(labels, "{{dc.greeting}}")}
        answer = desk.admin.post("/custom_statuses", {"custom_status": status})
        made = answer.json["custom_status"]
        french = desk.agent.get(made["url"]).json["custom_status"]
        for name in labels:
            assert (made[name], made[f"raw_{name}"]) == ("Hello", "{{dc.greeting}}")
            assert (french[name], french[f"raw_{name}"]) == ("Bonjour", "{{dc.greeting}}")

    def test_titles_of_the_desk_itself(self, desk: Desk) -> None:
        status = {"status_category": "open", "agent_label": "{{dc.greeting}} {{zd.status_open}}"}
        made = desk.admin.post("/custom_statuses", {"custom_status": status}).json["custom_status"]
        assert made["agent_label"] == "Hello Open"
        assert desk.emma.get(made["url"]).json["custom_status"]["agent_label"] == "Hello Open"
