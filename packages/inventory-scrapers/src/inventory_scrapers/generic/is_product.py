"""Is this page about one thing for sale? Lists, articles and start pages are not."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

from inventory_scrapers.generic.button_words import CONTACT_TEXT
from inventory_scrapers.generic.buttons import asks_for_offers, find_buttons
from inventory_scrapers.generic.gone_words import GONE, REGRETS, THING
from inventory_scrapers.generic.headings import FAIR, GOOD, agreement, is_root, letters
from inventory_scrapers.generic.hidden_prices import hidden_prices
from inventory_scrapers.generic.identity import names_a_number
from inventory_scrapers.generic.page_forms import asks_who_pays, counts_a_list, sorts_by_price
from inventory_scrapers.generic.page_kinds import is_data, kind_of_address, kind_of_heading
from inventory_scrapers.generic.price_cards import cards_of, is_one_of_a_list
from inventory_scrapers.generic.price_seen import PriceSeen
from inventory_scrapers.generic.product import Node, offers_in
from inventory_scrapers.generic.reading import OF_A_THING, Reading
from inventory_scrapers.values.price import read_price

# A page without any markup must show a price this clearly; with a buy button, or a number that it calls its own, a little less.
LEAST_PRICE, LEAST_PRICE_AND_BUTTON = 8.5, 6.5
MANY = 4
# So many amounts with scores so close to the best one's leave none that is the price of the page.
RIVALS, CLOSE = 3, 1.5
# The least score of a price that is the only one of its page.
CLEAR_PRICE = 5.0
_LIST, _SEARCH = "it is a list of several things", "it is a search"
_SERVICE = "it serves the shop: a cart, a form, help"
_SEVERAL, _SUM = "its markup lists several products", "its markup sums up a list"
_FOR_LISTS = "this scraper reads the page of one thing, and lists are read (and searched) by that of their marketplace"
_MOST_PICTURES = 60
_ARTICLE_TYPES = frozenset(
    {"article", "newsarticle", "blogposting", "reportagenewsarticle", "liveblogposting", "review", "recipe"}
)
_LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "offercatalog"})
_QUESTION_TAGS = frozenset({"h2", "h3", "h4", "h5", "summary", "dt", "strong", "b", "button"})
# Reasons by which a page itself calls an amount the price.
_CALLED_PRICE = ("price_class", "price_class_above", "price_text", "sale_text", "itemprop", "in_button", "current_class")
_OTHER_TYPES = frozenset(
    {"restaurant", "hotel", "event", "jobposting", "person", "localbusiness", "foodestablishment", "barorpub", "cafeorcoffeeshop"}
)


def why_no_product(reading: Reading) -> str | None:
    """A reason why the page is no product page, or null where it is one."""
    reason = _why_no_product(reading)
    if reason is None:
        return None
    if is_data(reading.page):
        return "it is data, not a page"
    return f"{reason}; {_FOR_LISTS}" if reason in (_LIST, _SEARCH, _SEVERAL, _SUM) else reason


def _why_no_product(reading: Reading) -> str | None:
    heading = reading.heading.text if reading.heading else ""
    if GONE.search(heading) or GONE.search(reading.doc.title or ""):
        return "it says that nothing is here"
    if reason := _why_other_kind(reading, heading):
        return reason
    if reading.product:
        return _why_not_marked(reading, heading)
    if len({node.text("name") for node in reading.products}) >= MANY and not reading.own_buttons:
        return _SEVERAL
    if _is_product_in_open_graph(reading):
        return None
    return _why_not_visible(reading, heading)


def _why_other_kind(reading: Reading, heading: str) -> str | None:
    """Address or heading say what the page is for, and its markup names no product that the page is called after."""
    by_address, by_heading = kind_of_address(reading.page.url or ""), kind_of_heading(heading)
    if not (by_address or by_heading) or _has_named_product(reading, heading):
        return None
    if "service" in (by_address, by_heading):
        return _SERVICE
    if by_address == "search" and not (reading.own_buttons and _has_number(reading)):
        return _SEARCH
    if by_address == "editorial" and not _has_number(reading):
        return "it is an article"
    if by_address == "dated" and not _has_number(reading) and not reading.own_buttons:
        return "it is an article"
    if by_heading == "editorial" and not _has_number(reading) and not _is_simple(reading):
        return "it is an article"
    if by_heading == "list" and not _has_number(reading):
        return _LIST
    if by_address == "list" and len(cards_of(reading.prices)) >= MANY and not _has_number(reading) and not reading.own_buttons:
        return _LIST
    return None


def _has_named_product(reading: Reading, heading: str) -> bool:
    product = reading.product
    if product is None or not any(offer.price for offer in reading.offers):
        return False
    return agreement(product.text("name") or "", [*reading.title_texts, heading]) >= 0.6


def _has_number(reading: Reading) -> bool:
    """True where the page labels an article number of its thing."""
    return any(names_a_number(one) for one in reading.labelled)


def _is_simple(reading: Reading) -> bool:
    """True for a page with a button of its own and one amount that may be the price."""
    return (
        len(reading.own_buttons) == 1 and len({seen.amount for seen in reading.prices if seen.is_plain and seen.score > 5}) == 1
    )


def _is_product_in_open_graph(reading: Reading) -> bool:
    kind = (reading.open_graph("og:type") or "").lower()
    if "group" in kind or "category" in kind:
        return False
    if reading.open_graph("product:price:amount", "og:price:amount") is not None:
        return True
    # Some sites call each of their pages a product by the site's own name.
    return "product" in kind and letters(reading.open_graph("og:title") or "") not in reading.shop_names


def _why_not_marked(reading: Reading, heading: str) -> str | None:
    """Markup names a product: it is the page's, unless it is one of several and the page is named otherwise."""
    product = reading.product
    if product is None:
        return None
    names = {node.text("name") or "" for node in reading.products}
    fits = agreement(product.text("name") or "", [*reading.title_texts, heading])
    if (len(names) >= MANY and fits < 0.6) or _is_entry(reading, product):
        return _SEVERAL
    if _sums_up_a_list(reading):
        return _SUM
    types = {name for node in reading.nodes for name in node.types if not node.under}
    if types & {"searchresultspage", "collectionpage"} and fits < 0.6 and not reading.own_buttons:
        return _LIST
    return None


def _is_entry(reading: Reading, product: Node) -> bool:
    """True for one of several products that the page is not called after: only its own card has its name."""
    offered = [node.text("name") or "" for node in reading.products if offers_in(node.data)]
    titled = agreement(product.text("name") or "", reading.title_texts)
    if _is_start(reading):
        return len(offered) > 1 and titled < GOOD
    own = reading.heading
    is_named = titled >= FAIR or (own and (own.node.tag == "h1" or reading.names.agreement(own.text) >= FAIR))
    # Those that are only told of, as related ones are, have no offers.
    is_several = len(set(offered)) >= MANY or len({node.text("name") for node in reading.products}) > 2 * MANY
    return is_several and not is_named


def _is_start(reading: Reading) -> bool:
    """True for the address of a site's first page, also of one language."""
    address = urlsplit(reading.page.url or "http://x/x")
    return not address.query and is_root(address.path)


def _sums_up_a_list(reading: Reading) -> bool:
    """A search page may say that it is one product with a lowest and a highest price; but it has no button, and many prices."""
    aggregate = [offer for offer in reading.offers if offer.low and not offer.price]
    if not aggregate or len(aggregate) < len(reading.offers) or reading.own_buttons:
        return False
    listed = {seen.amount for seen in reading.all_prices if seen.is_elsewhere}
    return len(listed) >= MANY and not _has_number(reading) and not _is_lowest_named(reading)


def _is_lowest_named(reading: Reading) -> bool:
    """True where the lowest price stands as the page's own below its heading, as where the offers of shops are compared."""
    best = next((seen for seen in reading.prices if seen.is_plain), None)
    if best is None or best.score < LEAST_PRICE or best.has(("in_card", "in_list")):
        return False
    lowest = (read_price(offer.low) for offer in reading.offers)
    return any(price is not None and price.amount == best.amount for price in lowest)


def _why_not_visible(reading: Reading, heading: str) -> str | None:
    types = {name for node in reading.nodes for name in node.types if not node.under}
    buttons = reading.own_buttons
    # Visitors' reviews of a thing that is sold are marked up, too.
    if types & (_ARTICLE_TYPES - {"review"} if buttons else _ARTICLE_TYPES):
        return "it is an article"
    # Plug-ins write these on every page of a site, so that they say nothing against a way to buy.
    if (reading.meta("og:type") or "").lower() in ("article", "profile", "video", "blog") and not buttons:
        return "it is an article"
    if types & _OTHER_TYPES and not buttons:
        return "it is about a place, an event or a person"
    if _is_named_other(reading, heading):
        return "it is about an event, a job or a recipe"
    if not _has_number(reading) and _is_of_a_list(reading):
        return _LIST
    if not buttons and asks_who_pays(reading.tree):
        return _SERVICE
    if not buttons and not _has_number(reading) and (reason := _why_list_or_questions(reading, types)):
        return reason
    if _is_start(reading):
        return "it is a start page"
    if reading.drawn_name or (heading and _is_told(reading)):
        return None
    if heading and _is_offered(reading):
        return None
    return _what_it_shows(reading, heading)


def _is_told(reading: Reading) -> bool:
    """True where no price is shown, and data has one of a thing called as the page is, or a form with a button has."""
    heading = reading.heading
    if any(seen.is_plain and seen.currency_text for seen in reading.prices) or not heading:
        return False
    if not (reading.names.agreement(heading.text) >= FAIR or reading.names.hold(heading.text)):
        return False
    told = (found.origin == "embedded_json" for _, found, _ in hidden_prices(reading) if "." in (found.raw or ""))
    is_thing = any("price" in one.fields and one.fields.keys() & OF_A_THING for one in reading.embedded)
    return any(bool(reading.own_buttons) or (is_embedded and is_thing) for is_embedded in told)


def _is_of_a_list(reading: Reading) -> bool:
    """True for a page that sorts by price, or counts, what it shows: below the first price others may be counted."""
    runs = reading.outline.runs
    end = min((seen.index for seen in reading.prices if seen.is_plain), default=len(runs))
    return sorts_by_price(reading.tree) or counts_a_list(runs.texts, (at for at in runs.numbered if at < end))


def _what_it_shows(reading: Reading, heading: str) -> str:
    """What to say of a page that offers nothing of its own, by the sums of money that it shows."""
    shown = {seen.amount for seen in reading.all_prices if seen.amount and seen.currency_text and not seen.has(("sentence",))}
    if len(shown) >= MANY and not reading.own_buttons:
        return _LIST
    if not heading:
        return "it names no product"
    return "it shows prices, but none that is clearly its own" if shown else "it shows no price and no way to buy"


def _why_list_or_questions(reading: Reading, types: set[str]) -> str | None:
    """A page with no way to buy and no number: cards below an amount that nothing calls a price, or questions."""
    best = next((seen for seen in reading.prices if seen.is_plain), None)
    is_price = best is not None and best.has(_CALLED_PRICE) and not best.has(("from", "sentence"))
    if len(cards_of(reading.prices)) >= MANY and not (is_price or reading.is_out_of_stock or _is_ad(reading, best)):
        return _LIST
    if types & _LIST_TYPES and not is_price:
        return _LIST
    if best is not None and is_one_of_a_list(best, reading.prices):
        return _LIST
    is_clear = best is not None and best.score >= LEAST_PRICE and best.has(("alone",)) and reading.is_out_of_stock
    if is_clear or (best is not None and best.has(_CALLED_PRICE)):
        return None
    return "it answers questions" if "faqpage" in types or _count_questions(reading) >= MANY else None


def _is_ad(reading: Reading, best: PriceSeen | None) -> bool:
    """True where a page that is called as its heading shows a clear amount and a way to ask a seller, among other ads."""
    heading = reading.heading
    if heading is None or best is None or best.score < LEAST_PRICE or not best.has(("alone",)):
        return False
    is_asked = next(find_buttons(reading.outline, heading.index, CONTACT_TEXT), None) is not None
    return is_asked and (reading.names.agreement(heading.text) >= FAIR or reading.names.hold(heading.text))


def _count_questions(reading: Reading) -> int:
    """How many headings, terms and the like are questions; those of visitors stand in other elements."""
    runs = reading.outline.runs
    asked = [index for index, text in enumerate(runs.texts) if len(text) < 90 and text.endswith(("?", "？", "؟"))]
    return sum(1 for index in asked[:50] if runs[index].node.tag in _QUESTION_TAGS)


def _is_named_other(reading: Reading, heading: str) -> bool:
    """True where markup of something that happens, is read or is done has the name of the page."""
    for node in reading.nodes:
        is_other = any(name.endswith(("event", "posting", "recipe", "course")) or name == "festival" for name in node.types)
        if is_other and not node.under and agreement(node.text("name", "title", "headline") or "", [heading]) >= 0.6:
            return True
    return False


def _has_rival_prices(reading: Reading, best: float) -> bool:
    """True where several amounts are as likely the price as the best one: rates, offers of others, a list in words."""
    rivals: set[Decimal] = set()
    for seen in reading.prices:
        guess = seen.reasons.get("former_unmarked", 0.0)
        if seen.currency_text and (seen.is_plain or guess) and seen.score - guess > best - CLOSE:
            rivals.add(seen.amount)
    named = ("price_class", "price_class_above", "itemprop", "price_text")
    top = next((seen for seen in reading.prices if seen.is_plain), None)
    return len(rivals) >= (RIVALS if top and top.has(named) else RIVALS - 1)


def _asks(reading: Reading) -> bool:
    """True where a page that is called as its heading tells its price on request."""
    heading = reading.heading
    is_named = heading is not None and (reading.names.agreement(heading.text) >= FAIR or reading.names.hold(heading.text))
    return bool(heading and is_named and asks_for_offers(reading.outline, heading.index) is not None)


def _is_missed(reading: Reading) -> bool:
    """True where a page that is called as its heading, and shows it or leads to it, says of this thing that it cannot be had."""
    heading = reading.heading
    if heading is None or not reading.is_out_of_stock or len(cards_of(reading.prices)) >= MANY or REGRETS.search(heading.text):
        return False
    said = any(kind == "out" and THING.search((found.raw or "").lower()) for kind, found, _ in reading.notices)
    return said and reading.names.agreement(heading.text) >= GOOD and _is_shown_or_led_to(reading, heading.text)


def _is_shown_or_led_to(reading: Reading, name: str) -> bool:
    """True where a picture, or the last entry of the way to the page, is called so."""
    called = [node.attributes.get("alt") for node in reading.tree.css("img[alt]")[:_MOST_PICTURES]]
    called += [node.text(separator=" ") for node in reading.tree.css("[class*=breadcrumb i] li:last-child")[:_MOST_PICTURES]]
    return any(" ".join((text or "").split()) == name for text in called)


def _is_clear(reading: Reading, best: PriceSeen) -> bool:
    """True where a page that is called as its heading shows one amount of money, alone, from its heading on."""
    heading = reading.heading
    if (
        not heading
        or not best.currency_text
        or not (reading.names.agreement(heading.text) >= FAIR or reading.names.hold(heading.text))
    ):
        return False
    if best.score < CLEAR_PRICE or best.has(("sentence", "from", "link", "hidden")) or not best.has(("alone", "price_text")):
        return False
    column = {seen.amount for seen in reading.prices if seen.is_plain and seen.currency_text and not seen.has(("sentence",))}
    return len(column) == 1


def _is_offered(reading: Reading) -> bool:
    """True where a price, a way to buy and a number of its own together make an offer of the page."""
    best = next((seen for seen in reading.prices if seen.is_plain), None)
    score, has_number, buttons = best.score if best else 0.0, _has_number(reading), reading.own_buttons
    if not buttons and not has_number and not reading.is_out_of_stock and _has_rival_prices(reading, score):
        return False
    if score >= LEAST_PRICE or (score >= LEAST_PRICE_AND_BUTTON and (buttons or has_number or reading.is_out_of_stock)):
        return True
    if has_number and reading.is_out_of_stock:
        return True
    if best and _is_clear(reading, best):
        return True
    if _is_missed(reading) and (best is None or not best.currency_text):
        return True
    if _asks(reading) and (has_number or (best is None and len(cards_of(reading.prices)) < RIVALS)):
        return True
    return has_number and bool(buttons or any(one.field == "brand" for one in reading.labelled))
