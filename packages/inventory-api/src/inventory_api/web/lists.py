"""What routes that answer lists share: the parameters that lead through one, and the links of a page."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter

from inventory_api.web.keyset import Page
from inventory_api.web.pages import link_to
from inventory_api.web.wire import NO_NUL, AnyRequest

Cursor = Annotated[str | None, QueryParameter(min_length=1, max_length=2000, pattern=NO_NUL)]
"""Where the page begins, as the list before it said."""
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
"""How many rows a page has at most."""
Name = Annotated[str | None, QueryParameter(min_length=1, max_length=200, pattern=NO_NUL)]
"""A word that narrows a list: the name of a source, of a scraper, of a state."""


def page_links(request: AnyRequest, page: Page) -> dict[str, str | None]:
    """The addresses of the pages after and before, as the body and the header Link have them."""
    return {"next": link_to(request, page.next), "previous": link_to(request, page.previous)}
