"""Templates: Liquid placeholders in mails, messages, comments and titles, within fixed limits.

Families fill `Objects` with data and render for a `Reader`; nothing here reads a database.
"""

from ombud.templating.budget import Budget
from ombud.templating.errors import TemplateError
from ombud.templating.fragments import Fragment
from ombud.templating.rendering import (
    Rendered,
    render_html,
    render_payload,
    render_subject,
    render_text,
)
from ombud.templating.titles import render_title
from ombud.templating.trial import check

__all__ = [
    "Budget",
    "Fragment",
    "Rendered",
    "TemplateError",
    "check",
    "render_html",
    "render_payload",
    "render_subject",
    "render_text",
    "render_title",
]
