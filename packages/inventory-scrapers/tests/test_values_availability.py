"""Availability: codes and short notices in many languages; descriptions say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_scrapers.values.availability import read_availability


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://schema.org/InStock", "in_stock"),
        ("http://schema.org/OutOfStock", "out_of_stock"),
        ("schema:PreOrder", "pre_order"),
        ("instock", "in_stock"),
        ("INSTOCK", "in_stock"),
        ("in_stock", "in_stock"),
        ("InStoreOnly", "in_stock"),
        ("OnlineOnly", "in_stock"),
        ("LimitedAvailability", "limited"),
        ("SoldOut", "out_of_stock"),
        ("PreSale", "pre_order"),
        ("BackOrder", "back_order"),
        ("MadeToOrder", "made_to_order"),
        ("Reserved", "reserved"),
        ("Discontinued", "discontinued"),
        ("oos", "out_of_stock"),
        ("available for order", "in_stock"),
        ("pending", "reserved"),
        (True, "in_stock"),
        (False, "out_of_stock"),
        ("true", "in_stock"),
        ("", None),
        (None, None),
        (7, None),
        ("yes", None),
    ],
)
def test_codes_of_page_data(value: object, expected: str | None) -> None:
    """schema.org in any form, OpenGraph's words and booleans have their name; "yes" without a question has none."""
    assert read_availability(value) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sold out!",
        "Not in stock",
        "Out of stock",
        "Temporarily unavailable",
        "Notify me when available",
        "Nicht auf Lager",
        "Derzeit nicht bestellbar",
        "Réapprovisionnement en cours",
        "In arrivo",
        "Momentálně nemáme",
        "Ukončený prodej",
        "Predaj ukončený",
        "Går ej att köpa",
        "Utgått av sortimentet",
        "Ventes på lager",
        "Satışa kapalı",
        "Sắp về hàng",
        "Није доступно",
        "Ausverkauft",
        "non disponible",
        "Épuisé",
        "no disponible",
        "Agotado",
        "Esaurito",
        "Esgotado",
        "Niet op voorraad",
        "Niedostępny",
        "Tükendi",
        "Нет в наличии",
        "Немає в наявності",
        "غير متوفر",
        "אזל מהמלאי",
        "Stok habis",
        "Hết hàng",
        "สินค้าหมด",
        "स्टॉक में नहीं",
        "Slutsåld",
        "Udsolgt",
        "Utsolgt",
        "Loppuunmyyty",
        "Vyprodáno",
        "Vypredané",
        "Elfogyott",
        "Stoc epuizat",
        "Εξαντλήθηκε",
        "売り切れました",
        "在庫切れ",
        "已售罄",
        "缺貨",
        "품절",
        "Availability: Out of stock",
        "Sorry, this item is sold out.",
        "Dieser Artikel ist derzeit nicht lieferbar",
        "Producto agotado",
        "Rasprodato",
        "Nema na stanju",
        "Izprodano",
        "Ni na zalogi",
        "Изчерпан",
        "Nėra sandėlyje",
        "Nav noliktavā",
        "Läbi müüdud",
        "หมดชั่วคราว",
        "Epuise",
        "Nem rendelheto",
        "Temporarily unavailable. See similar ones",
        "Bidding has ended",
        "Stokta bulunmuyor",
        "Ürün stoklarımızda bulunmamaktadır",
        "In stock: no",
        "Auf Lager: 0",
        "Auf Lager: Nein",
        "В наличии: нет",
        "Disponible: No",
        "0 auf Lager",
        "0 ks skladem",
        "No hay stock",
        "Brak na stanie",
        "在庫がございません",
        "暂无库存",
        "재고가 없습니다",
        "Δεν υπάρχει απόθεμα",
    ],
)
def test_out_of_stock_in_many_languages(text: str) -> None:
    """A negation is never read as its opposite: each of these cannot be bought now."""
    assert read_availability(text) == "out_of_stock"


@pytest.mark.parametrize(
    "text",
    [
        "Dostępność: duża ilość",
        "Livrare imediată",
        "Heti lähetettävissä",
        "即日出荷",
        "In stock",
        "In stock (12)",
        "Ships in 2-3 days",
        "Auf Lager, sofort lieferbar",
        "En stock",
        "Disponible",
        "Disponibile",
        "Em estoque",
        "Op voorraad",
        "Dostępny",
        "Stokta",
        "В наличии",
        "В наявності",
        "متوفر",
        "במלאי",
        "Tersedia",
        "Còn hàng",
        "มีสินค้า",
        "स्टॉक में",
        "I lager",
        "På lager",
        "Varastossa",
        "Skladem (5 ks)",
        "Skladom",
        "Raktáron",
        "În stoc",
        "Διαθέσιμο",
        "在庫あり",
        "有货",
        "現貨",
        "재고 있음",
        "Na zalihi",
        "Na zalogi",
        "В наличност",
        "Yra sandėlyje",
        "Ir noliktavā",
        "Á lager",
    ],
)
def test_in_stock_in_many_languages(text: str) -> None:
    """Each of these can be bought now."""
    assert read_availability(text) == "in_stock"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ultimi 2 pezzi", "limited"),
        ("Na wyczerpaniu", "limited"),
        ("Få tilbage", "limited"),
        ("남은수량 3개", "limited"),
        ("Bestillingsvare", "made_to_order"),
        ("Only 3 left", "limited"),
        ("Nur noch 3 auf Lager", "limited"),
        ("残り3点", "limited"),
        ("Осталось 2 шт.", "limited"),
        ("Pre-order now", "pre_order"),
        ("Vorbestellen", "pre_order"),
        ("予約受付中", "pre_order"),
        ("Made to order", "made_to_order"),
        ("受注生産", "made_to_order"),
        ("Available on backorder", "back_order"),
        ("Sold", "sold"),
        ("Vendu", "sold"),
        ("Reserviert", "reserved"),
        ("Discontinued", "discontinued"),
        ("販売終了", "discontinued"),
    ],
)
def test_the_other_states(text: str, expected: str) -> None:
    """Few left, before the sale, to order, sold, reserved and given up are told apart."""
    assert read_availability(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "This jacket was out of stock for a long time",
        "Sold by Example Ltd",
        "Sold out in M",
        "available in 3 colours",
        "Available sizes",
        "Verkauft durch Beispiel",
        "stockings",
        "Add to cart",
        "In den Warenkorb",
        "購入",
        "In stock " + "and more " * 20,
        "Out of stock items are shipped later than those that are in stock, please ask us before you order",
    ],
)
def test_descriptions_do_not_decide(text: str) -> None:
    """A phrase that is not the whole text, nor delimited in it, says nothing."""
    assert read_availability(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "In stock soon",
        "Available: soon",
        "In stock in 2 weeks",
        "Back in stock in 5 months",
        "Lieferbar, ab Mai 2027",
        "En stock bientôt",
        "Disponible - próximamente",
        "Op voorraad (vanaf 1 mei)",
        "В наличии скоро",
    ],
)
def test_what_comes_later_is_not_in_stock(text: str) -> None:
    """A notice that names stock of another day is not one of today."""
    assert read_availability(text) not in ("in_stock", "limited")


@pytest.mark.parametrize("text", ["In stock again", "10 in stock", "In stock, ready to ship in 24 hours", "Ab sofort lieferbar"])
def test_what_is_here_again_is_in_stock(text: str) -> None:
    """Words of another day that speak of this one, and numbers that end with a zero, deny nothing."""
    assert read_availability(text) in ("in_stock", None)


@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    """Whatever the text, a state or null comes back."""
    read_availability(text)
