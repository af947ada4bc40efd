"""Operations on accounts as such."""

from ombud.families.accounts import service
from ombud.families.accounts.shapes import (
    AccountChange,
    AddressChange,
    AvailabilityQuery,
    OwnerChange,
    TrialAccount,
)
from ombud.wire.answers import Created, Raw
from ombud.wire.context import Context
from ombud.wire.operation import get, post


@post("/accounts", name="CreateTrialAccount", role="anyone")
def create_trial_account(
    ctx: Context, account: AccountChange, owner: OwnerChange, address: AddressChange | None = None
) -> Created[TrialAccount]:
    """Open an account; for admins of the default one unless the settings let anybody."""
    created = service.open_trial(ctx, account, owner, address)
    return Created(created, created.url)


@get("/accounts/available", name="VerifySubdomainAvailability", role="anyone")
def show_availability(ctx: Context, query: AvailabilityQuery) -> Raw:
    """Whether an account could have this subdomain."""
    return Raw({"success": service.is_free(ctx, query.subdomain)})
