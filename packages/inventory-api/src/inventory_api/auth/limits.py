"""How often passwords may be tried: counted by account and by client, before the password is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from inventory_api.auth.tokens import hash_of
from inventory_api.web.limits import Limit, Limits

WINDOW = 15 * 60
ACCOUNTS_A_CLIENT = 5
"""A client may try as often as this many accounts may be tried."""
REGISTRATIONS = Limit("register", 20, 60 * 60)


@dataclass(frozen=True)
class Attempts:
    """Attempts with passwords, over all workers."""

    limits: Limits
    quota: int
    """Wrong passwords for one account in the window."""

    @contextmanager
    def of(self, email: str, client: str) -> Iterator[None]:
        """Count an attempt, unless what is done succeeds; TooManyRequests.

        An address without an account is counted alike, so that nothing shows which has one.
        """
        counted = (
            (Limit("sign-in-client", self.quota * ACCOUNTS_A_CLIENT, WINDOW), client),
            (Limit("sign-in", self.quota, WINDOW), _key(email)),
        )
        for limit, key in counted:
            self.limits.use(limit, key)
        yield
        for limit, key in counted:
            self.limits.give_back(limit, key)

    def register(self, client: str) -> None:
        """Count a registration; TooManyRequests."""
        self.limits.use(REGISTRATIONS, client)


def _key(email: str) -> str:
    return hash_of(email.lower())[:32]
