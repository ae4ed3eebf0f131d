"""How often someone may ask: counted once for all workers, in one statement, so that no two of them let the same request pass.

A limit is so many requests in a window. Kept is one moment a key: when all that was used up is there again (the generic cell
rate algorithm). The rows are aside (aside.py): after a crash of the machine counting begins anew.
"""

from __future__ import annotations

import math
import time
from asyncio import to_thread
from threading import Lock

from msgspec import Struct
from sqlalchemy.exc import DBAPIError

from inventory_api.aside import DO_NOT_SYNC, clock, engine_aside, statement
from inventory_api.asking import Asking, is_possible
from inventory_api.database import table_of
from inventory_api.direct import Ask, Steps, first
from inventory_api.errors import TooManyRequests
from inventory_api.web.models import RateLimit

# The hundredth of a request more is for what adding floating-point numbers loses.
_USE = """
INSERT INTO rate_limits (key, full_at) VALUES (:key, {now} + :cost)
ON CONFLICT (key) DO UPDATE SET full_at = {greatest}(rate_limits.full_at, {now}) + :cost
WHERE {greatest}(rate_limits.full_at, {now}) + :cost <= {now} + :window + :slack
RETURNING full_at - {now}
"""
_LEFT = "SELECT full_at - {now} FROM rate_limits WHERE key = :key"
_GIVE_BACK = "UPDATE rate_limits SET full_at = full_at - :cost WHERE key = :key"
_SWEEP = "DELETE FROM rate_limits WHERE full_at < {now}"
_SWEPT_EVERY = 1_000
_MOST_LOTS = 10_000
_HURRY_SECONDS = 0.1


class Limit(Struct, frozen=True):
    """So many requests in a window of seconds, under the name that the headers give it."""

    name: str
    quota: int
    window: int

    @property
    def cost(self) -> float:
        """The seconds after which one request is there again."""
        return self.window / self.quota


class Use(Struct, frozen=True):
    """What is left of a limit after a request."""

    limit: Limit
    seconds: float
    """Until all of it is there again."""
    allowed: bool = True

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers has them; and Retry-After where the request is refused."""
        limit = self.limit
        remaining = int((limit.window - self.seconds) / limit.cost + 0.01) if self.allowed else 0
        told = {
            "RateLimit-Policy": f'"{limit.name}";q={limit.quota};w={limit.window}',
            "RateLimit": f'"{limit.name}";r={max(0, remaining)};t={math.ceil(self.seconds)}',
        }
        wait = max(1, math.ceil(self.seconds + limit.cost - limit.window))
        return told if self.allowed else {**told, "Retry-After": str(wait)}


class _Lot:
    """Requests that a worker has counted ahead, so that a client in a hurry costs the database fewer writes.

    A lot holds about what is used in a tenth of a second and never more than a hundredth of the limit; what is left of it after a
    second is lost. So no limit is exceeded, and clients who are not in a hurry are counted one by one.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self.size, self.left, self.seconds, self.taken = size, size - 1, seconds, time.monotonic()

    def use(self, limit: Limit) -> Use | None:
        """One of the lot; None where none is left."""
        if self.left == 0 or self.is_over:
            return None
        self.left -= 1
        return Use(limit, max(0.0, self.seconds - (time.monotonic() - self.taken) - self.left * limit.cost))

    @property
    def is_over(self) -> bool:
        """Whether what is left is lost."""
        return time.monotonic() - self.taken > 1

    def next_size(self, limit: Limit) -> int:
        """Twice as many where these lasted less than a tenth of a second, half where they lasted longer."""
        wanted = self.size * 2 if time.monotonic() - self.taken < _HURRY_SECONDS else self.size // 2
        return max(1, min(wanted, limit.quota // 100))


class Limits:
    """What was used of all limits, for every worker of the service."""

    def __init__(self, database: str) -> None:
        self.engine = engine_aside(database, table_of(RateLimit), "limits")
        self._use, self._left, self._give_back, self._sweep = (
            statement(self.engine, words) for words in (_USE, _LEFT, _GIVE_BACK, _SWEEP)
        )
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        self._asking = None if self._is_sqlite or not is_possible() else Asking(self.engine, DO_NOT_SYNC)
        self._uses = 0
        self._lots: dict[str, _Lot] = {}
        self._changing = Lock()

    def use(self, limit: Limit, key: str) -> Use:
        """Count a request of this key; TooManyRequests, and nothing counted, where the limit is reached."""
        return self._run(self._counting(limit, key))

    async def use_in_loop(self, limit: Limit, key: str) -> Use:
        """The same in the event loop."""
        steps = self._counting(limit, key)
        if self._asking is not None:
            return await self._asking.run(steps)
        return self._run(steps) if self._is_sqlite else await to_thread(self._run, steps)

    async def use_where_possible(self, limit: Limit, key: str) -> Use:
        """The same, for what goes on where nothing can be counted, as on a full disk: then it passes uncounted."""
        try:
            return await self.use_in_loop(limit, key)
        except DBAPIError:
            return Use(limit, 0.0)

    def _run(self, steps: Steps[Use]) -> Use:
        try:
            asks = next(steps)
            while True:
                rows = [first(self.engine, ask.statement, ask.values) for ask in asks]
                asks = steps.send([[] if row is None else [row] for row in rows])
        except StopIteration as ended:
            use: Use = ended.value
            return use

    def _counting(self, limit: Limit, key: str) -> Steps[Use]:
        name = f"{limit.name}:{key}"
        with self._changing:
            lot = self._lots.get(name)
            if lot is not None and (use := lot.use(limit)) is not None:
                return use
            size = 1 if lot is None else lot.next_size(limit)
        if size > 1 and (seconds := (yield from self._take(limit, name, size))) is not None:
            self._keep(name, _Lot(size, seconds))
            return Use(limit, max(0.0, seconds - (size - 1) * limit.cost))
        seconds = yield from self._take(limit, name, 1)
        if seconds is not None:
            self._keep(name, _Lot(1, seconds))
            return Use(limit, seconds)
        (left,) = yield [Ask(self._left, {"key": name, **clock()})]
        refused = Use(limit, left[0][0] if left else 0.0, allowed=False)
        raise TooManyRequests("too_many_requests", "Too many requests. Wait as Retry-After says.", headers=refused.headers)

    def _take(self, limit: Limit, name: str, size: int) -> Steps[float | None]:
        """Count so many requests; the seconds until all of the limit is there again, None where there is no room for them."""
        now, cost = clock(), limit.cost
        values = {"key": name, "cost": size * cost, "window": limit.window, "slack": cost / 100, **now}
        self._uses += 1
        if self._uses % _SWEPT_EVERY == 0:
            yield [Ask(self._sweep, now)]
        (used,) = yield [Ask(self._use, values)]
        return float(used[0][0]) if used else None

    def _keep(self, name: str, lot: _Lot) -> None:
        with self._changing:
            if len(self._lots) >= _MOST_LOTS:
                self._lots.clear()
            earlier = self._lots.get(name)  # another thread's, of the same moment
            lot.left += earlier.left if earlier is not None and not earlier.is_over else 0
            self._lots[name] = lot

    def give_back(self, limit: Limit, key: str) -> None:
        """Let a request not have counted."""
        first(self.engine, self._give_back, {"key": f"{limit.name}:{key}", "cost": limit.cost})

    def close(self) -> None:
        """Close all connections."""
        if self._asking is not None:
            self._asking.close()
        self.engine.dispose()
