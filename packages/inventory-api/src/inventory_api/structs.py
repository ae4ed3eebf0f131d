"""The types of this service that msgspec reads and writes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct


def models(base: type[Struct] = Struct) -> Iterator[type[Struct]]:
    """Each of our types that was imported."""
    for model in base.__subclasses__():
        if model.__module__.startswith("inventory_api."):
            yield model
        yield from models(model)


def settle_types() -> None:
    """Let msgspec look at each of our types, before threads do.

    It does so at the first use, and shows a type to other threads before it is done: one that converts to it meanwhile ends the
    process (msgspec 0.22, a null pointer).
    """
    for model in models():
        msgspec.json.Decoder(model)
