"""What other services would have to do: each firing leaves an error in the audit, and nothing else.

Such actions are accepted, so that the rules of a desk that has these services can be brought along.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.tickets.effects.firing import Firing

__all__ = ["EFFECTS"]

NO_TEXT = "The text message was not sent: this desk has no phone numbers."
NO_SIDE_CONVERSATION = "The side conversation was not begun: this desk has none."
NO_SKILLS = "The skills of the ticket stay as they are: this desk does not route by skills."

# What was not done and why, by the action.
WORDS: Mapping[str, str] = {
    "notification_sms_user": NO_TEXT,
    "notification_sms_group": NO_TEXT,
    "tweet_requester": "The post was not made: this desk is not connected to X.",
    "deflection": "The autoreply was not sent: this desk has no articles to suggest.",
    "notification_messaging_csat": (
        "The requester was not asked for a rating: this desk has no messaging."
    ),
    "notification_zis": "The integration was not told: this desk has no integration services.",
    "side_conversation": NO_SIDE_CONVERSATION,
    "side_conversation_slack": NO_SIDE_CONVERSATION,
    "side_conversation_ticket": NO_SIDE_CONVERSATION,
    "add_skills": NO_SKILLS,
    "set_skills": NO_SKILLS,
    "remove_skills": NO_SKILLS,
}


def leave_out(firing: Firing, _value: Any) -> None:
    """Say what the action would have done.

    # Zendesk: actions-elsewhere (docs/quirks.md#actions-elsewhere)
    """
    firing.fail(WORDS[firing.field])


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = dict.fromkeys(WORDS, leave_out)
