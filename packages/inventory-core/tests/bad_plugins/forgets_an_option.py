"""Says that it can search for what was sold, and does not."""

from bad_plugins.good import Good

BROKEN = "passes_on_the_options_it_names"


class Bad(Good):
    search_options = frozenset({"max_price", "sort", "sold"})
