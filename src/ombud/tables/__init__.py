"""Every table of an account: columns, constraints and indexes, no behaviour."""

from ombud.tables.accounts import (
    account,
    account_settings,
    configuration_version,
    sequences,
)
from ombud.tables.attachments import attachments, uploads
from ombud.tables.automations import (
    automation_matches,
    automation_runs,
    automation_turns,
    automations,
)
from ombud.tables.columns import begins_with, folded, metadata
from ombud.tables.deliveries import deliveries, delivery_attempts
from ombud.tables.desk import (
    account_locales,
    brands,
    custom_roles,
    custom_statuses,
    ticket_forms,
)
from ombud.tables.dynamic_content import dynamic_content_items, dynamic_content_variants
from ombud.tables.fields import (
    organization_field_options,
    organization_fields,
    ticket_field_options,
    ticket_field_tags,
    ticket_fields,
    user_field_options,
    user_fields,
)
from ombud.tables.groups import group_memberships, groups
from ombud.tables.jobs import job_statuses
from ombud.tables.macros import macro_attachments, macro_groups, macros
from ombud.tables.mail import (
    inbound_mails,
    mailboxes,
    push_notification_devices,
    recipient_addresses,
    suspended_tickets,
)
from ombud.tables.organizations import (
    organization_domains,
    organization_field_values,
    organization_memberships,
    organization_merges,
    organization_tags,
    organizations,
)
from ombud.tables.receivers import target_failures, targets, webhooks
from ombud.tables.rules import (
    explanations,
    rule_usages,
    trigger_categories,
    trigger_revisions,
    trigger_sets,
    triggers,
)
from ombud.tables.schedules import schedule_holidays, schedules
from ombud.tables.signing_in import (
    api_tokens,
    oauth_clients,
    oauth_codes,
    oauth_spent,
    oauth_tokens,
    sessions,
)
from ombud.tables.slas import group_sla_policies, sla_policies, ticket_metric_events
from ombud.tables.tickets import (
    comments,
    idempotency_keys,
    ticket_audits,
    ticket_collaborators,
    ticket_field_values,
    ticket_metrics,
    ticket_tags,
    tickets,
)
from ombud.tables.users import (
    compliance_deletions,
    user_field_values,
    user_identities,
    user_tags,
    users,
)
from ombud.tables.views import view_export_parts, view_groups, views

__all__ = [
    "account",
    "account_locales",
    "account_settings",
    "api_tokens",
    "attachments",
    "automation_matches",
    "automation_runs",
    "automation_turns",
    "automations",
    "begins_with",
    "brands",
    "comments",
    "compliance_deletions",
    "configuration_version",
    "custom_roles",
    "custom_statuses",
    "deliveries",
    "delivery_attempts",
    "dynamic_content_items",
    "dynamic_content_variants",
    "explanations",
    "folded",
    "group_memberships",
    "group_sla_policies",
    "groups",
    "idempotency_keys",
    "inbound_mails",
    "job_statuses",
    "macro_attachments",
    "macro_groups",
    "macros",
    "mailboxes",
    "metadata",
    "oauth_clients",
    "oauth_codes",
    "oauth_spent",
    "oauth_tokens",
    "organization_domains",
    "organization_field_options",
    "organization_field_values",
    "organization_fields",
    "organization_memberships",
    "organization_merges",
    "organization_tags",
    "organizations",
    "push_notification_devices",
    "recipient_addresses",
    "rule_usages",
    "schedule_holidays",
    "schedules",
    "sequences",
    "sessions",
    "sla_policies",
    "suspended_tickets",
    "target_failures",
    "targets",
    "ticket_audits",
    "ticket_collaborators",
    "ticket_field_options",
    "ticket_field_tags",
    "ticket_field_values",
    "ticket_fields",
    "ticket_forms",
    "ticket_metric_events",
    "ticket_metrics",
    "ticket_tags",
    "tickets",
    "trigger_categories",
    "trigger_revisions",
    "trigger_sets",
    "triggers",
    "uploads",
    "user_field_options",
    "user_field_values",
    "user_fields",
    "user_identities",
    "user_tags",
    "users",
    "view_export_parts",
    "view_groups",
    "views",
    "webhooks",
]
