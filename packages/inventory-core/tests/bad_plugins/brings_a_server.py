"""Imports a heavy module that it does not need."""

import asyncio

from bad_plugins.good import Good

BROKEN = "is_quick_to_import"


class Bad(Good):
    loop = asyncio.AbstractEventLoop
