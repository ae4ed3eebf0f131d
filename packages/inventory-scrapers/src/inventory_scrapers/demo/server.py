"""The demo pages on a local server, and a fetcher to which it is the internet."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType

from inventory_core import FetchContext, FetchFailed, Outcome, Page, Request
from inventory_scrapers.fetch import FetchSettings, Pace, PaceRules, PoliteFetcher

# The address that each page stands for, and its file.
PAGES = {
    "https://shop.example/products/oak-stool-low": "shop_product.html",
    "https://jp.mercari.com/item/m10000000001": "mercari_jp_item.html",
    "https://jp.mercari.com/search?keyword=%E6%AF%9B%E7%B3%B8": "mercari_jp_search.html",
    "https://www.depop.com/search/?q=denim+jacket": "depop_search.html",
}
_LOOPBACK = "127.0.0.1"


class DemoServer:
    """Serves the demo pages on a free port of the loopback interface while it is entered."""

    def __enter__(self) -> DemoServer:
        self._server = ThreadingHTTPServer((_LOOPBACK, 0), _Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it listens, such as http://127.0.0.1:40001."""
        return f"http://{_LOOPBACK}:{self._server.server_port}"


class DemoFetcher:
    """Asks the local server, through the fetcher that is used everywhere, for what the internet would be asked for."""

    name = "demo"
    renders = False

    def __init__(self, server: DemoServer) -> None:
        self._server = server
        self._polite = PoliteFetcher(FetchSettings(allow_private=(_LOOPBACK,)), pace=Pace(PaceRules(delay=0)))

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page that the demo has for an address."""
        if request.url not in PAGES:
            raise FetchFailed(Outcome.REFUSED, "demo", "the demo has no page for this address")
        local = Request(url=f"{self._server.address}/{PAGES[request.url]}")
        came = self._polite.fetch(local, context)
        return Page(came.body, url=request.url, status=came.status, headers=came.headers, request=request)

    def close(self) -> None:
        """Close the connections."""
        self._polite.close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.removeprefix("/")
        body = files("inventory_scrapers.demo").joinpath("pages", name).read_bytes() if name in PAGES.values() else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
