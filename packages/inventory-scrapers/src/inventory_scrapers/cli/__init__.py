"""The command `inventory-scrapers`."""
