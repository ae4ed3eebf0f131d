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
    r"|last[-_]?(?:seen|viewed)|viewed|history|(?:mini|shopping|header|side|ajax|my|top)[-_]?(?:cart|basket|bag)|off-?canvas"
    r"|(?<!to[-_])(?<![a-z])(?:cart|basket)[-_]{0,2}(?:drawer|item|list|summary|side|pop|modal|fly|content|product|preview"
    r"|dropdown|total|header|wrapper|empty)"
    r"|footer|(?<![a-z])nav(?![a-z])|navigation|navbar|(?<![a-z])menu|breadcrumb|(?<!price[-_])compar(?:e"
    r"|ison)(?![-_]?(?:at|pri))|accessor|sponsor"
    r"|advert(?:ise|ori)|suggest(?!ed[-_]?(?:retail|price))|(?<![a-z])reco(?![a-z])|bought[-_]?together|frequently"
    r"|bundle[-_]?(?:item|product|offer|deal)|complement"
    r"|best-?seller|new-?arrivals|shop-?the-?look|complete-?the|(?<!p)review|testimonial|cookie|newsletter|wishlist"
    r"|search[-_]?results?"
    r"|(?:product[-_]?(?:list|grid|tile|card|item|teaser|slider|box)s?|listing-?item|item-?list)(?=\s|$|--)"
    r"|alternativ|newer-?version|other[-_](?:products|items|offers|sellers)|quick-?(?:view|shop|buy)"
)
# A heading in the text that announces other things than the one the page is about. Matched at the start, in lower case.
OTHERS_HEADING = re.compile(
    r"\W*(?:related (?:products|items|articles|searches)|you (?:may|might) (?:also|like)|you'?ll (?:also )?love"
    r"|similar (?:products|items"
    r"|pieces|listings|styles)|more (?:from|like this|items|to (?:love|explore))|(?:customers|people|others"
    r"|shoppers) (?:who|also)"
    r"|frequently bought|often bought|recently viewed|your recent|complete (?:the|your) (?:look|set)|pairs well"
    r"|goes well with"
    r"|we also recommend|recommended (?:for you|products)|other (?:products|customers|items)|best ?sellers"
    r"|new arrivals|accessories$"
    r"|[äa]hnliche|kunden (?:kauften|interessiert)|das k[öo]nnte|passend(?:e|es) (?:dazu|zubeh[öo]r|produkte)"
    r"|zubeh[öo]r$|zuletzt (?:gesehen|angesehen)"
    r"|empfehlungen|wird oft|weitere (?:artikel|produkte)"
    r"|produits? (?:similaires?|associ[ée]s?|apparent[ée]s?|compl[ée]mentaires?)|vous aimerez|vous pourriez"
    r"|les clients|dans la m[êe]me cat[ée]gorie|\d+ autres produits"
    r"|productos? (?:relacionados?|similares?)|tambi[ée]n te|te puede|te podr[íi]a|quienes (?:compraron|vieron)"
    r"|vistos recientemente"
    r"|produtos (?:relacionados|similares|recomendados)|quem (?:viu|comprou)|voc[êe] (?:tamb[ée]m|pode)"
    r"|aproveite tamb[ée]m|vistos recentemente"
    r"|prodotti (?:correlati|simili|consigliati)|potrebbe(?:ro)? (?:anche )?(?:interessart|piacert)|altri (?:prodotti"
    r"|clienti)|chi ha"
    r"|gerelateerde|vergelijkbare|anderen (?:kochten|bekeken)|klanten (?:kochten|bekeken)|misschien (?:vind|ook)"
    r"|ook interessant|bekijk ook"
    r"|relaterade|liknande|andra (?:k[öo]pte|kunder|har)|rekommenderade|relaterte|lignende|andre (?:kj[øo]pte|kunder"
    r"|købte)|relaterede|sinua (?:saattaisi|voisi)|samankaltais"
    r"|produkty (?:podobne|powi[ąa]zane|polecane)|podobne|zobacz (?:te[żz]|tak[żz]e)|inni (?:klienci|kupili)|polecamy"
    r"|ostatnio ogl[ąa]dane"
    r"|podobn[ée]|souvisej[íi]c[íi]|s[úu]visiace|mohlo by|ostatn[íi] (?:tak[ée] )?kup|hasonl[óo]|kapcsol[óo]d[óo]"
    r"|m[áa]sok ezt|produse (?:similare|asem[ăa]n[ăa]toare|recomandate)|[țt]i-ar putea"
    r"|benzer [üu]r[üu]nler|bunlar[ıi] da|ilgili [üu]r[üu]nler|produk (?:terkait|serupa|lainnya)"
    r"|s[ảa]n ph[ẩa]m (?:li[êe]n quan|t[ưu][ơo]ng t[ựu])"
    r"|похожие|с этим товаром|рекомендуем|вам (?:также|может)|схож[іi]|разом з|σχετικά προϊόντα|δείτε επίσης"
    r"|関連商品|おすすめ|こちらの?商品|この商品を(?:見た|買った)|最近(?:見た|チェック)|相关(?:商品|产品|推荐)|相關(?:商品|產品)|猜你喜欢|猜你喜歡"
    r"|你可能|您可能|관련 ?상품|추천 ?상품"
    r"|함께 (?:본|구매)|최근 본"
    r"|منتجات (?:ذات صلة|مشابهة|مماثلة)|قد يعجبك|מוצרים (?:דומים|נוספים|קשורים)|สินค้า(?:ที่เกี่ยวข้อง|ใกล้เคียง|แนะนำ))"
)
# An amount with a mark of money in a short text.
SHORT_AMOUNT = re.compile(
    r"\d[\d.,\s]{0,12}\s?(?:€|£|¥|₽|₹|₺|₩|฿|₫|₪|zł|kč|kr|ft|lei|円|元|원|tl|р\.|руб|грн|[A-Z]{3}\b)"
    r"|(?:[$€£¥₹₩₱฿₪]|R\$|Rp|Rs\.?|[A-Z]{3})\s?\d",
    re.IGNORECASE,
)
# An aside or a sidebar that is the product's own column.
OWN_CLASS = re.compile(r"product|pdp|detail|buy|price|summary|info|offer|main")
SIDE_TAGS = frozenset({"nav", "footer", "option"})
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|hide|d-none|is-hidden|visually-hidden|sr-only|screen-reader-text|visuallyhidden|display-none"
    r"|hidden-print)(?:\s|$)(?!.*(?:-block|-flex|-inline|-grid))"
)
# One entry of a list that the page's own thing may stand in, too; many entries of one kind are a list of others.
LINE_CLASS = re.compile(r"(?:product|item|list)[-_]?(?:card|tile|item|teaser)")
PRICE_CLASS = re.compile(
    r"pri[cx]|prijs|preis|preco|precio|prezzo|cena(?![a-z])|cijena|pret(?![a-z])|hinta|kaina|amount|cost(?![a-z])|betrag"
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
    r"|pri(?:ce|x|s)[-_]*(?:was|old|before|list|full|prev|base|reference|reduced|crossed|strike|normal|standard|regular"
    r"|original|retail|rrp)"
    r"|oldpri|waspri|listpri|retailpri|regularpri|compareat|comparepri|originalpri|line-through|linethrough"
)
# Amounts that are not the price of the thing: what is saved, paid monthly, added for shipping, or earned.
OTHER_CLASS = re.compile(
    r"(?<![a-z])(?:sav(?:e|es|ing|ings)|saved|installments?|instalments?|finance|financing|monthly|rate|shipping|delivery"
    r"|versand|perunit|per-unit|tax|excl|without|bonus|points?|cashback|coupon|voucher|loyalty|member|deposit|badge"
    r"|discount-amount|reward|rewards|installation|warranty|insurance|protection|fee|klarna|afterpay|affirm|paypal|leasing"
    r"|qty|quantity|total|subtotal|shipping-unit|threshold|trade-?in)(?![a-z])"
    r"|percent|yousave|unit-?price|price-?unit|basicprice|baseprice|grundpreis|price-per|priceper|per-?unit|pricetax"
    r"|price-tax|discountvalue|savings"
)

# What stands before or after an amount and says what it is. All of these are matched against text in lower case.
FORMER_TEXT = re.compile(
    r"(?:\b(?:was|were|rrp|r\.r\.p|msrp|m\.s\.r\.p|list(?: price)?|uvp|statt|orig(?:inal|inally)?\.?(?: price)?|compare at"
    r"|before|old price|previously|"
    r"avant|au lieu de|prix conseill[eé]|prix barr[eé]|antes|precio anterior|pvp recomendado|de:?|prezzo di listino"
    r"|anzich[eé]|invece di|prima|"
    r"van|adviesprijs|vroeger|f[öo]rr|ord\.?(?: pris)?|tidligere|vejl\.?|f[øo]r|normaalihinta|ovh|cena regularna"
    r"|cena katalogowa|najni[zż]sza cena|stara cena|redna cena|pri?ethodn|p[uů]vodn[ií](?: cena)?|be[zž]n[aá] cena"
    r"|p[oô]vodn[aá] cena|"
    r"eredeti [aá]r|pre[tț] vechi|prp|prrp|eski fiyat|liste fiyat)|старая цена|было|стара ціна|原価|定価|通常価格|参考価格"
    r"|希望小売価格|原价"
    r"|市场价|吊牌价|정가|정상가|판매가\s*원|السعر القديم|قبل)\s*:?\s*$",
)
# Themes write these before a price that was never reduced, too.
WEAK_FORMER_TEXT = re.compile(
    r"\b(?:reg(?:ular|\.)?(?: price)?|retail(?: price)?|normal(?: price|preis)?|precio (?:habitual|normal|regular)"
    r"|prix (?:habituel|normal|r[ée]gulier)|pre[çc]o normal|prezzo normale)\s*:?\s*$",
)
OTHER_TEXT = re.compile(
    r"(?:\b(?:save|saving|savings|you save|off|spar(?:en|st|e)?|gespart|ersparnis|[eé]conomi[sz]ez|ahorr[ao]s?|risparmi"
    r"|bespaar|oszcz[eę]d|u[sš]et[rř]|popust|zni[zž]k|rabat|discount|"
    r"shipping|delivery|postage|versand|livraison|env[ií]o|spedizione|verzend|frakt|doprava|dostaw|livrare|dostava|postnina|"
    r"per month|/ ?mo(?:nth)?|monthly|a month|pro monat|monatlich|mtl|par mois|al mes|al mese|miesi[eę]cznie|raty?|rat[ay]"
    r"|installments?|instalments?|cuotas?|parcelas?|rate de|payments? of|"
    r"total(?: price)?|subtotal|rent|rental|starting (?:price|bid)|opening bid|start(?:preis|gebot)|estimate|reserve"
    r"|maximum bid|max bid|current market|market value|\d+ or more for|\d+ for|deposit|points?|earn|reward|cashback|coupon"
    r"|voucher|gutschein|trade-?in|over|above|from orders|orders?|spend|minimum|bid increment|estimate|est\.|"
    r"without vat|excl\.?(?: vat| tax| mwst)?|ex\.? ?vat|ex\.? ?tax|vat excl|netto|net price|bez dph|bez ddv|bez pdv"
    r"|brez ddv|hors taxe|ht|sin iva|s/ ?iva|iva esclusa|excl\. btw|exkl\. moms|f[aă]r[aă] tva|"
    r"warranty|protection|insurance|tax|vat|lowest price|30 days)|экономия|скидка|доставка|в месяц|выгода|配送料|送料|月々"
    r"|分割|節約"
    r"|ポイント|运费|배송비|무이자|할인|الشحن|خصم|توصيل)\s*:?\s*$",
)
# "/ kg", "per 100 ml", "2 kg"; a letter alone ("M", "Ft") is a size or a currency, and "Unit price" announces another amount.
UNIT_AFTER = re.compile(
    r"^\s*(?:(?:\)|/|(?:per|pro|par|por|za|je|al|el|a|na)\b)\s*(?:\d+[.,]?\d*\s*)?|\d+[.,]?\d*\s*|(?=kg|mo|mies|miesi|měs|mois|mes\b))"
    r"(?:kg|g|gr|l|lt|litre|liter|ml|cl|m²|m2|m|sq\.? ?ft|ft|oz|fl\.? ?oz|lb|unit|each unit|month|mo\.?|mois|monat|mes|mese"
    r"|miesi[aą]c|mies\.?|měsíc|mesiac|měs\.?|mes\.|wash|tab(?:let)?|count|мес\.?|月)(?!\w)",
)
FROM_TEXT = re.compile(
    r"(?:\b(?:from|starting at|starts at|as low as|ab|à partir de|desde|a partir (?:da|de|di)|da|vanaf|fr[åa]n|fra|od"
    r"|alkaen|de la|už od)|от|від)\s*:?\s*$",
)
NO_TAX_TEXT = re.compile(
    r"\b(?:without vat|excl\.? ?(?:vat|tax|mwst|gst|btw)|ex\.? ?(?:vat|tax|gst)|vat excl|netto|bez dph|bez ddv|brez ddv"
    r"|bez pdv|hors taxes?|ht|sin iva|iva esclusa|excl\. btw|exkl\.? moms|f[aă]r[aă] tva|plus (?:vat|tax)|\+ ?(?:vat|iva"
    r"|tva|btw))\b|税抜|税別|本体価格|未税",
)
TAX_TEXT = re.compile(
    r"\b(?:inc(?:l|luding)?\.? ?(?:vat|tax|gst|mwst|btw|taxes)|inkl\.? ?(?:mwst|moms|ust)|vat incl|ttc|iva inclu[ií]d[oa]"
    r"|iva inclusa|incl\. btw|s dph|vr[aá]tane dph|v[cč]etn[eě] dph|z ddv|s ddv|cu tva|brutto|z vat|taxes included)\b|税込",
)
# Where one number follows another that belongs to it: cents.
CENTS_CLASS = re.compile(r"cent|fraction|decimal|sup(?![a-z])|minor|small")
OTHER_AFTER = re.compile(
    r"^\s*(?:off|saved?|discount|cash ?back|gespart|rabatt?|korting|de descuento|de r[eé]duction|x\d|×\d|в месяц|мес"
    r"|/\s*(?:mo|month|mes|mois|monat))\b",
)
