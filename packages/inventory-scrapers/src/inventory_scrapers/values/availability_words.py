"""What notices say, in some thirty languages, as regular expressions without their borders."""

from __future__ import annotations

# Say so wherever they stand in a notice, as words of their own; in other scripts as a piece of a word too.
OUT_ANYWHERE = (
    r"sold ?out|out of stock|currently (?:unavailable|not available|out of stock|sold out)"
    r"|no longer (?:available|in stock|for sale|sold)|temporarily (?:unavailable|out of stock|sold out)"
    r"|not available(?! for)|unavailable|discontinued|item (?:has been |is |was )?sold"
    r"|this (?:listing|item|product) (?:has )?(?:ended|sold)|not in stock|back ?order only|auction ended"
    r"|bidding (?:has )?ended|lot (?:closed|sold|passed)|ausverkauft"
    r"|nicht (?:mehr )?(?:lieferbar|verf[üu]gbar|auf lager|vorr[äa]tig)|vergriffen|derzeit nicht|momentan nicht|leider nicht"
    r"|[ée]puis[ée]e?|indisponible|rupture de stock|en rupture|plus disponible|non disponible|n'est plus|agotado"
    r"|no disponible|sin (?:stock|existencias)|fuera de stock|esgotado|indispon[íi]vel|sem estoque|fora de estoque|sem stock"
    r"|esaurito|non (?:pi[ùu] )?disponibile|terminato|uitverkocht|niet (?:meer )?(?:leverbaar|beschikbaar|op voorraad)"
    r"|niet in voorraad|slut(?:s[åa]ld)?(?: i lager)?|ej i lager|ikke p[åa] lager|udsolgt|utsolgt|loppuunmyyty"
    r"|tilap[äa]isesti loppu|loppunut|loppu varastosta|ei varastossa|ei saatavilla|wyprzedan[eya]|niedost[ęe]pn[yae]"
    r"|brak w magazynie|brak towaru|chwilowo niedost[ęe]pny|produkt wycofany|vyprod[áa]n[oaé]"
    r"|nen[íi] (?:moment[áa]ln[ěe] )?(?:skladem|na sklad[ěe]|dostupn[ée])|nedostupn[éeáay]|vypredan[éeáa]"
    r"|nie je (?:mo[žz]n[ée] (?:produkt |tovar )?k[úu]pi[ťt]|skladom|dostupn[ée])"
    r"|moment[áa]lne (?:nedostupn|vypredan|nie je)|elfogyott|nincs k[ée]szleten|nem (?:kaphat[óo]|rendelhet[őo])"
    r"|nu este [îi]n stoc|stoc epuizat|indisponibil|epuizat|ni na zalogi|razprodano|ni na voljo|rasprodano|nije dostupn"
    r"|nema na (?:stanju|skladi[šs]tu)|izp[āa]rdots|nav pieejams|nav noliktav[āa]|i[šs]parduota|n[ėe]ra prek[ėe]s|neturime"
    r"|l[äa]bi m[üu][üu]dud|otsas|t[üu]kendi|stok(?:ta|larda|lar[ıi]m[ıi]zda)? (?:yok|bulunm|kalmad|de[ğg]il)\w*"
    r"|sat[ıi]ld[ıi]|hết hàng|stok habis|habis terjual"
    r"|(?:ya )?no (?:est[áa]|se encuentra) disponible|non (?:è|e') (?:pi[ùu] )?disponibile|n'est (?:plus|pas) disponible"
    r"|pas disponible|n[ãa]o (?:est[áa] )?dispon[íi]vel|this (?:item|product) is sold|just sold"
    r"|kan (?:niet|ikke) (?:worden )?(?:besteld|bestilles)|not currently available|nothing left|no hay (?:stock|existencias)"
    r"|brak na (?:stanie|magazynie)|ikke (?:tilgængelig|tilgjengelig)|k[ée]szlethi[áa]ny|nincs k[ée]szlet|esgotat|exhaurit"
    r"|(?<![.,])0 (?:\w{1,7}\.? )?(?:in stock|available|auf lager|lagernd|verf[üu]gbar|en stock|disponibles?|disponibili"
    r"|em estoque|op voorraad|w magazynie|skladem|skladom|na sklad[ěe]|rakt[áa]ron|i lager|p[åa] lager|varastossa"
    r"|в наличии|в наявності)"
)
OUT_PIECES = (
    r"εξαντλ|μη διαθέσιμ|нет в наличии|нет на складе|распродан|продано|товар закончился|снят с продажи|немає в наявності"
    r"|закінчився|изчерпан|няма наличност|в наличии нет|отсутствует на складе|немає на складі|відсутній на складі"
    r"|товар відсутній"
    r"|δεν υπάρχει (?:σε )?απόθεμα|εκτός αποθέματος|売り切れ|在庫切れ|在庫なし|品切れ|完売|販売終了|販売を終了|入荷待ち"
    r"|在庫[がは](?:あり|ござい)ません"
    r"|販売して(?:おりません|いません)|お?取り?扱い(?:でき|して(?:おり|い))ません|缺货"
    r"|已售罄|售完|已售完|售罄|补货中|已下架|断货|斷貨|[暂暫]?(?:无|無|没有|沒有)(?:库存|庫存)|품절|일시품절|매진"
    r"|판매종료|재고(?:가|는)? ?없(?:음|습니다|어요)?|구매(?:하실|할) 수 없|구매 ?불가|ناموجود|ของหมด|बिक (?:गया|चुका)"
    r"|स्टॉक (?:खत्म|ख़त्म|समाप्त)"
    r"|نفد|نفذ|غير متوفر|غير متاح|אזל|สินค้าหมด"
)
# Say so as the whole notice.
OUT = (
    rf"{OUT_ANYWHERE}|{OUT_PIECES}"
    r"|none left|0 in stock|notify me(?: when (?:it'?s |this is )?(?:available|back in stock))?"
    r"|e-?mail me when (?:available|back in stock)|join (?:the )?wait ?list"
    r"|(?:aktuell|zur zeit) (?:ausverkauft|nicht (?:mehr )?(?:auf lager|lieferbar|verfügbar|vorrätig)|vergriffen)"
    r"|benachrichtigen(?: sie mich)?(?:,? wenn verfügbar)?|en rupture(?: de stock| temporaire)|pas en stock"
    r"|victime de son succès|m'alerter|prévenez-moi|no hay existencias|avísame(?: cuando esté disponible)?"
    r"|avvisami(?: quando disponibile)?|avise-me(?: quando chegar)?|powiadom o dostępności"
    r"|(?:stokta yok|tükendi|stok yok|mevcut değil)(?: ?\(?geçici\)?)?|gelince haber ver|распродано|отсутствует|не в наличии"
    r"|закончился|сообщить о поступлении|розпродано|повідомити про наявність|غير متوفر حاليا|نفد(?:ت الكمية| من المخزون)"
    r"|نفذت الكمية|أعلمني عند التوفر|אזל (?:מהמלאי|המלאי)|לא במלאי|לא זמין|habis(?: stok)?|stok kosong|tidak tersedia"
    r"|kehabisan stok|tiada stok|liên hệ khi có hàng|หมด|(?:สินค้า)?หมดชั่วคราว|ไม่มีสินค้า|आउट ऑफ स्टॉक"
    r"|स्टॉक में नहीं(?: है)?|उपलब्ध नहीं(?: है)?|inte i lager|tyvärr (?:slutsåld|slut(?: i lager)?|ej i lager|inte i lager)"
    r"|bevaka|loppu|nie je na sklade|nincs raktáron|nem elérhető|kifogyott|εξαντλήθηκε|εξαντλημένο|μη διαθέσιμο"
    r"|δεν είναι διαθέσιμο|rasprodana|rasprodato|nije (?:dostupn[oa]|na (?:stanju|zalihi))|nedostupno"
    r"|nema na (?:zalihi|lageru)|izprodano|изчерпан[ао]|няма в наличност|не е (?:в наличност|налич(?:ен|на|но))"
    r"|нема на залиха|(?:prekės )?nėra(?: sandėlyje)?|(?:ei ole|pole) (?:laos|saadaval)|laost otsas|uppselt"
    r"|ekki til(?: á lager)?|缺貨中?|暫無庫存|售罄中|売切れ(?:ました)?|売り切れました|在庫がありません|品切れ中"
    r"|完売(?:しました|御礼)|再入荷(?:のお知らせ|通知).{0,8}|无货|無貨|到货通知"
    r"|到貨通知|補貨中|품절된 상품입니다|일시 품절|재입고 알림(?: 신청)?"
)
SOLD = (
    r"(?:this |the )?(?:item |listing )?(?:has been |was |is )?sold|sold!?|verkauft|vendue?|vendido|venduto|verkocht"
    r"|sprzedan[eyao]|satıldı|продано|продан|已售出|已售|sold \(売却済み\)|売却済み?|판매 ?완료|거래 ?완료|תם|נמכר|مباع"
    r"|تم البيع|såld|solgt|myyty|prodáno|predané|eladva|vândut|terjual|đã bán|ขายแล้ว"
)
DISCONTINUED = (
    r"discontinued|no longer (?:sold|made|manufactured)|(?:artikel |produkt )?(?:nicht mehr im sortiment|eingestellt)"
    r"|fin de série|(?:produit )?arrêté|descatalogado|fuori produzione|descontinuado|uit (?:het )?assortiment"
    r"|wycofany(?: z oferty)?"
    r"|снято? с производства|снят с продажи|販売終了(?:しました)?|生産終了|取扱終了|已下架|停产|停產|단종|판매 ?종료"
    r"|판매 ?중지|utgått|udgået|utgått|poistunut valikoimasta|prodej ukončen|předaj ukončený"
)
# A notice begins with them.
PRE_BEGINNINGS = (
    r"pre-?order|vorbestell|pr[ée]-?commande|pr[ée]command|reservar|preventa|pr[ée]-?venda|preordina|in prereservering"
    r"|f[öo]rbest[äa]ll|forudbestil|przedsprzeda[żz]|p[řr]edobjedn|предзаказ|予約|预售|預購|예약"
)
PRE = (
    rf"{PRE_BEGINNINGS}"
    r"|pre-?order(?:s|s? now|en)|available for pre-?order|coming soon|(?:jetzt )?vorbestell(?:en|ung|bar)"
    r"|(?:en )?précommander?|pre-venta|preordine|pre-?ordine|ön sipariş|попереднє замовлення|طلب مسبق|הזמנה מוקדמת"
    r"|forhåndsbestill|ennakkotilaa|předobjednat|předobjednávka|predobjednávka|előrendelés|precomandă|προπαραγγελία"
    r"|予約(?:受付中|する|商品)|預售|预订|예약 ?(?:판매|구매)|đặt trước|สั่งจองล่วงหน้า|พรีออเดอร์"
)
BACK = (
    r"back-?orders?(?:ed)?|on back-?order|available on back-?order|nachbestellt|in nachlieferung|お取り寄せ|取り寄せ(?:商品"
    r"|可)?|en réapprovisionnement|restordre|på väg in|под заказ"
)
MADE = (
    r"made[ -]to[ -]order|made[ -]to[ -]measure|custom[ -]made|auf bestellung(?: gefertigt)?"
    r"|wird (?:für sie )?(?:auf bestellung )?(?:an)?gefertigt|fait sur commande|sur commande|fabriqué à la commande"
    r"|hecho (?:bajo|por) pedido|bajo pedido|su ordinazione|sob encomenda|feito sob encomenda|op bestelling(?: gemaakt)?"
    r"|na zamówienie|sipariş üzerine|受注生産|オーダーメイド|定制|接单生产|주문 ?제작|на замовлення|изготовление на заказ"
    r"|beställningsvara|tilaustuote|na objednávku|rendelésre|la comandă|κατόπιν παραγγελίας"
)
RESERVED = (
    r"reserved|on hold|reserviert|réservée?|reservado|riservato|prenotato|gereserveerd|zarezerwowan[eya]|rezerve(?: edildi)?"
    r"|зарезервировано|бронь|محجوز|שמור|reserverad|reserveret|reservert|varattu|rezervován[oae]|rezervované|lefoglalva"
    r"|rezervat|取引中|商談中|已预订|已預訂|예약중|거래중"
)
LIMITED = (
    r"(?:hurry,? |only |last |just )+(?:a )?(?:few|\d{1,3}) (?:left|remaining|items? left|in stock"
    r"|pieces? left)(?: in stock)?!?(?:[ -–—]*order soon\.?)?|\d{1,2} (?:left|remaining)(?: in stock)?|few left|low stock"
    r"|limited (?:availability|stock)|last (?:one|chance|items?|piece)|almost gone"
    r"|(?:nur )?noch \d{1,3} (?:stück |artikel )?(?:auf lager|verfügbar|vorrätig|übrig|stück)?|wenige(?: exemplare"
    r"| stück)? (?:auf lager|verfügbar)|geringer bestand|(?:plus que|il ne reste (?:plus )?que"
    r"|seulement) \d{1,3} (?:en stock|exemplaires?|articles?|pièces?|restants?)|dernières? pièces?|stock (?:limité|faible)"
    r"|(?:solo |sólo )?quedan? (?:solo )?\d{1,3}(?: unidades?| en stock)?|últimas? unidades?|(?:solo"
    r"|ne restano) \d{1,3} (?:rimast[oi]|disponibil[ei]|pezzi?)|ultimi pezzi|(?:restam|apenas"
    r"|só) (?:apenas )?\d{1,3}(?: unidades?| em estoque)?|nog (?:maar )?\d{1,3} (?:op voorraad|beschikbaar)?|(?:zostało "
    r"|ostatni[ae] )(?:tylko )?(?:\d{1,3} )?(?:szt\.?|sztuk[ai]?)|son \d{1,3} (?:adet|ürün)"
    r"|осталось (?:всего )?\d{1,3}(?: шт\.?)?|залишилось \d{1,3}(?: шт\.?)?"
    r"|残り ?\d{1,3} ?(?:点|個|本|枚)?|残りわずか|在庫わずか|在庫 ?残り ?\d{1,3} ?点?|仅剩 ?\d{1,3} ?件|僅剩 ?\d{1,3} ?件"
    r"|\d{1,3}개 남음|남은 수량 ?\d{1,3}개?|bara \d{1,3} kvar|få kvar|kun \d{1,3} (?:tilbage|igjen)|enää \d{1,3} jäljellä"
    r"|poslední(?:ch)? \d{1,3}? ?(?:kusy?|ks)|posledné kusy|utolsó \d{1,3}? ?(?:darab|db)|ultimele \d{1,3}? ?(?:bucăți"
    r"|produse)|tersisa \d{1,3}|sisa \d{1,3}|còn \d{1,3}(?: sản phẩm)?|เหลือ ?\d{1,3} ?ชิ้น"
)
# A notice begins with them.
IN_BEGINNINGS = (
    r"in stock|available(?: now| to ship)?|only \d+ (?:left|remaining)|\d+ (?:in stock|available|left)|ready to ship"
    r"|ships (?:today|in|within|from)|usually (?:ships|dispatched)|in store|auf lager"
    r"|sofort (?:lieferbar|verf[üu]gbar|versandfertig)|lieferbar|lagernd|vorr[äa]tig|en stock|disponible|disponibile"
    r"|disponibilit[àa] immediata|pronta consegna"
    r"|dispon[íi]vel|em estoque|em stock|in magazzino|op voorraad|i lager|p[åa] lager|varastossa|w magazynie|dost[ęe]pn[yae]"
    r"|na sklad[ěe]|skladem|skladom|k[ée]szleten|rakt[áa]ron|[îi]n stoc|na zalogi|na voljo|dobavljivo|na stanju|dostupno"
    r"|ir noliktav[āa]|pieejams|yra sand[ėe]lyje|turime|laos olemas|stokta var|stokta(?! \w)|διαθέσιμο|σε απόθεμα|в наличии"
    r"|есть в наличии|в наявності|є в наявності|в наличност|на складе|在庫あり|在庫:?\s*[1-9○◎]|有货|现货|有貨|有?現貨"
    r"|재고있음|متوفر|متاح|במלאי"
)
IN = (
    rf"{IN_BEGINNINGS}"
    r"|(?:\d{1,6} )?in stock(?: now| online|,? ready to ship)|available (?:online|immediately)|in store only"
    r"|(?:usually )?(?:ships|dispatched|despatched) (?:today|same day|in|within|from)[^.!?\n]{0,30}"
    r"|more than \d{1,4} (?:in stock|available)|\d{1,6} (?:stück )?auf lager"
    r"|sofort (?:lieferbar|verfügbar|versandfertig|versandbereit)[^.!?\n]{0,30}|verfügbar|versandfertig in[^.!?\n]{0,25}"
    r"|disponible immédiatement|expédié sous[^.!?\n]{0,20}|en existencias?|hay existencias|disponibile subito"
    r"|(?:direct )?leverbaar|beschikbaar|na stanie|mevcut|متوفر في المخزون|זמין(?: במלאי)?|(?:stok )?tersedia|ada stok"
    r"|còn hàng|มีสินค้า|พร้อมส่ง|स्टॉक में(?: है)?|उपलब्ध(?: है)?|finns i lager|(?:heti )?saatavilla|elérhető"
    r"|na (?:zalihi|lageru)|dostupno odmah|dobavljivo takoj|на склад|налич(?:ен|на|но)|turime sandėlyje|yra|ir pieejams|laos"
    r"|saadaval|(?:til )?á lager|tilgjengelig|klar til (?:levering|afsendelse)|disponibil|άμεσα διαθέσιμο|在庫有り?"
    r"|即納|現貨|有现货"
    r"|재고 있음|구매 ?가능"
)
# What stands behind a notice, or in the place of it, and denies it: "In stock: no", "0 auf Lager".
NONE_LEFT = (
    r"0+(?:[.,]0+)?(?:\s*\D{0,12})?$|(?:no|none|nein|non|nee|nej|ei|nie|ne|nu|нет|нема|немає|hayır|いいえ|なし|无|無"
    r"|没有|없음|✗|✘|×)\W*$|(?:brak|keine|aucun|ninguno)\b"
)
# Of what will be there, is there for whoever asks, or is there in other forms; a notice that says so of a thing sells none now.
LATER = (
    r"soon|shortly|for back-?\s?order|(?:to|on) (?:order|request|enquiry)|from (?:\d|early|mid|late|[a-z]+ 20\d\d)"
    r"|in (?:\d+(?:\s?[-–]\s?\d+)? (?:weeks|months)|early|mid|late|several|multiple|various|other|more|different"
    r"|\d+ (?!(?:hour|day|business|working|h)\w*)\w+)"
    r"|bald|demn[äa]chst|in k[üu]rze|auf anfrage|ab (?!sofort|lager)\w+|prochainement|bient[ôo]t|sous peu|[àa] partir"
    r"|sur (?:commande|demande)|pr[óo]ximamente|pronto|a partir|bajo pedido|em breve|sob (?:encomenda|consulta)|a breve"
    r"|prossimamente|presto|a partire|su (?:richiesta|ordinazione)|binnenkort|weldra|vanaf|op aanvraag|snart|inom kort"
    r"|fr[åa]n? (?:och med )?\d+|wkr[óo]tce|niebawem|od \d+|na zam[óo]wienie|brzy|[čc]oskoro|na dotaz"
    r"|hamarosan|r[öo]videsen|(?:[îi]n )?cur[âa]nd|la comand[ăa]|yak[ıi]nda|pian|kohta|dr[īi]z[āa]|netrukus|peagi|uskoro"
    r"|kmalu|segera|скоро|незабаром|под заказ|по запросу|с \d+|σύντομα|κατόπιν παραγγελίας"
)
LEAD = (
    r"[\W_]*(?:(?:availability|stock(?: status)?|status|verfügbarkeit|lieferstatus|disponibilité|disponibilidad"
    r"|disponibilità|disponibilidade|beschikbaarheid|voorraad|dostępność|dostupnost|dostupnosť|наличие|наявність|lagerstatus"
    r"|saatavuus|elérhetőség|disponibilitate|在庫(?:状況)?|库存|庫存|재고)[ \xa0]*[:：][\W_]*)?(?:sorry,? "
    r"|leider |désolé,? |lo sentimos,? )?(?:(?:this |the |dieser |dieses |ce |cet |este |esta |questo |il |le |der "
    r"|das |den |ten |tento |toto |acest |этот |цей )?"
    r"(?:item|product|artikel|produkt|produit|article|producto|artículo|prodotto|articolo|produto|artigo|vare|varen"
    r"|vara|varan|tuote|zboží|tovar|termék|produs|produsul"
    r"|товар|proizvod|artikal|izdelek|prekė|prece|toode|προϊόν|ürün|produk|barang|sản phẩm|สินค้า|המוצר|المنتج"
    r"|この商品は?|商品は?|該商品|此商品|本商品|이 상품은|상품이)(?: |(?<=[^\x00-\u024f]))"
    r"(?:is |ist |est |está |è |é |är |er |on |jest |je |este |nie jest |είναι )?)?"
    r"(?:currently |temporarily |derzeit |zurzeit |momentan |actuellement |temporairement |momentanément |actualmente "
    r"|temporalmente |attualmente |al momento "
    r"|temporaneamente |temporariamente |no momento |tijdelijk |momenteel |tillfälligt |för närvarande |midlertidigt "
    r"|midlertidig |for tiden |tilapäisesti |chwilowo "
    r"|obecnie |aktuálně |aktuálne |dočasně |dočasne |momentálně |momentálne |jelenleg |temporar |προσωρινά "
    r"|şu an(?:da)? |geçici olarak |временно |сейчас |тимчасово "
    r"|наразі |trenutno |privremeno |hetkel |laikinai |šobrīd |sementara |tạm |現在 ?|ただいま|暫時|暂时|現時|目前|현재 ?)?"
)
