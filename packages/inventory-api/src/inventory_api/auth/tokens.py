"""Tokens: access tokens are JWTs that live for minutes, all others are random, kept as SHA-256 alone."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from litestar.exceptions import NotAuthorizedException
from litestar.security.jwt import Token
from msgspec import Struct

ALGORITHM = "HS256"
ISSUER = AUDIENCE = "inventory-api"
REQUIRED = ("iss", "aud", "exp", "iat", "sub", "jti", "type", "sid")
API_KEY_PREFIX = "inv_"
_MOST_KEPT = 10_000


@dataclass
class AccessToken(Token):
    """The claims of an access token: the registered ones, what kind of token it is, and its session."""

    type: str = "access"
    sid: str = ""


class Claims(Struct, frozen=True):
    """What a good access token says."""

    account_id: int
    session_id: str
    expires: float


def new_secret() -> str:
    """256 random bits for a header."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a random token. It has 256 bits, so that a fast hash does."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


class AccessTokens:
    """Signs access tokens and reads them. One that was read is remembered by all of its text until it expires."""

    def __init__(self, secret: str, lifetime: timedelta) -> None:
        self._secret, self.lifetime = secret, lifetime
        self._known: dict[str, Claims] = {}

    def issue(self, account_id: int, session_id: str) -> str:
        """A token for this account's session."""
        return AccessToken(
            exp=datetime.now(UTC) + self.lifetime,
            sub=str(account_id),
            iss=ISSUER,
            aud=AUDIENCE,
            jti=secrets.token_hex(16),
            sid=session_id,
        ).encode(self._secret, ALGORITHM)

    def read(self, text: str) -> Claims | None:
        """What a token says, or None where it is not a good one of ours, whatever the reason."""
        claims = self._known.get(text) or self._verify(text)
        if claims is None or claims.expires <= time.time():
            self._known.pop(text, None)
            return None
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[text] = claims
        return claims

    def _verify(self, text: str) -> Claims | None:
        try:
            token = AccessToken.decode(
                text, self._secret, ALGORITHM, audience=AUDIENCE, issuer=ISSUER, require_claims=REQUIRED, strict_audience=True
            )
            if token.type != "access" or not token.sid:
                return None
            return Claims(int(token.sub), token.sid, token.exp.timestamp())
        except (NotAuthorizedException, ValueError):
            return None
