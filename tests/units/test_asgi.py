"""Between ASGI and the dispatcher: bytes and headers, in and out, over a real application."""

import gzip
import json
from collections.abc import Iterable
from typing import Any

import pytest

from ombud.config import Config
from ombud.wire.asgi import finish, request_from, send_answer
from ombud.wire.envelope import Answer
from tests.desk import LOOP, Caller, Desk, basic

LIMIT = 1000
ADMIN = basic("adam@northwind.example/token", "northwind-api-token")


@pytest.fixture
def config(config: Config) -> Config:
    """A small limit, so that large bodies are not large."""
    return Config(data=config.data, body_limit=LIMIT)


def unchecked(caller: Caller) -> Caller:
    """HEAD answers and pages have no shape to check."""
    caller.checks_shapes = False
    return caller


def talk(desk: Desk, messages: Iterable[Any], **headers: str) -> list[Any]:
    """Send these ASGI messages as the body of a new group; what the application sent back."""
    waiting = iter(messages)
    sent: list[Any] = []
    all_headers = {"host": "localhost", "authorization": ADMIN, "content-type": "application/json"}
    all_headers["transfer-encoding"] = "chunked"
    all_headers.update(headers)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v2/groups",
        "raw_path": b"/api/v2/groups",
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in all_headers.items()
        ],
        "scheme": "http",
        "client": None,
    }

    async def receive() -> Any:
        return next(waiting)

    async def send(message: Any) -> None:
        sent.append(message)

    LOOP.run_until_complete(desk.app(scope, receive, send))
    return sent


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        [
            "//api/v2/groups",
            "//api/v2/groups.json",
            "//api/v2/groups/",
            "//api/v2/groups.json/",
            "//api//v2///groups",
            "///api/v2/groups",
            "//api/v2/gro%75ps",
        ],
    )
    def test_the_same_list_by_many_names(self, desk: Desk, path: str) -> None:
        assert unchecked(desk.agent).send("GET", path).status == 200

    @pytest.mark.parametrize(
        "path",
        [
            "//api/v2",
            "//api/v2/group",
            "//api/v2/groups.xml",
            "//api/v2/GROUPS",
            "//api/v2/groups/1/2/3",
            "//api/v2/%ff",
            "//api/v2/groups%2Fcount",
            "//api/v3/groups",
        ],
    )
    def test_nowhere(self, desk: Desk, path: str) -> None:
        answer = desk.agent.send("GET", path)
        assert (answer.status, answer.json["error"]) == (404, "InvalidEndpoint")

    @pytest.mark.parametrize("path", ["/groups/%00", "/groups/%2e%2e", "/groups/é", "/groups/%zz"])
    def test_an_id_that_is_none(self, desk: Desk, path: str) -> None:
        assert desk.agent.get(path).status == 400

    def test_links_lead_back_to_the_encoded_path(self, desk: Desk) -> None:
        link = desk.agent.get("//api/v2/gro%75ps/?per_page=1&x=%C3%A9%26%ff").json["next_page"]
        assert link.startswith("http://localhost/api/v2/gro%75ps.json?per_page=1&x=%C3%A9%26")
        assert desk.agent.get(link).status == 200

    @pytest.mark.parametrize(
        "query", ["%", "%zz=%", "a=%ff", "%ff=1", "&&=&", "page[size]=%ff", "é=é"]
    )
    def test_query_strings_with_bad_escapes(self, desk: Desk, query: str) -> None:
        assert desk.agent.get(f"/groups?{query}").status in {200, 400}


class TestMethods:
    def test_head_is_get_without_the_body(self, desk: Desk) -> None:
        caller = unchecked(desk.agent)
        head, get = caller.send("HEAD", "/groups"), caller.get("/groups")
        assert (head.status, head.content) == (200, b"")
        for name in ("content-length", "content-type", "etag"):
            assert head.headers[name] == get.headers[name]

    def test_head_of_errors(self, desk: Desk) -> None:
        for caller, path, status in (
            (desk.anonymous, "/groups", 401),
            (desk.agent, "/groups/1", 404),
            (desk.agent, "/nowhere", 404),
        ):
            answer = unchecked(caller).send("HEAD", path)
            assert (answer.status, answer.content) == (status, b"")
            assert int(answer.headers["content-length"]) > 0

    def test_options(self, desk: Desk) -> None:
        answer = desk.anonymous.send("OPTIONS", "/groups/7.json")
        assert (answer.status, answer.content) == (204, b"")
        assert answer.headers["allow"] == "GET, PUT, DELETE, HEAD, OPTIONS"
        assert "Authorization" in answer.headers["access-control-allow-headers"]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "content-length" not in answer.headers

    def test_options_nowhere(self, desk: Desk) -> None:
        assert desk.anonymous.send("OPTIONS", "/nowhere").status == 404

    @pytest.mark.parametrize("method", ["PATCH", "TRACE", "BREW"])
    def test_methods_that_are_not_there(self, desk: Desk, method: str) -> None:
        answer = unchecked(desk.admin).send(method, "/groups")
        assert (answer.status, answer.json["error"]) == (404, "InvalidEndpoint")

    def test_a_body_on_get_is_ignored(self, desk: Desk) -> None:
        headers = {"content-type": "application/json"}
        answer = desk.agent.send("GET", "/groups", b"{not json", headers=headers)
        assert answer.status == 200


class TestHosts:
    @pytest.mark.parametrize(
        "host",
        ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:80", "ombud_web:80", "desk.example"],
    )
    def test_good(self, desk: Desk, host: str) -> None:
        caller = desk.agent
        caller.host = host
        group = caller.get("/groups").json["groups"][0]
        assert group["url"].startswith(f"http://{host}/api/v2/groups/")

    @pytest.mark.parametrize(
        "host", ["", "a b", "x/y", "x@y", "a:b", "x\r\nSet-Cookie: a", "[::1", "é"]
    )
    def test_bad(self, desk: Desk, host: str) -> None:
        caller = desk.agent
        caller.host = host
        assert caller.get("/groups").status == 400

    @pytest.mark.parametrize(
        ("host", "status"),
        [("northwind.localhost", 200), ("NorthWind.LocalHost:80", 200), ("x.localhost", 404)],
    )
    def test_an_account_by_its_name(self, desk: Desk, host: str, status: int) -> None:
        caller = desk.agent
        caller.host = host
        assert caller.get("/groups").status == status


class TestBodies:
    def test_in_pieces(self, desk: Desk) -> None:
        pieces = [b'{"group": ', b'{"name": "Sales"}', b"}"]
        messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        sent = talk(desk, [*messages, {"type": "http.request"}])
        assert sent[0]["status"] == 201

    def test_a_client_that_goes_away_changes_nothing_and_gets_nothing(self, desk: Desk) -> None:
        before = desk.snapshot()
        body = b'{"group": {"name": "Sales"}}'
        first = {"type": "http.request", "body": body, "more_body": True}
        assert talk(desk, [first, {"type": "http.disconnect"}]) == []
        assert desk.snapshot() == before

    def test_too_large_by_its_own_announcement(self, desk: Desk) -> None:
        # Nothing of the body is read: there is no message to receive.
        sent = talk(desk, [], content_length=str(LIMIT + 1))
        assert sent[0]["status"] == 413

    @pytest.mark.parametrize("announced", ["-1", "x", "9" * 30, "1"])
    def test_announcements_that_lie(self, desk: Desk, announced: str) -> None:
        message = {"type": "http.request", "body": b" " * (LIMIT + 1), "more_body": True}
        assert talk(desk, [message, message], content_length=announced)[0]["status"] == 413

    def test_exactly_as_large_as_allowed(self, desk: Desk) -> None:
        body = b'{"group": {"name": "Sales"}}'.ljust(LIMIT)
        assert talk(desk, [{"type": "http.request", "body": body}])[0]["status"] == 201

    @pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", ""])
    def test_not_json(self, desk: Desk, kind: str) -> None:
        headers = {"content-type": kind}
        answer = desk.admin.send("POST", "/groups", b'{"group": {}}', headers=headers)
        assert (answer.status, answer.json["error"]) == (415, "Unsupported Media Type")


class TestHeadersOut:
    def test_of_every_answer(self, desk: Desk) -> None:
        for answer in (
            desk.agent.get("/groups"),
            desk.anonymous.get("/groups"),
            desk.agent.get("/x"),
        ):
            assert answer.headers["x-zendesk-api-version"] == "v2"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-request-id"] == answer.headers["x-zendesk-request-id"]
            assert float(answer.headers["x-runtime"]) >= 0
            assert int(answer.headers["content-length"]) == len(answer.content)

    def test_401_says_how_to_sign_in(self, desk: Desk) -> None:
        assert desk.anonymous.get("/groups").headers["www-authenticate"].startswith("Basic realm=")

    def test_the_rate_limit_of_answers_and_refusals(self, desk: Desk) -> None:
        for path in ("/groups", "/groups/1", "/groups/x"):
            assert "x-rate-limit-remaining" in desk.agent.get(path).headers
        assert "x-rate-limit" in desk.emma.get("/groups").headers

    @pytest.mark.parametrize("wished", ["abc-123", "a" * 128])
    def test_the_callers_request_id_comes_back(self, desk: Desk, wished: str) -> None:
        answer = desk.agent.send("GET", "/groups", headers={"X-Request-Id": wished})
        assert answer.headers["x-request-id"] == wished

    @pytest.mark.parametrize("wished", ["", "a b", "a\r\nb: c", "a" * 129, "<x>"])
    def test_a_request_id_that_could_do_harm_is_replaced(self, desk: Desk, wished: str) -> None:
        answer = desk.agent.send("GET", "/groups", headers={"X-Request-Id": wished})
        assert len(answer.headers["x-request-id"]) == 16

    def test_a_header_cannot_end_early(self) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        answer = Answer(200, b"", {"Content-Disposition": 'x; filename="a\r\nSet-Cookie: b\0é→"'})
        LOOP.run_until_complete(send_answer(request(), answer, send))
        value = dict(sent[0]["headers"])[b"content-disposition"]
        assert value == 'x; filename="a  Set-Cookie: b é?"'.encode("latin-1")


class TestConditional:
    def test_not_modified(self, desk: Desk) -> None:
        tag = desk.agent.get("/groups").headers["etag"]
        assert tag.startswith('W/"')
        for sent in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
            headers = {"If-None-Match": sent}
            answer = unchecked(desk.agent).send("GET", "/groups", headers=headers)
            assert (answer.status, answer.content) == (304, b"")
            assert answer.headers["etag"] == tag
            assert "content-length" not in answer.headers

    def test_modified(self, desk: Desk) -> None:
        tag = desk.agent.get("/groups").headers["etag"]
        desk.admin.post("/groups", {"group": {"name": "Sales"}})
        answer = desk.agent.send("GET", "/groups", headers={"If-None-Match": tag})
        assert answer.status == 200
        assert answer.headers["etag"] != tag

    def test_errors_and_changes_have_no_tag(self, desk: Desk) -> None:
        assert "etag" not in desk.agent.get("/groups/1").headers
        assert "etag" not in desk.admin.post("/groups", {"group": {"name": "Sales"}}).headers


def request(**headers: str) -> Any:
    scope = {
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
        "scheme": "http",
    }
    return request_from(scope)


class TestCompression:
    @pytest.mark.parametrize(
        ("accepts", "size", "kind", "zipped"),
        [
            ("gzip", 5000, "application/json", True),
            ("deflate, GZIP;q=0.5, br", 5000, "text/html; charset=utf-8", True),
            ("x-gzip", 5000, "application/json", True),
            ("gzip;q=0", 5000, "application/json", False),
            ("gzip; q=0.000", 5000, "application/json", False),
            ("br, notgzip", 5000, "application/json", False),
            ("", 5000, "application/json", False),
            ("gzip", 100, "application/json", False),
            ("gzip", 5000, "image/png", False),
        ],
    )
    def test_when(self, accepts: str, size: int, kind: str, zipped: bool) -> None:  # noqa: FBT001 (a column of the table)
        answer = Answer(201, b"x" * size, {"Content-Type": kind})
        finish(request(accept_encoding=accepts), answer, 0.1)
        assert (answer.headers.get("Content-Encoding") == "gzip") == zipped
        body = gzip.decompress(answer.body) if zipped else answer.body
        assert body == b"x" * size
        assert ("Vary" in answer.headers) == (not kind.startswith("image"))

    def test_the_tag_is_of_the_content_not_of_its_form(self) -> None:
        tags = []
        for accepts in ("gzip", ""):
            answer = Answer(200, b"x" * 5000, {"Content-Type": "application/json"})
            finish(request(accept_encoding=accepts), answer, 0.1)
            tags.append(answer.headers["ETag"])
        assert tags[0] == tags[1]

    def test_over_the_wire(self, desk: Desk) -> None:
        for number in range(10):
            desk.admin.post("/groups", {"group": {"name": f"Group {number}"}})
        headers = {"Accept-Encoding": "gzip"}
        answer = desk.agent.send("GET", "/groups", headers=headers)
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(answer.content)
        assert json.loads(answer.content)["count"] == 12


class TestPages:
    def test_openapi_needs_no_sign_in_and_is_the_same_twice(self, desk: Desk) -> None:
        caller = unchecked(desk.anonymous)
        first, second = caller.get("/openapi.json"), caller.get("/openapi")
        assert first.status == 200
        assert first.json["openapi"].startswith("3.1")
        assert first.content == second.content
        headers = {"If-None-Match": first.headers["etag"], "Accept-Encoding": "gzip"}
        assert caller.send("GET", "/openapi.json", headers=headers).status == 304
        assert caller.get("/openapi.json").content == first.content

    def test_the_reference_runs_no_inline_script(self, desk: Desk) -> None:
        answer = unchecked(desk.anonymous).get("//api/docs")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert 'id="ListGroups"' in answer.text
        assert answer.text.count("<script") == answer.text.count("</script>") == 1
        for name in ("docs.js", "docs.css"):
            assert f"/api/docs/{name}" in answer.text
            assert unchecked(desk.anonymous).get(f"//api/docs/{name}").status == 200
