"""For whom templates are rendered: language, time zone, and how much they may read."""

from ombud.families.account_settings import settings
from ombud.families.accounts import account
from ombud.families.locales import catalogue
from ombud.families.placeholders.matter import Matter
from ombud.families.placeholders.rows import Rows
from ombud.templating.objects import Reader
from ombud.values.time_zones import iana_of
from ombud.wire.context import Context

__all__ = ["Readers"]


class Readers:
    """The readers of one ticket."""

    def __init__(self, ctx: Context, matter: Matter, rows: Rows) -> None:
        self._ctx, self._matter, self._rows = ctx, matter, rows
        self._of_mail: dict[int | None, Reader] = {}

    def of_mail(self, user_id: int | None) -> Reader:
        """A recipient, with their own language and time zone."""
        found = self._of_mail.get(user_id)
        if found is None:
            row = self._rows.person(user_id)
            agent = row is not None and row.role != "end-user"
            suppressed = not agent and self._is_of_stranger()
            found = self._reader(user_id, agent=agent, mail=True, suppressed=suppressed)
            self._of_mail[user_id] = found
        return found

    def of_system(self) -> Reader:
        """Another system, which is told everything in the account's language."""
        return self._reader(None, agent=True)

    def of_comment(self, *, public: bool) -> Reader:
        """Whoever will read a comment: the requester, or agents about the requester's ticket."""
        return self._reader(self._matter.fields["requester_id"], agent=not public)

    def _reader(
        self, user_id: int | None, *, agent: bool, mail: bool = False, suppressed: bool = False
    ) -> Reader:
        row, desk = self._rows.person(user_id), self._ctx.db.cached(account.load)
        locale_id = (row.locale_id if row else None) or desk.locale_id
        time_zone = (row.time_zone if row else None) or desk.time_zone
        return Reader(
            now=self._ctx.now,
            locale=catalogue.code_of(locale_id),
            time_zone=iana_of(time_zone) or "Etc/UTC",
            agent=agent,
            mail=mail,
            suppressed=suppressed,
        )

    def _is_of_stranger(self) -> bool:
        """Whether a new ticket may be spam in somebody else's name: its words are not sent on.

        # Zendesk: words-of-strangers (docs/quirks.md#words-of-strangers)
        """
        matter = self._matter
        if not matter.is_new or matter.comment is None or matter.comment.by_agent:
            return False
        if matter.trusted and matter.fields["via_channel"] == "api":
            return False
        return self._ctx.db.cached(settings.load).flag("user.anonymous_requests")
