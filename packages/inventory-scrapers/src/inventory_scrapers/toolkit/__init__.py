"""The page toolkit: what scraper authors and the generic reader read pages with.

    from inventory_scrapers.toolkit import document

    doc = document(page)
    draft.take("title", doc.css_text("h1"))

Parsers are imported when a page is first read, so that importing this costs little.
"""

from inventory_scrapers.toolkit.document import Document, document
from inventory_scrapers.toolkit.item import Item, is_type, short_name

__all__ = ["Document", "Item", "document", "is_type", "short_name"]
