"""`python -m inventory_scrapers` is the command `inventory-scrapers`."""

from inventory_scrapers.cli import main

if __name__ == "__main__":  # processes that --jobs starts import this module
    main()
