"""The loopback proxy lets through what a permit allows, and nothing and nobody else."""

from __future__ import annotations

import base64
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory_core import FetchFailed
from inventory_scrapers.fetch.addresses import AddressPolicy
from inventory_scrapers.fetch.connection import Watch
from inventory_scrapers.fetch.loop import LoopThread
from inventory_scrapers.fetch.origin import Origin, split
from inventory_scrapers.fetch.pace import Pace
from inventory_scrapers.fetch.proxy import LoopbackProxy, Permit


def permit_for(opener: Origin, *, max_bytes: int = 100_000, pace: Pace | None = None) -> Permit:
    """A permit for a page of that origin; "*.example" may be private, every name leads to the loopback address."""
    policy = AddressPolicy(("*.example",), lambda _host, _port: ["127.0.0.1"])
    watch = Watch(policy, threading.Event(), connect=2.0, total=10.0, header_bytes=10_000, max_bytes=max_bytes)
    return Permit(watch, pace or Pace(), opener)


@dataclass
class Running:
    """A proxy with one permit."""

    thread: LoopThread
    proxy: LoopbackProxy
    permit: Permit

    @property
    def port(self) -> int:
        return int(self.proxy.address.rpartition(":")[2])

    def headers(self, password: str | None = None) -> dict[str, str]:
        secret = f"{self.permit.username}:{self.permit.password if password is None else password}"
        return {"Proxy-Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}

    def send(self, request: bytes) -> bytes:
        """What comes back until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as sock:
            sock.sendall(request)
            return b"".join(iter(lambda: sock.recv(65_536), b""))

    def ask(self, method: str, target: str, more: str = "", body: str = "") -> bytes:
        header = f"Proxy-Authorization: {self.headers()['Proxy-Authorization']}"
        return self.send(f"{method} {target} HTTP/1.1\r\nHost: wrong.test\r\n{header}\r\n{more}\r\n{body}".encode())


@pytest.fixture
def running(site) -> Iterator[Running]:
    thread, proxy = LoopThread("test"), LoopbackProxy()
    permit = permit_for(split(site.url())[0])
    thread.run(proxy.start(), 5)
    proxy.admit(permit)
    yield Running(thread, proxy, permit)
    thread.run(proxy.close(), 5)
    thread.close()


def test_a_request_with_the_secret_is_passed_on(running, site) -> None:
    """To the host of its target whatever its Host says, without the secret, on a connection that ends with the answer."""
    site.pages["/a?b=1"] = (200, {"X-Some": "thing", "Connection": "keep-alive"}, b"body")
    answer = running.ask("GET", site.url("/a?b=1"), "Proxy-Connection: keep-alive\r\nX-Own: 1\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\nConnection: close\r\n\r\nbody")
    assert b"keep-alive" not in answer
    host, path, headers, _ = site.seen[0]
    assert (host, path, headers["x-own"], headers["connection"]) == ("shop.example", "/a?b=1", "1", "close")
    assert not {"proxy-authorization", "proxy-connection"} & set(headers)


def test_a_body_is_passed_on_and_nothing_after_it(running, site) -> None:
    """A second request on the same connection could be meant for another host; it is dropped."""
    site.pages["/a"] = (200, {}, b"got it")
    second = f"GET {site.url('/second')} HTTP/1.1\r\nHost: shop.example\r\n\r\n"
    assert running.ask("POST", site.url("/a"), "Content-Length: 5\r\n", "12345" + second).endswith(b"got it")
    assert site.paths == ["/a"]


def test_a_tunnel_carries_both_ways(running, site) -> None:
    """CONNECT answers 200, then bytes go both ways until one side ends."""
    site.pages["/a"] = (200, {"Connection": "close"}, b"through the tunnel")
    tunnel = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    tunnel.set_tunnel("shop.example", site.port, running.headers())
    tunnel.request("GET", "/a")
    assert tunnel.getresponse().read() == b"through the tunnel"
    tunnel.close()


@pytest.mark.parametrize("password", ["", "wrong", None])
def test_nobody_gets_through_without_the_secret(running, site, password: str | None) -> None:
    """407 for a wrong secret, for none, and for a permit that ended; no connection is made."""
    if password is None:
        running.thread.run(running.proxy.revoke(running.permit), 5)
    for headers in (running.headers(password), {}, {"Proxy-Authorization": "Basic %%%"}, {"Proxy-Authorization": "Bearer x"}):
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
        connection.request("GET", site.url("/a"), headers=headers)
        assert connection.getresponse().status == 407
        connection.close()
    assert site.connections == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "intern.test", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "169.254.169.254"]
)
def test_private_addresses_are_refused(running, site, host: str) -> None:
    """By name and by number: no connection, no answer that could pass for the host's, 403 for a tunnel, no address in it."""
    assert running.ask("GET", f"http://{host}:{site.port}/a") == b""
    refused = running.ask("CONNECT", f"{host}:{site.port}")
    assert refused.startswith(b"HTTP/1.1 403 ")
    assert b"127.0" not in refused
    assert site.connections == 0
    assert sum(running.permit.refused.values()) == 2


@pytest.mark.parametrize(
    "target", ["https://shop.example/", "ftp://shop.example/", "/a", "file:///etc/passwd", "http://a@shop.example/"]
)
def test_other_targets_are_refused(running, site, target: str) -> None:
    """Only http is passed on, and addresses are read as strictly as everywhere."""
    assert running.ask("GET", target) == b""
    assert site.connections == 0


def test_rules_of_a_permit() -> None:
    """Ports beside 80, 443 and the page's own, listed private hosts for a public page, stopped hosts: refused by name."""
    pace = Pace(stopped=("stopped.test",))
    public = permit_for(split("https://shop.test:8443/")[0], pace=pace)
    private = permit_for(split("http://shop.example:8080/")[0])
    for permit, url in ((public, "https://a.test/"), (public, "https://a.test:8443/"), (private, "http://nas.example:8080/")):
        permit.check(split(url)[0])
    wrong = {
        "redirect_port": (public, "http://a.test:6379/"),
        "redirect_private": (public, "http://nas.example/"),
        "host_stopped": (public, "https://stopped.test/"),
        "private_address": (private, "http://10.0.0.1/"),
    }
    for rule, (permit, url) in wrong.items():
        with pytest.raises(FetchFailed) as raised:
            permit.check(split(url)[0])
        assert raised.value.rule == rule


def test_bytes_are_bounded(running, site) -> None:
    """Beyond the bytes of its permit an answer ends, and the permit knows why."""
    site.pages["/big"] = (200, {}, b"x" * 500_000)
    assert len(running.ask("GET", site.url("/big"))) <= 110_000
    assert running.permit.failure is not None
    assert running.permit.failure.rule == "received_bytes"


def test_the_end_of_a_permit_ends_its_connections(running, site) -> None:
    """What still waits for a server when the page is done is cut."""
    over = threading.Event()
    asked = threading.Event()

    def slow(_handler: object) -> None:
        asked.set()
        over.wait(20)

    site.pages["/slow"] = slow
    answers: list[bytes] = []
    thread = threading.Thread(target=lambda: answers.append(running.ask("GET", site.url("/slow"))))
    thread.start()
    assert asked.wait(10)
    began = time.monotonic()
    running.thread.run(running.proxy.revoke(running.permit), 5)
    thread.join(10)
    over.set()
    assert answers == [b""]
    assert time.monotonic() - began < 5


def test_a_server_cannot_ask_for_the_secret(running, site) -> None:
    """A 407 of a server would make the browser prove itself to it; it is not passed on."""
    site.pages["/a"] = (407, {"Proxy-Authenticate": 'Basic realm="inventory"'}, b"")
    assert running.ask("GET", site.url("/a")) == b""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_garbage_hurts_nobody(running, site, garbage: bytes) -> None:
    """Whatever a local process sends, the proxy answers or ends the connection, and goes on."""
    running.send(garbage + b"\r\n\r\n")
    assert site.connections == 0
