"""Reading whatever comes: it never fails, stays in bounds, and lets nothing through that acts."""

import base64
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.mail.authentication import findings, is_forged
from ombud.mail.commands import commands_in, commands_in_page
from ombud.mail.forwarded import forwarded
from ombud.mail.letter import Letter
from ombud.mail.reading import Limits, read

CORPUS = [
    content
    for path in sorted((Path(__file__).parent / "corpus").glob("*.eml"))
    # The long ones make the search for short ones slow; they have their own test.
    if len(content := path.read_bytes()) < 20_000
]
ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "svg"}
TOKENS = [
    *(
        b"=?utf-8?q?=41?=",
        b"=?x?b?",
        b"\r\n",
        b"\r",
        b"\0",
        b"\n\n",
        b"--BB",
        b"--BB--",
        b'"',
        b"(",
    ),
    *(
        b"<",
        b">",
        b":",
        b";",
        b",",
        b"\xff\xfe",
        b"\xc3",
        b"=",
        b"<b>",
        b"</div>",
        b"<script>",
        b"\\",
    ),
    *(
        b'<a href="javascript:x" onclick=x>',
        b"<blockquote type=cite>",
        b"##- x -##",
        b"> ",
        b"&#0;",
    ),
    *(b"Content-Type: text/html\n", b"Content-Type: multipart/mixed; boundary=BB\n", b"From: "),
    *(b"Authentication-Results: mx.desk.example; dmarc=fail\n", b"mx.desk.example;", b"dkim=pass"),
    *(b"&#xD800;", b"begin 644 x\n", b"\nend", b"Content-Transfer-Encoding: base64\n", b"<!--"),
]


class Watch(HTMLParser):
    """Gathers what a page must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ACTIVE else []
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "id"}:
                self.found.append(name)
            scheme = (value or "").strip().lower().partition(":")[0]
            if scheme in {"javascript", "data", "vbscript"}:
                self.found.append(value or "")


def faults(letter: Letter, size: int) -> list[str]:
    """What is wrong with a letter whatever the mail was."""
    pages = [page for page in (letter.html, letter.new_html) if page is not None]
    texts = [letter.text, letter.new_text, letter.subject, *pages, *letter.problems]
    texts += list(chain.from_iterable(letter.headers))
    texts += [file.name for file in letter.files]
    parties = [*letter.to, *letter.copied, *filter(None, [letter.sender, letter.reply_to])]
    texts += list(chain.from_iterable((party.name, party.address) for party in parties))
    found = [repr(text[:50]) for text in texts if "\0" in text or not _is_unicode(text)]
    for page in pages:
        watch = Watch()
        watch.feed(page)
        found += watch.found
    found += [
        file.name for file in letter.files if file.name in {"", ".", ".."} or "/" in file.name
    ]
    # A page grows by what escaping adds, and by the tags that close what was left open.
    if sum(map(len, texts)) > 30 * size + 2_000:
        found.append(f"{sum(map(len, texts))} characters from {size} bytes")
    if sum(len(file.content) for file in letter.files) > size:
        found.append("files are longer than the mail")
    return found


def _is_unicode(text: str) -> bool:
    try:
        return bool(text.encode("utf-8")) or not text
    except UnicodeEncodeError:
        return False


@given(
    st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(TOKENS), max_size=60).map(b"".join))
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    letter = read(raw)
    assert faults(letter, len(raw)) == []


@given(
    st.sampled_from(CORPUS),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 80), st.sampled_from([b"", *TOKENS])), max_size=8
    ),
    st.sampled_from([None, "", "a@client.example"]),
)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_mail_is_read(
    raw: bytes, damages: list[tuple[float, int, bytes]], sender: str | None
) -> None:
    for place, length, instead in damages:
        start = int(place * len(raw))
        raw = raw[:start] + instead + raw[start + length :]
    letter = read(raw, sender=sender)
    passed_on = forwarded(letter)
    commands_in(letter.new_text)
    commands_in_page(letter.new_html or "")
    is_forged(letter, "mx.desk.example")
    assert faults(letter, len(raw)) == []
    assert passed_on is None or "@" in passed_on.sender.address


@given(
    st.lists(
        st.sampled_from(
            [
                "mx.desk.example",
                *" ;=()",
                '"',
                "\\",
                "\t",
                "/1",
                "dmarc",
                "pass",
                "x@y",
                "header.from",
            ]
        ),
        max_size=40,
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_only_what_the_own_server_says_first_is_believed(words: str) -> None:
    assert findings([f"mx.evil.example; {words}"], "mx.desk.example") == {}
    begin = "mx.desk.example; dmarc=fail header.from=x.example"
    for headers in ([f"{begin}; {words}"], [begin, words], [words[:0], begin, words]):
        assert findings(headers, "mx.desk.example")["dmarc"][0].result == "fail"


@given(st.text(alphabet="<>/abpuli \"'=-!&;#x\n", max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_page_becomes_harmless(page: str) -> None:
    raw = b"From: a@b.example\nContent-Type: text/html\n\n" + page.encode()
    letter = read(raw)
    assert faults(letter, len(raw)) == []


def _calls(raw: bytes) -> int:
    """How many calls reading takes, as a measure of work that no other process disturbs."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        letter = read(raw)
        forwarded(letter)
    finally:
        sys.setprofile(None)
    return count


HEAD = b"From: a@b.example\nSubject: Fwd: x\n"
GROWING: dict[str, Callable[[int], bytes]] = {
    "addresses": lambda n: HEAD + b"To: " + b"a@b, <" * n + b"\n\nx",
    "headers": lambda n: HEAD + b"X: y\n z\n" * n + b"\n\nx",
    "encoded words": lambda n: HEAD + b"X: " + b"=?utf-8?q?a?= =?" * n + b"\n\nx",
    "parameters": lambda n: HEAD + b"Content-Type: text/plain" + b'; a="b\\"' * n + b"\n\nx",
    "quotes": lambda n: HEAD + b"\n" + b"> a\nb wrote 2024:\n\n" * n,
    "labels": lambda n: HEAD + b"\n" + b"From: x\n\nTo: y\n" * n,
    "marks": lambda n: HEAD + b"\n" + b"> x\n--- Forwarded message ---\n" * n,
    "dashes": lambda n: HEAD + b"\n" + b"-- \nx\n" * n,
    "parts": lambda n: (
        HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n--ab\n" * n
    ),
    "nested parts": lambda n: (
        HEAD
        + b"".join(
            b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (i, i) for i in range(n)
        )
    ),
    "open elements": lambda n: HEAD + b"Content-Type: text/html\n\n" + b"<div><b><p>x" * n,
    "quoted elements": lambda n: (
        HEAD + b"Content-Type: text/html\n\n" + b"<blockquote type=cite>x</blockquote>y" * n
    ),
}


@pytest.mark.parametrize("kind", GROWING)
def test_work_grows_with_the_length_of_a_mail_and_no_faster(kind: str) -> None:
    short, long = _calls(GROWING[kind](200)), _calls(GROWING[kind](800))
    assert short * 0.9 < long < short * 4.5


def test_an_endless_link_does_not_make_the_page_endless() -> None:
    page = b"<p><a href='http://x.example/" + b"y" * 3_000 + b"'>x" + b"<p>y" * 10_000
    letter = read(HEAD + b"Content-Type: text/html\n\n" + page)
    assert letter.html is None
    assert "the page is too complicated, only its text was read" in letter.problems
    assert letter.new_text.startswith("x")


def test_a_table_does_not_make_its_text_long() -> None:
    rows = b"<tr><td>" + b"word " * 2_000 + b"</td><td>x</td></tr>" + b"<tr><td>y</td></tr>" * 500
    letter = read(HEAD + b"Content-Type: text/html\n\n<table>" + rows + b"</table>")
    assert letter.text.count("y") == 500
    assert len(letter.text) < len(rows)


def test_limits_are_kept() -> None:
    raw = (
        b"From: a@b.example\nTo: a@b.example, b@b.example, c@b.example\n"
        b"Content-Type: multipart/mixed; boundary=a\n\n"
        b"--a\n\n" + b"word " * 100 + b"\n--a\nContent-Type: image/png\n\n1\n"
        b"--a\nContent-Type: image/png\n\n2\n--a--\n"
    )
    letter = read(raw, limits=Limits(parties=2, files=1, text=20))
    assert [party.address for party in letter.to] == ["a@b.example", "b@b.example"]
    assert letter.new_text == "word word word word"
    assert [file.content for file in letter.files] == [b"1"]
    assert letter.problems == ("the text is too long and was cut", "there are too many files")


READ_ONE = """
import pathlib, sys
from ombud.mail.reading import read

letter = read(pathlib.Path(sys.argv[1]).read_bytes())
print(len(letter.files), sum(len(file.content) for file in letter.files))
print(next(
    line.split()[1] for line in pathlib.Path("/proc/self/status").read_text().splitlines()
    if line.startswith("VmHWM")
))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak")
def test_a_mail_of_25_megabytes_is_read_in_little_memory(tmp_path: Path) -> None:
    part = (
        b"--BB\r\nContent-Type: application/pdf; name=f.pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(bytes(range(256)) * 7_148).replace(b"\n", b"\r\n")
    )
    mail = tmp_path / "big.eml"
    mail.write_bytes(
        HEAD + b"Content-Type: multipart/mixed; boundary=BB\r\n\r\n" + part * 10 + b"--BB--\r\n"
    )
    done = subprocess.run(  # noqa: S603 (it is this very Python)
        [sys.executable, "-c", READ_ONE, str(mail)], capture_output=True, text=True, check=True
    )
    files, size, peak = map(int, done.stdout.split())
    assert mail.stat().st_size > 25_000_000
    assert (files, size) == (10, 10 * 256 * 7_148)
    # In kilobytes: the mail, its files, and the program.
    assert peak < 100_000
