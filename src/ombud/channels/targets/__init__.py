"""Sends messages to targets: what each kind is sent, and what is kept of a failure."""

from ombud.channels.targets.sender import TargetSender
from ombud.channels.targets.services import Services
from ombud.config import Config
from ombud.outgoing.http import client_of

__all__ = ["sender"]


def sender(config: Config) -> TargetSender:
    """What sends to targets; raises ValueError for settings that name no network or service."""
    client = client_of(config.outgoing_allowed_networks)
    return TargetSender(client, Services.of(config.target_services))
