"""Templates that try to keep the server busy, or to fill its memory."""

from collections.abc import Mapping

__all__ = ["EVASIVE", "HARMLESS", "PATIENT", "REFUSED", "contents"]

LOOPS = "{% for a in (1..9999) %}{% for b in (1..9999) %}"
END = "{% endfor %}{% endfor %}"
LOOP, OVER = "{% for z in (1..9999) %}", "{% endfor %}"
RANGE = "(1..99999999999)"
WORDS = "{% assign words = ticket.verbatim_description %}"
LIST = WORDS + "{% assign list = words | split: '' %}"
DOUBLING = "{% assign a = 'xxxxxxxx' %}" + "{% assign a = a | append: a %}" * 60

# All these are found out when they are saved.
REFUSED: Mapping[str, str] = {
    "nested loops": f"{LOOPS}x{END}",
    "loops over conditions": f"{LOOPS}{{% if a.b.c and b.c.d or c %}}{{% endif %}}{END}",
    "two dozen loops": "{% for a in (1..2) %}" * 24 + "x" + "{% endfor %}" * 24,
    "nested tables": "{% tablerow a in (1..9999) %}" * 2 + "{% endtablerow %}" * 2,
    "a long range": f"{{% for a in {RANGE} %}}{{% endfor %}}",
    "a list of a range": f"{{{{ {RANGE} | reverse }}}}",
    "doubling by append": DOUBLING,
    "doubling by capture": "{% capture a %}xx{% endcapture %}"
    + "{% capture a %}{{a}}{{a}}{% endcapture %}" * 60,
    "doubling lists": "{% assign a = 'x y' | split: ' ' %}" + "{% assign a = a | concat: a %}" * 60,
    "multiplying by replace": "{% assign a = 'xxxxxxxxxxxx' %}"
    + "{% assign a = a | replace: 'x', a %}" * 9,
    "multiplying by join": LIST + "{{ list | join: words | split: '' | join: words }}",
    "sorting": f"{LIST}{LOOP}{{% assign c = list | sort %}}{OVER}",
    "unique items": f"{LIST}{LOOP}{{% assign c = list | uniq %}}{OVER}",
    "a list as a key": f"{LIST}{LOOP}{{% assign c = list | map: list %}}{OVER}",
    "searching": f"{LIST}{LOOP}{{% if list contains 'q' %}}{{% endif %}}{OVER}",
    "nearly found": f"{WORDS}{LOOP}{{% if words contains 'of paper since Tuesday' %}}x{{% endif %}}{OVER}",
    "far ends of lists": f"{LIST}{LOOP}{{% for a in list offset: 999999 %}}x{{% endfor %}}{OVER}",
    "values met again and again": "{% case 1 %}{% when 1,1,1 %}" * 24 + "{% endcase %}" * 24,
    "lists compared": f"{LIST}{LOOP}{{% case list %}}{{% when list %}}{{% endcase %}}{OVER}",
    "reading dates": f"{LOOP}{{{{ 'no date' | date: '%c' | slice: 9, 9 }}}}{OVER}",
    "filters on filters": f"{LOOP}{{{{ words | url_encode | json | escape | size }}}}{OVER}",
    "reading tags": f"{{% assign a = '{'<a>' * 3000}' %}}{LOOP}{{% assign c = a | strip_html %}}{OVER}",
    "reading entities": f"{{% assign a = '{'&lt;' * 3000}' %}}{LOOP}{{% assign c = a | escape_once %}}{OVER}",
    "reading codes": f"{{% assign a = '{'%C3' * 3000}' %}}{LOOP}{{% assign c = a | url_decode %}}{OVER}",
    "a cycle of lists": f"{LIST}{LOOP}{{% cycle 'x', list %}}{OVER}",
    "attributes without quotes": f"{WORDS}{LOOP}<a href={{{{words}}}}>{OVER}",
    "printing": "{{ticket.description}}" * 2_500,
    "ten thousand tags": "{{a}}" * 10_000,
    "a long chain of filters": "{{ 'a'" + " | upcase" * 6_000 + " }}",
    "a long name": "{{ a" + ".b" * 25_000 + " }}",
    "dynamic content in itself": "{{dc.a}}",
    "a branch not taken": f"{{% if ticket.status == 'Solved' %}}{LOOPS}x{END}{{% endif %}}",
    "a choice not taken": f"{{% case 1 %}}{{% when 2 %}}{DOUBLING}{{% endcase %}}",
    "an exception": f"{{% unless true %}}{LOOPS}x{END}{{% endunless %}}",
    "after the end": "{% for a in (1..2) %}{% if a == 1 %}{% break %}{% endif %}"
    f"{{% continue %}}{LOOPS}x{END}{{% endfor %}}",
    "a way out that is none": f"{LOOPS}{{% if a == 10000 %}}{{% break %}}{{% endif %}}{END}",
}
# What the texts of a ticket make of these is not seen before: they are given up when they fire.
EVASIVE: Mapping[str, str] = {
    "loops up to the title": "{% for i in (1..ticket.title) %}{% for j in (1..ticket.title) %}{{j}}"
    + END,
    "a condition on the title": "{% assign n = ticket.title | times: 1 %}{% for i in (1..n) %}"
    "{% assign a = a | append: 'xxxxxxxxxxxxxxxxxxxxxxxx' %}{% endfor %}",
    "doubling as the title says": "{% assign a = 'x' %}{% for i in (1..ticket.title) %}"
    "{% assign a = a | append: a %}{% endfor %}",
    "values met as the title says": "{% for i in (1..ticket.title) %}"
    + "{% case 1 %}{% when 1,1,1 %}" * 8
    + "{% endcase %}" * 8
    + "{% endfor %}",
}
# These look worse than they are.
HARMLESS: Mapping[str, str] = {
    "a raw text": "{% raw %}" + "{{x}} " * 10_000 + "{% endraw %}{{ticket.id}}",
    "white space": " \n\t" * 10_000 + "{{ticket.id}}",
    "large numbers": "{% assign a = 99999999 %}" + "{% assign a = a | times: a %}" * 500 + "{{a}}",
    "a number too large": "{{ " + "9" * 400 + ".0 | times: 2 | round: 999999999 }}",
    "a width in a date": "{{ 'now' | date: '%999999999d' }}",
    "lengths": "{{ 'a' | truncate: 99999999999999999999 }}",
    "open tags of HTML": "<a <!--" * 9_000 + "{{ticket.id}}",
    "two dozen blocks": "{% if true %}" * 24 + "x" + "{% endif %}" * 24,
    "a hundred of a range": "{% for a in (1..100) %}{{a}} {% endfor %}",
    "a wide circle": "{% cycle " + ", ".join(f"'{n}'" for n in range(2_000)) + " %}",
    "items that name each other": "{{dc.b2}}",
}
# Nothing that people write is refused, though it be long.
PATIENT: Mapping[str, str] = {
    "two hundred conditions": "".join(
        f"{{% if ticket.tags contains 'tag{n}' %}}Text {n} for {{{{ticket.requester.name}}}}"
        "{% else %}-{% endif %}\n"
        for n in range(200)
    ),
    "a conversation": "{% for comment in ticket.comments %}<h2>{{comment.author.name}}</h2>"
    "{% if comment.is_public %}{{comment.value_rich | strip_html | truncate: 200 | upcase}}"
    "{% else %}<i>{{comment.created_at_with_time | date: '%d.%m.%Y'}}</i>{% endif %}"
    "{% for file in comment.attachments %}<a href='{{file.url}}'>{{file.filename}}</a>{% endfor %}"
    "{% unless forloop.last %}<hr>{% endunless %}{% endfor %}",
    "a page": "<p>Dear {{ticket.requester.first_name}},</p>\n" + "<p>Some words.</p>\n" * 3_000,
}


def contents(name: str, _locale: str | None) -> str | None:
    """Items that name each other a thousand times; those whose names end in a number only twice."""
    following = {"a": "b", "b": "c", "c": "d", "b2": "c2", "c2": "d2", "d2": "e2"}.get(name)
    if following is None:
        return "{% if 1 %}{% endif %}"
    return f"{{{{dc.{following}}}}}" * (2 if following.endswith("2") else 1000)
