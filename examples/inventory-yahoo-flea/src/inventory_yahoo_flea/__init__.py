"""Reads the items of Yahoo! Furima (paypayfleamarket.yahoo.co.jp), whose pages carry their data as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from inventory_core import Condition, FieldMap, Image, LayoutChanged, Money, Page, Rating, Scraper, Yielded, look_up, page
from inventory_scrapers.toolkit import document, is_type

STATUSES = {"OPEN": "in_stock", "SOLD": "sold"}
GRADES = {"未使用": "new", "未使用に近い": "like_new", "目立った傷や汚れなし": "very_good"}
GRADES |= {"やや傷や汚れあり": "good", "傷や汚れあり": "fair", "全体的に状態が悪い": "poor"}


def yen(amount: int) -> Money:
    """Whole yen, as the page has them."""
    return Money(amount=amount, currency="JPY")


ITEM: FieldMap = {  # a field of the listing: its path in the item, and what makes a value of what stands there
    "title": "title",
    "description": "description",
    "availability": ("status", lambda raw: STATUSES.get(raw, "unknown")),
    "condition": ("condition.text", lambda raw: Condition(grade=GRADES.get(raw, "unknown"), raw=raw)),
    "brand": "brand.name",
    "category": ("categoryList", lambda found: [one["name"] for one in found]),
    "images": ("images", lambda found: [Image(url=one["url"]) for one in found]),  # their sizes are given as -1
    "shipping.from_region": "location",
    "likes": "likeCount",
    "listed_at": "openDate",
    "updated_at": "updateDate",
    "seller.id": "seller.id",
    "seller.name": "seller.nickname",
    "seller.rating": ("seller.rating", lambda it: Rating(value=it["goodRatio"], best=100, count=it["total"])),
}
OFFER: FieldMap = {"price": ("offers.price", yen), "shipping.cost": ("offers.shippingDetails.shippingRate.value", yen)}


class YahooFlea(Scraper):
    """Items of Yahoo! Furima. Its searches are not read."""

    name = "yahoo-flea"
    hosts = ("paypayfleamarket.yahoo.co.jp",)

    @page(r"/item/(?P<id>z\d+)")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        """The page of one item, on sale or sold."""
        doc = document(page)
        states = (state.data for state in doc.state if state.name == "__NEXT_DATA__")
        item = look_up(next(states, None), "props.initialState.itemsState.items.item")
        if look_up(item, "id") != id:
            raise LayoutChanged("the page's data have no item, or another one than its address")
        draft = self.draft(page, listing_id=id).fill("embedded_json", item, ITEM)
        if item.get("noPriceItem") is False:
            draft.fill("embedded_json", item, {"price": ("price", yen)})
            for product in (node for node in doc.nodes if is_type(node, ["Product"])):  # a second opinion
                draft.fill("json_ld", product, OFFER)
        else:
            draft.warn("price_placeholder", "price", "the page does not say that the seller shows the price")
        yield draft
