"""The tags that field values bring onto their record."""

from collections.abc import Mapping
from typing import Any

from ombud.families.record_fields.values import Definitions

__all__ = ["coupled_tags", "with_coupled_tags"]


def coupled_tags(definitions: Definitions, values: Mapping[str, Any]) -> set[str]:
    """The chosen options of dropdowns, and the tags of checkboxes that are ticked."""
    tags: set[str] = set()
    for field in definitions.active:
        value = values.get(field.key)
        if field.type in {"dropdown", "tagger"} and isinstance(value, str):
            tags.add(value)
        elif field.type == "multiselect" and isinstance(value, list):
            tags.update(value)
        elif field.type == "checkbox" and value is True and field.tag:
            tags.add(field.tag)
    return tags


def with_coupled_tags(
    definitions: Definitions,
    tags: list[str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> list[str]:
    """A record's tags once its values have changed: those of the old ones go, the new ones come."""
    kept = set(tags) - coupled_tags(definitions, before)
    return sorted(kept | coupled_tags(definitions, after))
