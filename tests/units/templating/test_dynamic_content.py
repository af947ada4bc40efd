"""Dynamic content: whose language, what stands inside, and items that name each other."""

from dataclasses import replace

import pytest

from ombud.templating import render_title
from ombud.templating.objects import Reader
from tests.units.templating import camera
from tests.units.templating.camera import CUSTOMER, OBJECTS

ITEMS: dict[tuple[str, str | None], str] = {
    ("hello", "fr"): "Bonjour",
    ("hello", None): "Hello",
    ("german", "de"): "Hallo",
    ("german", None): "Hallo",
    ("outer", None): "({{dc.inner}})",
    ("inner", None): "{{dc.hello}} {{ticket.requester.first_name}}{% if true %}!{% endif %}",
    ("circle", None): "a{{dc.round}}b",
    ("round", None): "c{{dc.circle}}d",
    ("broken", None): "{{ticket.id}} {% if %}",
    ("rich", None): "<b>Tom & {{ticket.title}}</b>",
    ("quoted", None): 'say "hi"\n{{ticket.description}}',
    ("2024", None): "digits",
    ("1st-order_x", None): "mixed",
    **{(f"level{n}", None): f"{n}{{{{dc.level{n + 1}}}}}" for n in range(20)},
}


def variants(name: str, locale: str | None) -> str | None:
    return ITEMS.get((name, locale))


GIVEN = replace(OBJECTS, variants=variants)


def text(template: str, reader: Reader = CUSTOMER) -> str:
    return camera.text(template, GIVEN, reader)


@pytest.mark.parametrize(
    ("locale", "printed"),
    [("fr", "Bonjour"), ("fr-CA", "Bonjour"), ("de", "Hello"), ("en-US", "Hello"), ("", "Hello")],
)
def test_is_in_the_readers_language(locale: str, printed: str) -> None:
    assert text("{{dc.hello}}", replace(CUSTOMER, locale=locale)) == printed
    assert render_title("{{dc.hello}}", locale, variants) == printed


def test_falls_back_to_the_default_of_the_item() -> None:
    assert text("{{dc.german}}") == "Hallo"


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{dc.outer}}", "(Hello Dana!)"),
        ("[{{dc.nowhere}}]", "[]"),
        ("{{dc.hello | upcase}}", "HELLO"),
        ("{% if dc.hello == 'Hello' %}yes{% endif %}", "yes"),
        ("{{dc.2024}} {{dc.1st-order_x}}", "digits mixed"),
        ("{{dc.broken}}", "{{ticket.id}} {% if %}"),
    ],
)
def test_is_a_template_itself(template: str, printed: str) -> None:
    assert text(template) == printed


def test_a_circle_ends() -> None:
    assert text("{{dc.circle}} {{dc.round}} {{dc.circle}}") == "acdb cabd acdb"
    assert render_title("{{dc.circle}}", "en-US", variants).count("{{") == 1


def test_depth_ends() -> None:
    assert text("{{dc.level0}}") == "01234"


def test_is_markup_in_html_and_a_value_elsewhere() -> None:
    given = replace(camera.ticket(subject="<i>"), variants=variants)
    assert camera.html("{{dc.rich}}", given) == "<b>Tom & &lt;i&gt;</b>"
    assert camera.html('<a title="{{dc.rich}}">', given) == '<a title="Tom &amp; &lt;i&gt;">'
    assert camera.text("{{dc.rich}}", given) == "<b>Tom & <i></b>"
    assert camera.payload('"{{dc.quoted}}"', given).startswith(r'"say \"hi\"\n---')


def test_nothing_in_it_is_suppressed() -> None:
    reader = replace(CUSTOMER, suppressed=True)
    assert "It shows error 7." in text("{{dc.quoted}}", reader)
    assert "It shows error 7." not in text("{{ticket.description}}", reader)


def test_is_looked_up_once() -> None:
    asked: list[tuple[str, str | None]] = []

    def counting(name: str, locale: str | None) -> str | None:
        asked.append((name, locale))
        return variants(name, locale)

    camera.text("{{dc.hello}}{{dc.hello}}{{dc.hello}}", replace(OBJECTS, variants=counting))
    assert asked == [("hello", "en-US"), ("hello", "en"), ("hello", None)]


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "rendered"),
        [
            ("Plain", "Plain"),
            ("{{dc.hello}}, {{ dc.hello }}", "Hello, Hello"),
            ("{{dc.nowhere}} {{zd.nothing}}", "{{dc.nowhere}} {{zd.nothing}}"),
            ("{{zd.status_open}}", "Open"),
            ("{{ticket.id}} {{dc.hello | upcase}}", "{{ticket.id}} {{dc.hello | upcase}}"),
            ("{{dc.inner}}", "Hello {{ticket.requester.first_name}}{% if true %}!{% endif %}"),
        ],
    )
    def test_know_dynamic_content_only(self, title: str, rendered: str) -> None:
        assert render_title(title, "en-US", variants) == rendered

    def test_stay_short(self) -> None:
        def long(_name: str, _locale: str | None) -> str:
            return "{{dc.x}}" * 100

        assert len(render_title("{{dc.x}}", "en-US", long)) <= 10_000
