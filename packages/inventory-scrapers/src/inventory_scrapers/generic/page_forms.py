"""What forms and counts of a page tell of it: it asks who pays and how, or shows so many of a list, in an order of choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser

# The fields of a checkout: the number of a card, the street that a parcel goes to (WHATWG HTML, autofill).
_PAYER = (
    "input:is([autocomplete*='cc-number' i],[autocomplete*='address-line1' i],[autocomplete*='street-address' i]"
    ",[name*=cardnumber i],[id*=cardnumber i],[name*=card_number i],[name*=card-number i])"
)
# A choice to sort by price, which lists offer alone; in lower case.
_BY_PRICE = re.compile(
    r"price\W{1,3}(?:low|high|asc|desc)|(?:low|high)(?:est)?(?: price)?(?: first| to (?:low|high))|sort(?:ed)? by price"
    r"|preise?\W{1,3}(?:auf|ab)steigend|(?:niedrigster|h[öo]chster|g[üu]nstigster) preis(?: zuerst)?|preis\W{1,3}(?:niedrig|hoch)"
    r"|prix\W{1,3}(?:croissant|d[ée]croissant|du|bas|[ée]lev[ée])|du moins (?:cher|au plus)|tarif croissant|tarif d[ée]croissant"
    r"|precio\W{1,3}(?:de )?(?:menor|mayor|m[áa]s|bajo|alto|asc|desc)|(?:menor|mayor|maior) (?:precio|pre[çc]o)"
    r"|pre[çc]o\W{1,3}(?:do )?(?:crescente|decrescente|menor|maior|mais|baixo|alto)"
    r"|prezzo\W{1,3}(?:crescente|decrescente|dal|pi[ùu]|basso|alto)"
    r"|prijs\W{1,3}(?:laag|hoog|oplopend|aflopend)|laagste prijs|(?:laag|hoog) naar (?:laag|hoog)"
    r"|pris\W{1,3}(?:l[äa]g|h[öo]g|lav|h[øo]y|h[øo]j|stig|fall|fald|synk)"
    r"|^(?:l[äa]gsta|laveste|h[öo]gsta|h[øo]yeste|h[øo]jeste) pris"
    r"|hinta\W{1,3}(?:halv|kall|nous|lask|alin|ylin)|halvin ensin|hinnan mukaan"
    r"|cen[ay]\W{1,3}(?:rosn|malej|od naj|naj)|^(?:od )?naj(?:ta[ńn]sz|dro[żz]sz)(?:e|ych)(?:\W*$| do )"
    r"|^(?:od )?n[ea]j(?:levn[ěe]j|dra[žz]|lacnej|drah)[šs]\w*(?:\W*$| po )"
    r"|cena\W{1,3}(?:vzostupn|zostupn|vzestupn|sestupn|nara[šs][čc]|pada|rastu)"
    r"|[áa]r(?: szerint)?\W{1,3}(?:n[öo]vekv|cs[öo]kken)|n[öo]vekv[őo] [áa]r|^leg(?:olcs[óo]bb|dr[áa]g[áa]bb)\w*(?:\W*$| el)"
    r"|pre[tțţ]\W{1,3}(?:cresc|descresc|mic|mare)|^cele mai (?:ieftine|scumpe)\W*$"
    r"|po cijeni|cijena\W{1,3}(?:rastu|pada|naj|ni[žz]|vi[šs])"
    r"|fiyat\W{1,3}(?:artan|azalan|d[üu][şs][üu]k|y[üu]ksek)|(?:artan|azalan|en d[üu][şs][üu]k|en y[üu]ksek) fiyat|fiyata g[öo]re"
    r"|giá\W{1,3}(?:tăng|giảm|thấp|cao)|harga\W{1,3}(?:ter|rendah|tinggi)|ter(?:murah|mahal)"
    r"|hind\W{1,3}(?:kasv|kahan|odav)|kain[aą]\W{1,3}(?:did|maž)|cena\W{1,3}(?:no zem|no augst|augo|dilst)"
    r"|nach preis sortieren|^les? moins chers?|^m[áa]s barat[oa]s|^mais barat[oa]s|prezzo\W{1,3}da |goedkoopste eerst"
    r"|sort(?:era|[ée]r|er) efter pris|billig(?:ast|ste|st) f[öø]rst|edullisin ensin|hinta\W{1,3}alhais|po ceni?e?\W"
    r"|cena\W{1,3}(?:od n[ei]|nizk)|[áa]r\W{1,3}(?:alacsony|magas)|pre[tțţ]\W{1,3}de la mic|^najni[žz]a (?:cijena|cena)\W*$"
    r"|^najcenej[šs]|^najjeftin|^pigiausi|kaina nuo |^l[ēe]t[āa]k[āa]s|odavamad ees|soodsamad enne|giá từ "
    r"|(?:mayor|menor) a (?:mayor|menor)|prix \w+\W{1,3}(?:croissant|d[ée]croissant)|da (?:alto|basso) a (?:alto|basso)"
    r"|od naj(?:wy[żz]|ni[żz])szej|vysok[áé] a[žz] n[íi]zk|n[íi]zk[áé] a[žz] vysok|von (?:hoch zu niedrig|niedrig zu hoch)"
    r"|(?:suurimmasta pienimp|pienimm[äa]st[äa] suurimp)|korkea\W{1,3}matala|matala\W{1,3}korkea"
    r"|từ (?:thấp|cao) đến|(?:d[āa]rg|l[ēe]t)[āa]ks vispirms"
    r"|(?=[^\x00-\x7f])(?:від (?:високої|низької) до|(?:υψηλή|χαμηλή) προς|[高低]→[高低]|[고저]가부터|[从由](?:高到低|低到高)"
    r"|زیاد تا کم|کم تا زیاد|цен[аеы]\W{1,3}(?:по воз|по уб|возр|убыв|низк|высок|възх|низх)|по цен[еа]\W*$"
    r"|по (?:возрастанию|убыванию) цены"
    r"|(?:сначала|от) (?:дешев|дешёв|дорог)|за (?:зростанням|спаданням) ціни|(?:спочатку|від) (?:дешев|дорож)"
    r"|τιμή\W{1,3}(?:αύξ|φθίν|χαμηλ|υψηλ)|(?:φθηνότερ|ακριβότερ)|価格(?:の|が)?(?:安|高|低)|(?:安い|高い)順|価格順"
    r"|价格(?:从|由|低|高|升|降|排序)|價格(?:從|由|低|高|升|降)"
    r"|(?:낮은|높은) ?가격|가격 ?(?:낮은|높은)?순|السعر.{0,12}(?:الأقل|الأعلى|الأدنى|تصاعد|تنازل)|(?:الأقل|الأعلى) سعر"
    r"|מחיר.{0,8}(?:מהנמוך|מהגבוה|עולה|יורד)|מה(?:זול|יקר) ל|ราคา.{0,6}(?:ต่ำ|สูง|น้อย|มาก)|ارزان‌?ترین|گران‌?ترین"
    r"|най-ниска цена|цена \((?:низ|вис)|по цена:|^дешевле\W*$|сначала недорог|ціна\W{1,3}(?:за|від)|αύξουσα τιμή|最低价$"
    r"|价格最低|價格\W{1,2}(?:由|從)|依價格|최저가|ارزان.?ترین|قیمت\W{1,3}کم"
    r")"
)
# "1-12 of 240 products": how much of a list is shown. Visitors' reviews are counted, too, and are no list of things.
_COUNTED = re.compile(
    r"\d{1,4} ?[–—-] ?\d{1,4} ?(?:of|von|sur|de|di|van|av|af|z|ze|din|od|iz|от|из|з|із|από|/) ?\d{1,6} (?:results?"
    r"|products?|items?"
    r"|ergebnisse\w?|artikeln?|produkten?|r[ée]sultats?|produits?|articles?|resultados?|productos?|produtos?|art[íi]culos?"
    r"|artigos?"
    r"|risultati|prodotti|articoli|resultaten|producten|artikelen|resultat|produkter|varer|varor|artiklar|tuotetta|tulosta"
    r"|wynik[óo]w"
    r"|produkt[óo]w|v[ýy]sledk[ůo]v?|produkt[ůo]v?|polo[žz]ek|term[ée]k|tal[áa]lat|rezultate|produse|rezultata|proizvoda|izdelkov"
    r"|резултата|продукта|результатов|товаров|результатів|товарів|προϊόντα|αποτελέσματα|[üu]r[üu]n|sonu[çc])(?!\w)"
)
_LONGEST, _MOST = 60, 600


def asks_who_pays(tree: LexborHTMLParser) -> bool:
    """True for a page with a field for the number of a card or for a street."""
    return tree.css_first(_PAYER) is not None


def counts_a_list(texts: Sequence[str], numbered: Iterable[int]) -> bool:
    """True where one of the texts with these numbers, which have a digit, tells which of how many products are shown."""
    return any(len(texts[at]) <= _LONGEST and _COUNTED.search(texts[at].lower()) for at in numbered)


def sorts_by_price(tree: LexborHTMLParser) -> bool:
    """True for a page with a choice that sorts what it shows by price."""
    texts = (node.text(strip=True) for node in tree.css("option")[:_MOST])
    return any(len(text) <= _LONGEST and _BY_PRICE.search(text.lower()) for text in texts)
