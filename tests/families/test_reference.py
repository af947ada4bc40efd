"""The API reference: complete, linked, readable without scripts, and its examples work."""

import re
import shlex

import pytest

from ombud import contract
from ombud.app import operations
from tests.desk import Answer, Caller, Desk
from tests.families.markup import Read, faults, read

ROWS = {row.name: row for row in contract.operations()}
BUILT = {operation.name: operation for operation in operations()}


@pytest.fixture(scope="module")
def text(shared_desk: Desk) -> str:
    return Caller(shared_desk.app, checks_shapes=False).get("//api/docs").text


@pytest.fixture(scope="module")
def page(text: str) -> Read:
    return read(text)


def blank(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


class TestPage:
    def test_nothing_is_wrong_with_it(self, page: Read) -> None:
        assert faults(page) == []
        assert [each["src"] for each in page.all("script")] == ["/api/docs/docs.js"]

    def test_everything_that_it_loads_is_there(self, page: Read, shared_desk: Desk) -> None:
        caller = Caller(shared_desk.app, checks_shapes=False)
        loaded = [each["href"] for each in page.all("link")]
        links = [link for link in page.links if not link.startswith("#")]
        for path in (*loaded, *links, "/api/docs/docs.js"):
            answer = caller.get(f"/{path}")
            assert answer.status == 200, path
            assert "http://" not in answer.text or path.endswith((".js", ".svg", ".json", "/"))

    def test_policy_allows_its_files_and_nothing_else(self, shared_desk: Desk) -> None:
        policy = shared_desk.anonymous.get("//api/docs").headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert "unsafe" not in policy

    def test_script_names_what_the_page_has(self, page: Read, shared_desk: Desk) -> None:
        script = Caller(shared_desk.app, checks_shapes=False).get("//api/docs/docs.js").text
        names = re.findall(r'getElementById\("(\w+)"\)', script)
        assert {"finder", "search", "found"} <= set(names) <= set(page.ids)

    def test_family_links(self, page: Read) -> None:
        families = {row.family for row in ROWS.values() if row.name not in BUILT}
        families |= {operation.family for operation in BUILT.values()}
        assert {f"#family-{family}" for family in families} <= set(page.links)

    def test_it_says_how_much_is_built(self, page: Read, text: str) -> None:
        pending = sum(each.get("class") == "operation pending" for each in page.all("details"))
        assert pending == len(ROWS.keys() - BUILT.keys())
        assert f"{len(BUILT)} operations are built. {pending} are not yet" in text


class TestOperations:
    @pytest.mark.parametrize("name", sorted(ROWS))
    def test_every_documented_one(self, page: Read, name: str) -> None:
        row, about = ROWS[name], page.texts[name]
        heading = next(words for _, words in page.headings if name in words.split())
        assert f"{row.method} " in heading
        paths = {blank(path) for path in re.findall(r"/api/v2[^\s:]*", f"{heading} {about}")}
        assert blank(row.path) in paths
        assert ("not built yet" in heading) == (name not in BUILT)
        if name not in BUILT:
            assert f"Not built yet; it waits for: {row.reason}" in about

    @pytest.mark.parametrize("name", sorted(BUILT))
    def test_every_built_one(self, page: Read, name: str) -> None:
        operation, about = BUILT[name], page.texts[name]
        assert (operation.permission or "Who") in about
        assert ("Anybody, signed in or not" in about) == (operation.role == "anyone")
        for key in (*operation.path_parameters, *operation.roots):
            assert key in about or key == "body"
        assert "Answer 2" in about
        assert "Errors" in about

    def test_a_body_shows_its_keys_with_types(self, page: Read) -> None:
        lines = page.texts["CreateTicket"].splitlines()
        assert "ticket.subjectstring or null" in lines
        assert "ticket.commentstring or CommentChange or null" in lines
        assert "ticketTicket" in lines

    def test_aliases_say_what_is_different_there(self, page: Read) -> None:
        about = page.texts["ListRequests"]
        assert "/api/v2/requests/open: Those that are not solved yet." in about
        about = page.texts["CreateUserIdentity"]
        assert "(Everybody who is signed in)" in about

    def test_objects_are_explained(self, page: Read) -> None:
        assert "requester_idinteger" in page.texts["object-Ticket"]
        assert "#object-Ticket" in page.links


class TestExamples:
    """Each command is sent to the desk word for word."""

    @pytest.mark.parametrize("name", sorted(ROWS))
    def test_pending(self, page: Read, shared_desk: Desk, name: str) -> None:
        if name not in BUILT:
            # What is not built is refused to strangers, whoever it will be for.
            answer = send(shared_desk, command_of(page, name), pending=True)
            assert answer.status == 501, name

    def test_built(self, page: Read, desk: Desk) -> None:
        for name in sorted(BUILT):
            command = command_of(page, name)
            answer = send(desk, command)
            # Its ids are invented, so most have nothing to work on; but all can be read.
            is_refused = answer.status in {400, 405, 413, 415, 501}
            # The cast has triggers of several categories, which cannot be put into one order.
            is_refused &= "LimitOneCategory" not in answer.text
            is_stranger = answer.status == 401 and "-u " in command
            assert not is_refused, f"{command}: {answer.text}"
            assert not is_stranger, f"{command}: {answer.text}"
            assert answer.status < 500, command
            if answer.status == 404:
                assert answer.json["error"] == "RecordNotFound", f"{command}: {answer.text}"

    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("CreateTicket", 201),
            ("CreateUser", 201),
            ("CreateGroup", 201),
            ("CreateOrganization", 201),
            ("UploadFiles", 201),
            ("ListTickets", 200),
            ("ListLocales", 200),
        ],
    )
    def test_first_ones_work(self, page: Read, desk: Desk, name: str, status: int) -> None:
        answer = send(desk, command_of(page, name))
        assert answer.status == status, answer.text


def command_of(page: Read, name: str) -> str:
    about = page.texts[name]
    found = about[about.index("Example") :]
    return found.removeprefix("Example").strip().replace("\\\n", "")


def send(desk: Desk, command: str, *, pending: bool = False) -> Answer:
    """What curl would do, as an admin where somebody signs in."""
    words = shlex.split(command)
    assert words.pop(0) == "curl"
    options: dict[str, str] = {}
    while words:
        flag = words.pop(0) if words[0].startswith("-") else "url"
        options[flag] = words.pop(0)
    body = options.get("-d", options.get("--data-binary", "")).encode()
    method = options.get("-X", "POST" if body else "GET")
    kind = options.get("-H", "Content-Type: application/x-www-form-urlencoded")
    if "-F" in options:
        name = options["-F"].partition("=")[0]
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="guide.pdf"'
        body, method = f"{head}\r\n\r\n%PDF-1.4\r\n--x--\r\n".encode(), "POST"
        kind = "multipart/form-data; boundary=x"
    headers = {"content-type": kind.removeprefix("Content-Type: ")} if body else {}
    signed = desk.admin.headers if "-u" in options or pending else {}
    caller = Caller(desk.app, signed, checks_shapes=False)
    path = options["url"].removeprefix("http://localhost:8080")
    return caller.send(method, f"/{path}", body, headers=headers)
