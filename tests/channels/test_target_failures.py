"""Messages that targets did not take: what is kept of each, and when a target is left alone."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ombud.channels.targets import sender
from ombud.channels.targets.sender import TargetSender
from ombud.channels.targets.services import Services
from ombud.config import Config
from ombud.outgoing.http import HttpClient
from ombud.outgoing.networks import Networks
from ombud.tables import deliveries, delivery_attempts, targets
from tests.desk import Desk
from tests.families.target_making import add_target, told
from tests.families.ticket_making import created_id
from tests.peers.certificates import certificate, server_tls
from tests.peers.http import Answering, HttpPeer, unused_port

LOOPBACK = "127.0.0.0/8"
Send = Callable[..., Any]


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with HttpPeer() as peer:
        yield peer


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Config:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Config(data=tmp_path, outgoing_allowed_networks=LOOPBACK)


@pytest.fixture
def impatient() -> Iterator[TargetSender]:
    client = HttpClient(Networks.of(LOOPBACK), patience=0.3, largest=100)
    yield TargetSender(client, Services.of(""))
    client.close()


def fire(desk: Desk, count: int = 1, sender: TargetSender | None = None) -> None:
    """Let every target be told of new tickets, one after the other."""
    for _ in range(count):
        created_id(desk.agent)
        desk.deliver(None if sender is None else {"target": sender})


def failures(desk: Desk) -> list[Any]:
    return list(desk.admin.get("/target_failures").json["target_failures"])


def failure(desk: Desk) -> Any:
    """The only failure, whole."""
    (listed,) = failures(desk)
    answer = desk.admin.get(f"/target_failures/{listed['id']}")
    assert answer.status == 200
    whole = answer.json["target_failure"]
    assert {**listed, **whole} == whole
    return whole


def stored(desk: Desk, target_id: int) -> Any:
    with desk.account.transaction(writes=False) as db:
        return db.row(targets.select().where(targets.c.id == target_id))


def sent_states(desk: Desk) -> list[Any]:
    with desk.account.transaction(writes=False) as db:
        kept = deliveries.select().where(deliveries.c.kind == "target")
        rows = db.rows(kept.order_by(deliveries.c.id))
    return [(row.state, row.attempts, row.status_code) for row in rows]


def problems(desk: Desk) -> list[str]:
    with desk.account.transaction(writes=False) as db:
        kept = deliveries.select().where(deliveries.c.kind == "target")
        return [row.problem for row in db.rows(kept.order_by(deliveries.c.id))]


class TestWhatIsKept:
    def test_of_an_answer(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(401, headers=(("Server", "nginx"),), body=b"no entry"))
        target_id = add_target(
            desk.admin, title="Ünit", target_url=f"{peer.url}/in", method="post", username="me",
            password="pw",
        )  # fmt: skip
        told(desk, target_id, "hello")
        fire(desk)
        (request,) = peer.received
        whole = failure(desk)
        assert whole == {
            "url": f"http://localhost/api/v2/target_failures/{whole['id']}.json",
            "id": whole["id"],
            "target_name": "Ünit",
            "status_code": 401,
            "consecutive_failure_count": 1,
            "created_at": whole["created_at"],
            "raw_request": request.raw.decode().replace("bWU6cHc=", "[hidden]"),
            "raw_response": (
                "HTTP/1.1 401 Unauthorized\r\nServer: nginx\r\nContent-Length: 8\r\n\r\nno entry"
            ),
        }
        assert "User-Agent: Zendesk Target\r\n" in whole["raw_request"]
        assert sent_states(desk) == [("dead", 1, 401)]

    @pytest.mark.parametrize("status", [300, 302, 404, 429, 503])
    def test_only_the_two_hundreds_are_success(
        self, desk: Desk, peer: HttpPeer, status: int
    ) -> None:
        peer.answer(Answering(status, headers=(("Location", f"{peer.url}/else"),)))
        told(desk, add_target(desk.admin, target_url=f"{peer.url}/in"))
        fire(desk)
        assert failure(desk)["status_code"] == status
        assert [each.path for each in peer.received] == ["/in"]

    @pytest.mark.parametrize("status", [200, 201, 204])
    def test_of_success_nothing(self, desk: Desk, peer: HttpPeer, status: int) -> None:
        peer.answer(Answering(status))
        told(desk, add_target(desk.admin, target_url=f"{peer.url}/in"))
        fire(desk)
        assert failures(desk) == []
        assert sent_states(desk) == [("sent", 1, status)]

    @pytest.mark.parametrize(
        ("answering", "words"),
        [
            (Answering(silent=True), "No complete answer came within 0.3 seconds"),
            (Answering(drip=0.02, body=b"x" * 90), "No complete answer came"),
            (Answering(head_drip=0.02), "No complete answer came"),
            (Answering(closes=True), "The connection was closed"),
            (Answering(garbage=b"what?\r\n\r\n"), "The answer is not HTTP"),
            (Answering(body=b"x" * 101), "The answer has more than 100 bytes"),
            (Answering(endless=True), "The answer has more than 100 bytes"),
        ],
    )
    def test_of_no_answer(
        self, desk: Desk, peer: HttpPeer, impatient: TargetSender, answering: Answering, words: str
    ) -> None:
        peer.answer(answering)
        told(desk, add_target(desk.admin, target_url=f"{peer.url}/in"))
        fire(desk, sender=impatient)
        whole = failure(desk)
        assert whole["status_code"] == 0
        assert whole["raw_response"].startswith(words)
        assert whole["raw_request"] == peer.received[0].raw.decode()
        # There is no second try.
        desk.deliver({"target": impatient}, again=True)
        assert len(peer.received) == 1

    def test_of_nobody_listening(self, desk: Desk) -> None:
        told(desk, add_target(desk.admin, target_url=f"http://127.0.0.1:{unused_port()}/"))
        fire(desk)
        assert failure(desk)["raw_response"].startswith("No connection to 127.0.0.1:")

    def test_of_a_name_that_is_not_there(self, desk: Desk) -> None:
        def resolve(host: str, port: int) -> list[str]:
            raise OSError(f"unknown: {host}:{port}")

        client = HttpClient(Networks.of(LOOPBACK), resolve=resolve)
        told(desk, add_target(desk.admin, target_url="http://nowhere.invalid/"))
        fire(desk, sender=TargetSender(client, Services.of("")))
        assert failure(desk)["raw_response"].startswith("nowhere.invalid was not found")

    def test_of_a_certificate_that_is_not_theirs(self, desk: Desk, tmp_path: Path) -> None:
        with HttpPeer(server_tls(certificate(tmp_path, "desk.example", "127.0.0.1"))) as peer:
            told(desk, add_target(desk.admin, target_url=f"{peer.url}/"))
            fire(desk)
            assert failure(desk)["raw_response"].startswith("No secure connection to 127.0.0.1")
            assert peer.received == []

    def test_of_a_room_that_is_not_there(self, desk: Desk, peer: HttpPeer) -> None:
        services = Services.of(f"campfire={peer.url}")
        sending = TargetSender(sender(desk.app.config)._client, services)
        told(desk, add_target(desk.admin, "campfire_target"))
        for body in (b'{"rooms": [{"id": 3, "name": "Cellar"}]}', b"[]", b"\xff"):
            peer.answer(Answering(body=body), "/rooms.json")
            fire(desk, sender=sending)
        assert [each["status_code"] for each in failures(desk)] == [200, 200, 200]
        assert problems(desk) == [
            "There is no room Lobby",
            "The answer is no list of rooms",
            "The answer is no list of rooms",
        ]
        assert {each.path for each in peer.received} == {"/rooms.json"}

    def test_of_a_ticket_that_is_no_issue(self, desk: Desk, peer: HttpPeer) -> None:
        told(desk, add_target(desk.admin, "jira_target", target_url=peer.url))
        fire(desk)
        assert "no external id" in failure(desk)["raw_response"]
        assert peer.received == []

    def test_of_secrets_that_another_key_sealed(self, desk: Desk, peer: HttpPeer) -> None:
        told(desk, add_target(desk.admin, target_url=peer.url, username="me", password="pw"))
        with desk.account.transaction(writes=True) as db:
            db.run(targets.update().values(secrets="x"))
        fire(desk)
        assert "another key" in failure(desk)["raw_response"]
        assert peer.received == []


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1:{port}/",
            "http://localhost:{port}/",
            "http://2130706433:{port}/",
            "http://0x7f.1:{port}/",
            "http://[::ffff:127.0.0.1]:{port}/",
            "http://0.0.0.0:{port}/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/latest/meta-data/",
            "http://10.0.0.1/",
            "http://100.100.100.200/",
        ],
    )
    def test_that_are_not_public_are_refused(self, desk: Desk, peer: HttpPeer, url: str) -> None:
        strict = sender(Config(data=desk.app.config.data))
        told(desk, add_target(desk.admin, target_url=url.format(port=peer.port)))
        fire(desk, sender=strict)
        assert "no public address" in failure(desk)["raw_response"]
        assert peer.connections == 0

    def test_of_a_redirect_are_not_visited(self, desk: Desk, peer: HttpPeer) -> None:
        with HttpPeer() as inner:
            peer.answer(Answering(302, headers=(("Location", f"{inner.url}/secret"),)))
            told(desk, add_target(desk.admin, target_url=peer.url))
            fire(desk)
            assert failure(desk)["status_code"] == 302
            assert inner.connections == 0


class TestSecrets:
    def test_are_in_no_answer_no_failure_and_no_log(
        self, desk: Desk, peer: HttpPeer, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """A receiver that sends back whatever it got."""
        secret = "s3cr&t/wörd"
        credentials = "bWU6czNjciZ0L3fDtnJk"
        encoded = "s3cr%26t%2Fw%C3%B6rd"
        echo = f"you sent {secret}, {credentials}, {encoded}".encode()
        peer.answer(Answering(400, "Bad", (("X-Echo", encoded),), echo))
        told(desk, add_target(desk.admin, target_url=peer.url, username="me", password=secret))
        number = created_id(desk.agent)
        desk.deliver()
        whole = failure(desk)
        assert whole["raw_response"].endswith("you sent [hidden], [hidden], [hidden]")
        assert "X-Echo: [hidden]\r\n" in whole["raw_response"]
        with desk.account.transaction(writes=False) as db:
            attempts = db.rows(delivery_attempts.select())
        seen = [
            desk.admin.get("/targets").text,
            desk.admin.get(f"/tickets/{number}/audits").text,
            repr(attempts),
            repr(desk.snapshot()),
            *capfd.readouterr(),
        ]
        assert attempts
        for text in seen:
            assert not [word for word in (secret, credentials, encoded) if word in text]

    def test_are_hidden_in_urls(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(500))
        services = Services.of(f"clickatell={peer.url}, flowdock={peer.url}")
        sending = TargetSender(sender(desk.app.config)._client, services)
        told(desk, add_target(desk.admin, "clickatell_target", password="p w&1"))
        told(desk, add_target(desk.admin, "flowdock_target"))
        fire(desk, sender=sending)
        told_of = [desk.admin.get(f"/target_failures/{each['id']}").text for each in failures(desk)]
        assert len(told_of) == 2
        assert all("[hidden]" in text for text in told_of)
        assert not any(word in text for text in told_of for word in ("p+w%261", "tok-flow"))
        assert {each.path for each in peer.received} == {"/http/sendmsg", "/v1/zendesk/tok-flow"}


class TestInARow:
    def test_the_last_25_are_kept_of_each(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(500))
        other = add_target(desk.admin, title="Other", target_url=peer.url)
        told(desk, other)
        fire(desk, 2)
        target_id = add_target(desk.admin, title="Failing", target_url=peer.url)
        told(desk, target_id)
        desk.admin.put(f"/targets/{other}", {"target": {"active": False}})
        fire(desk, 20)
        desk.admin.put(f"/targets/{target_id}", {"target": {"active": False}})
        desk.admin.put(f"/targets/{target_id}", {"target": {"active": True}})
        fire(desk, 8)
        listed = failures(desk)
        counts = [each["consecutive_failure_count"] for each in listed]
        names = [each["target_name"] for each in listed]
        assert counts == [*range(8, 0, -1), *range(20, 3, -1), 2, 1]
        assert names == ["Failing"] * 25 + ["Other"] * 2

    def test_success_begins_anew(self, desk: Desk, peer: HttpPeer) -> None:
        target_id = add_target(desk.admin, target_url=peer.url)
        told(desk, target_id)
        found = []
        for status in (500, 500, 200, 500):
            peer.answer(Answering(status))
            fire(desk)
            found.append(stored(desk, target_id).failures)
        assert found == [1, 2, 0, 1]

    def test_21_deactivate_it_and_admins_are_told(self, desk: Desk, peer: HttpPeer) -> None:
        peer.answer(Answering(500))
        target_id = add_target(desk.admin, title="Failing", target_url=peer.url)
        told(desk, target_id)
        fire(desk, 20)
        assert stored(desk, target_id).active
        assert mails(desk) == []
        fire(desk)
        assert desk.agent.get(f"/targets/{target_id}").json["target"]["active"] is False
        admins = {desk.cast.owner, desk.cast.admin}
        assert {row.recipient_id for row in mails(desk)} == admins
        assert {row.subject for row in mails(desk)} == {"The target Failing was deactivated"}
        fire(desk)
        assert len(peer.received) == 21
        desk.admin.put(f"/targets/{target_id}", {"target": {"active": True}})
        assert stored(desk, target_id).failures == 0
        fire(desk)
        assert len(peer.received) == 22

    def test_what_is_queued_for_an_inactive_target_is_dropped(
        self, desk: Desk, peer: HttpPeer
    ) -> None:
        target_id, gone = (add_target(desk.admin, target_url=peer.url) for _ in range(2))
        told(desk, target_id)
        told(desk, gone)
        created_id(desk.agent)
        desk.admin.put(f"/targets/{target_id}", {"target": {"active": False}})
        desk.admin.delete(f"/targets/{gone}")
        desk.deliver()
        assert [state for state, *_ in sent_states(desk)] == ["dropped", "dropped"]
        assert peer.received == []
        assert failures(desk) == []


class TestBothDatabases:
    def test_keep_the_same(self, any_desk: Desk, impatient: TargetSender) -> None:
        target_id = add_target(any_desk.admin, target_url=f"http://127.0.0.1:{unused_port()}/")
        told(any_desk, target_id)
        fire(any_desk, 2, impatient)
        with any_desk.account.transaction(writes=True) as db:
            db.run(targets.update().values(failures=0))
        fire(any_desk, 21, impatient)
        fire(any_desk, 2, impatient)
        counts = [each["consecutive_failure_count"] for each in failures(any_desk)]
        assert counts == [*range(21, 0, -1), 2, 1]
        assert not stored(any_desk, target_id).active
        any_desk.admin.put(f"/targets/{target_id}", {"target": {"active": True}})
        fire(any_desk, 4, impatient)
        counts = [each["consecutive_failure_count"] for each in failures(any_desk)]
        assert counts == [4, 3, 2, 1, *range(21, 0, -1)]
        assert any_desk.admin.delete(f"/targets/{target_id}").status == 204
        assert failures(any_desk) == []


class TestWhoMaySee:
    def test_only_admins(self, desk: Desk) -> None:
        callers = (desk.anonymous, desk.emma, desk.agent)
        assert [who.get("/target_failures").status for who in callers] == [401, 403, 403]
        assert [who.get("/target_failures/1").status for who in callers] == [401, 403, 403]
        assert desk.admin.get("/target_failures/1").status == 404
        assert desk.admin.get("/target_failures").json == {"target_failures": []}


class TestSettings:
    @pytest.mark.parametrize("setting", ["basecamp=http://a.example", "campfire", "x"])
    def test_a_service_that_is_unknown_is_named(self, tmp_path: Path, setting: str) -> None:
        with pytest.raises(ValueError, match=f"'{setting}' names no service of campfire, "):
            sender(Config(data=tmp_path, target_services=setting))

    def test_a_network_that_is_none_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="'loopback'"):
            sender(Config(data=tmp_path, outgoing_allowed_networks="loopback"))


def mails(desk: Desk) -> list[Any]:
    """Mails about no ticket."""
    with desk.account.transaction(writes=False) as db:
        kept = deliveries.select().where(
            deliveries.c.kind == "email", deliveries.c.ticket_id.is_(None)
        )
        return list(db.rows(kept.order_by(deliveries.c.id)))
