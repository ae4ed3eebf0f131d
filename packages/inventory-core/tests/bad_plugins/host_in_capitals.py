"""Its host is not in lower case, so that no address ever has it."""

from bad_plugins.good import Good

BROKEN = "keeps_the_contract"
ALSO = {"claims_no_lookalikes"}


class Bad(Good):
    hosts = ("attic.example", "api.attic.example", "WWW.attic.example")
