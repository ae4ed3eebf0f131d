"""How often passwords may be tried: counted by account and by client, before the password is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from inventory_api.auth.tokens import hash_of
from inventory_api.web.limits import Limit, Limits

BY_ACCOUNT = Limit("sign-in", 10, 15 * 60)
BY_CLIENT = Limit("sign-in-client", 50, 15 * 60)
REGISTRATIONS = Limit("register", 20, 60 * 60)


@dataclass(frozen=True)
class Attempts:
    """Attempts with passwords, over all workers."""

    limits: Limits

    @contextmanager
    def of(self, email: str, client: str) -> Iterator[None]:
        """Count an attempt, unless what is done succeeds; TooManyRequests.

        An address without an account is counted alike, so that nothing shows which has one.
        """
        self.limits.use(BY_CLIENT, client)
        self.limits.use(BY_ACCOUNT, _key(email))
        yield
        self.limits.give_back(BY_CLIENT, client)
        self.limits.give_back(BY_ACCOUNT, _key(email))

    def register(self, client: str) -> None:
        """Count a registration; TooManyRequests."""
        self.limits.use(REGISTRATIONS, client)


def _key(email: str) -> str:
    return hash_of(email.lower())[:32]
