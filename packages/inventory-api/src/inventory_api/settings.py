"""All settings of the service: from the environment, by the names below in capitals, and from a file (settings_sources.py)."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from inventory_api.secret_key import kept_key
from inventory_api.settings_sources import HoldsSecret, Layer, config_file, secret_files


def _names(value: Any) -> Any:
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


def _database(address: str) -> str:
    """The address of a database that the service knows; what is wrong with it is not said, as it has a password."""
    try:
        known = not address or make_url(address).drivername in _DRIVERS
    except (ArgumentError, ValueError):
        known = False
    if known and _TWO_SIGNS.match(address):
        raise ValueError("in a user name or a password @ is written as %40, / as %2F and : as %3A")
    if not known:
        raise ValueError("this is no address of a PostgreSQL or SQLite database, such as postgresql://USER:PASSWORD@HOST/NAME")
    return address


def _public(url: str) -> str:
    """The address as links begin with it."""
    found = _PUBLIC.fullmatch(url)
    if url and not found:
        raise ValueError("this is no address such as https://hub.example.org, without anything behind the host and its port")
    return url.rstrip("/").lower()


def _networks(names: list[str]) -> list[str]:
    for name in names:
        ip_network(name)  # ValueError
    return names


def _origins(names: list[str]) -> list[str]:
    """Origins as browsers write them."""
    if wrong := next((name for name in names if not _ORIGIN.fullmatch(name)), None):
        raise ValueError(f"{wrong} is no origin such as https://app.example.org: a scheme, a host and perhaps a port, or *")
    return [name.rstrip("/").lower() for name in names]


Names = Annotated[list[str], NoDecode, BeforeValidator(_names)]
"""Several names: with commas between them in the environment."""
Networks = Annotated[Names, AfterValidator(_networks)]
"""Several addresses or networks."""
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://([a-z0-9.*-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?", re.IGNORECASE)
_TWO_SIGNS = re.compile(r"[a-z0-9+]+://[^/?@]*@[^/?]*@", re.IGNORECASE)
"""The part behind the first @ would be taken for the host, and be told in errors."""
_PUBLIC = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?", re.IGNORECASE)


_DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgres", "postgresql", "postgresql+psycopg"})


class Settings(BaseSettings):
    """Read once at start. `DATABASE_URL=postgresql://...` moves the service to PostgreSQL; nothing else is needed."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: Annotated[str, HoldsSecret(), AfterValidator(_database)] = Field(default="", repr=False)
    """Empty: an SQLite file in `data_dir`."""
    data_dir: Path = user_data_path("inventory-api", appauthor=False)
    """Where the database and the secrets live that are made on first run."""
    secret_key: Annotated[SecretStr | None, HoldsSecret()] = None
    """Signs access tokens and seals the secrets of webhooks; made and kept in `data_dir` where it is not given."""
    earlier_secret_key: Annotated[SecretStr | None, HoldsSecret()] = None
    """The `SECRET_KEY` before the present one: what it sealed is sealed anew at the next start."""

    registration: bool = True
    """Whether anyone may make an account over HTTP. The command line always can."""
    access_token_minutes: int = Field(default=15, ge=1, le=24 * 60)
    """How long an access token is good."""
    refresh_token_days: int = Field(default=30, ge=1, le=366)
    """How long a sign-in lasts without being used."""

    allowed_hosts: Names = ["localhost", "127.0.0.1", "[::1]"]
    """The names under which the service answers, without ports, as in `a.example,b.example`; `*`: under any."""
    cors_origins: Annotated[Names, AfterValidator(_origins)] = []
    """Web pages of other origins that may ask, such as `https://app.example.org`; none by default."""
    trusted_proxies: Networks = []
    """Addresses or networks of reverse proxies, such as `10.0.0.0/8`: what they say of the client is believed."""
    forwarded_form: Literal["x-forwarded", "forwarded"] = "x-forwarded"
    """What those proxies write: `X-Forwarded-For`, `-Proto` and `-Host`, or `Forwarded` (RFC 7239); the other is not read."""
    public_url: Annotated[str, AfterValidator(_public)] = ""
    """The address that people use, such as `https://hub.example.org`: links name it, and its host is an allowed one."""
    require_https: bool = False
    """Whether plain http is sent on to https, or refused where it has a body or a token; health and `/metrics` answer."""
    hsts_seconds: int = Field(default=31_536_000, ge=0)
    """How long browsers shall ask over https alone, where https is required; 0: they are told nothing."""
    max_body_bytes: int = Field(default=10 * 1024 * 1024, ge=1024)
    """The largest body that is read, where a route does not say otherwise."""
    requests_per_minute: int = Field(default=1200, ge=1)
    """How many requests an account may make, over all workers."""
    anonymous_requests_per_minute: int = Field(default=300, ge=1)
    """How many requests without a good token a client may make: an IPv4 address, or an IPv6 network of /64."""
    sign_in_attempts: int = Field(default=10, ge=1)
    """How many wrong passwords an account may see in 15 minutes, and a client five times as many."""
    metrics_clients: Networks = ["127.0.0.0/8", "::1/128"]
    """Who may read `/metrics`; all others are told that there is no such thing."""
    log_format: Literal["json", "console"] = "json"
    """How the log is written to standard error."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """What is logged at least."""
    sentry_dsn: Annotated[SecretStr | None, HoldsSecret()] = None
    """The Sentry project that is told of errors nobody expected; needs the extra `sentry`."""
    otel_exporter_otlp_endpoint: str = ""
    """The OpenTelemetry collector that is told of requests and jobs, such as `http://127.0.0.1:4318`; needs `opentelemetry`."""

    scrapers_allow: Names | None = None
    """The only scrapers to load, by name; none given: all that are installed."""
    scrapers_deny: Names = []
    """Scrapers that are never loaded."""
    scrapers_prefer: dict[str, str] = {}
    """Which distribution has a name that two of them claim: {"name": "distribution"}."""
    plugin_seconds: float = Field(default=20, gt=0)
    """How long the import of a plugin may take before it counts as failed."""
    fetcher: str = ""
    """The fetcher of jobs and webhooks, by name; empty: the first installed one that runs no scripts, and that delivers."""

    run_jobs: bool = True
    """Whether `serve` runs jobs itself; `false` leaves them to `inventory-api worker`."""
    jobs_at_once: int = Field(default=4, ge=1, le=64)
    """How many jobs one process runs at once. Of several workers the one that starts last says it for all."""
    jobs_running: int = Field(default=2, ge=1)
    """How many jobs of an account may run at once, over all workers."""
    jobs_waiting: int = Field(default=20, ge=1)
    """How many jobs of an account may wait or run."""
    job_attempts: int = Field(default=3, ge=1)
    """How many workers in a row may be lost with a job before it fails, as `poison`; and how often a page that fails is tried."""
    stuck_seconds: float = Field(default=30, ge=1)
    """How long a worker that has jobs may be silent before others take them over."""
    pages_a_day: int = Field(default=20_000, ge=1)
    """How many pages the jobs of an account may fetch in a day, in UTC."""
    job_pages: int = Field(default=500, ge=1)
    """The most pages that a job may ask for."""
    job_seconds: int = Field(default=3600, ge=1)
    """The longest that a job may take."""
    job_bytes: int = Field(default=500_000_000, ge=1)
    """The most bytes that a job may receive."""
    shutdown_seconds: float = Field(default=10, ge=0)
    """How long a process that is stopped waits for the pages that its jobs fetch; the jobs go back to the queue."""
    event_streams: int = Field(default=10, ge=1)
    """How many streams of events an account may have open at once, in each process."""
    event_heartbeat_seconds: float = Field(default=15, gt=0)
    """After how long without an event a stream says that it is still there; less than what proxies wait for."""
    webhooks_at_once: int = Field(default=4, ge=1, le=64)
    """How many receivers of webhooks one process serves at once."""
    webhook_attempts: int = Field(default=10, ge=1, le=30)
    """How often a delivery is tried before it is given up; ten tries take about a day."""
    webhook_retry_seconds: float = Field(default=10, gt=0)
    """How long after its first failure a delivery is tried again; four times longer each time, six hours at most."""
    webhook_failures: int = Field(default=3, ge=1)
    """How many deliveries in a row may be given up before the webhook is made inactive."""
    schedules: int = Field(default=100, ge=0)
    """How many schedules an account may have."""
    schedule_minutes: int = Field(default=15, ge=1)
    """The shortest time from one turn of a schedule to the next."""
    schedule_failures: int = Field(default=5, ge=1)
    """After so many failed runs in a row a schedule is paused."""
    retention_jobs_days: int = Field(default=90, ge=0, le=36500)
    """How long ended jobs and runs of schedules are kept; 0: for ever."""
    retention_events_days: int = Field(default=30, ge=0, le=36500)
    """How long events, and deliveries that ended, are kept; 0: for ever."""
    retention_observations_days: int = Field(default=0, ge=0, le=36500)
    """How long the price history of a listing is kept whole; 0: for ever."""
    page_bytes: int = Field(default=10_000_000, ge=1)
    """The largest page that may be posted."""
    page_seconds: float = Field(default=20, gt=0)
    """How long a posted page may take to read."""
    pages_at_once: int = Field(default=4, ge=1, le=32)
    """How many posted pages one process reads at once; an account may have half of them."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Of two that give a setting the earlier one counts."""
        files = Layer(settings_cls, secret_files(settings_cls)), Layer(settings_cls, config_file(settings_cls))
        return init_settings, env_settings, *files

    @field_validator("require_https")
    @classmethod
    def _can_be_asked_over_https(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not info.data.get("trusted_proxies"):
            raise ValueError("needs TRUSTED_PROXIES: only a proxy that does TLS can tell what came over https")
        if value and str(info.data.get("public_url")).startswith("http:"):
            raise ValueError("does not go with a PUBLIC_URL that is not https")
        return value

    @property
    def public_host(self) -> str:
        """The host of `public_url`, without its port; nothing where there is none."""
        found = _PUBLIC.fullmatch(self.public_url)
        return found[1] if found else ""

    @property
    def database(self) -> str:
        """The address of the database for SQLAlchemy: psycopg for PostgreSQL, the standard library for SQLite."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'inventory.sqlite3'}"
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return f"postgresql+psycopg://{url.removeprefix(plain)}"
        return url

    def signing_key(self) -> str:
        """The key that signs access tokens: the given one, else the one in `data_dir`; WeakSecret where it can be guessed."""
        given = None if self.secret_key is None else self.secret_key.get_secret_value()
        return kept_key(given, self.kept_key_file)

    @property
    def kept_key_file(self) -> Path:
        """Where the key is kept that is made when none is given."""
        return self.data_dir / "secret-key"
