"""Sends the requests of webhooks, and tries again what the receiver could not take."""

from ombud.channels.webhooks.sender import WebhookSender
from ombud.config import Config
from ombud.outgoing.http import client_of

__all__ = ["sender"]


def sender(config: Config) -> WebhookSender:
    """What sends to webhooks; raises ValueError for settings that name no network."""
    return WebhookSender(client_of(config.outgoing_allowed_networks))
