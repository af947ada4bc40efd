"""What rules ask of the account they belong to: which records exist, and which can be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ombud.rules.kinds.kind import Listed
from ombud.values.text import id_in

__all__ = ["NAMED", "Account", "Known", "Lists", "missing_record"]

NAMES: Mapping[str, str] = {
    "custom_status": "Ticket status",
    "ticket_form": "Form",
    "agent": "User",
    "sharing_agreement": "Sharing agreement",
    "satisfaction_reason": "Satisfaction reason",
}


# Records whose ids are texts.
NAMED = frozenset({"webhook", "event_webhook"})
# What a record may be that rules cannot name, and how that is said.
UNFIT: Mapping[str, tuple[str, str]] = {
    "webhook": ("event_webhook", "subscribes to events and cannot be used in rules")
}


class Known(Protocol):
    """Which records exist. `record` is group, agent, user, organization, brand, ticket_form,
    custom_status, schedule, locale, sharing_agreement, satisfaction_reason, target, webhook,
    event_webhook, or what a lookup field points to.
    """

    def exists(self, record: str, id_: int | str) -> bool:
        """Whether a rule may name this record; deleted ones count as absent."""
        ...


class Uses(Protocol):
    """What of the tables an account has switched off."""

    def uses(self, field: str, value: object = None) -> bool:
        """Whether the account uses a field, or one value of it."""
        ...


class Account(Known, Uses, Protocol):
    """What a rule that is saved is held against."""


class Lists(Uses, Protocol):
    """The values lists of definitions, by the same names; also recipient and time_zone."""

    def shown(self, title: str) -> str:
        """A title that the account wrote, in the language of whoever reads it."""
        ...

    def choices(self, record: str) -> Sequence[Listed]:
        """The records in the order in which they are shown; none where there are too many."""
        ...


def missing_record(record: str | None, texts: Iterable[object], known: Known) -> str | None:
    """Which record of those whose ids are among the texts cannot be named, and why, in words."""
    if record is None:
        return None
    other, words = UNFIT.get(record, ("", ""))
    for text in map(str, texts):
        id_ = text if record in NAMED else id_in(text)
        if id_ is not None and not known.exists(record, id_):
            if not (other and known.exists(other, id_)):
                words = "was deleted and cannot be used"
            return f"{NAMES.get(record, record.capitalize())} {id_} {words}"
    return None
