"""The key that signs access tokens (A8)."""

from __future__ import annotations

from pathlib import Path
from stat import S_IMODE

import pytest

from inventory_api.app import create_app
from inventory_api.secret_key import WeakSecret, kept_key
from inventory_api.settings import Settings

SHORT = "4f9c1d7a60e2b8354f9c"
GUESSED = ["", "tiny-key", "x" * 64, "changeme-" * 5, "Your-Super-SECRET-key-0987654321-ZYX", "ab" * 32, SHORT, SHORT * 2]


@pytest.mark.parametrize("key", GUESSED)
def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path, key: str) -> None:
    """A8: short, well known, of few characters or a shorter one repeated: nothing starts, and the message does not repeat it."""
    with pytest.raises(WeakSecret) as refused:
        create_app(Settings(data_dir=tmp_path, secret_key=key))
    assert not key or key not in str(refused.value)


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    """The first run makes one of more than 32 characters that its owner alone may read; later runs have the same."""
    file = tmp_path / "new" / "secret-key"
    made = kept_key(None, file)
    assert len(made) > 32
    assert kept_key(None, file) == made
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert kept_key(None, tmp_path / "other") != made


def test_a_kept_key_that_was_spoiled_is_refused(tmp_path: Path) -> None:
    """A8: a file that holds a weak key stops the service as well, and says which file to delete."""
    for spoiled in (b"", b"changeme", b"\xff" * 64):
        (tmp_path / "secret-key").write_bytes(spoiled)
        with pytest.raises(WeakSecret, match=r"Delete .*secret-key"):
            kept_key(None, tmp_path / "secret-key")
