"""Operations on comments: reading them, hiding them, redacting words in them."""

import msgspec

from ombud.families.ticket_comments import chats, hiding, queries, redacting
from ombud.families.ticket_comments.chats import ChatEvent, ChatFileRedaction, ChatRedaction
from ombud.families.ticket_comments.shapes import Comment, show, show_with_pictures
from ombud.families.tickets import queries as ticket_queries
from ombud.families.users.sideload import users_of
from ombud.wire.answers import Count, Nothing, One, Page
from ombud.wire.changes import Words
from ombud.wire.context import Context
from ombud.wire.operation import get, put
from ombud.wire.paging import total_of


class CommentQuery(msgspec.Struct):
    """Whether pictures inside the text are listed among the attachments."""

    include_inline_images: bool = False


class MarkedComment(msgspec.Struct):
    """A comment's HTML in which the words to redact are marked."""

    ticket_id: int
    html_body: str | None = None
    external_attachment_urls: list[str] = []


@get(
    "/tickets/{ticket_id}/comments",
    name="ListTicketComments",
    role="agents",
    page="both",
    include=(users_of("author_id"),),
)
def list_comments(ctx: Context, ticket_id: int, query: CommentQuery) -> Page[Comment]:
    """The comments of a ticket, the oldest first."""
    ticket_queries.find(ctx, ticket_id)
    shown = show_with_pictures if query.include_inline_images else show
    return Page(Comment, queries.of_ticket(ticket_id), queries.ORDERS, shown)


@get("/tickets/{ticket_id}/comments/count", name="CountTicketComments", role="agents")
def count_comments(ctx: Context, ticket_id: int) -> Count:
    """How many comments a ticket has."""
    ticket_queries.find(ctx, ticket_id)
    return Count(total_of(ctx, queries.of_ticket(ticket_id)))


@put(
    "/tickets/{ticket_id}/comments/{ticket_comment_id}/make_private",
    name="MakeTicketCommentPrivate",
    role="agents",
)
def make_comment_private(ctx: Context, ticket_id: int, ticket_comment_id: int) -> Nothing:
    """Hide a comment from customers; that cannot be undone."""
    hiding.hide(ctx, ticket_id, ticket_comment_id)
    return Nothing(200)


@put(
    "/tickets/{ticket_id}/comments/{ticket_comment_id}/redact",
    name="RedactStringInComment",
    role="agents",
)
def redact_string(
    ctx: Context, ticket_id: int, ticket_comment_id: int, text: Words
) -> One[Comment]:
    """Take a text out of a comment for good."""
    row = redacting.redact_text(ctx, ticket_id, ticket_comment_id, str(text))
    return One(show(ctx, [row])[0])


@put(
    "/comment_redactions/{ticket_comment_id}",
    name="RedactTicketCommentInAgentWorkspace",
    role="agents",
)
def redact_comment(ctx: Context, ticket_comment_id: int, body: MarkedComment) -> One[Comment]:
    """Take what is marked out of a comment for good, also on a closed ticket."""
    row = redacting.redact_marked(
        ctx, body.ticket_id, ticket_comment_id, body.html_body, body.external_attachment_urls
    )
    return One(show(ctx, [row])[0])


@put("/chat_redactions/{ticket_id}", name="RedactChatComment", role="agents")
def redact_chat_comment(ctx: Context, ticket_id: int, body: ChatRedaction) -> One[ChatEvent]:
    """Take a text out of one message of a chat."""
    return One(chats.redact_message(ctx, ticket_id, body))


@put("/chat_file_redactions/{ticket_id}", name="RedactChatCommentAttachment", role="agents")
def redact_chat_attachment(ctx: Context, ticket_id: int, body: ChatFileRedaction) -> One[ChatEvent]:
    """Take the files out of messages of a chat."""
    return One(chats.redact_files(ctx, ticket_id, body))
