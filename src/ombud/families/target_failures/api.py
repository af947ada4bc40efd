"""Operations on target failures, in the order of the reference."""

from ombud.families.target_failures import queries
from ombud.families.target_failures.shapes import TargetFailure, show, show_whole
from ombud.wire.answers import Many, One
from ombud.wire.context import Context
from ombud.wire.operation import get


@get("/target_failures", name="ListTargetFailures", role="admins")
def list_target_failures(ctx: Context) -> Many[TargetFailure]:
    """The last 25 failures of each target, the newest first."""
    return Many(TargetFailure, show(ctx, queries.all_rows(ctx)))


@get("/target_failures/{target_failure_id}", name="ShowTargetFailure", role="admins")
def show_target_failure(ctx: Context, target_failure_id: int) -> One[TargetFailure]:
    """One failure with what was sent and what came back."""
    return One(show_whole(ctx, queries.find(ctx, target_failure_id)))
