"""The conformance suite: holds a scraper to the contract, with pages that were recorded. A plugin's whole test file is

    from inventory_core.testing import ScraperSuite
    from inventory_acme import Acme

    class TestAcme(ScraperSuite):
        scraper = Acme

and a folder `cases` beside it. `run_checks` is the same without pytest. Nothing here is loaded unless it is imported.
"""

from inventory_core.testing.cases import Case, CaseError, Expected, as_expected, load_case, load_cases
from inventory_core.testing.check import Check
from inventory_core.testing.checks import CHECKS
from inventory_core.testing.compare import Difference, compare
from inventory_core.testing.run import CheckResult, run_checks
from inventory_core.testing.suite import ContractBroken, ScraperSuite

__all__ = [
    "CHECKS",
    "Case",
    "CaseError",
    "Check",
    "CheckResult",
    "ContractBroken",
    "Difference",
    "Expected",
    "ScraperSuite",
    "as_expected",
    "compare",
    "load_case",
    "load_cases",
    "run_checks",
]
