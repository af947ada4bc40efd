"""Values of actions that set something: a word, a record, tags, a text, a custom field."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ombud.rules.actions.action import Keep, Resolving
from ombud.rules.kinds.kind import Listed, Plain, whole_number
from ombud.values.text import id_in, split_tags
from ombud.values.times import parse_date, parse_iso

__all__ = ["Chosen", "Day", "Record", "Switch", "TagWords", "Words", "text_of"]

MOST_DAYS = 36_500
LONGEST_TEXT = 65_535
WORDS = ("current_user", "requester_id", "assignee_id", "current_groups")


def text_of(value: Any) -> str:
    """The one text that a value is; raises ValueError."""
    if isinstance(value, list):
        if len(value) != 1:
            raise ValueError("takes one value")
        value = value[0]
    if isinstance(value, list):
        raise ValueError("takes one value")  # noqa: TRY004 (one refusal, whatever is wrong)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is too long (maximum is {LONGEST_TEXT} characters)")
    return text


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of some options, or `many`; the keys are written and the values are stored."""

    options: Mapping[str, str]
    listed: tuple[Listed, ...]
    nullable: bool = False
    many: bool = False
    record: str | None = None

    @property
    def type(self) -> str:
        return "multiselect_list" if self.many else "list"

    def check(self, value: Any) -> None:
        texts = self._texts(value)
        if not texts and not self.nullable:
            raise ValueError("cannot be blank")
        if any(text not in self.options and text not in self.options.values() for text in texts):
            raise ValueError("is not one of the possible values")

    def resolved(self, value: Any, who: Resolving) -> str | list[str] | None:
        del who
        stored = [self.options.get(text, text) for text in self._texts(value)]
        return stored if self.many else stored[0] if stored else None

    def _texts(self, value: Any) -> list[str]:
        if not self.many:
            return [text] if (text := text_of(value).strip()) else []
        given = value if isinstance(value, list) else text_of(value).split()
        return [text for item in given if (text := text_of(item).strip())]


@dataclass(frozen=True, slots=True)
class Record:
    """The id of a record, or a word that stands for one."""

    record: str
    words: tuple[Listed, ...] = ()
    nullable: bool = False
    type: str = "list"

    @property
    def listed(self) -> Sequence[Listed]:
        return self.words

    def check(self, value: Any) -> None:
        text = text_of(value)
        if not text and not self.nullable:
            raise ValueError("cannot be blank")
        if text and id_in(text) is None and text not in {word.value for word in self.words}:
            raise ValueError("is not an id")

    def resolved(self, value: Any, who: Resolving) -> int | str | Keep | None:
        text = text_of(value)
        if not text:
            return None
        if (found := id_in(text)) is not None:
            return found
        if text not in WORDS:
            # A word that only the desk can look up, such as the default form.
            return text
        somebody = {
            "current_user": who.current_user_id,
            "requester_id": who.requester_id,
            "assignee_id": who.assignee_id,
            "current_groups": who.current_group_id,
        }[text]
        return Keep.KEEP if somebody is None else somebody


@dataclass(frozen=True, slots=True)
class TagWords(Plain):
    """Tags between blanks."""

    type: str = "tags"

    def check(self, value: Any) -> None:
        if not self._tags(value) and not self.nullable:
            raise ValueError("cannot be blank")

    def resolved(self, value: Any, who: Resolving) -> list[str]:
        del who
        return self._tags(value)

    def _tags(self, value: Any) -> list[str]:
        return split_tags([text_of(item) for item in value] if isinstance(value, list) else value)


@dataclass(frozen=True, slots=True)
class Words(Plain):
    """A text, in which placeholders may stand."""

    # Whether it may also be a list of a channel and the text.
    scoped: bool = False

    def check(self, value: Any) -> None:
        if not text_of(self._text(value)) and not self.nullable:
            raise ValueError("cannot be blank")

    def resolved(self, value: Any, who: Resolving) -> str | None:
        del who
        return text_of(self._text(value)) or None

    def _text(self, value: Any) -> Any:
        return value[1] if self.scoped and isinstance(value, list) and len(value) > 1 else value


@dataclass(frozen=True, slots=True)
class Switch(Plain):
    """True or false."""

    type: str = "list"
    listed: tuple[Listed, ...] = (Listed("true", "Yes"), Listed("false", "No"))

    def check(self, value: Any) -> None:
        if text_of(value) not in {"true", "false", "1", "0"}:
            raise ValueError("is neither true nor false")

    def resolved(self, value: Any, who: Resolving) -> bool:
        del who
        return text_of(value) in {"true", "1"}


@dataclass(frozen=True, slots=True)
class Day(Plain):
    """A date, or with `days_from_now` the day so many days ahead."""

    type: str = "date"
    nullable: bool = True

    def check(self, value: Any) -> None:
        self._day(value, dt.date(2000, 1, 1).isoformat())

    def resolved(self, value: Any, who: Resolving) -> str | None:
        return self._day(value, who.today)

    def _day(self, value: Any, today: str) -> str | None:
        mode, text = "fixed", value
        if isinstance(value, list) and len(value) == 2:
            mode, text = text_of(value[0]), value[1]
        text = text_of(text).strip()
        if not text:
            return None
        if mode == "days_from_now":
            days = dt.timedelta(days=whole_number(text, MOST_DAYS))
            return (dt.date.fromisoformat(today) + days).isoformat()
        try:
            parse_iso(text)
        except ValueError as error:
            raise ValueError("is not a date") from error
        return parse_date(text)
