"""What mails are made of, read again by another parser than the one that wrote them."""

import email.policy
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.mail.addressing import one_line
from ombud.mail.letter import File, Party
from ombud.mail.writing import Post, compose

POST = Post(
    message_id="<01K.7.sig@desk.example>",
    date=1_700_000_000,
    sender=Party("support@desk.example", "Alice (Northwind)"),
    to=(Party("emma@acme.example", "Emma"),),
    subject="Broken lamp",
    text="It is mended.\n",
    html="<p>It is mended.</p>",
    desk="northwind-mark",
)
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=60)


def written(**changes: object) -> bytes:
    return bytes(compose(replace(POST, **changes)))  # type: ignore[arg-type]  # each test gives what it tests


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=email.policy.default)


def names_of(raw: bytes) -> set[str]:
    """The names of the headers, by the bytes alone."""
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return {line.partition(b":")[0].decode() for line in head if line[:1] not in b" \t"}


EXPECTED = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Ombud-Desk",
    "MIME-Version",
    "Content-Type",
}


class TestHeaders:
    def test_byte_for_byte(self) -> None:
        head = written().partition(b"\r\n\r\n")[0].split(b"\r\nMIME-Version")[0]
        assert head == (
            b'From: "Alice (Northwind)" <support@desk.example>\r\n'
            b"To: Emma <emma@acme.example>\r\n"
            b"Subject: Broken lamp\r\n"
            b"Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
            b"Message-ID: <01K.7.sig@desk.example>\r\n"
            b"Auto-Submitted: auto-generated\r\n"
            b"X-Auto-Response-Suppress: All\r\n"
            b"X-Ombud-Desk: northwind-mark"
        )

    @given(ANYTHING, ANYTHING)
    def test_no_subject_and_no_name_makes_a_header(self, subject: str, name: str) -> None:
        attack = f"{subject}\r\nBcc: all@acme.example\n\n{name}"
        raw = written(
            subject=attack,
            sender=Party("support@desk.example", f"{name}\r\nBcc: x@acme.example"),
            to=(Party("emma@acme.example", attack),),
            desk=attack,
        )
        assert names_of(raw) == EXPECTED

    @given(ANYTHING)
    def test_subjects_arrive_as_they_were(self, subject: str) -> None:
        assert one_line(read(written(subject=subject))["Subject"]) == one_line(subject)

    @given(st.lists(ANYTHING, min_size=1, max_size=4))
    def test_names_arrive_and_addresses_stay_their_own(self, names: list[str]) -> None:
        to = tuple(Party(f"p{place}@acme.example", name) for place, name in enumerate(names))
        raw = written(to=to).decode("latin-1")
        value = raw.partition("\r\nTo: ")[2].partition("\r\nSubject:")[0]
        found = getaddresses([value.replace("\r\n", "")])
        assert [address for _, address in found] == [party.address for party in to]
        assert [one_line(str(make_header(decode_header(name)))) for name, _ in found] == [
            one_line(name) for name in names
        ]

    def test_lines_are_ascii_and_not_too_long(self) -> None:
        raw = written(subject="Störung im Büro " * 50, text="Käse " * 900, html="<p>ש</p>" * 500)
        assert raw.isascii()
        assert max(map(len, raw.split(b"\r\n"))) <= 78

    def test_domains_of_other_scripts(self) -> None:
        raw = written(to=(Party("emma@bücher.example", "Emma"),))
        assert b"To: Emma <emma@xn--bcher-kva.example>\r\n" in raw

    def test_names_of_mailboxes_beyond_ascii(self) -> None:
        raw = written(to=(Party("zoë@acme.example", "Zoë"),))
        assert "To: =?utf-8?b?Wm/Dqw==?= <zoë@acme.example>\r\n".encode() in raw

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "emma",
            "@acme.example",
            "emma@",
            "a b@c.example",
            "a@b.example\r\nBcc: x@y.example",
            "<a@b.example>",
            "a@b.example, c@d.example",
            "a;b@c.example",
            "a@b@c.example",
            "a\u202eb@c.example",
            f"a@{'ü' * 80}.example",
        ],
    )
    def test_what_is_no_address_is_refused(self, address: str) -> None:
        with pytest.raises(ValueError):
            written(to=(Party(address),))

    def test_threads(self) -> None:
        ids = tuple(f"<{number}@acme.example>" for number in range(30))
        raw = read(written(references=ids, in_reply_to=ids[-1]))
        assert raw["In-Reply-To"] == "<29@acme.example>"
        found = raw["References"].split()
        assert (found[0], found[-1], len(found)) == (ids[0], ids[-1], 20)

    def test_ids_that_are_none_are_not_repeated(self) -> None:
        evil = "<a@b>\r\nBcc: x@acme.example"
        raw = written(references=(evil, "<a b@c>", "<a@b>"), in_reply_to=evil)
        assert names_of(raw) == EXPECTED | {"References"}
        assert read(raw)["References"] == "<a@b>"

    def test_copies_and_where_to_answer(self) -> None:
        raw = read(
            written(
                copied=(Party("eric@acme.example", "Eric"),),
                reply_to=Party("support+id7-abc@desk.example", "Northwind"),
                language="he",
            )
        )
        assert raw["Cc"] == "Eric <eric@acme.example>"
        assert raw["Reply-To"] == "Northwind <support+id7-abc@desk.example>"
        assert raw["Content-Language"] == "he"


class TestBodies:
    @given(ANYTHING, ANYTHING)
    def test_both_arrive(self, text: str, html: str) -> None:
        mail = read(written(text=text, html=html))
        assert mail.get_content_type() == "multipart/alternative"
        parts = [part.get_content() for part in mail.iter_parts()]
        assert [_plain(part) for part in parts] == [_plain(text), _plain(html)]

    def test_text_alone(self) -> None:
        mail = read(written(html=None))
        assert mail.get_content_type() == "text/plain"

    def test_files(self) -> None:
        files = (
            File("lamp.png", "image/png", b"\x89PNG"),
            File("Größe\r\n.txt", "text/plain; charset=x", b"abc"),
            File("", "message/rfc822", b"Subject: x\r\n\r\n"),
            File("x", "image/png\r\nBcc: x@y.example", b""),
        )
        raw = written(files=files)
        mail = read(raw)
        assert mail.get_content_type() == "multipart/mixed"
        found = [
            (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
            for part in mail.iter_attachments()
        ]
        assert found == [
            ("lamp.png", "image/png", b"\x89PNG"),
            ("Größe .txt", "text/plain", b"abc"),
            ("attachment", "application/octet-stream", b"Subject: x\r\n\r\n"),
            ("x", "image/png", b""),
        ]
        assert names_of(raw) == EXPECTED


def _plain(text: str) -> list[str]:
    return text.replace("\x00", "").split()
