"""Takes each guard of the fetcher out, one at a time, and shows which tests fail without it.

    python tools/unguard.py [LINE ...]

Works on a copy of the sources. Prints a row for each guard; ends with 1 where one can be taken out unnoticed, or where tests fail
with every guard in its place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("inventory-core", "inventory-scrapers")
PACKAGES = [ROOT / "packages" / name / "src" for name in SOURCES]
FETCH = "inventory_scrapers/fetch/"


@dataclass(frozen=True)
class Guard:
    """A line of the list, what is taken out (`old` becomes `new` in `file`), and the tests that must notice."""

    line: str
    what: str
    file: str
    old: str
    new: str
    tests: str


def guard(line: str, what: str, file: str, old: str, new: str, tests: str) -> Guard:  # noqa: PLR0917
    """A guard of the fetcher."""
    return Guard(line, what, file if "/" in file else FETCH + file, old, new, tests)


CONNECT = "packages/inventory-scrapers/tests/test_fetch_"
GUARDS = [
    guard(
        "S1",
        "the check of the host as written",
        "addresses.py",
        "        if self.is_allowed_private(host):\n            return\n        if _is_amb",
        "        return\n        if _is_amb",
        "addresses",
    ),
    guard("S1", "100.64/10 in the table", "addresses.py", '"100.64.0.0/10", ', "", "addresses"),
    guard("S1", "IPv6 outside 2000::/3", "addresses.py", "return ip in _GLOBAL_V6 and", "return", "addresses"),
    guard("S1", "Teredo, 6to4", "addresses.py", " and not any(ip in network for network in _SPECIAL_V6)", "", "addresses"),
    guard("S1", "numbers as hosts", "addresses.py", ' or bool(_NUMBER.match(host.rpartition(".")[2]))', "", "addresses"),
    guard(
        "S2",
        "the vetted address is connected to",
        "connection.py",
        "_try(address, port,",
        "_try(list(watch.policy._resolver(host, port))[0], port,",
        "addresses",
    ),
    guard("S3", "every answer is vetted", "addresses.py", "if all(is_public(answer)", "if any(is_public(answer)", "addresses"),
    guard(
        "S4",
        "the address of a redirect is read again",
        "polite.py",
        "            new, _ = split(url)\n",
        "            new = old\n",
        "redirects",
    ),
    guard("S4", "the port of a redirect", "polite.py", "new.port != old.port and", "False and", "redirects"),
    guard(
        "S4",
        "no redirect into the allow list",
        "polite.py",
        "if self.policy.is_allowed_private(new.host) and",
        "if False and",
        "redirects",
    ),
    guard("S5", "five redirects", "polite.py", "MAX_REDIRECTS = 5", "MAX_REDIRECTS = 50", "redirects"),
    guard("S6", "brackets only around IPv6", "origin.py", '("[" in parts.netloc) != (":" in host)', "False", "addresses"),
    guard("S6", "user names, spaces, backslashes", "inventory_core/urls.py", '"@" in parts.netloc', "False", "addresses"),
    guard(
        "S7",
        "robots.txt is fetched by the same address policy",
        "addresses.py",
        "return not any(ip in network for network in _SPECIAL_V4)",
        "return True",
        "robots",
    ),
    guard("S7", "no second client", "polite.py", "import os\n", "import http.client\nimport os\n", "door"),
    guard("S8", "messages of our own", "transport.py", 'f"{host} gave no valid HTTP answer"', "str(cause)", "faults"),
    guard(
        "S9",
        "the allow list is empty by default",
        "polite.py",
        "allow_private: tuple[str, ...] = ()",
        'allow_private: tuple[str, ...] = ("nas.example",)',
        "polite",
    ),
    guard("S9", "its use is logged", "addresses.py", "            log.warning(", "            log.debug(", "addresses"),
    guard("S10", "the limit of decoded bytes", "content.py", "        if total > limit:", "        if False:", "content"),
    guard(
        "S10",
        "pieces instead of wholes, gzip",
        "content.py",
        "            yield engine.decompress(data, PIECE)\n            data = engine.unconsumed_tail or",
        "            yield engine.decompress(data)\n            data = engine.unconsumed_tail or",
        "content",
    ),
    guard(
        "S10",
        "pieces instead of wholes, brotli",
        "content.py",
        "engine.process(data, output_buffer_limit=PIECE)",
        "engine.process(data)",
        "content",
    ),
    guard(
        "S10",
        "the limit holds for inner codings",
        "content.py",
        "pieces = capped(_guarded(_DECODERS[name](pieces), name), limit)",
        "pieces = _guarded(_DECODERS[name](pieces), name)",
        "content",
    ),
    guard(
        "S10",
        "pieces instead of wholes, deflate",
        "content.py",
        "            yield engine.decompress(data, PIECE)\n            data = engine.unconsumed_tail\n",
        "            yield engine.decompress(data)\n            data = engine.unconsumed_tail\n",
        "content",
    ),
    guard(
        "S10",
        "pieces instead of wholes, zstd",
        "content.py",
        "            yield engine.decompress(data, PIECE)\n            while not engine.eof and",
        "            yield engine.decompress(data)\n            while not engine.eof and",
        "content",
    ),
    guard("S10", "at most three codings", "content.py", "len(names) > MAX_CODINGS", "False", "content"),
    guard("S11", "the deadline of a read", "connection.py", "        if now >= self.deadline:", "        if False:", "faults"),
    guard(
        "S11",
        "the deadline of the headers",
        "connection.py",
        "        if self.in_headers and now >= self.header_deadline:",
        "        if False:",
        "faults",
    ),
    guard(
        "S11",
        "the limit of header bytes",
        "connection.py",
        "if self.in_headers and self.received > self.header_bytes:",
        "if False:",
        "faults",
    ),
    guard("S11", "the limit of received bytes", "connection.py", "if self.received > self.max_bytes:", "if False:", "faults"),
    guard("S11", "lookups have a deadline", "addresses.py", "thread.join(max(0.0, seconds))", "thread.join()", "addresses"),
    guard("S12", "a cut body is no body", "content.py", "    if not ended:", "    if False:", "content"),
    guard(
        "S13",
        "headers stay with the origin",
        "polite.py",
        "return moved if new == old else self._other_origin(moved)",
        "return moved",
        "redirects",
    ),
    guard(
        "S13",
        "the body stays with the origin",
        "polite.py",
        "        if hop.body is not None:\n            raise",
        "        if False:\n            raise",
        "redirects",
    ),
    guard("S14", "no cookie in a page", "transport.py", ' if name.lower() != "set-cookie"', "", "redirects"),
    guard(
        "S15",
        "certificates are checked",
        "adapter.py",
        "            self._tls = ssl.create_default_context(cafile=self._ca_file)",
        "            self._tls = ssl.create_default_context(cafile=self._ca_file)\n"
        "            self._tls.check_hostname = bool(0)\n"
        "            self._tls.verify_mode = ssl.VerifyMode(0)",
        "faults",
    ),
    guard(
        "S15",
        "the browser checks certificates",
        "chromium.py",
        '    "--headless=new",\n',
        '    "--headless=new",\n    "--ignore-certificate-errors",\n',
        "inventory-scrapers/tests/test_browser_tls",
    ),
    guard(
        "S15",
        "nothing switches the check off",
        "adapter.py",
        "class GuardedAdapter(HTTPAdapter):",
        "UNVERIFIED = ssl.CERT_NONE\n\n\nclass GuardedAdapter(HTTPAdapter):",
        "door",
    ),
    guard(
        "S16",
        "tags that never close are read once",
        "inventory_core/recognise.py",
        "opens = closing.start() if closing else len(body)",
        "opens = closing.start() if closing else hidden.end()",
        "inventory-core/tests/test_recognise",
    ),
    guard("S17", "nothing reads XML", "signals.py", "import re\n", "import re\nimport xml.etree\n", "door"),
    guard("R1", "the whole product token", "robots.py", 'name = PRODUCT if named else "*"', "name = PRODUCT", "robots"),
    guard("R1", "500 KiB", "robots.py", "if len(body) > MAX_BYTES:", "if False:", "robots"),
    guard("R1", "the byte order mark", "robots.py", '"utf-8-sig"', '"utf-8"', "robots"),
    guard("R2", "unreachable means no", "robots.py", "UNREACHABLE = Rules(reachable=False)", "UNREACHABLE = Rules()", "robots"),
    guard("R2", "kept for a day", "robots.py", "MAX_AGE = 24 * 3600.0", "MAX_AGE = 24 * 36000.0", "robots"),
    guard("R2", "robots.txt is obeyed", "polite.py", "        if not rules.allows(url):", "        if False:", "robots"),
    guard("R3", "the gap", "pace.py", "        if left <= 0:", "        if True:", "pace"),
    guard("R3", "crawl-delay", "host.py", "max(least, self.crawl_delay or 0.0, ", "max(least, ", "pace"),
    guard("R3", "one at a time", "pace.py", "while state.queue[0] is not ticket and", "while False and", "pace"),
    guard("R4", "Retry-After is waited for", "pace.py", "rest = max(backoff, retry_after or 0.0,", "rest = max(backoff,", "pace"),
    guard("R4", "its cap", "pace.py", "retry_after > self.rules.max_retry_after", "False", "pace"),
    guard("R4", "shared by all crawls", "polite.py", "pace or shared_pace()", "pace or Pace()", "pace"),
    guard("R4", "backoff doubles", "host.py", "2 ** min(self.failures, 40)", "1", "pace"),
    guard("R3", "one at a time over processes", "pace.py", "if standing.token:", "if True:", "turns"),
    guard("R4", "shared by all processes", "pace.py", "if standing.left:", "if False:", "turns"),
    guard("R5", "errors never shorten", "host.py", " if ok else max(self.slow, slow)", "", "pace"),
    guard(
        "R6",
        "conditional requests",
        "polite.py",
        "headers={**hop.headers, **validators(kept)}",
        "headers={**hop.headers}",
        "cache",
    ),
    guard("R6", "kept bodies are checked", "cache.py", ' and about["sha256"] == hashlib.sha256(body).hexdigest()', "", "cache"),
    guard(
        "R6",
        "a full disk",
        "cache.py",
        "        except OSError as error:\n            log",
        "        except ZeroDivisionError as error:\n            log",
        "cache",
    ),
    guard("R7", "product, version, contact", "polite.py", "{PRODUCT}/{__version__} (+", "Mozilla/5.0 {__version__} (+", "polite"),
    guard("R8", "signals are recorded", "signals.py", 'HEADERS = ("x-robots-tag", ', "HEADERS = (", "polite"),
    guard(
        "R9",
        "the kill switch",
        "pace.py",
        "        if any(host_match(pattern, host) for pattern in tuple(self._stopped)):",
        "        if False:",
        "pace",
    ),
    guard(
        "H1",
        "challenges",
        "inventory_core/recognise.py",
        "    title = title_of(page)\n    if _CHALLENGE_TITLES",
        "    return None\n    if _CHALLENGE_TITLES",
        "inventory-core/tests/test_recognise",
    ),
    guard(
        "H1",
        "log-ins",
        "inventory_core/recognise.py",
        "    if _is_login(page, title, text):",
        "    if False:",
        "inventory-core/tests/test_recognise",
    ),
    guard(
        "H6",
        "soft 404s",
        "inventory_core/recognise.py",
        "    if _GONE_TITLES.search(title):",
        "    if False:",
        "inventory-core/tests/test_recognise",
    ),
    guard(
        "J14",
        "a cut connection is an error",
        "transport.py",
        "(IncompleteRead, http.client.IncompleteRead, ConnectionError)",
        "()",
        "faults",
    ),
    guard(
        "J14",
        "a length is a number",
        "transport.py",
        "    if not (first.isascii() and first.isdecimal()):",
        "    if not first.isdecimal():\n        return 0\n    if False:",
        "fault_proxy",
    ),
    guard(
        "cancel",
        "waits end when a crawl is stopped",
        "waiting.py",
        "cancelled.wait(seconds)",
        "threading.Event().wait(seconds)",
        "pace",
    ),
    guard(
        "cancel",
        "a slow answer is left after a grace",
        "connection.py",
        "if self._end is None and self.cancelled.is_set():",
        "if False:",
        "faults",
    ),
    guard(
        "waits",
        "what was waited is told, not what was announced",
        "waiting.py",
        "self._waited[reason] += self._clock.now() - began",
        "self._waited[reason] = self._announced - began",
        "pace",
    ),
    guard(
        "waits",
        "each wait is announced",
        "waiting.py",
        "        if ready > self._announced + _SAME:",
        "        if False:",
        "pace",
    ),
    guard(
        "hosts",
        "slow hosts stand in nobody's way",
        "inventory_core/crawl.py",
        "        self._waiting.add(threading.get_ident())\n",
        "",
        "inventory-core/tests/test_crawl",
    ),
    guard(
        "hosts",
        "threads that wait are bounded",
        "inventory_core/crawl.py",
        "max_workers=self.parallel + MAX_WAITING",
        "max_workers=1000",
        "inventory-core/tests/test_crawl",
    ),
    guard(
        "resume",
        "what is on its way is kept",
        "inventory_core/frontier.py",
        "pending=(*self.in_flight.values(), *waiting)",
        "pending=tuple(waiting)",
        "inventory-core/tests/test_crawl",
    ),
    guard(
        "resume",
        "what a killed crawl wrote after its place was kept is cut off",
        "inventory_scrapers/cli/output.py",
        "            os.truncate(output, size)",
        "            pass",
        "inventory-scrapers/tests/test_cli_resume",
    ),
    guard(
        "resume",
        "the place is kept after each page",
        "inventory_scrapers/cli/place.py",
        "if self.follows and (began",
        "if False and (began",
        "inventory-scrapers/tests/test_cli_resume",
    ),
    guard(
        "resume",
        "what was given is remembered",
        "inventory_scrapers/cli/place.py",
        "shown={} if self._owed else seen.shown",
        "shown={}",
        "inventory-scrapers/tests/test_cli_resume",
    ),
    guard(
        "resume",
        "what waits for its own page is remembered",
        "inventory_scrapers/cli/place.py",
        "held=seen.held",
        "held=()",
        "inventory-scrapers/tests/test_cli_resume",
    ),
    guard(
        "H8",
        "a block ends its host",
        "inventory_core/frontier.py",
        "        if result.outcome.ends_host:",
        "        if False:",
        "crawl",
    ),
    guard(
        "H8",
        "paging in a circle ends",
        "inventory_core/frontier.py",
        'request.role == "next" and mark in self._marks',
        "False",
        "inventory-core/tests/test_crawl",
    ),
    guard(
        "H8",
        "nothing is asked for twice",
        "inventory_core/frontier.py",
        "if request.fingerprint not in self._seen:",
        "if request.fingerprint not in self.in_flight:",
        "inventory-core/tests/test_crawl",
    ),
]


def failures(root: Path, tests: str) -> tuple[int, str]:
    """How many tests of a file fail with the sources under `root`, and the name of the first."""
    path = ROOT / (f"packages/{tests}.py" if "/" in tests else f"{CONNECT}{tests}.py")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "--no-header", str(path.resolve())]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(root / name) for name in SOURCES),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        return 1, "the tests do not end"
    first = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return ended.returncode, first[0].partition("::")[2].partition(" - ")[0] if first else ended.stdout[-300:] + ended.stderr[
        -300:
    ]


def copied(root: Path) -> None:
    """Copy the sources to a folder."""
    for name in SOURCES:
        shutil.copytree(ROOT / "packages" / name / "src", root / name, ignore=shutil.ignore_patterns("__pycache__", ".*cache*"))


def taken_out(guard: Guard, root: Path) -> None:
    """Change the copy under `root`."""
    path = source(guard, [root / name for name in SOURCES])
    path.write_text(path.read_text("utf-8").replace(guard.old, guard.new, 1), "utf-8")


def source(guard: Guard, folders: list[Path]) -> Path:
    """The file that a guard stands in."""
    return next(folder / guard.file for folder in folders if (folder / guard.file).exists())


def try_without(guard: Guard) -> bool:
    """Print the row of a guard; false where nothing noticed that it was gone."""
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        taken_out(guard, Path(folder))
        code, first = failures(Path(folder), guard.tests)
    print(f"| {guard.line} | {guard.what} | {f'`{first}`' if code else 'NOTHING FAILED'} |", flush=True)
    return bool(code)


def all_pass(files: set[str]) -> bool:
    """True where the tests pass with every guard in its place: else what fails without one says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        failed = {name: first for name in sorted(files) if (found := failures(Path(folder), name))[0] and (first := found[1])}
    for name, first in failed.items():
        print(f"with every guard in its place: {name}: {first}", file=sys.stderr)
    return not failed


def main() -> int:
    """Run all guards, or those of the lines that are named."""
    wanted = set(sys.argv[1:])
    chosen = [each for each in GUARDS if not wanted or each.line in wanted]
    if lost := [
        f"{each.file} no longer has {each.old!r}" for each in GUARDS if each.old not in source(each, PACKAGES).read_text("utf-8")
    ]:
        print(*lost, sep="\n", file=sys.stderr)
        return 1
    if not all_pass({each.tests for each in chosen}):
        return 1
    noticed = [try_without(each) for each in chosen]
    return 0 if all(noticed) else 1


if __name__ == "__main__":
    sys.exit(main())
