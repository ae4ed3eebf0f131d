"""`inventory-api worker`: a process that runs jobs and answers no requests, until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

import rich_click as click

from inventory_api import telemetry
from inventory_api.background import Background
from inventory_api.cli.setup import database, log_failed_fetcher, say_other_keys
from inventory_api.migrations import migrate
from inventory_api.scrapers.service import Plugins
from inventory_api.settings import Settings
from inventory_api.web import logs
from inventory_api.webhooks.sealing import Sealer, count_other_keys


def run() -> None:
    """Run jobs until SIGTERM or SIGINT, hand them back to the queue, and leave; a second signal ends it at once, with 1."""
    settings = Settings()
    telemetry.check(settings)
    logs.configure(settings.log_format, settings.log_level)
    telemetry.start(settings)
    told = _signals()
    with database(settings) as opened:
        migrate(opened)
        say_other_keys(count_other_keys(opened, Sealer.of(settings)))
        background = Background(opened, Plugins(settings), settings)
        background.start()
        log_failed_fetcher(settings)
        click.echo(f"Running up to {settings.jobs_at_once} jobs at once. Ctrl+C hands them back and stops.")
        told.wait()
        click.echo(f"Handing jobs back; this takes up to {settings.shutdown_seconds:g} seconds.")
        background.stop()
    telemetry.stop()
    click.echo("Stopped.")
    _leave()


def _signals() -> threading.Event:
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        if told.is_set():
            os._exit(1)
        told.set()

    signal.signal(signal.SIGTERM, tell)
    signal.signal(signal.SIGINT, tell)
    return told


def _leave() -> None:
    """End without waiting for pages that do not end; nothing of them would be kept."""
    sys.stdout.flush()
    sys.stderr.flush()
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        os._exit(0)
