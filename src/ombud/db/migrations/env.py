"""Runs the migrations on the connection that ombud.db.migrate hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    transactional_ddl=False,
    render_as_batch=False,
)
context.run_migrations()
