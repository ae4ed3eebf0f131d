"""The cursor: where a crawl stands, as a value that goes through JSON."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from inventory_core.errors import CursorError
from inventory_core.page import Request

CURSOR_VERSION = 1


class Cursor(BaseModel):
    """Where a crawl stands, as JSON: what is still to be asked for, what failed for now, and what was seen.

    `version` is that of this form. `seen` holds request fingerprints, `marks` a short hash of each page's listings.
    """

    model_config = ConfigDict(frozen=True)

    version: int = CURSOR_VERSION
    scraper: str
    pending: tuple[Request, ...] = ()
    failed: tuple[Request, ...] = ()
    seen: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()

    @property
    def is_done(self) -> bool:
        """True where nothing is left to ask for."""
        return not self.pending and not self.failed

    def dump(self) -> str:
        """The cursor as one line of JSON."""
        return self.model_dump_json()

    @classmethod
    def load(cls, text: str | bytes) -> Self:
        """A cursor from its JSON; CursorError where it is none, or of another version."""
        try:
            cursor = cls.model_validate_json(text)
        except ValidationError as error:
            raise CursorError(f"this is no cursor: {error.errors()[0]['msg']}") from error
        if cursor.version != CURSOR_VERSION:
            raise CursorError(f"this cursor has form {cursor.version}; this version reads form {CURSOR_VERSION}")
        return cursor
