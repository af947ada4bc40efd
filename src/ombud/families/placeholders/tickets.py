"""A ticket as templates read it, in one language."""

from collections.abc import Sequence

from ombud.families.account_settings import settings
from ombud.families.custom_statuses import statuses
from ombud.families.placeholders import names, working_hours
from ombud.families.placeholders.conversation import comments_of
from ombud.families.placeholders.matter import Matter
from ombud.families.placeholders.records import Records
from ombud.families.placeholders.rows import Rows
from ombud.mail.tokens import encoded_id
from ombud.storage import seal_of
from ombud.templating.objects import BrandData, GroupData, Later, PersonData, TicketData, known
from ombud.wire.context import Context

__all__ = ["ticket_data"]


def ticket_data(ctx: Context, matter: Matter, rows: Rows, records: Records) -> TicketData:
    """The ticket; whatever costs a statement is read when a template names it."""
    return _Ticket(ctx, matter, rows, records).data()


class _Ticket:
    def __init__(self, ctx: Context, matter: Matter, rows: Rows, records: Records) -> None:
        self._ctx, self._matter, self._rows, self._records = ctx, matter, rows, records
        self._fields = matter.fields
        self._names = ctx.db.cached(names.load)

    def data(self) -> TicketData:
        fields, records, matter = self._fields, self._records, self._matter
        ccs = Later(lambda: self._people(fields["email_cc_ids"]))
        followers = Later(lambda: self._people(fields["follower_ids"]))
        has_kinds = self._ctx.db.cached(settings.load).flag(
            "tickets.follower_and_email_cc_collaborations"
        )
        return TicketData(
            # A ticket that nobody has begun to save has no number.
            id=matter.id or None,
            status=fields["status"],
            created_at=fields["created_at"],
            updated_at=fields["updated_at"],
            subject=fields["raw_subject"],
            custom_status=Later(self._custom_status),
            priority=fields["priority"],
            type=fields["type"],
            via=fields["via_channel"],
            external_id=fields["external_id"],
            encoded_id=encoded_id(seal_of(self._ctx.config), matter.id) if matter.id else "",
            due_at=fields["due_at"],
            tags=fields["tags"],
            comment_is_public=matter.comment is None or matter.comment.public,
            requester=records.later(records.person, fields["requester_id"]),
            submitter=records.later(records.person, fields["submitter_id"]),
            assignee=records.later(records.person, fields["assignee_id"]),
            organization=records.later(records.organization, fields["organization_id"]),
            group=known(self._group()),
            brand=known(self._brand()),
            ticket_form=Later(self._form),
            ccs=ccs,
            email_ccs=ccs if has_kinds else known(()),
            followers=followers if has_kinds else known(()),
            comments=Later(lambda: comments_of(self._ctx, matter, self._rows, records)),
            fields=Later(lambda: records.ticket_fields(fields["custom_fields"])),
            in_business_hours=Later(lambda: working_hours.is_open(self._ctx, matter)),
            current_holiday_name=Later(lambda: working_hours.holiday_name(self._ctx, matter)),
        )

    def _people(self, ids: Sequence[int]) -> Sequence[PersonData]:
        self._rows.expect(ids)
        found = [self._records.person(user_id) for user_id in ids]
        return [person for person in found if person is not None]

    def _custom_status(self) -> str | None:
        status = self._ctx.db.cached(statuses.load).by_id.get(self._fields["custom_status_id"])
        return None if status is None else self._records.titles.shown(status.agent_label)

    def _group(self) -> GroupData | None:
        group_id = self._fields["group_id"]
        name = self._names.groups.get(group_id)
        return None if name is None else GroupData(group_id, name)

    def _brand(self) -> BrandData | None:
        brand_id = self._fields["brand_id"]
        brand = self._names.brands.get(brand_id)
        if brand is None:
            return None
        # Every brand of the account answers under the account's own address.
        url = self._ctx.links.base_url
        return BrandData(id=brand_id, name=brand.name, subdomain=brand.subdomain, url=url)

    def _form(self) -> str | None:
        name = self._names.forms.get(self._fields["ticket_form_id"])
        return None if name is None else self._records.titles.shown(name)
