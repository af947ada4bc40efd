"""Targets: the attributes of each kind, what is refused, and that secrets are never told."""

from typing import Any

import pytest

from ombud.tables import deliveries, target_failures, targets
from tests.desk import Desk
from tests.families.target_making import EXAMPLES, add_target, make_target, told
from tests.families.ticket_making import create
from tests.families.trigger_making import by_rules, queued

KINDS = sorted(EXAMPLES)
# What each kind shows that was not given.
DEFAULTS: dict[str, dict[str, Any]] = {
    "basecamp_target": {"password": None},
    "campfire_target": {"ssl": False, "preserve_format": False},
    "clickatell_target": {
        "password": None,
        "us_small_business_account": "0",
        "target_url": "http://api.clickatell.com/http/sendmsg",
        "method": "get",
        "attribute": "text",
    },
    "get_satisfaction_target": {"password": None},
    "http_target": {"password": None},
    "jira_target": {"password": None},
    "twitter_target": {"secret": None},
    "url_target": {"method": "get", "password": None},
    "url_target_v2": {"password": None},
}
REQUIRED = [
    (kind, name)
    for kind, attributes in EXAMPLES.items()
    for name in attributes
    if name != "content_type"
]


def stored(desk: Desk) -> list[Any]:
    with desk.account.transaction(writes=False) as db:
        return list(db.rows(targets.select().order_by(targets.c.id)))


def refusal(answer: Any, attribute: str) -> str:
    """The one problem of an attribute in a 422."""
    assert answer.status == 422, answer.text
    (problem,) = answer.json["details"][attribute]
    return f"{problem['error']}: {problem['description']}"


class TestListTargets:
    def test_agents_see_them_in_one_page(self, desk: Desk) -> None:
        ids = [add_target(desk.admin, kind) for kind in KINDS]
        answer = desk.agent.get("/targets")
        assert answer.status == 200
        assert [each["id"] for each in answer.json["targets"]] == ids
        assert {**answer.json, "targets": []} == {
            "targets": [],
            "count": len(ids),
            "next_page": None,
            "previous_page": None,
        }

    def test_only_agents(self, desk: Desk) -> None:
        assert desk.anonymous.get("/targets").status == 401
        assert desk.emma.get("/targets").status == 403


class TestShowTarget:
    def test_is_what_was_created(self, desk: Desk) -> None:
        made = make_target(desk.admin, "email_target")
        answer = desk.agent.get(f"/targets/{made['id']}")
        assert (answer.status, answer.json["target"]) == (200, made)

    @pytest.mark.parametrize("id_", ["1", "x", str(2**63)])
    def test_unknown(self, desk: Desk, id_: str) -> None:
        assert desk.agent.get(f"/targets/{id_}").status in {400, 404}


class TestCreateTarget:
    @pytest.mark.parametrize("kind", KINDS)
    def test_with_what_it_needs(self, desk: Desk, kind: str) -> None:
        made = make_target(desk.admin, kind)
        hidden = {"password": None, "secret": None}
        given = {name: hidden.get(name, value) for name, value in EXAMPLES[kind].items()}
        common = {
            "url": f"http://localhost/api/v2/targets/{made['id']}.json",
            "id": made["id"],
            "created_at": made["created_at"],
            "type": kind,
            "title": "Receiver",
            "active": True,
        }
        assert made == {**common, **given, **DEFAULTS.get(kind, {})}

    @pytest.mark.parametrize(("kind", "name"), REQUIRED)
    def test_what_is_missing_is_named(self, desk: Desk, kind: str, name: str) -> None:
        before = desk.snapshot()
        for blank in ({}, {name: None}, {name: "  " if name != "password" else ""}):
            body = {"type": kind, "title": "T", **EXAMPLES[kind]}
            del body[name]
            answer = desk.admin.post("/targets", {"target": {**body, **blank}})
            assert refusal(answer, name).startswith("BlankValue: ")
            assert refusal(answer, name).endswith("cannot be blank")
        assert desk.snapshot() == before

    def test_everything_missing_is_told_at_once(self, desk: Desk) -> None:
        answer = desk.admin.post("/targets", {"target": {"type": "pivotal_target", "title": "T"}})
        assert set(answer.json["details"]) == set(EXAMPLES["pivotal_target"])

    @pytest.mark.parametrize("kind", [None, "", "branding_target", "URL_TARGET"])
    def test_unknown_kinds(self, desk: Desk, kind: str | None) -> None:
        answer = desk.admin.post("/targets", {"target": {"type": kind, "title": "T"}})
        assert refusal(answer, "type")

    @pytest.mark.parametrize("title", [None, " ", "x" * 256])
    def test_titles(self, desk: Desk, title: str | None) -> None:
        body = {"type": "email_target", "title": title, **EXAMPLES["email_target"]}
        assert refusal(desk.admin.post("/targets", {"target": body}), "title")

    @pytest.mark.parametrize(
        ("kind", "name", "value"),
        [
            ("url_target", "target_url", "ftp://hooks.example/"),
            ("url_target", "target_url", "hooks.example/in"),
            ("url_target", "target_url", "http://me:word@hooks.example/"),
            ("url_target", "target_url", "http://hooks.example:25/"),
            ("url_target", "target_url", "http://hooks.example/ a"),
            ("url_target", "target_url", "http://{{ticket.title}}/"),
            ("url_target", "target_url", "http://a.{{ticket.title}}.example/"),
            ("url_target", "target_url", "{{ticket.title}}://a.example/"),
            ("url_target", "target_url", "http://a.example:{{ticket.id}}/"),
            ("url_target", "target_url", "http://a.example/{{ticket.id"),
            ("url_target", "target_url", "http://a.example/" + "x" * 2000),
            ("url_target", "method", "delete"),
            ("url_target", "attribute", "a\r\nb"),
            ("url_target", "username", "a:b"),
            ("http_target", "method", "trace"),
            ("http_target", "content_type", "text/plain"),
            ("basecamp_target", "resource", "calendar"),
            ("campfire_target", "subdomain", "acme.evil.example/"),
            ("campfire_target", "subdomain", "-acme"),
            ("clickatell_target", "us_small_business_account", "2"),
            ("email_target", "email", "not an address"),
            ("email_target", "email", "a@b.example\nBcc: c@d.example"),
            ("email_target", "subject", "{{ticket.id"),
            ("pivotal_target", "token", "a\nX-Other: b"),
        ],
    )
    def test_values_that_cannot_be(self, desk: Desk, kind: str, name: str, value: str) -> None:
        before = desk.snapshot()
        body = {"type": kind, "title": "T", **EXAMPLES[kind], name: value}
        assert refusal(desk.admin.post("/targets", {"target": body}), name)
        assert desk.snapshot() == before

    def test_optional_attributes(self, desk: Desk) -> None:
        made = make_target(
            desk.admin, "clickatell_target", from_="Desk", us_small_business_account=1
        )
        assert (made["from"], made["us_small_business_account"]) == ("Desk", "1")
        made = make_target(desk.admin, "campfire_target", ssl=True, preserve_format=None)
        assert (made["ssl"], made["preserve_format"]) == (True, False)
        made = make_target(desk.admin, "url_target", method="PUT", active=False, project_id="7")
        assert (made["method"], made["active"]) == ("put", False)
        assert "project_id" not in made

    def test_what_is_read_only_stays(self, desk: Desk) -> None:
        made = make_target(
            desk.admin, "clickatell_target", target_url="http://a.example", method="x"
        )
        assert made["target_url"] == "http://api.clickatell.com/http/sendmsg"

    def test_wrong_types(self, desk: Desk) -> None:
        body = {"type": "campfire_target", "title": "T", **EXAMPLES["campfire_target"]}
        assert desk.admin.post("/targets", {"target": {**body, "ssl": "maybe"}}).status == 400
        assert desk.admin.post("/targets", {"target": {**body, "room": ["a"]}}).status == 400
        assert desk.admin.post("/targets", {}).status == 400

    def test_only_admins(self, desk: Desk) -> None:
        body = {"target": {"type": "email_target", "title": "T", **EXAMPLES["email_target"]}}
        before = desk.snapshot()
        found = [
            who.post("/targets", body).status for who in (desk.anonymous, desk.emma, desk.agent)
        ]
        assert found == [401, 403, 403]
        assert desk.snapshot() == before


class TestSecrets:
    @pytest.mark.parametrize("kind", KINDS)
    def test_are_sealed_at_rest(self, desk: Desk, kind: str) -> None:
        secret = {"password": "pw-hidden", "secret": "sc-hidden"}
        given = {
            name: value
            for name, value in secret.items()
            if DEFAULTS.get(kind, {}).get(name, 0) is None
        }
        made = make_target(desk.admin, kind, **given)
        (row,) = stored(desk)
        tokens = [made[name] for name in ("token", "api_token", "api_id") if name in made]
        for word in (*given.values(), *tokens):
            assert word not in repr(desk.snapshot())
        assert (row.secrets is None) == (not given and not tokens)
        assert all(made[name] is None for name in given)

    def test_null_and_nothing_keep_them(self, desk: Desk) -> None:
        target_id = add_target(desk.admin, username="me", password="pw-1")
        (before,) = stored(desk)
        for change in ({"title": "New"}, {"password": None}, {"password": None, "username": "me"}):
            assert desk.admin.put(f"/targets/{target_id}", {"target": change}).status == 200
        (after,) = stored(desk)
        assert (after.secrets, after.title) == (before.secrets, "New")

    def test_an_empty_one_forgets_it(self, desk: Desk) -> None:
        target_id = add_target(desk.admin, username="me", password="pw-1")
        assert desk.admin.put(f"/targets/{target_id}", {"target": {"password": ""}}).status == 200
        assert stored(desk)[0].secrets is None

    @pytest.mark.parametrize(
        "change",
        [
            {"target_url": "https://evil.example/in"},
            {"target_url": "http://hooks.example/in"},
            {"target_url": "https://hooks.example:444/in"},
            {"username": "somebody"},
            {"username": None},
        ],
    )
    def test_do_not_follow_the_target_elsewhere(self, desk: Desk, change: dict[str, Any]) -> None:
        target_id = add_target(desk.admin, username="me", password="pw-1")
        before = desk.snapshot()
        answer = desk.admin.put(f"/targets/{target_id}", {"target": change})
        assert refusal(answer, "password")
        assert desk.snapshot() == before
        change = {**change, "password": "pw-2"}
        assert desk.admin.put(f"/targets/{target_id}", {"target": change}).status == 200

    def test_another_path_keeps_them(self, desk: Desk) -> None:
        target_id = add_target(desk.admin, username="me", password="pw-1")
        change = {"target_url": "https://hooks.example/other?x={{ticket.id}}"}
        answer = desk.admin.put(f"/targets/{target_id}", {"target": change})
        assert answer.json["target"]["target_url"] == change["target_url"]


class TestUpdateTarget:
    def test_changes_what_is_given(self, desk: Desk) -> None:
        made = make_target(desk.admin, "email_target")
        change = {"email": "else@acme.example", "active": False, "type": "email_target"}
        answer = desk.admin.put(f"/targets/{made['id']}", {"target": change})
        assert (answer.status, answer.json["target"]) == (200, {**made, **change})
        assert desk.agent.get(f"/targets/{made['id']}").json["target"] == {**made, **change}

    def test_null_clears_what_may_be_empty(self, desk: Desk) -> None:
        target_id = add_target(desk.admin, "yammer_target", group_id="7", token="t")
        answer = desk.admin.put(f"/targets/{target_id}", {"target": {"group_id": None}})
        assert "group_id" not in answer.json["target"]
        assert answer.json["target"]["token"] == "t"

    @pytest.mark.parametrize(
        ("change", "name"),
        [({"type": "url_target"}, "type"), ({"title": ""}, "title"), ({"email": None}, "email")],
    )
    def test_refusals(self, desk: Desk, change: dict[str, Any], name: str) -> None:
        target_id = add_target(desk.admin, "email_target")
        before = desk.snapshot()
        assert refusal(desk.admin.put(f"/targets/{target_id}", {"target": change}), name)
        assert desk.snapshot() == before

    def test_activating_forgets_failures(self, desk: Desk) -> None:
        target_id = add_target(desk.admin, active=False)
        with desk.account.transaction(writes=True) as db:
            db.run(targets.update().values(failures=21))
        desk.admin.put(f"/targets/{target_id}", {"target": {"title": "Still off"}})
        assert stored(desk)[0].failures == 21
        desk.admin.put(f"/targets/{target_id}", {"target": {"active": True}})
        assert (stored(desk)[0].failures, stored(desk)[0].active) == (0, True)

    def test_only_admins(self, desk: Desk) -> None:
        target_id = add_target(desk.admin)
        body = {"target": {"title": "Mine"}}
        callers = (desk.anonymous, desk.emma, desk.agent)
        assert [who.put(f"/targets/{target_id}", body).status for who in callers] == [401, 403, 403]
        assert desk.admin.put("/targets/1", body).status == 404


class TestDeleteTarget:
    def test_with_its_failures(self, desk: Desk) -> None:
        target_id = add_target(desk.admin)
        with desk.account.transaction(writes=True) as db:
            db.insert(
                target_failures, target_id=target_id, target_name="T", status_code=500,
                consecutive_failure_count=1, raw_request="", raw_response="", created_at=1,
            )  # fmt: skip
        assert desk.admin.delete(f"/targets/{target_id}").status == 204
        assert desk.agent.get(f"/targets/{target_id}").status == 404
        assert desk.admin.get("/target_failures").json["target_failures"] == []

    def test_only_admins(self, desk: Desk) -> None:
        target_id = add_target(desk.admin)
        callers = (desk.anonymous, desk.emma, desk.agent)
        assert [who.delete(f"/targets/{target_id}").status for who in callers] == [401, 403, 403]
        assert desk.admin.delete("/targets/1").status == 404


class TestRules:
    def test_cannot_be_saved_with_a_target_that_is_not_there(self, desk: Desk) -> None:
        body = {
            "title": "Tell",
            "conditions": {"all": [{"field": "status", "operator": "is", "value": "new"}]},
            "actions": [{"field": "notification_target", "value": ["510312", "x"]}],
        }
        answer = desk.admin.post("/triggers", {"trigger": body})
        assert answer.status == 422
        assert "510312" in answer.text

    def test_offer_the_targets(self, desk: Desk) -> None:
        target_id = add_target(desk.admin)
        found = desk.admin.get("/triggers/definitions").json["definitions"]["actions"]
        (action,) = (each for each in found if each["subject"] == "notification_target")
        assert [(one["value"], one["title"]) for one in action["values"]] == [
            (str(target_id), "Receiver")
        ]

    def test_tell_the_audit_what_was_sent(self, desk: Desk) -> None:
        target_id = add_target(desk.admin)
        told(desk, target_id)
        made = create(desk.agent)
        (event,) = by_rules(made)
        said = f"Ticket {made['ticket']['id']}"
        assert (event["type"], event["resource"], event["body"]) == (
            "External",
            str(target_id),
            said,
        )
        assert event["via"]["source"]["rel"] == "trigger"
        (row,) = queued(desk)
        assert (row.destination, row.event_id) == (f"target:{target_id}", event["id"])

    def test_tell_the_audit_that_the_target_is_gone(self, desk: Desk) -> None:
        target_id = add_target(desk.admin)
        trigger = told(desk, target_id)
        desk.admin.delete(f"/targets/{target_id}")
        (event,) = by_rules(create(desk.agent))
        assert (event["type"], event["message"]) == (
            "Error",
            f"The message was not sent: target {target_id} was deleted.",
        )
        assert queued(desk) == []
        shown = desk.admin.get(f"/triggers/{trigger}").json["trigger"]
        assert shown["actions"][0]["value"][0] == str(target_id)

    def test_leave_out_what_is_not_active(self, desk: Desk) -> None:
        target_id = add_target(desk.admin, active=False)
        told(desk, target_id)
        assert by_rules(create(desk.agent)) == []
        with desk.account.transaction(writes=False) as db:
            assert db.rows(deliveries.select()) == []
