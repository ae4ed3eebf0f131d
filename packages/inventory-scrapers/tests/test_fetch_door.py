"""There is one door: no other code of the packages makes a connection, and nothing switches the check of certificates off."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import inventory_core
import inventory_scrapers

PACKAGES = Path(__file__).resolve().parents[2]
# The transport, and the proxy through which a browser goes out, with its event loop.
DOOR = {"adapter.py", "addresses.py", "connection.py", "transport.py", "proxy.py", "loop.py"}
OPENERS = {
    "create_connection",
    "open_connection",
    "open_unix_connection",
    "connect",
    "connect_ex",
    "getaddrinfo",
    "gethostbyname",
}
CLIENTS = {
    "requests",
    "urllib3",
    "httpx",
    "aiohttp",
    "httplib2",
    "pycurl",
    "curl_cffi",
    "niquests",
    "socket",
    "ssl",
    "http.client",
    "urllib.request",
    "urllib.robotparser",
    "ftplib",
    "smtplib",
    "poplib",
    "imaplib",
    "telnetlib",
    "xmlrpc",
    "socketserver",
    "asyncio",
    "websockets",
    "websocket",
    "paramiko",
    "asyncssh",
    "requests_cache",
    "cachecontrol",
    "requests_html",
    "tldextract",
    "dns",
}
# What asks an event loop for a connection, and the client that a browser's driver brings along.
CALLS = {"open_connection", "open_unix_connection", "create_connection", "create_unix_connection", "create_datagram_endpoint"}
DRIVER = {f"request.{verb}" for verb in ("delete", "fetch", "get", "head", "new_context", "patch", "post", "put")}
CONNECTS = {"connect", "connect_ex", "sendto", "sendmsg"}
SERVICE = "inventory_api"


def sources() -> Iterator[Path]:
    """The modules of the packages that are tested, and of those beside them."""
    tested = [Path(str(module.__file__)).parent for module in (inventory_core, inventory_scrapers)]
    beside = [
        folder for folder in PACKAGES.glob("*/src/*") if folder.is_dir() and folder.name not in {path.name for path in tested}
    ]
    found = [path for folder in (*tested, *beside) for path in sorted(folder.glob("**/*.py"))]
    assert len(found) > 20
    return iter(found)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
            "import_module",
            "__import__",
        }:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def is_client(name: str) -> bool:
    return any(name == client or name.startswith(f"{client}.") for client in CLIENTS)


# The command that asks its own service how it is, and the doctor's look whether Sentry and the collector listen: the operator
# names these addresses, and no page leads there.
OPERATORS = {("inventory_api", "cli", "health.py"), ("inventory_api", "doctor", "receivers.py")}


def asks_for_the_operator(path: Path) -> bool:
    return path.parts[-3:] in OPERATORS


def is_door(path: Path) -> bool:
    return path.parent.parts[-2:] == ("inventory_scrapers", "fetch") and path.name in DOOR


def connecting(path: Path, code: str) -> list[str]:
    """What a module outside the door imports or calls that connects.

    A service may import an event loop, and a socket to listen on, in a module that connects none.
    """
    tree = ast.parse(code)
    names, calls = {name for name in imported(tree) if is_client(name)}, CALLS | DRIVER
    if SERVICE in path.parts:
        calls = calls | CONNECTS if "socket" in names else calls
        loop = {name for name in names if name.split(".")[0] == "asyncio" and name.rpartition(".")[2] not in CALLS}
        names -= {"socket"} | loop
    return sorted(names | {name for node in ast.walk(tree) if isinstance(node, ast.Call) for name in called(node) & calls})


def called(call: ast.Call) -> set[str]:
    """The name that is called, alone and with the one that stands before it: {"get", "request.get"}."""
    name, before = getattr(call.func, "attr", ""), getattr(call.func, "value", None)
    return {name, f"{getattr(before, 'attr', getattr(before, 'id', ''))}.{name}"}


def test_no_other_code_imports_what_connects() -> None:
    """Outside the door no module of any package imports an HTTP client or a socket, or asks an event loop to connect."""
    others = [path for path in sources() if not is_door(path) and not asks_for_the_operator(path)]
    found = [f"{path}: {name}" for path in others for name in connecting(path, path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("path", "code", "found"),
    [
        ("inventory_api/jobs.py", "import httpx", ["httpx"]),
        ("inventory_api/jobs.py", "from litestar.stores import base\nimport asyncio", []),
        ("inventory_api/fetch/transport.py", "import requests", ["requests"]),
        ("inventory_api/jobs.py", "import asyncio\nasyncio.open_connection('a', 1)", ["open_connection"]),
        ("inventory_api/serve.py", "import socket\nwith socket.socket() as tried: tried.bind(('', 1))", []),
        ("inventory_api/serve.py", "import socket\nsocket.socket().connect(('a', 1))", ["connect"]),
        ("inventory_api/serve.py", "from socket import create_connection", ["socket.create_connection"]),
        ("inventory_api/database.py", "from asyncio import to_thread\nengine.connect()", []),
        ("inventory_api/database.py", "from asyncio import open_connection", ["asyncio.open_connection"]),
        ("inventory_scrapers/use.py", "import asyncio", ["asyncio"]),
        ("inventory_scrapers/use.py", "import socket", ["socket"]),
        ("inventory_core/crawl.py", "from urllib.request import urlopen", ["urllib.request", "urllib.request.urlopen"]),
        ("inventory_scrapers/fetch/tab.py", "async def f(page, url): await page.request.get(url)", ["request.get"]),
    ],
)
def test_the_search_covers_every_package(path: str, code: str, found: list[str]) -> None:
    """The service that stands beside them may run an event loop; it has no client, and no door of its own."""
    assert connecting(Path("src", *path.split("/")), code) == found


def test_the_door_itself_opens_in_two_places() -> None:
    """Within the door names are looked up in addresses.py and sockets connected in connection.py; all else is given those."""
    for path in sources():
        if path.parent.name != "fetch" or path.name not in DOOR - {"addresses.py", "connection.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in OPENERS:
                assert "sock" in {keyword.arg for keyword in node.keywords}, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize(
    "code",
    [
        "import requests",
        "from urllib import request",
        "import http.client as x",
        "from socket import socket",
        "import urllib3.util",
        "__import__('httpx')",
        "importlib.import_module('aiohttp')",
        "def f():\n from requests import get",
    ],
)
def test_the_search_finds_what_it_looks_for(code: str) -> None:
    """The search above sees each form of import."""
    assert any(is_client(name) for name in imported(ast.parse(code)))


def test_nothing_switches_the_check_of_certificates_off() -> None:
    """No source has verify=False, CERT_NONE, an unverified context or check_hostname=False."""
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            words = {getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")}
            assert not words & {"CERT_NONE", "_create_unverified_context", "disable_warnings"}, path
            if isinstance(node, ast.keyword) and node.arg in {"verify", "check_hostname", "assert_hostname"}:
                assert not (isinstance(node.value, ast.Constant) and node.value.value is False), path
            if isinstance(node, ast.Assign) and any(getattr(t, "attr", "") in {"check_hostname", "verify"} for t in node.targets):
                assert not (isinstance(node.value, ast.Constant) and node.value.value is False), path


# Parsers that may fetch or expand what a document names, and languages in which a user's words become code.
XML = {"xml", "lxml.etree", "lxml.objectify", "defusedxml", "xmltodict", "elementpath", "jq", "jmespath", "jsonpath_ng", "parsel"}


def test_nothing_reads_xml_or_runs_what_a_user_wrote() -> None:
    """No module imports an XML parser or an expression language, so there are no external entities and no paths of strangers."""
    found = [
        f"{path}: {name}"
        for path in sources()
        for name in imported(ast.parse(path.read_text("utf-8")))
        if any(name == each or name.startswith(f"{each}.") for each in XML)
    ]
    assert found == []
