"""The settings of a new account, group by group."""

from typing import Any

__all__ = ["DEFAULTS"]

DEFAULTS: dict[str, dict[str, Any]] = {
    "tickets": {
        "agent_ticket_deletion": False,
        "list_newest_comments_first": True,
        "collaboration": True,
        "private_attachments": False,
        "email_attachments": False,
        "agent_collision": True,
        "tagging": True,
        "list_empty_views": True,
        "comments_public_by_default": True,
        "is_first_comment_private_enabled": True,
        "maximum_personal_views_to_list": 8,
        "status_hold": False,
        "markdown_ticket_comments": False,
        "rich_text_comments": True,
        "emoji_autocompletion": True,
        "assign_tickets_upon_solve": True,
        "allow_group_reset": True,
        "assign_default_organization": True,
        "follower_and_email_cc_collaborations": True,
        "auto_updated_ccs_followers_rules": True,
        "agent_can_change_requester": True,
        "comment_email_ccs_allowed": True,
        "ticket_followers_allowed": True,
        "light_agent_email_ccs_allowed": True,
        "agent_email_ccs_become_followers": True,
    },
    "user": {
        "tagging": True,
        "time_zone_selection": True,
        "language_selection": True,
        "multiple_organizations": False,
        "agent_created_welcome_emails": True,
        "end_user_phone_number_validation": False,
        "have_gravatars_enabled": False,
    },
    "groups": {"check_group_name_uniqueness": False},
    "api": {
        "accepted_api_agreement": True,
        "api_password_access": "true",
        "api_token_access": "true",
    },
}
