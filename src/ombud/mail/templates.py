"""The frame around the words of a mail: the account's own templates, or these.

Nothing that is put in is looked at again, so words cannot name anything.
"""

import re
from collections.abc import Mapping

__all__ = ["DELIMITER", "HTML", "MOST_NAMES", "TEXT", "filled", "has_content", "names_too_much"]

# What the original writes above its mails; answers are cut here.
DELIMITER = "##- Please type your reply above this line -##"
# The words may be a million characters each time that they are named.
MOST_NAMES = 20
NAMES = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")

TEXT = """{{delimiter}}

{{header}}

{{content}}

--
{{footer}}
"""

HTML = """<!doctype html>
<html {{attributes}}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{{styles}}</style>
</head>
<body {{attributes}} style="margin:0;padding:16px;background:#ffffff;color:#1f2933;\
font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;\
font-size:15px;line-height:1.5">
<div style="color:#9aa5b1;font-size:12px">{{delimiter}}</div>
<div style="max-width:680px">
<div>{{header}}</div>
<div>{{content}}</div>
<div style="margin-top:24px;padding-top:8px;border-top:1px solid #e4e7eb;color:#7b8794;\
font-size:12px">{{footer}}</div>
</div>
</body>
</html>
"""


def has_content(template: str) -> bool:
    """Whether the words of a mail have their place in it."""
    return "content" in NAMES.findall(template)


def names_too_much(template: str) -> bool:
    """Whether so many parts are put into it that mails would become too large."""
    return len(NAMES.findall(template)) > MOST_NAMES


def filled(template: str, parts: Mapping[str, str]) -> str:
    """The template with each `{{name}}` that is known replaced; others stay as they were written."""
    return NAMES.sub(lambda found: parts.get(found[1], found[0]), template)
