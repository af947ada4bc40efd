"""Pivotal Tracker: a new story in a project."""

from ombud.channels.targets.message import Exchange, Message, element, xml_to

__all__ = ["exchange"]

# Elements of a story beside its description, and the attributes that they hold.
ELEMENTS = (("requested_by", "requested_by"), ("owned_by", "owner_by"), ("labels", "story_labels"))


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    parts = [
        element("name", message.of("story_title")),
        element("story_type", message.of("story_type")),
        element("description", message.text),
    ]
    parts += [element(name, message.of(of)) for name, of in ELEMENTS if message.of(of)]
    address = message.services.address("pivotal")
    url = f"{address}/services/v3/projects/{message.path('project_id')}/stories"
    token = ("X-TrackerToken", message.of("token"))
    yield xml_to(url, f"<story>{''.join(parts)}</story>", (token,))
