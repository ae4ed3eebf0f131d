"""deploy/nginx.conf in front of a running service, wherever nginx is installed."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from time import monotonic

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"
NAME, CLIENT = "hub.example.org", "127.0.0.2"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listens(port: int) -> bool:
    """Whether anyone listens on it."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(command: list[str], port: int, **more: str) -> Iterator[None]:
    """A program that listens on the port; ended at the end."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    with subprocess.Popen(command, env={**kept, **more}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = monotonic() + 60
            while not listens(port):
                assert process.poll() is None, f"{command} ended"
                assert monotonic() < end, f"{command} does not listen"
                threading.Event().wait(0.02)
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports for http and https of nginx with deploy/nginx.conf, in front of the service."""
    if not (shutil.which("nginx") and shutil.which("openssl")):
        pytest.skip("nginx and openssl are not installed")
    folder, (http, https, inside) = tmp_path_factory.mktemp("nginx"), (free_port(), free_port(), free_port())
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    named = ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *named], check=True, capture_output=True)
    (folder / "hub.conf").write_text(site(http, https, inside, key, certificate), "utf-8")
    (folder / "nginx.conf").write_text(around(folder), "utf-8")
    own = {"DATA_DIR": str(folder / "data"), "METRICS_CLIENTS": CLIENT, "TRUSTED_PROXIES": "127.0.0.1"}
    own |= {"PUBLIC_URL": f"https://{NAME}", "REQUIRE_HTTPS": "true"}
    serve = [sys.executable, "-m", "inventory_api", "serve", "--port", str(inside)]
    proxy = ["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;", "-e", str(folder / "error.log")]
    with running(serve, inside, **own), running(proxy, https):
        yield http, https


def site(http: int, https: int, inside: int, key: Path, certificate: Path) -> str:
    """deploy/nginx.conf with other ports and another certificate."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for said, meant in {
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl;": f"listen 127.0.0.1:{https} ssl;",
        "127.0.0.1:8000;": f"127.0.0.1:{inside};",
        f"/etc/ssl/{NAME}.pem": str(certificate),
        f"/etc/ssl/private/{NAME}.key": str(key),
    }.items():
        assert said in text
        text = text.replace(said, meant)
    return text


def around(folder: Path) -> str:
    """What nginx needs around a site to run without rights."""
    folders = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    own = f"access_log off; {folders} include {folder}/hub.conf;"
    return f"pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {own} }}"


def ask(
    connection: HTTPConnection, method: str, path: str, body: str | None = None, *, source: str = CLIENT, **headers: str
) -> tuple[int, dict[str, str]]:
    """One request for the public host from an address that is not the proxy's: its status and headers."""
    connection.source_address = (source, 0)  # type: ignore[attr-defined]
    sent = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
    try:
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def over_https(port: int) -> HTTPSConnection:
    """A connection that does not ask who signed the certificate, which was made for this."""
    return HTTPSConnection("127.0.0.1", port, timeout=30, context=ssl._create_unverified_context())


SPOOFED = {"X_Forwarded_For": "9.9.9.9", "X_Forwarded_Proto": "https", "Forwarded": "for=9.9.9.9;proto=https"}


def test_nginx_as_it_is_shipped_keeps_to_https(nginx: tuple[int, int]) -> None:
    """deploy/nginx.conf: https has Strict-Transport-Security, http is sent on or refused, whatever a client claims."""
    http, https = nginx
    status, headers = ask(over_https(https), "GET", "/docs", X_Forwarded_Proto="http", X_Forwarded_Host="evil.example")
    assert (status, headers.get("strict-transport-security")) == (200, "max-age=31536000")
    status, headers = ask(HTTPConnection("127.0.0.1", http, timeout=30), "GET", "/docs?x=1", **SPOOFED)
    assert (status, headers.get("location")) == (308, f"https://{NAME}/docs?x=1")
    status, _ = ask(HTTPConnection("127.0.0.1", http, timeout=30), "POST", "/api/auth/login", "{}", **SPOOFED)
    assert status == 403


def test_nginx_as_it_is_shipped_hides_no_client(nginx: tuple[int, int]) -> None:
    """The service knows the client behind nginx, whatever it claims: /metrics is there for it alone."""
    _, https = nginx
    assert ask(over_https(https), "GET", "/metrics", **SPOOFED)[0] == 200
    connection = over_https(https)
    assert ask(connection, "GET", "/metrics", source="127.0.0.3", X_Forwarded_For=CLIENT)[0] == 404
