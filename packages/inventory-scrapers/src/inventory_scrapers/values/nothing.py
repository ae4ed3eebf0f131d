"""What people and programs write where there is no value."""

NOTHING = frozenset({"n/a", "na", "none", "null", "-", "--", "undefined", "nan", "unknown", "does not apply"})
