"""Channels as rules number them: conditions name a channel by its number, tickets by its word."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case

__all__ = ["TITLES", "number_in", "number_of"]

FOLLOW_UP = 27
# Number, channel of the ticket, `rel` of its source (None for any other), title.
VIAS: Sequence[tuple[int, str, str | None, str]] = (
    (0, "web", None, "Web form"),
    (4, "email", None, "Email"),
    (5, "api", None, "Web service (API)"),
    (8, "rule", None, "Business rule"),
    (16, "get_satisfaction", None, "Get Satisfaction"),
    (23, "twitter", "favorite", "X (formerly Twitter) like"),
    (24, "forum", None, "Forum topic"),
    (26, "twitter", "direct_message", "X (formerly Twitter) DM"),
    (FOLLOW_UP, "closed_ticket", None, "Closed ticket"),
    (29, "chat", None, "Chat"),
    (30, "twitter", None, "X (formerly Twitter)"),
    (31, "ticket_sharing", None, "Ticket sharing"),
    (33, "voice", "voicemail", "Voicemail"),
    (34, "voice", "inbound", "Phone call (incoming)"),
    (35, "voice", "outbound", "Phone call (outgoing)"),
    (38, "facebook", "post", "Facebook post"),
    (41, "facebook", "message", "Facebook private message"),
    (44, "api_voicemail", None, "CTI voicemail"),
    (45, "api_phone_call_inbound", None, "CTI phone call (incoming)"),
    (46, "api_phone_call_outbound", None, "CTI phone call (outgoing)"),
    (48, "web_widget", None, "Web Widget"),
    (49, "mobile_sdk", None, "Mobile SDK"),
    (50, "help_center", None, "Help center post"),
    (54, "satisfaction_prediction", None, "Satisfaction prediction"),
    (55, "any_channel", None, "Channel integrations"),
    (56, "mobile", None, "Mobile"),
    (57, "sms", None, "Text message"),
    (67, "answer_bot_for_web_widget", None, "Answer Bot for Web Widget"),
    (72, "line", None, "LINE"),
    (73, "wechat", None, "WeChat"),
    (74, "whatsapp", None, "WhatsApp"),
    (78, "facebook_messenger", None, "Facebook Messenger"),
    (86, "instagram_dm", None, "Instagram Direct"),
    (88, "twitter_dm", None, "X (formerly Twitter) direct message"),
)
TITLES: Mapping[str, str] = {str(number): title for number, _, _, title in VIAS}
BY_CHANNEL = {(channel, rel): number for number, channel, rel, _ in VIAS}


def number_of(channel: str, source: Mapping[str, Any] | None) -> int | None:
    """The number of a channel and its source; None for a channel that rules do not know."""
    rel = (source or {}).get("rel")
    if rel == "follow_up":
        return FOLLOW_UP
    found = BY_CHANNEL.get((channel, rel))
    return BY_CHANNEL.get((channel, None)) if found is None else found


def number_in(channel: ColumnElement[Any], source: ColumnElement[Any]) -> ColumnElement[Any]:
    """The number as SQL, from the columns of a ticket."""
    exact = [
        (and_(channel == name, _has_rel(source, rel)), number)
        for number, name, rel, _ in VIAS
        if rel is not None
    ]
    by_channel = [(channel == name, number) for number, name, rel, _ in VIAS if rel is None]
    return case((_has_rel(source, "follow_up"), FOLLOW_UP), *exact, *by_channel)


def _has_rel(source: ColumnElement[Any], rel: str) -> ColumnElement[bool]:
    # The source is stored JSON, in which a quote inside a text is escaped: this finds only the key.
    return source.contains(f'"rel":"{rel}"', autoescape=True)
