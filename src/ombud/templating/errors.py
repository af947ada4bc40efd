"""What is wrong with a template: refused when it is saved, or given up while it is rendered."""

from liquid.exceptions import ResourceLimitError

__all__ = ["Exhausted", "TemplateError"]


class TemplateError(Exception):
    """A template that cannot be parsed; `description` is for the person who wrote it."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class Exhausted(ResourceLimitError):
    """A template that would take more work, room or output than a template may."""

    def __init__(self, description: str) -> None:
        super().__init__(description, token=None)
        self.description = description
