"""Numbers, as columns have them and as the texts of custom fields."""

import operator as operators
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ombud.rules.columns import Columns
from ombud.rules.conditions import Value
from ombud.rules.facts import Facts
from ombud.rules.kinds.kind import Plain, negated, one_text, presence
from ombud.rules.match import ABSENT, Match

__all__ = ["COMPARISONS", "Number"]

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "is": operators.eq,
    "is_not": operators.eq,
    "less_than": operators.lt,
    "less_than_equal": operators.le,
    "greater_than": operators.gt,
    "greater_than_equal": operators.ge,
}
LARGEST = 2**63 - 1
# No database can fail to read these, and nothing else is a number.
WHOLE = r"[-+]?[0-9]{1,19}"
DECIMAL = r"[-+]?[0-9]{1,60}(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?"


@dataclass(frozen=True, slots=True)
class Number(Plain):
    """A number: `whole` without a fraction, `text` where it is kept as text."""

    whole: bool = True
    text: bool = False

    def match(self, operator: str, value: Value) -> Match:
        found = presence(operator)
        if found is not None:
            return found
        text = one_text(value)
        if not text and self.nullable and operator in {"is", "is_not"}:
            return negated(operator, ABSENT)
        return negated(operator, self._compared(COMPARISONS[operator], self._number(text)))

    def _compared(self, compare: Callable[[Any, Any], Any], wanted: float) -> Match:
        read: Callable[[Any], Any] = (lambda value: value) if not self.text else self._read

        def holds(value: Any, _facts: Facts) -> bool:
            number = read(value)
            return number is not None and bool(compare(number, wanted))

        def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
            kind = BigInteger() if self.whole else Float()
            number = _Numeral(column, type_=kind) if self.text else column
            compared: ColumnElement[bool] = compare(number, literal(wanted, kind))
            return compared

        return Match(holds, clause)

    def _number(self, text: str) -> float:
        pattern = WHOLE if self.whole else DECIMAL
        number = text if self.whole else text.replace(",", ".")
        if not re.fullmatch(pattern, number):
            raise ValueError("is not a whole number" if self.whole else "is not a number")
        if self.whole and abs(int(number)) > LARGEST:
            raise ValueError("is too large")
        return int(number) if self.whole else float(number)

    def _read(self, value: Any) -> float | None:
        """The number that is stored; None for what is none."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if not isinstance(value, str) or not re.fullmatch(WHOLE if self.whole else DECIMAL, value):
            return None
        return int(value) if self.whole else float(value)


class _Numeral(FunctionElement[Any]):
    """A text as the number that it is, NULL where it is none."""

    name = "numeral"
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], *, type_: Any) -> None:
        super().__init__(column)
        self.type = type_


@compiles(_Numeral, "sqlite")
def _sqlite(element: _Numeral, compiler: SQLCompiler, **given: Any) -> str:
    (column,) = element.clauses
    kind = "INTEGER" if isinstance(element.type, BigInteger) else "REAL"
    return f"CAST({compiler.process(column, **given)} AS {kind})"


@compiles(_Numeral, "postgresql")
def _postgresql(element: _Numeral, compiler: SQLCompiler, **given: Any) -> str:
    # The database may look at rows of other fields first, whose texts it must not fail to read.
    (column,) = element.clauses
    written = compiler.process(column, **given)
    whole = isinstance(element.type, BigInteger)
    pattern, kind = (WHOLE, "numeric") if whole else (DECIMAL, "double precision")
    return f"CASE WHEN {written} ~ '^{pattern}$' THEN ({written})::{kind} END"
