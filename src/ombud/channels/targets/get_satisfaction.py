"""Get Satisfaction: a reply to the topic at the target's URL, or else a new topic."""

from ombud.channels.targets.message import Exchange, Message, basic, json_to

__all__ = ["exchange"]


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    credentials = basic(message.of("email"), message.of("password"))
    topic = message.of("target_url").rstrip("/")
    if topic:
        reply = {"reply": {"content": message.text}}
        yield json_to(f"{topic}/replies.json", reply, credentials)
    else:
        address = message.services.address("get_satisfaction")
        url = f"{address}/companies/{message.path('account_name')}/topics.json"
        said = {"subject": message.title, "content": message.text, "style": "question"}
        yield json_to(url, {"topic": said}, credentials)
