"""Where URLs lead, and which ones nothing is sent to."""

import pytest

from ombud.outgoing.places import place_of
from ombud.outgoing.unreachable import Unreachable

PLACES = (
    ("http://a.example", ("http", "a.example", 80, "/"), "a.example"),
    ("https://A.Example:443/x?y=1#z", ("https", "a.example", 443, "/x?y=1"), "a.example"),
    ("https://a.example:8443/", ("https", "a.example", 8443, "/"), "a.example:8443"),
    ("http://a.example:443/", ("http", "a.example", 443, "/"), "a.example:443"),
    ("HTTP://a.example?", ("http", "a.example", 80, "/?"), "a.example"),
    ("http://a.example/#a?b", ("http", "a.example", 80, "/"), "a.example"),
    ("http://[2a00::1]:81/", ("http", "2a00::1", 81, "/"), "[2a00::1]:81"),
    ("http://bücher.example/ä?ö=ü", ("http", "xn--bcher-kva.example", 80, "/%C3%A4?%C3%B6=%C3%BC"),
     "xn--bcher-kva.example"),
    ("http://a.example/%2e%2E/a%20b", ("http", "a.example", 80, "/%2e%2E/a%20b"), "a.example"),
    ('http://a.example/<"{}>', ("http", "a.example", 80, "/%3C%22%7B%7D%3E"), "a.example"),
    ("http://2130706433/", ("http", "2130706433", 80, "/"), "2130706433"),
    ("http://\uff11\uff12\uff17.0.0.1/", ("http", "127.0.0.1", 80, "/"), "127.0.0.1"),
)  # fmt: skip
REFUSED = (
    "",
    "a.example",
    "//a.example/",
    "/path",
    "ftp://a.example/",
    "file:///etc/passwd",
    "gopher://a.example:70/",
    "javascript:alert(1)",
    "unix:/var/run/x.sock",
    "http:///path",
    "http://",
    "http://:80/",
    "http://user@a.example/",
    "http://user:word@a.example/",
    "http://a.example@127.0.0.1/",
    "http://@a.example/",
    "http://a.example:x/",
    "http://a.example:99999/",
    "http://a.example:-1/",
    "http://a.example:0/",
    "http://a.example:25/",
    "http://a.example:22/",
    "http://a.example:6379/",
    "http://a.example:11211/",
    "http://a example/",
    "http://a.example/a b",
    "http://a.example/\r\nX: y",
    "http://a.example\\@127.0.0.1/",
    "http://a.example/\x00",
    "http://a..example/",
    "http://a%2eexample/",
    "http://a,b/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
    "http://[v1.x]/",
    "http://" + "a" * 64 + ".example/",
)


@pytest.mark.parametrize(("url", "parts", "authority"), PLACES)
def test_a_url_is_taken_apart(url: str, parts: tuple[str, str, int, str], authority: str) -> None:
    place = place_of(url)

    assert (place.scheme, place.host, place.port, place.target) == parts
    assert place.authority == authority
    assert place.is_secure == (place.scheme == "https")


@pytest.mark.parametrize("url", REFUSED)
def test_nothing_is_sent_there(url: str) -> None:
    with pytest.raises(Unreachable) as refused:
        place_of(url)
    assert refused.value.kind == "request"
    assert refused.value.detail.startswith("The URL cannot be used: ")
