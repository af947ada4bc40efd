"""Views, for whom they are, and the parts of those that are being exported."""

from sqlalchemy import Column, Integer, Table, Text

from ombud.tables.columns import json_text, metadata
from ombud.tables.restricted import groups_of, restricted

views = restricted(
    "views",
    json_text("conditions", "{}"),
    # Which columns are shown, what groups and what sorts the tickets.
    json_text("output", "{}"),
)
view_groups = groups_of("view")

# Lines of the file that a job is writing; it removes them when the file is whole.
view_export_parts = Table(
    "view_export_parts",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
)
