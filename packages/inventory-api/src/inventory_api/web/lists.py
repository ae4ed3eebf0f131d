"""What routes that answer lists share: the parameters that lead through one, and the links of a page."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from litestar.params import QueryParameter

from inventory_api.web.keyset import Page
from inventory_api.web.pages import link_to
from inventory_api.web.wire import NO_NUL, OPEN_NAME, AnyRequest
from inventory_core.listing import AvailabilityName, GradeName

Cursor = Annotated[str | None, QueryParameter(min_length=1, max_length=2000, pattern=NO_NUL)]
"""Where the page begins, as the list before it said."""
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
"""How many rows a page has at most."""
Name = Annotated[str | None, QueryParameter(min_length=1, max_length=200, pattern=NO_NUL)]
"""A word that narrows a list: the name of a source, of a scraper, of a state."""


def _open(names: Any) -> Any:
    """A name of the model; any that newer scrapers may have added can be asked for, as it can be shown."""
    known = ", ".join(get_args(names))
    return QueryParameter(max_length=40, pattern=OPEN_NAME, description=f"One of {known}, or a name that a newer scraper added")


AvailabilityFilter = Annotated[str | None, _open(AvailabilityName)]
GradeFilter = Annotated[str | None, _open(GradeName)]


def page_links(request: AnyRequest, page: Page) -> dict[str, str | None]:
    """The addresses of the pages after and before, as the body and the header Link have them."""
    return {"next": link_to(request, page.next), "previous": link_to(request, page.previous)}
