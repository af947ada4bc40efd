"""Operations on the variants of an item, in the order of the reference."""

from ombud.families.dynamic_content_items import queries as item_queries
from ombud.families.dynamic_content_variants import queries, service
from ombud.families.dynamic_content_variants.shapes import (
    Variant,
    VariantChange,
    VariantOfItem,
    show,
)
from ombud.wire.answers import Created, Many, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

PATH = "/dynamic_content/items/{dynamic_content_item_id}/variants"


@get(
    PATH,
    name="DynamicContentListVariants",
    role="admins",
    permission="manage_dynamic_content",
    page="both",
)
def list_variants(ctx: Context, dynamic_content_item_id: int) -> Page[Variant]:
    """The variants of an item."""
    item = item_queries.find(ctx, dynamic_content_item_id)
    return Page(Variant, queries.of_item(item.id), queries.ORDERS, show)


@get(PATH + "/{dynamic_content_variant_id}", name="ShowDynamicContentVariant", role="agents")
def show_variant(
    ctx: Context, dynamic_content_item_id: int, dynamic_content_variant_id: int
) -> One[Variant]:
    """One variant."""
    item = item_queries.find(ctx, dynamic_content_item_id)
    return One(show(ctx, [queries.find(ctx, item.id, dynamic_content_variant_id)])[0])


@post(PATH, name="CreateDynamicContentVariant", role="agents")
def create_variant(
    ctx: Context, dynamic_content_item_id: int, variant: VariantChange
) -> Created[Variant]:
    """Add a variant in a language that the item does not have yet."""
    [variant_id] = service.create_many(ctx, dynamic_content_item_id, [variant])
    created = show_variant(ctx, dynamic_content_item_id, variant_id).shape
    return Created(created, created.url)


@post(PATH + "/create_many", name="CreateManyDynamicContentVariants", role="agents")
def create_many_variants(
    ctx: Context, dynamic_content_item_id: int, variants: list[VariantChange]
) -> Raw:
    """Add several variants."""
    ids = service.create_many(ctx, dynamic_content_item_id, variants)
    return Raw({"variants": _shown(ctx, dynamic_content_item_id, ids)}, 201)


@put(PATH + "/update_many", name="UpdateManyDynamicContentVariants", role="agents")
def update_many_variants(
    ctx: Context, dynamic_content_item_id: int, variants: list[VariantOfItem]
) -> Many[Variant]:
    """Change several variants, each named by its id."""
    ids = service.change_many(ctx, dynamic_content_item_id, variants)
    return Many(Variant, _shown(ctx, dynamic_content_item_id, ids))


@put(PATH + "/{dynamic_content_variant_id}", name="UpdateDynamicContentVariant", role="agents")
def update_variant(
    ctx: Context,
    dynamic_content_item_id: int,
    dynamic_content_variant_id: int,
    variant: VariantChange,
) -> One[Variant]:
    """Change a variant; making it the default takes that from the one before."""
    service.update_variant(ctx, dynamic_content_item_id, dynamic_content_variant_id, variant)
    return show_variant(ctx, dynamic_content_item_id, dynamic_content_variant_id)


@delete(PATH + "/{dynamic_content_variant_id}", name="DeleteDynamicContentVariant", role="agents")
def delete_variant(
    ctx: Context, dynamic_content_item_id: int, dynamic_content_variant_id: int
) -> Nothing:
    """Delete a variant that is not the default."""
    service.delete_variant(ctx, dynamic_content_item_id, dynamic_content_variant_id)
    return Nothing()


def _shown(ctx: Context, item_id: int, ids: list[int]) -> list[Variant]:
    rows = queries.by_item(ctx, [item_id])[item_id]
    return show(ctx, [row for row in rows if row.id in ids])
