"""The rules of the house find what they forbid, and let the rest be."""

import pytest

from tools.house_rules import EXCEPTIONS, RULES, anchors, findings, parsed

DOC = '"""What it knows."""\n'
BAD = [
    ("clock", "src/ombud/x.py", "import time\ntime.time()"),
    ("clock", "src/ombud/x.py", "from datetime import datetime\ndatetime.now()"),
    ("clock", "src/ombud/x.py", "import datetime as dt\ndt.datetime.now(dt.UTC)"),
    ("clock", "src/ombud/x.py", "import datetime as dt\ndt.date.today()"),
    ("clock", "src/ombud/x.py", "import time\nmake(clock=time.monotonic)"),
    ("commit", "src/ombud/families/x/service.py", "ctx.db.connection.commit()"),
    ("statements", "src/ombud/families/x/api.py", "rows = select(users)"),
    ("statements", "src/ombud/families/x/service.py", "rows = select(users)"),
    ("errors", "src/ombud/families/x/api.py", 'body = {"error": "X", "description": "y"}'),
    ("errors", "src/ombud/app.py", 'body = {"errors": []}'),
    ("errors", "src/ombud/app.py", 'body = {"error": {"title": "x"}}'),
    ("length", "src/ombud/x.py", "x = 1\n" * 401),
    ("length", "tests/x.py", "def f():\n" + "    x = 1\n" * 60),
    ("naming", "src/ombud/utils/x.py", "x = 1"),
    ("naming", "tests/helpers.py", "x = 1"),
    ("zendesk", "src/ombud/x.py", "# Zendesk: they do it in an odd way.\nx = 1"),
    ("zendesk", "src/ombud/x.py", 'def f():\n    """# Zendesk: it is odd."""'),
    ("explained", "src/ombud/x.py", "x = 1  # noqa: E501"),
    ("explained", "src/ombud/x.py", "x = 1  # noqa"),
    ("explained", "src/ombud/x.py", "x = 1  # type: ignore"),
    ("explained", "src/ombud/x.py", "x = 1  # type: ignore[attr-defined]"),
]
GOOD = [
    ("clock", "src/ombud/values/clock.py", "import time\ntime.time()"),
    ("clock", "src/ombud/x.py", "import datetime as dt\ndt.time(1, 2)\nctx.now"),
    ("clock", "src/ombud/x.py", "desk.now()\nself.time"),
    ("commit", "src/ombud/db/engine.py", "connection.commit()"),
    ("statements", "src/ombud/families/x/queries.py", "rows = select(users)"),
    ("statements", "src/ombud/families/x/reading.py", "rows = select(users)"),
    ("statements", "src/ombud/search/service.py", "rows = select(users)"),
    ("errors", "src/ombud/families/x/jobs.py", 'entry = {"index": 1, "error": "X"}'),
    (
        "errors",
        "src/ombud/families/x/jobs.py",
        'detail = {"description": "x", "error": "BlankValue"}',
    ),
    ("errors", "src/ombud/wire/errors.py", 'body = {"error": "X"}'),
    ("length", "src/ombud/x.py", "x = 1\n" * 390),
    ("length", "src/ombud/db/migrations/versions/1.py", "x = 1\n" * 500),
    ("naming", "src/ombud/database.py", "x = 1"),
    ("zendesk", "src/ombud/x.py", "# Zendesk: user-merge"),
    ("zendesk", "src/ombud/x.py", "# Zendesk: user-merge (docs/quirks.md#user-merge)"),
    ("zendesk", "src/ombud/x.py", "# Zendesk: said at length\n# (quirk user-merge)."),
    ("zendesk", "src/ombud/x.py", "# Said of Zendesk: nothing"),
    ("explained", "src/ombud/x.py", "x = 1  # noqa: E501, F401 (it is a table)"),
    ("explained", "src/ombud/x.py", "x = 1  # type: ignore[attr-defined]  # it has no __all__"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_found(rule: str, path: str, text: str) -> None:
    found = findings(iter([parsed(path, DOC + text)]), {rule: EXCEPTIONS.get(rule, {})})
    assert [each for each in found if f": {rule}: " in each and each.startswith(path)]


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_let_be(rule: str, path: str, text: str) -> None:
    found = findings(iter([parsed(path, DOC + text)]))
    assert [each for each in found if f": {rule}: " in each and each.startswith(path)] == []


@pytest.mark.parametrize("text", ["", "x = 1", '"""1\n2\n3\n4\n5"""'])
def test_docstrings(text: str) -> None:
    found = findings(iter([parsed("src/ombud/x.py", text)]), {})
    assert len(found) == 1
    assert ": docstring: " in found[0]


def test_an_exception_that_nothing_needs_is_a_finding() -> None:
    exceptions = {"commit": {"src/ombud/x.py": "once"}}
    assert findings(iter([parsed("src/ombud/x.py", DOC)]), exceptions) == [
        "src/ombud/x.py:1: commit: nothing needs this exception any longer"
    ]


def test_every_rule_says_why() -> None:
    assert all(rule.__doc__ for rule in RULES.values())
    assert all(EXCEPTIONS.keys() <= RULES.keys() and why for why in EXCEPTIONS.values())


def test_anchors() -> None:
    text = "# Zendesk: a-b (docs/quirks.md#a-b)\n# Zendesk: c\n# Zendesk: text (quirk d-e)."
    assert anchors(text) == {"a-b", "c", "d-e"}
