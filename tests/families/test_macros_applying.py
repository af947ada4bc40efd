"""What macros would do to tickets, and what audits tell of those that were used."""

from typing import Any

from tests.desk import Desk
from tests.families.field_making import make as make_field
from tests.families.field_making import problem
from tests.families.macro_making import make, own
from tests.families.preparing import set_setting
from tests.families.ticket_making import change, created_id


def action(field: str, value: Any) -> dict[str, Any]:
    return {"field": field, "value": value}


def preview(desk: Desk, macro_id: int) -> Any:
    answer = desk.agent.get(f"/macros/{macro_id}/apply")
    assert answer.status == 200, answer.text
    return answer.json["result"]["ticket"]


def after(desk: Desk, ticket_id: int, *actions: dict[str, Any]) -> Any:
    """The ticket as it would be with a macro of these actions, which changes nothing."""
    macro_id = make(desk.admin, actions=list(actions))["id"]
    before = desk.snapshot()
    answer = desk.agent.get(f"/tickets/{ticket_id}/macros/{macro_id}/apply")
    assert answer.status == 200, answer.text
    assert desk.snapshot() == before
    return answer.json["result"]["ticket"]


class TestWithoutTicket:
    def test_only_what_it_changes(self, desk: Desk) -> None:
        actions = [
            action("status", "pending"),
            action("priority", "low"),
            action("assignee_id", "current_user"),
            action("current_tags", "b a"),
            action("comment_value", "Hello from {{current_user.first_name}}"),
        ]
        ticket = preview(desk, make(desk.admin, actions=actions)["id"])
        comment = ticket.pop("comment")
        assert comment == {
            "body": "Hello from Alice",
            "public": True,
            "scoped_body": [["channel:all", "Hello from Alice"]],
        }
        assert ticket.pop("custom_status_id") > 0
        assert ticket == {
            "status": "pending",
            "priority": "low",
            "assignee_id": desk.cast.agent,
            "group_id": desk.cast.support,
            "tags": ["a", "b"],
        }

    def test_groups_of_the_caller(self, desk: Desk) -> None:
        macro_id = make(desk.admin, actions=[action("group_id", "current_groups")])["id"]
        assert preview(desk, macro_id) == {"group_id": desk.cast.support}

    def test_fields_and_subject(self, desk: Desk) -> None:
        field = make_field(desk.admin, "text")
        actions = [action(f"custom_fields_{field['id']}", "blue"), action("subject", "Lamp")]
        ticket = preview(desk, make(desk.admin, actions=actions)["id"])
        assert ticket == {"fields": [{"id": field["id"], "value": "blue"}], "subject": "Lamp"}

    def test_what_only_a_ticket_knows_is_empty(self, desk: Desk) -> None:
        actions = [action("comment_value", "Dear {{ticket.requester.first_name}}!")]
        ticket = preview(desk, make(desk.admin, actions=actions)["id"])
        assert ticket["comment"]["body"] == "Dear !"

    def test_who_may(self, desk: Desk) -> None:
        path = f"/macros/{make(desk.admin)['id']}/apply"
        assert desk.anonymous.get(path).status == 401
        assert desk.emma.get(path).status == 403


class TestToTicket:
    def test_the_whole_ticket(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, tags=["old"], priority="high")
        shown = desk.agent.get(f"/tickets/{ticket_id}").json["ticket"]
        ticket = after(desk, ticket_id, action("status", "pending"), action("current_tags", "new"))
        assert (ticket["status"], ticket["tags"]) == ("pending", ["new", "old"])
        assert ticket["custom_status_id"] != shown["custom_status_id"]
        changed = {"status", "tags", "custom_status_id", "comment"}
        assert {name: value for name, value in ticket.items() if name not in changed} == {
            name: value for name, value in shown.items() if name not in changed
        }

    def test_tags(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, tags=["one", "two"])
        assert after(desk, ticket_id, action("set_tags", "three"))["tags"] == ["three"]
        assert after(desk, ticket_id, action("remove_tags", "one"))["tags"] == ["two"]

    def test_assigning(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent)
        ticket = after(desk, ticket_id, action("assignee_id", str(desk.cast.bob)))
        found = (ticket["assignee_id"], ticket["group_id"], ticket["status"])
        assert found == (desk.cast.bob, desk.cast.billing, "open")

    def test_fields(self, desk: Desk) -> None:
        field = make_field(desk.admin, "checkbox", tag="urgent_lamp")
        ticket = after(desk, created_id(desk.agent), action(f"custom_fields_{field['id']}", True))
        assert {"id": field["id"], "value": True} in ticket["custom_fields"]
        assert ticket["fields"] == ticket["custom_fields"]
        assert ticket["tags"] == ["urgent_lamp"]

    def test_words_about_the_ticket_as_it_is(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma, status="open")
        ticket = after(
            desk,
            ticket_id,
            action("status", "solved"),
            action("subject", "About #{{ticket.id}}"),
            action(
                "comment_value", "Dear {{ticket.requester.first_name}}, it is {{ticket.status}}"
            ),
        )
        assert ticket["comment"]["body"] == "Dear Emma, it is Open"
        assert ticket["subject"] == f"About #{ticket_id}"

    def test_comment_in_both_forms(self, desk: Desk) -> None:
        comment = after(
            desk,
            created_id(desk.agent),
            action("comment_value_html", "<p>Hello <b>there</b></p>"),
            action("comment_mode_is_public", "false"),
        )["comment"]
        assert comment == {
            "html_body": "<p>Hello <b>there</b></p>",
            "body": "Hello there",
            "public": False,
            "scoped_body": [["channel:all", "Hello there"]],
        }

    def test_comment_for_one_channel(self, desk: Desk) -> None:
        comment = after(
            desk,
            created_id(desk.agent),
            action("comment_value", ["channel:web", "By web"]),
            action("comment_value", ["channel:all", "By all"]),
        )["comment"]
        assert comment["body"] == "By all"
        assert comment["scoped_body"] == [["channel:web", "By web"], ["channel:all", "By all"]]

    def test_private_where_the_account_says_so(self, desk: Desk) -> None:
        set_setting(desk, "tickets.comments_public_by_default", False)
        ticket_id = created_id(desk.agent)
        assert after(desk, ticket_id, action("comment_value", "x"))["comment"]["public"] is False

    def test_without_words(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent)
        assert "comment" not in after(desk, ticket_id, action("priority", "low"))

    def test_what_is_gone_is_left_out(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Short"}}).json["group"]
        actions = [action("group_id", str(group["id"])), action("priority", "low")]
        macro_id = make(desk.admin, actions=actions)["id"]
        desk.admin.delete(f"/groups/{group['id']}")
        ticket_id = created_id(desk.agent)
        path = f"/tickets/{ticket_id}/macros/{macro_id}/apply"
        ticket = desk.agent.get(path).json["result"]["ticket"]
        assert (ticket["group_id"], ticket["priority"]) == (None, "low")

    def test_hidden_and_unknown(self, desk: Desk) -> None:
        macro_id, ticket_id = make(desk.admin)["id"], created_id(desk.agent)
        assert desk.agent.get(f"/tickets/999/macros/{macro_id}/apply").status == 404
        assert desk.agent.get(f"/tickets/{ticket_id}/macros/1/apply").status == 404
        assert desk.bob.get(f"/tickets/{ticket_id}/macros/{macro_id}/apply").status == 403


class TestUsed:
    def test_told_in_the_audit(self, desk: Desk) -> None:
        macro_id, ticket_id = make(desk.admin)["id"], created_id(desk.agent)
        audit = change(desk.agent, ticket_id, macro_ids=[macro_id], status="solved")["audit"]
        event = next(each for each in audit["events"] if each["type"] == "AgentMacroReference")
        assert (event["macro_id"], event["macro_title"]) == (str(macro_id), "Solve it")
        assert (event["macro_deleted"], event["via"]["channel"]) == (False, "api")
        usage = desk.agent.get(f"/macros/{macro_id}", include="usage_1h").json["macro"]["usage_1h"]
        assert usage == 1
        assert desk.admin.delete(f"/macros/{macro_id}").status == 204
        audits = desk.agent.get(f"/tickets/{ticket_id}/audits").json["audits"]
        told = [each for one in audits for each in one["events"] if "macro_id" in each]
        assert told == [{**event, "macro_deleted": True}]

    def test_with_a_new_ticket(self, desk: Desk) -> None:
        macro_id = make(desk.admin)["id"]
        created_id(desk.agent, macro_id=macro_id)
        audits = desk.agent.get("/tickets/1/audits").json["audits"]
        kinds = [event["type"] for event in audits[0]["events"]]
        assert kinds.count("AgentMacroReference") == 1

    def test_of_somebody_else(self, desk: Desk) -> None:
        hidden = make(desk.bob, restriction=own(desk.cast.bob))["id"]
        ticket_id = created_id(desk.agent)
        before = desk.snapshot()
        for macro_id in (hidden, 1):
            body = {"ticket": {"macro_ids": [macro_id], "status": "solved"}}
            answer = desk.agent.put(f"/tickets/{ticket_id}", body)
            assert problem(answer) == ("macro_ids", "InvalidValue")
        assert desk.snapshot() == before
