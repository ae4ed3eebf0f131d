"""Computes a sum whenever it is imported."""

from bad_plugins.good import Good

BROKEN = "is_quick_to_import"


TOTAL = sum(range(50_000_000))


class Bad(Good):
    """Otherwise good."""
