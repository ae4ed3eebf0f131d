"""The parts of a page that show other things than the one it is about, by the headings that announce them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from inventory_scrapers.generic.amounts import is_mark
from inventory_scrapers.generic.beginnings import Answers, Beginnings
from inventory_scrapers.generic.out_words import is_out

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
    r"|podobn[ée]|souvisej[íi]c[íi]|s[úu]visiac[ei]|mohlo by|ostatn[íi] (?:tak[ée] )?kup|hasonl[óo]|kapcsol[óo]d[óo]"
    r"|m[áa]sok ezt|produse (?:similare|asem[ăa]n[ăa]toare|recomandate)|[țt]i-ar putea"
    r"|benzer [üu]r[üu]nler|bunlar[ıi] da|i\u0307?lgili [üu]r[üu]nler|produk (?:terkait|serupa|lainnya)"
    r"|s[ảa]n ph[ẩa]m (?:li[êe]n quan|t[ưu][ơo]ng t[ựu])"
    r"|sorodni|morda vam bo|teised (?:ostsid|vaatasid)|sarnased|seotud tooted|citi pirka|l[īi]dz[īi]gas|saist[īi]t"
    r"|kiti (?:taip pat )?pirko|pana[šs]ios|susijusios"
    r"|sli[čc]ni|povezani|mo[žz]da [ćc]e|kupci (?:su )?|z[áa]kazn[íi]ci,? |klienci,? |m[áa]sok|aj[áa]nlott term|clien[țt]ii"
    r"|muut (?:ostivat|katsoivat)|saatat (?:pit|my)"
    r"|du (?:liker|gillar|vil m[åa]ske|kanske)|m[åa]ske er du|otros clientes|completa tu|clientes (?:que|tamb)"
    r"|compre junto|leve junto|souvent achet|compl[ée]tez"
    r"|nos suggestions|vaak samen|bijpassend|auch interessant|oft zusammen|mehr von|birlikte al|bu [üu]r[üu]n[üu] alan"
    r"|kh[áa]ch h[àa]ng|c[óo] th[ểe] b[ạa]n|kamu mungkin"
    r"|orang lain|pelanggan|свързани|подобни|може да (?:харесате|ви)|вам також|אולי (?:יעניין|תאהב)|לקוחות|عملاء|คุณอาจ"
    r"|ลูกค้า|其他人也|大家也|看了又看|买了又买|推薦商品"
    r"|为您推荐|為您推薦|이런 상품|다른 고객|μπορεί (?:επίσης )?να"
    r"|(?:goes|pairs) (?:great|well|perfectly) with|shop the (?:look|collection)"
    r"|you (?:may|might|could) (?:also |even |be interested)|products? you (?:may|might)|kunden,? (?:die|haben|sahen)"
    r"|(?:dazu|das) passt|verwandte (?:produkte|artikel)|erg[äa]nzende produkte|cross-?selling|oft zusammen|andere kunden"
    r"|articles? (?:similaires?|associ[ée]s?|compl[ée]mentaires?)|r[ée]cemment (?:consult|vus)|fr[ée]quemment achet"
    r"|ils ont aussi|[àa] d[ée]couvrir aussi|les internautes|vous avez (?:r[ée]cemment )?(?:consult|vu)|comprados juntos"
    r"|te recomendamos|quiz[áa]s? te|puede que (?:tambi|te)|comb[íi]nalo|art[íi]culos relacionados"
    r"|\d+ (?:otros )?productos (?:m[áa]s )?en la misma|recomendados? para (?:ti|usted|vos|voc[êe])|otros productos"
    r"|ti potrebbe(?:ro)?"
    r"|vist[io] di recente|spesso (?:comprati|acquistati)|abbinal|i clienti|completa il|\d+ altri prodotti"
    r"|articoli (?:correlati|simili)|aproveite e|tamb[ée]m (?:pod|vai)|pode tamb[ée]m|veja tamb[ée]m|talvez voc[êe]"
    r"|outros produtos|sugest[õo]es para (?:si|voc[êe])|complete o look|(?:recent|laatst) bekeken|aanbevolen (?:producten"
    r"|artikelen|voor)|dit vind je|combineer met"
    r"|maak je (?:look|outfit)|meer van (?:dit|deze)|u bent misschien|senast (?:visade|sedda)|k[öo]ps ofta"
    r"|kunder (?:k[öo]pte|som|k[øo]bte|kj[øo]pte)|passar (?:bra|ihop)|andra tittade|matcha med|(?:senest|sidst) sete"
    r"|sist sett|anbefal(?:ede|te) produkter|ofte k(?:j)?[øo]bt|ofte kj[øo]pt|andre (?:kiggede|s[åa])"
    r"|passer (?:godt|sammen)|tutustu my[öo]s|viimeksi katso|suosittelemme|aiheeseen liitty|asiakkaat ostivat"
    r"|tuotteeseen liitty|usein yhdess[äa]|sopii yhteen|muita tuotteita|polecane (?:produkty|akcesoria|dla)"
    r"|mo[żz]e (?:ci|spodoba|zainteres)|cz[ęe]sto kupowane|zobacz r[óo]wnie[żz]|inne produkty|uzupe[łl]nij"
    r"|w tej samej kategorii|kupowane razem|kup w zestawie|naposledy (?:prohl|prez)|ostatn[íi] (?:tak[ée]|tie[žz])"
    r"|alternat[íi]vn[íie] (?:produkt|zbo[žz]|tovar)|[čc]asto kupov|k tomuto (?:produktu|zbo[žz])|nav[šs]t[íi]ven[ée]"
    r"|doporu[čc]en[ée] (?:p[řr][íi]s|zbo|prod)|utolj[áa]ra megtek|v[áa]s[áa]rl[óo]ink|ez(?:ek)? is [ée]rdekel"
    r"|ehhez aj[áa]nl|aj[áa]nljuk|akik ezt|kor[áa]bban megtek|gyakran egy[üu]tt|s-ar putea|te-ar putea|vizualizate recent"
    r"|produse (?:vizualizate|conexe|complementare)|cump[ăa]rate frecvent|alte produse|ilgili [üu]r"
    r"|son (?:gezdi|bakt|inceled)|[öo]nerilen [üu]r|bu [üu]r[üu]nle|sizin i[çc]in se[çc]|tamamlay[ıi]c[ıi] [üu]r"
    r"|bunlar (?:da )?ilg|i\u0307?lginizi"
    r"|kombini|nedavno pregled|(?:zadnje|poslednje|nazadnje) (?:pregled|ogled)|preporu[čc](?:ujemo|eni)|[čc]esto kupljen"
    r"|(?:ostali|drugi) s[ou] kupili|pogledajte i|mo[žz]da vas|podobni izdelki|priporo[čc]amo|morda vas"
    r"|jums (?:taip|gali|var)|neseniai|susij[ęe]+ (?:prek|produkt)|taip pat si[ūu]|kartu perk|pana[šs][ūu]s|kiti pirk"
    r"|rekomenduojame"
    r"|l[īi]dz[īi]gi|pirc[ēe]ji|nesen skat|bie[žz]i p[ēe]rk|iesak[āa]m|saist[īi]t|sulle v[õo]ib|viimati vaad|teised kliendid"
    r"|koos ostet|v[õo]id ka|soovitame|tengdar|svipa[ðd]ar|[þt][úu] g[æa]tir|a[ðd]rir (?:keyptu|sko)"
    r"|s[ảa]n ph[ẩa]m (?:[đd][ãa] xem|c[ùu]ng lo[ạa]i|g[ợo]i [ýy]|kh[áa]c)|g[ợo]i [ýy] cho|th[ườuo]+ng [đd][ượuo]+c mua"
    r"|mua k[èe]m|b[ạa]n (?:c[óo] th[ểe]|c[ũu]ng)|xem th[êe]m s[ảa]n|rekomendasi|mungkin (?:anda|kamu)|terakhir dilihat"
    r"|sering dibeli|produk (?:sejenis|pilihan|rekomendasi|berkaitan)|anda mungkin|lainnya di|pilihan lain|yang baru dilihat"
    r"|cadangan untuk|pelanggan turut|ox[şs]ar|[əe]laq[əe]li|b[əe]nz[əe]r|t[öo]vsiy[əe]|productes (?:relacionats|similars)"
    r"|(?:tamb[ée] )?et pot interessar"
    r"|клиентите|последно разгл|препоръчани (?:продукт|артик)|други продукти|често купувани|препоръчваме|още от"
    r"|вы (?:недавно )?смотрели"
    r"|недавно просм|сопутств|вместе с этим|вас (?:может|могут)|покупают вместе|смотрите также|возможно,? вас|просмотренн"
    r"|рекомендовані|з цим товаром|ви (?:нещодавно )?перегля|супутні|нещодавно|також купують|вас може|подібні|переглянуті"
    r"|дивіться також|рекомендуємо|сродни|слични|поврзани|можеби|препорачани|ұқсас|ұсынылатын тауар|παρόμοια|ίσως (?:σας|να)"
    r"|πρόσφατα|αγόρασαν|οι πελάτες|προτεινόμενα|είδατε|συχνά αγορ|συνδυάστε|მსგავსი|დაკავშირებული|რეკომენდებ|よく一緒"
    r"|類似商品|同じカテゴリ|あなたへの|あわせて買|こんな商品|一緒に購入|ほかにも|他のお客様|関連アイテム|チェックした"
    r"|이 상품과|연관 ?상품|다른 고객|함께 ?구매|같은 카테고리|비슷한 ?상품|购买此|同类商品|最近浏览|浏览了|浏览记录"
    r"|搭配购买|推荐商品|(?:店长|人气|新品|热卖)推荐|看過此|看了此|最近瀏覽|瀏覽紀錄|買了這|一起購買|大家都在|加購|搭配購買"
    r"|同類商品|為你推薦|สินค้า(?:ที่คล้าย|ที่ดู|อื่น|ที่คุณ)|ดูล่าสุด|ซื้อคู่|منتجات (?:مقترحة|قد|أخرى|شوهدت)|شاهدت|اشترى|يشترى"
    r"|المنتجات ذات|قد يهمك|ربما (?:يعجب|يهم)|נצפו|מומלצי|השלימ|אולי גם|מוצרים (?:מומלצ|משלימ|שאולי)|קונים ביחד|צפית"
    r"|محصولات (?:مرتبط|مشابه|پیشنهادی)|کالاهای (?:مشابه|مرتبط)|شاید|مشتریان|خریداران|بازدیدهای|संबंधित उत्पाद|समान उत्पाद"
    r"|आपको यह भी|मिलते|ग्राहकों ने|हाल ही"
    r"|похожие|с этим товаром|рекомендуем|вам (?:также|может)|схож[іi]|разом з|σχετικά προϊόντα|δείτε επίσης"
    r"|関連商品|おすすめ|こちらの?商品|この商品を(?:見た|買った)|最近(?:見た|チェック)|相关(?:商品|产品|推荐)"
    r"|相關(?:商品|產品)|猜你喜欢|猜你喜歡"
    r"|你可能|您可能|관련 ?상품|추천 ?상품"
    r"|함께 (?:본|구매)|최근 본"
    r"|products? (?:you(?:['’]ve| have)? )?(?:recently|last) (?:viewed|seen)|(?:produkte|artikel),? die sie (?:k[üu]rzlich"
    r"|zuletzt)"
    r"|k[üu]rzlich (?:angesehen|gesehen|betrachtet|besucht)|(?:zugeh[öo]rige|empfohlene) (?:produkte|artikel)|produktempfehlung"
    r"|(?:productos|art[íi]culos) (?:vistos|recomendados|sugeridos|consultados|que (?:ha|has) visto)|vistos? reciente"
    r"|productes (?:vistos|recomanats)|(?:produits?|articles?) (?:r[ée]cemment|recommand|connexe|li[ée]s?(?!\w)|sugg[ée]r|vus)"
    r"|derniers? (?:produits?|articles?) (?:vus|consult)|(?:prodotti|articoli) (?:collegati|rilevanti|raccomandati|suggeriti"
    r"|vist[io]|visualizzati|che hai visto|consigliati)|visualizzat[io] di recente|ultimi (?:prodotti )?visti"
    r"|(?:produtos|itens|artigos) (?:semelhantes|vistos|visualizados|sugeridos|recomendados|que voc[êe] viu)"
    r"|(?:vistos|visualizados) recente|recent bezocht|(?:onlangs|eerder) (?:bekeken|bezocht)"
    r"|(?:producten|artikelen) die (?:u|je) (?:recent|onlangs|laatst|eerder)|anbefal(?:ede|te) (?:produkter|varer)"
    r"|(?:produkter|varer)(?: som)? du (?:har set|har sett|nyligen|nylig|nyligt|tidligere)|(?:nyligen|nyligt?|sist"
    r"|sidst) (?:sete|sett|sedda"
    r"|vist[ea]?|visade|bes[öo]kta)(?!\w)|rekommenderade (?:produkter|varor)|viimeksi (?:katse|katso)|liittyv[äa]t tuott"
    r"|suositel\w+ tuott"
    r"|pokrewne|powi[ąa]zane (?:produkt|artyku)|produkty (?:pokrewne|ostatnio|ogl[ąa]dane)|ostatnio przegl[ąa]dane"
    r"|rekomendowane (?:produkt|artyku)"
    r"|(?:ned[áa]vno|naposledy) (?:zobrazen|prohl[íi][žz]en|nav[šs]t[íi]ven|prezeran|sledovan|prohl)"
    r"|p[řr][íi]buzn[ée] (?:produkt|zbo|tovar)"
    r"|(?:doporu[čc]en[ée]|odpor[úu][čc]an[éeý]) (?:produkt|zbo|tovar)|produkty,? kter[éy] jste|produkty,? ktor[ée] ste"
    r"|ezeket a term[ée]keket|(?:nemr[ée]g|legut[óo]bb) megtek|aj[áa]nlott term|(?:recent|ultimele produse) (?:vizualizate"
    r"|v[ăa]zute)"
    r"|produse v[ăa]zute|proizvodi,? koje ste|nedavno (?:gled|vi[đd]en|ogledan)|izdelk[ei],? ki ste|hiljuti vaadat"
    r"|(?:teie )hiljuti"
    r"|soovitatud toot|prek[ėe]s,? kuri[aou]s|rekomenduojam\w+ prek|ietei(?:kt|cam)\w* (?:prece|produkt)|yak[ıi]nda (?:inceled"
    r"|bakt|g[öo]r[üu]nt)|son g[öo]r[üu]nt"
    r"|produk yang (?:terakhir|baru|direkomend|anda|mungkin)|(?:nh[ữu]ng )s[ảa]n ph[ẩa]m|s[ảa]n ph[ẩa]m [đd][ềe] xu[ấa]t"
    r"|alternative?s? (?:products|produkte|artikel|produkter|varer)|alternativprodukte|(?:productos|produtos) alternativos"
    r"|productes alternatius|produits? alternatifs|prodotti alternativi|alternatieve (?:producten|artikelen)"
    r"|produkty alternatywne"
    r"|alternativni (?:proizvodi|izdelki)|alternat[íi]v term[ée]kek|alternatyv[ūu]s|alternat[īi]vi|vaihtoehtoiset tuott"
    r"|alternatif [üu]r[üu]n|produse alternative|produk alternatif|s[ảa]n ph[ẩa]m (?:thay th[ếe]|ph[ụu] ki[ệe]n)"
    r"|альтернативн\w+ (?:товар|продукт)|εναλλακτικά|代替(?:プロダクト|商品)|替代(?:产品|產品|商品)|المنتجات (?:البديلة"
    r"|الملحقة)"
    r"|محصولات (?:جایگزین|لوازم)|(?:מוצרים|פריט(?:ים)?) (?:חלופי|נלוו)|suggested (?:accessories|alternatives|products|items)"
    r"|(?:vorgeschlagenes|empfohlenes|kompatibles) zubeh[öo]r|(?:accesorios|accessoris|acess[óo]rios) (?:sug|recom|compat)"
    r"|accessoires (?:sugg|recom|compat)|accessori (?:sugg|consig|compat)|voorgestelde (?:accessoires|producten)"
    r"|foresl[åa](?:ede|tt) (?:tilbeh|produkter)|sugerowane (?:akcesoria|produkty)|(?:предлагаемые|рекомендуемые) аксес"
    r"|(?:запропоновані|рекомендовані) аксес|[öo]nerilen aksesuar|推奨アクセサリ|추천 액[세새]서리|(?:建议|建議)的附件"
    r"|(?:productos|produtos|prodotti) (?:de )?ac(?:c?e|es)s[óo]ri|kieg[ée]sz[íi]t[őo] term|(?:dodatni|prate[ćc]i) proizvodi"
    r"|papildomi produktai|(?:our|more) recommendations|(?:unsere|weitere) empfehlungen|(?:nuestras|m[áa]s) recomendaciones"
    r"|(?:nos|plus de) recommandations|(?:onze|meer) aanbevelingen|(?:nasze|wi[ęe]cej) rekomendac|(?:nossas|mais) recomenda[çc]"
    r"|suosituksemme"
    r"|lis[äa]{2} suosit|(?:na[šs]e|vi[šs]e) preporuk|aj[áa]nl[áa]saink|tov[áa]bbi aj[áa]nl|(?:私たちの|更に)おすすめ|توصياتنا"
    r"|המלצות|ההמלצות"
    r"|viimeksi tarkast|accessory products"
    r"|gomendatutako|erlazionatu"
    r"|недавно (?:вы )?смотр|(?:рекомендованные|рекомендуемые|связанные) (?:товар|продукт)|товари,? які ви"
    r"|скоро разгледан"
    r"|(?:你|您)?(?:最近|近期)(?:瀏|浏|流)[覽览]|(?:产品|產品)推[荐薦]|推[荐薦](?:产品|產品)|最近(?:查看|看过)|최근에? ?본"
    r"|المنتجات (?:التي|الموصى|المقترحة|المشابهة)|شوهدت مؤخر|محصولات (?:شما|اخیر)|کالاهای (?:پیشنهادی|اخیر)|מוצרים שצפ"
    r"|poate [îi][țt]i (?:va )?pl|du kan m[åa]ske ogs[åa]|tev var[ēe]tu|tamb[ée] us pot|[þt][ée]r g[æa]ti|こちらもおすすめ"
    r"|\d+ (?:other (?:products|items)|(?:andere|weitere) (?:artikel|produkte)|otros productos|andere (?:producten|artikelen)"
    r"|inn(?:ych|e) produkt|[dď]al[šs][íi](?:ch)? (?:produkt|zbo|tovar)|m[áa]sik term|alte produse|други (?:продукт|артик)"
    r"|других товар|інших товар|άλλα προϊόντα|outros (?:produtos|artigos)|andre (?:varer|produkter)|andra (?:produkter|varor)"
    r"|muuta tuotetta|muud toodet|cit(?:as|i) (?:preces|produkti)|kit(?:[ųu]|os) prek|(?:ostalih|drugih) (?:proizvoda|artikala"
    r"|izdelkov)|produk lain|s[ảa]n ph[ẩa]m kh[áa]c|منتجات أخرى|محصول دیگر|מוצרים נוספים|altres productes)|ayn[ıi] kategoride"
    r"|同[类類][别別]?的|los clientes (?:que|compraron)|klanten,? die|клиенти,? (?:закупили|които)|клиенты,? которые"
    r"|покупатели,? которые|клієнти,? які|покупці,? які|os clientes que|kunder,? der|asiakkaat,? jotka|kliendid,? kes"
    r"|pirk[ėe]jai,? kurie|kupci,? ki|bu [üu]r[üu]n[üu] sat[ıi]n alan|이 상품을 (?:구매|구입)|購買此|العملاء الذين"
    r"|els clients que"
    r"|この商品に関連|tavsiye [üu]r|شوهد|kunden,? welche|andre har (?:ogs[åa]|kj[øo]pt|k[øo]bt)|πελάτες αγόρασαν"
    r"|we found other|wir haben (?:andere|weitere|noch) |nous avons trouv[ée] d['’]autres|articles? apparent"
    r"|¡?hemos encontrado otros"
    r"|abbiamo trovato altri|we (?:vonden|hebben) (?:andere|nog)|encontr[aá]mos outros|na[šs]li (?:jsme|sme|smo) |vi (?:fandt"
    r"|fant|hittade) and"
    r"|l[öo]ysimme muita|tal[áa]ltunk m[áa]s|znale[źz]li[śs]my inne|am g[ăa]sit alte|be[ğg]enebilece[ğg]in"
    r"|m[ēe]s atrad[āa]m cit|radome kit"
    r"|prona[šs]li smo|ch[úu]ng t[ôo]i t[ìi]m th[ấa]y|kami menemukan|мы нашли другие|ми знайшли інші|βρήκαμε άλλα"
    r"|намерихме други"
    r"|관심 ?가질|我[们們](?:发现|發現|找到)了?|وجدنا منتجات|เราพบสินค้า"
    r"|(?:produ[ck]?t[oei]s?|art[íi]culos|artigos|articoli|prodotti|produse) complement|supplerende (?:produkter|varer)"
    r"|(?:utfyllende|kompletterande|komplement[æä]ra?e?) (?:produkt|var)|t[äa]ydent[äa]v[äa]t tuott|aanvullende (?:producten"
    r"|artikelen)"
    r"|produkty (?:uzupe[łl]|komplement)|dopl[ňn]kov[ée] (?:produkt|zbo|tovar)|kieg[ée]sz[íi]t[őo] term[ée]k"
    r"|komplementarni|dopolnilni izdel|papildom[io]s? (?:gamin|prek)|produk pelengkap|s[ảa]n ph[ẩa]m b[ổo] sung"
    r"|допълващи (?:продукт|артик)|(?:дополнительные|дополняющие) товар|(?:додаткові|доповнювальні) товар|συμπληρωματικά"
    r"|付属商品|보완 ?(?:제품|상품)|(?:互[补補]|配套)(?:产品|產品|商品)|สินค้าเสริม"
    r"|ბოლოს ნანახი|ასევე დაგ|सिफ़ारिश|առաջարկվող ապրանք"
    r"|منتجات (?:ذات صلة|مشابهة|مماثلة)|قد يعجبك|מוצרים (?:דומים|נוספים|קשורים)|สินค้า(?:ที่เกี่ยวข้อง|ใกล้เคียง|แนะนำ))"
)
# Shelves of a shop that stand on any of its pages: what they announce is told by their being headings and nothing more.
SHELF_HEADING = re.compile(
    r"\W*(?:"
    r"featured products|popular products|trending(?: now)?|(?:our )?best ?sellers?|top ?sellers?|bestseller[ey]?"
    r"|new (?:arrivals|products|in)|neu im sortiment|neuheiten|(?:beliebte|neue) produkte|accessoires?|accesorios|accessori"
    r"|acess[óo]rios|tillbeh[öo]r|tilbeh[øo]r|lis[äa]tarvikkeet|akcesoria|p[řr][íi]slu[šs]enstv[íio]|kieg[ée]sz[íi]t[őo]k"
    r"|tartoz[ée]kok|accesorii|aksesuarlar|pribor|dodatna oprema|dodatki|priedai|aksesu[āa]ri|lisavarustus|ph[ụu] ki[ệe]n"
    r"|novedades|novit[àa]|nouveaut[ée]s|novidades|nieuw binnen|aanraders|nyhe(?:ter|der)|uutuudet|nowo[śs]ci|novinky"
    r"|nout[ăa][țt]i|(?:les )?meilleures ventes|lo(?:s)? m[áa]s vendidos?|i pi[ùu] venduti|(?:os )?mais vendidos|destacados"
    r"|popul[äæa]ra? produkter|popul[æa]re produkter|b[äa]sts[äa]ljare|bestselgere|suositut tuotteet"
    r"|nejprod[áa]van[ěe]j[šs][íi]|najpred[áa]vanej[šs]ie|legn[ée]pszer[űu]bb term[ée]kek|cele mai v[âa]ndute|recomand[ăa]ri"
    r"|[çc]ok satanlar|yeni [üu]r[üu]nler|najprodavanije|izdvojeni proizvodi|najbolj prodajano|perkamiausios prek[ėe]s"
    r"|popul[āa]r[āa]k[āa]s preces|populaarsed tooted|vaata ka|vi (?:anbefaler|rekommenderar)|m[æa]lum me[ðd]"
    r"|(?:we|nous|wir) (?:recommend|recommandons|empfehlen)|doporu[čc]ujeme|odpor[úu][čc]ame"
    r"|s[ảa]n ph[ẩa]m (?:b[áa]n ch[ạa]y|n[ổo]i b[ậa]t|m[ớo]i)|produk terlaris|аксессуары|аксесоари|аксесуари|новинки"
    r"|най-продавани|виж още|хиты продаж|популярные товары|лидеры продаж|другие товары|хіти продажів|популярні товари"
    r"|інші товари|αξεσουάρ|人気ランキング|スタッフおすすめ|売れ筋ランキング|新着商品|베스트 ?상품|인기 ?상품|신상품"
    r"|热销商品|熱銷商品|熱賣推薦|人氣商品|สินค้า(?:ขายดี|ใหม่)|الأكثر مبيع[\u0621-\u064b]*|وصل حديث[\u0621-\u064b]*|רבי מכר"
    r"|הנמכרים ביותר|חדש באתר|پرفروش[\u200c \u0621-\u06cc]*|پیشنهاد ما"
    r")\W*$"
)
# A heading of what is sold in the place of a thing that is not sold any more, and often shows no price of its own.
_INSTEAD_HEADING = re.compile(
    r"\W*(?:(?:it |this (?:product |item )?)?(?:was |has been |is )?replaced (?:by|with)|superseded by"
    r"|replacements?(?: (?:product|item|model)s?)?\W*$|successors?\W*$|alternatives?(?: (?:product|item|model)s?)?\W*$"
    r"|suggested (?:replacement|alternative)|(?:nachfolger|ersatz)(?:produkt|artikel|modell)?\W*$|ersetzt durch"
    r"|alternativen?\W*$"
    r"|remplac[ée]e? par|produits? de remplacement|(?:reemplazado|sustituido|substitu[íi]do) por|sostituito da|vervangen door"
    r"|opvolger\W*$|(?:bekijk (?:ook )?)?(?:het |ons )?vervangend\w* (?:model|product|artikel)|(?:zum |zu unserem "
    r"|unser )nachfolge(?:r|modell|produkt|artikel)\W*$"
    r"|zast[ąa]piony (?:przez|modelem)|n[áa]stupce\W*$|n[áa]hrada\W*$|ersatt av|erstattet (?:af|av)"
    r"|後継(?:品|機種|商品)|代替品|替代(?:品|型号)|대체 ?(?:상품|품)|후속 ?(?:상품|모델)|замен[её]н? на|аналоги\W*$)"
)
_BEGIN = (Beginnings(OTHERS_HEADING), Beginnings(SHELF_HEADING), Beginnings(_INSTEAD_HEADING))
_ANNOUNCING = Answers(lambda head: any(table.let(head) for table in _BEGIN))
# An amount with a mark of money in a short text.
SHORT_AMOUNT = re.compile(
    r"\d[\d.,\s]{0,12}\s?(?:€|£|¥|₽|₹|₺|₩|฿|₫|₪|zł|kč|kr|ft|lei|円|元|원|tl|р\.|руб|грн|[A-Z]{3}\b)"
    r"|(?:[$€£¥₹₩₱฿₪]|R\$|Rp|Rs\.?|[A-Z]{3})\s?\d",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d[\d.,'\s]*")
_LONGEST_HEADING, _LONGEST_AMOUNT, _LONGEST_NOTICE = 72, 60, 90
_LINKS = frozenset({"a", "button", "li", "option", "label"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "dt", "legend", "summary"})
_REAL_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BEFORE_A_NAME = frozenset({"by", "from", "von", "de", "du", "des", "di", "da", "dal", "van", "av", "fra", "från", "od", "от"})
_MOST = 40


def find_sections(outline: Outline, heading: int, main: set[int]) -> list[tuple[int, int]]:
    """The runs of other things, as pairs of the first one and the one behind the last.

    `main` has the elements around the main heading. A section is the outermost element around its own heading that is none of
    them; where that holds the heading alone, it goes on to the end of what it stands in, but only behind the first amount, or
    behind a notice that the thing is out.
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
        if not (is_instead or OTHERS_HEADING.match(text.lower()) or _is_shelf(runs[index])):
            continue
        while not priced and amount is not None and amount < index:
            priced, amount = amount >= last, next(amounts, None)
        if runs[index].node.tag not in _LINKS and not _goes_on(runs[index]) and len(found) < _MOST:
            is_told = priced or is_instead or _is_out_before(runs, heading, index)
            last = _end_of(outline, runs[index], main, priced=is_told)
            if last > index:
                found.append((index, last))
    return found


def _is_out_before(runs: Runs, heading: int, index: int) -> bool:
    """True where a real heading follows a notice that the thing cannot be had, which often takes the place of its price."""
    if runs[index].node.tag not in _REAL_HEADINGS:
        return False
    between = runs.texts[heading + 1 : index][:_MOST]
    return any(len(text) <= _LONGEST_NOTICE and is_out(text) for text in between)


def _is_instead(run: Run) -> bool:
    """True for a heading, or an announcement with a colon, of what is sold in the place of the thing."""
    is_heading = run.node.tag in _REAL_HEADINGS or run.text.endswith((":", "："))
    return is_heading and _INSTEAD_HEADING.match(run.text.lower()) is not None


def _is_shelf(run: Run) -> bool:
    return run.node.tag in _REAL_HEADINGS and SHELF_HEADING.match(run.text.lower()) is not None


def _amounts_behind(runs: Runs, heading: int) -> Iterator[int]:
    """The numbers of the short texts behind the heading that show an amount of money, sought one by one as they are asked for."""
    numbered, texts = runs.numbered, runs.texts
    for index in numbered[bisect_right(numbered, heading) :]:
        if _shows_amount(texts, index):
            yield index


def _shows_amount(texts: Sequence[str], index: int) -> bool:
    """True for a short text with an amount of money, also where its currency stands in an element of its own beside it."""
    text = texts[index]
    if len(text) > _LONGEST_AMOUNT:
        return False
    beside = (*texts[index + 1 : index + 2], *(texts[index - 1 : index] if index else ()))
    return SHORT_AMOUNT.search(text) is not None or (_NUMBER.fullmatch(text) is not None and any(map(is_mark, beside)))


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
    texts = outline.runs.texts
    if any(_shows_amount(texts, index) for index in range(run.index + 1, min(end, len(texts))) if _DIGIT.search(texts[index])):
        return end
    return _behind(outline, top.parent) if priced and top.parent is not None else 0


def _behind(outline: Outline, node: LexborNode) -> int:
    """The number of the first run behind an element."""
    step: LexborNode | None = node
    while step is not None and step.next is None:
        step = step.parent
    return outline.start(step.next) if step is not None and step.next is not None else len(outline.runs) + 1
