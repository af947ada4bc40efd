"""Makes one mail of a delivery: from whom, to whom, in which thread, with which words and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.channels.mail_out import queries
from ombud.channels.mail_out.enclosing import Enclosed, enclosed
from ombud.channels.mail_out.framing import framed
from ombud.channels.mail_out.readers import Reader, Unaddressed, readers_of
from ombud.families.account_settings import settings
from ombud.families.accounts import account
from ombud.families.locales import catalogue
from ombud.families.notices import wording
from ombud.families.notices.words import Words, words_of
from ombud.families.placeholders import names
from ombud.families.recipient_addresses import known
from ombud.mail.letter import Party
from ombud.mail.templates import DELIMITER
from ombud.mail.tokens import desk_mark, encoded_id, message_id, reply_address
from ombud.mail.writing import Post
from ombud.storage import seal_of
from ombud.wire.context import Context

__all__ = ["Ready", "ready"]


@dataclass(frozen=True, slots=True)
class Ready:
    """All that sending needs; `recipients` are those who did not get it at an earlier attempt."""

    key: str
    post: Post
    files: tuple[Enclosed, ...]
    sender: str
    recipients: tuple[str, ...]
    subdomain: str


def ready(ctx: Context, delivery: Row[Any]) -> Ready:
    """The mail of a delivery; raises Unaddressed."""
    payload: Mapping[str, Any] = msgspec.json.decode(delivery.payload)
    readers = readers_of(ctx, delivery, is_notice="purpose" in payload)
    settled = set(payload.get("settled", ()))
    waiting = [each.address.address for each in readers if each.address.address not in settled]
    if not waiting:
        raise Unaddressed("everybody has it")
    ticket = _ticket(ctx, delivery)
    address = known.of_ticket(
        ctx, ticket.brand_id if ticket else None, ticket.recipient if ticket else None
    )
    post = _worded(ctx, delivery, payload, readers, _brand_name(ctx, address, ticket))
    for_staff = all(each.is_agent for each in readers)
    post = _threaded(ctx, delivery, ticket, address, post, for_staff=for_staff)
    post = replace(
        post,
        sender=Party(address.email, _sender_name(ctx, delivery, readers, post.sender.name)),
        to=(readers[0].address,),
        copied=tuple(each.address for each in readers[1:]),
    )
    return Ready(
        key=delivery.key,
        post=post,
        files=tuple(_files(ctx, delivery, readers)),
        sender=address.email,
        recipients=tuple(waiting),
        subdomain=ctx.account.subdomain,
    )


def _is_of_ticket(delivery: Row[Any]) -> bool:
    """Whether it is a part of a ticket's conversation: not where it goes to an email target."""
    return delivery.ticket_id is not None and delivery.address is None


def _ticket(ctx: Context, delivery: Row[Any]) -> Row[Any] | None:
    return queries.ticket(ctx, delivery.ticket_id) if _is_of_ticket(delivery) else None


def _worded(
    ctx: Context,
    delivery: Row[Any],
    payload: Mapping[str, Any],
    readers: Sequence[Reader],
    brand: str,
) -> Post:
    """The mail with its words; the rest of it is filled in by others."""
    subject, text, html = delivery.subject, delivery.body_text, delivery.body_html
    language = catalogue.code_of(readers[0].locale_id)
    if "purpose" in payload:
        notice = wording.of(ctx, payload)
        if notice is None:
            raise Unaddressed("there is no need for it any longer")
        subject, text, html = notice.subject, notice.text, notice.html
        language = notice.language
    seal = seal_of(ctx.config)
    _, words = words_of(catalogue.id_of(language), ctx.db.cached(account.load).locale_id)
    footer = words.footer.format(brand=brand)
    if _is_of_ticket(delivery):
        footer += f"\n[{encoded_id(seal, delivery.ticket_id)}]"
    delimiter = _delimiter(ctx, words)
    bodies = framed(ctx, text or "", html, delimiter=delimiter, footer=footer, language=language)
    return Post(
        message_id="",
        date=ctx.now,
        sender=Party("", brand),
        to=(),
        subject=subject or "",
        text=bodies.text,
        html=bodies.html,
        language=language,
        context="" if delivery.event_id is None else f"event-id-{delivery.event_id}",
        desk=desk_mark(seal, ctx.account.subdomain),
    )


def _delimiter(ctx: Context, words: Words) -> str:
    """The line above which people answer: the account's own, or else in the reader's language."""
    found = ctx.db.cached(settings.load)
    if found.flag("email.no_mail_delimiter"):
        return ""
    written = found.value("email.mail_delimiter") or DELIMITER
    return words.delimiter if written == DELIMITER else str(written)


def _brand_name(ctx: Context, address: known.SupportAddress, ticket: Row[Any] | None) -> str:
    brand_id = ticket.brand_id if ticket else address.brand_id
    brand = ctx.db.cached(names.load).brands.get(brand_id or 0)
    return brand.name if brand else ctx.db.cached(account.load).name


def _sender_name(ctx: Context, delivery: Row[Any], readers: Sequence[Reader], brand: str) -> str:
    """Who wrote, before the brand's name; customers know agents by their alias."""
    personal = ctx.db.cached(settings.load).flag("email.personalized_replies")
    writer = None
    if personal and _is_of_ticket(delivery) and delivery.audit_id is not None:
        writer = queries.author(ctx, delivery.audit_id)
    if writer is None or writer.id == delivery.recipient_id:
        return brand
    if writer.role == "end-user" and not all(each.is_agent for each in readers):
        return brand
    is_hidden = writer.alias and not all(each.is_agent for each in readers)
    return f"{writer.alias if is_hidden else writer.name} ({brand})"


def _threaded(
    ctx: Context,
    delivery: Row[Any],
    ticket: Row[Any] | None,
    address: known.SupportAddress,
    post: Post,
    *,
    for_staff: bool,
) -> Post:
    """The mail with its id; one about a ticket answers those before it, and asks for answers.

    What customers read too has their token, because with that of staff one speaks for agents.
    """
    seal = seal_of(ctx.config)
    answering = known.answering(ctx, address)
    domain = answering.email.rpartition("@")[2]
    if ticket is None:
        return replace(post, message_id=f"<{delivery.key}@{domain}>")
    # No mail has this id; it holds together what was sent and what came before anything did.
    root = message_id(seal, "ticket", ticket.id, domain)
    keys = queries.earlier_mails(ctx, delivery)
    sent = [message_id(seal, key, ticket.id, domain) for key in keys]
    came = queries.inbound_message_ids(ctx, ticket.id)
    latest = [*came, *sent]
    answers = reply_address(seal, answering.email, ticket.id, for_staff=for_staff)
    return replace(
        post,
        message_id=message_id(seal, delivery.key, ticket.id, domain),
        reply_to=Party(answers, post.sender.name),
        in_reply_to=latest[-1] if latest else root,
        references=(root, *latest),
    )


def _files(ctx: Context, delivery: Row[Any], readers: Sequence[Reader]) -> list[Enclosed]:
    if not _is_of_ticket(delivery) or delivery.audit_id is None:
        return []
    for_customers = not all(each.is_agent for each in readers)
    return enclosed(ctx, delivery.audit_id, for_customers=for_customers)
