"""Where ids come from, and the version of the configuration."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Ids look like those of a live account: above what 32 bits hold, below what a double holds.
FIRST_ID = 20_000_000_000


def upgrade() -> None:
    op.execute("INSERT INTO configuration_version (id, version) VALUES (1, 1)")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE SEQUENCE ids_sequence START {FIRST_ID + 1}")
        op.execute("CREATE SEQUENCE tickets_sequence START 1")
    else:
        sequences = sa.table("sequences", sa.column("name"), sa.column("value"))
        op.bulk_insert(
            sequences, [{"name": "ids", "value": FIRST_ID}, {"name": "tickets", "value": 0}]
        )
