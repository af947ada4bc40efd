"""The product: one entry per resource family. Listed here by hand; nothing is scanned."""

from types import ModuleType

from ombud.families.account_settings import api as account_settings
from ombud.families.accounts import api as accounts
from ombud.families.api_tokens import api as api_tokens
from ombud.families.attachments import api as attachments
from ombud.families.automations import api as automations
from ombud.families.custom_statuses import api as custom_statuses
from ombud.families.deliveries import api as deliveries
from ombud.families.dynamic_content_items import api as dynamic_content_items
from ombud.families.dynamic_content_variants import api as dynamic_content_variants
from ombud.families.explanations import api as explanations
from ombud.families.group_memberships import api as group_memberships
from ombud.families.group_sla_policies import api as group_sla_policies
from ombud.families.groups import api as groups
from ombud.families.inbound_mails import api as inbound_mails
from ombud.families.job_statuses import api as job_statuses
from ombud.families.locales import api as locales
from ombud.families.macros import api as macros
from ombud.families.oauth_clients import api as oauth_clients
from ombud.families.oauth_tokens import api as oauth_tokens
from ombud.families.organization_memberships import api as organization_memberships
from ombud.families.organizations import api as organizations
from ombud.families.organizations import bulk_api as bulk_organizations
from ombud.families.organizations import merge_api as organization_merges
from ombud.families.organizations import tag_api as organization_tags
from ombud.families.push_notification_devices import api as push_notification_devices
from ombud.families.recipient_addresses import api as recipient_addresses
from ombud.families.requests import api as requests
from ombud.families.schedules import api as schedules
from ombud.families.search import api as search
from ombud.families.sessions import api as sessions
from ombud.families.sla_policies import api as sla_policies
from ombud.families.slas import api as slas
from ombud.families.suspended_tickets import api as suspended_tickets
from ombud.families.tags import api as tags
from ombud.families.target_failures import api as target_failures
from ombud.families.targets import api as targets
from ombud.families.ticket_audits import api as ticket_audits
from ombud.families.ticket_comments import api as ticket_comments
from ombud.families.ticket_fields import api as ticket_fields
from ombud.families.ticket_imports import api as ticket_imports
from ombud.families.ticket_metric_events import api as ticket_metric_events
from ombud.families.ticket_metrics import api as ticket_metrics
from ombud.families.tickets import api as tickets
from ombud.families.tickets import bulk_api as bulk_tickets
from ombud.families.trigger_categories import api as trigger_categories
from ombud.families.triggers import api as triggers
from ombud.families.user_identities import api as user_identities
from ombud.families.user_passwords import api as user_passwords
from ombud.families.users import api as users
from ombud.families.users import bulk_api as bulk_users
from ombud.families.users import deleted_api as deleted_users
from ombud.families.users import tag_api as user_tags
from ombud.families.views import api as views
from ombud.families.views import tickets_api as view_tickets
from ombud.families.webhooks import api as webhooks

__all__ = ["FAMILIES"]

FAMILIES: tuple[ModuleType, ...] = (
    account_settings,
    accounts,
    api_tokens,
    attachments,
    automations,
    bulk_organizations,
    bulk_tickets,
    bulk_users,
    custom_statuses,
    deleted_users,
    deliveries,
    dynamic_content_items,
    dynamic_content_variants,
    explanations,
    group_memberships,
    group_sla_policies,
    groups,
    inbound_mails,
    job_statuses,
    locales,
    macros,
    oauth_clients,
    oauth_tokens,
    organization_memberships,
    organization_merges,
    organization_tags,
    organizations,
    push_notification_devices,
    recipient_addresses,
    requests,
    schedules,
    search,
    sessions,
    sla_policies,
    slas,
    suspended_tickets,
    tags,
    target_failures,
    targets,
    ticket_audits,
    ticket_comments,
    ticket_fields,
    ticket_imports,
    ticket_metric_events,
    ticket_metrics,
    tickets,
    trigger_categories,
    triggers,
    user_identities,
    user_passwords,
    user_tags,
    users,
    view_tickets,
    views,
    webhooks,
)
