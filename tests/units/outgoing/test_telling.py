"""Requests and answers as text, without what is secret."""

import base64
import json
from contextlib import closing
from urllib.parse import quote

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
        'p&w \\"1\\"\\/\\u00fc',
        "p\\u0026w \\u00221\\u0022/\\u00FC",
        'p&w \\\\"1\\\\"/\\\\u00fc',
        "".join(f"%{byte:02X}" for byte in SECRET.encode()),
        "p&#38;w&#32;&#34;1&#34;&#47;&#252;",
        "p&#x26;w &#x22;1&#x22;/&#xFC;",
        "p&amp;w &QUOT;1&QUOT;&sol;&uuml;",
        "p\\x26w \\x221\\x22/\\xfc",
        # Escaped more than once.
        "p%2526w%2520%25221%2522%252F%25C3%25BC",
        "p&amp;amp;w &amp;quot;1&amp;quot;/&amp;#252;",
        "p&amp;w \\&quot;1\\&quot;\\/\\u00fc",
        json.dumps(json.dumps(json.dumps(SECRET)))[7:-7],
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_secrets_are_hidden_however_they_are_written(written: str) -> None:
    masking = Masking([SECRET])
    response = HttpResponse(200, "OK", (("X-Echo", written),), f"<{written}>".encode())

    assert raw_response(response, masking) == (
        "HTTP/1.1 200 OK\r\nX-Echo: [hidden]\r\n\r\n<[hidden]>"
    )


SIGNS = base64.b64encode(b"~~~???>>>key").decode()


@pytest.mark.parametrize(
    "written",
    [SIGNS, SIGNS.replace("/", "\\/"), quote(SIGNS, safe=""), SIGNS.replace("+", "&#43;")],
)
def test_base64_is_hidden_when_its_signs_are_escaped(written: str) -> None:
    assert "/" in SIGNS
    assert "+" in SIGNS
    told = raw_response(HttpResponse(200, "OK", (), written.encode()), Masking(["~~~???>>>key"]))

    assert told.endswith("\r\n\r\n[hidden]")


@pytest.mark.parametrize("times", [1, 30, 3000])
def test_backslashes_are_hidden_and_take_no_time(times: int) -> None:
    secret = "\\" * times + "k"
    masking = Masking([secret])

    assert masking.masked(f"<{secret}> {json.dumps(secret)}") == '<[hidden]> "[hidden]"'
    # Fewer than there should be: no way to divide them is tried twice.
    almost = "\\" * (times - 1) + "k"
    assert masking.masked(almost) == almost


def test_a_long_secret_is_hidden() -> None:
    secret = "key-/" * 400
    masking = Masking([secret])

    assert masking.masked(f"a {quote(secret, safe='')} b {json.dumps(secret)}") == (
        'a [hidden] b "[hidden]"'
    )


@pytest.mark.parametrize("before", ["", "a", "ab", '{"token": "'])
def test_base64_of_more_than_a_secret_does_not_tell_it(before: str) -> None:
    whole = base64.b64encode(f"{before}a long secret{before}".encode()).decode()
    told = raw_response(HttpResponse(200, "OK", (), whole.encode()), Masking(["a long secret"]))

    words = told.partition("\r\n\r\n")[2].replace("[hidden]", "").rstrip("=")
    # What is left over are the parts before and after, and the characters where they meet.
    assert len(words) <= 2 * len(base64.b64encode(before.encode())) + 4
    assert "[hidden]" in told


def test_characters_beyond_the_first_plane() -> None:
    told = raw_response(HttpResponse(200, "OK", (), b"<k\\ud83d\\udd11y>"), Masking(["k🔑y"]))

    assert told.endswith("<[hidden]>")


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
