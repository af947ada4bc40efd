"""Campfire: look for the room by its name, then speak in it."""

import msgspec

from ombud.channels.targets.message import AGENT, Exchange, Message, Unsendable, basic, json_to
from ombud.outgoing.http import HttpRequest

__all__ = ["exchange"]


class Room(msgspec.Struct):
    id: int | str
    name: str


class Rooms(msgspec.Struct):
    rooms: list[Room]


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    service = message.services.address("campfire", secure=message.flag("ssl"))
    address = service.replace("{subdomain}", message.of("subdomain"))
    credentials = basic(message.of("token"), "X")
    found = yield HttpRequest("GET", f"{address}/rooms.json", (AGENT, *credentials))
    room = _room(found.body, message.of("room"))
    kind = "PasteMessage" if message.flag("preserve_format") else "TextMessage"
    said = {"message": {"type": kind, "body": message.text}}
    yield json_to(f"{address}/room/{room}/speak.json", said, credentials)


def _room(listed: bytes, name: str) -> int:
    try:
        rooms = msgspec.json.decode(listed, type=Rooms).rooms
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unsendable("The answer is no list of rooms") from error
    for room in rooms:
        if room.name == name and str(room.id).isdigit():
            return int(room.id)
    raise Unsendable(f"There is no room {name}")
