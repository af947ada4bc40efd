"""What rules want to send about a ticket: templates, until the change is settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ombud.families.targets.known import Payload, Target

__all__ = ["Outgoing", "Recipient"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an email goes to; those who read alike get the same words."""

    id: int
    is_agent: bool
    locale_id: int | None
    time_zone: str | None


@dataclass(slots=True)
class Outgoing:
    """One notification; `event` is what the audit says of it, which gets its id when written."""

    kind: Literal["email", "target", "webhook"]
    event: dict[str, Any]
    # Whether it goes as one message to the first recipient, with the others in copy.
    together: bool = False
    recipients: tuple[Recipient, ...] = ()
    # The template of an email, or a message to another system: a text or pairs.
    subject: str = ""
    body: Any = ""
    # The target or webhook.
    to: str = ""
    target: Target | None = None
    # How values are escaped in the body.
    payload: Payload = "plain"
    # What the templates of the target itself say, by the template.
    worded: Mapping[str, str] = field(default_factory=dict)
    rule: Mapping[str, Any] = field(default_factory=dict)
