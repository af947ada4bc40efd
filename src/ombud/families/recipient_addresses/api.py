"""Operations on support addresses, in the order of the reference."""

from ombud.families.recipient_addresses import queries, service, verifying
from ombud.families.recipient_addresses.shapes import (
    SupportAddress,
    SupportAddressChange,
    Verification,
    show,
)
from ombud.wire.answers import Created, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

ONE = "/recipient_addresses/{support_address_id}"
PERMISSION = "manage_channels_and_extensions"


@get("/recipient_addresses", name="ListSupportAddresses", role="agents", page="both")
def list_support_addresses(ctx: Context) -> Page[SupportAddress]:
    """All support addresses."""
    return Page(SupportAddress, queries.visible(ctx), queries.ORDERS, show)


@get(ONE, name="ShowSupportAddress", role="agents")
def show_support_address(ctx: Context, support_address_id: int) -> One[SupportAddress]:
    """One support address."""
    return One(show(ctx, [queries.find(ctx, support_address_id)])[0])


@post("/recipient_addresses", name="CreateSupportAddress", role="admins", permission=PERMISSION)
def create_support_address(
    ctx: Context, recipient_address: SupportAddressChange
) -> Created[SupportAddress]:
    """Add an address; one outside the desk's own domain is sent a mail to be forwarded."""
    created = show(ctx, [queries.find(ctx, service.create(ctx, recipient_address))])[0]
    return Created(created, created.url)


@put(ONE, name="UpdateSupportAddress", role="admins", permission=PERMISSION)
def update_support_address(
    ctx: Context, support_address_id: int, recipient_address: SupportAddressChange
) -> One[SupportAddress]:
    """Change an address's name or brand, or make it the default one."""
    service.update_address(ctx, support_address_id, recipient_address)
    return show_support_address(ctx, support_address_id)


@put(f"{ONE}/verify", name="VerifySupportAddressForwarding", role="admins", permission=PERMISSION)
def verify_support_address(ctx: Context, support_address_id: int, body: Verification) -> Nothing:
    """Send the mail that shows the forwarding once more; DNS is not asked."""
    queries.find(ctx, support_address_id)
    if body.type not in {"spf", "dns"}:
        verifying.ask(ctx, support_address_id)
    return Nothing(200)


@delete(ONE, name="DeleteRecipientAddress", role="admins", permission=PERMISSION)
def delete_support_address(ctx: Context, support_address_id: int) -> Nothing:
    """Delete an address that is not the default one."""
    service.delete_address(ctx, support_address_id)
    return Nothing()
