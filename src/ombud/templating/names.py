"""Every placeholder with what it prints, for the documentation and for checking templates."""

from collections.abc import Iterator, Mapping

from liquid.builtin.expressions import Path

from ombud.templating.parsing import has_placeholders, parse, walk

__all__ = ["NAMES", "dynamic_content_in", "names_in", "unknown_in"]

OF_PERSON: Mapping[str, str] = {
    "name": "Full name; customers see an agent's alias",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail address",
    "phone": "Phone number",
    "external_id": "External id",
    "details": "Details",
    "notes": "Notes",
    "id": "Id",
    "language": "Language by its own name",
    "locale": "Language as a code, such as en-US",
    "time_zone": "Time zone",
    "role": "Role: End user, Agent or Admin",
    "extended_role": "Custom role",
    "signature": "An agent's signature",
    "tags": "Tags, with spaces between them",
    "organization": "Organization, with all its properties",
    "custom_fields.KEY": "A custom field's value; .title is its option's title",
}
OF_ORGANIZATION: Mapping[str, str] = {
    "id": "Id",
    "name": "Name",
    "is_shared": "Whether its members see each other's tickets",
    "is_shared_comments": "Whether its members may comment on each other's tickets",
    "details": "Details",
    "notes": "Notes",
    "tags": "Tags, with spaces between them",
    "external_id": "External id",
    "custom_fields.KEY": "A custom field's value; .title is its option's title",
}
OF_COMMENT: Mapping[str, str] = {
    "id": "Id",
    "value": "Text",
    "value_rich": "Text as HTML",
    "rich": "Text as HTML",
    "formatted_value": "Text with author, time and attachments",
    "created_at": "Day",
    "created_at_with_time": "Day and time",
    "is_public": "Whether the requester can read it",
    "author": "Author, with all properties of a person",
    "attachments": "Attachments; each has filename and url",
}
OF_TICKET: Mapping[str, str] = {
    "id": "Id; in a mail, #{{ticket.id}} is a link",
    "encoded_id": "Token by which an answer finds its ticket",
    "external_id": "External id",
    "account": "Name of the account",
    "brand.name": "Brand's name",
    "brand.id": "Brand's id",
    "brand.subdomain": "Brand's subdomain",
    "title": "Subject, or the beginning of the description",
    "description": "First comment with author and time",
    "verbatim_description": "First comment's text alone",
    "status": "Status category",
    "status_category": "Status category",
    "custom_status": "Status as agents see it",
    "priority": "Priority; empty when there is none",
    "ticket_type": "Type, or Ticket when there is none",
    "via": "Channel by which it came",
    "url": "Address without https://",
    "link": "Address",
    "url_with_protocol": "Address",
    "tags": "Tags, with spaces between them",
    "group.name": "Group's name",
    "group.id": "Group's id",
    "ccs": "People in copy, for a loop",
    "cc_names": "Names of the people in copy",
    "email_ccs": "People in copy, for a loop",
    "email_cc_names": "Names of the people in copy",
    "followers": "Followers, for a loop",
    "follower_names": "Names of the followers",
    "follower_reply_type_message": "Whether a follower's answer becomes public",
    "created_at": "Day of creation",
    "created_at_with_time": "Day and time of creation",
    "created_at_with_timestamp": "Time of creation, ISO 8601",
    "updated_at": "Day of the latest update",
    "updated_at_with_time": "Day and time of the latest update",
    "updated_at_with_timestamp": "Time of the latest update, ISO 8601",
    "due_date": "Day on which a task is due",
    "due_date_with_timestamp": "Time at which a task is due, ISO 8601",
    "ticket_form": "Form, by its name for customers",
    "ticket_field_ID": "A custom field's value; an option is its tag",
    "ticket_field_option_title_ID": "The title of a custom field's option",
    "custom_fields": "All custom fields, for a loop of pairs",
    "in_business_hours": "true within the schedule, false outside of it",
    "current_holiday_name": "Name of the holiday that is on",
    "score": "Nothing; kept for old templates",
    "requester_field": "Nothing; kept for old templates",
    "comments": "Comments, the newest first, for a loop",
    "public_comments": "Public comments, the newest first, for a loop",
    "comments_formatted": "All comments with authors and times",
    "public_comments_formatted": "All public comments with authors and times",
    "latest_comment": "Latest comment",
    "latest_public_comment": "Latest public comment",
    "latest_comment_formatted": "Latest comment with author and time",
    "latest_public_comment_formatted": "Latest public comment with author and time",
    "latest_comment_html": "Latest comment as HTML with its attachments",
    "latest_public_comment_html": "Latest public comment as HTML with its attachments",
    "latest_comment_rich": "Latest comment as HTML",
    "latest_public_comment_rich": "Latest public comment as HTML",
}
OF_SATISFACTION: Mapping[str, str] = {
    "survey_section": "Invitation to the survey",
    "survey_url": "Address of the survey",
    "rating_section": "Question with links for both answers",
    "rating_url": "Address for rating",
    "positive_rating_url": "Address that rates the ticket good",
    "negative_rating_url": "Address that rates the ticket bad",
    "current_rating": "Rating so far",
    "current_comment": "Comment on the rating",
}
OTHERS: Mapping[str, str] = {
    "account.name": "Name of the account",
    "account.incoming_phone_number_ID": "A phone number of the account",
    "dc.NAME": "Dynamic content in the reader's language",
    "custom_objects.KEY.id": "Record's id",
    "custom_objects.KEY.name": "Record's name",
    "custom_objects.KEY.external_id": "Record's external id",
    "custom_objects.KEY.custom_fields.KEY": "Record's custom field",
}
PEOPLE: Mapping[str, str] = {
    "current_user": "Whoever makes the update",
    "ticket.requester": "Requester",
    "ticket.assignee": "Assignee",
    "ticket.submitter": "Submitter",
    "agent": "Signatures only",
}
COMMENTS: Mapping[str, str] = {
    "ticket.latest_comment": "Latest comment",
    "ticket.latest_public_comment": "Latest public comment",
}


def _under(root: str, names: Mapping[str, str], about: str = "") -> dict[str, str]:
    lead = f"{about}: " if about else ""
    return {f"{root}.{name}": f"{lead}{title}" for name, title in names.items()}


# Name -> title. ID is a number, KEY a field's key, NAME an item's name.
NAMES: Mapping[str, str] = {
    **_under("ticket", OF_TICKET),
    **{
        name: title
        for root in PEOPLE
        for name, title in _under(root, OF_PERSON, PEOPLE[root]).items()
    },
    **_under("ticket.organization", OF_ORGANIZATION, "Organization"),
    **{
        name: title
        for root in COMMENTS
        for name, title in _under(root, OF_COMMENT, COMMENTS[root]).items()
    },
    **_under("satisfaction", OF_SATISFACTION),
    **OTHERS,
}


def names_in(template: str) -> list[str]:
    """The dotted names in a template, each once, as far as they are written out.

    Raises TemplateError for a template that cannot be parsed.
    """
    return sorted(set(_names(template)))


def dynamic_content_in(template: str) -> list[str]:
    """The items of dynamic content that a template names; raises TemplateError as above."""
    return [name.removeprefix("dc.") for name in names_in(template) if name.startswith("dc.")]


def unknown_in(template: str) -> list[str]:
    """The names under `ticket` and `satisfaction` that print nothing, because nobody knows them."""
    known = {name.partition(".")[2].split(".")[0].removesuffix("ID") for name in NAMES}
    roots = ("ticket.", "satisfaction.")
    return [
        name for name in names_in(template) if name.startswith(roots) and not _is_known(name, known)
    ]


def _is_known(name: str, known: set[str]) -> bool:
    word = name.split(".")[1]
    return word in known or word.rstrip("0123456789") in known


def _names(template: str) -> Iterator[str]:
    if not has_placeholders(template):
        return
    for expression in walk(parse(template)):
        if isinstance(expression, Path):
            words = [str(word) for word in _written(expression)]
            if len(words) > 1:
                yield ".".join(words)


def _written(path: Path) -> Iterator[str | int]:
    for word in path.path:
        if isinstance(word, Path):
            return
        yield word
