"""Takes every host that has the name of its own in it."""

from bad_plugins.good import Good

BROKEN = "claims_no_lookalikes"


class Bad(Good):
    @classmethod
    def claims(cls, host: str) -> int:
        return int("attic.example" in host)
