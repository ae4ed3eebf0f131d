"""The words of shops in many languages, each on a page that has nothing else to tell it by: no class, no markup."""

from __future__ import annotations

import pytest

from inventory_core import Listing, Outcome, Page, read_page
from inventory_scrapers.generic import Generic

# Words parted by "/": of a button that buys; that there are some; that there is none.
WORDS = {
    "ar": ("اطلب الآن/إضافة للسلة", "متبقي 3 فقط/متوفر في المخزون", "انتهى من المخزون/نفدت الكمية"),
    "az": ("Səbətə at", "Stokda var/Mövcuddur", "Stokda yoxdur/Bitib"),
    "bg": ("Купете/Добави", "Има наличност/Последен брой", "Изчерпан/Не е наличен"),
    "ca": ("Afegeix a la cistella", "Hi ha existències", "Sense existències/Fora d'estoc/Aquest producte no està disponible"),
    "cs": (
        "Objednat/Vložit do košíku",
        "Ihned k odeslání/Poslední kus skladem/7 aktuálně k dispozici",
        "Prodej skončil/Nelze objednat/Nedostupný/Produkt není aktuálně k dispozici",
    ),
    "da": (
        "Bestil/Læg i indkøbskurv",
        "Sendes i dag/3 på lager",
        "Ej på lager/Udsolgt/Midlertidigt ingen på lager/Ikke længere tilgængelig",
    ),
    "de": (
        "Zum Warenkorb hinzufügen/Kaufen",
        "Lieferzeit: ca. 2-3 Werktage/12 Stück verfügbar/Aktuell verfügbar: 7",
        "Nicht lagernd/Vergriffen",
    ),
    "el": ("Αγόρασε το/Προσθήκη", "Άμεση παράδοση/3 σε απόθεμα", "Το προϊόν δεν είναι διαθέσιμο/Εξαντλημένο"),
    "es": (
        "Lo quiero/Comprar",
        "Disponibilidad inmediata/3 disponibles/Hay stock/En almacén/Más de 10 disponibles",
        "Sin inventario/Fuera de existencias/No hay stock/Sin unidades disponibles/Ya no se fabrica/Avisarme cuando haya stock",
    ),
    "et": ("Telli/Lisa korvi", "Kohe saadaval/3 laos", "Tühi laoseis/Läbi müüdud/Mitte saadaval"),
    "fa": ("خرید محصول/افزودن به سبد خرید/اضافه کردن به سبد", "موجود در انبار/آماده ارسال", "در انبار موجود نیست/ناموجود"),
    "fi": (
        "Tilaa/Lisää ostoskärryyn",
        "Heti varastosta/Vain 2 jäljellä",
        "Varasto loppu/Tuote ei ole saatavilla/Tämä tuote ei ole tällä hetkellä saatavilla",
    ),
    "fr": ("J'achète/Ajouter/Ajouter au chariot", "3 en stock/Dernières pièces disponibles !", "Hors stock/Bientôt de retour"),
    "he": ("קנו עכשיו/הוסיפו לסל", "נותרו 3 במלאי/יש במלאי", "חסר במלאי/אין במלאי/פריט אינו זמין"),
    "hi": ("खरीदें/कार्ट में जोड़ें", "स्टॉक में उपलब्ध", "वर्तमान में अनुपलब्ध"),
    "hr": ("U košaricu", "Raspoloživo odmah/3 na zalihi", "Više nije dostupno/Proizvod nije dostupan/Nema na zalihi"),
    "hu": (
        "Megrendelem/Hozzáadás a kosárhoz",
        "Van készleten/Azonnal elérhető/7 elérhető",
        "Elkelt/Kifutott termék/A termék nem elérhető",
    ),
    "id": ("Beli/Pesan sekarang", "Ready stock/Sisa stok 3", "Stok tidak tersedia/Barang kosong"),
    "is": ("Bæta í körfu/Kaupa", "3 á lager/Örfá eintök eftir", "Uppselt í bili/Ekki til í augnablikinu"),
    "it": (
        "Compra subito/Ordina ora",
        "3 disponibili/Spedito in 24 ore/7 attualmente disponibili",
        "Non in magazzino/Esaurito/Questo prodotto non è attualmente disponibile",
    ),
    "ja": ("カートに追加/今すぐ買う", "即日発送/在庫僅少", "入荷予定なし/予約受付終了/在庫を切らしています"),
    "ka": ("იყიდე/კალათაში დამატება", "მარაგშია", "არ არის მარაგში/ამოიწურა"),
    "kk": ("Сатып алу", "Қоймада бар", "Қоймада жоқ"),
    "ko": ("주문하기/카트에 담기", "당일발송/판매중", "판매가 종료된 상품입니다/품절/이 상품은 현재 구입하실 수 없습니다"),
    "lt": ("Užsakyti/Į krepšelį", "Sandėlyje/Liko 2 vnt.", "Nebeprekiaujame/Parduota"),
    "lv": ("Likt grozā/Pasūtīt", "Ir uz vietas/3 noliktavā", "Prece nav pieejama/Izpārdota"),
    "mk": ("Нарачај", "На залиха/Има на залиха", "Распродадено/Не е достапно"),
    "nb": ("Kjøp nå", "På nettlager/10+ på lager", "Tomt på lager/Ikke på nettlager"),
    "nl": (
        "Koop nu/Voeg toe aan winkelwagen",
        "Ruim op voorraad/Nog 2 stuks/7 beschikbaar",
        "Geen voorraad/Uitverkocht/Niet langer beschikbaar",
    ),
    "pl": (
        "Zamawiam/Kup",
        "Wysyłka w 24h/3 szt. w magazynie/7 dostępnych",
        "Nakład wyczerpany/Chwilowy brak/Tymczasowo brak zapasów/Ten produkt nie jest już dostępny",
    ),
    "pt": (
        "Compra rápida/Encomendar",
        "3 em estoque/Envio imediato/7 disponíveis/Pronta entrega/Estoque disponível/Últimas peças/Disponibilidade imediata",
        "Fora de stock/Esgotado/Este produto não está mais disponível/Produto em falta/Sem unidades/Avisem-me",
    ),
    "ro": (
        "Comandă acum/Adaugă în coşul de cumpărături",
        "3 în stoc/Ultimul produs in stoc",
        "Lipsă stoc/Nu mai este disponibil",
    ),
    "ru": (
        "Оформить заказ/Добавить",
        "Есть на складе/Осталось мало/7 доступно",
        "Раскупили/Ожидается поступление/Этот продукт недоступен в настоящее время",
    ),
    "sk": (
        "Objednať/Vložiť do košíka",
        "Ihneď k odoslaniu/Posledný kus skladom",
        "Produkt nie je dostupný/Vypredané/Momentálne nie je k dispozícii",
    ),
    "sl": ("V voziček", "3 na zalogi/Dobava takoj", "Ni na zalogi/Prodano/Ta izdelek ni več na voljo"),
    "sr": ("Poruči/Додај у корпу", "Ima na stanju/На стању", "Nema na zalihama/Нема на стању"),
    "sv": ("Förhandsboka/Beställ", "3 i lager/Skickas inom 24 timmar", "Slutsålt/Utsålt/Ej tillgänglig/Inte tillgänglig längre"),
    "th": ("ใส่ตะกร้า/เพิ่มไปยังรถเข็น", "มีสินค้าพร้อมส่ง/เหลือเพียง 2 ชิ้น", "สินค้าหมดแล้ว/เลิกจำหน่าย"),
    "tr": (
        "Sepete At/Sipariş Ver",
        "Stokta 3 adet/Kargoya hazır",
        "Temin edilemiyor/Bu ürün tükenmiştir/Bu ürün şu an için mevcut değil",
    ),
    "uk": (
        "Передзамовлення/Купити",
        "Готовий до відправки/Є на складі",
        "Нема в наявності/Знятий з продажу/Цей товар більше не доступний",
    ),
    "vi": ("Đặt mua/Chọn mua/Thêm vào xe đẩy", "Sẵn hàng/Sắp hết hàng/Trong kho", "Ngừng kinh doanh/Không còn hàng/Không có sẵn"),
    "zh-CN": ("添加到购物车/立即下单/添加至购物车", "库存充足/有库存", "已售空/不再可用/卖光了/库存不足/产品不可用"),
    "zh-TW": ("放入購物車/我要購買/添加到購物車", "庫存充足/剩餘3件", "銷售一空/停售/目前無法購買此商品"),
}

# What announces other things, wherever it stands; and shelves, which a heading announces.
OTHERS = (
    "Goes great with/Dazu passt/Kunden haben sich ebenfalls angesehen/Récemment consultés/Ils ont aussi acheté/Quizás te interese"
    "/Comprados juntos habitualmente/Visti di recente/Ti potrebbe interessare/Veja também/Sugestões para si/Recent bekeken"
    "/Meer van dit merk/Senast visade/Passar bra till/Sidst sete/Andre så også på/Tutustu myös/Suosittelemme/Polecane dla Ciebie"
    "/Może Ci się spodobać/Zákazníci, kteří koupili tento produkt, koupili také/Ostatní tiež kúpili/S-ar putea să vă placă"
    "/Akik ezt vették, ezt is vették/Още от категорията/Смотрите также/Вместе с этим товаром покупают/З цим товаром купують"
    "/Παρόμοια προϊόντα/Είδατε πρόσφατα/İlgili ürünler/Sizin için seçtiklerimiz/Nedavno pregledano/Priporočamo/Сродни производи"
    "/Jums taip pat gali patikti/Iesakām/Koos ostetud/Tengdar vörur/よく一緒に購入されている商品/類似商品/비슷한 상품/最近浏览"
    "/看了此商品的人也看了/Gợi ý cho bạn/Mungkin Anda juga suka/สินค้าที่คล้ายกัน/منتجات قد تعجبك/נצפו לאחרונה/محصولات مرتبط"
    "/संबंधित उत्पाद/Oxşar məhsullar/Productes relacionats"
    "/Products you recently viewed/Produkte, die Sie kürzlich angesehen haben/Empfohlene Produkte/Zugehörige Artikel"
    "/Productos vistos recientemente/Artículos recomendados/Productes recomanats/Produits récemment consultés/Produits liés"
    "/Articles recommandés/Prodotti visti di recente/Prodotti collegati/Produtos semelhantes/Produtos que você viu recentemente"
    "/Onlangs bekeken producten/Produkter du har set for nylig/Anbefalte varer/Nyligen visade produkter"
    "/Viimeksi katselemasi tuotteet"
    "/Liittyvät tuotteet/Powiązane produkty/Pokrewne produkty/Nedávno zobrazené produkty/Příbuzné produkty/Odporúčaný tovar"
    "/Nemrég megtekintett termékek/Produse văzute recent/Proizvodi koje ste nedavno gledali/Izdelki, ki ste si jih ogledali"
    "/Hiljuti vaadatud tooted/Rekomenduojamos prekės/Ieteicamās preces/Yakında incelediğiniz ürünler/Produk yang terakhir dilihat"
    "/Những sản phẩm bạn đã xem/Недавно вы смотрели/Связанные товары/Товари, які ви переглядали/最近瀏覽的產品/产品推荐"
    "/최근 본 상품/المنتجات الموصى بها/کالاهای پیشنهادی/מוצרים שצפיתם בהם"
    "/Alternative Produkte/Productos alternativos/Produits alternatifs/Prodotti alternativi/Alternatieve producten"
    "/Produkty alternatywne/Alternatív termékek/Vaihtoehtoiset tuotteet/Alternatif ürünler/Produse alternative"
    "/Альтернативные товары/Альтернативні товари/Εναλλακτικά είδη/代替商品/替代产品/المنتجات البديلة/Suggested accessories"
    "/Vorgeschlagenes Zubehör/Accesorios sugeridos/Accessoires compatibles/Accessori consigliati/Acessórios sugeridos"
    "/Unsere Empfehlungen/Nuestras recomendaciones/Nos recommandations/Onze aanbevelingen/Nasze rekomendacje/Naše preporuke"
    "/Ajánlásaink"
    "/Sugerowane akcesoria/Предлагаемые аксессуары/Önerilen aksesuarlar/Kiegészítő termékek"
)
SHELVES = (
    "Featured products/Bestseller/Neu im Sortiment/Accessoires/Meilleures ventes/Novedades/I più venduti/Novidades/Aanraders"
    "/Uutuudet/Nowości/Příslušenství/Odporúčame/Tartozékok/Noutăți/Хиты продаж/Новинки/Αξεσουάρ/Çok satanlar/Najprodavanije"
    "/Tillbehör/Priedai/人気ランキング/신상품/热销商品/熱銷商品/Phụ kiện/Produk terlaris/สินค้าขายดี/הנמכרים ביותר"
)

# What a price is called: the former one, and today's.
FORMER = (
    "Normal pris/Běžná cena/Teljes ár/Sena kaina/Vana hind/Fullt verð/元の価格/零售价/Προτεινόμενη τιμή"
    "/Препоръчана цена/Önerilen fiyat"
    "/मूल कीमत/ძველი ფასი/Rekomenduojama kaina"
    "/Oprindelig pris/Opprinnelig pris/Ursprungligt pris/Originele prijs/Oryginalna cena/Orijinal fiyat/Izvorna cijena"
    "/Sākotnējā cena/Giá ban đầu/Первоначальная цена/Початкова ціна"
)
TODAY = (
    "Prix spécial/Nuestro precio/Precio especial/Adesso/Prezzo web/Hoje/Speciale prijs/Nupris/Tilbudspris/Nu kun/Erikoishinta"
    "/Cena aktualna/Cena po slevě/Akciová cena/Kedvezményes ár/Preț promoțional/Сега/Специальная цена/Стало/Ціна зі знижкою"
    "/Η τιμή μας/İndirimli fiyat/Cijena/Nova cena/Zdaj/Cena sa popustom/Kaina/Akcijas cena/Soodushind/Tilboðsverð/販売価格(税込)"
    "/現在只要/Giá mới/Harga jual/Kini/ลดเหลือ/السعر الجديد/מחיר מיוחד/قیمت ویژه/विशेष मूल्य/ფასი/Yeni qiymət/Preu especial"
    "/New price/Neuer Preis/Nuevo precio/Nouveau prix/Nuovo prezzo/Novo preço/Nieuwe prijs/Nytt pris/Uusi hinta/Nowa cena"
    "/Nová cena"
    "/Yeni fiyat/Нова ціна/Soldé/In svendita/Wyprzedaż/Alennusmyynnissä/Reduziert/En oferta/На распродаже/Met korting"
)

# Pages that show nothing, and pages that serve whoever buys.
NOTHING = (
    "We're sorry, this product is no longer available/Lo sentimos, este producto ya no está disponible"
    "/Ops! Este anúncio não existe mais"
    "/This page does not exist/Diese Seite existiert nicht/Cette page n'existe pas/No se encontró la página/La pagina non esiste"
    "/Página não existe/Deze pagina bestaat niet/Sidan kunde inte hittas/Siden findes ikke/Fant ikke siden/Sivua ei löytynyt"
    "/Strona nie istnieje/Stránka nenalezena/Stránka nebola nájdená/Az oldal nem található/Pagina nu a fost găsită"
    "/Lehte ei leitud"
    "/Страницата не е намерена/Страница не существует/Сторінку не знайдено/Η σελίδα δεν βρέθηκε/Sayfa bulunamadı/Lapa nav atrasta"
    "/Stranica nije pronađena/Strani ni mogoče najti/Puslapis nerastas/商品は存在しません/존재하지 않는 상품입니다"
    "/页面不存在/查無此商品"
    "/Không tìm thấy trang/Halaman tidak ditemukan/ไม่พบสินค้า/الصفحة غير موجودة/הדף לא נמצא/صفحه یافت نشد"
)
SERVICE = (
    "Help center/Track your order/Our stockists/Something went wrong/No results found for mug/0 results/3 items found"
    "/Shop by brand"
    "/All products/Category: Mugs/Best sellers/Quiénes somos/Aviso legal/Gastos de envío/Seguimiento de tu pedido"
    "/Nuestras tiendas"
    "/No se han encontrado resultados/Todos los productos/Rebajas/Sobre nós/Fale conosco/Rastrear pedido/Nossas lojas"
    "/Nenhum resultado encontrado/Resultado da busca/Todos os produtos/Promoções/Lançamentos/Order #12345/Pedido nº 12345"
    "/Bestellung Nr. 12345/Commande n° 12345/Zamówienie nr 12345"
    "/Wish list"
    "/Thank you for your order/Merkliste/Vielen Dank für Ihre Bestellung/Mes favoris/Merci pour votre commande/Mi cuenta"
    "/Gracias por tu compra/Riepilogo ordine/Grazie per il tuo ordine/Minha sacola/Obrigado pela sua compra/Afrekenen"
    "/Bedankt voor je bestelling/Din varukorg/Orderbekräftelse/Tack för din beställning/Ønskeliste/Tak for din ordre/Handlevogn"
    "/Toivelista/Kiitos tilauksestasi/Schowek/Dziękujemy za zamówienie/Pokladna/Děkujeme za objednávku/Nákupný košík"
    "/Kívánságlista"
    "/Köszönjük a rendelését/Coșul meu/Mulțumim pentru comandă/Моята количка/Оформление заказа/Спасибо за заказ/Ваш кошик"
    "/Το καλάθι μου/Alışveriş Sepeti/Blagajna/Hvala na narudžbi/Moj nalog/Jūsų krepšelis/Iepirkumu grozs/Soovinimekiri/お気に入り"
    "/ご注文ありがとうございました/관심상품/确认订单/結帳/Giỏ hàng của bạn/Keranjang belanja/ตะกร้าสินค้า/سلة المشتريات"
    "/עגלת קניות/سبد خرید شما"
    "/Einloggen/Passwort vergessen/Connexion/Mot de passe oublié/Iniciar sesión/Accedi/Entrar/Inloggen/Logga in/Logg inn"
    "/Kirjaudu sisään"
    "/Zaloguj się/Přihlášení/Prihlásiť sa/Bejelentkezés/Autentificare/Prijava/Giriş yap/Đăng nhập/Masuk/Prisijungti/Logi sisse"
    "/Вход"
    "/Увійти/Σύνδεση/ログイン/로그인/登录/تسجيل الدخول/כניסה/ورود/Order history/Historial de pedidos/Storico ordini"
    "/Historia zamówień"
    "/Su carrito de compras/Votre panier est vide/Tu cesta está vacía/Váš košík je prázdný/Ваша корзина пуста/您的购物车"
    "/Zur Kasse/结账"
)
OTHER_COSTS = (
    "Forsendelse/Expédition/Expedição/Enviament/Saatmine/Pengiriman/Pristatymas/Isporuka/Teslimat/Giao hàng/Preprava/Αποστολή"
    "/配送/運送/Alennus/Allahindlus/Nuolaida/Diskon/Réduction/Kedvezmény/Descompte/Upust/Έκπτωση/値引き/折扣/تخفیف/הנחה"
)
SORTS = (
    "Price: low to high/Precio de catálogo: mayor a menor/Prix catalogue : croissant/Prezzo di catalogo: da basso a alto"
    "/Cena katalogowa: od najniższej/Katalogová cena: vysoká až nízká/Hinta: matala - korkea/Cena: lētāks vispirms"
    "/Ціна каталогу: від низької до високої/Τιμή καταλόγου: χαμηλή προς υψηλή/カタログ価格: 低→高/가격: 저가부터 고가"
    "/Preis von niedrig zu hoch/价格 - 由高到低/目录价格：从低到高/Danh mục giá: từ thấp đến cao/قیمت کاتالوگ: کم تا زیاد"
)
# What is told of a thing that will be there again, where it says neither that there is none nor shows a button.
NOTIFY = (
    "Notify me/You can get an email alert when it is back/Sobald der Artikel wieder lieferbar ist, schreiben wir Ihnen"
    "/Prévenez moi"
    "/Lorsque ce produit sera de nouveau en stock/Notificarme/Cuando vuelva a estar disponible/Notificami/Quando sarà disponibile"
    "/Hou me op de hoogte/Zodra het weer op voorraad is/Giv mig besked/Når varen er tilbage på lager/Notifiera mig"
    "/Ilmoita minulle"
    "/Kun tuotetta on taas varastossa/Dejte mi vědět/Když bude zboží opět skladem/Upozorni ma/Pranešti man/Thông báo cho tôi"
    "/Сообщить мне/Когда товар появится на складе/通知我/أبلغني/הודיעו לי/나에게 알리기/お知らせを受け取る"
)
MAKERS = (
    "Marchio/Brändi/Tuotemerkki/Бранд/Εταιρία/Prekinis ženklas/Preču zīme/制造商/廠牌/Hãng sản xuất/Produsen/برند"
    "/Förlag/Kustantaja"
    "/Wydawnictwo/Kiadó/Editura/Издателство/Εκδότης/Yayınevi/Nakladnik/Založba/Leidykla/출판사/Nhà xuất bản/Penerbit"
)


def cases(kind: int) -> list[tuple[str, str]]:
    return [(language, word) for language, words in WORDS.items() for word in words[kind].split("/")]


def read(language: str, behind: str) -> Listing:
    head = f"<html lang='{language}'><head><meta charset=utf-8><title>Veltrona 500 | Kosmo</title></head>"
    html = f"{head}<body><h1>Veltrona 500</h1><div><span>45.90 EUR</span></div>{behind}<p>SKU: ABC-77</p></body></html>"
    result = read_page(Generic(), Page(body=html.encode(), url="https://kosmo.example/veltrona-500", status=200))
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    return listing


@pytest.mark.parametrize(("language", "word"), cases(0))
def test_button(language: str, word: str) -> None:
    """A button that says so puts the thing into a cart or buys it, so that it can be had."""
    assert read(language, f"<button>{word}</button>").availability in ("in_stock", "pre_order")
    assert read(language, "<button>Veltrona</button>").availability is None


@pytest.mark.parametrize(("language", "word"), cases(1))
def test_in_stock(language: str, word: str) -> None:
    """A notice that says so tells of a thing that can be had."""
    assert read(language, f"<p>{word}</p>").availability in ("in_stock", "limited")


@pytest.mark.parametrize(("language", "word"), cases(2))
def test_out_of_stock(language: str, word: str) -> None:
    """A notice that says so tells of a thing that cannot be had, also beside a button that is disabled."""
    gone = ("out_of_stock", "sold", "discontinued")
    assert read(language, f"<p>{word}</p>").availability in gone
    assert read(language, f"<p>{word}</p><button disabled>Add to cart</button>").availability in gone


@pytest.mark.parametrize("word", NOTIFY.split("/"))
def test_offer_to_tell(word: str) -> None:
    """An offer to tell when the thing can be had again says that it cannot be had now."""
    assert read("en", f"<p>{word}</p>").availability == "out_of_stock"


@pytest.mark.parametrize("count", ["8", "12", "14", "120"])
def test_number_of_pieces(count: str) -> None:
    """A number behind the label of the stock is how many there are, also where a GTIN has as many digits."""
    assert read("en", f"<p>Stock: {count}</p>").availability == "in_stock"
    assert read("en", "<p>Stock: 0</p>").availability == "out_of_stock"


@pytest.mark.parametrize("heading", [*OTHERS.split("/"), *SHELVES.split("/")])
def test_other_things(heading: str) -> None:
    """Below a heading that announces other things stand their prices and buttons: a thing that is sold out has neither."""
    card = "<div><p>Kandora 3</p><p>59.90 EUR</p><button>Add to cart</button></div>"
    page = f"<div><h1>Veltrona 500</h1><p>Sold out</p><p>SKU: ABC-77</p></div><div><h3>{heading}</h3>{card}</div>"
    html = f"<html><head><meta charset=utf-8><title>Veltrona 500 | Kosmo</title></head><body>{page}</body></html>"
    (listing,) = read_page(Generic(), Page(body=html.encode(), url="https://kosmo.example/p/7", status=200)).listings
    assert (listing.price, listing.availability) == (None, "out_of_stock")


@pytest.mark.parametrize("badge", SHELVES.split("/"))
def test_badge(badge: str) -> None:
    """What names a shelf as a heading is a badge of the thing elsewhere."""
    listing = read("en", f"<span>{badge}</span><p>Now <b>39.90 EUR</b></p><button>Add to cart</button>")
    assert (listing.price and str(listing.price.amount), listing.availability) == ("39.90", "in_stock")


@pytest.mark.parametrize("label", FORMER.split("/"))
def test_former_price(label: str) -> None:
    """The higher of two amounts is the former price where its label says so."""
    assert _shown(f"<p>{label}: 59.90 EUR</p><p>39.90 EUR</p>") == "39.90"


@pytest.mark.parametrize("label", TODAY.split("/"))
def test_price_of_today(label: str) -> None:
    """The lower of two amounts is the price where its label says so, behind one without a label."""
    assert _shown(f"<p>59.90 EUR</p><p>{label}: 39.90 EUR</p>") == "39.90"


def _shown(amounts: str) -> str | None:
    page = f"<h1>Veltrona 500</h1><div>{amounts}</div><button>Add to cart</button>"
    html = f"<html><head><meta charset=utf-8><title>Veltrona 500 | Kosmo</title></head><body>{page}</body></html>"
    (listing,) = read_page(Generic(), Page(body=html.encode(), url="https://kosmo.example/p/7", status=200)).listings
    return str(listing.price.amount) if listing.price else None


@pytest.mark.parametrize("heading", [*NOTHING.split("/"), *SERVICE.split("/")])
def test_page_of_nothing(heading: str) -> None:
    """A page whose heading says that nothing is here, or that it serves whoever buys, is none of the things that it shows."""
    card = "<p>Kandora 3</p><p>59.90 EUR</p><button>Add to cart</button>"
    html = f"<html><head><meta charset=utf-8><title>Kosmo</title></head><body><h1>{heading}</h1>{card}</body></html>"
    result = read_page(Generic(), Page(body=html.encode(), url="https://kosmo.example/x/abc", status=200))
    assert result.outcome is not Outcome.OK


@pytest.mark.parametrize(
    "name", ["Kasa fiskalna Mini", "Košarica za kruh", "Kassa 4 tum", "Panier en osier", "Cassa acustica 12"]
)
def test_name_that_begins_as_a_service(name: str) -> None:
    """A thing may be called what serves whoever buys, and more."""
    offer = "<p>39.90 EUR</p><button>Buy</button>"
    html = f"<html><head><meta charset=utf-8><title>{name}</title></head><body><h1>{name}</h1>{offer}"
    (listing,) = read_page(Generic(), Page(body=html.encode(), url="https://kosmo.example/x/abc", status=200)).listings
    assert listing.title == name


@pytest.mark.parametrize("choice", SORTS.split("/"))
def test_choice_to_sort_by_price(choice: str) -> None:
    """A page that offers to sort what it shows by price is a list, whatever its first price."""
    first = f"<select><option>{choice}</option></select><p>Kandora 3</p><p class=price>59.90 EUR</p>"
    html = f"<html><head><meta charset=utf-8><title>Kandora</title></head><body><h1>Kandora</h1>{first}</body></html>"
    assert read_page(Generic(), Page(body=html.encode(), url="https://kosmo.example/x/abc", status=200)).outcome is not Outcome.OK


@pytest.mark.parametrize("label", MAKERS.split("/"))
def test_maker(label: str) -> None:
    """What stands behind the label of a maker or a publisher is the brand."""
    assert read("en", f"<p>{label}: Bramwell</p>").brand == "Bramwell"


@pytest.mark.parametrize("label", OTHER_COSTS.split("/"))
def test_cost_of_something_else(label: str) -> None:
    """What is asked for sending a thing, or saved on it, is not what it costs, also where it comes first."""
    assert _shown(f"<p>{label}: 5.90 EUR</p><p>39.90 EUR</p>") == "39.90"
