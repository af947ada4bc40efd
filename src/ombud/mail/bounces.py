"""Mail that came back: the reports of mail servers (RFC 3464) and what they write in its place."""

import re

from ombud.mail.letter import File, Letter, Returned
from ombud.mail.mime.addresses import message_ids
from ombud.mail.mime.headers import Headers, read_headers
from ombud.mail.mime.limits import Limits

__all__ = ["bounce_of", "is_receipt"]

DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon", "mailerdaemon", "mdaemon")
# How subjects of reports begin, in lower case.
SUBJECTS = (
    *("undeliverable", "undelivered mail", "mail delivery fail", "mail delivery system"),
    *("returned mail", "delivery status notification (fail", "delivery failure", "failure notice"),
    *("message undeliverable", "mail system error", "delivery has failed", "non-delivery"),
    *("undelivered message", "mail could not be delivered", "nicht zustellbar", "unzustellbar"),
    *("non remis", "échec de la remise", "no se puede entregar", "no entregable"),
    *("onbestelbaar", "niet bezorgd", "non recapitabile", "impossibile recapitare"),
    *("não entregue", "não é possível entregar", "niedostarczone", "не удается доставить"),
    *("配信不能", "未送達", "无法送达", "returned to sender", "address not found"),
)
# Lines by which servers without reports introduce the failure: qmail, Exim, Exchange, Gmail.
SENTENCES = (
    "this is the qmail-send program",
    "this message was created automatically by mail delivery software",
    "delivery has failed to these recipients",
    "this is the mail system at host",
    "your message wasn't delivered to",
    "your message could not be delivered",
    "the following addresses had permanent fatal errors",
    "could not be delivered to one or more recipients",
    "your message did not reach some or all of the intended recipients",
    "the following recipient(s) cannot be reached",
)
ADDRESS = r"[^\s<>\"'(),:;]{1,128}@[^\s<>\"'(),:;]{1,253}"
# Where the failed address stands in the words of each.
IN_WORDS = (
    re.compile(rf"^<({ADDRESS})>(?: \(.{{0,200}}?\))?:", re.MULTILINE),
    re.compile(rf"^[ ]{{1,8}}({ADDRESS})[ ]{{0,4}}$", re.MULTILINE),
    re.compile(rf"delivered to[ \n]{{1,3}}<?({ADDRESS})>?[ \n]", re.IGNORECASE),
    re.compile(
        rf"recipients(?: or groups)?:[ \n]{{1,4}}[^\n]{{0,200}}?<?({ADDRESS})>?", re.IGNORECASE
    ),
)
# Above a copy of the mail in the text itself: qmail, Exim.
COPIES = (
    "--- Below this line is a copy of the message",
    "------ This is a copy of the message, including all the headers",
    "------ This is a copy of your message, including all the headers",
    "Original message headers:",
)
HEADERS_OF_COPIES = {
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
}
REPORTS = {"message/delivery-status", "message/global-delivery-status"}
FIELD = re.compile(
    r"^(action|final-recipient|original-recipient):[ \t]{0,20}([^\n]{0,1000})",
    re.IGNORECASE | re.MULTILINE,
)
LONGEST_WORDS = 20_000
MOST_RECIPIENTS = 50


def bounce_of(letter: Letter, sender: str | None) -> Returned | None:
    """What came back, if the mail tells that one was not delivered; a delay is no failure."""
    report = next((file for file in letter.files if file.content_type in REPORTS), None)
    if report is not None:
        is_failure, recipients = _reported(report.content[:LONGEST_WORDS])
        if not is_failure:
            return None
        recipients = recipients or _in_words(letter.text)
    elif (named := _named(letter, "x-failed-recipients")) and _is_daemon(letter, sender):
        recipients = tuple(part.strip() for part in named.split(",") if "@" in part)
    elif _tells_of_failure(letter, sender):
        recipients = _in_words(letter.text)
    else:
        return None
    headers = _headers_of_copy(letter)
    if headers is None:
        return Returned(recipients[:MOST_RECIPIENTS])
    return Returned(
        recipients[:MOST_RECIPIENTS],
        next(iter(message_ids(headers.first("Message-ID"))), None),
        headers.all("X-Ombud-Desk"),
    )


def is_receipt(letter: Letter) -> bool:
    """Whether it is a report of another kind: that a mail was read, or is late, or abuse."""
    kind = _named(letter, "content-type").lower()
    return kind.startswith("multipart/report") or any(
        file.content_type in REPORTS or file.content_type == "message/disposition-notification"
        for file in letter.files
    )


def _reported(content: bytes) -> tuple[bool, tuple[str, ...]]:
    """Whether any recipient failed, and which."""
    failed: dict[str, None] = {}
    is_failure = False
    text = content.decode("utf-8", "replace").replace("\r", "")
    for group in text.split("\n\n"):
        fields = {name.lower(): value.strip() for name, value in FIELD.findall(group)}
        if fields.get("action", "").lower().startswith("failed"):
            is_failure = True
            named = fields.get("final-recipient") or fields.get("original-recipient") or ""
            address = named.rpartition(";")[2].strip(" <>")
            if "@" in address:
                failed[address] = None
    return is_failure, tuple(failed)


def _tells_of_failure(letter: Letter, sender: str | None) -> bool:
    if not _is_daemon(letter, sender):
        return False
    words = letter.text[:LONGEST_WORDS].replace("\u2019", "'").lower()
    told = " ".join(words.split())
    return letter.subject.lower().startswith(SUBJECTS) or any(one in told for one in SENTENCES)


def _is_daemon(letter: Letter, sender: str | None) -> bool:
    local = letter.sender.address.lower().partition("@")[0] if letter.sender else ""
    exchange = _named(letter, "x-ms-exchange-message-is-ndr")
    return local.startswith(DAEMONS) or not letter.sender or bool(exchange) or sender == ""


def _in_words(text: str) -> tuple[str, ...]:
    text = text[:LONGEST_WORDS]
    for copy in COPIES:
        text = text.partition(copy)[0]
    for rule in IN_WORDS:
        found = dict.fromkeys(address.strip(".") for address in rule.findall(text))
        if found:
            return tuple(found)
    return ()


def _headers_of_copy(letter: Letter) -> Headers | None:
    """The headers of the mail that came back, if they came with it."""
    copy = next((file for file in letter.files if file.content_type in HEADERS_OF_COPIES), None)
    content = copy.content if isinstance(copy, File) else b""
    if copy is None:
        for mark in COPIES:
            _, found, rest = letter.text.partition(mark)
            if found:
                content = (
                    rest.partition("\n")[2].lstrip("\n")[:LONGEST_WORDS].encode("utf-8", "replace")
                )
    headers, _ = read_headers(content, 0, len(content), Limits())
    return headers if headers.fields else None


def _named(letter: Letter, name: str) -> str:
    return next((value for key, value in letter.headers if key.lower() == name), "")
