"""Runs the migrations on the connection that ombud.db.migrate hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    transactional_ddl=False,
    render_as_batch=False,
    # The index of words is in no metadata: see 0003_search.py.
    include_name=lambda name, kind, _: kind != "table" or not (name or "").startswith("search_"),
)
context.run_migrations()
