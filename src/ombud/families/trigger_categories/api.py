"""Operations on trigger categories, in the order of the reference."""

from collections.abc import Sequence
from typing import Any

from ombud.families.rule_usages.rights import require_rights
from ombud.families.trigger_categories import batches, queries, service
from ombud.families.trigger_categories.shapes import (
    Batch,
    TriggerCategory,
    TriggerCategoryChange,
    show,
)
from ombud.wire.answers import Nothing, One, Page, Raw, Sideload
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, patch, post

CATEGORY = "/trigger_categories/{trigger_category_id}"


def _rule_counts(ctx: Context, categories: Sequence[TriggerCategory]) -> list[dict[str, Any]]:
    found = queries.rule_counts(ctx, [int(each.id) for each in categories])
    by_id = {str(row.category_id): row for row in found}
    return [
        {
            "category_id": each.id,
            "active_count": int(by_id[each.id].active_count) if each.id in by_id else 0,
            "inactive_count": int(by_id[each.id].inactive_count) if each.id in by_id else 0,
        }
        for each in categories
    ]


RULE_COUNTS = Sideload(
    "rule_counts", "rule_counts", _rule_counts, "How many triggers each has, active and not."
)


@get(
    "/trigger_categories",
    name="ListTriggerCategories",
    role="agents",
    page="both",
    include=(RULE_COUNTS,),
)
def list_trigger_categories(ctx: Context) -> Page[TriggerCategory]:
    """All categories in the order in which their triggers run."""
    # Zendesk: cursors-first (docs/quirks.md#cursors-first)
    statement = queries.visible(ctx)
    return Page(TriggerCategory, statement, queries.ORDERS, show, by_cursor=True)


@post("/trigger_categories", name="CreateTriggerCategory", role="agents")
def create_trigger_category(
    ctx: Context, trigger_category: TriggerCategoryChange
) -> One[TriggerCategory]:
    """Create a category; it is the last unless a position is given."""
    require_rights(ctx)
    return show_trigger_category(ctx, str(service.create(ctx, trigger_category)))


@get(CATEGORY, name="ShowTriggerCategoryById", role="agents")
def show_trigger_category(ctx: Context, trigger_category_id: str) -> One[TriggerCategory]:
    """One category."""
    return One(show(ctx, [queries.find(ctx, trigger_category_id)])[0])


@patch(CATEGORY, name="UpdateTriggerCategory", role="agents")
def update_trigger_category(
    ctx: Context, trigger_category_id: str, trigger_category: TriggerCategoryChange
) -> One[TriggerCategory]:
    """Change a category."""
    require_rights(ctx)
    service.update_category(ctx, trigger_category_id, trigger_category)
    return show_trigger_category(ctx, trigger_category_id)


@delete(CATEGORY, name="DeleteTriggerCategory", role="agents")
def delete_trigger_category(ctx: Context, trigger_category_id: str) -> Nothing:
    """Delete a category without triggers."""
    require_rights(ctx)
    service.delete_category(ctx, trigger_category_id)
    return Nothing()


@post("/trigger_categories/jobs", name="BatchOperateTriggerCategories", role="agents")
def move_trigger_categories(ctx: Context, job: Batch) -> Raw:
    """Move many categories and triggers at once, all or none."""
    require_rights(ctx)
    return Raw(batches.carry_out(ctx, job))
