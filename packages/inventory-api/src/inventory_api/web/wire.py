"""Types of the wire that several domains share."""

from __future__ import annotations

from typing import Annotated

from litestar.params import PathParameter

RowId = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]
"""The number of a row, in a path: as far as every JSON reader counts exactly."""
