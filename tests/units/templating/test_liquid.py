"""The language itself: tags, operators and filters, as the reference has them."""

import pytest

from ombud.templating import TemplateError, check, render_html, render_text
from tests.units.templating import camera
from tests.units.templating.camera import CUSTOMER, OBJECTS


def prints(template: str) -> str:
    return camera.payload(template, kind="plain")


@pytest.mark.parametrize(
    ("filtered", "printed"),
    [
        ("'a' | append: 'b' | prepend: 'c'", "cab"),
        ("'hELLO wORLD' | capitalize", "Hello world"),
        ("'Ab' | upcase", "AB"),
        ("'Ab' | downcase", "ab"),
        ("' a ' | strip | append: '.'", "a."),
        ("' a ' | lstrip | append: '.'", "a ."),
        ("' a ' | rstrip | append: '.'", " a."),
        ("'a-b-c' | replace: '-', '+'", "a+b+c"),
        ("'a-b-c' | replace_first: '-', '+'", "a+b-c"),
        ("'a-b-c' | replace: '', '+'", "a-b-c"),
        ("'a-b-c' | remove: '-'", "abc"),
        ("'a-b-c' | remove_first: '-'", "ab-c"),
        ("'abcdef' | slice: 1", "b"),
        ("'abcdef' | slice: -3, 2", "de"),
        ("'abcdef' | slice: 9, 2", ""),
        ("'a b c' | split: ' ' | slice: 1, 2 | join", "b c"),
        ("'a,b,,' | split: ',' | size", "2"),
        ("'abc' | split: '' | join: '-'", "a-b-c"),
        ("'abcdef' | truncate: 5", "ab..."),
        ("'abcdef' | truncate: 5, ''", "abcde"),
        ("'abc' | truncate: 3", "abc"),
        ("'a b c d' | truncatewords: 2", "a b..."),
        ("'a b' | truncatewords: 2", "a b"),
        ("'a b&c' | url_encode", "a+b%26c"),
        ("'a+b%26c' | url_decode", "a b&c"),
        ("'<b>a</b> &lt;' | strip_html", "a &lt;"),
        ("'a < b' | strip_html", "a < b"),
        ("'<b>' | escape", "&lt;b&gt;"),
        ("'&lt;b&gt; &' | escape_once", "&lt;b&gt; &amp;"),
        ("'a,b' | split: ',' | json", '["a","b"]'),
        ("nil | json", "null"),
        ("'c b a' | split: ' ' | sort | join", "a b c"),
        ("'b A c' | split: ' ' | sort_natural | join", "A b c"),
        ("'a b a' | split: ' ' | uniq | join", "a b"),
        ("'a b' | split: ' ' | reverse | join", "b a"),
        ("'a b' | split: ' ' | first", "a"),
        ("'a b' | split: ' ' | last", "b"),
        ("'' | split: ' ' | last | default: 'none'", "none"),
        ("'abc' | size", "3"),
        ("nil | size", "0"),
        ("ticket.ccs | map: 'name' | join: '; '", "Lee Wu; Mia Cole"),
        ("ticket.ccs | where: 'name', 'Mia Cole' | map: 'id' | first", "503"),
        ("ticket.ccs | where: 'phone' | size", "0"),
        ("ticket.ccs | map: 'phone' | compact | size", "0"),
        ("ticket.ccs | sort: 'email' | map: 'name' | join", "Lee Wu Mia Cole"),
        ("ticket.ccs | concat: ticket.followers | size", "3"),
        ("(1..3) | join: ','", "1,2,3"),
        ("(1..3)", "1..3"),
        ("nil | default: 'x'", "x"),
        ("false | default: 'x'", "x"),
        ("false | default: 'x', allow_false: true", "false"),
        ("0 | default: 'x'", "0"),
        ("'' | default: 'x'", "x"),
        ("ticket.priority | default: 'x'", "High"),
        ("1 | plus: 2", "3"),
        ("'1' | plus: '2.5'", "3.5"),
        ("0.1 | plus: 0.2", "0.3"),
        ("5 | minus: 7", "-2"),
        ("'x' | times: 3", "0"),
        ("7 | divided_by: 2", "3"),
        ("7 | divided_by: 2.0", "3.5"),
        ("7 | divided_by: 0", ""),
        ("7 | modulo: 3", "1"),
        ("2.5 | round", "3"),
        ("-2.5 | round", "-3"),
        ("2.456 | round: 2", "2.46"),
        ("2.1 | ceil", "3"),
        ("2.9 | floor", "2"),
        ("-2 | abs", "2"),
        ("2 | at_least: 5 | at_most: 3", "3"),
        ("'x' | nonsense: 1, 2 | upcase", "X"),
        ("'x' | append", "x"),
        ("'x' | upcase: 1", "x"),
        ("'x' | append: 'y', other: 1", "x"),
        ("ticket.comments.first | split: 'charge it ' | last | slice: 0, 9", "overnight"),
    ],
)
def test_filters(filtered: str, printed: str) -> None:
    assert prints(f"{{{{ {filtered} }}}}") == printed


@pytest.mark.parametrize(
    ("filtered", "printed"),
    [
        ("'now' | date: '%Y-%m-%d %H:%M'", "2026-03-10 15:00"),
        ("'2026-03-09' | date: '%A, %-d %b %y'", "Monday, 9 Mar 26"),
        ("'2026-03-09T23:05:07+02:00' | date: '%T %z'", "21:05:07 +0000"),
        ("'March 9' | date: '%F'", "2026-03-09"),
        ("'March 9, 09:05' | date: '%F %R'", "2026-03-09 09:05"),
        ("'May 18, 2014' | date: '%F'", "2014-05-18"),
        (
            "'Mar 10, 2026, 14:30' | date: '%l:%M%P|%e|%_m|%-H|%^b|%j|%u'",
            " 2:30pm|10| 3|14|MAR|069|2",
        ),
        ("0 | date: '%s %F %:z'", "0 1970-01-01 +00:00"),
        ("ticket.created_at | date: '%FT%T'", "2026-03-09T09:05:00"),
        ("ticket.due_date | date: '%F' | default: 'none'", "none"),
        ("'High' | date: '%F'", "High"),
        ("'February 31, 2026' | date: '%F'", "February 31, 2026"),
        ("'99999999999999999' | date: '%F'", "99999999999999999"),
        ("'2026-03-09' | date", "2026-03-09"),
        ("'2026-03-09' | date: '%Q 100%'", "%Q 100%"),
    ],
)
def test_dates(filtered: str, printed: str) -> None:
    assert prints(f"{{{{ {filtered} }}}}") == printed


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("nil == blank", True),
        ("'' == blank", True),
        ("' ' == blank", True),
        ("ticket.nope == blank", True),
        ("ticket.nope == nil", True),
        ("ticket.nope != nil", False),
        ("false == blank", True),
        ("0 == blank", False),
        ("'' == empty", True),
        ("ticket.title == blank", False),
        ("ticket.priority == 'High'", True),
        ("ticket.id == 1042", True),
        ("ticket.id == '1042'", False),
        ("1 == true", False),
        ("nil > 0", False),
        ("0 > nil", False),
        ("'5' > 3", False),
        ("3 < '5'", False),
        ("2 >= 2", True),
        ("2 <= 1", False),
        ("'a' < 'b'", True),
        ("true > false", False),
        ("1 <> 2", True),
        ("'a1b' contains 1", True),
        ("nil contains 'x'", False),
        ("5 contains 5", False),
        ("ticket.organization == 'Blue Lake'", True),
        ("ticket.organization contains 'Lake'", True),
        ("ticket.requester.custom_fields contains 'plan'", True),
        ("ticket.assignee", True),
        ("ticket.external_id.size > 0", True),
        ("ticket.latest_comment.is_public == true", True),
        ("0", True),
        ("''", True),
        ("nil", False),
    ],
)
def test_conditions(condition: str, holds: bool) -> None:  # noqa: FBT001 (a table of truths)
    printed = prints(f"{{% if {condition} %}}yes{{% else %}}no{{% endif %}}")
    assert printed == ("yes" if holds else "no")


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{% unless false %}a{% else %}b{% endunless %}", "a"),
        ("{% if false %}a{% elsif true %}b{% else %}c{% endif %}", "b"),
        ("{% case 2 %}{% when 1, 2 %}a{% else %}b{% endcase %}", "a"),
        ("{% for i in (1..5) limit: 2 offset: 1 reversed %}{{i}}{% endfor %}", "32"),
        ("{% for i in (1..3) %}{% if i == 2 %}{% break %}{% endif %}{{i}}{% endfor %}", "1"),
        ("{% for i in nothing %}a{% else %}b{% endfor %}", "b"),
        ("{% for i in (1..2) %}{{forloop.rindex}}{{forloop.length}}{% endfor %}", "2212"),
        ("{% increment a %}{% increment a %}{% decrement b %}", "01-1"),
        ("{% for i in (1..2) %}{% ifchanged %}x{% endifchanged %}{% endfor %}", "x"),
        ("{% comment %}{{ broken {% if %}{% comment %}{% endcomment %}{% endcomment %}a", "a"),
        ("{% raw %}{{a}} {% b {% endraw %}", "{{a}} {% b "),
        ("a {%- if true -%} b {%- endif -%} c", "abc"),
        ("a {{- 'b' -}} c", "abc"),
        ("a {%- raw -%} b {%- endraw -%} c", "abc"),
        ("a{% include 'x' %}{% render 'x', a: 1 %}{% layout 'x' %}b", "ab"),
        ("a{% break %}b", "a"),
        ("{{}}{{ }}{{-}}", ""),
        ("{{{ticket.id}}}", "{1042}"),
        ('{"a":{"b":{{ticket.id}}}}', '{"a":{"b":1042}}'),
        ("{{ ticket['id'] }}{{ ticket.ccs[1].name }}", "1042Mia Cole"),
        ("{% assign key = 'id' %}{{ ticket[key] }}", "1042"),
        ("{{now}}{{today}}", ""),
        ("{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'g': 'a', 'b' %}", "aba"),
        ("}} %}", "}} %}"),
        (r"\{{a}} \\{{ticket.id}} \x", r"{{a}} \{{ticket.id}} \x"),
    ],
)
def test_tags(template: str, printed: str) -> None:
    assert prints(template) == printed


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ticket.id", "Liquid syntax error in line 1: {{ is never closed"),
        ("a\nb\n{% if", "Liquid syntax error in line 3: {% is never closed"),
        ("{% raw %}", "Liquid syntax error in line 1: the tag 'raw' is never closed"),
        ("{% comment %}", "Liquid syntax error in line 1: the tag 'comment' is never closed"),
        ("{% %}", "Liquid syntax error in line 1: the name of the tag is missing"),
        ("\n{% nonsense %}", "Liquid syntax error in line 2: unexpected tag 'nonsense'"),
        ("{% if true %}", "Liquid syntax error"),
        ("{% endif %}", "Liquid syntax error in line 1: unexpected tag 'endif'"),
        ("{% if %}{% endif %}", "Liquid syntax error in line 1: missing expression"),
        ("{% if a = b %}{% endif %}", "Liquid syntax error in line 1: expected end of expression"),
        ("{% for a of b %}{% endfor %}", "Liquid syntax error in line 1"),
        ("{{ a | }}", "Liquid syntax error in line 1"),
        ("{{ 'a }}", "Liquid syntax error in line 1"),
    ],
)
def test_broken_templates(template: str, reason: str) -> None:
    with pytest.raises(TemplateError) as refusal:
        check(template)
    assert refusal.value.description.startswith(reason)
    for render in (render_text, render_html):
        rendered = render(template, OBJECTS, CUSTOMER)
        assert rendered.text == template
        assert rendered.problem == refusal.value.description


class TestCode:
    @pytest.mark.parametrize(
        ("template", "printed"),
        [
            ("{{ticket.id}} `{{ticket.id}}` {{ticket.id}}", "1042 `{{ticket.id}}` 1042"),
            ("```\n{{a}}\n{% if %}\n```{{ticket.id}}", "```\n{{a}}\n{% if %}\n```1042"),
            (
                "<PRE>{{a}}</pre><code>{{b}}</code>{{ticket.id}}",
                "<PRE>{{a}}</pre><code>{{b}}</code>1042",
            ),
            ("it`s {{ticket.id}}\nthat`s", "it`s 1042\nthat`s"),
            ("```{{ticket.id}} <pre>{{ticket.id}}", "```1042 <pre>1042"),
            ("{% if true %}`{{a}}`{% endif %}", "`{{a}}`"),
        ],
    )
    def test_is_left_alone_in_comments(self, template: str, printed: str) -> None:
        rendered = render_text(template, OBJECTS, CUSTOMER, code_is_literal=True)
        assert rendered.text == printed

    def test_is_rendered_elsewhere(self) -> None:
        assert prints("`{{ticket.id}}`") == "`1042`"


def test_subjects_are_one_line() -> None:
    assert camera.subject("a\r\n {{ticket.title}}\nb") == "a Camera won't start b"
