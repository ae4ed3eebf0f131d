"""What the translations of shop systems say, each on a page that has nothing else to tell it by: no class, no markup."""

from __future__ import annotations

import pytest

from inventory_core import Listing, Outcome, Page, PageResult, read_page
from inventory_scrapers.generic import Generic

# Words of one meaning, parted by "/". Of a button that puts the thing into the cart.
BUTTONS = "Добавяне към количката/카트에 추가/Aan winkelwagen toevoegen/Adăugați în coș"
# That there are some.
SOME = (
    "3 en existencias/3 tersedia/3個の在庫/มี 3 รายการในสต็อกสินค้า/3 adet stokta/Còn 3 hàng lưu kho/3 件存货/有 3 件庫存"
    "/stokta mevcut/Disponibilità: Disponibile/재고현황: 재고있음/მარაგი: მარაგშია/Pasiekiamumas: Turime sandelyje"
    "/حالة التوفر : متوفر/สถานะสินค้า: มีในคลังสินค้า/库存状态：有现货/Tilgængelighed: På lager/Tilgjengelighet: På lager"
    "/Razpoložljivost: Na zalogi"
    "/3 na zalihama/3 在庫あり/3 در انبار/Stok 3"
    "/Много/Достаточно/Готовий до відправлення/Готово до відправлення/Externí sklad/Na predajni skladom/Azonnal átvehető"
    "/Stok: Var/Hàng có sẵn/Kho: Còn hàng/คงเหลือ 5 ชิ้น/In pronta consegna/Finns på lager/Heti toimitettavissa"
    "/Löytyy varastosta/Verkkokaupassa heti saatavilla/På fjernlager/Διαθεσιμότητα: Άμεση/Άμεση παραλαβή/Наличен в магазина"
    "/Na skladištu/Takojšnja dobava/Laos 5 tk/Saadaval laos/מוצר במלאי/זמין למשלוח מיידי"
)
# That there are few.
FEW = (
    "Niedriger Lagerbestand/Stock bas : 3 restant(s)/Ниски наличности/Skladové zásoby docházejí/Lav lagerbeholdning: 3 tilbage"
    "/Χαμηλό απόθεμα/Bajas existencias: quedan 3/Varasto vähissä/Niske zalihe/Alacsony készlet/Stok sedikit/Scorte ridotte"
    "/低在庫：残り3個/재고 부족: 3개 남음/Atsargos senka/Lage voorraad: nog maar 3/Niski poziom zapasów/Estoque baixo"
    "/Stock reduzido"
    "/Stoc redus/Заканчивается. Осталось: 3/Nízky stav zásob/Nizka zaloga/Låg lagernivå/สต็อกสินค้าเหลือน้อย/Stok az"
    "/低库存：剩余 3"
    "/庫存不足：剩餘 3 件"
    "/Nog maar 3 over/Apenas 3 restantes/Posledních 3/Csak 3 maradt/3개만 남음/Bare 3 igjen/Tylko 3 pozostał/Doar 3 rămase"
    "/Осталось только 3/Už len 3 ks/Sadece 3 kaldı/Залишилось лише 3/Μόνο 3 απομένουν/Остават само 3/Tikai 3 palikuši"
    "/Liko tik 3/Ostalo samo 3/Hanya tersisa 3/تبقى 3 فقط/เหลือเพียง 3 ชิ้น"
    "/Last items in stock/Letzte verfügbare Artikel/Nur noch wenige Artikel auf Lager/Letzte Teile auf Lager"
    "/Nur 3 Einheiten auf Lager./Derniers articles en stock/Quedan solo 3 en existencias./Solo 3 rimasti in magazzino"
    "/Laatste items op voorraad/Laatste artikelen in voorraad/Slechts 3 op voorraad/Ostatnie sztuki w magazynie"
    "/Ostatnie sztuki na stanie/Zostały tylko 3 w magazynie/Poslední položky skladem/Pouze 3 kusy skladem"
    "/Posledné kusy na sklade/Posledné položky na sklade/Len 3 kusy na sklade/Már csak 3 db raktáron/Ultimele bucăți în stoc"
    "/Doar 3 rămase în stoc/Последни артикули в наличност/Остават само 3 в наличност/Последние товары на складе"
    "/Последние штуки в наличии/Осталось всего 3 на складе/Останні товари на складі/Останні одиниці в наявності"
    "/Залишилось лише 3 на складі/Τελευταία τεμάχια σε απόθεμα/Τελευταία κομμάτια/Μόνο 3 απομένουν σε απόθεμα"
    "/Últimos artigos em stock/Apenas 3 em stock/Restam apenas 3 em stock/Últimos itens em estoque/Últimas unidades em estoque"
    "/Apenas 3 restantes em estoque/Sidste varer på lager/Sidste vare på lager/Kun 3 tilbage på lager/Sista varorna i lager"
    "/Sista artiklarna i lager/Endast 3 kvar i lager/Siste varer på lager/Kun 3 igjen på lager/Bare 3 igjen på lager"
    "/Viimeiset kappaleet varastossa/Viimeiset tuotteet varastossa/Vain 3 jäljellä varastossa/Viimased tooted laos"
    "/Viimased laos/Ainult 3 laos järel/Pēdējās preces noliktavā/Atlikuši tikai 3 noliktavā/Paskutinės prekės sandėlyje"
    "/Paskutiniai vienetai sandėlyje/Liko tik 3 sandėlyje/Zadnji artikli na zalihi/Posljednji komadi na zalihi"
    "/Samo 3 preostalo na zalihi/Zadnji izdelki na zalogi/Samo še 3 na zalogi/Poslednji komadi na stanju"
    "/Poslednji proizvodi na zalihama/Samo još 3 na stanju/Stoktaki son ürünler/Stokta son ürünler"
    "/Stokta yalnızca 3 adet kaldı/Stok terakhir/Hanya 3 tersisa di stok./Sản phẩm cuối cùng trong kho/Chỉ còn 3 trong kho."
    "/Chỉ 3 trong kho./在庫残りわずか/마지막 재고/3개만 남았습니다/最后几件/库存仅剩 3 件/最後幾件/庫存僅剩 3 件"
    "/آخر القطع في المخزون/بقي 3 فقط في المخزون/آخرین موجودی/تنها 3 عدد در انبار باقی مانده/פריטים אחרונים במלאי"
    "/נותרו רק 3 במלאי/Últimes unitats en estoc/Només queden 3 en estoc/สินค้าชิ้นสุดท้าย"
    "/残り1点です/残り2点のみ/残りあと1点/품절임박/마감임박/Мало/Остался 1 шт./Почти закончился/Залишилось мало"
    "/Останній екземпляр/Остання одиниця/Skladem poslední kus/Zbývá 1 ks/Zbývají poslední 3 kusy/Doprodej – poslední kusy"
    "/Zostáva 1 ks/Posledné 3 kusy/Zostały ostatnie sztuki/Már csak 3 db/Kevés készlet/Korlátozott készlet/Tükenmek üzere"
    "/Sınırlı stok/Az kaldı/Son ürün/Tükeniyor/Còn lại 3 sản phẩm/Sắp hết/Só restam 3 em estoque/¡Última unidad!"
    "/Solo 3 disponibles/Pocas unidades/متبقي 3 فقط/كمية محدودة/الكمية محدودة/بقي 3 قطع فقط/آخر قطعة/فقط 3 عدد باقی مانده"
    "/تعداد محدود/رو به اتمام/即将售罄/最后1件/最後1件/剩餘3件/即將售完/剩最後3件/ใกล้หมด/สินค้าใกล้หมด/Nur noch 1x auf Lager"
    "/Geringer Lagerbestand/Fast ausverkauft/Derniers exemplaires/Dernier exemplaire/Bientôt épuisé/Ultimo pezzo"
    "/Solo 3 pezzi disponibili/Disponibilità limitata/Ultimo pezzo disponibile/Pochi pezzi disponibili/In esaurimento"
    "/Bijna uitverkocht/Beperkt op voorraad/Laatste exemplaar/Fåtal kvar/Fåtal i lager/Endast ett fåtal kvar/Sista exemplaret"
    "/Vähän jäljellä/Viimeinen kappale/Rajoitettu erä/Vain muutama jäljellä/Få på lager/Kun 1 på lager/Begrænset antal"
    "/Kun få tilbage/Få igjen/Begrenset antall/Siste eksemplar/Ultimele bucăți/Doar 3 bucăți/Doar 3 în stoc/Ultima bucată"
    "/Τελευταίο τεμάχιο/Μόνο 3 τεμάχια/Περιορισμένη διαθεσιμότητα/Περιορισμένο απόθεμα/Λίγα τεμάχια/Последна бройка"
    "/Ограничено количество/Само 3 броя/Posljednji komad/Samo 3 komada/Ograničena količina/Još samo 3 na zalihi/Samo še 3 kosi"
    "/Omejena zaloga/Majhna zaloga/Još samo 3/Liko 3 vnt./Paskutinė prekė/Ribotas kiekis/Liko nedaug/Atlikuši 3/Pēdējā prece"
    "/Ierobežots daudzums/Pēdējie eksemplāri/Viimane toode/Piiratud kogus/Tersisa 3 produk/Stok tinggal 3/Hampir habis"
    "/נותרו 3 יחידות/יחידות אחרונות/אחרון במלאי/מלאי מוגבל/פריט אחרון/Almost sold out/Nearly sold out/Presque épuisé"
)
# That there is none.
NONE = (
    "Неналично/Ei käytettävissä/Utilgjengelig/Nu există în stoc/Đã bán hết/無法供貨"
    "/Fuera de existencia/Ez a termék nincs raktáron./Stok mevcut değil/Този продукт не е в наличност."
    "/Šios prekės nėra sandėlyje./สินค้านี้หมด"
    "/There are not enough products in stock/Nicht genügend Artikel auf Lager./Es sind nicht genügend Artikel auf Lager"
    "/Il n'y a pas assez de produits en stock/No hay suficientes productos en stock"
    "/Non ci sono abbastanza prodotti in magazzino/Er zijn niet genoeg producten op voorraad"
    "/Brak wystarczającej ilości produktów w magazynie/Niewystarczająca ilość produktów w magazynie"
    "/Není dostatek produktů na skladě/Na skladě není dostatek kusů/Na sklade nie je dostatok produktov"
    "/Nincs elegendő termék raktáron/Nincs elég termék készleten/Nu sunt suficiente produse în stoc"
    "/Няма достатъчно продукти в наличност/Недостаточно товаров на складе/На складе недостаточно товара"
    "/Недостатньо товарів на складі/Δεν υπάρχουν αρκετά προϊόντα σε απόθεμα/Não há produtos suficientes em stock"
    "/Não há produtos suficientes em estoque/Der er ikke nok varer på lager/Det finns inte tillräckligt med produkter i lager"
    "/Det er ikke nok produkter på lager/Varastossa ei ole tarpeeksi tuotteita/Laos ei ole piisavalt tooteid"
    "/Noliktavā nav pietiekami daudz preču/Sandėlyje nėra pakankamai prekių/Nema dovoljno proizvoda na zalihi"
    "/Na zalogi ni dovolj izdelkov/Nema dovoljno proizvoda na stanju/Stokta yeterli ürün yok/Kehabisan Persediaan"
    "/Persediaan-Habis/Stok tidak mencukupi/Không đủ sản phẩm trong kho/在庫が不足しています/재고가 충분하지 않습니다"
    "/لا توجد منتجات كافية في المخزون/موجودی کافی نیست/אין מספיק מוצרים במלאי/No hi ha prou productes en estoc/สินค้ามีไม่เพียงพอ"
    "/現在購入できません/Diesen Artikel führen wir nicht mehr/Non ordinabile/Ei tilattavissa/Terjual habis"
)
# That there is none now, and that it can be ordered.
TO_ORDER = (
    "Lieferbar bei Nachbestellung/Verfügbar bei Nachbestellung/Bei Nachbestellung verfügbar/Disponible sur commande"
    "/Disponible para reserva/Disponible bajo pedido/Disponibile su ordinazione/Beschikbaar via nabestelling"
    "/Beschikbaar als nabestelling/Disponível por encomenda/Disponível por encomenda/Dostępne na zamówienie"
    "/Dostupné na objednávku/Možno objednat/Dostupné na objednávku/Előrendelhető/Utánrendelhető/Disponibil la precomandă"
    "/Disponibil pe bază de comandă/Tillgänglig på restnotering/Tillgänglig via restorder/På restordre/Kan købes på restordre"
    "/Tilgjengelig på restordre/Kan restbestilles/Saatavilla jälkitoimituksena/Tilattavissa/Ön siparişe uygun"
    "/Ön sipariş için stokta/Доступно для предзаказа/Доступно под заказ/Доступно для замовлення/Доступно під замовлення"
    "/Διαθέσιμο κατόπιν παραγγελίας/Κατόπιν παραγγελίας/По поръчка/Налично с предварителна поръчка/Dostupno po narudžbi"
    "/Dostupno po porudžbini/Na voljo po naročilu/Galima užsisakyti/Pagal užsakymą/Pieejams pēc pasūtījuma/Pēc pasūtījuma"
    "/Saadaval järeltellimisel/Järeltellimisel/Có thể đặt hàng trước/Đặt hàng trước/お取り寄せ/入荷待ち注文可能/주문 예약 가능"
    "/예약 주문 가능/允许延期交货/可延期交货/允許無庫存下單/可接受預訂/זמין בהזמנה מראש/متاح بالطلب المسبق"
    "/متوفر عند الطلب المسبق/موجود برای پیش سفارش/قابل پیش‌خرید/Tersedia melalui pesanan di muka/สั่งจองล่วงหน้าได้"
    "/Disponible per reserva/Hægt að sérpanta"
    "/メーカー取り寄せ/Під замовлення/Передзамовлення/Předprodej/Lze objednat/Predpredaj/Megrendelésre"
    "/Rendelésre elérhető/Siparişe özel üretim/Hàng đặt trước/Por encargo/حسب الطلب/پیش خرید/پیش فروش/接單訂製/สั่งจอง"
    "/Nachlieferung/Wird für Sie bestellt/Bestellartikel/Fabrication à la demande/Nabestelling/Wordt besteld"
    "/Förhandsboka/Ennakkotilattavissa/Pe comandă/Με παραγγελία/Предварителна поръчка/С поръчка/Prednarudžba/Prednaročilo"
    "/Dobavljivo po naročilu/Prednarudžbina/Išankstinis užsakymas/Užsakoma prekė/Priekšpasūtījums/Pasūtāma prece/Ettetellimine"
    "/Eeltellimus/בהזמנה מיוחדת"
)
# That it cannot be fetched at a shop.
NO_PICKUP = (
    "Abholung bei Laden Mitte derzeit nicht verfügbar/Afhentning er ikke tilgængelig på Aarhus i øjeblikket"
    "/Retiro no disponible actualmente en Madrid/Nouto ei ole tällä hetkellä saatavilla paikassa Turku"
    "/Henting er for øyeblikket ikke tilgjengelig hos Bergen/Afhaling is momenteel niet beschikbaar bij Utrecht"
    "/Recolha atualmente indisponível em Porto/Aktuálne nedostupné na vyzdvihnutie na adrese Nitra"
)
# That the thing is to be had in other forms, and what announces the latest of a shop or a blog.
NO_NOTICE = (
    "Disponible avec des options différentes/Disponible con otras opciones/Produkt dostępny z różnymi opcjami"
    "/Produkt dostępny z innymi opcjami/Derniers articles/Letzte Artikel/Laatste artikelen/Últimos artigos/Последние товары"
    "/Zadnji izdelki/Viimeiset tuotteet/Avisa'm si baixa el preu/на заказ/Doprodej/Reserveer nu"
)
# An offer to tell when there are some again, and one to tell of a lower price.
NOTIFY = (
    "M’avertir quand ce produit est en stock/Informeer mij wanneer dit product op voorraad is/Upozornit na naskladnění"
    "/Tilaa ilmoitus kun tätä tuotetta on varastossa/この商品が入荷しているときに通知する/이 상품이 입고되면 알림 받기"
    "/Bu ürün stokta olduğunda bana bildir/Να ειδοποιηθώ όταν το προϊόν είναι ξανά διαθέσιμο"
    "/Уведомявай ме, когато този продукт е в наличност"
    "/Paziņot, kad prece būs pieejama/Beritahu saya bila produk ini tersedia/แจ้งเตือนเมื่อสินค้ามีในสต็อก"
    "/Être notifié lorsque le produit est de retour en stock/Le notificaremos en cuanto el producto vuelva a estar disponible"
    "/Ricevi una notifica quando torna disponibile/Ti avviseremo quando il prodotto tornerà disponibile"
    "/Laat me weten wanneer het beschikbaar is/Upozornit, až bude k dispozici"
    "/Dostat upozornění, jakmile bude zboží opět na skladě/Upozorněte mě na dostupnost/Upozorniť, keď bude dostupné"
    "/Уведоми ме при наличност/Ще Ви уведомим, когато продуктът е отново наличен"
    "/Мы сообщим вам, как только товар появится в наличии/Seja notificado quando voltar a haver stock"
    "/Iremos notificá-lo assim que o produto esteja novamente em stock/Ser notificado quando voltar ao estoque"
    "/Avisaremos você quando o produto voltar ao estoque/Vi giver dig besked, når produktet er på lager igen"
    "/Få meddelande när den är tillbaka i lager/Vi meddelar dig när produkten är tillbaka i lager"
    "/Gi meg beskjed når varen er tilgjengelig/Teavita, kui toode on taas laos/Anname teada, kui toode on taas laos"
    "/Saņemt paziņojumu, kad prece atkal būs noliktavā/Mēs jums paziņosim, kad prece atkal būs noliktavā"
    "/Primi obavijest kada bude ponovno na zalihi/Obavijestit ćemo vas kada proizvod bude ponovno na zalihi"
    "/Obvestite me, ko bo spet na zalogi/Obvestili vas bomo, ko bo izdelek spet na zalogi/Stoğa geri geldiğinde bildirim alın"
    "/Ürün tekrar stokta olduğunda sizi bilgilendireceğiz/Dapatkan notifikasi saat stok tersedia kembali"
    "/Nhận thông báo khi có hàng/Chúng tôi sẽ thông báo cho bạn khi sản phẩm có hàng./입고 시 알림/产品到货后我们会通知您"
    "/商品到貨後我們會通知您/تلقّ إشعاراً عندما يكون المنتج متوفراً مجدداً/سنقوم بإخطارك عندما يكون المنتج متوفراً مجدداً"
    "/Avisa'm quan estigui disponible/Rebre una notificació quan torni a estar disponible"
    "/Узнать о поступлении/Подписаться на поступление/Сообщить о появлении/Повідомити, коли з'явиться"
    "/Upozorniť na naskladnenie/Készletfigyelés/Quero ser avisado/نبهني عند التوفر/أخبرني عند توفر المنتج/到货提醒/補貨通知"
    "/E-Mail bei Verfügbarkeit/Me prévenir/Être alerté/Me prévenir du retour en stock"
    "/Stuur mij een mail als het weer op voorraad is/Saatavuusvahti/Tilaa saapumisilmoitus/Skriv mig op/Gi meg beskjed"
    "/Få varsel/Notifică-mă/Alertă stoc/Ενημέρωσέ με όταν είναι διαθέσιμο/Извести ме/Javite mi kad bude dostupno/Obavestite me"
    "/Informuoti apie prekę/Informēt par pieejamību/Teavita saabumisest/Anna teada, kui saadaval"
)
PRICE_ALERT = (
    "Notify me when the price drops/Benachrichtigen Sie mich, wenn der Preis fällt/M’avertir quand le prix baisse"
    "/Notifíqueme cuando el precio baje/Avvisami quando il prezzo scende/Houd mij op de hoogte wanneer de prijs daalt"
    "/Upozornit na pokles ceny/Få besked når prisen falder/Ilmoita minulle, kun hinta laskee/Értesítsen amikor az ár csökken"
    "/価格が下がったときに通知する/Varsle meg når prisen synker/Powiadom mnie gdy cena produktu spadnie"
    "/Anunță-mă când scade prețul/Уведомить меня о снижении цены/Upozorniť ma na zníženie ceny/Meddela mig när priset sänks"
    "/Fiyat düştüğünde bana bildir/Повідомити мене про зниження ціни/Pranešti, kai kaina sumažės"
    "/Obavijesti me kada cijena padne/Thông báo cho tôi khi giá giảm xuống/降价时通知我/أعلمني عند انخفاض السعر"
)
# What announces other things.
OTHERS = (
    "Допълващи продукти/Doplňkové produkty/Supplerende produkter/Συμπληρωματικά προϊόντα/Productos complementarios"
    "/Täydentävät tuotteet/Komplementarni proizvodi/Kiegészítő termékek/Produk pelengkap/Prodotti complementari/付属商品"
    "/보완 제품"
    "/Papildomi gaminiai/Utfyllende produkter/Aanvullende producten/Produkty uzupełniające/Produtos complementares"
    "/Дополнительные товары/Dopolnilni izdelki/Kompletterande produkter/สินค้าเสริม/Sản phẩm bổ sung/互补产品/配套商品"
    "/We found other products you might like!/Wir haben andere Produkte gefunden, die Ihnen gefallen könnten!"
    "/Articles apparentés/Nous avons trouvé d’autres produits que vous pourriez aimer !"
    "/¡Hemos encontrado otros productos que te pueden gustar!/Abbiamo trovato altri prodotti che potrebbero piacerti!"
    "/We vonden andere producten die u misschien leuk vindt!/Encontramos outros produtos que você pode gostar!"
    "/Našli jsme další produkty, které by se vám mohly líbit!/Vi fandt andre produkter, du måske kan lide!"
    "/Löysimme muita tuotteita, joista saatat pitää!/Találtunk más termékeket, amelyek tetszhetnek Önnek!"
    "/Znaleźliśmy inne produkty, które mogą Ci się spodobać!/Am găsit alte produse care v-ar putea plăcea!"
    "/Мы нашли другие товары, которые могут вам понравиться!/Vi hittade andra produkter som du kanske gillar!"
    "/Beğenebileceğiniz diğer ürünleri bulduk!/我们发现了您可能喜欢的其他产品！/เราพบสินค้าอื่นๆ ที่คุณอาจชอบ"
    "/Poate îți place și…/Du kan måske også lide…/Tev varētu patikt…/こちらもおすすめ…/També us pot agradar…"
    "/Þér gæti einnig líkað…"
    "/16 other products in the same category:/16 andere Artikel in der gleichen Kategorie:"
    "/Los clientes que adquirieron este producto también compraron:/16 andere producten in dezelfde categorie:"
    "/Klanten die dit product aangeschaft hebben kochten ook.../16 innych produktów w tej samej kategorii:"
    "/16 dalších produktů ve stejné kategorii:/16 ďalších produktov v rovnakej kategórii:"
    "/16 másik termék ugyanabban a kategóriában:/16 alte produse în aceeași categorie:/16 други продукта в същата категория:"
    "/Клиенти, закупили този продукт, са купили още:/16 других товаров из этой же категории:"
    "/Клиенты, которые купили этот товар, также купили:/16 інших товарів у цій самій категорії:"
    "/Клієнти, які купили цей товар, також купили:/16 άλλα προϊόντα στην ίδια κατηγορία:"
    "/16 outros produtos na mesma categoria:/Os clientes que compraram este produto também compraram:"
    "/16 andre varer i samme kategori:/Kunder, der købte denne vare, købte også:/16 andra produkter i samma kategori:"
    "/16 andre produkter i samme kategori:/16 muuta tuotetta samassa kategoriassa:"
    "/Asiakkaat, jotka ostivat tämän tuotteen, ostivat myös:/16 muud toodet samas kategoorias:"
    "/Kliendid, kes ostsid selle toote, ostsid ka:/16 citas preces šajā kategorijā:/16 kitų prekių toje pačioje kategorijoje:"
    "/Pirkėjai, kurie pirko šią prekę, taip pat pirko:/16 ostalih proizvoda u istoj kategoriji:"
    "/16 drugih izdelkov v isti kategoriji:/Kupci, ki so kupili ta izdelek, so kupili tudi:"
    "/16 drugih proizvoda u istoj kategoriji:/Aynı kategorideki diğer 16 ürün:"
    "/Bu ürünü satın alan müşteriler bunları da satın aldı:/16 produk lain dalam kategori yang sama:"
    "/16 sản phẩm khác cùng danh mục:/이 상품을 구매한 고객이 함께 구매한 상품/同类别的其他 16 件产品："
    "/同類別的其他 16 件商品：/購買此商品的顧客也購買了：/16 منتجات أخرى في نفس الفئة:"
    "/العملاء الذين اشتروا هذا المنتج اشتروا أيضا:/16 محصول دیگر در همین دسته:/16 מוצרים נוספים באותה קטגוריה:"
    "/16 altres productes de la mateixa categoria:/Els clients que van comprar aquest producte també van comprar:"
    "/この商品に関連する商品/Tavsiye ürünler/شوهد مؤخرا/Andre har også kjøpt/Πελάτες αγόρασαν επίσης"
)
# What themes call the price in any case, and the former one where a lower stands beside it.
REGULAR = (
    "Normaler Preis/Prix habituel/Обичайна цена/Běžná cena/Normalpris/Κανονική τιμή/Precio habitual/Normaalihinta"
    "/Redovna cijena/Normál ár"
    "/Harga reguler/通常価格/Įprasta kaina/Vanlig pris/Normale prijs/Cena regularna/Preço normal/Preț obișnuit/Обычная цена"
    "/Normálna cena/Redna cena/Ordinarie pris/ราคาปกติ/Normal fiyat/Giá thông thường/常规价格"
    "/Normaali hinta/정상 가격/Parastā cena/Harga Normal"
    "/Рекомендованная цена/Роздрібна ціна/Sugerowana cena/Ajánlott fogyasztói ár/Üretici fiyatı/Λιανική τιμή/Priporočena cena"
    "/Tavahind"
)
# What they call today's price.
TODAY = (
    "Prix promotionnel/Цена при разпродажба/Udsalgspris/Τιμή έκπτωσης/Alennushinta/Harga obral/Salgspris/Aanbiedingsprijs"
    "/Preço de saldo/Försäljningspris/ราคาโปรโมชัน"
    "/Sonderangebot/Specialpris/Spesialpris/Cena specjalna/Giá đặc biệt/السعر الخاص"
)
# What was and is to be paid, as those hear it who do not see which amount is struck through.
WAS_AND_IS = (
    "Ursprünglicher Preis war: 59.90 EUR~Aktueller Preis ist: 39.90 EUR."
    "/Oorspronkelijke prijs was: 59.90 EUR.~Huidige prijs is: 39.90 EUR."
    "/Pierwotna cena wynosiła: 59.90 EUR.~Aktualna cena wynosi: 39.90 EUR."
    "/Původní cena byla: 59.90 EUR.~Aktuální cena je: 39.90 EUR./Pôvodná cena bola: 59.90 EUR.~Aktuálna cena je: 39.90 EUR."
    "/Original price was: 59.90 EUR.~A jelenlegi ár: 39.90 EUR."
    "/Prețul inițial a fost: 59.90 EUR.~Prețul curent este: 39.90 EUR."
    "/Det ursprungliga priset var: 59.90 EUR.~Det nuvarande priset är: 39.90 EUR."
    "/Den oprindelige pris var: 59.90 EUR.~Den aktuelle pris er: 39.90 EUR."
    "/Opprinnelig pris var: 59.90 EUR.~Nåværende pris er: 39.90 EUR."
    "/Alkuperäinen hinta oli: 59.90 EUR.~Nykyinen hinta on: 39.90 EUR."
    "/Первоначальная цена составляла 59.90 EUR.~Текущая цена: 39.90 EUR./Оригінальна ціна: 59.90 EUR.~Поточна ціна: 39.90 EUR."
    "/Първоначалната цена беше: 59.90 EUR.~Текущата цена е: 39.90 EUR."
    "/Izvorna cijena bila je: 59.90 EUR.~Trenutna cijena je: 39.90 EUR."
    "/Originalna cena je bila: 59.90 EUR.~Trenutna cena je: 39.90 EUR."
    "/Izvirna cena je bila: 59.90 EUR.~Trenutna cena je: 39.90 EUR."
    "/Pradinė kaina buvo: 59.90 EUR.~Dabartinė kaina yra: 39.90 EUR."
    "/Sākotnējā cena bija: 59.90 EUR.~Pašreizējā cena ir: 39.90 EUR./Algne hind oli: 59.90 EUR.~Praegune hind on: 39.90 EUR."
    "/Giá gốc là: 59.90 EUR.~Giá hiện tại là: 39.90 EUR./元の価格は 59.90 EUR でした。~現在の価格は 39.90 EUR です。"
    "/원래 가격: 59.90 EUR.~현재 가격: 39.90 EUR./原价为：59.90 EUR。~当前价格为：39.90 EUR。"
    "/原始價格：59.90 EUR。~目前價格：39.90 EUR。/המחיר המקורי היה: 59.90 EUR.~המחיר הנוכחי הוא: 39.90 EUR."
    "/السعر الأصلي هو: 59.90 EUR.~السعر الحالي هو: 39.90 EUR./قیمت اصلی 59.90 EUR بود.~قیمت فعلی 39.90 EUR است."
    "/Harga aslinya adalah: 59.90 EUR.~Harga saat ini adalah: 39.90 EUR./ราคาเดิมคือ: 59.90 EUR.~ราคาปัจจุบันคือ: 39.90 EUR."
    "/Upprunalegt verð var: 59.90 EUR.~Núverandi verð er: 39.90 EUR."
)
# What the price of a piece, a kilogram or a litre is called.
UNIT = (
    "Stückpreis/Prix unitaire/Единична цена/Jednotková cena/Stykpris/Τιμή μονάδας/Precio unitario/Yksikköhinta/Jedinična cijena"
    "/Egységár/Harga satuan/Prezzo unitario/単価/단가/Vieneto kaina/Enhetspris/Eenheidsprijs/Cena jednostkowa/Preço unitário"
    "/Preț unitar/Цена за единицу/Cena na enoto/ราคาต่อหน่วย/Birim fiyat/Đơn giá/单价/單價"
)
# What the price of one of ten, and that before tax, stand behind; the labels of a number and of a maker.
QUANTITY = "10 oder weitere/10 o más/10 или более:/10 lub więcej/10 ou plus/10個以上/10 或更多/10 또는 그 이상"
NET = "Excl. BTW/Ohne Steuern/Bez DPH/税抜/Bez podatku/Fără TVA/Без налога/Exkl. moms/Χωρίς ΦΠΑ/不含税/ไม่รวมภาษี"
NUMBERS = "Produkto kodas/Produktkode/型　号/Kod produktu/Κωδικός Προϊόντος"
MAKERS = "ბრენდი/品　牌/Prekės ženklas/Bränd"
# The headings of pages that show nothing, and of those that serve whoever buys.
SERVICE = (
    "Страницата не е открита/Nem találjuk az oldalt/Stránka sa nenašla"
    "/Din indkøbskurv er tom/Handlekurven din/Din varukorg är tom/Ostoskorisi on tyhjä/O seu carrinho está vazio"
    "/Vaša je košarica prazna"
    "/A kosarad üres/Coșul dvs. este gol/Jūsų krepšelis tuščias/Keranjang Anda kosong/Sepetiniz boş/Giỏ hàng của bạn đang trống"
    "/Количката ви е празна./Το καλάθι σας είναι κενό/カートは空です/카트가 비어 있습니다/ตะกร้าสินค้าของคุณว่างอยู่"
    "/Konto erstellen/Créer un compte/Crear cuenta/Criar conta/Crea account/Account aanmaken/Opret konto/Opprett konto"
    "/Skapa konto"
    "/Luo tili/Utwórz konto/Vytvořit účet/Vytvoriť konto/Fiók létrehozása/Creați un cont/Izradi račun/Ustvari račun"
    "/Kurti paskyrą"
    "/Buat Akun/Hesap oluşturun/Tạo tài khoản/Създаване на профил/Создать учетную запись/Δημιουργία λογαριασμού"
    "/アカウントを作成する/계정 생성/创建账户/建立帳號/สร้างบัญชีผู้ใช้/Nulstil din adgangskode/Återställ ditt lösenord"
    "/Nollaa salasanasi"
    "/Zresetuj swoje hasło/Resetujte si heslo/Új jelszó létrehozása/Resetați parola/Parolanızı sıfırlayın/Đặt lại mật khẩu"
    "/Сбросьте пароль/비밀번호 재설정/重設密碼/รีเซ็ตรหัสผ่านของคุณ/Inicio de sesión/Fazer login/Kirjautuminen/Logg på/Inloggning"
    "/Conectați-vă/Влизане/การเข้าสู่ระบบ/Хронология на поръчките/Ιστορικό παραγγελιών/Korábbi rendelések/Besteloverzicht"
    "/Lịch sử đặt hàng/订单历史记录/訂單記錄/Konto/Compte/Cuenta/Účet/Fiók/Tili/Akun/Hesap/Профил/Учетная запись/계정/账户"
    "/Kontaktformular/Formulaire de contact/Formulario de contacto/Modulo di contatto/Contactformulier/Yhteydenottolomake"
    "/Kontaktskjema/Formularz kontaktowy/Kontaktní formulář/Kapcsolattartói űrlap/İletişim formu/Форма для связи"
    "/お問い合わせフォーム/联系表"
    "/Mein Wunschzettel/Můj seznam přání/Oma toivelista/Moja lista życzeń/Lista mea de dorințe/Môj zoznam želaní/İstek Listem"
    "/Мой список желаний/Λίστα επιθυμιών/ほしい物リスト/위시리스트/قائمة رغباتي/Porovnat produkty/Compară produse"
    "/Ürünleri karşılaştır/Сравнить товары/商品を比較/პროდუქტი არ მოიძებნა/Kan inte hitta produkten/Το Προϊόν δε βρέθηκε"
)


def page(body: str, title: str = "Veltrona 500 | Kosmo") -> PageResult:
    html = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"
    return read_page(Generic(), Page(body=html.encode(), url="https://kosmo.example/x/abc", status=200))


def read(price: str, behind: str) -> Listing:
    result = page(f"<h1>Veltrona 500</h1><div>{price}</div>{behind}<p>SKU: ABC-77</p>")
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    return listing


def availability(notice: str) -> str | None:
    return read("<span>45.90 EUR</span>", notice).availability


def amount(price: str) -> str | None:
    listing = read(price, "<button>Add to cart</button>")
    return str(listing.price.amount) if listing.price else None


@pytest.mark.parametrize("word", BUTTONS.split("/"))
def test_button(word: str) -> None:
    """A button that says so puts the thing into a cart, so that it can be had."""
    assert availability(f"<button>{word}</button>") == "in_stock"


@pytest.mark.parametrize("word", SOME.split("/"))
def test_some(word: str) -> None:
    """A notice that says how many there are tells of a thing that can be had."""
    assert availability(f"<p>{word}</p>") == "in_stock"


@pytest.mark.parametrize("word", FEW.split("/"))
def test_few(word: str) -> None:
    """A notice that the stock is low tells of a thing that can be had, and that few are left."""
    assert availability(f"<p>{word}</p>") == "limited"


@pytest.mark.parametrize("word", NONE.split("/"))
def test_none(word: str) -> None:
    """A notice that says so tells of a thing that cannot be had, also on a button that is disabled."""
    assert availability(f"<p>{word}</p>") == "out_of_stock"
    assert availability(f"<button disabled>{word}</button>") == "out_of_stock"


@pytest.mark.parametrize("word", TO_ORDER.split("/"))
def test_to_order(word: str) -> None:
    """A notice that a thing can be ordered that is not there says neither that it is there nor that it cannot be had."""
    assert availability(f"<p>{word}</p>") in ("back_order", "pre_order", "made_to_order")


@pytest.mark.parametrize("word", NO_NOTICE.split("/"))
def test_no_notice(word: str) -> None:
    """What tells of other forms of the thing, or of the latest of a shop, does not say whether the thing can be had."""
    assert availability(f"<p>{word}</p>") is None


@pytest.mark.parametrize("word", NOTIFY.split("/"))
def test_offer_to_tell(word: str) -> None:
    """An offer to tell when the thing can be had says that it cannot be had now."""
    assert availability(f"<a href='#'>{word}</a>") == "out_of_stock"


@pytest.mark.parametrize("word", PRICE_ALERT.split("/"))
def test_offer_to_tell_of_the_price(word: str) -> None:
    """An offer to tell of a lower price does not say that the thing cannot be had."""
    assert availability(f"<a href='#'>{word}</a>") is None


@pytest.mark.parametrize("word", NO_PICKUP.split("/"))
def test_no_pickup(word: str) -> None:
    """That a thing cannot be fetched somewhere does not say that it cannot be had."""
    assert availability(f"<p>{word}</p>") is None


@pytest.mark.parametrize("heading", OTHERS.split("/"))
def test_other_things(heading: str) -> None:
    """Below a heading that announces other things stand their prices and buttons: a thing that is sold out has neither."""
    card = "<div><p>Kandora 3</p><p>59.90 EUR</p><button>Add to cart</button></div>"
    own = "<div><h1>Veltrona 500</h1><p>Sold out</p><p>SKU: ABC-77</p></div>"
    (listing,) = page(f"{own}<div><h3>{heading}</h3>{card}</div>").listings
    assert (listing.price, listing.availability) == (None, "out_of_stock")


@pytest.mark.parametrize("label", REGULAR.split("/"))
def test_regular_price(label: str) -> None:
    """What is called the regular price is the price, and the former one where a lower stands beside it."""
    assert amount(f"<p>{label} <span>59.90 EUR</span></p>") == "59.90"
    assert amount(f"<p>{label} <span>59.90 EUR</span></p><p>39.90 EUR</p>") == "39.90"


@pytest.mark.parametrize("label", TODAY.split("/"))
def test_price_of_today(label: str) -> None:
    """The lower of two amounts is the price where its label says so, behind one without a label."""
    assert amount(f"<p>59.90 EUR</p><p>{label}: 39.90 EUR</p>") == "39.90"


@pytest.mark.parametrize("sentences", WAS_AND_IS.split("/"))
def test_price_that_was(sentences: str) -> None:
    """Of two sentences, of which one tells what the price was and one what it is, the second has the price."""
    was, now = sentences.split("~")
    assert amount(f"<p>{was}</p><p>{now}</p>") == "39.90"


@pytest.mark.parametrize("label", UNIT.split("/"))
def test_unit_price(label: str) -> None:
    """What is called the price of a unit is no price of the thing, but where it is the only one."""
    assert amount(f"<p>39.90 EUR</p><p><span>{label}</span>: <span>13.30 EUR</span></p>") == "39.90"
    assert amount(f"<p>{label}: 13.30 EUR</p>") == "13.30"


@pytest.mark.parametrize("heading", SERVICE.split("/"))
def test_page_that_serves(heading: str) -> None:
    """A page whose heading says that it serves whoever buys, or that nothing is here, is none of the things that it shows."""
    card = "<p>Kandora 3</p><p>59.90 EUR</p><button>Add to cart</button>"
    assert page(f"<h1>{heading}</h1>{card}", "Kosmo").outcome is not Outcome.OK


@pytest.mark.parametrize("label", QUANTITY.split("/"))
def test_price_of_one_of_many(label: str) -> None:
    """What is to be paid for each where many are bought is not the price."""
    assert amount(f"<ul><li><h2>39.90 EUR</h2></li><li>{label} 33.30 EUR</li></ul>") == "39.90"


@pytest.mark.parametrize("label", NET.split("/"))
def test_price_before_tax(label: str) -> None:
    """A note about tax between two amounts is about the one that it shares a place with, which is not the price before tax."""
    with_tax, net = "<div><span>39.90 EUR</span></div>", "<span>33.00 EUR</span>"
    assert amount(f"{with_tax}<div><span>{label}</span> {net}</div>") == "39.90"
    assert amount(f"<div><span>{label}</span> {net}</div>{with_tax}") == "39.90"


@pytest.mark.parametrize("label", NUMBERS.split("/"))
def test_article_number(label: str) -> None:
    """What stands behind the label of an article number is that number, also where its ideographs are spread."""
    result = page(f"<h1>Veltrona 500</h1><p>45.90 EUR</p><button>Buy now</button><p>{label}: QX-1234</p>")
    assert result.listings[0].identifiers is not None
    assert "QX-1234" in (result.listings[0].identifiers.sku, result.listings[0].identifiers.mpn)


@pytest.mark.parametrize("label", MAKERS.split("/"))
def test_maker(label: str) -> None:
    """What stands behind the label of a maker is the brand."""
    assert read("45.90 EUR", f"<p>{label}：Bramwell</p>").brand == "Bramwell"
