"""Who uses the service meanwhile: someone who makes items and jobs, and someone who listens and loses the connection."""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.client import HTTPException
from typing import Any

PASSWORD = "correct horse battery"


class Api:
    """The service over HTTP, as one account; a request that is not answered counts as refused."""

    def __init__(self, port: int) -> None:
        self._base, self.answers = f"http://127.0.0.1:{port}", Counter[str]()
        end = time.monotonic() + 180
        while self.ask("GET", "/health/live", signed=False) is None and time.monotonic() < end:
            time.sleep(0.2)
        self.answers.clear()
        self.ask("POST", "/api/auth/register", {"email": "ada@example.org", "password": PASSWORD}, signed=False)
        self._sign_in()

    def _sign_in(self) -> None:
        tokens = self.ask("POST", "/api/auth/login", {"email": "ada@example.org", "password": PASSWORD}, signed=False)
        self.token, self._until = tokens["access_token"], time.monotonic() + 600

    def ask(self, method: str, path: str, body: Any = None, *, signed: bool = True) -> Any:
        """The answer as JSON, or its text; null where the service could not, which the caller has not been promised then."""
        if signed and time.monotonic() > self._until:
            self._sign_in()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.token}"} if signed else {})}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                self.answers[str(answer.status)] += 1
                text = answer.read()
                return json.loads(text) if answer.headers.get_content_type() == "application/json" else text
        except urllib.error.HTTPError as error:
            self.answers[str(error.code)] += 1
        except (OSError, HTTPException) as error:
            # An answer that is cut off is no OSError.
            self.answers[type(error).__name__] += 1
        return None

    def listen(self, after: int) -> Any:
        """An open stream of events, after that one."""
        headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {self.token}", "Last-Event-ID": str(after)}
        return urllib.request.urlopen(urllib.request.Request(f"{self._base}/api/events", headers=headers), timeout=60)


class User(threading.Thread):
    """Makes items, changes and finds them, and begins jobs for lists that nobody has asked for. Keeps what was acknowledged."""

    def __init__(self, api: Api, addresses: list[str]) -> None:
        super().__init__(daemon=True)
        self._api, self._addresses, self._ending = api, addresses, threading.Event()
        self.items: dict[int, str] = {}
        self.jobs: dict[int, str] = {}
        self.stayed = False
        """Whether it was at work until it was told to end."""

    def run(self) -> None:
        """Until told to end; a pause between two turns."""
        number = 0
        while not self._ending.wait(1.0):
            number += 1
            self._turn(number)
        self.stayed = True

    def stop(self) -> None:
        """Ask for nothing more."""
        self._ending.set()
        self.join(90)

    def _turn(self, number: int) -> None:
        title = f"Floor lamp {number}"
        made = self._api.ask("POST", "/api/inventory", {"title": title, "price": {"amount": "80.00", "currency": "EUR"}})
        if made:
            self.items[made["id"]] = title
            if self._api.ask("PATCH", f"/api/inventory/{made['id']}", {"notes": f"note {number}"}) is None:
                self.items[made["id"]] = title
        self._api.ask("GET", "/api/inventory?q=lamp&sort=-created&limit=20")
        if number % 20 == 0:
            self._api.ask("GET", "/api/inventory/export?format=csv")
            self._api.ask("GET", "/api/stats")
        if number % 3 == 0:
            name = f"list{number}"
            address = self._addresses[number // 3 % len(self._addresses)]
            if begun := self._api.ask("POST", "/api/scraping/jobs", {"url": f"{address}/once/{name}/0"}):
                self.jobs[begun["id"]] = name


class Listener(threading.Thread):
    """Follows the events, and reconnects after some with the id that it saw last. `seen` has every id as it came."""

    def __init__(self, api: Api, chance: random.Random, ending: threading.Event) -> None:
        super().__init__(daemon=True)
        self._api, self._chance, self._ending = api, chance, ending
        self.seen: list[int] = []
        self.connections = 0

    def run(self) -> None:
        """Until told to end."""
        while not self._ending.is_set():
            try:
                self._follow(self._chance.randrange(1, 200))
            except OSError:
                self._ending.wait(1.0)

    def _follow(self, count: int) -> None:
        with self._api.listen(self.seen[-1] if self.seen else 0) as stream:
            self.connections += 1
            number = None
            while count and not self._ending.is_set() and (line := stream.readline()):
                name, _, value = line.decode().strip().partition(": ")
                number = int(value) if name == "id" else number
                if name == "data" and number is not None:
                    self.seen.append(number)
                    number, count = None, count - 1
