"""What rules ask of the account they belong to: which records exist, and which can be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ombud.rules.kinds.kind import Listed
from ombud.values.text import id_in

__all__ = ["Known", "Lists", "missing_record"]

NAMES: Mapping[str, str] = {
    "custom_status": "Ticket status",
    "ticket_form": "Form",
    "agent": "User",
    "sharing_agreement": "Sharing agreement",
    "satisfaction_reason": "Satisfaction reason",
}


class Known(Protocol):
    """Which records exist. `record` is group, agent, user, organization, brand, ticket_form,
    custom_status, schedule, locale, sharing_agreement, satisfaction_reason, target, webhook, or
    what a lookup field points to.
    """

    def exists(self, record: str, id_: int) -> bool:
        """Whether a rule may name this record; deleted ones count as absent."""
        ...


class Lists(Protocol):
    """The values lists of definitions, by the same names; also recipient and time_zone."""

    def choices(self, record: str) -> Sequence[Listed]:
        """The records in the order in which they are shown; none where there are too many."""
        ...


def missing_record(record: str | None, texts: Iterable[object], known: Known) -> str | None:
    """Which record of those whose ids are among the texts is no more, in words."""
    if record is None:
        return None
    for id_ in (id_in(str(text)) for text in texts):
        if id_ is not None and not known.exists(record, id_):
            return f"{NAMES.get(record, record.capitalize())} {id_} was deleted and cannot be used"
    return None
