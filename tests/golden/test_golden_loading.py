"""The company on a desk that runs: loaded over the network, and refused with reasons."""

from pathlib import Path

import pytest

from tests.cli.program import EMAIL, TOKEN, init, serving
from tests.desk import Desk
from tests.golden import load as loading
from tests.golden.load import LoadError, load, main


class TestOverTheNetwork:
    def test_loads_all_that_the_desk_can_store(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        init(tmp_path)
        with serving(tmp_path) as server:
            assert main([server.url, EMAIL, TOKEN]) == 0
        told = capsys.readouterr()
        left_out = told.err.splitlines()
        counts = dict(line.rsplit(" ", 1) for line in told.out.splitlines())
        assert counts["macro"] == "30"
        for kind, wanted in {"trigger": 40, "automation": 15, "view": 25, "sla_policy": 6}.items():
            missing = [line for line in left_out if line.startswith(f"left out: {kind} ")]
            assert int(counts[kind]) + len(missing) == wanted

    def test_tells_what_it_wants(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["http://localhost"]) == 2
        assert "URL EMAIL TOKEN" in capsys.readouterr().err

    @pytest.mark.parametrize("url", ["localhost", "http://localhost:1"])
    def test_tells_that_there_is_no_desk(
        self, url: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([url, EMAIL, TOKEN]) == 1
        assert capsys.readouterr().err


class TestRefusals:
    def test_names_the_record_and_the_reason(
        self, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.written(
            tmp_path,
            """[[view]]
            title = "Nothing"
            all = [["status", "sounds_like", "open"]]
            """,
        )
        monkeypatch.setattr(loading, "FOLDER", tmp_path)
        with pytest.raises(LoadError, match=r"view 'Nothing': 422 .*sounds_like"):
            load(desk.owner)

    def test_names_what_a_rule_refers_to_in_vain(
        self, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.written(
            tmp_path,
            """[[macro]]
            title = "To nobody"
            actions = [["group_id", "{group:Nobody}"]]
            """,
        )
        monkeypatch.setattr(loading, "FOLDER", tmp_path)
        with pytest.raises(LoadError, match="macro 'To nobody': there is no group 'Nobody'"):
            load(desk.owner)

    def written(self, folder: Path, rules: str) -> None:
        (folder / "account.toml").write_text('[account]\nlocales = ["en-US"]\n')
        (folder / "rules.toml").write_text(rules)
