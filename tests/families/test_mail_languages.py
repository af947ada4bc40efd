"""The fixed words of mails: the same in every language, chosen by who reads them."""

import string
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from ombud.families.locales import catalogue
from ombud.families.notices.words import LANGUAGES, words_in, words_of
from ombud.mail.quotes.marks import is_delimiter
from ombud.mail.templates import DELIMITER
from ombud.tables import account, users
from tests.channels.mail_making import bodies, change_settings, letters, mailing, sent_for
from tests.desk import Desk
from tests.families.browser import Browser

ENGLISH = msgspec.to_builtins(words_in("en-US"))


def texts(words: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each text with its place."""
    if isinstance(words, str):
        yield place, words
        return
    parts = words.items() if isinstance(words, dict) else enumerate(words)
    for name, part in parts:
        yield from texts(part, f"{place}.{name}")


def places(text: str) -> set[str | None]:
    """What is to be filled in; a name and nothing else, so that no value is looked into."""
    found = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    assert all(map(str.isidentifier, found))
    return set(found)


class TestCatalogue:
    @pytest.mark.parametrize("code", LANGUAGES)
    def test_each_language_says_everything(self, code: str) -> None:
        words = dict(texts(msgspec.to_builtins(words_in(code))))
        expected = dict(texts(ENGLISH))
        assert words.keys() == expected.keys()
        for place, text in words.items():
            assert bool(text.strip()) == bool(expected[place].strip()), place
            if place.endswith(("subject", "after", "footer", "delimiter")):
                assert places(text) == places(expected[place]), place
        # A name may stand in another line.
        for purpose in ENGLISH.keys() - {"delimiter", "footer"}:
            said = " ".join(getattr(words_in(code), purpose).lines)
            assert places(said) == places(" ".join(ENGLISH[purpose]["lines"])), purpose
        assert catalogue.by_code(code)

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_answers_are_cut_above_each_delimiter(self, code: str) -> None:
        assert is_delimiter(words_in(code).delimiter)
        assert (words_in(code).delimiter == DELIMITER) == (code == "en-US")

    @pytest.mark.parametrize(
        ("codes", "chosen"),
        [
            (["pt-BR"], "pt-BR"),
            (["pt"], "pt-BR"),
            (["de-AT", "fr"], "de"),
            (["es-419"], "es"),
            (["en-GB", "de"], "en-US"),
            (["it", "ja"], "ja"),
            ([None, "fr-CA"], "fr"),
            (["it", "he"], "en-US"),
            ([], "en-US"),
        ],
    )
    def test_the_first_that_has_words(self, codes: list[str | None], chosen: str) -> None:
        found = words_of(*(catalogue.id_of(code) if code else None for code in codes))
        assert found == (chosen, words_in(chosen))


def speaks(desk: Desk, code: str, table: Any = users) -> None:
    """Give Emma a language, or the account."""
    change = update(table).values(locale_id=catalogue.id_of(code))
    if table is users:
        change = change.where(users.c.id == desk.cast.emma)
    with desk.account.transaction(writes=True) as db:
        db.run(change)
        db.configuration_changed()


class TestNotices:
    def asked(self, desk: Desk) -> Any:
        Browser(desk).post("/access/password", {"email": "emma@acme.example"})
        desk.deliver()
        return letters(desk)[-1]

    def test_in_the_language_of_who_reads_them(self, desk: Desk) -> None:
        speaks(desk, "de-AT")
        mail = self.asked(desk)
        assert mail["Subject"] == "Neues Passwort für Northwind Lamps"
        assert mail["Content-Language"] == "de"
        text, html = bodies(mail)
        assert "Guten Tag Emma Enduser," in text
        assert "Diese E-Mail ist ein Service von Northwind Lamps." in text
        assert '<html lang="de" dir="ltr">' in html
        assert ">Passwort wählen</a>" in html

    def test_or_of_the_account(self, desk: Desk) -> None:
        speaks(desk, "he")
        speaks(desk, "ja", account)
        mail = self.asked(desk)
        assert mail["Subject"] == "Northwind Lampsの新しいパスワード"
        assert (mail["Content-Language"], "Emma Enduser 様" in bodies(mail)[0]) == ("ja", True)

    def test_names_fill_one_place_and_nothing_else(self, desk: Desk) -> None:
        name = "{account} {name.__class__} {0} %s <b>"
        with desk.account.transaction(writes=True) as db:
            db.run(update(users).where(users.c.id == desk.cast.emma).values(name=name))
        text, html = bodies(self.asked(desk))
        assert f"Hello {name}," in text
        assert "Hello {account} {name.__class__} {0} %s &lt;b&gt;," in html


class TestAroundMails:
    def test_what_stands_around_the_words_of_a_rule(self, desk: Desk) -> None:
        speaks(desk, "fr")
        change_settings(desk, "email", no_mail_delimiter=False)
        mailing(desk, body="Bonjour")
        text, html = bodies(sent_for(desk))
        for body in (text, html):
            assert "##- Veuillez répondre au-dessus de cette ligne -##" in body
            assert "Cet e-mail est un service de Northwind Lamps." in body

    def test_a_delimiter_of_the_account_s_own(self, desk: Desk) -> None:
        speaks(desk, "fr")
        change_settings(desk, "email", no_mail_delimiter=False, mail_delimiter="## ici ##")
        mailing(desk)
        assert bodies(sent_for(desk))[0].startswith("## ici ##")
