"""Forgetting devices."""

from collections.abc import Sequence

from sqlalchemy import delete

from ombud.families.job_statuses.batches import check_batch
from ombud.tables import push_notification_devices
from ombud.wire.context import Context

__all__ = ["unregister"]


def unregister(ctx: Context, tokens: Sequence[str]) -> None:
    """Forget the devices that have these tokens; raises BadRequest for more than 100."""
    check_batch(tokens, "push_notification_devices")
    mine = push_notification_devices.c.token.in_(tokens)
    ctx.db.run(delete(push_notification_devices).where(mine))
