"""Macros, for whom they are, and the files that they bring along."""

from sqlalchemy import Column, Index, Table

from ombud.tables.columns import Id, json_text, metadata, reference, time_at
from ombud.tables.restricted import groups_of, restricted

macros = restricted("macros", json_text("actions", "[]"))
macro_groups = groups_of("macro")

macro_attachments = Table(
    "macro_attachments",
    metadata,
    # It has the id of the file.
    Column("attachment_id", Id, primary_key=True, autoincrement=False),
    # Null until the macro is made.
    reference("macro_id", "macros.id"),
    reference("author_id", "users.id", required=True),
    time_at("created_at", required=True),
    Index("ix_macro_attachments_macro_id", "macro_id", "attachment_id"),
)
