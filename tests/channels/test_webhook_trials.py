"""Requests of webhooks that are sent at once to try them; to a real receiver."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from ombud.config import Config
from ombud.families.webhooks.testing import AT_ONCE
from tests.channels.hooking import made
from tests.desk import Caller, Desk, opened
from tests.peers.http import Answering, HttpPeer, unused_port

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


async def _status(caller: Caller, path: str, body: bytes) -> int:
    """The status of an answer, without the caller's thread waiting for it."""
    scope = {
        "type": "http",
        "method": "POST" if body else "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            (b"authorization", caller.headers["authorization"].encode()),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ],
        "scheme": "http",
        "client": ("127.0.0.1", 50000),
    }
    found: list[int] = []

    async def receive() -> Json:
        return {"type": "http.request", "body": body}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    await caller.app(scope, receive, send)
    return found[0]


class TestTrying:
    def test_a_webhook_that_is_not_stored(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(403, body=b"no"))
        desk.admin.get("/webhooks")
        before = desk.snapshot()
        body = {
            "request": {
                "endpoint": f"{peer.url}/try",
                "http_method": "POST",
                "request_format": "json",
                "payload": '{"a": 1}',
            }
        }
        answer = desk.admin.post("/webhooks/test", body)
        assert answer.status == 200, answer.text
        assert answer.json["response"]["status"] == "403 Forbidden"
        assert answer.json["response"]["status_code"] == 403
        assert answer.json["response"]["payload"] == answer.json["test"]["response_body"] == "no"
        (request,) = peer.received
        stamp = request.header("x-zendesk-webhook-signature-timestamp") or ""
        key = b"dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
        digest = hmac.digest(key, stamp.encode() + request.body, hashlib.sha256)
        assert request.header("x-zendesk-webhook-signature") == base64.b64encode(digest).decode()
        assert desk.snapshot() == before

    def test_a_stored_one(self, desk: Desk, peer: HttpPeer) -> None:
        credentials = {"type": "bearer_token", "data": {"token": SECRET}, "add_position": "header"}
        webhook = made(desk, peer, authentication=credentials)
        answer = desk.admin.post("/webhooks/test", {"request": {}}, webhook_id=webhook["id"])
        assert answer.json["response"]["status_code"] == 200
        (request,) = peer.received
        assert request.header("authorization") == f"Bearer {SECRET}"
        assert SECRET not in answer.text

    def test_credentials_do_not_go_elsewhere(self, desk: Desk, peer: HttpPeer) -> None:
        credentials = {"type": "bearer_token", "data": {"token": SECRET}, "add_position": "header"}
        webhook = made(desk, peer, authentication=credentials)
        body = {"request": {"endpoint": f"{peer.url}/thief"}}
        desk.admin.post("/webhooks/test", body, webhook_id=webhook["id"])
        (request,) = peer.received
        assert request.path == "/thief"
        assert request.header("authorization") is None

    def test_what_a_receiver_repeats_is_hidden(self, desk: Desk, peer: HttpPeer) -> None:
        credentials = {"type": "bearer_token", "data": {"token": SECRET}, "add_position": "header"}
        webhook = made(desk, peer, authentication=credentials)
        echo = (("X-Echo", SECRET),)
        peer.answer(Answering(401, reason=SECRET, headers=echo, body=SECRET.encode()))
        answer = desk.admin.post("/webhooks/test", {"request": {}}, webhook_id=webhook["id"])
        assert answer.json["response"]["status"] == "401 [hidden]"
        assert SECRET not in answer.text

    @pytest.mark.parametrize(
        "message",
        [
            {"payload": "x" * 300_000},
            {"payload": {"a": "x" * 300_000}},
            {"parameters": [["a", "x" * 300_000]]},
        ],
    )
    def test_too_much(self, desk: Desk, peer: HttpPeer, message: Json) -> None:
        body = {"request": {"endpoint": f"{peer.url}/try", **message}}
        answer = desk.admin.post("/webhooks/test", body)
        assert answer.status == 400
        assert "262144 bytes" in answer.json["errors"][0]["detail"]
        assert peer.received == []

    def test_nobody_waits_for_slow_receivers(self, desk: Desk, peer: HttpPeer) -> None:
        """However many tests there are: not even those whose password is checked meanwhile."""
        peer.answer(Answering(delay=1.0))
        ended: list[str] = []

        async def ask(name: str, caller: Caller, path: str, body: bytes = b"") -> None:
            status = await _status(caller, path, body)
            ended.append(f"{name} {status}")

        async def all_of_them() -> None:
            # As many threads for slow work as there are on a machine with one processor.
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(5))
            trial = json.dumps({"request": {"endpoint": f"{peer.url}/slow"}}).encode()
            slow = [ask("slow", desk.admin, "/api/v2/webhooks/test", trial) for _ in range(8)]
            running = [asyncio.create_task(each) for each in slow]
            # In a thread that is none of those.
            with ThreadPoolExecutor(1) as watching:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(watching, peer.wait, AT_ONCE)
            await ask("quick", desk.admin, "/api/v2/webhooks")
            await ask("password", desk.by_password("emma@acme.example"), "/api/v2/users/me")
            await asyncio.gather(*running)

        asyncio.run(all_of_them())
        before, after = ended[:-AT_ONCE], ended[-AT_ONCE:]
        assert sorted(before) == ["password 200", "quick 200", *["slow 429"] * (8 - AT_ONCE)]
        assert after == ["slow 200"] * AT_ONCE

    def test_values_that_are_null_are_empty(self, desk: Desk, peer: HttpPeer) -> None:
        request = {
            "endpoint": f"{peer.url}/try",
            "http_method": "GET",
            "parameters": [{"key": "a", "value": None}, ["b", 1]],
        }
        assert desk.admin.post("/webhooks/test", {"request": request}).status == 200
        assert peer.received[0].target == "/try?a=&b=1"

    def test_nobody_there(self, desk: Desk) -> None:
        endpoint = f"http://127.0.0.1:{unused_port()}/"
        answer = desk.admin.post("/webhooks/test", {"request": {"endpoint": endpoint}})
        assert answer.json["response"]["status_code"] == 0
        assert "refused" in answer.json["test"]["message"]
