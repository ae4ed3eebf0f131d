"""What stands before or after an amount and says what it is, in the languages of the web's shops; matched in lower case.

A label is the text before an amount, up to the amount; where a table says "ends", its words must be the label's last.
"""

from __future__ import annotations

import re


def _ends(latin: str, others: str) -> re.Pattern[str]:
    """A pattern for labels that end in one of the words: whole words of alphabets, any characters of scripts without spaces."""
    return re.compile(rf"(?:(?<![^\W\d_])(?:{latin})|{others})\s*[:：]?\s*$")


# A price of the past, which nothing makes today's.
FORMER_TEXT = _ends(
    r"was|were|before|old price|previous(?:ly| price)|formerly|orig(?:inal|inally)?\.?(?: price)?(?: was)?|instead of"
    r"|compare(?:d)? (?:at|to)(?: price)?|normally"
    r"|statt|anstatt|vorher|bisher(?:iger preis)?|fr[üu]her(?:er preis)?|alter preis|ehemaliger preis|originalpreis"
    r"|streichpreis"
    r"|urspr[üu]nglich(?:er preis)?"
    r"|avant|au lieu de|ancien prix|prix (?:barr[eé]|initial|d'origine)|[ée]tait"
    r"|antes|precio (?:anterior|original|antiguo)|en lugar de|pre[çc]o (?:anterior|original|antigo)|em vez de|(?:^|pre[çc]o )de"
    r"|anzich[eé]|invece di|prima|prezzo (?:precedente|originale|pieno|iniziale)|era"
    r"|^van|vroeger|voorheen|eerst|oude prijs|oorspronkelijke prijs|in plaats van|van de prijs"
    r"|f[öo]rr|tidigare(?: (?:l[äa]gsta )?pris)?|ord\.(?: ?pris)?|ord ?pris|før(?:pris)?|tidligere(?: pris)?|gammel pris"
    r"|ordin[æa]r(?: pris)?"
    r"|aiemmin|ennen|alkuper[äa]inen hinta|aiempi hinta"
    r"|urspr[üu]nglicher preis war|pierwotna cena(?: wynosi[łl]a)?|p[ůu]vodn[íi] cena byla|p[ôo]vodn[áa] cena bola"
    r"|pre[tțţ](?:ul)? ini[tțţ]ial (?:a fost|era)|(?:det )?ursprungliga? pris(?:et)?(?: var)?"
    r"|(?:den )?opp?rin[dn]elige? pris(?: var)?"
    r"|alkuper[äa]inen hinta oli|(?:izvorna|originalna|izvirna|prvotna) c(?:ij|)ena(?: je)?(?: bila)?(?: je)?"
    r"|pradin[ėe] kaina(?: buvo)?"
    r"|s[āa]kotn[ēe]j[āa] cena(?: bija)?|algne hind oli|gi[áa] g[ốo]c l[àa]|harga aslinya(?: adalah)?"
    r"|upprunalegt ver[ðd](?: var)?"
    r"|первоначальная цена(?: составляла)?|(?:оригінальна|початкова) ціна|първоначална(?:та)? цена(?: беше)?"
    r"|stara cena|poprzedni[ao](?: cena)?|przed (?:obni[żz]k[ąa]|promocj[ąa])|cena (?:przed|pierwotna)|zamiast"
    r"|p[uů]vodn[ěeií](?: cena)?|p[řr]edchoz[íi] cena|b[eě][zž]n[eě]|d(?:ř[íi]|rí)ve|p[řr]ed slevou|m[íi]sto"
    r"|p[oô]vodn[aá](?: cena)?|predt[ýy]m|pred z[ľl]avou|namiesto"
    r"|(?:eredeti|teljes) [aá]r|r[ée]gi [aá]r|kor[áa]bbi [aá]r|el[őo]z[őo] [aá]r|pre[tțţ] (?:vechi|ini[tțţ]ial"
    r"|[iî]ntreg)|[iî]n loc de"
    r"|stara cijena|umesto|umjesto|prije|eski fiyat[ıi]?|i\u0307?ndirimsiz fiyat[ıi]?|[öo]nceki fiyat[ıi]?"
    r"|buvusi kaina|anks[čc]iau|vec[āa] cena|iepriek[šs]|sena kaina|kaina be nuolaidos|(?:k[öo]hn[əe]"
    r"|[əe]vv[əe]lki) qiym[əe]t|preu (?:anterior|original)|abans|(?:endine|vana|algne) hind"
    r"|fullt ver[ðd]|(?:पुरानी|मूल|नियमित) कीमत|ძველი ფასი|ескі баға|varem"
    r"|gi[áa] (?:g[ốo]c|c[ũu])|harga (?:asli|awal)|sebelumnya"
    r"|старая цена|прежняя цена|было|раньше|(?:цена )?без скидки|вместо|стара ціна|було|раніше|замість|без знижки"
    r"|стара цена|преди"
    r"|oprindelig pris|opprinnelig pris|ursprungligt pris|original(?:t)? pris|originele prijs|oryginalna cena|cena oryginalna"
    r"|ori(?:j|g)inal fiyat[ıi]?|izvorna cijena|originalna cena|s[āa]kotn[ēe]j[āa] cena|gi[áa] ban [đd][ầa]u"
    r"|первоначальная цена"
    r"|початкова ціна|preu inicial"
    r"|αρχική τιμή|παλιά τιμή|πριν|ήταν|αντί"
    # A sale price of the past.
    r"|(?:old|previous|former|original|last) (?:sale|special|offer|promo(?:tional)?) price"
    r"|(?:alter|bisheriger|vorheriger|fr[üu]herer|urspr[üu]nglicher) (?:aktions|angebots|sonder)preis"
    r"|(?:ancien|pr[ée]c[ée]dent) prix (?:promo(?:tionnel)?|sold[ée])|prix (?:promo(?:tionnel)?|sold[ée]) pr[ée]c[ée]dent"
    r"|precio (?:de )?(?:oferta|rebajado) anterior|pre[çc]o promocional anterior|prezzo (?:scontato|promo\w*) precedente"
    r"|(?:oude|vorige|eerdere) (?:actie|aanbiedings)prijs|(?:tidigare|tidligere|gammal|gammel) (?:rea|kampanj|kampanje"
    r"|tilbuds)pris"
    r"|(?:stara|poprzednia) cena promocyjna|(?:p[uů]vodn[íi]|p[řr]edchoz[íi]) ak[čc]n[íi] cena"
    r"|(?:p[oô]vodn[áa]|predch[áa]dzaj[úu]ca) ak[čc]iov[áa] cena|kor[áa]bbi akci[óo]s [áa]r|pre[tțţ] promo[tțţ]ional (?:vechi"
    r"|anterior)"
    r"|(?:stara|prija[šs]nja) akcijska cijena|[öo]nceki indirimli fiyat[ıi]?|(?:прежняя|старая|предыдущая) акционная цена"
    r"|(?:стара|попередня) акційна ціна",
    r"原価|元値|元の価格は?|原[价價](?:为|為|是)|原始價格|(?:ה)?מחיר (?:ה)?מקורי(?: היה)?|السعر الأصلي (?:هو|كان)|ราคาเดิมคือ"
    r"|標準価格|セール前価格|旧価格|原价|原價|划线价|정상가|원래 ?가격|할인전|原始(?:的)?(?:價格|价格)"
    r"|السعر (?:القديم|السابق"
    r"|الأصلي|قبل)|قبل(?: الخصم)?|بدلا? من"
    r"|מחיר (?:קודם|מקורי)|במקום|قیمت (?:قبلی|اصلی|قبل|قدیم|بازار)|ราคา(?:เดิม|เต็ม)",
)
# A price that others ask, or that the shop asks on other days; where it is the only one, it is the price.
LIST_TEXT = _ends(
    r"list(?: price)?|r\.?r\.?p\.?|m\.?s\.?r\.?p\.?|m\.?r\.?p\.?|srp|(?:suggested|recommended) (?:retail )?price"
    r"|typical price|reference price|catalog(?:ue)? price"
    r"|uvp(?: des herstellers)?|unverbindliche preisempfehlung|listenpreis|ladenpreis"
    r"|prix (?:conseill[eé]|public|catalogue)|pvc|pvp(?: recomendado|r)?"
    r"|precio (?:de lista|recomendado)|pre[çc]o de tabela"
    r"|prezzo (?:di listino|consigliato)|listino|adviesprijs|winkelprijs"
    r"|rek\.? ?(?:cirka)?pris|vejl\.?(?: ?udsalgspris| ?pris)?|veil\.?(?: pris)?|ovh"
    r"|cena (?:katalogowa|sugerowana|detaliczna|rynkowa)|doporu[čc]en[aá] cena|dmoc|moc|odpor[úu][čc]an[aá] cena|lista[áa]r"
    r"|prr?p|pre[tțţ] recomandat|mpc|mp (?:cena|cijena)|maloprodajna (?:cena|cijena)|liste fiyat[ıi]?|piyasa fiyat[ıi]?"
    r"|gi[áa] (?:ni[êe]m y[ếe]t|th[ịi] tr[ườuo]+ng)"
    r"|розничная цена|ррц|пцд|προτεινόμενη τιμή|препоръч(?:ана|ителна) цена|preporu[čc]ena (?:cijena|cena)"
    r"|рекомендованная цена|(?:роздрібна|рекомендована) ціна|sugerowana cena|aj[áa]nlott (?:fogyaszt[óo]i )?[áa]r"
    r"|[üu]retici fiyat[ıi]|λιανική τιμή|priporo[čc]ena cena|rekomenduojama kaina|soovituslik hind|ieteicam[āa] cena"
    r"|[öo]nerilen (?:sat[ıi][şs] )?fiyat[ıi]?",
    r"定価|参考価格|(?:メーカー)?希望小売価格|市場価格|零售[价價]|市场价|吊牌价|專櫃價|市價|建議售價|定價|參考價"
    r"|정가|소비자가|시중가|מחיר (?:מחירון|שוק)",
)
# Themes write these before a price that was never reduced, too: former only right beside a lower price.
WEAK_FORMER_TEXT = _ends(
    r"reg(?:ular|\.)?(?: price)?|retail(?: price)?|normal(?:e)?(?: price| preis)?|normalpreis|precio (?:habitual|normal"
    r"|regular)"
    r"|prix (?:habituel|normal|r[ée]gulier)|pre[çc]o (?:normal|regular)|prezzo (?:normale|regolare)|normale prijs|normal ?pris"
    r"|normaalihinta|norm\.(?: hinta)?|normal fiyat[ıi]?|обычная цена|звичайна ціна|normaler preis|ordinarie pris|vanlig pris"
    r"|cena regularna|b[eě][zž]n[aá] cena|norm[áa]ln[aáí] cena|norm[áa]l [aá]r|redna cena|redovna c(?:ij|)ena|[įi]prasta kaina"
    r"|pre[tțţ] (?:obi[sșş]nuit|normal)|gi[áa] th[ôo]ng th[ườuo]+ng|harga (?:reguler|normal)|normaali hinta|(?:parast"
    r"|regul[āa]r)[āa] cena|обичайна цена|редовна цена|κανονική τιμή|tavahind",
    r"מחיר רגיל|通常価格|정상 ?가격|常[规規]价?價?格|ราคาปกติ|السعر (?:العادي|المعتاد)|قیمت عادی",
)
_SAVED = (
    r"save|saving|savings|saves?|you save|off|spar(?:en|st|e|a)?|(?:du|sie|u) spar(?:st|en|ar|er)|gespart|ersparnis"
    r"|[eé]conomi[sz]e[zr]?"
    r"|[eé]conomie|ahorr[aáo]s?|risparmi[oa]?|bespaar(?:t)?|oszcz[eę]dzasz|oszcz[eę]dno[śs][ćc]|u[sš]et[rř][íi]te"
    r"|u[sš]etr[íi]te"
    r"|megtakar[íi]t[áa]s|economise[sș]ti|popust|zni[zž]ka|sleva|z[ľl]ava|rabatt?|discount|descuento|desconto|sconto"
    r"|korting|remise"
    r"|kazanc[ıi]n[ıi]z|indirim|ti[ếe]t ki[ệe]m|hemat|экономия|скидка|выгода|економія|знижка|отстъпка|alennus|allahindlus"
    r"|nuolaida|diskon|r[ée]duction|kedvezm[ée]ny|descompte|upust|έκπτωση"
    r"|спестява(?:те|ш)|poup(?:a|e|an[çc]a)|u[šs]teda|prihrani(?:te|[šs])|prihranek|s[äa]{2}st(?:[äa]t|[öo]|ad|ate)"
    r"|ietaup[āa]?(?:t|at|ums)|sutaup(?:ote|ysite|oma)|κερδίζ(?:ετε|εις)|όφελος|εξοικονομ(?:είτε|είς)"
)
_SHIPPED = (
    r"dhl|ups|fedex|dpd|gls|hermes|evri|royal mail|usps|express|standard|economy|next day|postnord|inpost|paczkomat\w*"
    r"|kurier\w*|kur[ýy]r|curier|correos"
    r"|colissimo|chronopost|mondial relay|sedex|pac|bring|posti|z[áa]silkovna|fan courier|foxpost|нова пошта|сдэк"
    r"|boxberry|почта россии|"
    r"(?<!free )(?:shipping|delivery)|postage|p ?& ?p"
    r"|versand(?:kosten)?|livraison|env[ií]o|spedizione|verzend(?:ing|kosten)?|frakt|fragt"
    r"|toimitus"
    r"|porto|frete|entrega|doprava|po[šs]tovn[éeá]|dostaw[ay]|wysy[łl]ka|sz[áa]ll[íi]t[áa]s|livrare|dostava|po[šs]tnina"
    r"|kargo(?: (?:[üu]creti|bedeli))?|ongkir|pengiriman|pristatymas|isporuka|teslimat|giao h[àa]ng|preprava|forsendelse"
    r"|exp[ée]dition|expedi[çc][ãa]o"
    r"|enviament|toimituskulut|pristatymo kaina|tarne(?:hind)?"
    r"|pieg[āa]de|saatmine|αποστολή"
    r"|v[ậa]n chuy[ểe]n|доставка|доставки|μεταφορικά|installation|assembly|montage"
)
_PAID = (
    r"per month|/ ?mo(?:nth)?|monthly|a month|pro monat|monatlich|mtl\.?|par mois|al mes|al mese|miesi[eę]cznie|raty?|rate da"
    r"|installments?|instalments?|cuotas?(?: de)?|parcelas?(?: de)?|payments? of|\d+ ?x(?: de)?|deposit|anzahlung|pfand"
    r"|consigne|statiegeld"
    r"|pant|kaucja|z[áa]loha|rent|rental|leasing|points?|punkte|puntos|bonus|earn|reward|cashback|coupon|voucher|gutschein"
    r"|trade-?in|(?:members?(?:hip)?|club|loyalty) price|(?:mitglieder|club)preis|prix (?:membre|adh[ée]rent|club)"
    r"|precio (?:socios?|club)|prezzo (?:soci|club)|ledenprijs|medlemspris|klubb?pris|cena klubowa|klubov[áa] cena"
    r"|preis f[üu]r (?:club-?)?mitglieder|pre[çc]o (?:com )?cart[ãa]o(?: \w+)?|(?:klub|t[öo]rzsv[áa]s[áa]rl[óo]i )[áa]r"
    r"|pre[tțţ] (?:de )?club|(?:klupska|klubska|klub) (?:cijena|cena)|клубна (?:цена|ціна)|(?:j[äa]sen|klubi)hin[dt]a?"
    r"|kliendikaardiga|(?:ar|su) (?:\w+ )?kart[ie]|lojalumo kortele|su (?:\w+ )?kortele|τιμή (?:μέλους|club)"
    r"|[üu]yelere [öo]zel(?: fiyat[ıi]?)?|[üu]ye fiyat[ıi]|(?:по|с|за|з|со) (?:\w+ )?карт(?:е|ой|кою|ці|ою)(?: клубу?)?"
    r"|cash price|cash|barzahlung|barpreis|nakit(?: fiyat[ıi]?)?|(?:al )?contado|contanti|(?:cena|cijena) za gotovinu"
    r"|gotovinska (?:cena|cijena)"
    r"|за наличные|готівкою|قسط\w*|دفعات"
    r"|havale(?: ?/ ?eft)?(?: indirimli)?(?: fiyat[ıi]?)?|(?:per )?bonifico|(?:bank |wire )transfer|vorkasse|przelew(?:em)?"
    r"|(?:por )?transfer[eê]ncia|par virement|(?:bij )?vooruitbetaling|przedp[łl]ata|p(?:[řr]i platb[ěe] p[řr]edem"
    r"|ri platbe vopred)"
    r"|el[őo]re (?:fizetve|utal[áa]ssal)|plat[aă] [iî]n avans|по банков път|(?:cena )?za gotovino"
    r"|(?:vid )?f[öo]rskottsbetalning"
    r"|(?:ved )?forudbetaling|(?:ved )?forskuddsbetaling|ennakkomaks(?:u|ulla)|ettemaks(?:uga)?|priek[šs]apmaksa"
    r"|mokant i[šs] anksto|με κατάθεση|при оплате наличными|при оплаті готівкою|pix|boleto"
    r"|в месяц|на місяць|баллы|бонусы|бонус|ayda|ayl[ıi]k"
)
_ASKED = (
    r"total(?: price)?|subtotal|last (?:sale|sold)(?: price)?|highest bid|(?<!best )(?<!great )value|worth|starting (?:price"
    r"|bid)|opening bid|start(?:preis|gebot)|estimate|est\.|reserve(?: price)?"
    r"|maximum bid|max bid|current market|market value|bid increment"
    r"|over|above|nad|над|preko|iznad|peste|yli|[öo]ver|boven|άνω των|superior(?:es)? a|mayores a|sopra|from orders"
    r"|orders?(?: over)?|spend|minimum(?: order)?|mindestbestellwert|ab einem (?:bestell|einkaufs)wert von"
    r"|bis|up to|jusqu'[àa]|hasta|fino a"
    r"|warranty|protection|insurance|gift ?wrap(?:ping)?|lowest price|^(?:tax|vat|mwst|tva|iva|btw|moms)"
)
# For who types a code; "Code 4711" alone is the number of a thing.
_WITH_CODE = (
    r"(?:(?:with|using|use|mit|avec|con|com|met|med|cu|po|per|με|с|со|cena z|price) (?:(?:the|dem|den|le|el|il|o|τον) )?"
    r"(?:code|codice|c[óo]digo|kod(?:en?)?|codul|coupon|cup(?:[óo]n|om)|kupong?|κωδικό|код)"
    r"|k[oó]d(?:em|om)|s kodo|(?:ar|su) kodu|kupon(?:em|om|nal)|koodilla|koodiga|(?:промо)?кодом|промокоду)"
    r"(?: (?=\w*\d)\w{3,15})?|(?=\w*\d)\w{3,15} kuponnal|kupon kod\w{2,4}"
)
# What may be paid in its place: in parts, by transfer, by members.
_OR = r"or|ou|oder|oppure|(?<!price )of|eller|tai|lub|albo|nebo|alebo|vagy|sau|veya|или|або|arba|vai|või|ili|ή"
_QUANTITY = (
    # Thousands are rounded; 1163 is a number of another kind.
    r"^(?!1$)(?:\d{1,3}|\d{2,3}00)\+?$"
    r"|\d+ for|(?!1\D)\d+ or more(?: for)?|(?<![a-z] )(?!1\D)\d+\+|buy (?!1(?!\d))\d+|[≥>]=? ?(?!1(?!\d))\d+"
    r"|(?:^|(?:qty|quantity|menge|anzahl|buy)\.?:? )(?!1\D)\d+ ?[-–] ?[1-9]\d*"
    r"|(?!1\D)\d+ (?:bis|to|do) \d+"
    r"|(?:ab|bis|od|do|from|vanaf|desde|da|d[èe]s|[àa] partir de|de la|vid k[öo]p av|ved(?: kj?[øo]p av)?|alates|no|nuo|από"
    r"|над|от|від) (?!1(?!\d))\d+(?: ?(?:stk|st|st[üu]ck|szt|ks|pcs|pieces|pi[èe]ces|pezzi|units|unidades|uds?|pz|stuks|buc|kom"
    r"|kos|tk|gab|vnt|τεμ|бр|шт)\.?)?"
    r"|(?!1\D)\d+ (?:db-t[óo]l|kpl alkaen|adet(?: ve)? [üu]zeri|или повече)"
)
_PER_UNIT = (
    r"unit price|grundpreis|prix au (?:kilo|kg|litre|l)|precio (?:por )?(?:kg|kilo|litro|unidad)|prezzo al (?:kg|kilo|litro)"
    r"|(?:kilo|liter|stuks)prijs|j[äa]mf(?:\.|[öo]r(?:else)?)?-?pris|jmf-?pris|enhetspris|kilopris|literpris|kilohinta"
    r"|litrahinta|cena jednostkowa|vertailuhinta|(?:цена|ціна) за (?:кг|л|литр|літр|100 ?(?:г|мл))"
    r"|m[ěe]rn[áa] cena|jednotkov[áa] cena|egys[ée]g[áa]r|pre[tț] unitar|birim fiyat[ıi]?|\d* ?(?:kg|g|ml|l|lb|oz|m|m²) ?="
    r"|prix unitaire|precio unitario|prezzo unitario|pre[çc]o unit[áa]rio|st(?:[üu]ck|yk)pris|st[üu]ckpreis|eenheidsprijs"
    r"|yksikk[öo]hinta|jedini[čc]na c(?:ij|)ena|cena na enoto|vieneto kaina|vien[īi]bas cena|[üu]hiku ?hind|harga satuan"
    r"|[đd][ơo]n gi[áa]|единична цена|цена за (?:единицу|кг|литр)|ціна за (?:одиницю|кг|літр)|τιμή μονάδας"
)
# What is saved, paid in parts, paid for other things or in other quantities.
OTHER_TEXT = _ends(
    "|".join((rf"(?<!%)(?<!% )(?<!% de )(?:{_SAVED})", _SHIPPED, _PAID, _WITH_CODE, _ASKED, _OR)),
    r"(?<!\d)[+＋]|配送料|送料|月々|月額|월|每期|每月|分期|ผ่อน|เดือนละ|trả góp|cicilan|または|或|또는|أو|או|หรือ|hoặc|atau"
    r"|תשלומים של|بقيمة|滿|满|分割|節約|割引"
    r"|ポイント|运费|運費|배송비|무이자|할인|적립|税抜|税別"
    r"|本体価格|会員価格|会员价|會員價|회원가|الشحن|خصم|توصيل|توفير|חיסכון|משלוח|ประหยัด|ค่าส่ง|配送|運送|郵遞|値引き|折扣"
    r"|تخفیف|הנחה",
)
# The same in the money of another country.
CONVERTED = re.compile(r"[≈≃∼~]\s*\W?$|(?:approx(?:imately|\.)|umgerechnet|equivalent(?: to)?|soit environ)\s*$")
# For who has it sent again and again.
SUBSCRIBED = re.compile(
    r"subscribe (?:&|and) save|spar-?abo\b|auto-?(?:ship|delivery) (?:&|and) save|abonnez-vous|suscr[íi]bete y ahorra"
    r"|定期(?:便|購入)"
    r"|정기 ?배송"
)
# A number of parts that the amount behind it is one of.
PARTS = re.compile(
    # Not of "2 x AA batteries".
    r"\d{1,2} ?(?:x\b(?! ?\d)(?! +(?!(?:de|of|sin|sem|sans|ohne|zu|je|à|da|di|per|a|for)\b|mens|month|monat|mois"
    r"|rat)[a-z]{2})|×(?! ?\d)|\w{0,14} ?(?:payments?|inst(?:al)?lments?|rat(?:en?|es|y|a|as|i)?(?!\w)|mensualit|cuotas?"
    r"|plazos"
    r"|versements|fois|parcelas|vezes|prestac|rate"
    r"|spl[áa]t|r[ée]szlet|taksit|плат[её]ж|частин|вноск|δόσεις|termijnen|betalingen|delbetal|avbetal|osamaksu|er[äa][äa]"
    r"|meses|mesi|mois|monate))"
)
# How many must be bought for it; and what one of many costs, which is the price where no other one is.
QUANTITY_TEXT = _ends(_QUANTITY, r"(?<!\d)(?!1\D)\d+ ?(?:[個点本枚件개] ?)?(?:以上|或更多|이상)")
SINGLE_TEXT = re.compile(
    r"^(?:(?:ab|from|od|vanaf|da|desde|от|від) )?1(?:\+| ?[-–] ?\d+| (?:st[üu]ck|stk|pcs?|piece|szt|ks|ud|pz|шт)\.?)?$"
)
UNIT_TEXT = _ends(_PER_UNIT, r"単価|단가|单价|單價|ราคาต่อหน่วย|سعر الوحدة|מחיר ליחידה")
# Wherever it stands in a label: a threshold of free shipping. Behind an amount it is what the price comes with.
FREE_SHIPPING = re.compile(
    r"free (?:\w+ )?(?:shipping|delivery)|versandkostenfrei|kostenlose[rn]? (?:versand|lieferung)|gratis(?:versand"
    r"| verzending|lieferung)"
    r"|livraison (?:gratuite|offerte)|frais de port|env[ií]o (?:gratis|gratuito)|spedizione gratuita|frete gr[áa]tis"
    r"|fri(?:tt)? frakt|fri fragt"
    r"|ilmainen toimitus|darmow[aey] (?:dostaw|wysy)|doprava (?:zdarma|zadarmo)|ingyenes|livrare gratuit|δωρεάν μεταφορικά"
    r"|[üu]cretsiz kargo"
    r"|бесплатн|безкоштовн|безплатн|besplatn|brezpla[čc]n|nemokam|bezmaksas|tasuta|portes gr[áa]tis|transport gratuit"
    r"|gratis fragt|送料無料|免运|免運|무료 ?배송|mi[ễe]n ph[íi]|gratis ongkir|شحن مجاني|משלוח חינם"
)
# The lowest price of thirty days, which the law of the EU asks for beside a reduced one.
THIRTY_DAYS = re.compile(
    r"30[ -](?:(?:derniers?|letzten?|viime|de|last|past) )?(?:days?|tagen?|dni|dn[íiů]|dne[hv]|jours|d[ií]as|giorni|dagen|dagar"
    r"|dage|dager|p[äa]iv|nap"
    r"|zile|dana|ημ[εέ]ρ|дн|g[üu]n|p[äa]eva|dien)"
    # Within as many a thing may be given back.
    r"(?!\w*[\W_]{1,3}(?:free |kostenlose[sn]? |gratis )?(?:return|r[üu]ck|money|geld|retour|widerruf|umtausch|zwrot|vr[áa]c"
    r"|resi|devol))"
)
# "/ kg", "per 100 ml", "2 kg"; a letter alone ("M", "Ft") is a size or a currency, and "Unit price" announces another amount.
UNIT_AFTER = re.compile(
    r"^\s*(?:\(?(?:\)|/|=|(?:per|pro|par|por|za|je|al|el|a|na|за)\b)\s*(?:\d+[.,]?\d*\s*)?|\d+[.,]?\d*\s*|(?=kg|mo|mies"
    r"|miesi|měs|mois|mes\b))"
    r"(?:kg|kilo|g|gr|l|lt|ltr|litre|liter|litro|litr|ml|cl|dl|m²|m2|m³|m|mb|sq\.? ?ft|ft|yd|yard|met(?:er|re|ro)|oz|fl\.? ?oz"
    r"|lb|month|mo\.?|mois"
    r"|monat|mes|mese|m[êe]s"
    r"|miesi[aą]c|mies\.?|měsíc|mesiac|měs\.?|mes\.|wash|tab(?:let)?|count|dose|capsule|кг|л|мл|г|κιλό|мес\.?|月)(?!\w)",
)
# The price of one of them is the price: "/ Stück", "/ szt.", "/ each".
PIECE_AFTER = re.compile(
    r"^\s*/\s*(?:each|ea|pcs?|pieces?|items?|units?|st(?:[üu]c?k|k|[.])|st|szt|ks|kus|db|buc|ud|uds|unidad(?:e|es)?|pz|pezzo"
    r"|pi[èe]ce|stuk|kpl|adet|шт|pair|paar|set|box|pack|rolle?)\b"
)
ANY_UNIT_AFTER = re.compile(r"^\s*/\s*(?:\d+\s*)?[^\W\d_]{2,12}\b")
# What stands between the lowest and the highest price.
UP_TO_TEXT = re.compile(r"to|bis|à|a|al|hasta|at[ée]|tot|til|till|do|[-–—~]")
FROM_TEXT = _ends(
    r"from|starting (?:at|from)|starts (?:at|from)|as low as|ab|[àa] partir de|d[èe]s|desde|a partir (?:da|de|di)"
    r"|a partire da|da|vanaf"
    r"|fr[åa]n|fr\.?o\.?m\.?|fra|od|u[žz] od|ji[žz] od|alkaen|de la|mulai(?: dari)?|от|від|από|nuo|alates",
    r"من|החל מ-?|ابتداء من",
)
# What a shop calls the price itself.
PRICE_TEXT = _ends(
    r"price|our price|current bid|winning bid|aktuelles gebot|h[öo]chstgebot|ench[èe]re actuelle|offre actuelle"
    r"|offerta attuale|puja actual|oferta actual|lance atual"
    r"|huidig bod|nuvarande bud|n[åa]v[æa]rende bud|aktualna (?:cena|oferta)|aktu[áa]ln[íi] cena|текущая (?:цена"
    r"|ставка)|現在(?:の)?価格|현재가|当前价|目前出價|buy (?:it )?now(?: for| price)?|lowest ask|(?:sale|special|final"
    r"|current|offer|deal"
    r"|promo(?:tional)?) price|now|now only|only|today|you pay"
    r"|price incl\.? (?:vat|tax|gst)"
    r"|preis|unser preis|nur|jetzt|(?:aktions|angebots|sonder|brutto|end|verkaufs)preis|prix|notre prix|prix (?:promo"
    r"|sold[ée]|ttc)|maintenant"
    r"|precio|precio (?:oferta|especial|final|actual)|ahora|pre[çc]o|por(?: apenas)?|agora|prezzo|prezzo (?:scontato"
    r"|speciale)|ora|prijs|nu|voor"
    r"|pris|v[åa]r pris|n[åa]|hinta|nyt|tarjoushinta|cena|nasza cena|teraz|cena (?:promocyjna|brutto|s dph|z dph)|nyn[íi]"
    r"|[aá]r|akci[óo]s [aá]r|most"
    r"|pre[tțţ]|pre[tțţ] (?:special|nou)|acum|fiyat[ıi]?|[şs]imdi|gi[áa](?: b[áa]n)?|harga|цена|наша цена|сейчас|ціна|зараз"
    r"|new price|neuer preis|nuevo precio|nouveau prix|nuovo prezzo|novo pre[çc]o|nieuwe prijs|nytt pris|ny pris|uusi hinta"
    r"|nowa cena"
    r"|nov[áa] cena|yeni fiyat[ıi]?|нова ціна|новая цена|nou preu"
    r"|nuestro precio|tu precio|precio web|hoy|il nostro prezzo|prezzo web|adesso|hoje|(?:speciale|jouw|uw) prijs"
    r"|nu (?:slechts|maar|voor)|slechts|nupris|ditt pris|din pris|(?:n[uåa] )?kun|hintamme|nyt vain|cena aktualna|twoja cena"
    r"|va[šs]e? cena|te[ďd]|brutt[óo] [áa]r|[úu]j [áa]r|doar|numai|cijena|sada|(?:nova|na[šs]a|posebna) (?:cijena|cena)|zdaj"
    r"|spletna cena|(?:nauja )?kaina|dabar|kaina internetu|tagad|jaun[āa] cena|(?:uus |e-poe )?hind|n[üu][üu]d|ver[ðd]"
    r"|n[úu]na|gi[áa] (?:m[ớo]i|hi[ệe]n t[ạa]i|online)|ch[ỉi] c[òo]n|sekarang|harga (?:jual|baru|sekarang)|hanya|kini"
    r"|(?:yeni )?qiym[əe]t|i\u0307?ndi|preu|ara|kdv dahil|сега|стало|цена сегодня|итоговая цена|μόνο|τιμή e-shop|η τιμή μας"
    r"|aktueller preis(?: ist)?|aktualna cena wynosi|aktu[áa]ln[íai] cena(?: je)?|pre[tțţ]ul (?:curent|actual)(?: este)?"
    r"|(?:det )?nuvarande pris(?:et)?(?: [äa]r)?|(?:den )?(?:aktuelle?|n[åa]v[æa]rende) pris(?:en)?(?: er)?"
    r"|nykyinen hinta(?: on)?"
    r"|trenutna c(?:ij|)ena(?: je)?|dabartin[ėe] kaina(?: yra)?|pa[šs]reiz[ēe]j[āa] cena(?: ir)?|praegune hind(?: on)?"
    r"|(?:a )?jelenlegi [áa]r"
    r"|gi[áa] hi[ệe]n t[ạa]i l[àa]|harga saat ini(?: adalah)?|n[úu]verandi ver[ðd](?: er)?|поточна ціна"
    r"|текуща(?:та)? цена(?: е)?"
    r"|(?:жаңа )?баға(?:сы)?|(?<!vejl\. )(?<!vejledende )udsalgspris|salgspris|f[öo]rs[äa]ljningspris"
    r"|τιμή|τώρα",
    r"現在の価格は|(?:当前|目前)[价價]格(?:为|為|是)?|המחיר הנוכחי(?: הוא)?|السعر الحالي هو|ราคาปัจจุบัน(?:คือ)?|販売価格"
    r"|税込価格|特価|セール価格|当店価格|通販価格|価格|价格|售价|现价|促销价"
    r"|優惠價|售價|特價|價格|판매가격?|할인가|가격|السعر (?:الحالي|الجديد)|السعر|الآن|מחיר(?: מבצע)?|ราคา"
    r"|ราคา(?:ขาย|สุทธิ)|เหลือเพียง|(?:販売)?価格[(（]税込み?[)）]|現在只要|עכשיו|מחיר (?:חדש|אתר)|המחיר שלנו"
    r"|قیمت(?: (?:فعلی|نهایی|جدید|فروش|برای شما))?|कीमत|मूल्य|(?:ახალი )?ფასი",
)
# What a shop calls a price that is lower than on other days.
SALE_TEXT = _ends(
    r"(?:on )?sale|(?:sale|special|offer|clearance|deal|promo(?:tional)?|reduced|discounted) ?(?:price)?"
    r"|angebot(?:spreis)?|aktion(?:spreis)?|sonderpreis"
    r"|prix (?:promo|sold[ée])|promo(?:tion)?|solde|(?:precio )?oferta"
    r"|(?:precio|pre[çc]o) (?:online|web|internet)|pre[çc]o promocional|promo[çc][ãa]o|offerta"
    r"|prezzo scontato|aanbieding|actieprijs|tilbud"
    r"|rea(?:pris)?|kampanjpris|extrapris|tarjous(?:hinta)?|(?:web|online|internet) (?:cena|cijena|price|preis|prijs"
    r"|[áa]r|pre[tț])|akcijska (?:cena|cijena)|(?:cena )?promocyjna|promocja|akce|ak[čc]n[íi] cena"
    r"|akci[óo]s [áa]r|pre[țt] redus|indirimli(?: fiyat)?"
    r"|sold[ée]|en soldes?|in svendita|scontato|wyprzeda[żz]|przecenion[ey]|alennusmyynniss[äa]|alennettu(?: hinta)?"
    r"|reduziert(?:er preis)?|rabattiert"
    r"|im angebot|en oferta|in offerta|w promocji|v akci|på (?:rea|tilbud)|tarjouksessa|prix r[ée]duit|con descuento"
    r"|com desconto|met korting"
    r"|på salg|kedvezm[ée]nyes|на распродаже|со скидкой|зі знижкою"
    r"|prix sp[ée]cial|pre[çc]o especial|tilbudspris|kampanjepris|(?:eriko?is|ale)hinta|ak[čc]iov[áa] cena|akci[ajaó]+"
    r"|cena po (?:slev[ěe]|z[ľl]ave)|kedvezm[ée]nyes [áa]r|pre[tțţ] promo[tțţ]ional"
    r"|(?:kampanyal[ıi]|i\u0307?ndirimli|sat[ıi][şs]) fiyat[ıi]?|zni[žz]ana cena|cen[ao] sa? popustom"
    r"|(?:akcijos|speciali) kaina|kaina su nuolaida|(?:akcijas|speci[āa]l[āa]) cena|cena ar atlaidi"
    r"|(?:soodus|kampaania|eri)hind|sooduspakkumine|tilbo[ðd](?:sver[ðd])?|[úu]ts[öo]luver[ðd]|endirimli qiym[əe]t"
    r"|gi[áa] (?:km|[ưu]u [đd][ãa]i)|harga (?:spesial|istimewa|jualan)|preu especial|промоционална цена|цена с отстъпка"
    r"|специална цена|специальная цена|ціна зі знижкою|спеціальна ціна|акція|акциска цена|ειδική τιμή|προσφορά"
    r"|sonderangebot|spe[cs]ialpris|cena specjalna|gi[áa] [đd][ặa]c bi[ệe]t|prix promotionnel|pre[çc]o de saldos?"
    r"|tilbuds-?pris|alennushinta|aanbiedingsprijs|harga obral|цена при разпродажба"
    r"|τιμή (?:έκπτωσης|πώλησης)|i[šs]pardavimo kaina|v[ýy]prodejov[áa] cena"
    r"|цена со скидкой|акция|акційна ціна|промо(?:цена)?|τιμή προσφοράς|gi[áa] khuy[ếe]n m[ãa]i|harga (?:promo|diskon)",
    r"(?:السعر )?بعد الخصم|セール(?:価格)?|特価|優惠價|促销价|特價|할인가|판매가|سعر العرض|مبلغ العرض|מחיר מבצע|ราคาพิเศษ"
    r"|ลดเหลือ|ราคา(?:โปรโมชั่?น|ลด)|พิเศษ|(?:ال)?سعر (?:ال)?خاص|(?:מחיר )?(?:מיוחד|(?:אחרי|לאחר) הנחה)|قیمت (?:ویژه|با تخفیف)"
    r"|(?:विशेष|बिक्री) मूल्य|ऑफर कीमत|ფასდაკლების ფასი",
)
_MONTH = (
    r"hour|hr|day|night|week|year|annum|person|stunde|tag|nacht|woche|jahr|heure|jour|nuit|semaine|hora|d[íi]a|noche"
    r"|semana|ora|giorno|notte|uur|dag|nacht|month|mo|monat|mois|mes|mese|m[êe]s|maand|m[åa]n(?:ed|ad)?|mnd|md|kk"
    r"|kuukausi|miesi[ąa]c|mies|m[ěe]s(?:[íi]c)?|mesiac"
    r"|mesec|mjesec|h[óo](?:nap)?"
    r"|lun[ăa]|ay|мес|месяц|місяць|месец|m[ėeē]n(?:es[īįi])?|kuu|kuus|μήνα|tháng|bulan"
)
# Behind an amount: it is paid each month, or is the least to order for free shipping.
MONTHLY_AFTER = re.compile(
    rf"^\W{{0,3}}(?:(?:a|per|pro|par|al|por|na|v|en|i|om|pr\.?|w|в|на|u|no)\s+)?(?:{_MONTH})(?!\w)"
    r"|^\s*(?:m[ěe]s[íi][čc]n[ěe]|mesa[čc]ne|m(?:j)?ese[čc]no"
    r"|miesi[ęe]cznie|monatlich|monthly|mensual(?:es)?|mensili|mensais|maandelijks|ежемесячно|щомісяця|havonta|lunar)(?!\w)"
    r"|^\s*(?:/?月|/? ?เดือน|شهري)"
)
THRESHOLD_AFTER = re.compile(
    r"^\s*(?:以上|이상|起免|ve [üu]zeri|[üu]zeri|(?:felett|f[öo]l[öo]tt)|(?:or|and) (?:more|over|above|up)\b|(?:und"
    r"|oder) mehr|ou plus|o m[áa]s|o pi[ùu])"
)
# Behind it in the same text: "$490免運"; in an element of its own it is what the price comes with.
FREE_FROM = re.compile(r"免[運运]")
INSTEAD_OF_PARTS = re.compile(rf"\d\W*(?:(?:a|per|pro|par|al|por|na|/)\s*)?(?:{_MONTH})\.?\W+(?:{_OR})\W*$")
# Behind an amount: it is for some, for a part, or no price at all.
OTHER_AFTER = re.compile(
    r"^\s*\(?(?:off|saved|discount(?! ?\d)|cash ?back|gespart|rabatt?|korting|de descuento|de r[eé]duction|de desconto"
    r"|di sconto|x\d|×\d|в месяц|мес"
    r"|/\s*(?:mo|month|mes|mois|monat|m[êe]s|m[åa]n)|per month|pro monat|par mois|al mes|shipping|delivery|versand|pfand"
    r"|points|value"
    r"|(?:for |with (?:a |your |the )?)?(?:members?|membership|loyalty|club|app)\b|(?:with|using|mit|avec|con|com|met|med|z"
    r"|s) (?:the |dem )?(?:\w+ )?(?:code|coupon"
    r"|gutschein|card|karte|cup[óo]n|cupom|codice|kode|kod(?:em)?|subscription|autoship|abo)|(?:first|1st) order"
    r"|per delivery|no pix|via \w+|em boleto|com boleto|[àa] vista|no boleto|(?:con|por) transferencia|com pix"
    r"|v[íi]a transferencia|bei vorkasse|havale"
    r"|with (?:auto-?ship|subscribe)|if you subscribe|mitgliederpreis|lowest price)(?!\w)",
)
# A note in an element of its own is about the amount before it where no more follows: "Shipping", not "Shipping in 24 hours".
NOTE_END = re.compile(
    r"\W*(?:$|(?:price|only|exclusive|preis|pris|prijs|deal|back|today|costs?|fees?|charges?|kosten|your|with|when|orders?"
    r"|everything)\b)"
)
# What a piece of it is sold in: "500 g"; the price of 1 kg or 100 ml is that of the unit.
SIZE_AFTER = re.compile(r"\s*(?!1(?!\d)|100\b|1000\b)\d")
FORMER_AFTER = re.compile(r"^\s*\(?(?:rrp|msrp|uvp|list price|original price|helyett|yerine)(?!\w)")
