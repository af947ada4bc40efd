"""HTML of comments that was made to grow, or to take long, where parsers repair it."""

import pytest

from ombud.families.ticket_comments.rendering import LARGEST_PAGE, LONGEST, from_html

LINK = f'<p><a href="https://lamps.example/{"a" * 4000}">'
PAGES = {
    "a link that each paragraph opens again": LINK + "</p><p>x" * 7000,
    "letters that each paragraph makes bold again": "<p>" + "<b class=x>" * 500 + "</p><p>x" * 5000,
    "a wide cell above many": f"<table><tr><td>{'a' * 30_000}</td><td></td></tr>"
    + "<tr><td></td><td>x</td></tr>" * 1000,
    "deep quotes": "<blockquote>" * 5000 + "x",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_does_not_grow(page: str) -> None:
    assert len(page) <= LONGEST
    rendered = from_html(page)
    assert rendered.plain_body.rstrip().endswith("x")
    assert max(map(len, (rendered.html_body, rendered.body))) < 2 * LARGEST_PAGE


def test_an_ordinary_page_stays_as_it_is() -> None:
    inner = (
        '<p>It <b>hums</b>, <a href="https://lamps.example/" rel="noopener noreferrer">see</a></p>'
    )
    rendered = from_html(inner)
    assert rendered.html_body == f'<div class="zd-comment" dir="auto">{inner}</div>'
    assert rendered.plain_body == "It hums, see"
