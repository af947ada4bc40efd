"""What a rule is refused for. Families turn it into their 422 or 400."""

__all__ = ["Malformed", "RuleError"]

LONGEST_SHOWN = 100


class RuleError(Exception):
    """A rule that cannot be. `place` is `all`, `any`, `actions` or `base` (the rule as a whole).

    `description` is ready for `details.base`; it names the position and the value.
    """

    def __init__(self, place: str, index: int | None, field: str | None, description: str) -> None:
        super().__init__(description)
        self.place, self.index, self.field = place, index, field
        self.description = description

    @classmethod
    def of_condition(
        cls, place: str, index: int, said: tuple[str, str | None, object], reason: str
    ) -> "RuleError":
        """The refusal of one condition, `said` as field, operator and value."""
        field, operator, value = said
        words = " ".join(part for part in (field, operator, _shown(value)) if part)
        description = f"Invalid conditions. {place}[{index}]: {words}: {reason}"
        return cls(place, index, field, description)

    @classmethod
    def of_action(cls, index: int, field: str, value: object, reason: str) -> "RuleError":
        """The refusal of one action."""
        description = f"Invalid actions. actions[{index}]: {field} {_shown(value)}: {reason}"
        return cls("actions", index, field, description)

    @classmethod
    def of_rule(cls, description: str) -> "RuleError":
        """The refusal of a rule for what it lacks."""
        return cls("base", None, None, description)


class Malformed(Exception):
    """JSON of the wrong shape, for a 400: `attribute` (`conditions.all`) `rule` (`must be ...`)."""

    def __init__(self, attribute: str, rule: str) -> None:
        super().__init__(f"{attribute} {rule}")
        self.attribute, self.rule = attribute, rule


def _shown(value: object) -> str:
    """A value as a message shows it, cut where it is long."""
    if value is None:
        return ""
    text = repr(list(value)) if isinstance(value, tuple) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
