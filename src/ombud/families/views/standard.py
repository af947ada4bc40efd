"""The views of a new account."""

from typing import NamedTuple

from ombud.db import Transaction
from ombud.families.views.outputs import Direction, Output
from ombud.rules.conditions import Condition, Conditions
from ombud.tables import views

__all__ = ["STANDARD", "StandardView", "add_views"]

UNSOLVED = Condition("status", "less_than", "solved")
IN_YOUR_GROUPS = Condition("group_id", "is", "current_groups")
TASK = Condition("type", "is", "task")
WAITING = ("description", "requester", "created", "type", "priority")
WORKED_ON = ("status", "description", "requester", "updated", "group", "assignee")
DUE = ("description", "requester", "due_date", "priority", "assignee")


class StandardView(NamedTuple):
    """A view by its system name, which titles show in the reader's language."""

    name: str
    conditions: tuple[Condition, ...]
    columns: tuple[str, ...]
    sort_by: str
    sort_order: Direction
    group_by: str | None = None


STANDARD = (
    StandardView(
        "your_unsolved_tickets",
        (UNSOLVED, Condition("assignee_id", "is", "current_user")),
        WAITING,
        "nice_id",
        "desc",
        group_by="status",
    ),
    StandardView(
        "unassigned_tickets",
        (UNSOLVED, Condition("assignee_id", "is", "")),
        (*WAITING, "group"),
        "nice_id",
        "desc",
    ),
    StandardView(
        "all_unsolved_tickets",
        (UNSOLVED,),
        (*WAITING, "group", "assignee"),
        "nice_id",
        "desc",
    ),
    StandardView(
        "recently_updated_tickets",
        (Condition("status", "less_than", "closed"), Condition("updated_at", "less_than", "24")),
        WORKED_ON,
        "updated",
        "desc",
    ),
    StandardView(
        "new_tickets_in_your_groups",
        (Condition("status", "is", "new"), IN_YOUR_GROUPS),
        (*WAITING, "group"),
        "nice_id",
        "desc",
    ),
    StandardView(
        "pending_tickets",
        (Condition("status", "is", "pending"),),
        WORKED_ON,
        "nice_id",
        "desc",
    ),
    StandardView(
        "recently_solved_tickets",
        (Condition("status", "is", "solved"), Condition("SOLVED", "less_than", "48")),
        (*WORKED_ON, "solved"),
        "solved",
        "desc",
    ),
    StandardView(
        "unsolved_tickets_in_your_groups",
        (UNSOLVED, IN_YOUR_GROUPS),
        (*WAITING, "group", "assignee"),
        "nice_id",
        "desc",
    ),
    StandardView("current_tasks", (UNSOLVED, TASK), DUE, "due_date", "asc"),
    StandardView(
        "overdue_tasks",
        (UNSOLVED, TASK, Condition("due_at", "greater_than", "0")),
        DUE,
        "due_date",
        "asc",
    ),
)


def add_views(db: Transaction, now: int) -> None:
    """Give an empty account its views."""
    for position, view in enumerate(STANDARD, 1):
        output = Output(
            view.columns, view.group_by, "asc", view.sort_by, sort_order=view.sort_order
        )
        db.insert(
            views,
            raw_title=f"{{{{zd.{view.name}}}}}",
            default=True,
            position=position,
            conditions=Conditions(all=view.conditions).stored(),
            output=output.stored(),
            created_at=now,
            updated_at=now,
        )
