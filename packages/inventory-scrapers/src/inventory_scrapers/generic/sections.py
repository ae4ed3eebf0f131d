"""The parts of a page that show other things than the one it is about, by the headings that announce them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from inventory_scrapers.generic.beginnings import Answers, Beginnings

if TYPE_CHECKING:
    from inventory_scrapers.generic.outline import Outline
    from inventory_scrapers.generic.runs import Run, Runs

# A heading in the text that announces other things than the one the page is about. Matched at the start, in lower case.
OTHERS_HEADING = re.compile(
    r"\W*(?:related (?:products|items|articles|searches)|you (?:may|might) (?:also|like)|you'?ll (?:also )?love"
    r"|similar (?:products|items"
    r"|pieces|listings|styles)|more (?:from|like this|items|to (?:love|explore))|(?:customers|people|others"
    r"|shoppers) (?:who|also)"
    r"|frequently bought|often bought|recently viewed|your recent|complete (?:the|your) (?:look|set)|pairs well"
    r"|goes well with|also (?:for sale|available)|more (?:products|goods)|our other"
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
    r"|sorodni|morda vam bo|teised (?:ostsid|vaatasid)|sarnased|seotud tooted|citi pirka|l[īi]dz[īi]gas|saist[īi]t"
    r"|kiti (?:taip pat )?pirko|pana[šs]ios|susijusios"
    r"|sli[čc]ni|povezani|mo[žz]da [ćc]e|kupci (?:su )?|z[áa]kazn[íi]ci |klienci |m[áa]sok|aj[áa]nlott term|clien[țt]ii"
    r"|muut (?:ostivat|katsoivat)|saatat (?:pit|my)"
    r"|du (?:liker|gillar|vil m[åa]ske|kanske)|m[åa]ske er du|otros clientes|completa tu|clientes (?:que|tamb)"
    r"|compre junto|leve junto|souvent achet|compl[ée]tez"
    r"|nos suggestions|vaak samen|bijpassend|auch interessant|oft zusammen|mehr von|birlikte al|bu [üu]r[üu]n[üu] alan"
    r"|kh[áa]ch h[àa]ng|c[óo] th[ểe] b[ạa]n|kamu mungkin"
    r"|orang lain|pelanggan|свързани|подобни|може да (?:харесате|ви)|вам також|אולי (?:יעניין|תאהב)|לקוחות|عملاء|คุณอาจ"
    r"|ลูกค้า|其他人也|大家也|看了又看|买了又买|推薦商品"
    r"|为您推荐|為您推薦|이런 상품|다른 고객|μπορεί (?:επίσης )?να"
    r"|похожие|с этим товаром|рекомендуем|вам (?:также|может)|схож[іi]|разом з|σχετικά προϊόντα|δείτε επίσης"
    r"|関連商品|おすすめ|こちらの?商品|この商品を(?:見た|買った)|最近(?:見た|チェック)|相关(?:商品|产品|推荐)"
    r"|相關(?:商品|產品)|猜你喜欢|猜你喜歡"
    r"|你可能|您可能|관련 ?상품|추천 ?상품"
    r"|함께 (?:본|구매)|최근 본"
    r"|منتجات (?:ذات صلة|مشابهة|مماثلة)|قد يعجبك|מוצרים (?:דומים|נוספים|קשורים)|สินค้า(?:ที่เกี่ยวข้อง|ใกล้เคียง|แนะนำ))"
)
# A heading of what is sold in the place of a thing that is not sold any more, and often shows no price of its own.
_INSTEAD_HEADING = re.compile(
    r"\W*(?:(?:it |this (?:product |item )?)?(?:was |has been |is )?replaced (?:by|with)|superseded by"
    r"|replacements?(?: (?:product|item|model)s?)?\W*$|successors?\W*$|alternatives?(?: (?:product|item|model)s?)?\W*$"
    r"|suggested (?:replacement|alternative)|(?:nachfolger|ersatz)(?:produkt|artikel|modell)?\W*$|ersetzt durch|alternativen?\W*$"
    r"|remplac[ée]e? par|produits? de remplacement|(?:reemplazado|sustituido|substitu[íi]do) por|sostituito da|vervangen door"
    r"|opvolger\W*$|zast[ąa]piony (?:przez|modelem)|n[áa]stupce\W*$|n[áa]hrada\W*$|ersatt av|erstattet (?:af|av)"
    r"|後継(?:品|機種|商品)|代替品|替代(?:品|型号)|대체 ?(?:상품|품)|후속 ?(?:상품|모델)|замен[её]н? на|аналоги\W*$)"
)
_BEGIN = (Beginnings(OTHERS_HEADING), Beginnings(_INSTEAD_HEADING))
_ANNOUNCING = Answers(lambda head: any(table.let(head) for table in _BEGIN))
# An amount with a mark of money in a short text.
SHORT_AMOUNT = re.compile(
    r"\d[\d.,\s]{0,12}\s?(?:€|£|¥|₽|₹|₺|₩|฿|₫|₪|zł|kč|kr|ft|lei|円|元|원|tl|р\.|руб|грн|[A-Z]{3}\b)"
    r"|(?:[$€£¥₹₩₱฿₪]|R\$|Rp|Rs\.?|[A-Z]{3})\s?\d",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LONGEST_HEADING = 60
_LINKS = frozenset({"a", "button", "li", "option", "label"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "dt", "legend", "summary"})
_REAL_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BEFORE_A_NAME = frozenset({"by", "from", "von", "de", "du", "des", "di", "da", "dal", "van", "av", "fra", "från", "od", "от"})
_MOST = 40


def find_sections(outline: Outline, heading: int, main: set[int]) -> list[tuple[int, int]]:
    """The runs of other things, as pairs of the first one and the one behind the last.

    `main` has the elements around the main heading. A section is the outermost element around its own heading that is none of
    them; where that holds the heading alone, it goes on to the end of what it stands in, but only behind the first amount.
    """
    found: list[tuple[int, int]] = []
    priced, last, runs = False, 0, outline.runs
    amounts = _amounts_behind(runs, heading)
    amount = next(amounts, None)
    for index in _ANNOUNCING.pick(runs.heads):
        text = runs.texts[index]
        if index <= heading or index < last or len(text) > _LONGEST_HEADING:
            continue
        is_instead = _is_instead(runs[index])
        if not (is_instead or OTHERS_HEADING.match(text.lower())):
            continue
        while not priced and amount is not None and amount < index:
            priced, amount = amount >= last, next(amounts, None)
        if runs[index].node.tag not in _LINKS and not _goes_on(runs[index]) and len(found) < _MOST:
            last = _end_of(outline, runs[index], main, priced=priced or is_instead)
            if last > index:
                found.append((index, last))
    return found


def _is_instead(run: Run) -> bool:
    """True for a heading, or an announcement with a colon, of what is sold in the place of the thing."""
    is_heading = run.node.tag in _REAL_HEADINGS or run.text.endswith((":", "："))
    return is_heading and _INSTEAD_HEADING.match(run.text.lower()) is not None


def _amounts_behind(runs: Runs, heading: int) -> Iterator[int]:
    """The numbers of the short texts behind the heading that show an amount of money, sought one by one as they are asked for."""
    numbered, texts = runs.numbered, runs.texts
    for index in numbered[bisect_right(numbered, heading) :]:
        if len(texts[index]) <= _LONGEST_HEADING and SHORT_AMOUNT.search(texts[index]):
            yield index


def _goes_on(run: Run) -> bool:
    """True for the beginning of a sentence that a link goes on with: "Other products by", in an element that is no heading."""
    return run.node.tag not in _HEADINGS and run.text.lower().rsplit(None, 1)[-1] in _BEFORE_A_NAME


def _end_of(outline: Outline, run: Run, main: set[int], *, priced: bool) -> int:
    """The number of the run behind a section; 0 where nothing tells where it ends."""
    top = run.node
    while (up := top.parent) is not None and up.mem_id not in main:
        top = up
    if top.mem_id in main:
        return len(outline.runs) + 1 if priced else 0
    end = _behind(outline, top)
    texts = outline.runs.texts[run.index + 1 : end]
    if any(SHORT_AMOUNT.search(text) for text in texts if len(text) <= _LONGEST_HEADING and _DIGIT.search(text)):
        return end
    return _behind(outline, top.parent) if priced and top.parent is not None else 0


def _behind(outline: Outline, node: LexborNode) -> int:
    """The number of the first run behind an element."""
    step: LexborNode | None = node
    while step is not None and step.next is None:
        step = step.parent
    return outline.start(step.next) if step is not None and step.next is not None else len(outline.runs) + 1
