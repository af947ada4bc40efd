"""What the parts of a mail say: text, page and files, whichever way they are put together."""

import binascii
import re
from dataclasses import dataclass, field

from ombud.mail.letter import File
from ombud.mail.mime.charsets import decoded
from ombud.mail.mime.flowed import unflowed
from ombud.mail.mime.limits import Limits
from ombud.mail.mime.markup import as_html, text_of
from ombud.mail.mime.names import file_name
from ombud.mail.mime.parameters import valued
from ombud.mail.mime.structure import Part
from ombud.mail.mime.transfer import as_sent, uudecoded
from ombud.mail.mime.words import spoken

__all__ = ["Content", "Gathering"]

META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE
)
DATA_PICTURE = re.compile(
    rb"""(["'])data:(image/(?:png|jpeg|jpg|gif|webp));base64,([A-Za-z0-9+/=\s%]+)\1"""
)
SMALLEST_DATA_PICTURE = 16
ENCRYPTED = re.compile(r"^-----BEGIN PGP MESSAGE-----", re.MULTILINE)
# What a program puts beside the page for itself.
FOR_PROGRAMS = {"text/x-amp-html", "text/watch-html"}
ENVELOPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}


@dataclass(frozen=True, slots=True)
class Content:
    """A text, a page, both, or neither."""

    text: str | None = None
    page: str | None = None


@dataclass(slots=True)
class Gathering:
    """Reads parts one by one; files and problems gather here."""

    raw: bytes
    limits: Limits
    files: list[File] = field(default_factory=list)
    problems: dict[str, None] = field(default_factory=dict)

    def content(self, part: Part, *, is_root: bool = False) -> Content:
        """What a part says; its files are added to the others."""
        if not part.is_multipart:
            return self._leaf(part, is_root=is_root)
        match part.kind:
            case "multipart/alternative":
                return self._alternative(part)
            case "multipart/encrypted":
                self.problems["it is encrypted"] = None
                for child in part.children:
                    self._keep(child)
                return Content()
            case "multipart/signed":
                for child in part.children[1:]:
                    self._keep(child)
                return self.content(part.children[0], is_root=is_root)
        first, *others = part.children
        # A text that has a name is still the text of the mail where no other comes before it.
        return _together([self.content(first), *(self.content(child) for child in others)])

    def _alternative(self, part: Part) -> Content:
        """One thing in several forms: the first text, the last page."""
        forms = [self.content(child) for child in part.children if child.kind not in FOR_PROGRAMS]
        page = next((form for form in reversed(forms) if form.page is not None), Content())
        texts = [form.text for form in forms if form.text is not None and form.page is None]
        text = next((text for text in texts if text.strip()), page.text)
        return Content(text if text is not None else next(iter(texts), None), page.page)

    def _leaf(self, part: Part, *, is_root: bool) -> Content:
        disposition, _ = valued(part.headers.first("Content-Disposition"))
        is_file = disposition == "attachment" or (not is_root and bool(_given_name(part)))
        if part.kind not in {"text/plain", "text/html"} or is_file:
            self._keep(part)
            return Content()
        content = self._sent(part)
        if part.kind == "text/html":
            return Content(page=self._page(part, content))
        return Content(text=self._text(part, content))

    def _text(self, part: Part, content: bytes) -> str:
        if b"begin " in content:
            content = self._without_uuencoded(content)
        text = self._decoded(self._cut(content), part.parameters.get("charset"))
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        if "-----BEGIN PGP MESSAGE-----" in text and ENCRYPTED.search(text):
            self.problems["it is encrypted"] = None
        return text

    def _page(self, part: Part, content: bytes) -> str:
        if b"data:image/" in content:
            content = DATA_PICTURE.sub(self._own_picture, content)
        charset = part.parameters.get("charset")
        if not charset and (meta := META_CHARSET.search(content, 0, 2_048)) is not None:
            charset = meta[1].decode("ascii", "replace")
        return self._decoded(self._cut(content), charset)

    def _decoded(self, content: bytes, charset: str | None) -> str:
        text, problem = decoded(content, charset)
        if problem is not None:
            self.problems[problem] = None
        return text

    def _cut(self, content: bytes) -> bytes:
        if len(content) > self.limits.text:
            self.problems["the text is too long and was cut"] = None
            return content[: self.limits.text]
        return content

    def _sent(self, part: Part) -> bytes:
        encoding = spoken(part.headers.first("Content-Transfer-Encoding")).partition(";")[0]
        content, problem = as_sent(self.raw, part.start, part.end, encoding.strip().lower())
        if problem is not None:
            self.problems[problem] = None
        return content

    def _keep(self, part: Part) -> None:
        """A part as a file, with whatever it holds itself."""
        if part.is_multipart:
            for child in part.children:
                self._keep(child)
            return
        if part.kind in ENVELOPES:
            self.problems["it is encrypted, or signed so that the text is in the signature"] = None
        self._add(
            _given_name(part),
            part.kind,
            self._sent(part),
            part.headers.first("Content-ID").strip(" <>")[:998] or None,
        )

    def _add(self, name: str, kind: str, content: bytes, content_id: str | None) -> None:
        if len(self.files) >= self.limits.files:
            self.problems["there are too many files"] = None
            return
        name = file_name(name, kind, len(self.files) + 1)
        self.files.append(File(name, kind, content, content_id))

    def _without_uuencoded(self, content: bytes) -> bytes:
        kept, position = [], 0
        for name, file, start, end in uudecoded(content):
            self._add(name, "application/octet-stream", file, None)
            kept.append(content[position:start])
            position = end
        return b"".join(kept) + content[position:]

    def _own_picture(self, found: re.Match[bytes]) -> bytes:
        """A picture that stands in the page itself becomes a file that the page refers to."""
        try:
            picture = binascii.a2b_base64(found[3])
        except binascii.Error:
            return b'""'
        if len(picture) < SMALLEST_DATA_PICTURE:
            return b'""'
        content_id = f"data-{len(self.files) + 1}@page"
        self._add("", found[2].decode("ascii").replace("jpg", "jpeg"), picture, content_id)
        return f'"cid:{content_id}"'.encode()


def _given_name(part: Part) -> str:
    _, parameters = valued(part.headers.first("Content-Disposition"))
    name = parameters.get("filename") or part.parameters.get("name") or ""
    return name or ("winmail.dat" if part.kind == "application/ms-tnef" else "")


def _together(contents: list[Content]) -> Content:
    """Parts that follow each other."""
    said = [one for one in contents if one.text is not None or one.page is not None]
    if not said:
        return Content()
    if len(said) == 1:
        return said[0]
    texts = [text_of(one.page or "") if one.text is None else one.text for one in said]
    text = "\n\n".join(text.strip("\n") for text in texts if text.strip())
    if all(one.page is None for one in said):
        return Content(text)
    pages = [as_html(one.text or "") if one.page is None else one.page for one in said]
    return Content(text, "\n".join(pages))
