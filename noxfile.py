"""What is run on this project. `python3 dev.py NAME` brings its own nox; `nox -s NAME` uses yours.

Every package is tested as the wheel that people install, in an environment that has its own dependencies and its test tools
and nothing else. Another Python: `python3 dev.py tests-inventory-core -P 3.13`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tomllib
from pathlib import Path

import nox
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "tools"))

import releases  # noqa: E402

DIST = ROOT / ".nox" / "dist"
READY = ROOT / "dist"
RELEASED = ROOT / ".nox" / "released"
REPORTS = ROOT / ".nox" / "reports"
SITE = ROOT / ".nox" / "site"
PROJECTS = {path.parent.name: tomllib.loads(path.read_text("utf-8")) for path in sorted(ROOT.glob("packages/*/pyproject.toml"))}
GROUPS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

nox.needs_version = ">=2025.10.14"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True


def install(
    session: nox.Session, *tools: str, packages: tuple[str, ...] = (), extras: bool = False, compiled: bool = False
) -> None:
    """Install the tools, and the packages with their siblings as built wheels, with all that is optional where asked.

    An environment that already has exactly these is kept as it is, without asking the registry; any other is made anew. To
    compile all of it is worth its time for many processes alone.
    """
    wheels = {name: wheel(name) for name in with_siblings(packages)}
    chosen = [f"{path}{all_extras(name) if extras else ''}" for name, path in wheels.items()]
    wanted = "\n".join([*tools, *chosen, *(hashlib.sha256(path.read_bytes()).hexdigest() for path in wheels.values())])
    stamp = Path(session.virtualenv.location, "installed.txt")
    if stamp.exists():
        if stamp.read_text("utf-8") == wanted:
            return
        start_afresh(session)
    session.install(*tools, *chosen, env={"UV_COMPILE_BYTECODE": str(int(compiled))})
    stamp.write_text(wanted, "utf-8")


def start_afresh(session: nox.Session) -> None:
    """Empty the environment of the session."""
    session.virtualenv.reuse_existing = False  # type: ignore[attr-defined]
    session.virtualenv.create()


def all_extras(package: str) -> str:
    """The extras of a package as they are asked for: "[browser,xlsx]"."""
    names = ",".join(PROJECTS[package]["project"].get("optional-dependencies", {}))
    return f"[{names}]" if names else ""


def with_siblings(packages: tuple[str, ...]) -> list[str]:
    """The packages, and those of this project that they depend on."""
    needed = {Requirement(line).name for name in packages for line in PROJECTS[name]["project"]["dependencies"]}
    return [name for name in PROJECTS if name in packages or name in needed]


def wheel(package: str) -> Path:
    """The wheel that the session `build` made."""
    (found,) = DIST.glob(f"{package.replace('-', '_')}-*.whl")
    return found


def pytest(session: nox.Session, *arguments: str) -> None:
    """Run tests and leave a report for the totals."""
    report = REPORTS / f"{session.name}.xml"
    session.run("pytest", f"--junit-xml={report}", *arguments, *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the source distribution and the wheel of each package into .nox/dist."""
    if os.environ.get("INVENTORY_BUILT"):  # `dev.py test` has, for all that it runs beside one another
        return
    install(session, "hatchling>=1.27")
    shutil.rmtree(DIST, ignore_errors=True)
    for package in PROJECTS:
        with session.chdir(ROOT / "packages" / package):
            session.run("hatchling", "build", "--directory", str(DIST), silent=True)


@nox.session(requires=["build"])
def demo(session: nox.Session) -> None:
    """Serve the pages that the project ships on this machine, read them, and print typed listings."""
    install(session, packages=("inventory-scrapers",))
    session.run("inventory-scrapers", "demo", *session.posargs)


def tests_of(package: str) -> None:
    """A session that runs one package's tests against its wheel."""

    @nox.session(name=f"tests-{package}", requires=["build"])
    def tests(session: nox.Session) -> None:
        install(session, *PROJECTS[package]["dependency-groups"]["test"], packages=(package,), compiled=True)
        pytest(session, f"packages/{package}/tests", "-m", "not browser and not extras", "-n", "auto")


for name in PROJECTS:
    tests_of(name)


@nox.session(requires=["build"])
def extras(session: nox.Session) -> None:
    """The tests that need something optional: an extra, or an installed Chromium."""
    test_extras(session, "extras or browser")


@nox.session(name="extras-all", default=False, requires=["build"])
def all_with_extras(session: nox.Session) -> None:
    """All tests of inventory-scrapers again, with all that is optional installed beside it: its workflow runs this."""
    test_extras(session, "not corpus")


def test_extras(session: nox.Session, which: str) -> None:
    """Tests of inventory-scrapers with every extra; those of the browser where there is one."""
    package = "inventory-scrapers"
    if not any(shutil.which(command) for command in CHROMIUM):
        session.warn(f"no Chromium found ({', '.join(CHROMIUM)}): the browser fetcher is NOT tested")
        which = f"({which}) and not browser"
    install(session, *PROJECTS[package]["dependency-groups"]["test"], packages=(package,), extras=True, compiled=True)
    pytest(session, f"packages/{package}/tests", "-m", which, "-n", "auto")


@nox.session(name="extras-inventory-api", requires=["build"])
def service_extras(session: nox.Session) -> None:
    """The tests of the service that need something optional."""
    package = "inventory-api"
    install(session, *PROJECTS[package]["dependency-groups"]["test"], packages=(package,), extras=True, compiled=True)
    pytest(session, f"packages/{package}/tests", "-m", "extras")


@nox.session(default=False, requires=["build"])
def fuzz(session: nox.Session) -> None:
    """Schemathesis against the service on each database, with more examples than CI has time for."""
    package = "inventory-api"
    install(session, *PROJECTS[package]["dependency-groups"]["test"], packages=(package,), compiled=True)
    session.env["INVENTORY_TEST_EXAMPLES"] = "20"
    pytest(session, f"packages/{package}/tests/test_schema_fuzz.py", "-n", "2")


@nox.session(default=False, requires=["build"])
def kills(session: nox.Session) -> None:
    """Kill workers 200 times on each database, and see that nothing is lost or done twice."""
    package = "inventory-api"
    install(session, *PROJECTS[package]["dependency-groups"]["test"], packages=(package,), compiled=True)
    tests = (f"packages/{package}/tests/scraping/test_kills.py", "-k", "killed_workers")
    session.env["INVENTORY_TEST_KILLS"] = "200"
    pytest(session, *tests)


@nox.session(requires=["build"])
def service(session: nox.Session) -> None:
    """The service as pip leaves it, with no scraper and nothing else: started, used over HTTP, and stopped."""
    install(session, packages=("inventory-api",))
    session.run("python", "tests/bare_service.py", *session.posargs)


@nox.session(requires=["build"])
def house(session: nox.Session) -> None:
    """Tests across packages: directions of imports, wheels, plugins, documentation, workflows."""
    install(session, *GROUPS["house"], packages=tuple(PROJECTS), extras=True, compiled=True)
    pytest(session, "tests", "-n", "auto", "--dist", "loadfile")


@nox.session(requires=["build"])
def docs(session: nox.Session) -> None:
    """Build the site from docs/ and the code into .nox/site, where warnings and dead links fail, and try it in a browser."""
    install(session, *GROUPS["docs"], packages=tuple(PROJECTS), extras=True)
    shutil.rmtree(SITE, ignore_errors=True)
    session.run("sphinx-build", "--quiet", "--fail-on-warning", "--keep-going", "--conf-dir", "docs", ".", str(SITE))
    session.run(
        "pytest", f"--junit-xml={REPORTS / 'docs.xml'}", "tests/test_site.py", *session.posargs, env={"INVENTORY_SITE": str(SITE)}
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Style and form."""
    install(session, *GROUPS["lint"])
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session(requires=["build"])
def types(session: nox.Session) -> None:
    """Strict types of everything that is published, and of the house's own code."""
    install(session, *GROUPS["types"], packages=tuple(PROJECTS), extras=True)
    examples = map(str, ROOT.glob("examples/*/src"))
    session.run("mypy", *(f"packages/{package}/src" for package in PROJECTS), "tests", "noxfile.py", "dev.py", *examples)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Renew the lock files of the container; `dev.py lock -- --upgrade` takes the newest versions."""
    install(session, "packaging", "uv>=0.9")
    session.run("python", "tools/lock.py", *session.posargs)


@nox.session(default=False, requires=["build"])
def public(session: nox.Session) -> None:
    """Renew the records of what each package promises (packages/NAME/public), where its version allows the change."""
    install(session, "packaging", packages=tuple(PROJECTS))
    session.run("python", "tools/public_names.py", *session.posargs)


@nox.session(default=False, requires=["build"])
def siblings(session: nox.Session) -> None:
    """Each package against the oldest siblings that its ranges allow, and the last release of each against today's siblings."""
    pairs = [*with_oldest_siblings(), *last_releases_with_today()]
    if not pairs:
        session.log("Nothing was released yet (no tag such as inventory-core-v1.2.0): there is nothing older to test with.")
    for tested, tests, other in pairs:
        session.log(f"{tested.name} with {other.name}")
        start_afresh(session)
        session.install(*PROJECTS[tests.parent.name]["dependency-groups"]["test"], str(tested), str(other))
        session.run("pytest", str(tests), "-m", "not browser and not extras and not corpus", "-n", "auto", *session.posargs)


def with_oldest_siblings() -> list[tuple[Path, Path, Path]]:
    """Today's wheel of a package, its tests, and the wheel of the oldest sibling that it says it works with."""
    asked = [(name, wanted) for name in PROJECTS for wanted in releases.requirements(PROJECTS[name]["project"], list(PROJECTS))]
    found = [(name, release) for name, wanted in asked if (release := releases.oldest(ROOT, wanted))]
    return [(wheel(name), ROOT / "packages" / name / "tests", released_wheel(release)) for name, release in found]


def last_releases_with_today() -> list[tuple[Path, Path, Path]]:
    """The wheel of each package's last release, the tests that it was released with, and today's wheel of a sibling."""
    pairs = []
    for release in filter(None, (releases.last(ROOT, name) for name in PROJECTS)):
        folder = releases.unpack(ROOT, release, RELEASED)
        for name, project in PROJECTS.items():
            today = releases.Release(Version(project["project"]["version"]), name)
            if releases.asks_for(folder, today):
                pairs.append((released_wheel(release), folder / "tests", wheel(name)))
    return pairs


def released_wheel(release: releases.Release) -> Path:
    """The wheel of a release, built from its tag with the tools of the session `build`."""
    python = ROOT / ".nox" / "build" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    return releases.wheel(ROOT, release, RELEASED, str(python))


@nox.session(default=False, requires=["build"])
def release(session: nox.Session) -> None:
    """Test what a tag such as inventory-core-v1.2.0 releases and lay it into dist/: `dev.py release -- TAG`."""
    package, _, version = session.posargs.pop().rpartition("-v")
    said = PROJECTS[package]["project"]["version"] if package in PROJECTS else "no such package"
    if said != version:
        session.error(f"the tag says {package} {version}, packages/{package}/pyproject.toml says {said}")
    if not releases.date_of(ROOT, package, version):
        session.error(f"packages/{package}/CHANGELOG.md does not say when {version} was released: ## {version} - YYYY-MM-DD")
    shutil.rmtree(READY, ignore_errors=True)
    prepare(session, package)


@nox.session(default=False, requires=["build"])
def rehearse(session: nox.Session) -> None:
    """What the release of each package does, but for publishing; then install all of them from dist/ as from an index."""
    shutil.rmtree(READY, ignore_errors=True)
    for package in PROJECTS:
        prepare(session, package)
    start_afresh(session)
    session.install("--find-links", str(READY), *PROJECTS)
    session.run("inventory-scrapers", "demo", silent=True)
    session.run("inventory-api", "--version")


def prepare(session: nox.Session, package: str) -> None:
    """Test the wheel of a package, check what an index would say of it, and lay it into dist/ with its source."""
    start_afresh(session)
    install(session, *PROJECTS[package]["dependency-groups"]["test"], "twine>=6.1", packages=(package,), compiled=True)
    pytest(session, f"packages/{package}/tests", "-m", "not browser and not extras", "-n", "auto")
    READY.mkdir(exist_ok=True)
    files = DIST.glob(f"{package.replace('-', '_')}-{PROJECTS[package]['project']['version']}*")
    session.run("twine", "check", "--strict", *(str(shutil.copy(file, READY)) for file in files))


@nox.session(default=False, requires=["build"])
def drift(session: nox.Session) -> None:
    """Ask the addresses of our cases again: `dev.py drift -- drift.json`. Fails where one is not recognised any more."""
    install(session, packages=("inventory-scrapers",))
    cases = ROOT / "packages" / "inventory-scrapers" / "tests" / "cases"
    with Path(session.posargs[0] if session.posargs else "drift.json").open("w", encoding="utf-8") as report:
        command = ("inventory-scrapers", "drift", "--cases", str(cases), "--made-up", "--json")
        session.run(*command, stdout=report, success_codes=(0, 1, 4, 5, 6, 7, 8))


@nox.session(default=False, requires=["build"])
def soak(session: nox.Session) -> None:
    """Twenty minutes of everything at once, with a report: `dev.py soak -- --minutes 20 --write`. CI has a short form."""
    install(session, packages=tuple(PROJECTS), compiled=True)
    session.run("python", "benchmarks/soak/run.py", *session.posargs)


@nox.session(default=False, requires=["build"])
def bench(session: nox.Session) -> None:
    """Measure, all or what is named: `dev.py bench -- imports`. Nothing passes or fails."""
    install(session, *GROUPS["bench"], packages=tuple(PROJECTS))
    for script in sorted(ROOT.glob("benchmarks/*.py")):
        if not session.posargs or script.stem in session.posargs:
            session.run("python", str(script))
