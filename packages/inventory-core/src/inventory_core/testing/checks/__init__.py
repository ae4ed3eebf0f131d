"""The checks of the kit, a module each for what they are about. Importing this registers them all."""

from inventory_core.testing.check import CHECKS
from inventory_core.testing.checks import contract, model, pages

__all__ = ["CHECKS", "contract", "model", "pages"]
