"""Cannot be made without arguments."""

from bad_plugins.good import Good
from inventory_core.testing import CHECKS

BROKEN = "keeps_the_contract"
ALSO = set(CHECKS) - {BROKEN}


class Bad(Good):
    def __init__(self, session: object) -> None:
        self.session = session
