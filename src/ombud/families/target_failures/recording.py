"""Keeps what became of messages to targets, and lets a target rest that fails and fails."""

from dataclasses import dataclass

from sqlalchemy import select, update

from ombud.families.deliveries.queueing import SMTP, Queued, enqueue
from ombud.families.target_failures.queries import forget_older
from ombud.tables import target_failures, targets, users
from ombud.wire.context import Context

__all__ = ["MOST_FAILURES", "Failure", "record_failure", "record_success"]

# In a row, after which a target is deactivated.
MOST_FAILURES = 21


@dataclass(frozen=True, slots=True)
class Failure:
    """What was sent and what came back, without secrets; 0 where no answer came."""

    status_code: int
    raw_request: str
    raw_response: str


def record_success(ctx: Context, target_id: int) -> None:
    """The failures before this do not count any longer."""
    failing = (targets.c.id == target_id) & (targets.c.failures > 0)
    ctx.db.run(update(targets).where(failing).values(failures=0))


def record_failure(
    ctx: Context, target_id: int, failure: Failure, ticket_id: int | None = None
) -> None:
    """Keep a failure; one too many in a row deactivates the target, and its admins are told.

    `ticket_id` is what the message told of.

    # Zendesk: failing-targets (docs/quirks.md#failing-targets)
    """
    one_more = update(targets).where(targets.c.id == target_id)
    ctx.db.run(one_more.values(failures=targets.c.failures + 1))
    target = ctx.db.row(select(targets).where(targets.c.id == target_id))
    if target is None:
        return
    ctx.db.insert(
        target_failures,
        target_id=target_id,
        target_name=target.title,
        ticket_id=ticket_id,
        status_code=failure.status_code,
        consecutive_failure_count=target.failures,
        raw_request=failure.raw_request,
        raw_response=failure.raw_response,
        created_at=ctx.now,
    )
    forget_older(ctx, target_id)
    if target.active and target.failures >= MOST_FAILURES:
        ctx.db.update(targets, target_id, {"active": False, "updated_at": ctx.now})
        ctx.db.configuration_changed()
        _tell_admins(ctx, target.title)


def _tell_admins(ctx: Context, title: str) -> None:
    admins = select(users.c.id).where(
        users.c.role == "admin", users.c.active, users.c.suspended.is_(False)
    )
    subject = f"The target {title} was deactivated"
    body = (
        f"{MOST_FAILURES} messages in a row could not be delivered to the target {title}, "
        "so triggers and automations do not send to it any longer.\n\n"
        f"What failed: {ctx.links.api('/target_failures')}\n\n"
        "Activate the target again once the reason is gone."
    )
    ids = ctx.db.values(admins.order_by(users.c.id))
    if ids:
        enqueue(ctx, [Queued("email", SMTP, recipient_ids=ids, subject=subject, body_text=body)])
