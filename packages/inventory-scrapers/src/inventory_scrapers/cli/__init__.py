"""The command `inventory-scrapers`. Everything that a command needs is imported when it runs, so that help comes at once."""


def main() -> None:
    """Run the command and exit."""
    from inventory_scrapers.cli.app import app

    app(prog_name="inventory-scrapers")
