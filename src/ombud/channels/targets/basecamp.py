"""Basecamp Classic: a message, a comment on one, or an item of a list."""

from ombud.channels.targets.message import Exchange, Message, Unsendable, basic, element, xml_to

__all__ = ["exchange"]


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    place, document = _what(message)
    url = message.of("target_url").rstrip("/") + place
    yield xml_to(url, document, basic(message.of("token"), "X"))


def _what(message: Message) -> tuple[str, str]:
    if message.of("resource") == "todo":
        if not message.of("todo_list_id"):
            raise Unsendable("The target has no todo_list_id, so there is no list to add to")
        item = f"<todo-item>{element('content', message.text)}</todo-item>"
        return f"/todo_lists/{message.path('todo_list_id')}/items.xml", item
    if message.of("message_id"):
        comment = f"<comment>{element('body', message.text)}</comment>"
        return f"/posts/{message.path('message_id')}/comments.xml", comment
    post = element("title", message.title) + element("body", message.text)
    return (
        f"/projects/{message.path('project_id')}/posts.xml",
        f"<request><post>{post}</post></request>",
    )
