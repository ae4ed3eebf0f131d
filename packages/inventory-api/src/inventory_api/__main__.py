"""`python -m inventory_api` is the command."""

from inventory_api.cli import main

main()
