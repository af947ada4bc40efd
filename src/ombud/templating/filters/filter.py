"""What a filter is: a function of the rendering, the value before `|` and what follows its name."""

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

from ombud.templating.budget import Budget
from ombud.templating.formats import Format

__all__ = ["Call", "Filter", "filters_of"]


class Call(Protocol):
    """What a filter may know of the rendering that it runs in."""

    format: Format
    budget: Budget
    reader_now: dt.datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with the number of its arguments and the names of those that have one."""

    run: Callable[..., object]
    least: int
    most: int
    named: frozenset[str]


def filters_of(module: ModuleType) -> Mapping[str, Filter]:
    """The filters of a module: all that it exports; a trailing underscore is left out."""
    return {name.removesuffix("_"): _filter(getattr(module, name)) for name in module.__all__}


def _filter(run: Callable[..., object]) -> Filter:
    given = list(inspect.signature(run).parameters.values())[2:]
    places = [one for one in given if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    return Filter(
        run,
        least=sum(one.default is inspect.Parameter.empty for one in places),
        most=len(places),
        named=frozenset(one.name for one in given if one.kind is inspect.Parameter.KEYWORD_ONLY),
    )
