"""Forms with files become the tree that JSON would have been."""

from typing import Any

import pytest

from ombud.wire.errors import BadRequest, Invalid
from ombud.wire.forms import form_tree, is_form

KIND = "multipart/form-data; boundary=XyZ"


def form(*parts: tuple[str, bytes], end: bytes = b"--XyZ--\r\n") -> bytes:
    """Parts by what stands behind `form-data; `."""
    return (
        b"".join(
            b"--XyZ\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (said.encode(), content)
            for said, content in parts
        )
        + end
    )


def tree(*parts: tuple[str, bytes]) -> Any:
    return form_tree(form(*parts), KIND)


class TestTree:
    @pytest.mark.parametrize(
        ("parts", "wanted"),
        [
            ([], {}),
            ([('name="a"', b"1")], {"a": "1"}),
            ([("name=a", b"1")], {"a": "1"}),
            ([('name="user[name]"', "Zoë".encode())], {"user": {"name": "Zoë"}}),
            (
                [('name="a[b][c]"', b"1"), ('name="a[b][d]"', b"2")],
                {"a": {"b": {"c": "1", "d": "2"}}},
            ),
            ([('name="a[b][]"', b"1"), ('name="a[b][]"', b"2")], {"a": {"b": ["1", "2"]}}),
            ([('name="a[]"', b"1")], {"a": ["1"]}),
            # The last one counts, as in query strings.
            ([('name="a"', b"1"), ('name="a"', b"2")], {"a": "2"}),
            ([('name="a"', b"")], {"a": ""}),
            ([('name="a"', b"one\r\ntwo\r\n")], {"a": "one\r\ntwo\r\n"}),
        ],
    )
    def test_text(self, parts: list[tuple[str, bytes]], wanted: Any) -> None:
        assert tree(*parts) == wanted

    def test_file(self) -> None:
        content = b"\x89PNG\r\n\r\n--XyY\r\n\0\xff"
        body = (
            b'--XyZ\r\ncontent-disposition: form-data; name="a[b]"; filename="x y.png"\r\n'
            b"CONTENT-TYPE: image/png\r\n\r\n" + content + b"\r\n--XyZ--"
        )
        file = {"content": content, "file_name": "x y.png", "content_type": "image/png"}
        assert form_tree(body, KIND) == {"a": {"b": file}}

    @pytest.mark.parametrize(
        ("written", "name"),
        [
            (r"a\"b.png", 'a"b.png'),
            ("a%22b.png", 'a"b.png'),
            # Old browsers name the folder as well.
            (r"C:\a\b.png", "b.png"),
            ("", ""),
        ],
    )
    def test_file_names(self, written: str, name: str) -> None:
        found = tree((f'name="a"; filename="{written}"', b"x"))
        assert found["a"]["file_name"] == name

    @pytest.mark.parametrize("kind", ['multipart/form-data; boundary="XyZ"', f"{KIND}; charset=x"])
    def test_boundary(self, kind: str) -> None:
        assert form_tree(form(('name="a"', b"1")), kind) == {"a": "1"}

    def test_what_stands_around_it(self) -> None:
        body = b"preamble\r\n" + form(('name="a"', b"1")) + b"epilogue"
        assert form_tree(body, KIND) == {"a": "1"}


class TestRefused:
    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (form(('name="a"', b"1")), "multipart/form-data"),
            (b"", KIND),
            (b"a=b", KIND),
            (form(('name="a"', b"1"), end=b""), KIND),
            (b"--XyZ\r\nno headers--XyZ--", KIND),
            (form(('name="a"', b"\xff")), KIND),
            (form(('name="a"', b"\0")), KIND),
            (form(*[('name="a"', b"1")] * 201), KIND),
        ],
    )
    def test_what_is_no_form(self, body: bytes, kind: str) -> None:
        with pytest.raises(Invalid):
            form_tree(body, kind)

    @pytest.mark.parametrize(
        "names",
        [
            [""],
            ["[a]"],
            ["a[b"],
            ["a]b"],
            ["a", "a[b]"],
            ["a[b]", "a"],
            ["a[]", "a[b]"],
            ["a[b]", "a[]"],
            ["a[]", "a"],
            ["a" + "[b]" * 8],
        ],
    )
    def test_names_that_make_no_tree(self, names: list[str]) -> None:
        with pytest.raises(BadRequest):
            tree(*[(f'name="{name}"', b"1") for name in names])

    def test_nothing_is_put_into_a_file(self) -> None:
        parts = [('name="a"; filename="x"', b"1"), ('name="a[content]"', b"2")]
        with pytest.raises(BadRequest):
            tree(*parts)


def test_is_form() -> None:
    assert is_form("Multipart/Form-Data ; boundary=a")
    assert not is_form("application/json")
    assert not is_form("multipart/mixed; boundary=a")
