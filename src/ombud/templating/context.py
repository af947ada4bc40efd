"""One rendering: the names in scope, the format, the work that is left and the filters."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from liquid.context import RenderContext
from liquid.template import BoundTemplate
from liquid.token import Token
from liquid.utils import ReadOnlyChainMap

from ombud.templating.budget import Budget, Sink
from ombud.templating.filters import FILTERS, Filter
from ombud.templating.formats import HTML, Format
from ombud.templating.places import Place

__all__ = ["Context"]


class Context(RenderContext):
    """What a template sees and may do while it is rendered.

    With `every_branch` all that could be printed is, whatever the conditions say.
    """

    __slots__ = ("budget", "every_branch", "format", "link", "reader_now")

    def __init__(
        self,
        template: BoundTemplate,
        names: Mapping[str, object],
        *,
        form: Format,
        budget: Budget,
        now: dt.datetime,
        link: str = "",
    ) -> None:
        super().__init__(template, globals=names)
        # The library's own `now` and `today` would tell the machine's time.
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)
        self.format = form
        self.budget = budget
        self.reader_now = now
        self.link = link
        self.every_branch = False

    def show(self, value: object, place: Place) -> str:
        """The value as it is printed at the place."""
        if self.format is not HTML or place in {Place.TEXT, Place.NUMBER}:
            return self.format.show(value)
        written = self.format.show_in_tag(value, quoted=place is Place.QUOTED)
        if place is Place.BARE:
            # Where each character is looked at by itself.
            self.budget.charge(len(written))
        return written

    def number(self, shown: str) -> str:
        """A ticket's number in HTML: a link to the ticket where there shall be one."""
        return f'<a href="{self.format.escape(self.link)}">{shown}</a>' if self.link else shown

    def capture(self, name: str, printed: str) -> None:
        """Keeps what was rendered under a name."""
        self.budget.charge(len(printed))
        self.budget.marks(printed, "<&")
        self.assign(name, self.format.rendered(printed))

    def assign(self, key: str, val: object) -> None:
        self.budget.look(val)
        self.locals[key] = val

    def get_buffer(self, buf: object = None) -> Sink:
        del buf
        return Sink(self.budget)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        del token
        known = FILTERS.get(name)
        return _unchanged if known is None else partial(self._apply, known)

    def _apply(self, known: Filter, left: object, *args: object, **named: object) -> object:
        if not known.least <= len(args) <= known.most or not known.named.issuperset(named):
            return left
        for value in (left, *args):
            self.budget.look(value)
        result = known.run(self, left, *args, **named)
        self.budget.look(result)
        return result


def _unchanged(left: object, *_args: object, **_named: object) -> object:
    return left
