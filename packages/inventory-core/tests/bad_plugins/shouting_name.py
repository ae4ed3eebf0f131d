"""Its name is no name."""

from bad_plugins.good import Good

BROKEN = "keeps_the_contract"


class Bad(Good):
    name = "The Attic"
