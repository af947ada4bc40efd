"""From a role and its configuration to the permissions that operations ask for."""

from collections.abc import Mapping
from typing import Any

__all__ = [
    "ADMIN",
    "AGENT",
    "LIGHT_AGENT",
    "comments_privately",
    "of_agent",
    "of_custom_role",
    "sees_public_groups",
    "ticket_restriction",
]

# Role types; 0 is an agent without a custom role.
AGENT, LIGHT_AGENT, ADMIN = 0, 1, 4
# What an agent without a custom role may do; ticket deletion is a setting of the account.
STANDARD = frozenset(
    {
        "edit_end_users",
        "manage_end_users",
        "manage_end_users_or_team_members",
        "manage_team_members_or_end_users",
        "manage_dynamic_content",
        "merge_tickets",
        "edit_tickets",
        "public_comments",
        "view_deleted_tickets",
        "edit_ticket_tags",
        "edit_organization_notes",
        "view_reports",
        "list_users",
        "manage_personal_macros",
        "manage_personal_views",
        "manage_suspended_tickets",
    }
)
PUBLIC_GROUPS = "within-groups-and-public-groups"
# What `ticket_access` is called for agents without a custom role; `all` restricts nothing.
RESTRICTIONS = {
    "assigned-only": "assigned",
    "within-groups": "groups",
    PUBLIC_GROUPS: "groups",
    "within-organization": "organization",
}
# A key of the configuration, the values that grant, the permissions granted.
GRANTS: tuple[tuple[str, frozenset[Any], frozenset[str]], ...] = (
    ("ticket_deletion", frozenset({True}), frozenset({"delete_tickets"})),
    ("ticket_redaction", frozenset({True}), frozenset({"redact_ticket_content"})),
    ("view_deleted_tickets", frozenset({True}), frozenset({"view_deleted_tickets"})),
    ("ticket_editing", frozenset({True}), frozenset({"edit_tickets"})),
    ("ticket_merge", frozenset({True}), frozenset({"merge_tickets"})),
    ("ticket_tag_editing", frozenset({True}), frozenset({"edit_ticket_tags"})),
    ("ticket_comment_access", frozenset({"public"}), frozenset({"public_comments"})),
    (
        "organization_editing",
        frozenset({True}),
        frozenset({"manage_organizations", "add_or_modify_organizations"}),
    ),
    (
        "organization_notes_editing",
        frozenset({True}),
        frozenset({"edit_organization_notes"}),
    ),
    (
        "end_user_profile_access",
        frozenset({"edit", "edit-within-org", "full"}),
        frozenset({"manage_end_users_or_team_members", "manage_team_members_or_end_users"}),
    ),
    ("end_user_profile_access", frozenset({"edit", "full"}), frozenset({"edit_end_users"})),
    (
        "end_user_profile_access",
        frozenset({"edit-within-org"}),
        frozenset({"edit_end_users_within_organization"}),
    ),
    ("end_user_profile_access", frozenset({"full"}), frozenset({"manage_end_users"})),
    (
        "manage_team_members",
        frozenset({True, "all", "all-except-self", "all_with_self_restriction"}),
        frozenset(
            {
                "manage_team_members",
                "manage_end_users_or_team_members",
                "manage_team_members_or_end_users",
            }
        ),
    ),
    ("manage_roles", frozenset({"all", "all-except-self"}), frozenset({"manage_roles"})),
    ("manage_groups", frozenset({True}), frozenset({"manage_groups"})),
    # What it was called before.
    ("group_access", frozenset({True}), frozenset({"manage_groups"})),
    # A role that says nothing of it was made before it could.
    ("end_user_list_access", frozenset({"full", None}), frozenset({"list_users"})),
    ("manage_group_memberships", frozenset({True}), frozenset({"manage_group_memberships"})),
    ("manage_dynamic_content", frozenset({True}), frozenset({"manage_dynamic_content"})),
    ("manage_suspended_tickets", frozenset({True}), frozenset({"manage_suspended_tickets"})),
    (
        "manage_extensions_and_channels",
        frozenset({True}),
        frozenset({"manage_channels_and_extensions"}),
    ),
    ("manage_business_rules", frozenset({True}), frozenset({"manage_business_rules"})),
    ("view_access", frozenset({"full"}), frozenset({"manage_shared_views"})),
    ("view_access", frozenset({"full", "manage-group"}), frozenset({"manage_group_views"})),
    # A role that says nothing of views may have its own.
    (
        "view_access",
        frozenset({"full", "manage-group", "manage-personal", None}),
        frozenset({"manage_personal_views"}),
    ),
    ("macro_access", frozenset({"full"}), frozenset({"manage_shared_macros"})),
    ("macro_access", frozenset({"full", "manage-group"}), frozenset({"manage_group_macros"})),
    # The same for macros.
    (
        "macro_access",
        frozenset({"full", "manage-group", "manage-personal", None}),
        frozenset({"manage_personal_macros"}),
    ),
    ("report_access", frozenset({"readonly", "full"}), frozenset({"view_reports"})),
    ("assign_tickets_to_any_group", frozenset({True}), frozenset({"assign_to_any_group"})),
)


def of_agent(*, may_delete_tickets: bool) -> frozenset[str]:
    """The permissions of an agent without a custom role."""
    deleting = {"delete_tickets", "redact_ticket_content"} if may_delete_tickets else set()
    return STANDARD | deleting | {"assign_to_any_group"}


def of_custom_role(configuration: Mapping[str, Any]) -> frozenset[str]:
    """The permissions that a custom role's configuration grants."""
    granted: set[str] = set()
    for key, values, permissions in GRANTS:
        if configuration.get(key) in values:
            granted |= permissions
    return frozenset(granted)


def ticket_restriction(configuration: Mapping[str, Any]) -> str | None:
    """Which tickets the role lets its agents see, in the words of users; None for no restriction."""
    return RESTRICTIONS.get(str(configuration.get("ticket_access")))


def sees_public_groups(configuration: Mapping[str, Any]) -> bool:
    """Whether the tickets of public groups are seen beside those of the agent's own."""
    return configuration.get("ticket_access") == PUBLIC_GROUPS


def comments_privately(configuration: Mapping[str, Any]) -> bool:
    """Whether the role's agents only write what end users do not read."""
    return configuration.get("ticket_comment_access") == "none"
