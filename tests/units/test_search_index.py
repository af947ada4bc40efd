"""How texts become words, and how the index finds records by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.search import index
from ombud.search.conditions import Asking
from ombud.search.index import Document
from ombud.search.query import matching_ids
from ombud.search.records import known_keywords
from ombud.search.searching import Order, read
from ombud.search.words import LONGEST_WORD, words_in
from ombud.tables import tickets
from tests.cast.findable import NOW, SAM
from tests.units.records import UTC, Records


class TestWords:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Tip-Top DESKTOPS", "tip top desktops"),
            ("dana@example.org", "dana example org"),
            ("model__x100", "model x100"),
            ("Crème brûlée", "creme brulee"),
            ("CRE\u0300ME", "creme"),
            ("Straße", "strasse"),
            ("ﬁne", "fine"),
            ("東京タワー", "東 京 タ ワ ー"),
            ("한국어", "한국어"),
            ("हिन्दी भाषा", "हिन्दी भाषा"),
            ("\u2019\u201c\u2014 \u2026", ""),
            ("x" * 100, "x" * LONGEST_WORD),
        ],
    )
    def test_words(self, text: str, wanted: str) -> None:
        assert words_in(text) == wanted.split()

    @given(st.text())
    def test_words_have_nothing_that_an_index_could_misread(self, text: str) -> None:
        for word in words_in(text):
            assert not set(word) & set(" \t\n'\"\\():*&|!<>{}^-+,")
            assert words_in(word)


class TestIndex:
    """What is written is found, and what is taken away is not."""

    def found(self, records: Records, words: str) -> list[int]:
        with records.account.transaction(writes=False) as db:
            return sorted(db.values(matching_ids(db, "ticket", words)))

    def test_what_changes(self, records: Records) -> None:
        with records.account.transaction(writes=True) as db:
            index.put(db, "ticket", 70, "Zanzibar", "spices", notes="secret", more="tagged")
        for word in ("zanz", "SPICES", "secret", "tagged", "zanzibar spices"):
            assert self.found(records, word) == [70]
        with records.account.transaction(writes=True) as db:
            index.put(db, "ticket", 70, "Zanzibar", "cloves")
        assert self.found(records, "spices") == []
        assert self.found(records, "cloves") == [70]
        with records.account.transaction(writes=True) as db:
            index.remove(db, "ticket", 70)
        assert self.found(records, "zanzibar") == []

    def test_many_at_once(self, records: Records) -> None:
        documents = [Document("ticket", 1000 + n, f"quokka {n}") for n in range(1201)]
        with records.account.transaction(writes=True) as db:
            index.put_many(db, documents)
        assert len(self.found(records, "quokka")) == 1201
        with records.account.transaction(writes=True) as db:
            for document in documents:
                index.remove(db, "ticket", document.id)
        assert self.found(records, "quokka") == []

    def test_very_long_texts(self, records: Records) -> None:
        long = " ".join(f"lang{n}" for n in range(100_000))
        with records.account.transaction(writes=True) as db:
            index.put(db, "ticket", 71, "Short", long, notes="é" * 400_000)
        assert self.found(records, "short") == [71]
        with records.account.transaction(writes=True) as db:
            index.remove(db, "ticket", 71)

    def test_another_kind_is_another_record(self, records: Records) -> None:
        with records.account.transaction(writes=True) as db:
            index.put(db, "group", 1, "okapi", "")
        assert self.found(records, "okapi") == []
        with records.account.transaction(writes=True) as db:
            index.remove(db, "group", 1)

    def test_some_parts_only(self, records: Records) -> None:
        with records.account.transaction(writes=False) as db:
            everywhere = matching_ids(db, "ticket", "refund appr")
            public = matching_ids(db, "ticket", "refund appr", parts=("title", "text"))
            private = matching_ids(db, "ticket", "refund appr", parts=("notes",))
            found = [db.values(statement) for statement in (everywhere, public, private)]
        assert found == [[3], [], [3]]

    def test_words_without_letters_match_nothing(self, records: Records) -> None:
        assert self.found(records, "") == []
        assert self.found(records, "* -- '") == []

    def test_new_keywords_are_known_at_once(self, records: Records) -> None:
        with records.account.transaction(writes=False) as db:
            assert "custom_field_9001" in db.cached(known_keywords)
            assert {"plan", "tier", "organization_id"} <= db.cached(known_keywords)

    def test_a_search_for_one_kind(self, records: Records) -> None:
        with records.account.transaction(writes=False) as db:
            search = read(Asking(db, SAM, NOW, UTC), "vip", ("ticket",))
            hits = search.hits({"ticket": tickets.select()}, Order("created"), 0, 10)
            assert [hit.id for hit in hits] == [1, 3]
