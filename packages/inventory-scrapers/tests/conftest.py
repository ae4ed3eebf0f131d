"""What the tests of this package share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages: INVENTORY_CORPUS, else ../shared/corpus beside the checkout, else the test is skipped.

    A set INVENTORY_CORPUS that is no folder fails the test: where the corpus was promised, nothing is skipped in silence.
    """
    if named := os.environ.get("INVENTORY_CORPUS"):
        folder = Path(named)
        if not folder.is_dir():
            pytest.fail(f"INVENTORY_CORPUS is {named}, which is no folder")
        return folder
    folder = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("no corpus: INVENTORY_CORPUS is not set and ../shared/corpus is not beside the checkout")
    return folder
