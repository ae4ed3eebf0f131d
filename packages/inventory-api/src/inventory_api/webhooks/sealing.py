"""Secrets of webhooks at rest: sealed with a key derived from the service's, since what signs has to be known.

    sealer = Sealer.of(settings)
    sealer.open(sealer.seal(secret)) == secret

HKDF-SHA256 (RFC 5869) makes of `SECRET_KEY` a key for this alone. Fernet (github.com/fernet/spec) seals with it: AES-128-CBC, and
an HMAC-SHA256 by which another key is found out. What `EARLIER_SECRET_KEY` sealed can be opened as well. A secret of a release
that sealed none is taken as it is.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Self

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import inspect, select, update

from inventory_api.secret_key import WeakSecret
from inventory_api.webhooks.models import Webhook
from inventory_api.webhooks.signing import PREFIX

if TYPE_CHECKING:
    from inventory_api.database import Database
    from inventory_api.settings import Settings

SEALED = "sealed1:"
OTHER_KEY = (
    "Its secret was sealed with another SECRET_KEY, so that nothing can be signed. Give the service that key, as SECRET_KEY or "
    "EARLIER_SECRET_KEY, or let the webhook have another secret (/rotate) and tell it to the receiver."
)
OTHER_KEY_MEND = (
    "were sealed with another SECRET_KEY, so that their messages wait. Give the service that key, as SECRET_KEY or "
    "EARLIER_SECRET_KEY, or let each have another secret (/rotate) and tell it to the receiver."
)
_PURPOSE = b"inventory-api: secrets of webhooks"


class OtherKey(Exception):
    """What is sealed was sealed with a key that is not known here."""


class Sealer:
    """Seals with one key, and opens what it or an earlier one sealed."""

    def __init__(self, key: str, earlier: str | None = None) -> None:
        self._present = _fernet(key)
        self._all = [self._present, *([_fernet(earlier)] if earlier else [])]

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """With the keys of the settings; WeakSecret. Makes the key that is kept where none is given."""
        earlier = settings.earlier_secret_key
        return cls(settings.signing_key(), earlier.get_secret_value() if earlier else None)

    @classmethod
    def known(cls, settings: Settings) -> Self | None:
        """The same without making a key: None where there is none yet, or it cannot be used."""
        try:
            is_there = settings.secret_key is not None or settings.kept_key_file.exists()
            return cls.of(settings) if is_there else None
        except (WeakSecret, OSError, ValueError):
            return None

    def seal(self, secret: str) -> str:
        """The secret as it is kept."""
        return SEALED + self._present.encrypt(secret.encode()).decode()

    def open(self, kept: str) -> str:
        """The secret; OtherKey."""
        if kept.startswith(PREFIX):
            return kept
        for fernet in self._all:
            if (secret := _opened(fernet, kept)) is not None:
                return secret
        raise OtherKey

    def can_open(self, kept: str) -> bool:
        """Whether it can be opened."""
        try:
            self.open(kept)
        except OtherKey:
            return False
        return True

    def sealed_anew(self, kept: str | None) -> str | None:
        """A secret under the present key; as it is kept where it is under that, or cannot be opened."""
        if kept is None or _opened(self._present, kept) is not None or not self.can_open(kept):
            return kept
        return self.seal(self.open(kept))


def seal_all(database: Database, sealer: Sealer) -> int:
    """Seal what is not sealed yet, or was with the earlier key; answers how many webhooks have a secret that cannot be opened."""
    kept = select(Webhook.id, Webhook.secret, Webhook.earlier_secret).order_by(Webhook.id).with_for_update()
    with database.writing() as connection:
        for number, secret, earlier in connection.execute(kept).all():
            anew = {"secret": sealer.sealed_anew(secret), "earlier_secret": sealer.sealed_anew(earlier)}
            if anew != {"secret": secret, "earlier_secret": earlier}:
                connection.execute(update(Webhook).where(Webhook.id == number).values(anew))
    return count_other_keys(database, sealer)


def count_other_keys(database: Database, sealer: Sealer | None) -> int:
    """How many webhooks have a secret that cannot be opened; without a sealer, all that are sealed."""
    with database.reading() as connection:
        if not inspect(connection).has_table(Webhook.__tablename__):
            return 0
        kept = connection.execute(select(Webhook.secret)).scalars().all()
    return sum(not (sealer.can_open(secret) if sealer else secret.startswith(PREFIX)) for secret in kept)


def _fernet(key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _opened(fernet: Fernet, kept: str) -> str | None:
    try:
        return fernet.decrypt(kept.removeprefix(SEALED)).decode()
    except InvalidToken:
        return None
