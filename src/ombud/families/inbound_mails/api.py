"""Operations on mails that came in; the original has none of them."""

from ombud.families.attachments import store
from ombud.families.inbound_mails import queries
from ombud.families.inbound_mails.shapes import InboundMail, InboundMailQuery, show
from ombud.wire.answers import File, One, Page
from ombud.wire.context import Context
from ombud.wire.errors import NotFound
from ombud.wire.operation import get


@get("/inbound_mails", name="ListInboundMails", role="admins", page="both")
def list_inbound_mails(ctx: Context, query: InboundMailQuery) -> Page[InboundMail]:
    """Every mail, the newest first."""
    return Page(InboundMail, queries.matching(ctx, query), queries.ORDERS, show)


@get("/inbound_mails/{inbound_mail_id}", name="ShowInboundMail", role="admins")
def show_inbound_mail(ctx: Context, inbound_mail_id: int) -> One[InboundMail]:
    """One mail and what became of it."""
    return One(show(ctx, [queries.find(ctx, inbound_mail_id)])[0])


@get("/inbound_mails/{inbound_mail_id}/raw", name="ShowRawInboundMail", role="admins")
def show_raw_inbound_mail(ctx: Context, inbound_mail_id: int) -> File:
    """The mail as it came, byte for byte; raises NotFound once that was removed."""
    row = queries.find(ctx, inbound_mail_id)
    if row.sha256 is None:
        raise NotFound
    path = str(store.path_of(ctx.account, row.sha256))
    name = f'attachment; filename="mail-{row.id}.eml"'
    headers = {"Content-Disposition": name, "Content-Security-Policy": "sandbox"}
    return File(b"", "application/octet-stream", headers, path=path)
