"""Sealed texts come back whole or not at all; signatures are for one purpose and one message."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.config import Config
from ombud.storage import seal_of
from ombud.values.sealing import BrokenSeal, Seal

SEAL, OTHER = Seal(b"one secret"), Seal(b"another secret")


class TestSeal:
    @given(st.text())
    def test_gives_back_what_it_was_given(self, text: str) -> None:
        sealed = SEAL.seal(text)
        assert SEAL.open(sealed) == text
        assert text == "" or text not in sealed or len(text) < 4

    def test_is_opened_by_the_same_secret_only(self) -> None:
        with pytest.raises(BrokenSeal):
            OTHER.open(SEAL.seal("password"))

    @pytest.mark.parametrize("text", ["", "password", "é" * 50])
    def test_is_broken_by_a_change(self, text: str) -> None:
        with pytest.raises(BrokenSeal):
            SEAL.open(text)
        sealed = SEAL.seal(text)
        changed = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
        with pytest.raises(BrokenSeal):
            SEAL.open(changed)


class TestSignature:
    @given(st.text(), st.integers(8, 51))
    def test_is_known_again_in_any_case(self, message: str, length: int) -> None:
        signature = SEAL.sign("reply", message, length)
        assert len(signature) == length
        assert SEAL.is_signed("reply", message, signature.upper(), length)

    @pytest.mark.parametrize("signature", ["", "a" * 20, "ä" * 20])
    def test_cannot_be_made_up(self, signature: str) -> None:
        assert not SEAL.is_signed("reply", "7", signature)

    def test_is_for_one_purpose_message_and_secret(self) -> None:
        signature = SEAL.sign("reply", "7")
        assert not SEAL.is_signed("unsubscribe", "7", signature)
        assert not SEAL.is_signed("reply", "8", signature)
        assert not OTHER.is_signed("reply", "7", signature)


class TestKey:
    def test_is_kept_in_the_data_folder(self, tmp_path: Path) -> None:
        sealed = seal_of(Config(data=tmp_path)).seal("password")
        kept = tmp_path / "secret.key"
        assert kept.stat().st_mode & 0o777 == 0o600
        assert Seal(kept.read_bytes()).open(sealed) == "password"

    def test_of_the_settings_leaves_no_file(self, tmp_path: Path) -> None:
        sealed = seal_of(Config(data=tmp_path, secret_key="from a vault")).seal("password")
        assert Seal(b"from a vault").open(sealed) == "password"
        assert list(tmp_path.iterdir()) == []

    def test_is_made_once(self, tmp_path: Path) -> None:
        (tmp_path / "x").mkdir()
        # Each way of writing the folder asks for the file anew.
        folders = [tmp_path.joinpath(*(["x", ".."] * times)) for times in range(1, 9)]
        with ThreadPoolExecutor(8) as threads:
            seals = list(threads.map(lambda folder: seal_of(Config(data=folder)), folders))
        assert len(seals) == len({id(seal) for seal in seals}) == 8
        assert len({seal.sign("reply", "7") for seal in seals}) == 1
