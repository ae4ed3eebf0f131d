"""How answers are handed to the socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from inventory_api.web.sending import Together


class Transport:
    """Notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def close(self) -> None:
        self.done.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.done


def after(act: Callable[[Together], None], turns: int = 0) -> list[Any]:
    """What a transport was asked for after so many turns of the event loop."""

    async def acted() -> list[Any]:
        transport = Transport()
        act(Together(transport, asyncio.get_running_loop()))
        for _ in range(turns):
            await asyncio.sleep(0)
        return list(transport.done)

    return asyncio.run(acted())


def test_a_head_and_its_body_are_one_write() -> None:
    """In their order, whatever the event loop does next, and the next answer by itself."""

    def act(together: Together) -> None:
        for part in (b"head ", b"body", b"head ", b"body"):
            together.write(part)

    assert after(act) == after(act, turns=3) == [b"head body", b"head body"]


def test_a_head_alone_waits_for_nobody() -> None:
    """Of an answer whose body comes later, such as a stream of events, the head is sent in the event loop's next turn."""
    assert after(lambda together: together.write(b"head"), turns=0) == []
    assert after(lambda together: together.write(b"head"), turns=2) == [b"head"]


def test_what_is_kept_is_sent_before_the_end() -> None:
    """A connection that is closed at once loses nothing; what else the transport tells is its own."""

    def act(together: Together) -> None:
        together.write(b"head")
        assert not together.is_closing()
        together.close()
        assert together.is_closing()

    assert after(act) == after(act, turns=2) == [b"head", "closed"]
