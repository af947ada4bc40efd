"""TLS to real sockets: who is believed to be who they say they are."""

import ssl
from contextlib import closing
from pathlib import Path

import pytest

from ombud.outgoing.connecting import Resolver
from ombud.outgoing.http import HttpClient, HttpRequest, Unreachable
from ombud.outgoing.networks import Networks
from tests.peers.certificates import certificate, server_tls
from tests.peers.http import Answering, HttpPeer

LOOPBACK = Networks.of("127.0.0.0/8")


def failure(client: HttpClient, request: HttpRequest, patience: float | None = None) -> Unreachable:
    with pytest.raises(Unreachable) as found:
        client.send(request, patience)
    return found.value


def get(url: str) -> HttpRequest:
    return HttpRequest("GET", url)


class TestTls:
    def client(self, believed: Path | None = None, resolve: Resolver | None = None) -> HttpClient:
        tls = ssl.create_default_context(cafile=believed) if believed else None
        return HttpClient(
            LOOPBACK, patience=5, tls=tls, resolve=resolve or (lambda _host, _port: ["127.0.0.1"])
        )

    def test_the_name_is_asked_for_and_checked(self, tmp_path: Path) -> None:
        pem = certificate(tmp_path, "desk.example")
        named: list[str | None] = []
        context = server_tls(pem)
        context.sni_callback = lambda _socket, name, _context: named.append(name)
        with HttpPeer(context) as peer:
            with closing(self.client(pem)) as client:
                response = client.send(get(f"https://desk.example:{peer.port}/"))

            assert response.status == 200
            assert named == ["desk.example"]
            assert peer.received[0].header("Host") == f"desk.example:{peer.port}"

    def test_another_name_is_refused(self, tmp_path: Path) -> None:
        pem = certificate(tmp_path, "other.example")
        with HttpPeer(server_tls(pem)) as peer:
            refused = failure(self.client(pem), get(f"https://desk.example:{peer.port}/"))

        assert refused.kind == "tls"

    def test_an_unknown_authority_is_refused(self, tmp_path: Path) -> None:
        with HttpPeer(server_tls(certificate(tmp_path, "desk.example"))) as peer:
            refused = failure(self.client(), get(f"https://desk.example:{peer.port}/"))

            assert refused.kind == "tls"
            assert peer.received == []

    def test_an_old_certificate_is_refused(self, tmp_path: Path) -> None:
        pem = certificate(tmp_path, "desk.example", expired=True)
        with HttpPeer(server_tls(pem)) as peer:
            refused = failure(self.client(pem), get(f"https://desk.example:{peer.port}/"))

        assert refused.kind == "tls"

    def test_what_does_not_speak_tls_is_refused(self) -> None:
        with HttpPeer() as peer:
            peer.answer(Answering(garbage=b"what?"))
            refused = failure(self.client(), get(f"https://desk.example:{peer.port}/"), 1)

        assert refused.kind in {"tls", "timeout"}
