"""The names at which every placeholder begins."""

import re
from collections.abc import Callable

from ombud.templating.objects.data import AccountData, Objects, SatisfactionData
from ombud.templating.objects.drops import Drop, Kind, View
from ombud.templating.objects.people import AGENT, PERSON, RECORD
from ombud.templating.objects.tickets import TICKET

__all__ = ["ACCOUNT", "SATISFACTION", "roots"]

PHONE_NUMBER = re.compile(r"incoming_phone_number_(\d{1,19})")


def roots(objects: Objects, view: View) -> dict[str, object]:
    """The objects by the names that templates call them."""
    user = PERSON(objects.current_user, view)
    records = {
        key: RECORD(record, view, far=False) for key, record in objects.custom_objects.items()
    }
    return {
        **objects.more,
        "ticket": TICKET(objects.ticket, view),
        "current_user": user,
        "updater": user,
        "agent": AGENT(objects.agent, view),
        "account": ACCOUNT(view.account, view),
        "satisfaction": Drop(SATISFACTION, objects, view),
        "custom_objects": records,
        "custom_object": records,
    }


def _number(drop: Drop[AccountData], name: str) -> str | None:
    match = PHONE_NUMBER.fullmatch(name)
    return drop.data.phone_numbers.get(int(match.group(1))) if match else None


def _of_rating(name: str) -> Callable[[Drop[Objects]], object]:
    def read(drop: Drop[Objects]) -> object:
        found = drop.data.satisfaction()
        return None if found is None else getattr(found, name)

    return read


ACCOUNT: Kind[AccountData] = Kind(
    {"name": lambda drop: drop.data.name}, text=lambda drop: drop.data.name, other=_number
)
SATISFACTION: Kind[Objects] = Kind(
    {name: _of_rating(name) for name in SatisfactionData.__dataclass_fields__}
)
