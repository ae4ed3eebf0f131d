"""The buttons and links that put the thing into a cart, buy it, or ask its seller."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from inventory_core.text import clean_line
from inventory_scrapers.generic.button_words import ASK_TEXT, BUY_TEXT, CONTACT_TEXT, PRICE_LABEL, TOUCH_TEXT, UNTOLD
from inventory_scrapers.generic.outline import Outline, Place
from inventory_scrapers.generic.price_seen import above
from inventory_scrapers.generic.runs import Run
from inventory_scrapers.generic.sieve import Sieve, Words

# What may be pressed although it is no button element.
_PRESSED = re.compile(r"btn|button|buy|cart|basket|add-?to|order")
# What says that something was put into the cart, once it was.
_TOLD = re.compile(r"notification|toast|growl")
# What a button is called that puts something into a cart, in one of these attributes.
_CART_NAME = re.compile("add-to-cart|addtocart|add_to_cart|add-to-basket|addtobasket|add-to-bag|AddToCart|addToCart")
_NAMED = ("class", "id", "data-testid", "data-hook", "data-button-action", "data-action", "name", "onclick")
_CALLED = f":is({','.join(f'[{name}*=add i]' for name in _NAMED)})"
_NAMED_BUTTONS = f"a{_CALLED},button{_CALLED}"
_SUBMITS = "form > :is(button,[type=submit],[type=image])"
# What attributes may call a button; pictures stand in the place of words.
_CAPTIONED = "input:is([type=submit i],[type=button i],[type=image i]),button:is([aria-label],[title]),a img[alt]:not([alt=''])"
# The submit of a form that leads to a cart or to a payment.
_CARTS = (
    "cart/add",
    "add-to-cart",
    "addtocart",
    "cart.php",
    "/basket",
    "warenkorb",
    "panier",
    "carrito",
    "koszyk",
    "kosik",
    "paypal",
)
# Where a link leads that buys: to a cart or an order, to a payment, or nowhere, as a script does the rest.
_LEADS_ON = re.compile(
    r"^(?:$|#|javascript:|mailto:|tel:)|cart|basket|add|buy|order|checkout|purchase|pay|bid|korb|bestell|kauf|panier|command"
    r"|achat"
    r"|carr|cest|compr|acquist|winkel|bestel|koszyk|kosik|objedn|kurv|kundvagn|varukorg|kori|sepet|korzina|zakaz|koop|kop|\?"
)
_DISABLED = re.compile(r"disabled|sold-?out|unavailable|inactive")
_HEADER = re.compile(
    r"(?:^|\s)(?:site[-_]?|page[-_]?|main[-_]?|top[-_]?)?(?:header|head|top[-_]?bar|gnb|top[-_]?menu|top[-_]?area)(?:\s|$)"
)
_QUANTITIES = (("input", "qty"), ("input", "quantity"), ("select", "qty"), ("select", "quantity"), ("input", "menge"))
_BEFORE, _AFTER, _LONGEST, _MOST_PIECED = 120, 160, 50, 100


_SIEVES = {pattern: Sieve(pattern) for pattern in (BUY_TEXT, CONTACT_TEXT, ASK_TEXT, TOUCH_TEXT)}


def find_buttons(outline: Outline, heading: int, text: re.Pattern[str] = BUY_TEXT) -> Iterator[LexborNode]:
    """The buttons near the main heading whose caption matches; those of side matter are left out."""
    found, texts, sieve = False, outline.runs.texts, _SIEVES[text]
    for index in outline.pick(sieve, heading - _BEFORE, heading + _AFTER):
        caption = texts[index]
        if not 1 < len(caption) <= _LONGEST or not text.search(caption.lower()) or outline.is_apart(index):
            continue
        if node := _button_of(outline, outline.runs[index]):
            found = True
            yield node
    if text is BUY_TEXT and not found:
        yield from _named_buttons(outline, heading)
        yield from _pieced_buttons(outline, heading)
    for node in _captioned(outline, _CAPTIONED, heading, text):
        found = True
        yield node
    if not found:
        links = _captioned(outline, "a:is([aria-label],[title])", heading, text)
        yield from (node for node in links if not node.text(strip=True))


def _captioned(outline: Outline, selector: str, heading: int, text: re.Pattern[str]) -> Iterator[LexborNode]:
    """The elements near the main heading whose attributes call them a button, as pictures in place of words are called."""
    captioned = [(node, _caption(node)) for node in outline.tree.css(selector)]
    short = [(node, caption.lower()) for node, caption in captioned if 1 < len(caption) <= _LONGEST]
    for number in sorted(_SIEVES[text].pick(Words([caption for _, caption in short]))):
        node, caption = short[number]
        if text.search(caption) and _is_near(outline, node, outline.start(node), heading):
            yield node


def _caption(node: LexborNode) -> str:
    """What attributes call a button or a picture."""
    get = node.attributes.get
    return get("value") or get("aria-label") or get("title") or get("alt") or ""


def _named_buttons(outline: Outline, heading: int) -> Iterator[LexborNode]:
    """The buttons that are called so in an attribute, or that stand right in a form that leads to a cart."""
    forms = {form.mem_id for form in outline.tree.css("form[action]") if _leads_to_cart(form)}
    for node in outline.tree.css(f"{_NAMED_BUTTONS},{_SUBMITS}" if forms else _NAMED_BUTTONS):
        # One deeper in the form may be for something else.
        is_submit = node.tag != "a" and node.parent is not None and node.parent.mem_id in forms
        if (is_submit or _is_called_cart(node)) and _is_near(outline, node, outline.start(node), heading):
            yield node


def _pieced_buttons(outline: Outline, heading: int) -> Iterator[LexborNode]:
    """The buttons near the main heading whose caption stands in several elements: "In den" "Warenkorb"."""
    for node in outline.tree.css("button:has(*)")[:_MOST_PIECED]:
        caption = clean_line(node.text(separator=" ")).lower()
        is_short = 1 < len(caption) <= _LONGEST
        if is_short and BUY_TEXT.search(caption) and _is_near(outline, node, outline.start(node), heading):
            yield node


def _leads_to_cart(form: LexborNode) -> bool:
    action = form.attributes.get("action") or ""
    return any(word in action for word in _CARTS)


def _is_called_cart(node: LexborNode) -> bool:
    attributes = node.attributes if node.tag in ("a", "button") else {}
    return any(_CART_NAME.search(value) for name in _NAMED if (value := attributes.get(name)))


def asks_for_offers(outline: Outline, heading: int) -> int | None:
    """The run in which the page tells its price on request, or to those who log in; null where it does not."""
    texts, last = outline.runs.texts, heading + _AFTER // 2
    asking = (index for index in outline.pick(_SIEVES[ASK_TEXT], heading, last) if ASK_TEXT.search(texts[index].lower()))
    touching = (index for index in outline.pick(_SIEVES[TOUCH_TEXT], heading, last) if _is_for_price(outline, index))
    return min((index for index in (*asking, *touching) if len(texts[index]) <= _LONGEST), default=None)


def _is_for_price(outline: Outline, index: int) -> bool:
    """True for "contact us" that stands where the page would show the price."""
    texts = outline.runs.texts
    if not TOUCH_TEXT.match(texts[index].lower()):
        return False
    is_called = any(step.label.price for step in above(outline.place(outline.runs[index].node), 2))
    return is_called or (index > 0 and PRICE_LABEL.match(texts[index - 1].lower()) is not None)


def has_no_price(outline: Outline, asked: int, buttons: list[LexborNode]) -> bool:
    """True where nothing can be bought, or a sentence in the place of the price comes before the first button."""
    is_untold = UNTOLD.match(outline.runs.texts[asked].lower()) is not None
    return not buttons or (is_untold and asked < min(map(outline.start, buttons)))


def _is_near(outline: Outline, node: LexborNode, start: int, heading: int) -> bool:
    """True for an element near the heading and outside side matter; `start` is the number of the first run in or behind it."""
    if not -_BEFORE <= start - heading <= _AFTER or outline.is_apart_at(node, start):
        return False
    place = outline.place(node)
    return place is None or place.side is None


def _button_of(outline: Outline, run: Run) -> LexborNode | None:
    """The button, link or the like, at most four levels up, that a caption belongs to."""
    place = outline.place(run.node)
    if place is None or place.side not in (None, "aside") or _in_header(place):
        return None
    pressed: LexborNode | None = None
    for step in above(place, 4):
        if _TOLD.search(f"{step.tag} {step.label.text}"):
            return None
        if (
            step.tag in ("button", "a")
            or (step.tag and "-" in step.tag and _PRESSED.search(step.tag))
            or step.node.attributes.get("role") == "button"
        ):
            return step.node
        if pressed is None and _PRESSED.search(step.label.text):
            pressed = step.node
    return pressed


def _in_header(place: Place | None) -> bool:
    """True in the site's header, where the cart itself is linked: one that does not hold the main heading."""
    while place is not None and place.shared != place.depth:
        if place.tag == "header" or _HEADER.search(place.label.text):
            return True
        place = place.up
    return False


def offers_choices(button: LexborNode) -> bool:
    """True where a choice stands beside a button, which may have to be made before it can be pressed."""
    step: LexborNode | None = button
    for _ in range(5):
        if step is None or step.tag in ("body", "html"):
            return False
        if step.css_first("select,input[type=radio],[class*=swatch],[class*=variant]") is not None:
            return True
        step = step.parent
    return False


def quantity_field(outline: Outline, heading: int) -> str | None:
    """A field near the heading for how many are wanted, as its selector; what cannot be had asks for no number."""
    fields = [(node, (node.attributes.get("name") or "").lower()) for node in outline.tree.css("input[name],select[name]")]
    for tag, word in _QUANTITIES:
        for node in [node for node, name in fields if word in name and node.tag == tag][:5]:
            if (
                "disabled" not in node.attributes
                and (start := outline.start(node)) > heading
                and _is_near(outline, node, start, heading)
            ):
                return f"{tag}[name*={word} i]"
    return None


def is_enabled(outline: Outline, button: LexborNode) -> bool:
    """False for a button that is disabled or hidden, or that says so of itself."""
    place = outline.place(button)
    return not is_disabled(button) and not (place is not None and place.hidden)


def is_mere_link(outline: Outline, button: LexborNode) -> bool:
    """True for a link that neither looks like a button nor leads to a cart, an order or a script: to another page of the shop."""
    target = (button.attributes.get("href") or "").lower()
    return button.tag == "a" and not (
        _LEADS_ON.search(target) or "onclick" in button.attributes or _PRESSED.search(outline.label(button).text)
    )


def is_disabled(button: LexborNode) -> bool:
    """True for a button that cannot be pressed, by its attributes or its classes."""
    attributes = button.attributes
    if "disabled" in attributes or attributes.get("aria-disabled") == "true":
        return True
    return _DISABLED.search((attributes.get("class") or "").lower()) is not None


def caption_of(button: LexborNode) -> str:
    """What a button says."""
    return button.text(separator=" ", strip=True) or button.attributes.get("value") or button.attributes.get("title") or ""
