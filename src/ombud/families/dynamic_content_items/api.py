"""Operations on the items of dynamic content, in the order of the reference."""

from ombud.families.dynamic_content_items import queries, service
from ombud.families.dynamic_content_items.shapes import Item, ItemChange, ItemsQuery, show
from ombud.families.job_statuses.batches import check_batch
from ombud.wire.answers import Created, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put


@get("/dynamic_content/items", name="ListDynamicContents", role="agents", page="both")
def list_items(ctx: Context) -> Page[Item]:
    """All items."""
    return Page(Item, queries.visible(ctx), queries.ORDERS, show)


@get("/dynamic_content/items/show_many", name="ShowManyDynamicContents", role="agents")
def show_many_items(ctx: Context, query: ItemsQuery) -> Many[Item]:
    """The items that are named; what nothing is called is left out."""
    check_batch(query.identifiers, "identifiers")
    return Many(Item, show(ctx, queries.named(ctx, query.identifiers)))


@get(
    "/dynamic_content/items/{dynamic_content_item_id}", name="ShowDynamicContentItem", role="agents"
)
def show_item(ctx: Context, dynamic_content_item_id: int) -> One[Item]:
    """One item."""
    return One(show(ctx, [queries.find(ctx, dynamic_content_item_id)])[0])


@post("/dynamic_content/items", name="CreateDynamicContent", role="agents")
def create_item(ctx: Context, item: ItemChange) -> Created[Item]:
    """Create an item with its variants."""
    created = show_item(ctx, service.create(ctx, item)).shape
    return Created(created, created.url)


@put(
    "/dynamic_content/items/{dynamic_content_item_id}",
    name="UpdateDynamicContentItem",
    role="agents",
)
def update_item(ctx: Context, dynamic_content_item_id: int, item: ItemChange) -> One[Item]:
    """Give an item another name; what templates call it stays."""
    service.rename(ctx, dynamic_content_item_id, item)
    return show_item(ctx, dynamic_content_item_id)


@delete(
    "/dynamic_content/items/{dynamic_content_item_id}",
    name="DeleteDynamicContentItem",
    role="agents",
)
def delete_item(ctx: Context, dynamic_content_item_id: int) -> Nothing:
    """Delete an item that no rule names."""
    service.delete_item(ctx, dynamic_content_item_id)
    return Nothing()
