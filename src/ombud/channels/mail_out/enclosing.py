"""The files that a mail brings along, where the account sends them instead of links alone."""

from dataclasses import dataclass
from pathlib import Path

from ombud.channels.mail_out import queries
from ombud.families.account_settings import settings
from ombud.families.attachments import store
from ombud.wire.context import Context

__all__ = ["Enclosed", "enclosed"]

# Files beyond it are left to their links: many servers take no more than this with its encoding.
LARGEST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that is read when the mail is sent."""

    name: str
    content_type: str
    path: Path


def enclosed(ctx: Context, audit_id: int, *, for_customers: bool) -> list[Enclosed]:
    """The files of an update, in their order, as long as they fit.

    # Zendesk: files-in-mails (docs/quirks.md#files-in-mails)
    """
    found = ctx.db.cached(settings.load)
    # Who may only fetch files after signing in is not sent them either.
    if not found.flag("tickets.email_attachments") or found.flag("tickets.private_attachments"):
        return []
    chosen, room = [], LARGEST
    for row in queries.files(ctx, audit_id, for_customers=for_customers):
        if row.size <= room:
            room -= row.size
            path = store.path_of(ctx.account, row.sha256)
            chosen.append(Enclosed(row.file_name, row.content_type, path))
    return chosen
