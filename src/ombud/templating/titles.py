"""Titles and labels with dynamic content in them, such as those of views and fields."""

import re

from ombud.templating.dynamic_content import MOST_NESTED, variant
from ombud.templating.objects.data import Variants

__all__ = ["render_title"]

PLACEHOLDER = re.compile(r"\{\{[ \t]*(dc|zd)\.([\w-]{1,255})[ \t]*\}\}")
LONGEST_TITLE = 10_000
MOST_ITEMS = 50
# What the titles of a new account are made of.
SYSTEM_TITLES = {
    "status_new": "New",
    "status_open": "Open",
    "status_pending": "Pending",
    "status_hold": "On-hold",
    "status_solved": "Solved",
    "status_closed": "Closed",
    "your_unsolved_tickets": "Your unsolved tickets",
    "unassigned_tickets": "Unassigned tickets",
    "all_unsolved_tickets": "All unsolved tickets",
    "recently_updated_tickets": "Recently updated tickets",
    "new_tickets_in_your_groups": "New tickets in your groups",
    "pending_tickets": "Pending tickets",
    "recently_solved_tickets": "Recently solved tickets",
    "unsolved_tickets_in_your_groups": "Unsolved tickets in your groups",
    "current_tasks": "Current tasks",
    "overdue_tasks": "Overdue tasks",
}


def render_title(title: str, locale: str, variants: Variants) -> str:
    """The title in a language. Placeholders of anything else stay, and so do unknown items."""
    for _ in range(MOST_NESTED):
        if "{{" not in title:
            break
        rendered = PLACEHOLDER.sub(lambda match: _text(match, locale, variants), title, MOST_ITEMS)
        if rendered == title or len(rendered) > LONGEST_TITLE:
            break
        title = rendered
    return title


def _text(match: re.Match[str], locale: str, variants: Variants) -> str:
    if match.group(1) == "zd":
        return SYSTEM_TITLES.get(match.group(2), match.group())
    found = variant(variants, match.group(2), locale)
    return match.group() if found is None else found
