"""Operations on targets, in the order of the reference."""

from ombud.families.targets import queries, service
from ombud.families.targets.shapes import Target, TargetChange
from ombud.families.targets.showing import show
from ombud.wire.answers import Created, Many, Nothing, One
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

TARGET = "/targets/{target_id}"


@get("/targets", name="ListTargets", role="agents")
def list_targets(ctx: Context) -> Many[Target]:
    """All targets, the oldest first."""
    return Many(Target, show(ctx, queries.all_rows(ctx)), paged=True)


@get(TARGET, name="ShowTarget", role="agents")
def show_target(ctx: Context, target_id: int) -> One[Target]:
    """One target; passwords are never shown."""
    return One(show(ctx, [queries.find(ctx, target_id)])[0])


@post("/targets", name="CreateTarget", role="admins")
def create_target(ctx: Context, target: TargetChange) -> Created[Target]:
    """Create a target; `type` says which of the other attributes it has."""
    created = show_target(ctx, service.create(ctx, target)).shape
    return Created(created, created.url)


@put(TARGET, name="UpdateTarget", role="admins")
def update_target(ctx: Context, target_id: int, target: TargetChange) -> One[Target]:
    """Change a target; a password that is not given stays."""
    service.update_target(ctx, target_id, target)
    return show_target(ctx, target_id)


@delete(TARGET, name="DeleteTarget", role="admins")
def delete_target(ctx: Context, target_id: int) -> Nothing:
    """Delete a target with the list of what failed there."""
    service.delete_target(ctx, target_id)
    return Nothing()
