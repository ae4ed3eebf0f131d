"""What a listing may say."""

from __future__ import annotations
