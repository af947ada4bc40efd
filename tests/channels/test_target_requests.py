"""What each kind of target is sent, byte for byte, and by which rules."""

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote

import pytest

from ombud.config import Config
from ombud.tables import deliveries
from tests.desk import Desk
from tests.families.automation_making import make as make_automation
from tests.families.automation_making import runs_until
from tests.families.target_making import add_target, told
from tests.families.ticket_making import create, created_id
from tests.peers.http import Answering, HttpPeer, Received

SERVICES = ("campfire", "clickatell", "flowdock", "get_satisfaction", "pivotal", "yammer")
MESSAGE = 'Ticket {{ticket.id}}: {{ticket.title}} & <b> "ö"'
TITLE = 'Lamp & "cord" <5> ö'


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with HttpPeer() as peer:
        yield peer


@pytest.fixture
def config(template: Path, tmp_path: Path, peer: HttpPeer) -> Config:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    services = [f"{name}={peer.url}/{name}" for name in SERVICES]
    services.append(f"twitter=http://app-key:app%2Fsecret@127.0.0.1:{peer.port}")
    return Config(
        data=tmp_path,
        outgoing_allowed_networks="127.0.0.0/8",
        target_services=", ".join(services),
    )


def sent(
    desk: Desk, peer: HttpPeer, kind: str, message: Any = MESSAGE, /, **attributes: Any
) -> tuple[list[Received], int]:
    """What the receiver got of one firing, and the number of the ticket."""
    target_id = add_target(desk.admin, kind, **attributes)
    told(desk, target_id, message)
    ticket_id = int(create(desk.agent, subject=TITLE, external_id="OPS-1")["ticket"]["id"])
    desk.deliver()
    return peer.received, ticket_id


def request(peer: HttpPeer, method: str, target: str, *headers: str, body: str = "") -> bytes:
    """A request as it should have come."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{peer.port}"]
    lines += ["User-Agent: Zendesk Target", *headers]
    if method in {"POST", "PUT", "PATCH"}:
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def basic(name: str, secret: str) -> str:
    return "Authorization: Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def said(ticket_id: int) -> str:
    return f'Ticket {ticket_id}: {TITLE} & <b> "ö"'


def form(text: str) -> str:
    return quote(text, safe="").replace("%20", "+")


FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
XML = "Content-Type: application/xml"
IN_XML = (
    'Ticket {}: Lamp &amp; "cord" &lt;5&gt; ö &amp; &lt;b&gt; "ö"'
)  # fmt: skip
IN_JSON = r"Ticket {}: Lamp & \"cord\" <5> ö & <b> \"ö\""


class TestUrlTarget:
    def test_get_adds_a_parameter(self, desk: Desk, peer: HttpPeer) -> None:
        url = f"{peer.url}/in?key=a%20b&x#part"
        (got,), number = sent(desk, peer, "url_target", target_url=url, attribute="my message")
        query = f"key=a%20b&x&my+message={form(said(number))}"
        assert got.raw == request(peer, "GET", f"/in?{query}")
        assert parse_qs(got.query)["my message"] == [said(number)]

    @pytest.mark.parametrize("method", ["post", "put"])
    def test_post_and_put_send_a_form(self, desk: Desk, peer: HttpPeer, method: str) -> None:
        url = f"{peer.url}/in?key=1"
        (got,), number = sent(
            desk, peer, "url_target", target_url=url, method=method, username="me", password="p:ö"
        )
        body = f"message={form(said(number))}"
        headers = (FORM, basic("me", "p:ö"))
        assert got.raw == request(peer, method.upper(), "/in?key=1", *headers, body=body)

    def test_placeholders_of_the_url_are_those_of_the_firing(
        self, desk: Desk, peer: HttpPeer
    ) -> None:
        url = f"{peer.url}/{{{{ticket.title}}}}/{{{{ticket.id}}}}?p={{{{ticket.status}}}}"
        target_id = add_target(desk.admin, target_url=url)
        told(desk, target_id, "x")
        number = created_id(desk.agent, subject="a/b?c&d")
        desk.agent.put(f"/tickets/{number}", {"ticket": {"status": "pending", "subject": "e"}})
        desk.deliver()
        first, second = (each.target for each in peer.received)
        assert {first, second} == {
            f"/a%2Fb%3Fc%26d/{number}?p=New&message=x",
            f"/e/{number}?p=Pending&message=x",
        }


class TestHttpTarget:
    @pytest.mark.parametrize("kind", ["http_target", "url_target_v2"])
    @pytest.mark.parametrize("method", ["post", "put", "patch"])
    def test_json_is_sent_as_it_was_written(
        self, desk: Desk, peer: HttpPeer, kind: str, method: str
    ) -> None:
        message = '{"title": "{{ticket.title}}", "id": {{ticket.id}}}'
        (got,), number = sent(
            desk, peer, kind, message,
            target_url=f"{peer.url}/in", method=method, username="me", password="pw",
            content_type="application/json",
        )  # fmt: skip
        body = f'{{"title": "Lamp & \\"cord\\" <5> ö", "id": {number}}}'
        headers = (JSON, basic("me", "pw"))
        assert got.raw == request(peer, method.upper(), "/in", *headers, body=body)

    def test_xml_is_sent_as_it_was_written(self, desk: Desk, peer: HttpPeer) -> None:
        message = "<t a='1'>{{ticket.title}}</t>"
        (got,), _ = sent(desk, peer, "url_target_v2", message, target_url=peer.url)
        body = "<t a='1'>Lamp &amp; &#34;cord&#34; &lt;5&gt; ö</t>"
        assert got.raw == request(peer, "PUT", "/", XML, body=body)

    def test_pairs_are_a_form(self, desk: Desk, peer: HttpPeer) -> None:
        pairs = [["a b", "{{ticket.title}}"], ["n", "{{ticket.id}}"], ["n", "1&2"], ["e", ""]]
        (got,), number = sent(
            desk, peer, "http_target", pairs,
            target_url=peer.url, content_type=FORM.partition(": ")[2],
        )  # fmt: skip
        body = f"a+b={form(TITLE)}&n={number}&n=1%262&e="
        assert got.raw == request(peer, "POST", "/", FORM, body=body)

    @pytest.mark.parametrize("method", ["get", "delete"])
    def test_pairs_are_a_query(self, desk: Desk, peer: HttpPeer, method: str) -> None:
        pairs = [["a b", "{{ticket.title}}"], ["n", "{{ticket.id}}"]]
        (got,), number = sent(
            desk, peer, "http_target", pairs, target_url=f"{peer.url}/in?x=1", method=method
        )
        target = f"/in?x=1&a+b={form(TITLE)}&n={number}"
        assert got.raw == request(peer, method.upper(), target)


class TestEmailTarget:
    def test_a_mail_is_queued(self, desk: Desk) -> None:
        target_id = add_target(
            desk.admin, "email_target", subject="[{{ticket.id}}] {{ticket.title}}"
        )
        told(desk, target_id, MESSAGE)
        made = create(desk.agent, subject=TITLE)
        number = made["ticket"]["id"]
        desk.deliver()
        with desk.account.transaction(writes=False) as db:
            rows = db.rows(deliveries.select().order_by(deliveries.c.id))
        target, mail = (row for row in rows if row.recipient_id is None)
        assert (target.kind, target.state) == ("target", "sent")
        assert (mail.kind, mail.destination, mail.address) == ("email", "smtp", "ops@acme.example")
        assert (mail.subject, mail.body_text) == (f"[{number}] {TITLE}", said(number))
        assert (mail.ticket_id, mail.audit_id) == (number, made["audit"]["id"])


class TestServices:
    def test_basecamp_message(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(desk, peer, "basecamp_target", target_url=f"{peer.url}/acme/")
        post = f"<title>Ticket #{number}</title><body>{IN_XML.format(number)}</body>"
        body = f"<request><post>{post}</post></request>"
        headers = (XML, basic("tok-base", "X"))
        assert got.raw == request(peer, "POST", "/acme/projects/14/posts.xml", *headers, body=body)

    def test_basecamp_comment(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(desk, peer, "basecamp_target", target_url=peer.url, message_id="9/9")
        body = f"<comment><body>{IN_XML.format(number)}</body></comment>"
        headers = (XML, basic("tok-base", "X"))
        assert got.raw == request(peer, "POST", "/posts/9%2F9/comments.xml", *headers, body=body)

    def test_basecamp_todo(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(
            desk, peer, "basecamp_target", target_url=peer.url, resource="todo", todo_list_id="7"
        )
        body = f"<todo-item><content>{IN_XML.format(number)}</content></todo-item>"
        headers = (XML, basic("tok-base", "X"))
        assert got.raw == request(peer, "POST", "/todo_lists/7/items.xml", *headers, body=body)

    @pytest.mark.parametrize(("preserve", "kind"), [(False, "TextMessage"), (True, "PasteMessage")])
    def test_campfire_looks_for_the_room_and_speaks(
        self, desk: Desk, peer: HttpPeer, *, preserve: bool, kind: str
    ) -> None:
        rooms = b'{"rooms": [{"id": 1, "name": "Kitchen"}, {"id": 22, "name": "Lobby"}]}'
        peer.answer(Answering(body=rooms), "/campfire/rooms.json")
        (first, second), number = sent(desk, peer, "campfire_target", preserve_format=preserve)
        token = basic("tok-camp", "X")
        assert first.raw == request(peer, "GET", "/campfire/rooms.json", token)
        body = f'{{"message":{{"type":"{kind}","body":"{IN_JSON.format(number)}"}}}}'
        path = "/campfire/room/22/speak.json"
        assert second.raw == request(peer, "POST", path, JSON, token, body=body)

    def test_clickatell(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(
            desk, peer, "clickatell_target", from_="Desk", us_small_business_account="1"
        )
        query = "user=acme&password=pw-click&api_id=api-77&to=4512345678&from=Desk"
        target = f"/clickatell/http/sendmsg?{query}&text={form(said(number))}&mo=1"
        assert got.raw == request(peer, "GET", target)

    def test_flowdock(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(desk, peer, "flowdock_target")
        body = f'{{"message":"{IN_JSON.format(number)}"}}'
        path = "/flowdock/v1/zendesk/tok-flow"
        assert got.raw == request(peer, "POST", path, JSON, body=body)

    def test_get_satisfaction_topic(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(desk, peer, "get_satisfaction_target")
        topic = f'"subject":"Ticket #{number}","content":"{IN_JSON.format(number)}"'
        body = f'{{"topic":{{{topic},"style":"question"}}}}'
        headers = (JSON, basic("ops@acme.example", "pw-sat"))
        path = "/get_satisfaction/companies/acme/topics.json"
        assert got.raw == request(peer, "POST", path, *headers, body=body)

    def test_get_satisfaction_reply(self, desk: Desk, peer: HttpPeer) -> None:
        url = f"{peer.url}/topics/{{{{ticket.external_id}}}}"
        (got,), number = sent(desk, peer, "get_satisfaction_target", target_url=url)
        body = f'{{"reply":{{"content":"{IN_JSON.format(number)}"}}}}'
        headers = (JSON, basic("ops@acme.example", "pw-sat"))
        assert got.raw == request(peer, "POST", "/topics/OPS-1/replies.json", *headers, body=body)

    def test_jira(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(desk, peer, "jira_target", target_url=f"{peer.url}/jira")
        body = f'{{"body":"{IN_JSON.format(number)}"}}'
        headers = (JSON, basic("acme", "pw-jira"))
        path = "/jira/rest/api/2/issue/OPS-1/comment"
        assert got.raw == request(peer, "POST", path, *headers, body=body)

    def test_pivotal(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(
            desk, peer, "pivotal_target",
            story_title="{{ticket.title}}", requested_by="Pat", owner_by="Sam", story_labels="a,b",
        )  # fmt: skip
        body = (
            '<story><name>Lamp &amp; "cord" &lt;5&gt; ö</name><story_type>bug</story_type>'
            f"<description>{IN_XML.format(number)}</description>"
            "<requested_by>Pat</requested_by><owned_by>Sam</owned_by><labels>a,b</labels></story>"
        )
        path = "/pivotal/services/v3/projects/14/stories"
        assert got.raw == request(peer, "POST", path, XML, "X-TrackerToken: tok-piv", body=body)

    def test_twitter_signs(self, desk: Desk, peer: HttpPeer) -> None:
        message = "Hello {{ticket.id}} " + "x" * 300
        (got,), number = sent(desk, peer, "twitter_target", message, token="tok", secret="sec/ret")
        status = f"Hello {number} " + "x" * 300
        assert dict(parse_qsl(got.body.decode())) == {"status": status[:279] + "…"}
        assert (got.method, got.target) == ("POST", "/1.1/statuses/update.json")
        scheme, _, rest = (got.header("Authorization") or "").partition(" ")
        given = {
            name: unquote(value.strip('"'))
            for name, _, value in (part.partition("=") for part in rest.split(", "))
        }
        signature = given.pop("oauth_signature")
        assert scheme == "OAuth"
        assert (given["oauth_consumer_key"], given["oauth_token"]) == ("app-key", "tok")
        assert given["oauth_timestamp"] == str(desk.clock.now())
        parameters = {**given, "status": status[:279] + "…"}
        assert signature == signed(f"{peer.url}{got.target}", parameters, "app%2Fsecret&sec%2Fret")

    def test_yammer(self, desk: Desk, peer: HttpPeer) -> None:
        (got,), number = sent(desk, peer, "yammer_target", group_id="5", token="tok-yam")
        body = f"body={form(said(number))}&group_id=5"
        headers = (FORM, "Authorization: Bearer tok-yam")
        path = "/yammer/api/v1/messages.json"
        assert got.raw == request(peer, "POST", path, *headers, body=body)


class TestAutomations:
    def test_tell_targets_as_well(self, desk: Desk, peer: HttpPeer) -> None:
        target_id = add_target(desk.admin, target_url=f"{peer.url}/in")
        action = {"field": "notification_target", "value": [str(target_id), "{{ticket.id}}"]}
        make_automation(desk.admin, actions=[action])
        number = created_id(desk.agent, status="open")
        desk.do_chores()
        runs_until(desk, 26)
        desk.deliver()
        assert [each.target for each in peer.received] == [f"/in?message={number}"]


def signed(url: str, parameters: dict[str, str], keys: str) -> str:
    """The signature of RFC 5849, section 3.4, of a POST."""
    import hashlib
    import hmac

    pairs = sorted(
        f"{quote(k, safe='-._~')}={quote(v, safe='-._~')}" for k, v in parameters.items()
    )
    text = f"POST&{quote(url, safe='')}&{quote('&'.join(pairs), safe='-._~')}"
    return base64.b64encode(hmac.new(keys.encode(), text.encode(), hashlib.sha1).digest()).decode()
