"""Where settings come from: the environment, a file for all of them, and files for secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_settings import SettingsError

from inventory_api.cli import main
from inventory_api.cli.setup import unusable
from inventory_api.settings import Settings
from inventory_api.settings_sources import CONFIG, origins, secrets

HIDDEN = "correct-horse-battery-staple-0123456789"
VALUES: dict[str, Any] = {
    "jobs_at_once": st.integers(1, 64),
    "registration": st.booleans(),
    "fetcher": st.text("abcxyz-_", min_size=1, max_size=12),
    "allowed_hosts": st.lists(st.text("abcxyz.", min_size=1, max_size=8), max_size=3),
    "scrapers_prefer": st.dictionaries(
        st.text("abc", min_size=1, max_size=3), st.text("xyz", min_size=1, max_size=3), max_size=2
    ),
    "secret_key": st.text("abcdef0123456789", min_size=1, max_size=64),
}
given_settings = st.fixed_dictionaries({}, optional=VALUES)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*Settings.model_fields, *(f"{name}_file" for name in Settings.model_fields), CONFIG]:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of settings, which the environment names; empty."""
    file = tmp_path / "inventory.toml"
    file.touch()
    monkeypatch.setenv(CONFIG, str(file))
    return file


def as_toml(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {as_toml(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)


def as_variable(value: Any) -> str:
    """A value as the environment has it."""
    if isinstance(value, dict):
        return repr(value).replace("'", '"')
    return ",".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)


def plain(settings: Settings, name: str) -> Any:
    """A setting's value, secrets too."""
    value = getattr(settings, name)
    return value.get_secret_value() if name == "secret_key" and value is not None else value


@given(in_environment=given_settings, in_file=given_settings)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_environment_goes_before_the_file(
    config: Path, monkeypatch: pytest.MonkeyPatch, in_environment: dict[str, Any], in_file: dict[str, Any]
) -> None:
    """Whatever is given in both: each setting is that of the environment, else that of the file, else the default, whole."""
    config.write_text("".join(f"{name} = {as_toml(value)}\n" for name, value in in_file.items()), "utf-8")
    with monkeypatch.context() as environment:
        for name, value in in_environment.items():
            environment.setenv(name.upper(), as_variable(value))
        settings, came_from = Settings(), origins(Settings)
    expected = {**in_file, **in_environment}
    for name in VALUES:
        assert plain(settings, name) == expected.get(name, Settings.model_fields[name].default)
    assert came_from == {name: "environment" if name in in_environment else str(config) for name in expected}


def test_a_secret_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    """NAME_FILE names the file in the environment, name_file in the file of settings; the line break at its end is none of it."""
    (tmp_path / "key").write_text(f"{HIDDEN}\n")
    (tmp_path / "url").write_text("postgresql://db.example/hub\r\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    config.write_text(f"database_url_file = '{tmp_path / 'url'}'\nsecret_key = 'not this one'\n")
    settings = Settings()
    assert plain(settings, "secret_key") == HIDDEN
    assert settings.database == "postgresql+psycopg://db.example/hub"
    assert origins(Settings) == {"secret_key": "SECRET_KEY_FILE", "database_url": str(config)}


@pytest.mark.parametrize("name", sorted(secrets(Settings)))
def test_a_secret_is_given_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    """A secret and its file at once: which of them was meant is not guessed, in the environment as in the file."""
    (tmp_path / "held").write_text(HIDDEN)
    with monkeypatch.context() as environment:
        environment.setenv(name.upper(), HIDDEN)
        environment.setenv(f"{name.upper()}_FILE", str(tmp_path / "held"))
        with pytest.raises(SettingsError, match=f"both {name.upper()} and {name.upper()}_FILE") as refused:
            Settings()
    assert HIDDEN not in str(refused.value)
    config.write_text(f"{name} = '{HIDDEN}'\n{name}_file = '{tmp_path / 'held'}'\n")
    with pytest.raises(SettingsError, match=f"both {name} and {name}_file"):
        Settings()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "No such file"), (b"", "empty"), (b"\n", "empty"), (b"\xff\xfe\xfd", "not text")],
)
def test_a_secret_that_cannot_be_read_is_told(
    content: bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which variable, which file, and why; never what is in it."""
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsError, match=f"SECRET_KEY_FILE names the file .*key, .*{said}"):
        Settings()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("databse_url = 'x'", "databse_url, which is no setting; was database_url meant"),
        ("DATA_DIR = 'x'", "DATA_DIR, which is no setting; was data_dir meant"),
        ("data_dir_file = 'x'", "data_dir_file, which is no setting; was data_dir meant"),
        ("colour = 'x'", "colour, which is no setting."),
        (f"secret_key = {HIDDEN}", "is not TOML: .*line 1"),
        (f"# {HIDDEN} \udcff", "is not UTF-8"),
        ("secret_key_file = 5", "secret_key_file names the file 5, which cannot be read"),
    ],
)
def test_a_file_of_settings_that_is_wrong_is_refused(content: str, said: str, config: Path) -> None:
    """An unknown name with the one that was probably meant, and what is no TOML with its place; without what stands there."""
    config.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=said) as refused:
        Settings()
    assert HIDDEN not in str(refused.value)


def test_a_file_of_settings_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its name, and the variable that named it: a service must not run with the defaults instead."""
    monkeypatch.setenv(CONFIG, str(tmp_path / "gone.toml"))
    with pytest.raises(SettingsError, match=f"gone.toml .{CONFIG}. cannot be read"):
        Settings()


def test_settings_show_no_secret() -> None:
    """Printed or logged whole, they hold neither the key nor the address of the database."""
    settings = Settings(secret_key=HIDDEN, database_url=f"postgresql://hub:{HIDDEN}@db.example/hub")
    assert HIDDEN not in f"{settings!r} {settings}"


@pytest.mark.parametrize("scheme", ["mysql", "postgresql+asyncpg", "postgresql:", ""])
def test_an_address_that_is_none_is_told_without_it(scheme: str) -> None:
    """A database that the service does not know, or no address: refused at once, and the password in it is not repeated."""
    with pytest.raises(ValidationError, match="no address of a PostgreSQL or SQLite database") as refused:
        Settings(database_url=f"{scheme}://hub:{HIDDEN}@db.example:port/hub")
    assert HIDDEN not in str(refused.value)


COMMANDS = [
    *(["user", "list"], ["user", "password", "ada@example.org"], ["key", "list"], ["jobs", "list"], ["serve", "--port", "0"]),
    *(["db", "upgrade"], ["db", "check"], ["db", "backup", "FILE"], ["db", "restore", "FILE"], ["doctor"], ["doctor", "--json"]),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    "address", ["postgresql://hub:{}@127.0.0.1:1/hub?connect_timeout=2", "postgresql://hub:{}@127.0.0.1:x/hub"]
)
def test_no_command_prints_a_secret(words: list[str], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a database that does not answer, or an address that is none, each says so in a sentence, and shows no secret."""
    for name, value in {"DATABASE_URL": address.format(HIDDEN), "SECRET_KEY": HIDDEN, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, [word.replace("FILE", str(tmp_path / "backup")) for word in words])
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code == (2 if "doctor" in words else 1)
    printed = "".join(done.output.replace("│", "").split())  # a line may have been broken in the middle of it
    assert any(reason in printed for reason in ("DATABASE_URL", "connectiontoserver", "isnotinstalled", "Thereisnofile"))
    assert HIDDEN not in printed


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name, the reason, and the setting that names another."""
    (tmp_path / "taken").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "taken" / "data"))
    done = CliRunner().invoke(main, ["db", "upgrade"])
    assert (done.exit_code, "DATA_DIR names another" in " ".join(done.output.replace("│", "").split())) == (1, True)


def test_every_secret_is_hidden_and_can_be_in_a_file() -> None:
    """A setting whose name says that it is a secret is marked as one, so that it is never shown and NAME_FILE works."""
    said = {name for name in Settings.model_fields if any(word in name for word in ("secret", "password", "token_key", "_dsn"))}
    assert said <= secrets(Settings)


def test_an_at_sign_in_a_password_is_not_taken_for_the_host() -> None:
    """A20: what follows it would be told as the host that does not answer; the message says how to write it."""
    with pytest.raises(ValidationError, match="written as %40") as refused:
        Settings(database_url="postgresql://hub:first@second@db.example/hub")
    assert "second" not in unusable(refused.value)
    assert Settings(database_url="postgresql://hub:first%40second@db.example/hub?x=a@b").database.endswith("x=a@b")


@pytest.mark.parametrize("name", ["app.example", '["https://app.example"]', "https://app.example/page", "https://"])
def test_an_origin_that_no_browser_would_send_is_refused(name: str) -> None:
    """A11: nothing could ever be allowed by it, and nobody would know why."""
    with pytest.raises(ValidationError, match="is no origin such as"):
        Settings(cors_origins=name)


def test_origins_are_as_browsers_write_them() -> None:
    """In small letters, without the / that addresses have."""
    written = "https://App.example/, http://[::1]:8080, *, https://*.example.org"
    assert Settings(cors_origins=written).cors_origins == [
        "https://app.example", "http://[::1]:8080", "*", "https://*.example.org",
    ]  # fmt: skip
