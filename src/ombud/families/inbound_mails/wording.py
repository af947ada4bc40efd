"""What a mail says, as the comment that a ticket gets of it."""

from collections.abc import Sequence

from ombud.families.inbound_mails.files import keep_files, shown_in, with_pictures
from ombud.families.ticket_comments.rendering import LONGEST
from ombud.families.tickets.changes import CommentChange
from ombud.mail.letter import File, Letter
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["comment_of", "is_blank"]

# Addresses of pictures are longer than their content ids.
LONGEST_PAGE = LONGEST - 8_192


def is_blank(letter: Letter, *, answers: bool) -> bool:
    """Whether there is nothing in it: of an answer only what is new counts, of others the subject.

    # Zendesk: blank-mail (docs/quirks.md#blank-mail)
    """
    if letter.files or letter.new_text.strip():
        return False
    return answers or not (letter.text.strip() or letter.subject.strip())


def comment_of(
    ctx: Context, letter: Letter, owner_id: int, *, answers: bool, public: bool | None = None
) -> CommentChange:
    """The comment: of an answer without what it quotes; its files are stored for `owner_id`.

    A text that is too long for a comment is cut, and added to it whole as a file.
    """
    text, html = letter.text, letter.html
    if answers and (letter.new_text.strip() or letter.new_html):
        text, html = letter.new_text, letter.new_html
    files = _files(letter, html)
    if html is not None and len(html.encode()) > LONGEST_PAGE:
        html = None
    if html is None and len(text.encode()) > LONGEST:
        files = [*files, File("message.txt", "text/plain", text.encode())]
        text = text.encode()[:LONGEST].decode("utf-8", "ignore")
    tokens, addresses = keep_files(ctx, owner_id, files)
    comment = CommentChange(uploads=tokens)
    if html is not None and (text.strip() or shown_in(html)):
        comment.html_body = with_pictures(html, addresses)
    comment.body = text if text.strip() or files else letter.subject
    comment.public = UNSET if public is None else public
    return comment


def _files(letter: Letter, html: str | None) -> Sequence[File]:
    """Without pictures of what is quoted, which the ticket has already."""
    shown = shown_in(html or "")
    quoted = shown_in(letter.html or "") - shown
    return [file for file in letter.files if file.content_id not in quoted]
