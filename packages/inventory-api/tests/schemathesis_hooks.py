"""What Schemathesis loads before it tries the service: how to sign in, and a check of our own."""

from __future__ import annotations

import json
import os
import re
from http.client import HTTPConnection
from typing import Any

import schemathesis

CREDENTIALS = {"email": "robot@example.org", "password": "correct horse battery"}
OF_VALIDATION = re.compile(r'"message":"(must be |unknown field)')


@schemathesis.auth(refresh_interval=1)
class SignIn:
    """A new session each second, because some requests end the one that they come with."""

    def get(self, case: Any, context: Any) -> str:
        """An access token."""
        connection = HTTPConnection("127.0.0.1", int(os.environ["HUB_PORT"]))
        connection.request("POST", "/api/auth/login", json.dumps(CREDENTIALS), {"Content-Type": "application/json"})
        token: str = json.loads(connection.getresponse().read())["access_token"]
        connection.close()
        return token

    def set(self, case: Any, data: str, context: Any) -> None:
        """Send it."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.check
def promises(ctx: Any, response: Any, case: Any) -> None:
    """What the description calls valid, validation takes: a 400 to it is about what no schema can say."""
    meta = case.meta
    if meta is not None and meta.generation.mode.is_positive and response.status_code == 400:
        found = OF_VALIDATION.search(response.text)
        assert found is None, f"the description allows what validation refuses: {response.text}"
