"""Nothing is connected to that is not on the public internet, however its address is written."""

import ipaddress
import re
import socket
import threading
import urllib.parse
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inventory_core import FetchContext, FetchFailed, Outcome, Request
from inventory_core.urls import ascii_host
from inventory_scrapers.fetch.addresses import AddressPolicy, is_public
from inventory_scrapers.fetch.origin import split
from inventory_scrapers.fetch.polite import PoliteFetcher
from inventory_scrapers.fetch.settings import FetchSettings
from inventory_scrapers.fetch.transport import Transport, TransportLimits

PRIVATE = """
    127.0.0.1 127.255.255.254 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1
    100.127.255.255 0.0.0.0 0.1.2.3 192.0.0.1 192.0.0.192 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 ::1 :: ::127.0.0.1 ::7f00:1 fc00::1 fdff::1 fe80::1 fec0::1
    ff02::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::8.8.8.8 64:ff9b:1::1
    2002:7f00:1:: 2002:808:808::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 100::1 3fff::1 5f00::1
""".split()  # noqa: SIM905
PUBLIC = """
    8.8.8.8 1.1.1.1 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 192.0.1.1 198.17.0.1 198.20.0.1 223.255.255.255
    2606:4700::1111 2a00:1450::1 2001:4860:4860::8888
""".split()  # noqa: SIM905
ODD = """
    2130706433 0x7f000001 0x7f.1 0177.0.0.1 127.1 127.0.1 0x7f.0x0.0x0.0x1 017700000001 3232235777 134744072 8.8.8.08
    1.2.3.4.5 a.1 a.0x10 256.256.256.256 127.0.0.1. 127.0.0.1.. １２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 [fe80::1%25eth0]
    [fe80::1%eth0] [::1] [::ffff:127.0.0.1] [::127.0.0.1]
""".split()  # noqa: SIM905


class Counted:
    """A transport whose lookups are counted and answered from a table."""

    def __init__(self, *answers: list[str], allow: tuple[str, ...] = ()) -> None:
        self.answers, self.asked = list(answers), 0
        self.transport = Transport(AddressPolicy(allow, self.resolve), TransportLimits(0.5, 2.0))

    def resolve(self, _host: str, _port: int) -> list[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def send(self, url: str) -> FetchFailed:
        with pytest.raises(FetchFailed) as caught:
            self.transport.send("GET", url, {}, cancelled=threading.Event())
        return caught.value


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that is connected to."""
    made: list[object] = []
    real = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: (made.append(address), real(self, address))[1])
    return made


@pytest.mark.parametrize("address", PRIVATE)
def test_special_addresses_are_not_public(address: str) -> None:
    """Every special range of the registries is private, in every form of IPv6 that holds an IPv4 address."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_their_neighbours_are_public(address: str) -> None:
    """The ranges end where they end: the addresses beside them are public."""
    assert is_public(address)


@settings(deadline=None)
@given(st.ip_addresses())
def test_no_address_that_the_standard_library_calls_private_is_public(address: ipaddress.IPv4Address) -> None:
    """A differential: what is public here is global, and no multicast, by the standard library's own table."""
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize("host", [*(f"[{a}]" if ":" in a else a for a in PRIVATE), *ODD])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_literal_hosts_are_refused_before_a_socket_opens(host: str, scheme: str, sockets: list[object]) -> None:
    """A private or ambiguous host, as written, is refused without a lookup and without a socket."""
    counted = Counted(["8.8.8.8"])
    failed = counted.send(f"{scheme}://{host}/")
    assert failed.outcome is Outcome.REFUSED
    assert failed.rule in {"private_address", "ambiguous_host", "address"}
    assert (counted.asked, sockets) == (0, [])


@pytest.mark.parametrize("address", PRIVATE)
def test_names_of_private_addresses_are_refused(address: str, sockets: list[object]) -> None:
    """A name that leads to a special address is refused without a socket, and the message does not hold the address."""
    failed = Counted([address]).send("http://innocent.example/")
    assert (failed.outcome, failed.rule, sockets) == (Outcome.REFUSED, "private_address", [])
    assert address not in str(failed)


@pytest.mark.parametrize(
    "answers", [["8.8.8.8", "127.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["2606:4700::1", "::1"], ["8.8.8.8", "junk"]]
)
def test_mixed_answers_are_refused_whole(answers: list[str], sockets: list[object]) -> None:
    """A name with a public and a private answer is refused, in either order."""
    assert Counted(answers).send("http://mixed.example/").rule == "private_address"
    assert sockets == []


def test_the_vetted_address_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers publicly first and privately then is looked up once, and connected to at the first answer."""
    asked: list[tuple[str, int]] = []

    def connect(_self: socket.socket, address: tuple[str, int]) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    counted = Counted(["8.8.8.8"], ["127.0.0.1"])
    failed = counted.send("http://rebinding.example/")
    assert (failed.rule, counted.asked, asked) == ("connect", 1, [("8.8.8.8", 80)])
    assert "8.8.8.8" not in str(failed)


@pytest.mark.parametrize(
    "url",
    [
        "http://a\\@127.0.0.1/",
        "http://user@shop.example/",
        "http://user:pw@shop.example/",
        "http://127.1#@shop.example/",
        "http://shop.example\t/",
        "http://shop\n.example/",
        " http://shop.example/",
        "http://shop.example:x/",
        "http://shop.example:99999/",
        "http://",
        "http:///x",
        "https:shop.example",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://shop.example/",
        "gopher://x/",
        "//shop.example/",
        "http://[::1",
        "http://shop.example\x00.evil/",
        "http://[::1]@shop.example/",
        "http://[v1.x]/",
    ],
)
def test_addresses_that_parsers_differ_about_are_refused(url: str, sockets: list[object]) -> None:
    """What one parser reads as one host and another as another is no address here."""
    counted = Counted(["127.0.0.1"])
    assert counted.send(url).outcome is Outcome.REFUSED
    assert (counted.asked, sockets) == (0, [])


PIECES = st.text(st.sampled_from(list("ab.:/\\@?#[]%0127xX \t\n-_é。")), max_size=12)


@settings(deadline=None)
@given(PIECES)
@example("a\\@127.0.0.1/")
@example("127.1#@x")
@example("[::1]@b")
@example("a%2eb")
def test_one_parser_decides_and_connects(rest: str) -> None:
    """Where an address is taken, its host holds no sign that ends one, and the standard parser reads the same host."""
    url = f"http://{rest}"
    try:
        origin, target = split(url)
    except FetchFailed:
        return
    assert target.startswith("/")
    assert not set(origin.host) & set("@/\\?# \t\n")
    assert ascii_host(urllib.parse.urlsplit(url).hostname or "") == origin.host


def test_private_hosts_are_allowed_by_name_only_and_logged(make_fetcher, site, caplog: pytest.LogCaptureFixture) -> None:
    """The allow list is empty by default, opens the named hosts alone, and leaves a line in the log."""
    site.pages["/"] = (200, {}, b"ok")
    with pytest.raises(FetchFailed, match="not on the public internet"):
        make_fetcher(allow_private=()).fetch(Request(url=site.url()), FetchContext())
    fetcher = make_fetcher(allow_private=("shop.example",))
    assert fetcher.fetch(Request(url=site.url()), FetchContext()).body == b"ok"
    assert "private host allowed by the list of private hosts: shop.example" in caplog.text
    for host in ("other.example", "evilshop.example", "a.shop.example", "shop.example.evil.example"):
        with pytest.raises(FetchFailed) as caught:
            fetcher.fetch(Request(url=site.url(host=host)), FetchContext())
        assert caught.value.rule == "private_address"


def test_the_allow_list_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """INVENTORY_ALLOW_PRIVATE names hosts, INVENTORY_STOPPED_HOSTS others; unset, nothing private is allowed."""
    monkeypatch.setenv("INVENTORY_CACHE", "off")
    assert FetchSettings.from_environment().allow_private == ()
    monkeypatch.setenv("INVENTORY_ALLOW_PRIVATE", "nas.example, 192.168.1.5,")
    monkeypatch.setenv("INVENTORY_STOPPED_HOSTS", "*.stop.example")
    settings = FetchSettings.from_environment()
    assert (settings.allow_private, settings.stopped) == (("nas.example", "192.168.1.5"), ("*.stop.example",))


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "10.0.0.0/8", "http://nas.example", "[::1]:80"])
def test_a_host_that_would_match_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """A port, a network or an address in the list names no host: it is an error that names the variable, and not passed over."""
    monkeypatch.setenv("INVENTORY_CACHE", "off")
    monkeypatch.setenv("INVENTORY_ALLOW_PRIVATE", f"nas.example, ::1, {host}")
    with pytest.raises(ValueError, match=rf"^INVENTORY_ALLOW_PRIVATE has '{re.escape(host)}'; it takes hosts"):
        FetchSettings.from_environment()


def test_certificates_that_are_not_there_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """INVENTORY_CA_FILE names a file; a mistyped one is said at once and not taken for a fault of each site."""
    monkeypatch.setenv("INVENTORY_CA_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(ValueError, match=r"^INVENTORY_CA_FILE is .*none.pem'; there is no such file"):
        FetchSettings.from_environment()


@pytest.mark.parametrize("pattern", ["*", "", " "])
def test_the_allow_list_cannot_open_everything(pattern: str) -> None:
    """A list that would name all hosts is refused."""
    with pytest.raises(ValueError, match="cannot open all"):
        AddressPolicy([pattern])


def test_proxies_of_the_environment_are_not_used(make_fetcher, site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy variable changes nothing: its host would be connected to without being vetted."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = (200, {}, b"direct")
    assert make_fetcher().fetch(Request(url=site.url()), FetchContext()).body == b"direct"


def test_a_lookup_that_hangs_ends_at_the_deadline() -> None:
    """The operating system's lookup has no timeout; the fetcher has."""
    ends = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        ends.wait(5)
        return []

    transport = Transport(AddressPolicy((), resolve), TransportLimits(0.05, 0.1))
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", "http://slow.example/", {}, cancelled=threading.Event())
    ends.set()
    assert (caught.value.outcome, caught.value.rule) == (Outcome.TIMEOUT, "dns")


def test_a_name_without_answer_is_a_network_error() -> None:
    """A failed lookup is typed."""

    def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "no such name at 10.0.0.53")

    transport = Transport(AddressPolicy((), resolve), TransportLimits(0.5, 1.0))
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", "http://nowhere.example/", {}, cancelled=threading.Event())
    assert (caught.value.outcome, caught.value.rule) == (Outcome.NETWORK_ERROR, "dns")
    assert "10.0.0.53" not in str(caught.value)


def test_the_registered_fetcher_is_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry point `requests` gives a PoliteFetcher without arguments."""
    from inventory_core import Registry

    monkeypatch.setenv("INVENTORY_CACHE", "off")
    fetcher = Registry().fetcher("requests")
    assert isinstance(fetcher, PoliteFetcher)
    fetcher.close()
