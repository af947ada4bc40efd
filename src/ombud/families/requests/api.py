"""Operations on requests, in the order of the reference: lists, one request, its comments."""

from ombud.families.groups.sideload import groups_of
from ombud.families.organizations.sideload import organizations_of
from ombud.families.requests import anonymous, listing, queries, service
from ombud.families.requests.changes import (
    CommentQuery,
    NewRequest,
    RequestQuery,
    RequestUpdate,
    SearchQuery,
)
from ombud.families.requests.shapes import Request, RequestComment, show, show_comments
from ombud.families.ticket_comments import queries as comment_queries
from ombud.families.users.sideload import users_of
from ombud.tables import tickets
from ombud.wire.answers import Created, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import get, post, put

PEOPLE = users_of("requester_id", "assignee_id", "email_cc_ids")
BESIDE = (PEOPLE, groups_of("group_id"), organizations_of("organization_id"))
BESIDE_COMMENTS = (
    users_of("author_id"),
    groups_of("group_id"),
    organizations_of("organization_id"),
)


@get("/requests", name="ListRequests", role="end_users", page="both", include=BESIDE)
def list_requests(ctx: Context, query: RequestQuery) -> Page[Request]:
    """The caller's requests."""
    return Page(Request, listing.narrowed(queries.own(ctx), query), queries.ORDERS, show)


@get("/requests/open", name="ListRequests", role="end_users", page="both", include=BESIDE)
def list_open_requests(ctx: Context, query: RequestQuery) -> Page[Request]:
    """Those that are not solved yet."""
    statement = queries.own(ctx).where(tickets.c.status.in_(queries.UNSOLVED))
    return Page(Request, listing.narrowed(statement, query), queries.ORDERS, show)


@get("/requests/solved", name="ListRequests", role="end_users", page="both", include=BESIDE)
def list_solved_requests(ctx: Context, query: RequestQuery) -> Page[Request]:
    """Those that are solved or closed."""
    statement = queries.own(ctx).where(tickets.c.status.not_in(queries.UNSOLVED))
    return Page(Request, listing.narrowed(statement, query), queries.ORDERS, show)


@get("/requests/ccd", name="ListRequests", role="end_users", page="both", include=BESIDE)
def list_ccd_requests(ctx: Context, query: RequestQuery) -> Page[Request]:
    """Those of other people that the caller is copied on."""
    return Page(Request, listing.narrowed(queries.copied(ctx), query), queries.ORDERS, show)


@get(
    "/users/{user_id}/requests",
    name="ListRequests",
    role="end_users",
    page="both",
    include=BESIDE,
)
def list_requests_of_user(ctx: Context, query: RequestQuery, user_id: int) -> Page[Request]:
    """The requests of a user: the caller, or anybody for agents."""
    statement = listing.of_user(ctx, user_id)
    return Page(Request, listing.narrowed(statement, query), queries.ORDERS, show)


@get(
    "/organizations/{organization_id}/requests",
    name="ListRequests",
    role="end_users",
    page="both",
    include=BESIDE,
)
def list_requests_of_organization(
    ctx: Context, query: RequestQuery, organization_id: int
) -> Page[Request]:
    """The requests of an organization, as far as they are shared with the caller."""
    statement = listing.of_organization(ctx, organization_id)
    return Page(Request, listing.narrowed(statement, query), queries.ORDERS, show)


@get("/requests/search", name="SearchRequests", role="end_users", page="offset", include=BESIDE)
def search_requests(ctx: Context, query: SearchQuery) -> Page[Request]:
    """What concerns the caller and holds the words, the latest change first."""
    return Page(Request, listing.found(ctx, query), queries.LATEST_CHANGE_FIRST, show)


@get("/requests/{request_id}", name="ShowRequest", role="end_users", include=(PEOPLE,))
def show_request(ctx: Context, request_id: int) -> One[Request]:
    """One request."""
    return One(show(ctx, [queries.find(ctx, request_id)])[0])


@post(
    "/requests",
    name="CreateRequest",
    role="anyone",
    limit="ticket-request-create-by-user-and-ip",
)
def create_request(ctx: Context, request: NewRequest) -> Created[Request]:
    """Create a request, also for somebody who is not signed in; that may be held back."""
    if ctx.actor.role == "anonymous":
        return anonymous.create(ctx, request)
    request_id = service.create(ctx, request, trusted=True).ticket_id
    made = show(ctx, [queries.find(ctx, request_id)])[0]
    return Created(made, made.url)


@put("/requests/{request_id}", name="UpdateRequest", role="end_users")
def update_request(ctx: Context, request_id: int, request: RequestUpdate) -> One[Request]:
    """Answer a request, copy people on it, or say that it is solved."""
    service.update(ctx, request_id, request)
    return One(show(ctx, [queries.find(ctx, request_id)])[0])


@get(
    "/requests/{request_id}/comments",
    name="ListComments",
    role="end_users",
    page="both",
    include=BESIDE_COMMENTS,
)
def list_comments(ctx: Context, request_id: int, query: CommentQuery) -> Page[RequestComment]:
    """The public comments of a request; their authors always stand beside them."""
    ctx.included |= {"users"}
    statement = listing.comments_of(ctx, request_id, query)
    return Page(RequestComment, statement, queries.COMMENT_ORDERS, show_comments)


@get("/requests/{request_id}/comments/{ticket_comment_id}", name="ShowComment", role="end_users")
def show_comment(ctx: Context, request_id: int, ticket_comment_id: int) -> One[RequestComment]:
    """One public comment of a request."""
    queries.find(ctx, request_id)
    row = comment_queries.find(ctx, request_id, ticket_comment_id, public_only=True)
    return One(show_comments(ctx, [row])[0])
