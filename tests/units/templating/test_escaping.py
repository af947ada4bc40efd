"""What a customer writes stays what a customer wrote, wherever a template puts it."""

import json
import urllib.parse
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ombud.templating import Fragment
from ombud.templating.filters import FILTERS
from ombud.templating.objects import Objects, known
from tests.units.templating import camera
from tests.units.templating.camera import CUSTOMER

ATTACKS = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "x onload=alert(1) y",
    "\tonload=alert(1)/",
    "--><img src=x onerror=alert(1)>",
    "&lt;script&gt;&#60;script&#62;",
    "%3Cscript%3E",
    "</p></a><svg onload=alert(1)>",
    '<a title="<script>">\n',
    "{{ticket.id}}{% raw %}",
    "\\u003cscript",
    "a'b\"c<d>e&f`g=h/i\\j",
)
PIECES = some.sampled_from([*ATTACKS, '"', "'", "<", ">", "&", " ", "\n", "lt;", "p", "=", "title"])
WORDS = some.lists(PIECES | some.text(max_size=5), max_size=4).map("".join)

CONTEXTS = (
    "{{ VALUE }}",
    "<p>{{ VALUE }}</p>{{ VALUE }}",
    '<b title="{{ VALUE }}">x</b>',
    "<b title='{{ VALUE }}'>x</b>",
    "<b title={{ VALUE }}>x</b>",
    "<b title={{ VALUE }} class={{ VALUE }}/>",
    '<a href="https://acme.example/?q={{ VALUE }}">x</a>',
    '{% capture kept %}<p title="{{ VALUE }}">a {{ VALUE }}</p>{% endcapture %}{{ kept FILTERS }}',
    "{% capture kept %}{{ VALUE }}{% endcapture %}<b title={{ kept FILTERS }}>{{ kept }}</b>",
    "{% assign kept = VALUE %}{% for one in kept %}<p>{{ one }}</p>{% endfor %}{{ kept }}",
    "{% cycle VALUE_ALONE, 'x' %}<b title={% cycle VALUE_ALONE, 'x' %}>{{ 'a,b' | join: VALUE_ALONE }}</b>",
    '{{ "<b>NAME</b>" | replace: "NAME", VALUE_ALONE FILTERS }}',
    '{{ "<b>" | append: VALUE_ALONE | append: "</b>" FILTERS }}',
    "{{ VALUE_ALONE | replace: 'a', '<br>' FILTERS }}",
    "{{ VALUE_ALONE | split: ' ' | join: '<br>' FILTERS }}",
    "{% ifchanged %}{{ VALUE }}{% endifchanged %}#{{ VALUE }}",
    "{{ nothing | default: VALUE_ALONE FILTERS }}",
    "{% tablerow one in ticket.ccs %}{{ VALUE }}{% endtablerow %}",
)
VALUES = (
    "ticket.title",
    "ticket.requester.name",
    "ticket.ticket_field_1",
    "ticket.latest_comment.value",
    "ticket.latest_comment",
    "ticket.comments",
    "ticket.latest_comment_html",
    "ticket.comments_formatted",
    "dc.item",
)
ARGUMENTS = (
    "1",
    "3",
    "'\"'",
    '"\'"',
    "' '",
    "''",
    "'<'",
    "'</'",
    "'<b'",
    "'<b title='",
    "'p'",
    "'title'",
    "'<br>'",
    "ticket.title",
)
# The only ones in the templates above and in what is clean HTML already.
TAGS = {"p", "b", "a", "br", "div", "strong", "tr", "td"}
ATTRIBUTES = {"title", "href", "class"}


@some.composite
def filters(draw: some.DrawFn) -> str:
    chain = ""
    for name in draw(some.lists(some.sampled_from(sorted(FILTERS)), max_size=3)):
        given = [draw(some.sampled_from(ARGUMENTS)) for _ in range(FILTERS[name].most)]
        kept = given[: draw(some.integers(FILTERS[name].least, FILTERS[name].most))]
        chain += f" | {name}" + (": " + ", ".join(kept) if kept else "")
    return chain


def written(words: str) -> Objects:
    """The ticket where a customer wrote the words everywhere, with comments cleaned as they are."""
    quoted = words.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    body = Fragment(words, f'<a title="{quoted} > <b" href="https://x.example">{quoted}</a>')
    person = replace(camera.DANA, name=words)
    return replace(
        camera.ticket(
            subject=words,
            requester=known(person),
            comments=known((camera.comment("2026-03-10T14:30:00Z", person, words, body=body),)),
            fields=known({1: camera.field(words)}),
        ),
        variants=lambda _name, _locale: "<b>{{ticket.title}}</b>",
    )


class Structure(HTMLParser):
    """The tags and attributes of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def structure(printed: str) -> Structure:
    parser = Structure()
    parser.feed(printed)
    parser.close()
    return parser


@given(
    context=some.sampled_from(CONTEXTS),
    value=some.sampled_from(VALUES),
    chain=filters(),
    words=WORDS,
)
def test_no_text_leaves_its_place_in_html(context: str, value: str, chain: str, words: str) -> None:
    template = context.replace("VALUE_ALONE", value).replace("VALUE", value + chain)
    template = template.replace("FILTERS", chain)
    found = structure(camera.html(template, written(words)))
    assert found.tags <= TAGS
    assert found.attributes <= ATTRIBUTES


@given(words=WORDS)
def test_html_shows_the_words_themselves(words: str) -> None:
    printed = camera.html("<p>{{ticket.title}}</p>", camera.ticket(subject=f"x{words}"))
    assert structure(printed).words == f"x{words}".replace("\r\n", "\n").replace("\r", "\r")


@given(words=WORDS)
def test_text_shows_the_words_themselves(words: str) -> None:
    assert camera.text("{{ticket.title}}", camera.ticket(subject=f"x{words}")) == f"x{words}"


@given(words=WORDS, chain=filters())
def test_json_stays_json(words: str, chain: str) -> None:
    chain = chain.replace("'\"'", "'q'").replace("| json", "| upcase")
    given = camera.ticket(subject=f"x{words}")
    assert json.loads(camera.payload('{"a":"{{ticket.title}}"}', given))["a"] == f"x{words}"
    assert isinstance(json.loads(camera.payload(f'"{{{{ticket.title{chain}}}}}"', given)), str)
    kept = "{% capture kept %}{{ticket.title}}{% endcapture %}"
    assert json.loads(camera.payload(kept + '"{{kept}}"', given)) == f"x{words}"
    assert json.loads(camera.payload(kept + '"{{kept | append: ""}}"', given)) == f"x{words}"
    assert json.loads(camera.payload("{{ticket.title | json}}", given)) == f"x{words}"


@given(words=WORDS)
def test_xml_stays_xml(words: str) -> None:
    template = '<a b="{{ticket.title}}">{{ticket.title}}</a>'
    read = ET.fromstring(camera.payload(template, camera.ticket(subject=f"x{words}"), "xml"))  # noqa: S314 (the text is ours)
    assert read.tag == "a"
    assert list(read.attrib) == ["b"]
    assert not list(read)


@given(words=WORDS)
def test_a_form_stays_a_form(words: str) -> None:
    printed = camera.payload("a={{ticket.title}}&b=1", camera.ticket(subject=f"x{words}"), "form")
    assert urllib.parse.parse_qs(printed) == {"a": [f"x{words}"], "b": ["1"]}


class TestDocumentedHtml:
    @pytest.mark.parametrize(
        "name",
        [
            "ticket.latest_comment_html",
            "ticket.latest_public_comment_rich",
            "ticket.latest_comment.value_rich",
            "ticket.latest_comment.rich",
            "ticket.comments_formatted",
        ],
    )
    def test_comments_are_printed_as_they_are(self, name: str) -> None:
        assert "<p>Please charge it overnight.</p>" in camera.html(f"{{{{{name}}}}}")
        assert "<p>" not in camera.text(f"{{{{{name}}}}}")
        assert "Please charge it overnight." in camera.text(f"{{{{{name}}}}}")
        assert "<p>" not in camera.payload(f"{{{{{name}}}}}")

    def test_texts_of_comments_are_not(self) -> None:
        given = written("<i>hello</i>")
        for name in ("latest_comment.value", "latest_comment", "comments", "description"):
            assert "&lt;i&gt;hello&lt;/i&gt;" in camera.html(f"{{{{ticket.{name}}}}}", given)

    def test_signatures_and_sections(self) -> None:
        printed = camera.html("{{current_user.signature}}{{satisfaction.rating_section}}")
        assert printed == "<p>Sam, <b>Acme</b></p><p>How was <i>it</i>?</p>"
        assert camera.text("{{current_user.signature}}") == "Sam, Acme"

    def test_files_are_linked(self) -> None:
        printed = camera.html("{{ticket.latest_comment_html}}")
        assert '<a href="https://acme.example/f/guide.pdf">guide.pdf</a>' in printed

    def test_pictures_of_authors(self) -> None:
        sam = replace(camera.SAM, photo_url='https://acme.example/p?a="b"')
        one = camera.comment("2026-03-10T14:30:00Z", sam, "Hi")
        printed = camera.html(
            "{{ticket.comments_formatted}}", camera.ticket(comments=known((one,)))
        )
        assert '<img src="https://acme.example/p?a=&#34;b&#34;"' in printed


class TestMarkupOfTheAuthor:
    def test_stays(self) -> None:
        assert camera.html('<b>{{ "<i>x</i>" }}</b>') == "<b><i>x</i></b>"

    def test_is_kept_by_capture(self) -> None:
        template = "{% capture a %} <b>{{ticket.external_id}}</b>\n{% endcapture %}"
        assert camera.html(template + "{{ a | strip | append: '<br>' }}") == "<b>ORD-77</b><br>"
        assert camera.html(template + "{{ a | replace: 'b', 'c' }}") == " <b>ORD-77</b>\n"
        assert camera.html(template + "{{ a | replace_first: '7', '8' }}") == " <b>ORD-87</b>\n"
        assert camera.html(template + "{{ a | strip_newlines }}") == " <b>ORD-77</b>"
        assert camera.html(template + "{{ a | strip | size }}") == "6"
        assert camera.html(template + "{{ a | truncate: 5 }}") == " O..."

    def test_line_breaks(self) -> None:
        given = camera.ticket(subject="a<b>\r\nc")
        template = "{{ticket.title | newline_to_br}}"
        assert camera.html(template, given) == "a&lt;b&gt;<br />\nc"
        assert camera.text(template, given) == "a<b>\r\nc"
        assert camera.payload(template, given, "plain") == "a<b><br />\nc"
        assert camera.payload('"{{ticket.title | newline_to_br}}"', given) == r'"a<b><br />\nc"'

    def test_escaping_twice_is_escaping_once(self) -> None:
        given = camera.ticket(subject="Tom & <b>")
        for name in ("escape", "escape_once", "escape | escape"):
            template = f"{{{{ticket.title | {name}}}}}"
            assert camera.html(template, given) == "Tom &amp; &lt;b&gt;"
            assert camera.text(template, given) == "Tom & <b>"
        assert camera.payload("{{ticket.title | escape}}", given, "plain") == "Tom &amp; &lt;b&gt;"


class TestMarkupThatIsNotWhole:
    @pytest.mark.parametrize("begun", ["<", "</", "<b", "<b title=", '<b title="a" '])
    def test_is_text(self, begun: str) -> None:
        given = camera.ticket(subject="img src=x onerror=alert(1)")
        quote = "'" if '"' in begun else '"'
        template = f"{{{{ticket.title | prepend: {quote}{begun}{quote} | append: '>'}}}}"
        assert "&lt;" in camera.html(template, given)
        assert structure(camera.html(template, given)).tags == set()

    def test_stays_markup_around_a_quoted_value(self) -> None:
        given = camera.ticket(subject='" onclick="')
        template = """{{'<a title="' | append: ticket.title | append: '">x</a>'}}"""
        assert camera.html(template, given) == '<a title="&#34; onclick=&#34;">x</a>'


class TestTicketNumbers:
    MAIL = replace(CUSTOMER, mail=True)

    def mail(self, template: str) -> str:
        return camera.html(template, reader=self.MAIL)

    def test_are_links_in_mail(self) -> None:
        link = '<a href="https://acme.example/hc/requests/1042">1042</a>'
        assert self.mail("(#{{ticket.id}}) {{ticket.id}}") == f"(#{link}) 1042"
        assert camera.text("#{{ticket.id}}", reader=self.MAIL) == "#1042"
        assert camera.html("#{{ticket.id}}") == "#1042"

    @pytest.mark.parametrize(
        "template",
        [
            '<a href="{{ticket.link}}">#{{ticket.id}}</a>',
            '<p id="#{{ticket.id}}">',
            "<p id=#{{ticket.id}}>",
            "#{{ticket.id | plus: 1}}",
            "#{{ticket.title}}",
            "#{% if ticket.id %}{{ticket.id}}{% endif %}",
        ],
    )
    def test_are_none_elsewhere(self, template: str) -> None:
        assert ">1042</a>" not in self.mail(template).replace(">#1042</a>", "")
