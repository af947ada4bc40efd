"""Which module makes the requests of which kind of target, and how they are carried out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ombud.channels.targets import (
    basecamp,
    campfire,
    clickatell,
    flowdock,
    get_satisfaction,
    http_target,
    jira,
    pivotal,
    twitter,
    url,
    yammer,
)
from ombud.channels.targets.message import Exchange, Message, Unsendable
from ombud.outgoing.http import HttpClient, HttpRequest, HttpResponse, Unreachable
from ombud.outgoing.telling import Masking, raw_request, raw_response

__all__ = ["EXCHANGES", "Attempt", "attempt"]

EXCHANGES: Mapping[str, Callable[[Message], Exchange]] = {
    "basecamp_target": basecamp.exchange,
    "campfire_target": campfire.exchange,
    "clickatell_target": clickatell.exchange,
    "flowdock_target": flowdock.exchange,
    "get_satisfaction_target": get_satisfaction.exchange,
    "http_target": http_target.exchange,
    "jira_target": jira.exchange,
    "pivotal_target": pivotal.exchange,
    "twitter_target": twitter.exchange,
    "url_target": url.exchange,
    "url_target_v2": http_target.exchange,
    "yammer_target": yammer.exchange,
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a message: the last request and what came back, without secrets."""

    is_success: bool
    # success, terminated (an answer that is none of the two hundreds), timeout, failed
    status: str
    # 0 where no answer came
    status_code: int
    problem: str | None
    raw_request: str
    raw_response: str


def attempt(client: HttpClient, message: Message, secrets: Sequence[str]) -> Attempt:
    """Send the requests of a message until one fails."""
    request: HttpRequest | None = None
    response: HttpResponse | None = None
    problem: Exception | None = None
    steps = EXCHANGES[message.kind](message)
    try:
        request = next(steps)
        while True:
            response = client.send(request)
            if not response.is_success:
                break
            request, response = steps.send(response), None
    except StopIteration:
        pass
    except (Unsendable, Unreachable) as error:
        problem = error
    return _told(request, response, problem, secrets)


def _told(
    request: HttpRequest | None,
    response: HttpResponse | None,
    problem: Exception | None,
    secrets: Sequence[str],
) -> Attempt:
    masking = Masking(secrets) if request is None else Masking.of(request, secrets)
    why = getattr(problem, "detail", str(problem)) if problem is not None else None
    if why is None and response is not None and not response.is_success:
        why = f"The answer was {response.status} {response.reason}".rstrip()
    why = None if why is None else masking.masked(why)
    timed_out = isinstance(problem, Unreachable) and problem.kind == "timeout"
    return Attempt(
        is_success=why is None,
        status=_status(problem, why, timed_out=timed_out),
        status_code=0 if response is None else response.status,
        problem=why,
        raw_request="" if request is None else raw_request(request, masking),
        raw_response=raw_response(response, masking) if response is not None else why or "",
    )


def _status(problem: Exception | None, why: str | None, *, timed_out: bool) -> str:
    if why is None:
        return "success"
    if timed_out:
        return "timeout"
    return "terminated" if problem is None else "failed"
