"""Puts the words of a message into the account's templates, for one reader's language."""

import re
from dataclasses import dataclass
from html import escape

from ombud.families.account_settings import settings
from ombud.families.locales import catalogue
from ombud.mail.paragraphs import TAG, as_html, text_as_html
from ombud.mail.templates import HTML, TEXT, filled
from ombud.values.html_text import as_text
from ombud.wire.context import Context

__all__ = ["Framed", "framed"]

STYLES = "blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #cbd2d9}"
BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Framed:
    """Both bodies of a mail, complete."""

    text: str
    html: str


def framed(
    ctx: Context, text: str, html: str | None, *, delimiter: str, footer: str, language: str
) -> Framed:
    """The two bodies; `text` and `html` are the words, in this language, the others texts."""
    found = ctx.db.cached(settings.load)
    html_template = found.value("email.html_mail_template") or HTML
    text_template = found.value("email.text_mail_template") or TEXT
    content = text_as_html(text) if html is None else as_html(html)
    locale = catalogue.by_code(language)
    direction = "rtl" if locale is not None and locale.rtl else "ltr"
    in_html = {
        "content": content,
        "delimiter": escape(delimiter),
        "header": "",
        "footer": text_as_html(footer),
        "footer_link": "",
        "quoted_content": "",
        "styles": STYLES,
        "attributes": f'lang="{language}" dir="{direction}"',
    }
    in_text = dict.fromkeys(in_html, "") | {
        "content": _plain(text, content),
        "delimiter": delimiter,
        "footer": footer,
    }
    return Framed(
        text=BLANK_LINES.sub("\n\n", filled(text_template, in_text)).strip() + "\n",
        html=filled(html_template, in_html),
    )


def _plain(text: str, html: str) -> str:
    """The text part: rules may say HTML, and then the text has its tags as well."""
    return as_text(html).strip() if TAG.search(text) else text.strip()
