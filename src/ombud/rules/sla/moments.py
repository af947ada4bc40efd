"""What happens to a ticket at one second, as far as service levels are concerned."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from ombud.rules.business_time import Schedule
from ombud.rules.sla.events import Applied
from ombud.rules.sla.metrics import PolicyMetric
from ombud.rules.sla.state import Target

__all__ = [
    "Author",
    "Comment",
    "FirstReplySettings",
    "Goal",
    "Moment",
    "NextReplySettings",
    "PeriodicUpdateSettings",
    "Policy",
    "Settings",
]

Author = Literal["end_user", "agent", "light_agent"]


class FirstReplySettings(msgspec.Struct, frozen=True):
    """What else starts and ends the first reply."""

    activate_on_ticket_created_for_end_user: bool = False
    activate_on_agent_ticket_created_for_end_user_with_internal_note: bool = False
    activate_on_light_agent_on_email_forward_ticket_from_end_user: bool = False
    activate_on_agent_created_ticket_for_self: bool = False
    fulfill_on_agent_internal_note: bool = False


class NextReplySettings(msgspec.Struct, frozen=True):
    """What else starts and ends a next reply."""

    fulfill_on_non_requesting_agent_internal_note_after_activation: bool = False
    activate_on_end_user_added_internal_note: bool = False
    activate_on_agent_requested_ticket_with_public_comment_or_internal_note: bool = False
    activate_on_light_agent_internal_note: bool = False


class PeriodicUpdateSettings(msgspec.Struct, frozen=True):
    """What else is an update."""

    activate_on_agent_internal_note: bool = False


class Settings(msgspec.Struct, frozen=True):
    """The advanced settings of a policy, `metric_settings`."""

    first_reply_time: FirstReplySettings = FirstReplySettings()
    next_reply_time: NextReplySettings = NextReplySettings()
    periodic_update_time: PeriodicUpdateSettings = PeriodicUpdateSettings()


DEFAULT_SETTINGS = Settings()


class Goal(NamedTuple):
    """A target of a policy for the ticket's priority."""

    seconds: int
    business_hours: bool


@dataclass(frozen=True)
class Policy:
    """A policy that matched, with its goals for the ticket's priority: none without a priority."""

    id: int | str
    title: str
    description: str | None
    goals: Mapping[PolicyMetric, Goal]
    settings: Settings = DEFAULT_SETTINGS

    @cached_property
    def applied(self) -> Mapping[PolicyMetric, Applied]:
        """The goals as they are applied, made once for all tickets."""
        return {
            metric: Applied(Target(self.id, *goal), self.title, self.description)
            for metric, goal in self.goals.items()
        }


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the update; those of triggers and sharing partners are none."""

    author: Author
    public: bool
    by_requester: bool = False
    # The first comment of a ticket that an agent made by forwarding a customer's mail.
    forwarded: bool = False


class Moment(msgspec.Struct, frozen=True):
    """One create or update, after all triggers. A ticket that is created has no status before."""

    now: int
    status: str
    status_before: str | None = None
    group_id: int | None = None
    group_id_before: int | None = None
    comment: Comment | None = None
    requester_is_agent: bool = False
    # The ticket's schedule after the update; None when the account has none.
    schedule: Schedule | None = None
    # What matched; not looked at when the ticket is closed.
    policy: Policy | None = None
    group_policy: Policy | None = None

    @property
    def settings(self) -> Settings:
        """Those of the policy that the ticket has from now on.

        Zendesk: sla-metric-settings (docs/quirks.md#sla-metric-settings)
        """
        return self.policy.settings if self.policy else DEFAULT_SETTINGS
