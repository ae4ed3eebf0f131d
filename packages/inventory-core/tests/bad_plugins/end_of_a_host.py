"""Takes every host that ends as its own does."""

from bad_plugins.good import Good

BROKEN = "claims_no_lookalikes"


class Bad(Good):
    @classmethod
    def claims(cls, host: str) -> int:
        return int(host.endswith("attic.example"))
