"""Requests over guarded connections.

An adapter is the part of requests that sends: this one looks addresses up by our reading of them, keeps connections to vetted
addresses only, trusts one fixed set of certificates and takes no cookies.
"""

from __future__ import annotations

import ssl
import threading
from collections import OrderedDict
from typing import Any

import certifi
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util import Retry

from inventory_scrapers.fetch.connection import POOLS
from inventory_scrapers.fetch.origin import Origin, split

MAX_ORIGINS = 200
KEPT_CONNECTIONS = 4


class GuardedAdapter(HTTPAdapter):
    """Sends one request as it is: no redirect, retry, proxy, cookie or setting of the environment.

    Only for requests that have a Watch, which `Transport.send` gives them. `ca_file` replaces the certificates that are trusted;
    `verify` and `cert` are not looked at, so that nothing can switch the check off.
    """

    def __init__(self, ca_file: str | None = None) -> None:
        super().__init__()
        self.max_retries = Retry(False)
        self._ca_file = ca_file or certifi.where()
        self._tls: ssl.SSLContext | None = None
        self._pools: OrderedDict[Origin, HTTPConnectionPool] = OrderedDict()
        self._lock = threading.Lock()

    def get_connection_with_tls_context(
        self, request: PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> HTTPConnectionPool:
        """The pool of connections of the request's origin; of too many, the one not used longest is closed."""
        origin, _ = split(request.url or "")
        with self._lock:
            pool = self._pools.get(origin) or self._new_pool(origin)
            self._pools[origin] = pool
            self._pools.move_to_end(origin)
            evicted = self._pools.popitem(last=False)[1] if len(self._pools) > MAX_ORIGINS else None
        if evicted:
            evicted.close()
        return pool

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        """Path and query."""
        return split(request.url or "")[1]

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the TLS context of the pool is fixed."""

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """The answer without what requests derives from it, cookies above all; its body is read from `raw`."""
        response = Response()
        response.status_code, response.raw, response.request = resp.status, resp, req
        return response

    def apart(self) -> GuardedAdapter:
        """An adapter that trusts the same certificates, with connections of its own."""
        other = GuardedAdapter(self._ca_file)
        other._tls = self._context()
        return other

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            pools, self._pools = self._pools, OrderedDict()
        for pool in pools.values():
            pool.close()

    def _new_pool(self, origin: Origin) -> HTTPConnectionPool:
        more: dict[str, Any] = {"ssl_context": self._context()} if origin.scheme == "https" else {}
        host = f"[{origin.host}]" if ":" in origin.host else origin.host
        return POOLS[origin.scheme](host, origin.port, maxsize=KEPT_CONNECTIONS, **more)

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context(cafile=self._ca_file)
        return self._tls
