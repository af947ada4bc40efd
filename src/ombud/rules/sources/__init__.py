"""Where the value of a condition is: in memory before and after the change, and in the tables."""

from ombud.rules.sources.custom import Custom, LinkedField, RecordField
from ombud.rules.sources.measured import CustomStatusTime, Metric, StatusTime
from ombud.rules.sources.source import NotStored, Reader, Source
from ombud.rules.sources.ticket import Agreements, Column, Tags, Via
from ombud.rules.sources.update import Absent, OfUpdate, Requester

__all__ = [
    "Absent",
    "Agreements",
    "Column",
    "Custom",
    "CustomStatusTime",
    "LinkedField",
    "Metric",
    "NotStored",
    "OfUpdate",
    "Reader",
    "RecordField",
    "Requester",
    "Source",
    "StatusTime",
    "Tags",
    "Via",
]
