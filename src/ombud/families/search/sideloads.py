"""`include=tickets(users,groups),users(organizations)`: side-loads by kind of result."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ombud.families.groups.sideload import groups_of
from ombud.families.organizations.sideload import organizations_of
from ombud.families.tickets.sideloads import PEOPLE_AND_PLACES
from ombud.search.index import Kind
from ombud.wire.answers import Shape, Sideload
from ombud.wire.context import Context

__all__ = ["beside"]

ONE_KIND = re.compile(r"(\w+)\(([^()]*)\)")
SIDELOADS: Mapping[str, tuple[Kind, Sequence[Sideload]]] = {
    "tickets": ("ticket", PEOPLE_AND_PLACES),
    "users": ("user", (organizations_of("organization_id"), groups_of("default_group_id"))),
}


def beside(ctx: Context, results: Sequence[tuple[Kind, Shape]]) -> dict[str, list[Any]]:
    """The records to put beside the results, each once; unknown names are ignored."""
    found: dict[str, dict[int, Any]] = {}
    wishes = ",".join(
        value for name, value in ctx.request.query if name in {"include", "include[]"}
    )
    for roots, names in ONE_KIND.findall(wishes):
        kind, sideloads = SIDELOADS.get(roots, ("", ()))
        wanted = {name.strip() for name in names.split(",")}
        shapes = [shape for of_kind, shape in results if of_kind == kind]
        for sideload in sideloads:
            if sideload.name in wanted:
                records = sideload.load(ctx, shapes)
                kept = found.setdefault(sideload.key, {})
                if isinstance(records, Sequence):
                    kept.update((one.id, one) for one in records)
    return {key: [records[id_] for id_ in sorted(records)] for key, records in found.items()}
