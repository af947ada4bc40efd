"""The locales family: everybody may ask, even who did not sign in."""

import pytest

from tests.desk import Desk
from tests.families.preparing import set_setting


def detect(desk: Desk, header: str, **query: str) -> str:
    """The code of the best locale for an Accept-Language header."""
    answer = desk.anonymous.send(
        "GET", "/locales/detect_best_locale", query=query, headers={"Accept-Language": header}
    )
    assert answer.status == 200, answer.text
    return str(answer.json["locale"]["locale"])


class TestLists:
    def test_of_the_account(self, desk: Desk) -> None:
        body = desk.anonymous.get("/locales").json
        assert [locale["locale"] for locale in body["locales"]] == ["en-US"]
        assert (body["count"], body["locales"][0]["default"]) == (1, True)
        set_setting(desk, "localization.locale_ids", [1, 8])
        body = desk.emma.get("/locales").json
        assert [locale["locale"] for locale in body["locales"]] == ["en-US", "de"]

    @pytest.mark.parametrize("path", ["/locales/agent", "/locales/public"])
    def test_of_all(self, desk: Desk, path: str) -> None:
        locales = {one["locale"]: one for one in desk.anonymous.get(path).json["locales"]}
        assert [locales[code]["id"] for code in ("en-US", "es", "de", "he")] == [1, 2, 8, 30]
        assert locales["de"]["name"] == "German"
        assert locales["de"]["native_name"] == "Deutsch"
        assert (locales["he"]["rtl"], locales["de"]["rtl"]) == (True, False)
        assert len({one["id"] for one in locales.values()}) == len(locales) > 60


class TestShow:
    @pytest.mark.parametrize("path", ["/locales/8", "/locales/de", "/locales/DE.json"])
    def test_by_number_or_code(self, desk: Desk, path: str) -> None:
        locale = desk.anonymous.get(path).json["locale"]
        assert (locale["id"], locale["locale"]) == (8, "de")
        assert desk.anonymous.get(locale["url"]).json["locale"] == locale

    @pytest.mark.parametrize("code", ["7", "tlh", "99999999999999999999999"])
    def test_unknown(self, desk: Desk, code: str) -> None:
        assert desk.anonymous.get(f"/locales/{code}").status == 404

    def test_any_case_and_underscores(self, desk: Desk) -> None:
        assert desk.anonymous.get("/locales/pt_br").json["locale"]["id"] == 19


class TestCurrent:
    def test_the_callers_own(self, desk: Desk) -> None:
        assert desk.anonymous.get("/locales/current").json["locale"]["id"] == 1
        set_setting(desk, "localization.locale_ids", [1, 8])
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"locale_id": 8}})
        assert desk.emma.get("/locales/current").json["locale"]["locale"] == "de"


class TestDetect:
    @pytest.mark.parametrize(
        ("header", "available", "found"),
        [
            ("de", "de,es", "de"),
            ("fr;q=0.9, es;q=0.8, de;q=1", "es,de", "de"),
            ("fr, es;q=0", "es,de", "es"),
            ("de-CH", "es,de", "de"),
            ("pt", "pt-BR", "pt-BR"),
            ("de-AT, de", "de,de-AT", "de-AT"),
            ("nonsense;q=x, ;;", "en-US,es", "en-US"),
            ("", "es,en-US", "en-US"),
            ("ja", "es,de", "es"),
            ("ja", "tlh", "en-US"),
            ("de", "", "en-US"),
        ],
    )
    def test_best(self, desk: Desk, header: str, available: str, found: str) -> None:
        assert detect(desk, header, available_locales=available) == found

    def test_list_parameter_and_body(self, desk: Desk) -> None:
        assert detect(desk, "es", **{"available_locales[]": "es"}) == "es"
        answer = desk.anonymous.send(
            "GET",
            "/locales/detect_best_locale",
            {"available_locales": ["es", "ja", "tlh"]},
            headers={"Accept-Language": "ja"},
        )
        assert answer.json["locale"]["locale"] == "ja"
        body = {"available_locales": "es"}
        assert desk.anonymous.send("GET", "/locales/detect_best_locale", body).status == 400
