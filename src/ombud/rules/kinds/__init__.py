"""How values compare: each kind turns an operator and a written value into a match."""

from ombud.rules.kinds.choices import Choice, Option
from ombud.rules.kinds.dates import Date, Instant
from ombud.rules.kinds.hours import HoursBetween
from ombud.rules.kinds.kind import Kind
from ombud.rules.kinds.options import Flag, Options
from ombud.rules.kinds.quantities import Number
from ombud.rules.kinds.references import Reference, Word
from ombud.rules.kinds.tags import MemberOf, TagList
from ombud.rules.kinds.texts import Address, Exact, Text, WordsIn
from ombud.rules.kinds.updates import CommentPrivacy, UpdaterRole

__all__ = [
    "Address",
    "Choice",
    "CommentPrivacy",
    "Date",
    "Exact",
    "Flag",
    "HoursBetween",
    "Instant",
    "Kind",
    "MemberOf",
    "Number",
    "Option",
    "Options",
    "Reference",
    "TagList",
    "Text",
    "UpdaterRole",
    "Word",
    "WordsIn",
]
