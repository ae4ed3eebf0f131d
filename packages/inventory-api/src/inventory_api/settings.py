"""All settings of the service: from the environment, by the names below in capitals."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once at start. `DATABASE_URL=postgresql://...` moves the service to PostgreSQL; nothing else is needed."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: str = ""
    """Empty: an SQLite file in `data_dir`."""
    data_dir: Path = user_data_path("inventory-api", appauthor=False)
    """Where the database and the secrets live that are made on first run."""
    secret_key: SecretStr | None = None
    """Signs access tokens; made and kept in `data_dir` where it is not given."""

    @property
    def database(self) -> str:
        """The address of the database for SQLAlchemy: psycopg for PostgreSQL, the standard library for SQLite."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'inventory.sqlite3'}"
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return f"postgresql+psycopg://{url.removeprefix(plain)}"
        return url
