"""Actions that tell people and other systems."""

from ombud.rules.actions.action import ActionField
from ombud.rules.actions.messages import Message, Parts
from ombud.rules.actions.ticket import places
from ombud.rules.actions.values import Words
from ombud.rules.kinds.kind import Listed

__all__ = ["FIELDS"]

PEOPLE = (
    Listed("requester_id", "(requester)"),
    Listed("assignee_id", "(assignee)"),
    Listed("current_user", "(current user)"),
)
EVERYBODY = (
    Listed("requester_and_ccs", "(requester and CCs)"),
    Listed("all_agents", "(all non-restricted agents)"),
)
ASSIGNED_GROUP = (Listed("group_id", "(assigned group)"),)


def _told(name: str, title: str, kind: Message | Parts | Words, letters: str) -> ActionField:
    return ActionField(name, title, kind, places(letters), "notifications", repeatable=True)


FIELDS = (
    _told("notification_user", "Email user", Message("email", "user", 2, PEOPLE + EVERYBODY), "TA"),
    _told("notification_group", "Email group", Message("email", "group", 2, ASSIGNED_GROUP), "TA"),
    _told("notification_target", "Notify target", Message("target", "target", 1, pairs=True), "TA"),
    _told(
        "notification_webhook",
        "Notify active webhook",
        Message("webhook", "webhook", 1, pairs=True),
        "TA",
    ),
    _told("notification_sms_group", "Text group", Message("sms", "group", 2, ASSIGNED_GROUP), "TA"),
    _told("notification_sms_user", "Text user", Message("sms", "user", 2, PEOPLE), "TA"),
    _told("tweet_requester", "Post to requester on X", Words(type="textarea"), "TA"),
    _told(
        "deflection",
        "Autoreply with articles",
        Message("list_with_textarea", "user", 2, PEOPLE + EVERYBODY),
        "TA",
    ),
    _told("notification_messaging_csat", "Request customer rating", Parts("list"), "T"),
    _told("notification_zis", "Notify integration", Parts("list"), "T"),
    _told("side_conversation", "Side conversation", Parts("list_with_textarea", 3), "TM"),
    _told(
        "side_conversation_slack",
        "Side conversation in Slack",
        Parts("list_with_textarea", 2),
        "TM",
    ),
    _told(
        "side_conversation_ticket",
        "Side conversation ticket",
        Parts("list_with_textarea", 3),
        "TM",
    ),
)
