"""HTML of others, cleaned of everything that could act: what comments and mail may hold."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import nh3

__all__ = ["ATTRIBUTES", "SCHEMES", "TAGS", "sanitized"]

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "col", "colgroup", "dd", "del", "div", "dl"),
    *("dt", "em", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"),
    *("ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub"),
    *("sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"),
}
ATTRIBUTES: Mapping[str, AbstractSet[str]] = {
    "*": {"dir", "lang", "title", "class"},
    "a": {"href", "name", "target"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# What stands between these is no text of the page.
SILENT = {"script", "style", "title", "template"}


def sanitized(
    source: str,
    *,
    attributes: Mapping[str, AbstractSet[str]] = ATTRIBUTES,
    schemes: AbstractSet[str] = SCHEMES,
) -> str:
    """The HTML with known tags, attributes and kinds of links only, and every tag closed."""
    return nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=SILENT,
        attributes={tag: set(names) for tag, names in attributes.items()},
        url_schemes=set(schemes),
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
