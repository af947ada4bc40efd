"""Operations on passwords, in the order of the reference."""

from ombud.families.user_passwords import service
from ombud.families.users import queries as user_queries
from ombud.wire.answers import Nothing, Raw
from ombud.wire.context import Context
from ombud.wire.operation import get, post, put


@get("/users/{user_id}/password/requirements", name="GetUserPasswordRequirements", role="end_users")
def list_password_requirements(ctx: Context, user_id: int) -> Raw:
    """What a password of this user must be like."""
    user_queries.find(ctx, user_id)
    return Raw({"requirements": service.REQUIREMENTS})


@post("/users/{user_id}/password", name="SetUserPassword", role="admins")
def set_user_password(ctx: Context, user_id: int, password: str) -> Nothing:
    """Give a user a password and sign them out everywhere."""
    service.set_password(ctx, user_id, password)
    return Nothing(200)


@put("/users/{user_id}/password", name="ChangeOwnPassword", role="end_users")
def change_own_password(
    ctx: Context, user_id: int, password: str, previous_password: str | None = None
) -> Nothing:
    """Change the caller's own password."""
    service.change_own(ctx, user_id, previous_password, password)
    return Nothing(200)
