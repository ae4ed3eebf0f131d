"""Accounts, sign-ins and keys (A7, A9, A10, A12)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher, extract_parameters
from litestar.testing import TestClient
from sqlalchemy import func, select, update

from inventory_api.app import create_app
from inventory_api.auth.models import Account, ApiKey, RefreshToken, Session
from inventory_api.database import Base, Database
from inventory_api.settings import Settings

from .conftest import PASSWORD, SignedIn, sign_in

REFUSED = 401


def me(who: SignedIn, token: str) -> int:
    """What the service answers to this token."""
    return who.client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code


def refresh(who: SignedIn, token: str) -> Any:
    """The answer to a refresh token."""
    return who.client.post("/api/auth/refresh", json={"refresh_token": token})


def test_who_signed_in_is_known(signed_in: SignedIn) -> None:
    """`/api/auth/me` answers the account of the token."""
    answer = signed_in.client.get("/api/auth/me", headers=signed_in.headers).json()
    assert answer["email"] == signed_in.email
    assert answer["is_admin"] is False


def claims(settings: Settings, signed_in: SignedIn) -> dict[str, Any]:
    """What the token of the account says."""
    token = signed_in.headers["Authorization"].split()[1]
    read: dict[str, Any] = jwt.decode(token, settings.signing_key(), ["HS256"], audience="inventory-api")
    return read


def without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The claims but one."""
    return lambda said: {key: value for key, value in said.items() if key != name}


HOUR = 3600
NOW = int(datetime.now(UTC).timestamp())
FORGED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    **{f"no {name}": without(name) for name in ("exp", "iat", "iss", "aud", "sub", "jti", "type", "sid")},
    "expired": lambda said: {**said, "exp": NOW - HOUR, "iat": NOW - 2 * HOUR},
    "not yet": lambda said: {**said, "nbf": NOW + HOUR},
    "from the future": lambda said: {**said, "iat": NOW + HOUR, "exp": NOW + 2 * HOUR},
    "another issuer": lambda said: {**said, "iss": "else"},
    "another audience": lambda said: {**said, "aud": "else"},
    "several audiences": lambda said: {**said, "aud": ["inventory-api", "else"]},
    "another type": lambda said: {**said, "type": "refresh"},
    "another account": lambda said: {**said, "sub": str(int(said["sub"]) + 1)},
    "no number": lambda said: {**said, "sub": "1 OR 1=1"},
    "another session": lambda said: {**said, "sid": "0" * 32},
}


@pytest.mark.parametrize("change", FORGED.values(), ids=list(FORGED))
def test_a_token_with_other_claims_is_refused(
    settings: Settings, signed_in: SignedIn, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """A7: a token that is signed with the right key, but lacks a claim or says something else, answers 401."""
    said, key = claims(settings, signed_in), settings.signing_key()
    assert me(signed_in, jwt.encode(said, key, "HS256")) == 200
    assert me(signed_in, jwt.encode(change(said), key, "HS256")) == REFUSED


def part(value: dict[str, Any]) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_of_another_key_or_algorithm_is_refused(settings: Settings, signed_in: SignedIn) -> None:
    """A7: none, another HMAC, another key, a key id that points elsewhere, a changed or cut signature: all answer 401."""
    said, key = claims(settings, signed_in), settings.signing_key()
    good = signed_in.headers["Authorization"].split()[1]
    header, body, signature = good.split(".")
    forged = [
        jwt.encode(said, "", "none"),
        jwt.encode(said, key, "HS512"),
        jwt.encode(said, "x" * 40, "HS256"),
        jwt.encode(said, "\0" * 40, "HS256", headers={"kid": "/dev/null"}),
        jwt.encode(said, "x" * 40, "HS256", headers={"jwk": {"kty": "oct", "k": "eHh4"}}),
        *(f"{part({'alg': name, 'typ': 'JWT'})}.{body}." for name in ("none", "None", "nOnE")),
        f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{body}.{signature}",
        f"{header}.{part({**said, 'sub': '999'})}.{signature}",
        f"{header}.{body}.{signature[:-4]}",
        f"{header}.{body}.",
        signed_in.refresh_token,
    ]
    assert [me(signed_in, token) for token in forged] == [REFUSED] * len(forged)
    assert me(signed_in, good) == 200


def test_a_token_that_was_read_expires_all_the_same(settings: Settings, signed_in: SignedIn) -> None:
    """A7: that a token is remembered does not make it last."""
    tokens = signed_in.client.app.state.door.accounts.tokens
    good = signed_in.headers["Authorization"].split()[1]
    known = tokens.read(good)
    assert known is not None
    tokens._known[good] = type(known)(known.account_id, known.session_id, NOW - 1.0)
    assert me(signed_in, good) == REFUSED


def test_a_refresh_token_is_good_once(signed_in: SignedIn) -> None:
    """A7: its second use ends the session: the stolen chain and the rightful one, access tokens included."""
    first = refresh(signed_in, signed_in.refresh_token).json()
    second = refresh(signed_in, first["refresh_token"]).json()
    assert me(signed_in, second["access_token"]) == 200
    assert refresh(signed_in, signed_in.refresh_token).status_code == REFUSED
    assert refresh(signed_in, second["refresh_token"]).status_code == REFUSED
    assert [me(signed_in, tokens["access_token"]) for tokens in (first, second)] == [REFUSED, REFUSED]


def test_of_many_at_once_one_gets_the_next_token(signed_in: SignedIn) -> None:
    """A7: eight uses of one refresh token at the same time: one at most is answered with tokens."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: refresh(signed_in, signed_in.refresh_token).status_code, range(8)))
    assert answers.count(200) == 1


def test_a_refresh_token_expires(signed_in: SignedIn, database: Database) -> None:
    """A sign-in that was not used for its time is over."""
    with database.writing() as connection:
        connection.execute(update(RefreshToken).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert refresh(signed_in, signed_in.refresh_token).status_code == REFUSED


def test_signing_out_ends_the_session_at_once(settings: Settings, signed_in: SignedIn) -> None:
    """A7: after it both tokens answer 401, on a worker that had read them as well; other sessions go on."""
    other = sign_in_again(signed_in)
    with TestClient(create_app(settings)) as worker:
        assert worker.get("/api/auth/me", headers=signed_in.headers).status_code == 200
        assert signed_in.client.post("/api/auth/logout", headers=signed_in.headers).status_code == 204
        assert worker.get("/api/auth/me", headers=signed_in.headers).status_code == REFUSED
    assert refresh(signed_in, signed_in.refresh_token).status_code == REFUSED
    assert signed_in.client.get("/api/auth/me", headers=other).status_code == 200


def sign_in_again(who: SignedIn, password: str = PASSWORD) -> dict[str, str]:
    """The header of another session of the account."""
    answer = who.client.post("/api/auth/login", json={"email": who.email, "password": password})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_another_password_ends_all_other_sessions(signed_in: SignedIn) -> None:
    """The session that changed it goes on; others answer 401, and the old password signs nobody in."""
    other, new = sign_in_again(signed_in), "another long password"
    body = {"password": PASSWORD, "new_password": new}
    assert signed_in.client.post("/api/auth/me/password", json={**body, "password": "no"}, headers=other).status_code == 403
    assert signed_in.client.post("/api/auth/me/password", json=body, headers=signed_in.headers).status_code == 204
    assert signed_in.client.get("/api/auth/me", headers=signed_in.headers).status_code == 200
    assert signed_in.client.get("/api/auth/me", headers=other).status_code == REFUSED
    credentials = {"email": signed_in.email, "password": PASSWORD}
    assert signed_in.client.post("/api/auth/login", json=credentials).status_code == REFUSED
    assert signed_in.client.get("/api/auth/me", headers=sign_in_again(signed_in, new)).status_code == 200


def test_registration_does_not_tell_who_has_an_account(client: TestClient) -> None:
    """A9: the same answer for a new address and a known one, however it is written; the password stays the first."""
    answers = [
        client.post("/api/auth/register", json={"email": email, "password": password})
        for email, password in (("ada@example.org", PASSWORD), ("ADA@example.org", "quite another password"))
    ]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(201, {"email": "ada@example.org"})] * 2
    assert client.post("/api/auth/login", json={"email": "Ada@example.org", "password": PASSWORD}).status_code == 200


@pytest.mark.usefixtures("real_passwords")
def test_a_failed_sign_in_does_not_tell_why(client: TestClient) -> None:
    """A9: the same body for an unknown address and a wrong password, and about the same time: both cost one argon2id."""
    assert client.post("/api/auth/register", json={"email": "ada@example.org", "password": PASSWORD}).status_code == 201
    took: dict[str, list[float]] = {"ada@example.org": [], "eve@example.org": []}
    bodies = set()
    for _ in range(7):
        for email, times in took.items():
            began = perf_counter()
            answer = client.post("/api/auth/login", json={"email": email, "password": "wrong password"})
            times.append(perf_counter() - began)
            assert answer.status_code == REFUSED
            bodies.add(json.dumps({**answer.json(), "request_id": ""}))
    assert len(bodies) == 1
    known, unknown = (median(times) for times in took.values())
    assert 0.4 < known / unknown < 2.5


@pytest.mark.usefixtures("real_passwords")
def test_passwords_are_kept_as_argon2id(signed_in: SignedIn, database: Database) -> None:
    """A9: at least 19 MiB and two passes; a hash of other parameters is replaced when its owner signs in."""
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    for hashed in (None, weak):
        if hashed:
            with database.writing() as connection:
                connection.execute(update(Account).values(password_hash=hashed))
            assert sign_in_again(signed_in)
        with database.reading() as connection:
            kept = extract_parameters(connection.execute(select(Account.password_hash)).scalar_one())
        assert kept.type.name == "ID"
        assert kept.memory_cost >= 19 * 1024
        assert kept.time_cost >= 2


def test_nothing_that_signs_in_is_kept_as_it_is(signed_in: SignedIn, database: Database) -> None:
    """Passwords, refresh tokens and keys stand in the database as hashes alone."""
    made = signed_in.client.post("/api/auth/keys", json={"name": "robot", "scopes": ["account"]}, headers=signed_in.headers)
    with database.reading() as connection:
        rows = [
            str(row) for table in (Account, Session, RefreshToken, ApiKey) for row in connection.execute(select(table.__table__))
        ]
    for secret in (PASSWORD, signed_in.refresh_token, made.json()["key"]):
        assert not [row for row in rows if secret in row]


def test_passwords_cannot_be_tried_for_long(client: TestClient) -> None:
    """A10: after ten wrong ones the account is closed for a while, even for the right one, and Retry-After says for how long."""
    client.post("/api/auth/register", json={"email": "ada@example.org", "password": PASSWORD})
    for number in range(10):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
        body = {"email": "ada@example.org", "password": "wrong password"}
        assert client.post("/api/auth/login", json=body, headers=headers).status_code == REFUSED
    answer = client.post("/api/auth/login", json={"email": "Ada@Example.org", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(answer.headers["retry-after"]) <= 90
    assert "sign-in" in answer.headers["ratelimit-policy"]


def test_one_client_cannot_try_many_accounts(client: TestClient) -> None:
    """A10: fifty wrong tries over different accounts close the client, whatever address it claims to have."""
    answers = []
    for number in range(52):
        body = {"email": f"{number}@example.org", "password": "wrong password"}
        answers.append(client.post("/api/auth/login", json=body, headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code)
    assert answers == [REFUSED] * 50 + [429] * 2


def test_right_passwords_do_not_count(client: TestClient) -> None:
    """Who signs in rightly, does so as often as they like."""
    client.post("/api/auth/register", json={"email": "ada@example.org", "password": PASSWORD})
    body = {"email": "ada@example.org", "password": PASSWORD}
    assert {client.post("/api/auth/login", json=body).status_code for _ in range(15)} == {200}


def test_no_cookie_signs_in(signed_in: SignedIn) -> None:
    """A12: signing in sets no cookie, and a token in a cookie, an address or a form is none."""
    token = signed_in.headers["Authorization"].split()[1]
    answer = signed_in.client.post("/api/auth/login", json={"email": signed_in.email, "password": PASSWORD})
    assert "set-cookie" not in answer.headers
    cookies = {"Cookie": f"token={token}; access_token={token}; Authorization=Bearer {token}"}
    assert signed_in.client.get("/api/auth/me", headers=cookies).status_code == REFUSED
    assert signed_in.client.get(f"/api/auth/me?access_token={token}").status_code in (400, REFUSED)


def new_key(who: SignedIn) -> Any:
    """A key of the account with the scope `account`."""
    return who.client.post("/api/auth/keys", json={"name": "robot", "scopes": ["account"]}, headers=who.headers).json()


def test_a_key_is_shown_once_and_can_be_revoked(signed_in: SignedIn) -> None:
    """The list has how it begins and when it was used; after revoking it, it answers 401."""
    made = new_key(signed_in)
    assert me(signed_in, made["key"]) == 200
    (listed,) = signed_in.client.get("/api/auth/keys", headers=signed_in.headers).json()["items"]
    assert made["key"].startswith(listed["hint"])
    assert listed["last_used_at"] is not None
    assert "key" not in listed
    assert signed_in.client.delete(f"/api/auth/keys/{made['id']}", headers=signed_in.headers).status_code == 204
    assert me(signed_in, made["key"]) == REFUSED


def test_a_key_expires(signed_in: SignedIn, database: Database) -> None:
    """One that would be over already is not made; one that is over answers 401."""
    body = {"name": "robot", "scopes": ["account"], "expires_at": "2001-01-01T00:00:00Z"}
    assert signed_in.client.post("/api/auth/keys", json=body, headers=signed_in.headers).status_code == 400
    body["expires_at"] = "2999-01-01T00:00:00Z"
    made = signed_in.client.post("/api/auth/keys", json=body, headers=signed_in.headers).json()
    assert me(signed_in, made["key"]) == 200
    with database.writing() as connection:
        connection.execute(update(ApiKey).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert me(signed_in, made["key"]) == REFUSED


def test_a_key_cannot_make_a_stronger_one(signed_in: SignedIn) -> None:
    """A key with the scope `account` gives no scope that it has not itself."""
    made = new_key(signed_in)
    headers = {"Authorization": f"Bearer {made['key']}"}
    answer = signed_in.client.post("/api/auth/keys", json={"name": "x", "scopes": ["inventory:write"]}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_exceeded")


def test_an_account_goes_with_all_its_data(signed_in: SignedIn, someone_else: SignedIn, database: Database) -> None:
    """With its password and not without; no row of it stays in any table, nobody else's goes, and its tokens answer 401."""
    for who in (signed_in, someone_else):
        assert who.client.post("/api/inventory", json={"title": "A brass lamp"}, headers=who.headers).status_code == 201
    delete = signed_in.client.post
    assert delete("/api/auth/me/delete", json={"password": "wrong"}, headers=signed_in.headers).status_code == 403
    others = rows_of(database, someone_else)
    assert delete("/api/auth/me/delete", json={"password": PASSWORD}, headers=signed_in.headers).status_code == 204
    assert set(rows_of(database, signed_in).values()) == {0}
    assert rows_of(database, someone_else) == others
    assert me(signed_in, signed_in.headers["Authorization"].split()[1]) == REFUSED
    assert sign_in(signed_in.client, signed_in.email).account_id != signed_in.account_id


def rows_of(database: Database, who: SignedIn) -> dict[str, int]:
    """How many rows each table has of an account or its workspace."""
    found = {}
    with database.reading() as connection:
        for table in Base.metadata.sorted_tables:
            for column, value in (("workspace_id", who.workspace_id), ("account_id", who.account_id)):
                if column in table.columns:
                    count = select(func.count()).select_from(table).where(table.c[column] == value)
                    found[f"{table.name}.{column}"] = connection.execute(count).scalar_one()
    return found
