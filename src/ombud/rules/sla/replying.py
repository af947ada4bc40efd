"""What a comment does: it ends replies and updates, and starts the next ones."""

from ombud.rules.sla.course import Course
from ombud.rules.sla.metrics import PolicyMetric, is_unsolved
from ombud.rules.sla.moments import Comment, Moment

__all__ = ["apply_comment"]

REPLIES: tuple[PolicyMetric, ...] = ("first_reply_time", "next_reply_time")
UPDATES: tuple[PolicyMetric, ...] = ("pausable_update_time", "periodic_update_time")


def apply_comment(course: Course) -> None:
    """Fulfil the reply, go from one update to the next, start a reply."""
    comment = course.moment.comment
    if course.moment.status_before is None:
        course.awaits_first = comment is None or not comment.public
    if comment is None:
        return
    replied = _end_reply(course, comment)
    _update(course, comment)
    if not replied and is_unsolved(course.moment.status):
        _start_reply(course, comment)
    if comment.public and _is_reply(comment):
        course.awaits_first = False


def _end_reply(course: Course, comment: Comment) -> bool:
    running = next((metric for metric in REPLIES if course.runs(metric)), None)
    if running is None or comment.author == "end_user" or comment.by_requester:
        # An agent's comments on a ticket of their own are those of a customer.
        return False
    if not comment.public and not _notes_end(course.moment, running):
        return False
    course.fulfill(running)
    return True


def _notes_end(moment: Moment, running: PolicyMetric) -> bool:
    if running == "first_reply_time":
        return moment.settings.first_reply_time.fulfill_on_agent_internal_note
    settings = moment.settings.next_reply_time
    return settings.fulfill_on_non_requesting_agent_internal_note_after_activation


def _update(course: Course, comment: Comment) -> None:
    if comment.author == "end_user":
        return
    notes = course.moment.settings.periodic_update_time.activate_on_agent_internal_note
    for metric in UPDATES:
        if comment.public or (notes and metric == "periodic_update_time"):
            course.fulfill(metric)
            if is_unsolved(course.moment.status):
                course.start(metric)


def _start_reply(course: Course, comment: Comment) -> None:
    if any(course.runs(metric) for metric in REPLIES):
        # The oldest unanswered comment counts.
        return
    if course.moment.status_before is None:
        if _starts_first(course.moment, comment):
            course.start("first_reply_time")
            course.awaits_first = False
    elif comment.public and comment.author == "end_user":
        course.start("first_reply_time" if course.awaits_first else "next_reply_time")
        course.awaits_first = False
    elif _starts_next(course.moment, comment):
        course.start("next_reply_time")


def _starts_first(moment: Moment, comment: Comment) -> bool:
    settings = moment.settings.first_reply_time
    if comment.author == "end_user":
        return comment.public
    if comment.by_requester:
        return settings.activate_on_agent_created_ticket_for_self
    if moment.requester_is_agent:
        return False
    if comment.forwarded and comment.author == "light_agent":
        return settings.activate_on_light_agent_on_email_forward_ticket_from_end_user
    if comment.public:
        return settings.activate_on_ticket_created_for_end_user
    return settings.activate_on_agent_ticket_created_for_end_user_with_internal_note


def _starts_next(moment: Moment, comment: Comment) -> bool:
    settings = moment.settings.next_reply_time
    if comment.author == "end_user":
        return settings.activate_on_end_user_added_internal_note
    if comment.by_requester:
        return settings.activate_on_agent_requested_ticket_with_public_comment_or_internal_note
    return comment.author == "light_agent" and settings.activate_on_light_agent_internal_note


def _is_reply(comment: Comment) -> bool:
    return comment.author != "end_user" and not comment.by_requester
