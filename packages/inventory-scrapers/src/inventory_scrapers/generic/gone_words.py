"""What a page says whose thing, or which itself, is not there any more, in the languages of the world's shops."""

from __future__ import annotations

import re

# A heading or a title that says so.
GONE = re.compile(
    r"^\W*(?:error |fehler |erreur )?404\b|page 404|404 error|not found|no longer exists|nicht gefunden"
    r"|introuvable|no encontrad|non trovat|n[ãa]o encontrad|niet gevonden"
    r"|nie znalezion|не найден|見つかりません|找不到"
    r"|(?:page|product|item)s? (?:does|could|can)(?: ?not|n['’]t) (?:exist|be found)|(?:page|product) can['’]t be found"
    r"|(?:can|could)n['’]t find (?:that|the|this) page"
    r"|^\W*(?:(?:(?:we['’]re|we are) )?(?:so |very )?sorry\W+(?:but )?|oops\W+|unfortunately\W+)?"
    r"(?:this|the|that) (?:product|item|page|listing|ad)(?: (?:that )?you(?:['’]re| are)? \w+(?: \w+)?)?"
    r" (?:is|was) no longer available"
    r"|^\W*(?:(?:lo sentimos|ups|vaya)\W+(?:pero )?)?(?:el|la|est[ea]) (?:producto|art[íi]culo|anuncio|p[áa]gina"
    r"|publicaci[óo]n|oferta)(?: que \w+(?: \w+)?)? ya no"
    r"|^\W*(?:(?:desculpe|ops|poxa|que pena)\W+(?:mas )?)?(?:[oa]|est[ea]|ess[ea]) (?:produto|an[úu]ncio|artigo|item"
    r"|p[áa]gina|oferta)(?: que \w+(?: \w+)?)? (?:j[áa] )?n[ãa]o (?:est[áa] mais|existe|se encontra)"
    r"|seite (?:existiert|gibt es) nicht|^\W*diese[rs]? (?:artikel|produkt) ist (?:leider )?nicht mehr"
    r"|(?:page|produit)(?: que vous \w+)? n['’]existe (?:pas|plus)|page non trouv"
    r"|(?:p[áa]gina|producto|produto) n(?:o|[ãa]o) existe|no se (?:ha )?encontr[óo]|no encontramos es[at]e? p"
    r"|^\W*est[ea] produ[ct]+o (?:ya|j[áa]) n(?:o|[ãa]o)|(?:pagina|prodotto) non esiste|non [èe] stat[ao] trovat"
    r"|err(?:ore|o) 404|n[ãa]o encontramos a p|^\W*questo prodotto non [èe] pi[ùu]|(?:pagina|product) bestaat niet|fout 404"
    r"|niet worden gevonden|^\W*dit product is niet meer|hittades (?:inte|ej)|(?:sidan|produkten) finns inte"
    r"|kunde inte hittas|blev ikke fundet|(?:siden|varen|produktet) fin(?:des|nes) ikke|kunne ikke findes|ble ikke funnet"
    r"|fant ikke siden|ei l[öo]ytynyt|(?:sivua|tuotetta) ei (?:ole|en[äa]{2})|nie zosta[łl][ao] znalezion"
    r"|(?:strona|produkt) nie istnieje|nie ma takiej strony|b[łl][ąa]d 404|^\W*ten produkt jest ju[żz] niedost|nenalezen"
    r"|(?:str[áa]nka|produkt) neexistuje|nebyl[ao]? nalezen|nepoda[řr]ilo naj[íi]t|chyba 404|ji[žz] nen[íi] v nab[íi]dce"
    r"|nen[áa]jden|sa nena[šs](?:iel|l[ao])|nebol[ao]? n[áa]jden|nem tal[áa]ljuk|(?:oldal|term[ée]k) nem (?:tal[áa]lhat[óo]"
    r"|l[ée]tezik)"
    r"|^\W*a term[ée]k m[áa]r nem|404(?:-es)? hiba|nu a fost g[ăa]sit|pagina nu exist[ăa]|eroare 404|^\W*produsul nu mai"
    r"|bulunamad[ıi]|sayfa (?:mevcut de[ğg]il|yok)|hata 404|nije prona[đd]en|stranica ne postoji|gre[šs]ka 404"
    r"|ni bil[ao]? najden|stran ne obstaja|napaka 404|ni mogo[čc]e najti|nerast[ao]s?\b|neegzistuoja|klaida 404|nav atrast"
    r"|neeksist[ēe]|k[ļl][ūu]da 404|ei leitud|viga 404|kh[ôo]ng (?:t[ìi]m th[ấa]y|t[ồo]n t[ạa]i)|l[ỗo]i 404|tidak ditemukan"
    r"|halaman tidak ada|не (?:е|беше) (?:намерен|открит)"
    r"|(?:страницата|страница|товар|сторінка|сторінки) не (?:съществува|существует|існує)|грешка 404|ошибка 404|помилка 404"
    r"|такой страницы нет|больше не прода|не знайден|није пронађен|продуктът вече не|δεν? βρέθηκ|არ მოიძებნა|(?:kan"
    r"|kunde) inte hitta (?:produkten|sidan)|σελίδα δεν υπάρχει"
    r"|σφάλμα 404|(?:ページ|商品)は存在しません|404 ?エラー|찾을 수 없|존재하지 않는|판매 ?중인 상품이 아닙"
    r"|(?:页面|頁面|商品|面)(?:已)?不存在|404错误|查[无無]此|ไม่พบ(?:หน้า|สินค้า)|ไม่มีหน้านี้|غير موجود|لم يتم العثور|خطأ 404"
    r"|(?:הדף|העמוד|המוצר) לא נמצא|שחיפשת לא קיים|שגיאה 404|یافت نشد|پیدا نشد|خطای ۴۰۴",
    re.IGNORECASE,
)
# What a notice calls the thing that it is about.
THING = re.compile(
    r"\b(?:products?|items?|articles?|artikel|produ[kct]t?\w*|art[íi]culo|prodott[oi]|articolo|artigo|vara[n]?|vare[n]?"
    r"|tuote\w*"
    r"|zbo[žz][íi]|tovar|term[ée]k|proizvod|artikal|izdelek|prek[ėe]|prece|toode|[üu]r[üu]n|barang)\b"
    r"|s[ảa]n ph[ẩa]m|продукт|товар|производ|προϊόν|商品|상품|제품|สินค้า|منتج|מוצר|محصول|کالا"
)
# What a heading begins with, or holds, that regrets.
REGRETS = re.compile(
    r"^\W*(?:sorry|oops|ups|uups|we(?:['’]re| are) sorry|leider|d[ée]sol|lo sent|ci dispiace|desculp|helaas|tyv[äa]rr|beklag"
    r"|przepraszamy|omlouv|sajn|извините|申し訳|抱歉|죄송)|(?:un|not |in)availab|ind?isponib|nicht (?:mehr )?verf"
    r"|no disponible",
    re.IGNORECASE,
)
