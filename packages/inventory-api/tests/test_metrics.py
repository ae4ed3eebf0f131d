"""The figures of several workers, added up from the files that each keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from inventory_api.web import metrics
from inventory_api.web.figures import FOLDER


def test_a_file_that_a_worker_is_just_making_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of two workers are added up while a third has made its file and not yet given it a size."""
    name = "inventory_api_requests_total"
    for worker, count in ((1, 3.0), (2, 4.0)):
        kept: Any = MmapedDict(str(tmp_path / f"counter_{worker}.db"))  # type: ignore[no-untyped-call]
        kept.write_value(mmap_key("inventory_api_requests", name, ["method"], ["GET"], "Requests."), count, 0.0)
        kept.close()
    (tmp_path / "counter_3.db").touch()
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert f'{name}{{method="GET"}} 7.0' in metrics.text().decode()
