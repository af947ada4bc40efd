"""The index of words: FTS5 on SQLite, tsvectors on PostgreSQL.

It is written by hand and stands in no metadata, because the two have no table in common.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE search_documents ("
            "kind smallint NOT NULL, id bigint NOT NULL, words tsvector NOT NULL,"
            " CONSTRAINT pk_search_documents PRIMARY KEY (kind, id))"
        )
        op.execute("CREATE INDEX ix_search_documents_words ON search_documents USING gin (words)")
    else:
        # Words arrive already folded and cut, so the tokenizer only has to split at blanks.
        op.execute(
            "CREATE VIRTUAL TABLE search_documents USING fts5(title, text, notes, more,"
            " tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M*'\")"
        )
        # Every commit adds a segment. Merging eight at a time costs a third less than four; many
        # at once are seldom, and pages are small, so that no single writer is held up for long.
        set_option = "INSERT INTO search_documents (search_documents, rank)"
        op.execute(f"{set_option} VALUES ('automerge', 8), ('crisismerge', 64), ('pgsz', 1000)")
