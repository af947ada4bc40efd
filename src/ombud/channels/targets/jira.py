"""Jira: a comment on the issue that is the ticket's external id."""

from urllib.parse import quote

from ombud.channels.targets.message import Exchange, Message, Unsendable, basic, json_to

__all__ = ["exchange"]


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    if not message.external_id:
        raise Unsendable("The ticket has no external id, so there is no issue to comment on")
    issue = quote(message.external_id, safe="")
    url = f"{message.of('target_url').rstrip('/')}/rest/api/2/issue/{issue}/comment"
    credentials = basic(message.of("username"), message.of("password"))
    yield json_to(url, {"body": message.text}, credentials)
