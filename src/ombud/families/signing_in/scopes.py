"""OAuth scopes: how they are written, and which families one such as `tickets:read` reaches."""

import re
from collections.abc import Iterable, Sequence

__all__ = ["checked_scopes", "expanded"]

MOST = 50
SCOPE = re.compile(r"[A-Za-z0-9_.:-]{1,100}")

# Zendesk: oauth-scopes (docs/quirks.md#oauth-scopes)
REACHED: dict[str, tuple[str, ...]] = {
    "tickets": (
        "ticket_comments",
        "ticket_audits",
        "ticket_metrics",
        "ticket_metric_events",
        "ticket_skips",
        "ticket_imports",
        "attachments",
        "suspended_tickets",
        "tags",
    ),
    "users": ("user_identities", "user_passwords", "sessions"),
    "organizations": ("organization_memberships", "organization_subscriptions"),
    "auditlogs": ("audit_logs",),
    "dynamic_content": ("dynamic_content_items", "dynamic_content_variants"),
    "triggers": ("trigger_categories",),
    "targets": ("target_failures",),
    "satisfaction_ratings": ("satisfaction_reasons",),
}


def expanded(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes with those of the families that they reach as well."""
    found = dict.fromkeys(scopes)
    for scope in list(found):
        resource, _, verb = scope.partition(":")
        found.update((f"{family}:{verb}", None) for family in REACHED.get(resource, ()) if verb)
    return tuple(found)


def checked_scopes(given: str | Sequence[str]) -> list[str] | None:
    """The scopes, each once; text has spaces or commas between them. None when they are no words.

    # Zendesk: unknown-scopes
    """
    text = given if isinstance(given, str) else " ".join(given)
    scopes = list(dict.fromkeys(text.replace(",", " ").split()))
    fits = len(scopes) <= MOST and all(SCOPE.fullmatch(scope) for scope in scopes)
    return scopes if fits else None
