"""How templates read comments: each as an object, and ready blocks of one or of all of them."""

from collections.abc import Sequence

import markupsafe

from ombud.templating import moments
from ombud.templating.fragments import Fragment, Several
from ombud.templating.moments import Moment
from ombud.templating.objects.data import AttachmentData, CommentData, PersonData
from ombud.templating.objects.drops import Drop, Kind, View
from ombud.templating.objects.people import PERSON, person_name

__all__ = ["COMMENT", "block", "comments", "formatted", "seen", "thread", "with_files"]

LINE = "-" * 46
# Beyond this a conversation is too long for a message; its oldest part is left out.
LONGEST_THREAD = 300_000


def seen(found: Sequence[CommentData], view: View, *, public: bool = False) -> list[CommentData]:
    """The comments that the reader may see, the newest first."""
    only_public = public or not view.reader.agent
    return [one for one in reversed(found) if one.is_public or not only_public]


def comments(found: Sequence[CommentData], view: View) -> Several:
    """Comments for a loop; by itself the list prints their blocks."""
    return Several(
        [Drop(COMMENT, one, view) for one in found],
        lambda: str(_joined(found, view)),
    )


def block(comment: CommentData, view: View) -> str:
    """A comment with its author and time above it and its files below, as text."""
    files = "".join(f"\n{one.filename} - {one.url}" for one in comment.attachments)
    listed = f"\n\nAttachment(s):{files}" if files else ""
    return f"{LINE}\n\n{_byline(comment, view)}\n\n{signed(comment, view)!s}{listed}"


def formatted(comment: CommentData, view: View) -> Fragment:
    """The block, in HTML with the author's picture."""
    author = comment.author()
    byline = markupsafe.escape(_byline(comment, view))
    return Fragment(
        block(comment, view),
        f'<div class="comment">{_picture(author)}<p><strong>{byline}</strong></p>\n'
        f"{signed(comment, view).html}{_links(comment.attachments)}</div>",
    )


def thread(found: Sequence[CommentData], view: View) -> Fragment | None:
    """The blocks of the conversation, as much of it as the reader gets."""
    if view.reader.thread == "none":
        return None
    return _joined(found[:1] if view.reader.thread == "newest" else found, view)


def with_files(comment: CommentData, view: View) -> Fragment:
    """The body with links to its files."""
    body = signed(comment, view)
    files = "".join(f"\n{one.filename} - {one.url}" for one in comment.attachments)
    return Fragment(
        f"{body!s}\n{files}" if files else str(body),
        body.html + _links(comment.attachments),
    )


def signed(comment: CommentData, view: View) -> Fragment:
    """The body; in mails with the signature of the agent who wrote it."""
    body, signature = comment.body, comment.signature() if view.reader.mail else None
    if not signature:
        return body
    html = f'{body.html}\n<div class="signature">{signature.html}</div>'
    return Fragment(f"{body!s}\n\n{signature!s}", html)


def _joined(found: Sequence[CommentData], view: View) -> Fragment:
    blocks: list[Fragment] = []
    size = 0
    for one in found:
        made = formatted(one, view)
        size += max(len(made), len(made.html))
        if blocks and size > LONGEST_THREAD:
            break
        blocks.append(made)
    return Fragment("\n\n".join(blocks), "\n".join(made.html for made in blocks))


def _byline(comment: CommentData, view: View) -> str:
    author = comment.author()
    when = moments.header(view.local(comment.created_at), view.reader.locale)
    return when if author is None else f"{person_name(author, view)}, {when}"


def _picture(author: PersonData | None) -> str:
    if author is None or not author.photo_url:
        return ""
    return f'<img src="{markupsafe.escape(author.photo_url)}" width="40" height="40" alt="">'


def _links(attachments: Sequence[AttachmentData]) -> str:
    if not attachments:
        return ""
    links = "".join(
        f'<br><a href="{markupsafe.escape(one.url)}">{markupsafe.escape(one.filename)}</a>'
        for one in attachments
    )
    return f"\n<p>Attachment(s):{links}</p>"


def _body(drop: Drop[CommentData]) -> Fragment | None:
    return None if drop.view.reader.suppressed else drop.data.body


def _created(drop: Drop[CommentData], *, with_time: bool) -> Moment:
    at = drop.view.local(drop.data.created_at)
    day = moments.day(at, drop.view.now, drop.view.reader.locale)
    return Moment(f"{day}, {moments.clock(at)}" if with_time else day, at)


ATTACHMENT: Kind[AttachmentData] = Kind(
    {
        "filename": lambda drop: drop.data.filename,
        "url": lambda drop: drop.data.url,
    },
    text=lambda drop: f"{drop.data.filename} - {drop.data.url}",
)

COMMENT: Kind[CommentData] = Kind(
    {
        "id": lambda drop: drop.data.id,
        "value": lambda drop: str(drop.data.body),
        "value_rich": _body,
        "rich": _body,
        "formatted_value": lambda drop: formatted(drop.data, drop.view),
        "created_at": lambda drop: _created(drop, with_time=False),
        "created_at_with_time": lambda drop: _created(drop, with_time=True),
        "is_public": lambda drop: drop.data.is_public,
        "author": lambda drop: PERSON(drop.data.author(), drop.view),
        "attachments": lambda drop: Several(
            [Drop(ATTACHMENT, one, drop.view) for one in drop.data.attachments],
            lambda: "\n".join(f"{one.filename} - {one.url}" for one in drop.data.attachments),
        ),
    },
    text=lambda drop: block(drop.data, drop.view),
)
