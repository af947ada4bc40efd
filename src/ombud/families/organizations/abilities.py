"""What the caller may do to each organization, beside the organizations."""

from collections.abc import Sequence
from typing import Any

from ombud.families.organizations.shapes import Organization
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["ABILITIES"]


def _abilities(ctx: Context, organizations: Sequence[Organization]) -> list[dict[str, Any]]:
    """# Zendesk: organization-abilities."""
    may_manage = ctx.actor.may("manage_organizations")
    return [
        {
            "url": organization.url,
            "organization_id": organization.id,
            "can_edit": may_manage,
            "can_edit_notes": may_manage or ctx.actor.may("edit_organization_notes"),
            "can_delete": may_manage,
        }
        for organization in organizations
    ]


ABILITIES = Sideload("abilities", "abilities", _abilities, "What you may do to them.")
