"""`python -m inventory_scrapers` is the command `inventory-scrapers`."""

from inventory_scrapers.cli import main

main()
