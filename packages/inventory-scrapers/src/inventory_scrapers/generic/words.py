"""The words that shops use: in class names and in text. Each table says what its words mean, and in which languages."""

from __future__ import annotations

import re


def _tokens(words: str) -> re.Pattern[str]:
    """Match one of the words as a part of a class name: between borders of "-", "_", space, a digit or the end."""
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words.split())})(?![a-z])")


# Places that hold other things than the one the page is about. "header" and "content" are not here: a product has its own.
SIDE_CLASS = re.compile(
    r"relat(?:ed|ion)|recommend|recomend|similar|up-?sell|cross-?sell|carousel|owl-item|slick-slide|swiper-slide|also[-_]"
    r"|recent(?:ly)?[-_]?view"
    r"|last[-_]?(?:seen|viewed)|viewed|history(?![-_](?:ingress|link|button|btn|icon|badge|toggle|trigger))|(?:mini|shopping"
    r"|header|side|ajax|my|top)[-_]?(?:cart|basket|bag)|off-?canvas"
    r"|(?<!to[-_])(?<![a-z])(?:cart|basket)[-_]{0,2}(?:drawer|item|list|summary|side|pop|modal|fly|content|product|preview"
    r"|dropdown|total|header|wrapper|empty)"
    r"|footer|(?<![a-z])nav(?![a-z])|navigation|navbar|(?<![a-z])menu|breadcrumb|(?<!price[-_])compar(?:e"
    r"|ison)(?![-_]?(?:at|pri))|accessor|sponsor"
    r"|advert(?:ise|ori)|suggest(?!ed[-_]?(?:retail|price))|(?<![a-z])reco(?![a-z])|bought[-_]?together|frequently"
    r"|bundle[-_]?(?:item|product|offer|deal)|complement"
    r"|best-?seller|new-?arrivals|shop-?the-?look|complete-?the|(?<!p)(?<!price)(?<!prices)(?<!price[-_])review|testimonial"
    r"|cookie|newsletter|wishlist"
    r"|search[-_]?results?"
    r"|(?:(?<!page-)product[-_]?(?:list|grid|tile|card|item|teaser|slider|box)s?|listing-?item|item-?list)(?=\s|$|--)"
    r"|alternativ(?!e(?:\s|$))|newer-?version|other[-_](?:products|items|offers|sellers)|quick-?(?:view|shop|buy)"
)
# An aside or a sidebar that is the product's own column.
OWN_CLASS = re.compile(r"product|pdp|detail|buy|price|summary|info|offer|main")
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|hide|d-none|is-hidden|visually-hidden|sr-only|screen-reader-text|visuallyhidden|display-none"
    r"|unvisible|invisible|no-display|nodisplay|displaynone|js-hidden|u-hidden|ng-hide"
    r"|hidden-print)(?:\s|$)(?!.*(?:-block|-flex|-inline|-grid))"
)
PRICE_CLASS = re.compile(
    r"pri[cx]|prijs|preis|preco|precio|prezzo|fiyat|harga(?![a-z])|(?<![a-z])valor(?![a-z])|cena(?![a-z])|cijena"
    r"|pret(?![a-z])|hinta|kaina|amount|cost(?![a-z])|betrag"
    r"|money|(?<![a-z])cost"
)
CURRENT_CLASS = re.compile(
    r"(?<![a-z])(?:sale|special|current|now|final|our|actual|offer|promo|discount(?:ed)?|deal|selling|sell|today|action"
    r"|aktion)(?![a-z])"
    r"|saleprice|specialprice|currentprice|finalprice|offerprice|ourprice|priceblock|pricetopay|price-to-pay|current"
)
FORMER_CLASS = re.compile(
    r"(?<![a-z])(?:was|old|strike|striked|strikeout|strikethrough|crossed|crossed-out|rrp|msrp|uvp|former|previous|regular"
    r"|original|orig|retail|compare"
    r"|stara|barre|barree|tachado|antes|durchgestrichen|streichpreis|non-?sale)(?![a-z])"
    r"|(?<![a-z])(?:list|before|reference|full|basis|base|suggested|reduced|normal|standard|recommended|prev)[-_]?(?:price"
    r"|pricing|cost|amount)"
    r"|pri(?:ce|x|s)[-_]*(?:was|old|before|full|prev|base|reference|reduced|crossed|strike|normal|standard|regular"
    r"|original|retail|rrp)"
    r"|oldpri|waspri|listpri|retailpri|regularpri|compareat|comparepri|originalpri|line-through|linethrough"
)
# Amounts that are not the price of the thing: what is saved, paid monthly, added for shipping, or earned.
OTHER_CLASS = re.compile(
    r"(?<![a-z])(?:sav(?:e|es|ing|ings)|saved|installments?|instalments?|finance|financing|monthly|rate|shipping|delivery"
    r"|versand|perunit|per-unit|excl(?:uding|usive)?|without|bonus|points?|cashback|coupon|voucher|loyalty|member|deposit|badge"
    r"|discount-amount|reward|rewards|installation|warranty|insurance|protection|fee|klarna|afterpay|affirm|paypal|leasing"
    r"|qty|quantity|total(?![-_]?price)|subtotal|shipping-unit|threshold|trade-?in)(?![a-z])"
    r"|percent|yousave|unit-?price|price-?unit|basicprice|baseprice|grundpreis|price-per|priceper|per-?unit|pricetax"
    r"|price-tax|discountvalue|savings"
)
# Of these, the price of a kilogram, a metre or a piece.
UNIT_CLASS = re.compile(r"(?<![a-z])perunit(?![a-z])|per-?unit|unit-?price|price-?unit|price-?per")
# Where one number follows another that belongs to it: cents.
CENTS_CLASS = re.compile(r"cent|fraction|decimal|sup(?![a-z])|minor|small")
