"""What an attempt means for its delivery and its webhook: whether, and when, there is another one."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import Struct

from inventory_api.webhooks.schemas import Attempt

MOST_ATTEMPTS_KEPT = 30
LONGEST_PAUSE = timedelta(hours=6)
GROWTH = 4.0
GONE = "The receiver answered 410 Gone: it wants nothing more. Make the webhook active again where that was a mistake."
GIVEN_UP = "{count} deliveries in a row were given up. Mend the receiver, then make the webhook active again."


class Patience(Struct, frozen=True):
    """How often, and how long after the first try, a delivery is tried again; and how many may be given up in a row."""

    attempts: int
    first_pause: timedelta
    failures: int


class Verdict(Struct, frozen=True):
    """The columns that change."""

    delivery: dict[str, Any]
    webhook: dict[str, Any]


def pause_after(tries: int, first_pause: timedelta) -> timedelta:
    """How long to wait after so many failed tries: four times longer each time, and up to a quarter more by chance.

    With a first pause of ten seconds, ten tries take about a day.
    """
    seconds = min(first_pause.total_seconds() * GROWTH ** min(tries - 1, 30), LONGEST_PAUSE.total_seconds())
    return timedelta(seconds=seconds * (1 + random.random() / 4))  # noqa: S311 - spreads load, keeps no secret


def judge(delivery: Any, failures: int, attempt: Attempt, now: datetime, patience: Patience) -> Verdict:
    """What follows from an attempt at a delivery of a webhook with so many failures before."""
    tries = delivery.tries + 1
    attempts = [*delivery.attempts, msgspec.to_builtins(attempt)][-MOST_ATTEMPTS_KEPT:]
    columns = {"tries": tries, "attempts": attempts}
    ended = {**columns, "due_at": None, "finished_at": now}
    if attempt.status is not None and HTTPStatus(200) <= attempt.status < 300:
        return Verdict({**ended, "state": "delivered"}, {"failures": 0})
    if attempt.status == HTTPStatus.GONE:
        return Verdict({**ended, "state": "failed"}, {"active": False, "notice": GONE})
    if delivery.once:
        return Verdict({**ended, "state": "failed"}, {})
    if tries < patience.attempts:
        return Verdict({**columns, "due_at": now + pause_after(tries, patience.first_pause)}, {})
    return Verdict({**ended, "state": "failed"}, _given_up(failures + 1, patience.failures))


def _given_up(failures: int, most: int) -> dict[str, Any]:
    if failures < most:
        return {"failures": failures}
    return {"failures": failures, "active": False, "notice": GIVEN_UP.format(count=failures)}
