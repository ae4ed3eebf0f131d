"""HTTPS in the browser: its own end of the encryption, through the proxy, to a local server."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inventory_core import FetchContext, Page, Request
from inventory_scrapers.fetch import Pace, PaceRules, chromium
from inventory_scrapers.fetch.browser import BrowserFetcher, BrowserSettings
from inventory_scrapers.fetch.polite import PoliteFetcher
from inventory_scrapers.fetch.robots import RobotsCache
from inventory_scrapers.fetch.settings import FetchSettings

trustme = pytest.importorskip("trustme")
pytest.importorskip("playwright")
pytestmark = pytest.mark.browser
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    try:
        chromium.find_chromium()
    except chromium.BrowserMissing as error:
        pytest.skip(f"{error}: HTTPS in the browser was NOT tested")


@pytest.fixture(scope="module")
def authority() -> Any:
    return trustme.CA()


@pytest.fixture
def secure(site: Any, authority: Any) -> Any:
    """A local site that speaks TLS as shop.example; its page is filled in by a script that the browser asks for itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    site.certificate = authority.issue_cert("shop.example")
    site.certificate.configure_cert(context)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True, do_handshake_on_connect=False)
    site.pages["/"] = (200, HTML, b"<!doctype html><title>Page</title><p id=p>as sent</p><script src=/fill.js></script>")
    fill = b"fetch('/price').then(answer => answer.text()).then(text => { p.textContent = text })"
    site.pages["/fill.js"] = (200, {"Content-Type": "text/javascript"}, fill)
    site.pages["/price"] = (200, {"Content-Type": "text/plain"}, b"31.50 USD")
    return site


@pytest.fixture
def render(authority: Any, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Renders an address; the document's fetcher trusts the local authority, the browser what it trusts anyway."""
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    settings = FetchSettings(allow_private=("*.example",), ca_file=str(ca_file))
    local: Callable[[str, int], list[str]] = lambda _host, _port: ["127.0.0.1"]  # noqa: E731
    documents = PoliteFetcher(settings, pace=Pace(PaceRules(delay=0)), robots=RobotsCache(), resolver=local)
    browser = BrowserFetcher(BrowserSettings(total_seconds=20.0), documents=documents)
    yield lambda url: browser.fetch(Request(url=url), FetchContext())
    browser.close()
    documents.close()


def trusting(certificate: Any) -> str:
    """The flag by which Chromium takes this one key, and no other, for trusted."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from cryptography.x509 import load_pem_x509_certificate

    key = load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return f"--ignore-certificate-errors-spki-list={base64.b64encode(digest).decode()}"


def test_what_a_page_needs_comes_over_tls(secure: Any, render: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Script and data come through the tunnel, encrypted between Chromium and the server, and the page is filled in."""
    monkeypatch.setattr(chromium, "FLAGS", (*chromium.FLAGS, trusting(secure.certificate)))
    page = render(f"https://shop.example:{secure.port}/")
    assert '<p id="p">31.50 USD</p>' in page.text
    assert secure.paths == ["/", "/fill.js", "/price"]
    assert not any("proxy-authorization" in headers for _, _, headers, _ in secure.seen)


def test_a_certificate_that_is_not_trusted_gives_nothing(secure: Any, render: Any) -> None:
    """The document's own connection trusts it, Chromium does not: it asks that server for nothing, and the page stays as sent."""
    page = render(f"https://shop.example:{secure.port}/")
    assert '<p id="p">as sent</p>' in page.text
    assert secure.paths == ["/"]


def test_a_certificate_of_another_host_gives_nothing(
    secure: Any, render: Any, authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trusting one key opens no other: a server with another certificate is asked for nothing."""
    monkeypatch.setattr(chromium, "FLAGS", (*chromium.FLAGS, trusting(authority.issue_cert("shop.example"))))
    assert '<p id="p">as sent</p>' in render(f"https://shop.example:{secure.port}/").text
    assert secure.paths == ["/"]
