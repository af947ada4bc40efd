"""The condition table: one row for each field that a condition may name."""

from ombud.rules.fields.custom import CustomField, CustomOption
from ombud.rules.fields.field import Field, Place
from ombud.rules.fields.table import Table
from ombud.rules.fields.times import CustomStatus

__all__ = ["CustomField", "CustomOption", "CustomStatus", "Field", "Place", "Table"]
