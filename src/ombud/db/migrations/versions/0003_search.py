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
