"""Webhooks as records: what may be written of them, and who may."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk
from tests.families.trigger_making import add

Json = dict[str, Any]
SECRET = "hush, it is a secret"
BASIC = {
    "type": "basic_auth",
    "data": {"username": "ann", "password": SECRET},
    "add_position": "header",
}
EVENTS = ["zen:event-type:user.created"]
NOWHERE = "01EYZR4F2Q8NRNGPT5MXKAY6VM"


def api_key(name: str) -> Json:
    return {"type": "api_key", "data": {"name": name, "value": "1"}}


def attributes(**changed: object) -> Json:
    return {
        "name": "Lamps",
        "status": "active",
        "endpoint": "https://lamps.example/hook",
        "http_method": "POST",
        "request_format": "json",
        **changed,
    }


def create(caller: Caller, **changed: object) -> Answer:
    return caller.post("/webhooks", {"webhook": attributes(**changed)})


def created(desk: Desk, **changed: object) -> Json:
    answer = create(desk.admin, **changed)
    assert answer.status == 201, answer.text
    found: Json = answer.json["webhook"]
    return found


def shown(desk: Desk, webhook: Json, **query: object) -> Json:
    found: Json = desk.admin.get(f"/webhooks/{webhook['id']}", **query).json["webhook"]
    return found


def why(answer: Answer) -> str:
    assert answer.status == 400, answer.text
    (error,) = answer.json["errors"]
    assert error["code"] == "InvalidWebhook"
    return str(error["detail"])


class TestCreate:
    def test_shows_what_was_given(self, desk: Desk) -> None:
        answer = create(desk.admin, description="All lamps", custom_headers={"X-Shelf": "7"})
        made = answer.json["webhook"]
        assert answer.headers["location"].endswith(f"/webhooks/{made['id']}.json")
        assert made == {
            "id": made["id"],
            **attributes(),
            "description": "All lamps",
            "custom_headers": {"X-Shelf": "7"},
            "subscriptions": ["conditional_ticket_events"],
            "created_at": made["created_at"],
            "created_by": str(desk.cast.admin),
        }

    def test_secrets_are_not_shown_and_not_stored_as_they_are(self, desk: Desk) -> None:
        made = created(desk, authentication=BASIC)
        assert made["authentication"] == {**BASIC, "data": {"username": "ann"}}
        stored = [str(row) for row in desk.snapshot()["webhooks"]]
        assert len(stored) == 1
        assert SECRET not in stored[0]

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"name": " "}, "name is required"),
            ({"name": None}, "name is required"),
            ({"endpoint": None}, "endpoint is required"),
            ({"endpoint": "ftp://lamps.example"}, "endpoint: The URL cannot be used"),
            ({"endpoint": "https://ann:pw@lamps.example"}, "names a user"),
            ({"endpoint": "http://lamps.example/\r\nHost: x"}, "endpoint: The URL cannot be used"),
            ({"http_method": "TRACE"}, "http_method must be one of GET"),
            ({"request_format": "csv"}, "request_format must be one of json"),
            ({"status": "asleep"}, "status must be one of active, inactive"),
            ({"subscriptions": ["zen:event-type:lamp.lit"]}, "is not a known event type"),
            ({"subscriptions": ["conditional_ticket_events", *EVENTS]}, "beside"),
            ({"subscriptions": EVENTS, "http_method": "GET"}, "send POST requests in JSON"),
            ({"custom_headers": {f"X-{n}": "1" for n in range(6)}}, "at most 5"),
            ({"custom_headers": {"X-Zendesk-Account-Id": "1"}}, "cannot be set"),
            ({"custom_headers": {"Authorization": "Basic x"}}, "cannot be set"),
            ({"custom_headers": {"X-A": "1\r\nX-B: 2"}}, "header X-A"),
            ({"custom_headers": {"X-A": 7}}, "must be a text"),
            ({"custom_headers": {"X-A": "1", "x-a": "2"}}, "set once"),
            ({"authentication": api_key("X-Zendesk-Webhook-Id")}, "cannot be set"),
            ({"authentication": api_key("content-type")}, "cannot be set"),
            ({"authentication": api_key("Host")}, "cannot be given"),
            (
                {"authentication": {"type": "bearer_token", "data": {"token": "a\r\nX: b"}}},
                "header Authorization",
            ),
            (
                {
                    "authentication": {
                        "type": "basic_auth",
                        "data": {"username": "a:b", "password": "c"},
                    }
                },
                "colon",
            ),
            ({"authentication": {"type": "magic", "data": {}}}, "authentication type must be"),
            ({"authentication": {"type": "basic_auth", "data": {}}}, "username and password"),
            ({"authentication": {**BASIC, "add_position": "body"}}, "add_position"),
            (
                {"authentication": {"type": "bearer_token", "data": {"token": "a" * 8001}}},
                "more than 8000 characters",
            ),
            (
                {"authentication": {"type": "api_key", "data": {"name": "A\nB", "value": "1"}}},
                "header",
            ),
        ],
    )
    def test_refuses(self, desk: Desk, changed: Json, reason: str) -> None:
        desk.admin.get("/webhooks")
        before = desk.snapshot()
        assert reason in why(create(desk.admin, **changed))
        assert desk.snapshot() == before

    def test_a_clone_has_no_credentials_and_a_secret_of_its_own(self, desk: Desk) -> None:
        first = created(desk, authentication=BASIC)
        answer = desk.admin.post(
            "/webhooks", {"webhook": {"name": "Again"}}, clone_webhook_id=first["id"]
        )
        assert answer.status == 201, answer.text
        second = answer.json["webhook"]
        assert (second["name"], second["endpoint"]) == ("Again", first["endpoint"])
        assert "authentication" not in second
        secrets = {
            shown(desk, each, include="signing_secret")["signing_secret"]["secret"]
            for each in (first, second)
        }
        assert len(secrets) == 2

    def test_a_clone_of_nothing(self, desk: Desk) -> None:
        body = {"webhook": {"name": "Again"}}
        assert desk.admin.post("/webhooks", body, clone_webhook_id=NOWHERE).status == 404


class TestRoles:
    @pytest.mark.parametrize(("who", "status"), [("agent", 403), ("emma", 403), ("anonymous", 401)])
    def test_only_admins(self, desk: Desk, who: str, status: int) -> None:
        webhook = created(desk)
        caller: Caller = getattr(desk, who)
        path = f"/webhooks/{webhook['id']}"
        assert caller.get("/webhooks").status == status
        assert caller.get(path).status == status
        assert caller.get(f"{path}/signing_secret").status == status
        assert create(caller).status == status
        assert caller.delete(path).status == status


class TestList:
    def test_filters_sorts_and_pages(self, desk: Desk) -> None:
        names = ["Red lamp", "Blue lamp", "Green shelf"]
        for name in names:
            created(desk, name=name, status="inactive" if "shelf" in name else "active")

        def listed(**query: object) -> list[str]:
            found = desk.admin.get("/webhooks", **query).json["webhooks"]
            return [each["name"] for each in found]

        assert sorted(listed()) == sorted(names)
        assert listed(**{"filter[name_contains]": "LAMP", "sort": "name"}) == names[1::-1]
        assert listed(**{"filter[status]": "inactive"}) == ["Green shelf"]
        assert listed(sort="-name") == ["Red lamp", "Green shelf", "Blue lamp"]
        first = desk.admin.get("/webhooks", **{"page[size]": 2, "sort": "name"}).json
        assert first["meta"]["has_more"] is True
        after = first["meta"]["after_cursor"]
        rest = listed(**{"page[size]": 2, "sort": "name", "page[after]": after})
        assert rest == ["Red lamp"]

    def test_wildcards_are_words(self, desk: Desk) -> None:
        created(desk)
        assert desk.admin.get("/webhooks", **{"filter[name_contains]": "%"}).json["webhooks"] == []


class TestChange:
    def test_patch_changes_what_is_given(self, desk: Desk) -> None:
        webhook = created(desk, description="Old", authentication=BASIC)
        desk.clock.forward(minutes=5)
        answer = desk.admin.patch(f"/webhooks/{webhook['id']}", {"webhook": {"name": "New"}})
        assert (answer.status, answer.content) == (204, b"")
        after = shown(desk, webhook)
        assert after.pop("updated_by") == str(desk.cast.admin)
        assert after.pop("updated_at") > webhook["created_at"]
        assert after == {**webhook, "name": "New"}

    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://thief.example/hook",
            "http://lamps.example/hook",
            "https://lamps.example:8443/hook",
            "https://lamps.example.thief.example/hook",
        ],
    )
    def test_credentials_stay_with_their_receiver(self, desk: Desk, endpoint: str) -> None:
        webhook = created(desk, authentication=BASIC)
        path = f"/webhooks/{webhook['id']}"
        before = desk.snapshot()
        moved = {"endpoint": endpoint}
        assert "given again" in why(desk.admin.patch(path, {"webhook": moved}))
        assert "given again" in why(desk.admin.put(path, {"webhook": attributes(**moved)}))
        assert desk.snapshot() == before
        again = {**moved, "authentication": {**BASIC, "data": {"username": "a", "password": "b"}}}
        assert desk.admin.patch(path, {"webhook": again}).status == 204

    def test_the_path_of_a_receiver_may_change(self, desk: Desk) -> None:
        webhook = created(desk, authentication=BASIC)
        moved = {"webhook": {"endpoint": "https://LAMPS.example:443/elsewhere"}}
        assert desk.admin.patch(f"/webhooks/{webhook['id']}", moved).status == 204
        assert shown(desk, webhook)["authentication"] == webhook["authentication"]

    def test_credentials_may_be_left_behind(self, desk: Desk) -> None:
        webhook = created(desk, authentication=BASIC)
        moved = {"webhook": {"endpoint": "https://other.example/", "authentication": None}}
        assert desk.admin.patch(f"/webhooks/{webhook['id']}", moved).status == 204
        assert "authentication" not in shown(desk, webhook)

    def test_put_replaces_all_but_the_secrets(self, desk: Desk) -> None:
        webhook = created(desk, description="Old", authentication=BASIC)
        answer = desk.admin.put(f"/webhooks/{webhook['id']}", {"webhook": attributes(name="New")})
        assert answer.status == 204
        after = shown(desk, webhook)
        assert "description" not in after
        assert after["authentication"] == webhook["authentication"]

    def test_put_needs_everything(self, desk: Desk) -> None:
        webhook = created(desk)
        answer = desk.admin.put(f"/webhooks/{webhook['id']}", {"webhook": {"name": "New"}})
        assert why(answer) == "endpoint is required"

    def test_authentication_can_be_taken_away(self, desk: Desk) -> None:
        webhook = created(desk, authentication=BASIC)
        change = {"webhook": {"authentication": None}}
        assert desk.admin.patch(f"/webhooks/{webhook['id']}", change).status == 204
        assert "authentication" not in shown(desk, webhook)

    @pytest.mark.parametrize(
        ("first", "then"),
        [(None, EVENTS), (EVENTS, ["conditional_ticket_events"])],
    )
    def test_the_kind_of_subscription_stays(self, desk: Desk, first: Any, then: Any) -> None:
        webhook = created(desk, subscriptions=first)
        change = {"webhook": {"subscriptions": then}}
        answer = desk.admin.patch(f"/webhooks/{webhook['id']}", change)
        assert "cannot change between" in why(answer)

    def test_a_wrong_type(self, desk: Desk) -> None:
        webhook = created(desk)
        change = {"webhook": {"custom_headers": ["X-A"]}}
        assert desk.admin.patch(f"/webhooks/{webhook['id']}", change).status == 400


class TestDelete:
    def test_is_gone(self, desk: Desk) -> None:
        webhook = created(desk)
        assert desk.admin.delete(f"/webhooks/{webhook['id']}").status == 204
        assert desk.admin.get(f"/webhooks/{webhook['id']}").status == 404

    def test_not_while_a_rule_sends_to_it(self, desk: Desk) -> None:
        webhook = created(desk)
        action = ("notification_webhook", [webhook["id"], "{}"])
        trigger = add(desk.admin, "Tell", None, action)
        path = f"/webhooks/{webhook['id']}"
        assert "is used" in why(desk.admin.delete(path))
        desk.admin.put(f"/triggers/{trigger}", {"trigger": {"active": False}})
        assert desk.admin.delete(path).status == 204

    def test_a_rule_that_named_it_says_so(self, desk: Desk) -> None:
        webhook = created(desk)
        trigger = add(desk.admin, "Tell", None, ("notification_webhook", [webhook["id"], "{}"]))
        desk.admin.put(f"/triggers/{trigger}", {"trigger": {"active": False}})
        desk.admin.delete(f"/webhooks/{webhook['id']}")
        change = {"trigger": {"active": True, "title": "Tell it"}}
        answer = desk.admin.put(f"/triggers/{trigger}", change)
        if answer.status == 200:
            ticket = {"ticket": {"subject": "Lamp", "comment": {"body": "Dark"}}}
            events = desk.agent.post("/tickets", ticket).json["audit"]["events"]
            assert [e["message"] for e in events if e["type"] == "Error"] != []
        else:
            assert "was deleted" in answer.text


class TestRules:
    def test_are_offered_only_those_that_rules_send_to(self, desk: Desk) -> None:
        mine = created(desk, name="For rules")
        other = created(desk, name="For events", subscriptions=EVENTS)
        definitions = desk.admin.get("/triggers/definitions").json["definitions"]["actions"]
        (notify,) = [each for each in definitions if each["subject"] == "notification_webhook"]
        offered = [(each["value"], each["title"]) for each in notify["values"]]
        assert offered == [(mine["id"], "For rules")]
        trigger = {
            "title": "Tell",
            "conditions": {"all": [{"field": "update_type", "value": "Create"}]},
            "actions": [{"field": "notification_webhook", "value": [other["id"], "{}"]}],
        }
        answer = desk.admin.post("/triggers", {"trigger": trigger})
        assert answer.status == 422
        (problem,) = answer.json["details"]["base"]
        words = f"Webhook {other['id']} subscribes to events and cannot be used in rules"
        assert problem["description"] == words
        trigger["actions"] = [{"field": "notification_webhook", "value": [NOWHERE, "{}"]}]
        answer = desk.admin.post("/triggers", {"trigger": trigger})
        (problem,) = answer.json["details"]["base"]
        assert problem["description"] == f"Webhook {NOWHERE} was deleted and cannot be used"


class TestSecret:
    def test_is_reset(self, desk: Desk) -> None:
        webhook = created(desk)
        path = f"/webhooks/{webhook['id']}/signing_secret"
        before = desk.admin.get(path)
        assert before.headers["cache-control"] == "no-store"
        assert len(before.json["signing_secret"]["secret"]) == 44
        reset = desk.admin.post(path)
        assert reset.status == 201
        assert reset.json["signing_secret"] == desk.admin.get(path).json["signing_secret"]
        assert reset.json != before.json

    def test_no_proxy_keeps_it(self, desk: Desk) -> None:
        created(desk)
        answer = desk.admin.get("/webhooks", include="signing_secret")
        assert answer.headers["cache-control"] == "no-store"

    def test_is_shown_beside_only_when_asked_for(self, desk: Desk) -> None:
        webhook = created(desk)
        assert "signing_secret" not in webhook
        assert "secret" in shown(desk, webhook, include="signing_secret")["signing_secret"]


class TestInvocations:
    def test_wait_until_they_are_sent(self, desk: Desk) -> None:
        webhook = created(desk, subscriptions=["zen:event-type:ticket.created"])
        ticket = {"ticket": {"subject": "Lamp", "comment": {"body": "Dark"}}}
        assert desk.agent.post("/tickets", ticket).status == 201
        path = f"/webhooks/{webhook['id']}/invocations"
        (invocation,) = desk.admin.get(path).json["invocations"]
        assert (invocation["status"], invocation["attempts_count"]) == ("accepted", 0)
        assert invocation["event_type"] == "zen:event-type:ticket.created"
        for status, count in (("accepted", 1), ("success", 0)):
            found = desk.admin.get(path, **{"filter[status]": status}).json["invocations"]
            assert len(found) == count
        for name, count in (("filter[from_ts]", 0), ("filter[to_ts]", 1)):
            found = desk.admin.get(path, **{name: "2100-01-01T00:00:00Z"}).json["invocations"]
            assert len(found) == count
        attempts = f"{path}/{invocation['id']}/attempts"
        assert desk.admin.get(attempts).json["attempts"] == []
        assert desk.admin.get(f"{path}/{NOWHERE}/attempts").status == 404

    def test_are_forgotten_after_seven_days(self, desk: Desk) -> None:
        webhook = created(desk, subscriptions=["zen:event-type:ticket.created"])
        ticket = {"ticket": {"subject": "Lamp", "comment": {"body": "Dark"}}}
        desk.agent.post("/tickets", ticket)
        desk.clock.forward(days=8)
        path = f"/webhooks/{webhook['id']}/invocations"
        assert desk.admin.get(path).json["invocations"] == []

    @pytest.mark.parametrize(
        "query", [{"filter[status]": "asleep"}, {"filter[from_ts]": "yesterday"}]
    )
    def test_refuses(self, desk: Desk, query: Json) -> None:
        webhook = created(desk)
        (name,) = query
        assert name in why(desk.admin.get(f"/webhooks/{webhook['id']}/invocations", **query))

    def test_of_nothing(self, desk: Desk) -> None:
        assert desk.admin.get(f"/webhooks/{NOWHERE}/invocations").status == 404
