"""What stands below agents' public comments in mails: the brand's template with their own text."""

from dataclasses import replace

from ombud.families.accounts import account
from ombud.families.dynamic_content_items import content
from ombud.families.placeholders import names
from ombud.families.placeholders.matter import Matter
from ombud.families.placeholders.records import Records, signature
from ombud.templating import Fragment, render_html, render_text
from ombud.templating.objects import AccountData, Objects, PersonData, Reader
from ombud.templating.parsing import has_placeholders
from ombud.wire.context import Context

__all__ = ["Signatures"]


class Signatures:
    """The signatures on one ticket in one language, each made once.

    Their templates may name the agent, the account, who makes the update, and dynamic content.
    """

    def __init__(self, ctx: Context, matter: Matter, records: Records) -> None:
        brand = ctx.db.cached(names.load).brands.get(matter.fields["brand_id"])
        self._template = brand.signature_template if brand else ""
        self._records = records
        self._objects = Objects(
            account=AccountData(name=ctx.db.cached(account.load).name, url=ctx.links.base_url),
            current_user=records.person(matter.author_id),
            variants=ctx.db.cached(content.load),
        )
        self._reader = Reader(now=ctx.now, locale=records.locale)
        self._made: dict[int, Fragment | None] = {}

    def of(self, author_id: int) -> Fragment | None:
        """What this person signs with; None for customers and for a signature that is empty."""
        if author_id not in self._made:
            author = self._records.person(author_id)
            is_agent = author is not None and author.role != "end-user"
            self._made[author_id] = self._signature(author) if author and is_agent else None
        return self._made[author_id]

    def _signature(self, agent: PersonData) -> Fragment | None:
        objects = replace(self._objects, agent=self._signing(agent))
        text = render_text(self._template, objects, self._reader).text.strip()
        html = render_html(self._template, objects, self._reader).text.strip()
        return Fragment(text, html) if text else None

    def _signing(self, agent: PersonData) -> PersonData:
        """The agent with what their own signature prints: it may name them as well."""
        written = agent.signature
        if written is None or not has_placeholders(written):
            return agent
        objects = replace(self._objects, agent=replace(agent, signature=None))
        printed = render_text(written, objects, self._reader).text
        return replace(agent, signature=signature(printed))
