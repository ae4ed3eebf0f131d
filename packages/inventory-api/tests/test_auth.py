"""Accounts and sign-ins."""

from __future__ import annotations

from litestar.testing import TestClient

from .conftest import SignedIn


def test_who_signed_in_is_known(signed_in: SignedIn) -> None:
    """`/api/auth/me` answers the account of the token."""
    me = signed_in.client.get("/api/auth/me", headers=signed_in.headers).json()
    assert me["email"] == signed_in.email
    assert me["is_admin"] is False


def test_nobody_gets_in_without_a_token(client: TestClient) -> None:
    """A route that is not public answers 401 as problem+json."""
    answer = client.get("/api/auth/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_signed_in"


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    """The router's own 404 and 405 are problem+json as well."""
    assert client.get("/nothing").json()["code"] == "not_found"
    assert client.delete("/api/auth/login").json()["code"] == "method_not_allowed"
