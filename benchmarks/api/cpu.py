"""How much CPU processes have used: what holds where other work shares the machine. Linux."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg


def seconds(pid: int) -> float:
    """What a process has used so far, in user and system mode; 0 of one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def backends(url: str) -> list[int]:
    """The processes that serve a database of a PostgreSQL on this machine; none for SQLite."""
    if url.startswith("sqlite"):
        return []
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        clients = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database()"
        return [row[0] for row in connection.execute(f"{clients} AND pid <> pg_backend_pid()")]
