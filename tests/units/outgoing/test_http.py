"""Requests to real sockets: what is sent, what is made of each kind of answer, what is refused."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from ombud.outgoing.http import HttpClient, HttpRequest, HttpResponse, Unreachable
from ombud.outgoing.networks import Networks
from tests.peers.http import Answering, HttpPeer, unused_port

LOOPBACK_FORMS = (
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0",
    "0.0.0.0",  # noqa: S104 (an address to refuse)
    "[::ffff:127.0.0.1]",
    "[::1]",
    "[::]",
    "[64:ff9b::7f00:1]",
)
LOOPBACK = Networks.of("127.0.0.0/8,::1")


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with HttpPeer() as peer:
        yield peer


@pytest.fixture
def client() -> Iterator[HttpClient]:
    client = HttpClient(LOOPBACK, patience=5, largest=1000)
    yield client
    client.close()


def failure(client: HttpClient, request: HttpRequest, patience: float | None = None) -> Unreachable:
    with pytest.raises(Unreachable) as found:
        client.send(request, patience)
    return found.value


def get(url: str) -> HttpRequest:
    return HttpRequest("GET", url)


class TestRequest:
    def test_is_sent_exactly_as_it_was_built(self, client: HttpClient, peer: HttpPeer) -> None:
        headers = (("User-Agent", "Some Thing"), ("X-first", "1"), ("X-First", "two words"))
        client.send(HttpRequest("POST", f"{peer.url}/a%20b?c=d&e", headers, "bödy".encode()))

        assert peer.received[0].raw == (
            b"POST /a%%20b?c=d&e HTTP/1.1\r\n"
            b"Host: 127.0.0.1:%d\r\n"
            b"User-Agent: Some Thing\r\n"
            b"X-first: 1\r\n"
            b"X-First: two words\r\n"
            b"Content-Length: 5\r\n"
            b"\r\n"
            b"b\xc3\xb6dy" % peer.port
        )

    def test_has_a_length_only_where_there_is_a_body(
        self, client: HttpClient, peer: HttpPeer
    ) -> None:
        for method in ("GET", "DELETE", "PATCH"):
            client.send(HttpRequest(method, peer.url))

        assert [request.header("Content-Length") for request in peer.received] == [None, None, "0"]

    @pytest.mark.parametrize(
        "header",
        [
            ("X-A", "1\r\nX-B: 2"),
            ("X-A", "1\nX-B: 2"),
            ("X-A", "\x00"),
            ("X-A", " padded"),
            ("X-A: 1\r\nX-B", "2"),
            ("X A", "1"),
            ("", "1"),
            ("Host", "other.example"),
            ("Content-Length", "0"),
            ("transfer-encoding", "chunked"),
            ("Connection", "close"),
        ],
    )
    def test_headers_cannot_break_it(
        self, client: HttpClient, peer: HttpPeer, header: tuple[str, str]
    ) -> None:
        refused = failure(client, HttpRequest("GET", peer.url, (header,)))

        assert refused.kind == "request"
        assert peer.connections == 0

    def test_the_method_cannot_break_it(self, client: HttpClient, peer: HttpPeer) -> None:
        refused = failure(client, HttpRequest("GET / HTTP/1.1\r\nX: y\r\n\r\nGET", peer.url))

        assert refused.kind == "request"


class TestAnswer:
    def test_is_told_as_it_came(self, client: HttpClient, peer: HttpPeer) -> None:
        peer.answer(Answering(418, "Short and stout", (("X-Pot", "yes"),), b"tea"))

        assert client.send(get(peer.url)) == HttpResponse(
            418, "Short and stout", (("X-Pot", "yes"), ("Content-Length", "3")), b"tea"
        )

    def test_success_is_any_of_the_two_hundreds(self, client: HttpClient, peer: HttpPeer) -> None:
        found = []
        for status in (200, 201, 204, 299, 300, 400, 503):
            peer.answer(Answering(status))
            found.append(client.send(get(peer.url)).is_success)

        assert found == [True, True, True, True, False, False, False]

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_redirects_are_not_followed(
        self, client: HttpClient, peer: HttpPeer, status: int
    ) -> None:
        peer.answer(Answering(status, headers=(("Location", f"{peer.url}/secret"),)), "/start")
        response = client.send(get(f"{peer.url}/start"))

        assert response.status == status
        assert response.header("location") == f"{peer.url}/secret"
        assert [request.path for request in peer.received] == ["/start"]

    def test_up_to_the_limit_is_read(self, client: HttpClient, peer: HttpPeer) -> None:
        peer.answer(Answering(body=b"x" * 1000))

        assert len(client.send(get(peer.url)).body) == 1000

    @pytest.mark.parametrize("answering", [Answering(body=b"x" * 1001), Answering(endless=True)])
    def test_more_than_the_limit_is_not(
        self, client: HttpClient, peer: HttpPeer, answering: Answering
    ) -> None:
        peer.answer(answering)

        assert failure(client, get(peer.url)).kind == "too_large"

    @pytest.mark.parametrize(
        "garbage",
        [
            b"hello\r\n\r\n",
            b"HTTP/1.1 abc OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X-Y: " + b"z" * 200_000 + b"\r\n\r\n",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        ],
    )
    def test_what_is_not_http_is_garbage(
        self, client: HttpClient, peer: HttpPeer, garbage: bytes
    ) -> None:
        peer.answer(Answering(garbage=garbage))

        assert failure(client, get(peer.url)).kind == "garbage"

    @pytest.mark.parametrize(
        "answering",
        [
            Answering(closes=True),
            Answering(garbage=b"SSH-2.0-OpenSSH_9.6\r\n"),
            Answering(garbage=b"HTTP/1.1 200 OK\r\nContent-Le"),
            Answering(garbage=b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"),
        ],
    )
    def test_an_end_in_the_middle_is_no_answer(
        self, client: HttpClient, peer: HttpPeer, answering: Answering
    ) -> None:
        peer.answer(answering)

        assert failure(client, get(peer.url)).kind == "closed"
        assert len(peer.received) == 1


class TestTime:
    @pytest.mark.parametrize(
        "answering",
        [
            Answering(silent=True),
            Answering(delay=5),
            # Each byte is in time, all of them are not.
            Answering(head_drip=0.02, headers=(("X-Long", "y" * 500),)),
            Answering(drip=0.02, body=b"z" * 500),
        ],
    )
    def test_is_limited_for_all_of_an_answer(
        self, client: HttpClient, peer: HttpPeer, answering: Answering
    ) -> None:
        peer.answer(answering)
        begun = time.monotonic()
        refused = failure(client, get(peer.url), 0.4)

        assert refused.kind == "timeout"
        assert 0.3 < time.monotonic() - begun < 1.5

    def test_is_limited_for_a_receiver_that_does_not_read(self, client: HttpClient) -> None:
        import socket

        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
            refused = failure(client, HttpRequest("POST", url, body=b"x" * 50_000_000), 0.4)

        assert refused.kind == "timeout"

    def test_is_limited_for_the_resolver(self) -> None:
        stop = threading.Event()

        def slow(host: str, port: int) -> list[str]:
            del host, port
            stop.wait(10)
            return ["127.0.0.1"]

        refused = failure(HttpClient(LOOPBACK, resolve=slow), get("http://a.example/"), 0.3)
        stop.set()

        assert refused.kind == "timeout"

    def test_is_limited_for_tls(self, client: HttpClient) -> None:
        with HttpPeer() as plain:
            refused = failure(client, get(f"https://127.0.0.1:{plain.port}/"), 0.3)

        assert refused.kind == "timeout"


class TestAddresses:
    """Nothing but loopback is ever reached from here, so the refusals are real connections not made."""

    @pytest.mark.parametrize("host", LOOPBACK_FORMS)
    def test_loopback_is_closed_however_it_is_written(self, peer: HttpPeer, host: str) -> None:
        refused = failure(HttpClient(Networks()), get(f"http://{host}:{peer.port}/"), 2)

        assert refused.kind == "address"
        assert peer.connections == 0

    def test_names_are_resolved_once(self, peer: HttpPeer) -> None:
        asked: list[str] = []

        def rebinding(host: str, port: int) -> list[str]:
            asked.append(f"{host}:{port}")
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        client = HttpClient(LOOPBACK, resolve=rebinding)
        first = client.send(get(f"http://desk.example:{peer.port}/"))
        client.close()
        second = failure(client, get(f"http://desk.example:{peer.port}/"))

        assert first.status == 200
        assert peer.received[0].header("Host") == f"desk.example:{peer.port}"
        assert second.kind == "address"
        assert asked == [f"desk.example:{peer.port}"] * 2

    @pytest.mark.parametrize("addresses", [["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"]])
    def test_one_closed_address_spoils_the_name(self, peer: HttpPeer, addresses: list[str]) -> None:
        client = HttpClient(LOOPBACK, resolve=lambda _host, _port: addresses)
        refused = failure(client, get(f"http://desk.example:{peer.port}/"))

        assert refused.kind == "address"
        assert "10.0.0.1" in refused.detail
        assert peer.connections == 0

    def test_the_next_address_is_tried(self, peer: HttpPeer) -> None:
        client = HttpClient(LOOPBACK, resolve=lambda _host, _port: ["127.0.0.77", "127.0.0.1"])

        with closing(client):
            assert client.send(get(f"http://desk.example:{peer.port}/")).status == 200

    def test_a_redirect_to_a_closed_network_is_only_told(
        self, client: HttpClient, peer: HttpPeer
    ) -> None:
        peer.answer(Answering(302, headers=(("Location", "http://169.254.169.254/latest"),)))

        assert client.send(get(peer.url)).status == 302

    def test_ipv6_is_reached(self, client: HttpClient) -> None:
        with HttpPeer(host="::1") as peer:
            assert client.send(get(peer.url)).status == 200
            assert peer.received[0].header("Host") == f"[::1]:{peer.port}"

    def test_proxies_of_the_environment_are_not_asked(
        self, client: HttpClient, peer: HttpPeer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")

        assert client.send(get(peer.url)).status == 200


class TestNoConnection:
    def test_nobody_listens(self, client: HttpClient) -> None:
        refused = failure(client, get(f"http://127.0.0.1:{unused_port()}/"))

        assert refused.kind == "refused"

    @pytest.mark.parametrize(
        "found", [OSError("no such host"), UnicodeError("label too long"), None]
    )
    def test_no_such_name(self, found: Exception | None) -> None:
        def resolve(host: str, port: int) -> list[str]:
            del host, port
            if found is not None:
                raise found
            return []

        refused = failure(HttpClient(LOOPBACK, resolve=resolve), get("http://desk.example/"))

        assert refused.kind == "dns"
        assert "desk.example" in refused.detail


class TestKeptConnections:
    def test_one_is_used_again(self, client: HttpClient, peer: HttpPeer) -> None:
        for _ in range(20):
            client.send(HttpRequest("POST", peer.url, body=b"x"))

        assert len(peer.received) == 20
        assert peer.connections == 1

    def test_none_is_used_again_after_a_failure(self, client: HttpClient, peer: HttpPeer) -> None:
        peer.answer(Answering(drip=0.05, body=b"z" * 100, times=1))
        failure(client, get(peer.url), 0.2)
        client.send(get(peer.url))

        assert peer.connections == 2

    def test_a_closed_one_is_noticed(self, client: HttpClient, peer: HttpPeer) -> None:
        close = (("Connection", "close"),)
        # The first says that it closes, the others do so without a word.
        peer.answer(Answering(headers=close, times=1))
        for _ in range(3):
            client.send(get(peer.url))
        silently = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        peer.answer(Answering(garbage=silently))
        for _ in range(50):
            assert client.send(HttpRequest("POST", peer.url)).status == 200

        assert len(peer.received) == 53

    def test_any_number_of_threads_share_them(self, client: HttpClient, peer: HttpPeer) -> None:
        def send(number: int) -> bool:
            body = str(number).encode()
            return client.send(HttpRequest("POST", f"{peer.url}/{number}", body=body)).is_success

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(send, range(400)))

        assert sorted(int(request.body) for request in peer.received) == list(range(400))
        assert all(request.path == f"/{request.body.decode()}" for request in peer.received)
        assert peer.connections <= 8
