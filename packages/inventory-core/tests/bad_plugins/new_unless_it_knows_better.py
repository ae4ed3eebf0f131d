"""Takes what it has no word for as new."""

from collections.abc import Iterator

from bad_plugins.good import GRADES, STATE, Good
from inventory_core import Condition, Draft, Page, Yielded, page

BROKEN = "unknown_words_stay_unknown"


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        for draft in super().item(page, id):
            state = STATE.search(page.text)
            if isinstance(draft, Draft) and state:
                guessed = Condition(grade=GRADES.get(state[1], "new"), raw=state[1])
                yield draft.listing().model_copy(update={"condition": guessed})
            else:
                yield draft
