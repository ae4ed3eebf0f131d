"""A small client for a service that runs in a process of its own: a new connection for each request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from .waiting import until


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Service:
    port: int

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        return self.ask("POST", path, body, headers)

    def ask(self, method: str, path: str, body: Any, headers: dict[str, str] | None) -> Answer:
        """One request; a body other than None goes as JSON."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {**(headers or {}), **({} if body is None else {"Content-Type": "application/json"})}
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def sign_in(self, email: str, password: str) -> dict[str, str]:
        """The header of a fresh session."""
        tokens = self.post("/api/auth/login", {"email": email, "password": password})
        assert tokens.status == 200, tokens.body
        return {"Authorization": f"Bearer {tokens.json()['access_token']}"}

    def wait(self) -> None:
        """Until it answers; a minute at most."""
        until(self._lives, "it does not answer")

    def _lives(self) -> bool:
        try:
            return self.get("/health/live").status == 200
        except OSError:
            return False
