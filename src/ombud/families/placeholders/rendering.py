"""Renders the templates of notifications, macros and comments about one ticket."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from ombud.families.accounts import account
from ombud.families.dynamic_content_items import content
from ombud.families.placeholders.matter import Matter, matter_of
from ombud.families.placeholders.readers import Readers
from ombud.families.placeholders.records import Records
from ombud.families.placeholders.rows import Rows
from ombud.families.placeholders.satisfaction import satisfaction_data
from ombud.families.placeholders.tickets import ticket_data
from ombud.families.tickets.draft import Draft
from ombud.templating import (
    Rendered,
    render_html,
    render_payload,
    render_subject,
    render_text,
)
from ombud.templating.objects import AccountData, Later, Objects, Reader
from ombud.templating.parsing import has_placeholders
from ombud.wire.context import Context
from ombud.wire.own_links import own_links

__all__ = ["Placeholders", "render"]

Rendering = Callable[[str, Objects, Reader], Rendered]


def render(
    ctx: Context, ticket: Draft | int, template: str, *, recipient_id: int | None, html: bool
) -> str:
    """A template of a message for one recipient; who writes to many makes `Placeholders`."""
    found = Placeholders(ctx, ticket)
    return (found.html if html else found.text)(template, recipient_id).text


class Placeholders:
    """What templates print about a ticket as it is now: a draft, written or not, or a stored one.

    Records are read once for all readers. What cannot be rendered is printed as it was written,
    and `problem` of the answer says why. A recipient without an id is a customer who reads the
    account's language.
    """

    def __init__(self, ctx: Context, ticket: Draft | int, *, with_comment: bool = True) -> None:
        """Without the comment of a draft they are those that the comment itself may name."""
        # What is printed is read elsewhere: a request may have named any host as the desk's.
        ctx = replace(ctx, links=own_links(ctx.config, ctx.account))
        self._ctx = ctx
        self._matter = matter_of(ctx, ticket, with_comment=with_comment)
        self._rows = Rows(ctx)
        fields = self._matter.fields
        people = (fields["requester_id"], fields["assignee_id"], fields["submitter_id"])
        self._rows.expect((*people, self._matter.author_id))
        self._readers = Readers(ctx, self._matter, self._rows)
        self._objects: dict[str, Objects] = {}
        # What could not be rendered in one part of a mail is not tried in the other, nor again for
        # the next reader.
        self._failed: dict[str, Rendered] = {}

    @property
    def matter(self) -> Matter:
        """The ticket itself."""
        return self._matter

    def text(self, template: str, recipient_id: int | None) -> Rendered:
        """The text part of a mail."""
        if not has_placeholders(template):
            return Rendered(template)
        return self._mailed(render_text, template, recipient_id)

    def html(self, template: str, recipient_id: int | None) -> Rendered:
        """The HTML part of a mail. Values are escaped, the template's own markup stays."""
        if not has_placeholders(template):
            return Rendered(template)
        return self._mailed(render_html, template, recipient_id)

    def subject(self, template: str, recipient_id: int | None) -> Rendered:
        """The subject of a mail, one line."""
        return self._mailed(render_subject, template, recipient_id)

    def payload(
        self, template: str, kind: Literal["plain", "json", "xml", "form"] = "plain"
    ) -> Rendered:
        """A message to another system, in the account's language; private comments included."""
        reader = self._readers.of_system()
        return render_payload(template, self._seen_by(reader), reader, kind)

    def comment(self, template: str, *, html: bool, public: bool) -> Rendered:
        """The words of a comment, in the requester's language; code stays as it was written.

        A public comment says only what customers may read.
        """
        reader = self._readers.of_comment(public=public)
        rendering = render_html if html else render_text
        return rendering(template, self._seen_by(reader), reader, code_is_literal=True)

    def _mailed(self, rendering: Rendering, template: str, recipient_id: int | None) -> Rendered:
        failed = self._failed.get(template)
        if failed is not None:
            return failed
        reader = self._readers.of_mail(recipient_id)
        rendered = rendering(template, self._seen_by(reader), reader)
        if rendered.problem is not None:
            self._failed[template] = rendered
        return rendered

    def _seen_by(self, reader: Reader) -> Objects:
        """All that a template may name; labels are in the reader's language."""
        if reader.locale not in self._objects:
            self._objects[reader.locale] = self._made(reader.locale)
        return self._objects[reader.locale]

    def _made(self, locale: str) -> Objects:
        ctx, records = self._ctx, self._records(locale)
        return Objects(
            account=AccountData(name=ctx.db.cached(account.load).name, url=ctx.links.base_url),
            ticket=ticket_data(ctx, self._matter, self._rows, records),
            current_user=records.person(self._matter.author_id),
            satisfaction=Later(lambda: satisfaction_data(self._matter)),
            variants=ctx.db.cached(content.load),
            budget=self._matter.budget,
        )

    def _records(self, locale: str) -> Records:
        return Records(self._ctx, self._rows, locale)
