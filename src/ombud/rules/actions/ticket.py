"""Actions that change the ticket or say something on it."""

from collections.abc import Mapping

from ombud.rules.actions.action import ActionField, ActionPlace
from ombud.rules.actions.values import Chosen, Record, Switch, TagWords, Words
from ombud.rules.kinds.kind import Listed

__all__ = ["FIELDS", "chosen", "places"]

LETTERS: Mapping[str, ActionPlace] = {"T": "trigger", "A": "automation", "M": "macro"}
CURRENT_USER = Listed("current_user", "(current user)")
REQUESTER = Listed("requester_id", "(requester)")
CURRENT_GROUPS = Listed("current_groups", "(current user's groups)")
DEFAULT_FORM = Listed("default_ticket_form", "(default form)")


def places(letters: str) -> frozenset[ActionPlace]:
    """The places of some letters: T A M."""
    return frozenset(LETTERS[letter] for letter in letters)


def chosen(**titles: str) -> Chosen:
    """One of some words, given with their titles."""
    listed = tuple(Listed(value, title) for value, title in titles.items())
    return Chosen({value: value for value in titles}, listed)


UNFINISHED = {"open": "Open", "pending": "Pending", "hold": "On-hold", "solved": "Solved"}

FIELDS = (
    ActionField("status", "Status", chosen(**UNFINISHED), places("M")),
    ActionField("status", "Status", chosen(new="New", **UNFINISHED, closed="Closed"), places("TA")),
    ActionField("custom_status_id", "Ticket status", Record("custom_status"), places("TAM")),
    ActionField("brand_id", "Brand", Record("brand"), places("TAM")),
    ActionField("ticket_form_id", "Form", Record("ticket_form", (DEFAULT_FORM,)), places("TAM")),
    ActionField(
        "priority",
        "Priority",
        chosen(low="Low", normal="Normal", high="High", urgent="Urgent"),
        places("TAM"),
    ),
    ActionField(
        "type",
        "Type",
        chosen(question="Question", incident="Incident", problem="Problem", task="Task"),
        places("TAM"),
    ),
    ActionField("group_id", "Group", Record("group", nullable=True), places("TA")),
    ActionField(
        "group_id", "Group", Record("group", (CURRENT_GROUPS,), nullable=True), places("M")
    ),
    ActionField(
        "assignee_id",
        "Assignee",
        Record("agent", (CURRENT_USER, REQUESTER), nullable=True),
        places("TAM"),
    ),
    ActionField("set_tags", "Set tags", TagWords(nullable=True), places("TAM")),
    ActionField("current_tags", "Add tags", TagWords(), places("TAM")),
    ActionField("remove_tags", "Remove tags", TagWords(), places("TAM")),
    ActionField(
        "follower", "Add follower", Record("agent", (CURRENT_USER,)), places("TAM"), repeatable=True
    ),
    ActionField(
        "cc",
        "Add CC",
        Record("user", (CURRENT_USER,)),
        places("TAM"),
        repeatable=True,
        hidden=True,
    ),
    ActionField("set_schedule", "Set schedule", Record("schedule"), places("TA")),
    ActionField("share_ticket", "Share ticket with", Record("sharing_agreement"), places("TAM")),
    ActionField("satisfaction_score", "Satisfaction", chosen(offered="Offered"), places("TA")),
    ActionField("locale_id", "Language", Record("locale"), places("TA"), group="requester"),
    ActionField(
        "reply_public", "Public reply", Words(type="textarea"), places("T"), repeatable=True
    ),
    ActionField(
        "reply_internal", "Internal note", Words(type="textarea"), places("T"), repeatable=True
    ),
    ActionField("subject", "Set subject", Words(), places("M")),
    ActionField(
        "comment_value",
        "Comment/description",
        Words(type="textarea", scoped=True),
        places("M"),
        repeatable=True,
    ),
    ActionField(
        "comment_value_html",
        "Comment/description",
        Words(type="textarea", scoped=True),
        places("M"),
        repeatable=True,
    ),
    ActionField("comment_mode_is_public", "Comment mode", Switch(), places("M")),
    *(
        ActionField(name, title, TagWords(), places("TA"))
        for name, title in (
            ("add_skills", "Add skills"),
            ("set_skills", "Set skills"),
            ("remove_skills", "Remove skills"),
        )
    ),
)
