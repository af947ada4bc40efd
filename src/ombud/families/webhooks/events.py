"""Which events webhooks may subscribe to, and which column of a record each tells of.

# Zendesk: event-types (docs/quirks.md#event-types)
"""

from collections.abc import Mapping
from typing import Literal

__all__ = ["CHANGES", "EVENT_TYPES", "Kind", "event_type", "is_unbuilt"]

PREFIX = "zen:event-type:"
Kind = Literal["ticket", "user", "organization"]
# A change of a column, told as it is now and as it was before.
CHANGES: Mapping[Kind, Mapping[str, str]] = {
    "ticket": {
        "agent_assignment_changed": "assignee_id",
        "brand_changed": "brand_id",
        "custom_status_changed": "custom_status_id",
        "description_changed": "description",
        "email_ccs_changed": "email_cc_ids",
        "external_id_changed": "external_id",
        "followers_changed": "follower_ids",
        "form_changed": "ticket_form_id",
        "group_assignment_changed": "group_id",
        "next_sla_breach_changed": "sla_next_breach_at",
        "organization_changed": "organization_id",
        "priority_changed": "priority",
        "problem_link_changed": "problem_id",
        "requester_changed": "requester_id",
        "schedule_changed": "schedule_id",
        "status_changed": "status",
        "subject_changed": "raw_subject",
        "submitter_changed": "submitter_id",
        "tags_changed": "tags",
        "task_due_at_changed": "due_at",
        "type_changed": "type",
    },
    "user": {
        "active_changed": "active",
        "alias_changed": "alias",
        "custom_role_changed": "custom_role_id",
        "default_group_changed": "default_group_id",
        "details_changed": "details",
        "external_id_changed": "external_id",
        "last_login_changed": "last_login_at",
        "name_changed": "name",
        "notes_changed": "notes",
        "only_private_comments_changed": "only_private_comments",
        "photo_changed": "photo_id",
        "role_changed": "role",
        "suspended_changed": "suspended",
        "tags_changed": "tags",
        "time_zone_changed": "time_zone",
    },
    "organization": {
        "external_id_changed": "external_id",
        "name_changed": "name",
        "tags_changed": "tags",
    },
}
# What happens once, or has a form of its own.
OTHERS: Mapping[Kind, tuple[str, ...]] = {
    "ticket": (
        "attachment_linked_to_comment",
        "attachment_redacted_from_comment",
        "comment_added",
        "comment_made_private",
        "comment_redacted",
        "created",
        "custom_field_changed",
        "marked_as_spam",
        "merged",
        "ola_policy_changed",
        "permanently_deleted",
        "sla_policy_changed",
        "soft_deleted",
        "undeleted",
    ),
    "user": (
        "created",
        "custom_field_changed",
        "deleted",
        "group_membership_created",
        "group_membership_deleted",
        "identity_changed",
        "identity_created",
        "identity_deleted",
        "merged",
        "organization_membership_created",
        "organization_membership_deleted",
        "password_changed",
    ),
    "organization": ("created", "deleted", "custom_field_changed"),
}
# Documented, but nothing here happens that they would tell of.
UNBUILT = (
    "ticket.csat_",
    "agent.",
    "article.",
    "community_post.",
    "messaging_ticket.",
    "omnichannel_config.",
)


def event_type(kind: Kind, name: str) -> str:
    """The full name of an event."""
    return f"{PREFIX}{kind}.{name}"


def is_unbuilt(type_: str) -> bool:
    """Whether it is the name of an event of which the desk cannot tell yet."""
    return type_.removeprefix(PREFIX).startswith(UNBUILT) and type_.startswith(PREFIX)


EVENT_TYPES = frozenset(
    event_type(kind, name) for kind in CHANGES for name in (*CHANGES[kind], *OTHERS[kind])
)
