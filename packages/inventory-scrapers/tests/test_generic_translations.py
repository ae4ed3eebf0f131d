"""What the translations of shop systems say, each on a page that has nothing else to tell it by: no class, no markup."""

from __future__ import annotations

import pytest

from inventory_core import Listing, Outcome, Page, PageResult, read_page
from inventory_scrapers.generic import Generic

# Words of one meaning, parted by "/". Of a button that puts the thing into the cart.
BUTTONS = "Добавяне към количката/카트에 추가/Aan winkelwagen toevoegen/Adăugați în coș"
# That there are some.
SOME = "3 en existencias/3 tersedia/3個の在庫/มี 3 รายการในสต็อกสินค้า/3 adet stokta/Còn 3 hàng lưu kho/3 件存货/有 3 件庫存"
# That there are few.
FEW = (
    "Niedriger Lagerbestand/Stock bas : 3 restant(s)/Ниски наличности/Skladové zásoby docházejí/Lav lagerbeholdning: 3 tilbage"
    "/Χαμηλό απόθεμα/Bajas existencias: quedan 3/Varasto vähissä/Niske zalihe/Alacsony készlet/Stok sedikit/Scorte ridotte"
    "/低在庫：残り3個/재고 부족: 3개 남음/Atsargos senka/Lage voorraad: nog maar 3/Niski poziom zapasów/Estoque baixo"
    "/Stock reduzido"
    "/Stoc redus/Заканчивается. Осталось: 3/Nízky stav zásob/Nizka zaloga/Låg lagernivå/สต็อกสินค้าเหลือน้อย/Stok az"
    "/低库存：剩余 3"
    "/庫存不足：剩餘 3 件"
)
# That there is none.
NONE = "Неналично/Ei käytettävissä/Utilgjengelig/Nu există în stoc/Đã bán hết/無法供貨"
# That it cannot be fetched at a shop.
NO_PICKUP = (
    "Abholung bei Laden Mitte derzeit nicht verfügbar/Afhentning er ikke tilgængelig på Aarhus i øjeblikket"
    "/Retiro no disponible actualmente en Madrid/Nouto ei ole tällä hetkellä saatavilla paikassa Turku"
    "/Henting er for øyeblikket ikke tilgjengelig hos Bergen/Afhaling is momenteel niet beschikbaar bij Utrecht"
    "/Recolha atualmente indisponível em Porto/Aktuálne nedostupné na vyzdvihnutie na adrese Nitra"
)
# What announces other things.
OTHERS = (
    "Допълващи продукти/Doplňkové produkty/Supplerende produkter/Συμπληρωματικά προϊόντα/Productos complementarios"
    "/Täydentävät tuotteet/Komplementarni proizvodi/Kiegészítő termékek/Produk pelengkap/Prodotti complementari/付属商品"
    "/보완 제품"
    "/Papildomi gaminiai/Utfyllende produkter/Aanvullende producten/Produkty uzupełniające/Produtos complementares"
    "/Дополнительные товары/Dopolnilni izdelki/Kompletterande produkter/สินค้าเสริม/Sản phẩm bổ sung/互补产品/配套商品"
)
# What themes call the price in any case, and the former one where a lower stands beside it.
REGULAR = (
    "Normaler Preis/Prix habituel/Обичайна цена/Běžná cena/Normalpris/Κανονική τιμή/Precio habitual/Normaalihinta"
    "/Redovna cijena/Normál ár"
    "/Harga reguler/通常価格/Įprasta kaina/Vanlig pris/Normale prijs/Cena regularna/Preço normal/Preț obișnuit/Обычная цена"
    "/Normálna cena/Redna cena/Ordinarie pris/ราคาปกติ/Normal fiyat/Giá thông thường/常规价格"
)
# What they call today's price.
TODAY = (
    "Prix promotionnel/Цена при разпродажба/Udsalgspris/Τιμή έκπτωσης/Alennushinta/Harga obral/Salgspris/Aanbiedingsprijs"
    "/Preço de saldo/Försäljningspris/ราคาโปรโมชัน"
)
# What the price of a piece, a kilogram or a litre is called.
UNIT = (
    "Stückpreis/Prix unitaire/Единична цена/Jednotková cena/Stykpris/Τιμή μονάδας/Precio unitario/Yksikköhinta/Jedinična cijena"
    "/Egységár/Harga satuan/Prezzo unitario/単価/단가/Vieneto kaina/Enhetspris/Eenheidsprijs/Cena jednostkowa/Preço unitário"
    "/Preț unitar/Цена за единицу/Cena na enoto/ราคาต่อหน่วย/Birim fiyat/Đơn giá/单价/單價"
)
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
