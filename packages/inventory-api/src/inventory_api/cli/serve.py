"""`inventory-api serve`: one process that brings the tables up to date and holds the port, and workers that answer."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import socket
import threading

import rich_click as click
import uvicorn
from litestar import Litestar

from inventory_api import telemetry
from inventory_api.cli.setup import database, log_failed_fetcher, say_other_keys
from inventory_api.migrations import migrate
from inventory_api.settings import Settings
from inventory_api.web import logs
from inventory_api.web.figures import FOLDER as METRICS_FOLDER
from inventory_api.webhooks.sealing import Sealer, seal_all
from inventory_core import Registry

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


def run(host: str, port: int, workers: int) -> None:
    """Serve until told to stop. ClickException where the address cannot be listened on."""
    _answer_to(host)
    settings = Settings()
    telemetry.check(settings)
    with database(settings) as opened:
        sealer = Sealer.of(settings)
        migrate(opened)
        say_other_keys(seal_all(opened, sealer))
    port = _free(host, port)
    _keep_figures_together(settings, workers)
    _say_hello(settings, host, port)
    logs.configure(settings.log_format, settings.log_level)
    log_failed_fetcher(settings)
    uvicorn.run(
        "inventory_api.cli.serve:app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http="inventory_api.web.sending:Protocol",
        proxy_headers=False,  # web/proxies.py tells whom to believe
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
        lifespan="on",
    )


def app() -> Litestar:
    """The service in a worker, with the settings of the environment."""
    from inventory_api.app import create_app

    _stop_with_parent()
    settings = Settings()
    logs.configure(settings.log_format, settings.log_level)
    telemetry.start(settings)
    served = create_app(settings)
    served.on_shutdown.append(telemetry.stop)
    return served


def _stop_with_parent() -> None:
    """Stop as at SIGTERM when the process that started this worker is gone: killed, it told nobody, and its port stays taken."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _answer_to(host: str) -> None:
    """Let the workers answer under the name that they are asked to listen on."""
    hosts = Settings().allowed_hosts
    name = f"[{host}]" if ":" in host else host
    if host not in _EVERYWHERE and name not in hosts:
        os.environ["ALLOWED_HOSTS"] = ",".join([*hosts, name])


def _free(host: str, port: int) -> int:
    """The port, or a free one for 0. ClickException where it cannot be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen()
            return int(tried.getsockname()[1])
    except OSError as error:
        reason = f"Port {port} of {host} is taken" if error.errno == errno.EADDRINUSE else f"{host}:{port} cannot be listened on"
        raise click.ClickException(f"{reason}: {error.strerror}. Choose another with --port or --host.") from None


def _keep_figures_together(settings: Settings, workers: int) -> None:
    """Give several workers a folder in which each keeps its figures for /metrics."""
    if workers > 1 and METRICS_FOLDER not in os.environ:
        folder = settings.data_dir / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        os.environ[METRICS_FOLDER] = str(folder)


def _say_hello(settings: Settings, host: str, port: int) -> None:
    named = "127.0.0.1" if host in _EVERYWHERE else host
    address = f"http://{f'[{named}]' if ':' in named else named}:{port}"
    scrapers = Registry(allow=settings.scrapers_allow, deny=settings.scrapers_deny).scrapers.names()
    click.echo(f"Inventory Hub answers at {address}" + (f", to others at {settings.public_url}" if settings.public_url else ""))
    click.echo(f"Documentation to try it out: {settings.public_url or address}/docs")
    click.echo(
        f"Installed scrapers: {', '.join(scrapers)}" if scrapers else "No scraper is installed; the inventory works without."
    )
