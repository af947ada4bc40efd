"""The files of a mail, kept as attachments; pictures that its text shows become their addresses."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from sqlalchemy import select

from ombud.families.attachments.service import add_file
from ombud.families.attachments.shapes import content_url
from ombud.mail.letter import File
from ombud.tables import attachments, uploads
from ombud.values.tokens import new_token
from ombud.wire.context import Context

__all__ = ["keep_files", "shown_in", "with_pictures"]

AN_HOUR = 3600
SHOWN = re.compile(r"""(?i)(\bsrc\s*=\s*["'])cid:([^"']{1,998})(?=["'])""")


def keep_files(
    ctx: Context, owner_id: int, files: Sequence[File]
) -> tuple[list[str], dict[str, str]]:
    """Store the files for the comment that takes the tokens; the addresses by content ids."""
    if not files:
        return [], {}
    token = new_token()
    times = {"created_at": ctx.now, "expires_at": ctx.now + AN_HOUR}
    upload_id = ctx.db.insert(uploads, token=token, user_id=owner_id, **times)
    addresses: dict[str, str] = {}
    for file in files:
        kept = add_file(ctx, upload_id, file.name, file.content, file.content_type)
        if file.content_id is not None:
            row = ctx.db.row(
                select(attachments.c.token, attachments.c.file_name).where(attachments.c.id == kept)
            )
            if row is not None:
                addresses[file.content_id] = content_url(ctx, row.token, row.file_name)
    return [token], addresses


def shown_in(html: str) -> set[str]:
    """The content ids of the pictures that a page shows."""
    return {unquote(found[2]) for found in SHOWN.finditer(html)}


def with_pictures(html: str, addresses: dict[str, str]) -> str:
    """The page with the addresses of its pictures; what it lacks it does not show."""

    def address(found: re.Match[str]) -> str:
        return found[1] + addresses.get(unquote(found[2]), addresses.get(found[2], ""))

    return SHOWN.sub(address, html)
