"""Why a mail is held back: the documented causes, by number, name and words."""

from enum import IntEnum

__all__ = ["TEXTS", "Cause"]


class Cause(IntEnum):
    """`cause_id`; the name in lower case is what audits tell of a recovered mail."""

    SPAM = 0
    NOT_ON_WHITELIST = 1
    UNVERIFIED = 2
    AUTO_MAILER = 3
    LOOP = 4
    UNKNOWN_USER_UPDATE = 5
    OTHER_USER_UPDATE = 6
    AUTO_DELIVERY_FAILURE = 7
    AUTO_VACATION = 8
    SYSTEM_USER = 9
    UNKNOWN_AUTHOR = 10
    BLANK = 11
    SIGNUP_REQUIRED = 12
    BLOCKLISTED = 13
    BACKSCATTER = 14
    DISABLED = 15
    TO_NOREPLY = 16
    SERVER_LOCK = 17
    UNSERVICEABLE_ACCOUNT = 18
    UNPROCESSABLE_EMAIL = 19
    UNAUTHENTICATED_EMAIL_UPDATE = 20
    REGISTERED_USER_LOGGED_OUT = 21
    FROM_SUPPORT_ADDRESS = 22
    FROM_ZENDESK_ACCOUNT = 23
    CONTENT_PROCESSOR_TIMED_OUT = 24
    MALWARE_DETECTED = 25
    FAILED_EMAIL_AUTHENTICATION = 26
    FROM_NOREPLY = 27
    ACCOUNT_OWNER_EMAIL_UNVERIFIED = 28
    MALICIOUS_PATTERN_DETECTED = 29
    NUMBER_RECIPIENTS_EXCEEDED = 30


TEXTS: dict[int, str] = {
    Cause.SPAM: "Detected as spam",
    Cause.NOT_ON_WHITELIST: "Sender domain not on allowlist",
    Cause.UNVERIFIED: "Submitted by unverified user",
    Cause.AUTO_MAILER: "Automated response mail",
    Cause.LOOP: "Detected as mail loop",
    Cause.UNKNOWN_USER_UPDATE: "Unknown user tried to update existing ticket",
    Cause.OTHER_USER_UPDATE: "End user only allowed to update their own tickets",
    Cause.AUTO_DELIVERY_FAILURE: "Automated response mail, delivery failed",
    Cause.AUTO_VACATION: "Automated response mail, out of office",
    Cause.SYSTEM_USER: "Detected email as being from a system user",
    Cause.UNKNOWN_AUTHOR: "Permission denied for unknown email submitter",
    Cause.BLANK: "Email has no content",
    Cause.SIGNUP_REQUIRED: "User must sign up to submit email, user notified",
    Cause.BLOCKLISTED: "Email is from a blocklisted sender or domain",
    Cause.BACKSCATTER: "Backscatter from remote mail server",
    Cause.DISABLED: "Email integration disabled",
    Cause.TO_NOREPLY: 'Email for "noreply" address',
    Cause.SERVER_LOCK: "Received via unknown mail server",
    Cause.UNSERVICEABLE_ACCOUNT: "Emails do not get processed for expired accounts",
    Cause.UNPROCESSABLE_EMAIL: "Automatic email processing failed",
    Cause.UNAUTHENTICATED_EMAIL_UPDATE: "Permission denied due to unauthenticated email update",
    Cause.REGISTERED_USER_LOGGED_OUT: "Submitted by registered user while logged out",
    Cause.FROM_SUPPORT_ADDRESS: "Received from Zendesk Support email address",
    Cause.FROM_ZENDESK_ACCOUNT: "Email is from a Zendesk account",
    Cause.CONTENT_PROCESSOR_TIMED_OUT: "Email took too long to process",
    Cause.MALWARE_DETECTED: "Malware detected",
    Cause.FAILED_EMAIL_AUTHENTICATION: "Email authentication failed",
    Cause.FROM_NOREPLY: 'Email from "noreply" address',
    Cause.ACCOUNT_OWNER_EMAIL_UNVERIFIED: "Submitted by unverified account owner",
    Cause.MALICIOUS_PATTERN_DETECTED: "Content pattern detected as malicious",
    Cause.NUMBER_RECIPIENTS_EXCEEDED: "CCs/followers limit reached (more than 48 addresses)",
}
