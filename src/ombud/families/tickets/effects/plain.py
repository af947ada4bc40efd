"""Fields of the ticket that follow few rules."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.schedules import hours
from ombud.families.tickets.effects.firing import Firing

__all__ = ["EFFECTS"]


def set_type(firing: Firing, kind: str) -> None:
    """The type; a problem with incidents stays one, only tasks are due, only incidents linked."""
    draft, after = firing.draft, firing.after
    if draft.before.get("incident_count") and kind != "problem":
        return
    after["type"] = kind
    if kind != "task":
        after["due_at"] = None
    if kind != "incident":
        after["problem_id"] = None


def set_priority(firing: Firing, priority: str) -> None:
    """The priority."""
    firing.after["priority"] = priority


def set_brand(firing: Firing, brand_id: int) -> None:
    """A brand that is active."""
    if brand_id in firing.draft.desk.brand_ids:
        firing.after["brand_id"] = brand_id


def set_form(firing: Firing, given: int | str) -> None:
    """A form that is active, or the default one."""
    desk = firing.draft.desk
    form_id = desk.default_form_id if isinstance(given, str) else given
    form = desk.forms.get(form_id or 0)
    if form is not None and form.active:
        firing.after["ticket_form_id"] = form.id


def set_schedule(firing: Firing, schedule_id: int) -> None:
    """The schedule by which business hours are counted."""
    previous = firing.after["schedule_id"]
    if schedule_id == previous or schedule_id not in firing.ctx.db.cached(hours.load).by_id:
        return
    firing.after["schedule_id"] = schedule_id
    firing.tell(
        {
            "type": "ScheduleAssignment",
            "previous_schedule_id": previous,
            "new_schedule_id": schedule_id,
        }
    )


def offer_satisfaction(firing: Firing, _offered: str) -> None:
    """Ask the requester for a rating, once."""
    if firing.after["satisfaction_score"] == "unoffered":
        firing.after["satisfaction_score"] = "offered"


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "type": set_type,
    "priority": set_priority,
    "brand_id": set_brand,
    "ticket_form_id": set_form,
    "set_schedule": set_schedule,
    "satisfaction_score": offer_satisfaction,
}
