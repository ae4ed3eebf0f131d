"""The command: `inventory-api serve`."""

from __future__ import annotations

import rich_click as click

from inventory_api import __version__


@click.group()
@click.version_option(__version__, prog_name="inventory-api")
def main() -> None:
    """Accounts, inventory and statistics over whatever scrapers are installed."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Run the service."""
    import uvicorn

    from inventory_api.app import create_app

    uvicorn.run(create_app(), host=host, port=port)
