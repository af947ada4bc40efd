"""Acting for people of a desk from the command line, through the services of the families."""

from ombud.cli.seeding.story import Story
from ombud.config import Config
from ombud.db import Account, Transaction
from ombud.families.signing_in.actors import actor_of
from ombud.families.tickets.via import Via
from ombud.wire.context import SYSTEM, Context, Request
from ombud.wire.own_links import own_links

__all__ = ["context_of", "support_address", "via_of"]


def context_of(
    account: Account, config: Config, db: Transaction, now: int, actor_id: int | None = None
) -> Context:
    """A context at this time for this person, or for the desk itself."""
    actor = SYSTEM if actor_id is None else actor_of(db, actor_id)
    assert actor is not None, actor_id  # noqa: S101 (only people just made are named)
    links = own_links(config, account)
    request = Request("POST", "/", [], {}, base_url=links.base_url)
    return Context(actor, db, now, links, account, config, request)


def support_address(subdomain: str) -> str:
    """Where customers of a made-up desk write to."""
    return f"support@{subdomain}.example"


def via_of(story: Story, subdomain: str) -> Via:
    """Where a story's ticket comes from."""
    if story.channel != "email":
        return Via(story.channel, {"from": {}, "to": {}, "rel": None})
    customer = story.customer
    sender = {"address": customer.email, "name": customer.name}
    receiver = {"address": support_address(subdomain), "name": subdomain.title()}
    return Via("email", {"from": sender, "to": receiver, "rel": None})
