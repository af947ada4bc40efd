"""What a page reads as, when it is known to be safe to parse."""

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement
from inscriptis.model.tag import CustomHtmlTagHandlerMapping

__all__ = ["as_text"]

# The cells of tables follow each other: padding could make a text many times as long as its page.
CELLS = CustomHtmlTagHandlerMapping(
    start_tag_mapping=dict.fromkeys(("table", "tr", "td", "th"), lambda _state, _attributes: None),
    end_tag_mapping=dict.fromkeys(("table", "td", "th"), lambda _state: None),
)
LOOKS = ParserConfig(
    css={
        **CSS_PROFILES["strict"],
        "table": HtmlElement(display=Display.block),
        "tr": HtmlElement(display=Display.block),
        "td": HtmlElement(suffix=" "),
        "th": HtmlElement(suffix=" "),
    },
    custom_html_tag_handler_mapping=CELLS,
)


def as_text(page: str) -> str:
    """The text of a page that is well-formed HTML, with line breaks where it has blocks."""
    return str(get_text(page, LOOKS))
