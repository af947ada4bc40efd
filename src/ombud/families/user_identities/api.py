"""Operations on identities, in the order of the reference."""

from ombud.families.notices import asking
from ombud.families.user_identities import queries, service
from ombud.families.user_identities.shapes import (
    Identity,
    IdentityQuery,
    IdentityUpdate,
    NewIdentity,
    show,
)
from ombud.wire.answers import Created, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

LIST = "/users/{user_id}/identities"
ONE = "/users/{user_id}/identities/{user_identity_id}"
OWN_LIST = "/end_users/{user_id}/identities"
OWN = "/end_users/{user_id}/identities/{user_identity_id}"


@get(LIST, OWN_LIST, name="ListUserIdentities", role="end_users", page="both")
def list_user_identities(ctx: Context, user_id: int, query: IdentityQuery) -> Page[Identity]:
    """The identities of a user, the primary ones first."""
    return Page(Identity, queries.of_user(ctx, user_id, query.type), queries.ORDERS, show)


@get(ONE, OWN, name="ShowUserIdentity", role="end_users")
def show_user_identity(ctx: Context, user_id: int, user_identity_id: int) -> One[Identity]:
    """One identity."""
    return One(show(ctx, [queries.find(ctx, user_id, user_identity_id)])[0])


@post(LIST, name="CreateUserIdentity", role="agents")
def create_user_identity(ctx: Context, user_id: int, identity: NewIdentity) -> Created[Identity]:
    """Add an identity."""
    created = service.add(ctx, user_id, identity)
    shape = show_user_identity(ctx, user_id, created).shape
    return Created(shape, shape.url)


@post(OWN_LIST, name="CreateUserIdentity", role="end_users")
def create_own_identity(ctx: Context, user_id: int, identity: NewIdentity) -> Created[Identity]:
    """Add an identity of one's own, which the user has yet to verify."""
    return create_user_identity(ctx, user_id, identity)


@put(ONE, name="UpdateUserIdentity", role="agents")
def update_user_identity(
    ctx: Context, user_id: int, user_identity_id: int, identity: IdentityUpdate
) -> One[Identity]:
    """Change an identity's value or whether it is verified."""
    service.update_identity(ctx, user_id, user_identity_id, identity)
    return show_user_identity(ctx, user_id, user_identity_id)


@put(
    f"{ONE}/make_primary",
    f"{OWN}/make_primary",
    name="MakeUserIdentityPrimary",
    role="end_users",
)
def make_user_identity_primary(ctx: Context, user_id: int, user_identity_id: int) -> Many[Identity]:
    """Make an identity the first of its type; the answer is the whole list."""
    service.make_primary(ctx, user_id, user_identity_id)
    rows = queries.primary_first(ctx, user_id)
    return Many(Identity, show(ctx, rows), paged=True)


@put(f"{ONE}/verify", name="VerifyUserIdentity", role="agents")
def verify_user_identity(ctx: Context, user_id: int, user_identity_id: int) -> One[Identity]:
    """Say that an identity is the user's own."""
    service.verify(ctx, user_id, user_identity_id)
    return show_user_identity(ctx, user_id, user_identity_id)


@put(
    f"{ONE}/request_verification",
    f"{OWN}/request_verification",
    name="RequestUserVerfication",
    role="agents",
)
def request_user_verification(ctx: Context, user_id: int, user_identity_id: int) -> Nothing:
    """Ask the user to verify an address with a mail.

    # Zendesk: verification-mail (docs/quirks.md#verification-mail)
    """
    queries.writable_user(ctx, user_id)
    asking.ask_to_verify(ctx, queries.find(ctx, user_id, user_identity_id).id)
    return Nothing(200)


@delete(ONE, OWN, name="DeleteUserIdentity", role="agents")
def delete_user_identity(ctx: Context, user_id: int, user_identity_id: int) -> Nothing:
    """Remove an identity."""
    service.remove(ctx, user_id, user_identity_id)
    return Nothing()
