"""The events that webhooks subscribe to: who announces them, and what they say."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from ombud.config import Config
from ombud.tables import organization_fields, user_fields
from tests.channels.hooking import created_id, invocations, made
from tests.desk import Desk, opened
from tests.families.trigger_making import add, all_of
from tests.peers.http import HttpPeer

Json = dict[str, Any]


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with HttpPeer() as receiver:
        yield receiver


@pytest.fixture
def desk(config: Config) -> Iterator[Desk]:
    with opened(msgspec.structs.replace(config, outgoing_allowed_networks="127.0.0.0/8")) as desk:
        yield desk


class TestEvents:
    def events(self, peer: HttpPeer) -> list[Json]:
        return [json.loads(request.body) for request in peer.received]

    def subscribe(self, desk: Desk, peer: HttpPeer, *names: str) -> Json:
        return made(desk, peer, subscriptions=[f"zen:event-type:{name}" for name in names])

    def test_a_ticket(self, desk: Desk, peer: HttpPeer) -> None:
        webhook = self.subscribe(
            desk, peer, "ticket.created", "ticket.status_changed", "ticket.tags_changed"
        )
        number = created_id(desk.agent, tags=["a"], status="open")
        desk.agent.put(f"/tickets/{number}", {"ticket": {"status": "pending", "tags": ["b"]}})
        desk.deliver()
        found = {event["type"].partition(".")[2]: event for event in self.events(peer)}
        assert set(found) == {"created", "status_changed", "tags_changed"}
        changed = found["status_changed"]
        assert changed["event"] == {"current": "PENDING", "previous": "OPEN"}
        assert changed["subject"] == f"zen:ticket:{number}"
        assert changed["detail"]["id"] == str(number)
        assert found["tags_changed"]["event"] == {"tags_added": ["b"], "tags_removed": ["a"]}
        kinds = {each["event_type"] for each in invocations(desk, webhook)}
        assert kinds == {event["type"] for event in found.values()}

    def test_what_triggers_change_is_told_as_well(self, desk: Desk, peer: HttpPeer) -> None:
        self.subscribe(desk, peer, "ticket.priority_changed", "ticket.comment_added")
        add(desk.admin, "Raise", all_of("update_type is Change"), ("priority", "urgent"))
        number = created_id(desk.agent)
        desk.agent.put(f"/tickets/{number}", {"ticket": {"comment": {"body": "Well?"}}})
        desk.deliver()
        found = self.events(peer)
        assert [
            event["event"].get("current") for event in found if "priority" in event["type"]
        ] == ["URGENT"]
        words = [event["event"]["comment"]["body"] for event in found if "comment" in event["type"]]
        assert "Well?" in words

    def test_users_and_organizations(self, desk: Desk, peer: HttpPeer) -> None:
        names = [
            f"{kind}.{what}"
            for kind in ("user", "organization")
            for what in ("created", "name_changed", "deleted")
        ]
        self.subscribe(desk, peer, *names)
        user = {"user": {"name": "Nell", "email": "nell@acme.example", "skip_verify_email": True}}
        user_id = desk.admin.post("/users", user).json["user"]["id"]
        desk.admin.put(f"/users/{user_id}", {"user": {"name": "Nelly"}})
        desk.admin.delete(f"/users/{user_id}")
        firm = desk.admin.post("/organizations", {"organization": {"name": "Pine"}}).json
        firm_id = firm["organization"]["id"]
        desk.admin.put(f"/organizations/{firm_id}", {"organization": {"name": "Oak"}})
        desk.admin.delete(f"/organizations/{firm_id}")
        desk.deliver()
        found = {
            event["type"].removeprefix("zen:event-type:"): event for event in self.events(peer)
        }
        assert set(found) == set(names)
        assert found["user.name_changed"]["event"] == {"current": "Nelly", "previous": "Nell"}
        assert found["organization.created"]["detail"]["name"] == "Pine"

    def test_all_who_hear_of_an_event_get_the_same(self, desk: Desk, peer: HttpPeer) -> None:
        self.subscribe(desk, peer, "ticket.created")
        self.subscribe(desk, peer, "ticket.created")
        created_id(desk.agent)
        desk.deliver()
        first, second = self.events(peer)
        assert first == second

    def test_people_and_fields_of_a_ticket(self, desk: Desk, peer: HttpPeer) -> None:
        field = {"ticket_field": {"type": "text", "title": "Shelf"}}
        field_id = desk.admin.post("/ticket_fields", field).json["ticket_field"]["id"]
        number = created_id(desk.agent)
        self.subscribe(desk, peer, "ticket.followers_changed", "ticket.custom_field_changed")
        change = {
            "followers": [{"user_id": str(desk.cast.bob), "action": "put"}],
            "custom_fields": [{"id": field_id, "value": "7"}],
        }
        assert desk.agent.put(f"/tickets/{number}", {"ticket": change}).status == 200
        desk.deliver()
        found = {event["type"].rpartition(".")[2]: event["event"] for event in self.events(peer)}
        assert found == {
            "followers_changed": {"users_added": [str(desk.cast.bob)], "users_removed": []},
            "custom_field_changed": {
                "custom_field": {"id": str(field_id), "title": "Shelf", "type": "text"},
                "current": {"value": "7"},
                "previous": {"value": None},
            },
        }

    def test_a_ticket_that_goes_and_comes_back(self, desk: Desk, peer: HttpPeer) -> None:
        names = ["soft_deleted", "undeleted", "marked_as_spam", "permanently_deleted"]
        self.subscribe(desk, peer, *(f"ticket.{name}" for name in names), "user.suspended_changed")
        number = created_id(desk.agent, requester_id=desk.cast.emma)
        assert desk.admin.delete(f"/tickets/{number}").status == 204
        assert desk.admin.put(f"/deleted_tickets/{number}/restore").status in {200, 204}
        assert desk.admin.put(f"/tickets/{number}/mark_as_spam").status == 200
        # What waits when a ticket is erased is not sent any more.
        desk.deliver()
        desk.job(desk.admin.delete(f"/deleted_tickets/{number}"))
        desk.deliver()
        found = {event["type"].rpartition(".")[2]: event for event in self.events(peer)}
        assert set(found) == {*names, "suspended_changed"}
        assert found["suspended_changed"]["event"] == {"current": True, "previous": False}
        assert found["undeleted"]["detail"]["status"] == "NEW"
        assert found["marked_as_spam"]["detail"]["status"] == "DELETED"
        erased = found["permanently_deleted"]["detail"]
        assert (erased["status"], erased["description"]) == ("SCRUBBED", "SCRUBBED")

    def test_tickets_that_are_merged(self, desk: Desk, peer: HttpPeer) -> None:
        self.subscribe(desk, peer, "ticket.merged")
        target, source = created_id(desk.agent), created_id(desk.agent)
        merge = {"ids": [source], "target_comment": "Both", "source_comment": "Twice"}
        desk.job(desk.agent.post(f"/tickets/{target}/merge", merge))
        desk.deliver()
        (event,) = self.events(peer)
        assert event["subject"] == f"zen:ticket:{source}"
        assert event["event"] == {"target_ticket_id": str(target)}
        assert event["detail"]["status"] == "CLOSED"

    def test_tags_and_groups_of_users(self, desk: Desk, peer: HttpPeer) -> None:
        self.subscribe(desk, peer, "user.tags_changed", "user.default_group_changed")
        emma, alice = desk.cast.emma, desk.cast.agent
        assert desk.admin.post(f"/users/{emma}/tags", {"tags": ["vip"]}).status == 201
        group_id = desk.admin.post("/groups", {"group": {"name": "New"}}).json["group"]["id"]
        membership = {"group_membership": {"user_id": alice, "group_id": group_id}}
        made = desk.admin.post("/group_memberships", membership).json["group_membership"]
        path = f"/users/{alice}/group_memberships/{made['id']}/make_default"
        assert desk.admin.put(path).status == 200
        desk.deliver()
        found = {event["type"].rpartition(".")[2]: event for event in self.events(peer)}
        assert found["tags_changed"]["event"]["tags_added"] == ["vip"]
        assert found["default_group_changed"]["event"]["current"] == str(group_id)
        assert found["default_group_changed"]["detail"]["default_group_id"] == str(group_id)

    def test_merged_users_tell_of_the_tags(self, desk: Desk, peer: HttpPeer) -> None:
        self.subscribe(desk, peer, "user.tags_changed", "user.deleted")
        desk.admin.post(f"/users/{desk.cast.eric}/tags", {"tags": ["loud"]})
        desk.deliver()
        peer.clear()
        target = {"user": {"id": desk.cast.emma}}
        assert desk.admin.put(f"/users/{desk.cast.eric}/merge", target).status == 200
        desk.deliver()
        found = {event["subject"]: event["type"] for event in self.events(peer)}
        assert found == {
            f"zen:user:{desk.cast.emma}": "zen:event-type:user.tags_changed",
            f"zen:user:{desk.cast.eric}": "zen:event-type:user.deleted",
        }

    def test_what_rules_write_to_people(self, desk: Desk, peer: HttpPeer) -> None:
        with desk.account.transaction(writes=True) as db:
            field = {"key": "plan", "raw_title": "Plan", "type": "text", "position": 1}
            for table in (user_fields, organization_fields):
                db.insert(table, **field, active=True, created_at=0, updated_at=0)
            db.configuration_changed()
        self.subscribe(desk, peer, "user.custom_field_changed", "organization.custom_field_changed")
        add(
            desk.admin,
            "Note",
            None,
            ("requester.custom_fields.plan", "gold"),
            ("organization.custom_fields.plan", "gold"),
        )
        created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        found = {event["subject"].split(":")[1]: event["event"] for event in self.events(peer)}
        assert set(found) == {"user", "organization"}
        for event in found.values():
            assert event["custom_field"]["key"] == "plan"
            assert event["current"] == {"value": "gold"}

    def test_many_at_once(self, desk: Desk, peer: HttpPeer) -> None:
        self.subscribe(desk, peer, "user.created")
        people = [{"name": f"N {n}", "email": f"n{n}@many.example"} for n in range(12)]
        desk.job(desk.admin.post("/users/create_many", {"users": people}))
        desk.deliver()
        assert len({event["subject"] for event in self.events(peer)}) == 12

    def test_nothing_is_sent_for_a_change_that_is_refused(self, desk: Desk, peer: HttpPeer) -> None:
        self.subscribe(desk, peer, "ticket.created", "ticket.comment_added")
        assert desk.agent.post("/tickets", {"ticket": {"subject": "Dark"}}).status == 422
        assert desk.deliver() == 0
        assert peer.received == []
