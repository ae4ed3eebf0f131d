"""Texts to values: what a scraper makes of what its page says, in some thirty languages.

    from inventory_scrapers.toolkit.values import read_price, to_iso4217

    price = read_price("now only €1.250,00")  # price.amount is Decimal("1250.00"), price.currency_text "€"
    code, is_unclear = to_iso4217(price.currency_text)

Each takes a text, or a value of page data, and gives null for what it cannot be sure of; none raises for what a text holds.
"""

from inventory_scrapers.values.availability import read_availability
from inventory_scrapers.values.brand import read_brand
from inventory_scrapers.values.condition import read_condition
from inventory_scrapers.values.currency import to_iso4217
from inventory_scrapers.values.identifiers import read_gtin, read_isbn, read_sku
from inventory_scrapers.values.images import read_images
from inventory_scrapers.values.moments import read_moment
from inventory_scrapers.values.price import PriceText, find_currency, find_prices, read_price
from inventory_scrapers.values.rating import read_rating, read_review_count
from inventory_scrapers.values.texts import read_texts

__all__ = [
    "PriceText",
    "find_currency",
    "find_prices",
    "read_availability",
    "read_brand",
    "read_condition",
    "read_gtin",
    "read_images",
    "read_isbn",
    "read_moment",
    "read_price",
    "read_rating",
    "read_review_count",
    "read_sku",
    "read_texts",
    "to_iso4217",
]
