"""Requests and answers as text, without what is secret."""

import base64
from contextlib import closing

import pytest

from ombud.outgoing.http import HttpClient, HttpRequest, HttpResponse
from ombud.outgoing.networks import Networks
from ombud.outgoing.telling import Masking, raw_request, raw_response
from tests.peers.http import HttpPeer

SECRET = 'p&w "1"/ü'
BASIC = base64.b64encode(f"me:{SECRET}".encode()).decode()


def test_a_request_is_told_as_it_was_sent() -> None:
    with HttpPeer() as peer:
        headers = (("User-Agent", "Zendesk Target"), ("Content-Type", "text/plain"))
        request = HttpRequest("POST", f"{peer.url}/a?b=c", headers, "grüße\n".encode())
        with closing(HttpClient(Networks.of("127.0.0.0/8"))) as client:
            client.send(request)

        assert raw_request(request, Masking(())) == peer.received[0].raw.decode()


def test_an_answer_is_told_as_it_came() -> None:
    response = HttpResponse(401, "Unauthorized", (("Server", "nginx"), ("X-Y", "1")), b"no\n")

    assert raw_response(response, Masking(())) == (
        "HTTP/1.1 401 Unauthorized\r\nServer: nginx\r\nX-Y: 1\r\n\r\nno\n"
    )


def test_credentials_are_hidden_in_both() -> None:
    request = HttpRequest("GET", "http://a.example/", (("Authorization", f"Basic {BASIC}"),))
    masking = Masking.of(request)
    echo = HttpResponse(400, "Bad", (("Set-Cookie", "a=b"),), f"you sent {BASIC}".encode())

    assert raw_request(request, masking) == (
        "GET / HTTP/1.1\r\nHost: a.example\r\nAuthorization: Basic [hidden]\r\n\r\n"
    )
    assert raw_response(echo, masking) == (
        "HTTP/1.1 400 Bad\r\nSet-Cookie: [hidden]\r\n\r\nyou sent [hidden]"
    )


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        "p%26w%20%221%22/%C3%BC",
        "p%26w%20%221%22%2F%C3%BC",
        "p%26w%20%221%22%2f%c3%bc",
        "p%26w+%221%22%2F%C3%BC",
        'p&w \\"1\\"/ü',
        "p&amp;w &quot;1&quot;/ü",
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_secrets_are_hidden_however_they_are_written(written: str) -> None:
    masking = Masking([SECRET])
    response = HttpResponse(200, "OK", (("X-Echo", written),), f"<{written}>".encode())

    assert raw_response(response, masking) == (
        "HTTP/1.1 200 OK\r\nX-Echo: [hidden]\r\n\r\n<[hidden]>"
    )


def test_secrets_in_a_url_are_hidden() -> None:
    request = HttpRequest("GET", "http://a.example/key-1/x?password=key-1&y=2")

    assert raw_request(request, Masking(["key-1"])) == (
        "GET /[hidden]/x?password=[hidden]&y=2 HTTP/1.1\r\nHost: a.example\r\n\r\n"
    )


def test_a_request_that_cannot_be_sent_is_told_as_it_was_meant() -> None:
    request = HttpRequest("GET", "ftp://a.example/key-1", (("X-A", "b"),))

    assert raw_request(request, Masking(["key-1"])) == (
        "GET ftp://a.example/[hidden] HTTP/1.1\r\nX-A: b\r\n\r\n"
    )


def test_a_secret_at_the_cut_is_hidden_whole() -> None:
    body = "x" * (64 * 1024 - 3) + "key-12345" + "y" * 100
    told = raw_response(HttpResponse(200, "OK", (), body.encode()), Masking(["key-12345"]))

    assert "key" not in told
    assert told.endswith(f"({64 * 1024 - 3 + 8 + 100} characters)")


def test_what_no_database_keeps_is_replaced() -> None:
    told = raw_response(HttpResponse(200, "OK", (), b"a\x00\xffb"), Masking(()))

    assert told == "HTTP/1.1 200 OK\r\n\r\na��b"
