"""What webhooks send, byte for byte, and when they try again; to a real receiver."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from ombud.config import Config
from ombud.tables import deliveries
from ombud.values.clock import wall_milliseconds
from tests.channels.hooking import created_id, invocations, made, told
from tests.channels.posting import queue, rows
from tests.desk import Desk, opened
from tests.peers.http import Answering, HttpPeer, Received, unused_port

Json = dict[str, Any]
SECRET = "hush, it is a secret"


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with HttpPeer() as receiver:
        yield receiver


@pytest.fixture
def desk(config: Config) -> Iterator[Desk]:
    with opened(msgspec.structs.replace(config, outgoing_allowed_networks="127.0.0.0/8")) as desk:
        yield desk


def sent(desk: Desk, peer: HttpPeer) -> Received:
    """The one request of a ticket that is created now."""
    created_id(desk.agent, subject='A "broken" lamp')
    desk.deliver()
    (request,) = peer.received
    return request


def attempts(desk: Desk, webhook: Json) -> list[Json]:
    (invocation,) = invocations(desk, webhook)
    path = f"/webhooks/{webhook['id']}/invocations/{invocation['id']}/attempts"
    found: list[Json] = desk.admin.get(path).json["attempts"]
    return found


class TestRequests:
    def test_json(self, desk: Desk, peer: HttpPeer) -> None:
        webhook = made(desk, peer, custom_headers={"X-Shelf": "7"})
        told(desk, webhook, '{"title": "{{ticket.title}}"}')
        request = sent(desk, peer)
        assert (request.method, request.target) == ("POST", "/hook")
        assert json.loads(request.body) == {"title": 'A "broken" lamp'}
        (invocation,) = invocations(desk, webhook)
        names = [name for name, _ in request.headers]
        assert names == [
            "Host",
            "Content-Type",
            "User-Agent",
            "X-Zendesk-Account-Id",
            "X-Zendesk-Webhook-Id",
            "X-Zendesk-Webhook-Invocation-Id",
            "X-Zendesk-Webhook-Signature",
            "X-Zendesk-Webhook-Signature-Timestamp",
            "X-Shelf",
            "Content-Length",
        ]
        assert request.header("content-type") == "application/json; charset=utf-8"
        assert request.header("x-zendesk-webhook-id") == webhook["id"]
        assert request.header("x-zendesk-webhook-invocation-id") == invocation["id"]
        assert request.header("x-shelf") == "7"

    def test_signature(self, desk: Desk, peer: HttpPeer) -> None:
        webhook = made(desk, peer)
        path = f"/webhooks/{webhook['id']}/signing_secret"
        secret = desk.admin.get(path).json["signing_secret"]["secret"]
        told(desk, webhook, "Grüße")
        request = sent(desk, peer)
        stamp = request.header("x-zendesk-webhook-signature-timestamp") or ""
        digest = hmac.digest(secret.encode(), stamp.encode() + request.body, hashlib.sha256)
        assert request.header("x-zendesk-webhook-signature") == base64.b64encode(digest).decode()

    @pytest.mark.parametrize(
        ("method", "format_", "target", "body"),
        [
            ("GET", "json", "/hook?ticket=Lamp+%26+co&b=2", b""),
            ("DELETE", "json", "/hook?ticket=Lamp+%26+co&b=2", b""),
            ("POST", "form_encoded", "/hook", b"ticket=Lamp+%26+co&b=2"),
            ("PUT", "form_encoded", "/hook", b"ticket=Lamp+%26+co&b=2"),
        ],
    )
    def test_pairs(
        self, desk: Desk, peer: HttpPeer, method: str, format_: str, target: str, body: bytes
    ) -> None:
        webhook = made(desk, peer, http_method=method, request_format=format_)
        told(desk, webhook, [["ticket", "{{ticket.title}}"], ["b", "2"]])
        created_id(desk.agent, subject="Lamp & co")
        desk.deliver()
        (request,) = peer.received
        assert (request.method, request.target, request.body) == (method, target, body)

    def test_xml(self, desk: Desk, peer: HttpPeer) -> None:
        webhook = made(desk, peer, request_format="xml")
        told(desk, webhook, "<title>{{ticket.title}}</title>")
        created_id(desk.agent, subject="Lamp & co")
        desk.deliver()
        (request,) = peer.received
        assert request.body == b"<title>Lamp &amp; co</title>"
        assert request.header("content-type") == "application/xml; charset=utf-8"

    @pytest.mark.parametrize(
        ("authentication", "name", "value"),
        [
            (
                {"type": "basic_auth", "data": {"username": "ann", "password": SECRET}},
                "authorization",
                "Basic " + base64.b64encode(f"ann:{SECRET}".encode()).decode(),
            ),
            (
                {"type": "bearer_token", "data": {"token": "t0ken"}},
                "authorization",
                "Bearer t0ken",
            ),
            ({"type": "api_key", "data": {"name": "X-Key", "value": SECRET}}, "x-key", SECRET),
        ],
    )
    def test_authentication(
        self, desk: Desk, peer: HttpPeer, authentication: Json, name: str, value: str
    ) -> None:
        webhook = made(desk, peer, authentication={**authentication, "add_position": "header"})
        told(desk, webhook, "{}")
        assert sent(desk, peer).header(name) == value
        told_of = json.dumps(attempts(desk, webhook))
        assert SECRET not in told_of
        assert value not in told_of


class TestAttempts:
    @pytest.mark.parametrize(
        ("answering", "status", "count"),
        [
            (Answering(204), "success", 1),
            (Answering(301, headers=(("Location", "/elsewhere"),)), "client error", 1),
            (Answering(403), "client error", 1),
            (Answering(500), "server error", 1),
            (Answering(409), "client error", 4),
            (Answering(429, headers=(("Retry-After", "3"),)), "client error", 4),
            (Answering(503, headers=(("Retry-After", "3600"),)), "server error", 1),
            (Answering(503), "server error", 1),
            (Answering(closes=True), "failed", 6),
        ],
    )
    def test_what_is_tried_again(
        self, desk: Desk, peer: HttpPeer, answering: Answering, status: str, count: int
    ) -> None:
        peer.answer(answering)
        webhook = made(desk, peer)
        told(desk, webhook, "{}")
        created_id(desk.agent)
        for _ in range(8):
            desk.deliver(again=True)
        found = attempts(desk, webhook)
        assert [attempt["status"] for attempt in found] == [status] * count
        assert {request.path for request in peer.received} == {"/hook"}
        keys = {request.header("x-zendesk-webhook-invocation-id") for request in peer.received}
        assert len(keys) == 1
        (invocation,) = invocations(desk, webhook)
        word = "throttled" if answering.status == 429 else status
        assert (invocation["status"], invocation["attempts_count"]) == (word, count)
        assert invocations(desk, webhook, **{"filter[status]": word}) == [invocation]

    def test_what_waits_while_the_receiver_rests(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(500))
        webhook = made(desk, peer)
        queue(desk, 40, f"webhook:{webhook['id']}", kind="webhook")
        sent = desk.deliver()
        waiting = invocations(desk, webhook, **{"filter[status]": "circuit broken"})
        failed = invocations(desk, webhook, **{"filter[status]": "server error"})
        assert 10 <= sent < 40
        assert (len(failed), len(waiting)) == (sent, 40 - sent)
        assert {each["attempts_count"] for each in waiting} == {0}
        with desk.account.transaction(writes=True) as db:
            db.run(update(deliveries).values(claimed_until=wall_milliseconds() - 1))
        assert invocations(desk, webhook, **{"filter[status]": "circuit broken"}) == []
        assert len(invocations(desk, webhook, **{"filter[status]": "accepted"})) == 40 - sent

    @pytest.mark.parametrize(
        ("seconds", "count"), [(-100.0, 4), (30.0, 4), (59.0, 4), (90.0, 1), (4e9, 1)]
    )
    def test_a_wait_until_a_time(
        self, desk: Desk, peer: HttpPeer, seconds: float, count: int
    ) -> None:
        date = formatdate(time.time() + seconds, usegmt=True)
        peer.answer(Answering(503, headers=(("Retry-After", date),)))
        webhook = made(desk, peer)
        told(desk, webhook, "{}")
        created_id(desk.agent)
        desk.deliver()
        (row,) = rows(desk.account).values()
        if count > 1:
            assert row.run_at / 1000 - time.time() == pytest.approx(max(0.0, seconds), abs=5.0)
        for _ in range(5):
            desk.deliver(again=True)
        assert len(attempts(desk, webhook)) == count

    def test_a_wait_that_is_no_number(self, desk: Desk, peer: HttpPeer) -> None:
        head = b"HTTP/1.1 503 Busy\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n"
        peer.answer(Answering(garbage=head))
        webhook = made(desk, peer)
        told(desk, webhook, "{}")
        created_id(desk.agent)
        desk.deliver()
        assert [attempt["status"] for attempt in attempts(desk, webhook)] == ["server error"]
        assert desk.deliver(again=True) == 0

    def test_an_answer_that_is_too_large_is_final(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(body=b"x" * (1024 * 1024 + 1)))
        webhook = made(desk, peer)
        told(desk, webhook, "{}")
        created_id(desk.agent)
        desk.deliver()
        assert desk.deliver(again=True) == 0
        assert len(peer.received) == 1

    def test_a_message_that_is_too_large_is_not_sent(self, desk: Desk, peer: HttpPeer) -> None:
        webhook = made(desk, peer)
        told(desk, webhook, "{{ticket.description}}" * 10)
        said = {"subject": "Long", "comment": {"body": "lamp " * 8000}}
        answer = desk.agent.post("/tickets", {"ticket": said})
        assert answer.status == 201
        errors = [e["message"] for e in answer.json["audit"]["events"] if e["type"] == "Error"]
        assert "262144 bytes" in errors[0]
        assert desk.deliver() == 0

    def test_nobody_listens(self, desk: Desk, peer: HttpPeer) -> None:
        webhook = made(desk, peer, endpoint=f"http://127.0.0.1:{unused_port()}/")
        told(desk, webhook, "{}")
        created_id(desk.agent)
        desk.deliver()
        (attempt,) = attempts(desk, webhook)
        assert attempt["status"] == "failed"
        assert "refused" in attempt["error_message"]

    def test_what_comes_back_is_kept(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(422, headers=(("X-Why", "because"),), body=b"no such shelf"))
        webhook = made(desk, peer)
        told(desk, webhook, '{"a": 1}')
        created_id(desk.agent)
        desk.deliver()
        (attempt,) = attempts(desk, webhook)
        assert attempt["request"]["payload"] == '{"a": 1}'
        assert attempt["response"]["payload"] == attempt["response_body"] == "no such shelf"
        assert attempt["response_headers"]["X-Why"] == "because"
        assert attempt["status_code"] == 422

    def test_inactive_webhooks_are_passed_over(self, desk: Desk, peer: HttpPeer) -> None:
        webhook = made(desk, peer)
        told(desk, webhook, "{}")
        created_id(desk.agent)
        desk.admin.patch(f"/webhooks/{webhook['id']}", {"webhook": {"status": "inactive"}})
        created_id(desk.agent)
        desk.deliver()
        assert peer.received == []

    def test_private_addresses_are_refused(self, config: Config, peer: HttpPeer) -> None:
        with opened(config) as desk:
            webhook = made(desk, peer)
            told(desk, webhook, "{}")
            created_id(desk.agent)
            desk.deliver()
            (attempt,) = attempts(desk, webhook)
            assert attempt["status"] == "failed"
            # The address would be the same the next time.
            assert desk.deliver(again=True) == 0
        assert peer.connections == 0
