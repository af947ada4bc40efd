"""Dynamic content: texts with a name, each in several languages."""

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint, text

from ombud.tables.columns import (
    Id,
    flag,
    folded,
    identifier,
    metadata,
    reference,
    short,
    time_at,
)

dynamic_content_items = Table(
    "dynamic_content_items",
    metadata,
    identifier(),
    short("name", required=True),
    # What templates call it; it stays when the item gets another name.
    short("placeholder", required=True),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("placeholder"),
)
Index("uq_dynamic_content_items_name", folded(dynamic_content_items.c.name), unique=True)

dynamic_content_variants = Table(
    "dynamic_content_variants",
    metadata,
    identifier(),
    reference("item_id", "dynamic_content_items.id", required=True, on_delete="CASCADE"),
    Column("locale_id", Id, nullable=False),
    Column("content", Text, nullable=False),
    flag("active", default=True),
    flag("default"),
    # The default variant was written anew, and nobody has looked at this one since.
    flag("outdated"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("item_id", "locale_id"),
    Index("ix_dynamic_content_variants_item_id_id", "item_id", "id"),
)
Index(
    "uq_dynamic_content_variants_default",
    dynamic_content_variants.c.item_id,
    unique=True,
    sqlite_where=text('"default"'),
    postgresql_where=text('"default"'),
)
