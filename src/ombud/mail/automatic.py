"""Mail that nobody wrote (RFC 3834): answers of programs, absences, failures, bulk mail."""

import re
from dataclasses import replace

from ombud.mail.bounces import bounce_of, is_receipt
from ombud.mail.letter import Automatic, Letter

__all__ = ["judged"]

# How subjects of automatic answers begin, in lower case, before a colon or as all there is.
ANSWERS = (
    *("automatic reply", "autoreply", "auto-reply", "auto reply", "auto response", "autoresponse"),
    *("automatische antwort", "automatische reaktion", "abwesenheitsnotiz", "abwesenheitsmeldung"),
    *("abwesenheitsbenachrichtigung", "réponse automatique", "respuesta automática"),
    *("respuesta automatica", "contestación automática", "risposta automatica"),
    *("resposta automática", "automatisch antwoord", "automatisch bericht"),
    *("automatyczna odpowiedź", "odpowiedź automatyczna", "autosvar", "automatiskt svar"),
    *("automatisk svar", "automaattinen vastaus", "poissaoloviesti", "автоматический ответ"),
    *("автоответ", "автоматична відповідь", "自動返信", "自動応答", "自动回复", "自動回覆"),
    *("자동 회신", "otomatik yanıt", "otomatik cevap", "automatická odpověď", "răspuns automat"),
    *("automatikus válasz", "αυτόματη απάντηση", "מענה אוטומטי", "رد تلقائي"),
)
# The same for absences; people also write about these.
ABSENCES = (
    *("out of office", "out of the office", "out-of-office", "away from the office", "on vacation"),
    *("abwesend", "nicht im büro", "außer haus", "absence du bureau", "absent du bureau"),
    *("absence", "en congés", "fuera de la oficina", "fuera de oficina", "ausente"),
    *("fuori ufficio", "fuori sede", "assente", "fora do escritório", "ausência"),
    *("afwezig", "niet aanwezig", "poza biurem", "nieobecność", "nieobecny", "frånvarande"),
    *("frånvaro", "fraværende", "ikke på kontoret", "poissa", "вне офиса", "отсутствую"),
    *(
        "нет на месте",
        "不在通知",
        "不在のお知らせ",
        "外出中",
        "不在办公室",
        "부재중",
        "ofis dışında",
    ),
    *("mimo kancelář", "vacation", "urlaub", "vacances", "vacaciones", "ferie", "férias"),
)
# What texts of absences say of themselves.
SAYS_ABSENT = re.compile(
    r"(?:out of|away from|not in) (?:the |my )?office|on (?:annual |parental )?(?:leave|vacation)"
    r"|nicht (?:im b(?:ü|ue)ro|im haus|erreichbar)|abwesend|außer haus|im urlaub"
    r"|absente? du bureau|absente?s?\b.{0,40}jusqu|en congés?|de retour le"
    r"|fuera de (?:la )?oficina|estaré ausente|de vacaciones"
    r"|fuori (?:ufficio|sede)|sono assente|sarò assente|in ferie"
    r"|fora do escritório|ausente|de férias"
    r"|niet (?:op kantoor|aanwezig)|afwezig|met vakantie"
    r"|poza biurem|nieobecn|na urlopie"
    r"|inte på kontoret|frånvarande|ikke på kontoret|fraværende|på semester|på ferie"
    r"|poissa toimistolta|lomalla|вне офиса|отсутству|в отпуске"
    r"|不在|休暇|外出|休假|부재|휴가|ofis dışında|izinde|mimo kancelář|dovolen",
    re.IGNORECASE,
)
# Answers of people begin so; what programs write about them does too, but they say it in headers.
ANSWER_PREFIX = re.compile(r"(?:re|aw|sv|antw|odp|rif|res|vs|回复|答复)\s?:", re.IGNORECASE)
BY_ANY_VALUE = (
    *("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-autoreply-from"),
    *("x-autoreply-domain", "x-vacation", "x-auto-reply-from", "x-mail-autoreply"),
)
BULK = {"bulk", "junk"}
LISTS = ("list-id", "list-unsubscribe", "list-post", "list-help")
# Headers that a group address adds to what people write to it.
GROUPS = ("x-google-group-id",)
LONGEST_ABSENCE = 3_000


def judged(letter: Letter, sender: str | None) -> Letter:
    """The letter with what it is if nobody wrote it, and what came back with it.

    `sender` is who the envelope names: empty for a mail that wants no answer, None if unknown.
    """
    returned = bounce_of(letter, sender)
    if returned is not None:
        is_ours = returned.desks is None or bool(returned.desks)
        kind: Automatic = "auto_delivery_failure" if is_ours else "backscatter"
        return replace(letter, automatic=kind, returned=returned)
    return replace(letter, automatic=_kind(letter, sender))


def _kind(letter: Letter, sender: str | None) -> Automatic | None:
    headers: dict[str, str] = {}
    for name, value in letter.headers:
        headers.setdefault(name.lower(), value.strip().lower())
    is_automatic = _is_automatic(headers) or is_receipt(letter) or sender == ""
    if _is_answer(headers) or _is_absence(letter, is_automatic=is_automatic):
        return "auto_vacation"
    return "auto_mailer" if is_automatic else None


def _is_answer(headers: dict[str, str]) -> bool:
    """Whether the headers say that a program answers."""
    if headers.get("auto-submitted", "").startswith("auto-replied"):
        return True
    if any(headers.get(name, "no") not in {"no", "false", ""} for name in BY_ANY_VALUE):
        return True
    return (
        headers.get("precedence") in {"auto_reply", "auto-reply"}
        or "autoresponder" in headers.get("x-post-messageclass", "")
        or headers.get("delivered-to") == "autoresponder"
        or headers.get("x-autogenerated") == "reply"
    )


def _is_automatic(headers: dict[str, str]) -> bool:
    """Whether the headers say that a program wrote it."""
    submitted = headers.get("auto-submitted", "no")
    suppressed = headers.get("x-auto-response-suppress", "")
    if submitted not in {"", "no"} and not submitted.startswith(("no;", "no ")):
        return True
    if headers.get("precedence") in BULK or headers.get("x-fc-machinegenerated") == "true":
        return True
    if "all" in suppressed or "autoreply" in suppressed:
        return True
    is_list = any(name in headers for name in LISTS)
    return is_list and not any(name in headers for name in GROUPS)


def _is_absence(letter: Letter, *, is_automatic: bool) -> bool:
    """Whether the words say so, where the headers do not."""
    subject = letter.subject.strip(" [(*").casefold()
    if _begins(subject, ANSWERS):
        return True
    says_absent = SAYS_ABSENT.search(letter.new_text[:LONGEST_ABSENCE]) is not None
    if is_automatic and says_absent:
        return subject.startswith((*ANSWERS, *ABSENCES)) or ANSWER_PREFIX.match(subject) is not None
    is_short = len(letter.new_text) <= LONGEST_ABSENCE
    return _begins(subject, ABSENCES) and says_absent and is_short


def _begins(subject: str, beginnings: tuple[str, ...]) -> bool:
    """Whether the subject is one of these, or has one before a colon or a bracket."""
    return any(
        subject.startswith(beginning) and _ends(subject[len(beginning) :].lstrip(" !.)]"))
        for beginning in beginnings
    )


def _ends(rest: str) -> bool:
    return not rest or rest[0] in ":：-–(["
