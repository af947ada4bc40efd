"""Operations on webhooks, in the order of the reference."""

from ombud.families.webhooks import invocations, queries, service, testing
from ombud.families.webhooks.shapes import (
    Attempt,
    CloneQuery,
    Invocation,
    InvocationQuery,
    SigningSecret,
    TriedQuery,
    Webhook,
    WebhookChange,
    WebhookQuery,
)
from ombud.families.webhooks.showing import SECRETS, show, show_secret
from ombud.wire.answers import Created, Many, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, patch, post, put

WEBHOOK = "/webhooks/{webhook_id}"
SECRET = f"{WEBHOOK}/signing_secret"
INVOCATIONS = f"{WEBHOOK}/invocations"


@get("/webhooks", name="ListWebhooks", role="admins", page="cursor", include=(SECRETS,))
def list_webhooks(ctx: Context, query: WebhookQuery) -> Page[Webhook]:
    """The webhooks, the newest first."""
    return Page(Webhook, queries.matching(ctx, query), queries.ORDERS, show)


@post("/webhooks", name="CreateOrCloneWebhook", role="admins")
def create_webhook(ctx: Context, query: CloneQuery, webhook: WebhookChange) -> Created[Webhook]:
    """Create a webhook; with `clone_webhook_id` what is not given is as it is there."""
    webhook_id = service.create(ctx, webhook, query.clone_webhook_id)
    return Created(show_webhook(ctx, webhook_id).shape, ctx.links.api(f"/webhooks/{webhook_id}"))


@post("/webhooks/test", name="TestWebhook", role="admins")
def try_webhook(
    ctx: Context,
    query: TriedQuery,
    request: WebhookChange | None = None,
    webhook: WebhookChange | None = None,
) -> Raw:
    """Send one request now and answer with what came back; a webhook need not be stored for it."""
    return Raw(testing.send_test(ctx, query.webhook_id, request or webhook or WebhookChange()))


@get(WEBHOOK, name="ShowWebhook", role="admins", include=(SECRETS,))
def show_webhook(ctx: Context, webhook_id: str) -> One[Webhook]:
    """One webhook."""
    return One(show(ctx, [queries.find(ctx, webhook_id)])[0])


@put(WEBHOOK, name="UpdateWebhook", role="admins")
def update_webhook(ctx: Context, webhook_id: str, webhook: WebhookChange) -> Nothing:
    """Replace all of a webhook but its credentials and its secret."""
    service.replace(ctx, webhook_id, webhook)
    return Nothing()


@patch(WEBHOOK, name="PatchWebhook", role="admins")
def patch_webhook(ctx: Context, webhook_id: str, webhook: WebhookChange) -> Nothing:
    """Change what was given."""
    service.change(ctx, webhook_id, webhook)
    return Nothing()


@delete(WEBHOOK, name="DeleteWebhook", role="admins")
def delete_webhook(ctx: Context, webhook_id: str) -> Nothing:
    """Delete a webhook that no active rule uses."""
    service.remove(ctx, webhook_id)
    return Nothing()


@get(SECRET, name="ShowWebhookSigningSecret", role="admins")
def show_webhook_signing_secret(ctx: Context, webhook_id: str) -> One[SigningSecret]:
    """The secret that its requests are signed with."""
    ctx.headers["Cache-Control"] = "no-store"
    return One(show_secret(ctx, queries.find(ctx, webhook_id)))


@post(SECRET, name="ResetWebhookSigningSecret", role="admins")
def reset_webhook_signing_secret(ctx: Context, webhook_id: str) -> One[SigningSecret]:
    """A new secret; what is sent from now on is signed with it."""
    service.reset_secret(ctx, webhook_id)
    return One(show_webhook_signing_secret(ctx, webhook_id).shape, status=201)


@get(INVOCATIONS, name="ListWebhookInvocations", role="admins", page="cursor")
def list_webhook_invocations(
    ctx: Context, webhook_id: str, query: InvocationQuery
) -> Page[Invocation]:
    """What was sent in the last seven days or waits to be, the newest first."""
    statement = invocations.matching(ctx, webhook_id, query)
    return Page(Invocation, statement, invocations.ORDERS, invocations.show)


@get(
    f"{INVOCATIONS}/{{invocation_id}}/attempts",
    name="ListWebhookInvocationAttempts",
    role="admins",
)
def list_webhook_invocation_attempts(
    ctx: Context, webhook_id: str, invocation_id: str
) -> Many[Attempt]:
    """The requests of an invocation and what came back, the oldest first."""
    return Many(Attempt, invocations.attempts(ctx, webhook_id, invocation_id))
