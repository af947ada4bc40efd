"""Each event that webhooks may subscribe to comes about, and is told in the documented form."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from ombud.config import Config
from ombud.families.webhooks.events import EVENT_TYPES
from tests.channels.happening_to_people import TO_PEOPLE
from tests.channels.happening_to_tickets import TO_TICKETS
from tests.channels.hooking import created_id, made
from tests.contract.test_query_counts import counting
from tests.desk import Desk, opened
from tests.peers.http import HttpPeer

Json = dict[str, Any]
PREFIX = "zen:event-type:"
KEYS = {
    "account_id",
    "detail",
    "event",
    "id",
    "subject",
    "time",
    "type",
    "zendesk_event_version",
}
# What events show of the records themselves.
DETAILS = {
    "ticket": {
        "actor_id",
        "assignee_id",
        "brand_id",
        "created_at",
        "custom_status",
        "description",
        "external_id",
        "form_id",
        "group_id",
        "id",
        "is_public",
        "organization_id",
        "priority",
        "requester_id",
        "status",
        "subject",
        "submitter_id",
        "tags",
        "type",
        "updated_at",
        "via",
    },
    "user": {
        "created_at",
        "default_group_id",
        "email",
        "external_id",
        "id",
        "organization_id",
        "role",
        "updated_at",
    },
    "organization": {
        "created_at",
        "external_id",
        "group_id",
        "id",
        "name",
        "shared_comments",
        "shared_tickets",
        "updated_at",
    },
}
HAPPENINGS = TO_TICKETS | TO_PEOPLE
VERSIONS = {"ticket": "2022-11-06", "user": "2022-06-20", "organization": "2022-06-20"}


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with HttpPeer() as receiver:
        yield receiver


@pytest.fixture
def desk(config: Config) -> Iterator[Desk]:
    with opened(msgspec.structs.replace(config, outgoing_allowed_networks="127.0.0.0/8")) as desk:
        yield desk


def told(desk: Desk, peer: HttpPeer) -> list[Json]:
    desk.deliver()
    return [json.loads(request.body) for request in peer.received]


def test_all_of_them_are_here() -> None:
    assert {f"{PREFIX}{name}" for name in HAPPENINGS} == EVENT_TYPES


@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_a_receiver_gets(desk: Desk, peer: HttpPeer, name: str) -> None:
    made(desk, peer, subscriptions=[f"{PREFIX}{name}"])
    record_id, event = HAPPENINGS[name](desk)
    kind = name.partition(".")[0]
    of_record = [body for body in told(desk, peer) if body["subject"] == f"zen:{kind}:{record_id}"]
    assert [body["event"] for body in of_record] == [event]
    (body,) = of_record
    assert body.keys() == KEYS
    assert body["type"] == f"{PREFIX}{name}"
    assert body["zendesk_event_version"] == VERSIONS[kind]
    assert str(uuid.UUID(body["id"])) == body["id"]
    assert (body["detail"].keys(), body["detail"]["id"]) == (DETAILS[kind], str(record_id))


@pytest.mark.parametrize(
    "name",
    ["article.published", "ticket.csat_received", "agent.state_changed", "community_post.created"],
)
def test_what_never_happens_here_is_refused(desk: Desk, peer: HttpPeer, name: str) -> None:
    desk.admin.get("/webhooks")
    before = desk.snapshot()
    webhook = {
        "name": "Lamps",
        "status": "active",
        "endpoint": peer.url,
        "http_method": "POST",
        "request_format": "json",
        "subscriptions": [f"{PREFIX}ticket.created", f"{PREFIX}{name}"],
    }
    answer = desk.admin.post("/webhooks", {"webhook": webhook})
    assert answer.status == 501
    assert name in answer.json["description"]
    assert desk.snapshot() == before


def test_what_was_redacted_is_not_told(desk: Desk, peer: HttpPeer) -> None:
    names = ["comment_redacted", "description_changed", "attachment_redacted_from_comment"]
    made(desk, peer, subscriptions=[f"{PREFIX}ticket.{name}" for name in names])
    HAPPENINGS["ticket.description_changed"](desk)
    assert len(told(desk, peer)) == 2
    assert not [request for request in peer.received if b"dark" in request.body]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("put", "/users/{}", {"user": {"email": "anew@emma.example"}}),
        ("put", "/users/{}/identities/{}/make_primary", None),
        ("delete", "/users/{}/identities/{}", None),
    ],
)
def test_identities_are_told_with_their_user_as_it_is_then(
    desk: Desk, peer: HttpPeer, method: str, path: str, body: Json | None
) -> None:
    emma, user = desk.cast.emma, f"/users/{desk.cast.emma}"
    (first,) = desk.admin.get(f"{user}/identities").json["identities"]
    identity = {"type": "email", "value": "second@emma.example", "verified": True}
    second = desk.admin.post(f"{user}/identities", {"identity": identity}).json["identity"]
    kinds = ("identity_created", "identity_changed", "identity_deleted")
    made(desk, peer, subscriptions=[f"{PREFIX}user.{kind}" for kind in kinds])
    named = first if method == "delete" else second
    answer = getattr(desk.admin, method)(path.format(emma, named["id"]), body)
    assert answer.status in {200, 204}, answer.text
    email = desk.admin.get(user).json["user"]["email"]
    found = told(desk, peer)
    assert found
    assert {each["detail"]["email"] for each in found} == {email}


def test_nobody_reads_members_of_whom_nobody_hears(desk: Desk) -> None:
    merge = {"organization_merge": {"winner_id": desk.cast.acme}}
    with counting(desk) as statements:
        desk.admin.post(f"/organizations/{desk.cast.zebra}/merge", merge)
        desk.run_jobs()
    moved = [each for each in statements if each.startswith("UPDATE organization_memberships")]
    read = [each for each in statements if each.startswith("SELECT organization_memberships.id")]
    assert moved
    assert read == []


class TestManyAtOnce:
    def test_an_import_tells_of_the_ticket_and_what_was_said(
        self, desk: Desk, peer: HttpPeer
    ) -> None:
        names = ["ticket.created", "ticket.comment_added", "ticket.status_changed"]
        made(desk, peer, subscriptions=[PREFIX + name for name in names])
        said = [{"body": "One", "created_at": "2020-01-01T00:00:00Z"}, {"body": "Two"}]
        ticket = {"subject": "Old", "status": "solved", "comments": said}
        answer = desk.admin.post("/imports/tickets", {"ticket": ticket})
        assert answer.status == 201, answer.text
        found = [(body["type"], body["event"].get("comment", {})) for body in told(desk, peer)]
        kinds = sorted((kind.rpartition(".")[2], words.get("body")) for kind, words in found)
        assert kinds == [("comment_added", "One"), ("comment_added", "Two"), ("created", None)]

    def test_merged_organizations_move_tickets(self, desk: Desk, peer: HttpPeer) -> None:
        number = created_id(desk.admin, requester_id=desk.cast.zoe)
        made(desk, peer, subscriptions=[f"{PREFIX}ticket.organization_changed"])
        merge = {"organization_merge": {"winner_id": desk.cast.acme}}
        desk.admin.post(f"/organizations/{desk.cast.zebra}/merge", merge)
        desk.run_jobs()
        (body,) = told(desk, peer)
        assert body["subject"] == f"zen:ticket:{number}"
        assert body["event"] == {"current": str(desk.cast.acme), "previous": str(desk.cast.zebra)}
        assert body["detail"]["organization_id"] == str(desk.cast.acme)

    def test_merged_users_take_their_part_in_tickets(self, desk: Desk, peer: HttpPeer) -> None:
        names = ["ticket.requester_changed", "ticket.email_ccs_changed", "user.identity_created"]
        number = created_id(desk.admin, requester_id=desk.cast.eric)
        ccs = [{"user_id": str(desk.cast.eric), "action": "put"}]
        other = created_id(desk.admin, requester_id=desk.cast.zoe, email_ccs=ccs)
        made(desk, peer, subscriptions=[PREFIX + name for name in names])
        target = {"user": {"id": desk.cast.emma}}
        assert desk.admin.put(f"/users/{desk.cast.eric}/merge", target).status == 200
        found = {body["subject"]: body["event"] for body in told(desk, peer)}
        emma, eric = str(desk.cast.emma), str(desk.cast.eric)
        assert found[f"zen:ticket:{number}"] == {"current": emma, "previous": eric}
        assert found[f"zen:ticket:{other}"] == {"users_added": [emma], "users_removed": [eric]}
        assert found[f"zen:user:{emma}"]["identity"]["value"] == "eric@acme.example"

    def test_a_field_that_is_removed(self, desk: Desk, peer: HttpPeer) -> None:
        field = {"ticket_field": {"type": "text", "title": "Shelf"}}
        field_id = desk.admin.post("/ticket_fields", field).json["ticket_field"]["id"]
        number = created_id(desk.admin, custom_fields=[{"id": field_id, "value": "7"}])
        made(desk, peer, subscriptions=[f"{PREFIX}ticket.custom_field_changed"])
        desk.admin.delete(f"/ticket_fields/{field_id}")
        desk.run_jobs()
        (body,) = told(desk, peer)
        assert body["subject"] == f"zen:ticket:{number}"
        assert (body["event"]["current"], body["event"]["previous"]) == (
            {"value": None},
            {"value": "7"},
        )

    def test_files_that_come_with_a_merge(self, desk: Desk, peer: HttpPeer) -> None:
        sent = desk.admin.send("POST", "/uploads", b"words", query={"filename": "a.txt"})
        said = {"body": "See", "uploads": [sent.json["upload"]["token"]]}
        source, target = created_id(desk.admin, comment=said), created_id(desk.admin)
        made(desk, peer, subscriptions=[f"{PREFIX}ticket.attachment_linked_to_comment"])
        desk.job(desk.admin.post(f"/tickets/{target}/merge", {"ids": [source]}))
        (body,) = told(desk, peer)
        assert body["subject"] == f"zen:ticket:{target}"
        assert body["event"]["comment"]["attachment"]["filename"] == "a.txt"

    def test_clocks_that_stand_still(self, desk: Desk, peer: HttpPeer) -> None:
        number, had = HAPPENINGS["ticket.next_sla_breach_changed"](desk)
        made(desk, peer, subscriptions=[f"{PREFIX}ticket.next_sla_breach_changed"])
        assert desk.admin.delete(f"/tickets/{number}").status == 204
        (body,) = told(desk, peer)
        assert body["subject"] == f"zen:ticket:{number}"
        assert body["event"] == {"current": None, "previous": had["current"]}
