"""Doors for mail: SMTP, LMTP, a mailbox that is fetched; and the inbox, which reads what they stored."""
