"""The checks of the kit, a module each for what they are about."""

from inventory_core.testing.check import Check
from inventory_core.testing.checks import asking, broken, contract, model, pages, running, truth

CHECKS: dict[str, Check] = {
    one.name: one
    for module in (contract, pages, model, truth, asking, broken, running)
    for one in vars(module).values()
    if isinstance(one, Check)
}
"""Every check of the kit, by name, in the order in which they are asked."""
