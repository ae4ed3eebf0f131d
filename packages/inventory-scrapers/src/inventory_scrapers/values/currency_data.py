"""Currencies as data: how the codes of ISO 4217 are written on pages, and which country uses which (as of 2026).

A symbol maps to the codes it may stand for. "GBP! EGP" means: GBP, unless the page is known to be of the country of
another one; without the mark none is assumed.
"""

from __future__ import annotations

# Not ISO 4217, but written as if they were.
_ALIASES = "RUR:RUB RMB:CNY CNH:CNY NTD:TWD NIS:ILS CND:CAD CDN:CAD CAN:CAD UKP:GBP STG:GBP YTL:TRY"
ALIASES = dict(pair.split(":") for pair in _ALIASES.split())
# Also words: taken for a code only where nothing else is written beside the amount.
_WORD_CODES = "ALL TRY TOP MAD CUP PEN LAK BAM GEL MOP SOS COP STD BOB CAN STN SIT"
WORD_CODES = frozenset(_WORD_CODES.split())

_COUNTRIES = {
    "EUR": "AD AT AX BE BG BL CY DE EE ES EU FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM VA XK YT",
    "USD": "AS BQ EC FM GU IO MH MP PR PW SV TC TL UM US VG VI",
    "GBP": "GB GG IM JE UK",
    "AUD": "AU CC CX KI NF NR TV",
    "NZD": "NZ CK NU PN TK",
    "DKK": "DK FO GL",
    "NOK": "NO SJ BV",
    "CHF": "CH LI",
    "ILS": "IL PS",
    "MAD": "MA EH",
    "XCG": "CW SX",
    "XCD": "AG AI DM GD KN LC MS VC",
    "XOF": "BF BJ CI GW ML NE SN TG",
    "XAF": "CF CG CM GA GQ TD",
    "XPF": "NC PF WF",
}
# Where the country is the first two letters of its currency.
_SAME = (
    "AED AFN ALL AMD AOA ARS AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CLP CNY COP CRC CUP "
    "CVE CZK DJF DOP DZD EGP ERN ETB FJD FKP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR INR IQD IRR ISK JMD JOD JPY "
    "KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
    "NGN NIO NPR OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP "
    "SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX UYU UZS VES VND VUV WST YER ZAR ZMW ZWG"
)
COUNTRY_CURRENCY = {code[:2]: code for code in _SAME.split()} | {
    country: code for code, countries in _COUNTRIES.items() for country in countries.split()
}
# Languages whose speakers mostly live under one currency: enough to choose among what a symbol may stand for, never alone.
_LANGUAGES = (
    "ja:JP ko:KR sv:SE da:DK nb:NO nn:NO no:NO is:IS cs:CZ hu:HU pl:PL th:TH vi:VN he:IL iw:IL tr:TR uk:UA be:BY ka:GE hy:AM "
    "kk:KZ mn:MN id:ID ms:MY hi:IN bn:BD ne:NP si:LK ur:PK af:ZA zu:ZA ro:RO mk:MK sr:RS bg:BG am:ET km:KH lo:LA my:MM fa:IR"
)
LANGUAGE_COUNTRY = dict(pair.split(":") for pair in _LANGUAGES.split())

# Symbols and words as written; longer ones win over shorter. Letters in them are matched as given, in lower and in upper case.
_SYMBOLS = {
    "EUR!": "€ euro euros eurot evro eura ευρώ евро ₠",
    "USD!": "US$ U$S U$D USD$ $US",
    "GBP!": "UK£ ₤ pounds pound",
    "GBP! EGP LBP SYP SDG SSP FKP GIP SHP": "£ ￡",
    "INR!": "₹ रु. रुपये",
    "INR PKR LKR NPR MUR SCR": "Rs Rs. ₨ रु ரூ",
    "PKR!": "PKRs",
    "NPR!": "नेरू NPRs नेरु",
    "NPR INR": "रू रू.",
    "LKR!": "SLRs රු රු.",
    "MUR!": "MURs",
    "JPY!": "JP¥ 円 yen",
    "CNY!": "CN¥ RMB¥ 人民币 人民幣",
    "JPY CNY": "¥ ￥",
    "CNY TWD HKD MOP": "圓 圆",
    "CNY! TWD HKD MOP": "元",
    "TWD!": "NT$ NTD$ 新台幣 台幣 TW$",
    "HKD!": "HK$ HKD$ 港元 港幣 港币",
    "MOP!": "MOP$ 澳門元",
    "SGD!": "S$ SG$ SGD$",
    "KRW!": "₩ ￦ 원 won",
    "AUD!": "A$ AU$ AUD$",
    "CAD!": "CA$ CAD$ CAN$ CDN$ $CA $CAD",
    "CAD! NIO": "C$",
    "NZD!": "NZ$ NZD$",
    "BRL!": "R$ reais",
    "MXN!": "MX$ Mex$ MXN$",
    "ARS!": "AR$ ARS$",
    "CLP!": "CL$ CLP$",
    "COP!": "CO$ COL$ COP$",
    "UYU!": "$U UY$",
    "PEN!": "S/. S/",
    "BOB!": "$b",
    "BOB VES": "Bs Bs.",
    "VES!": "Bs.S Bs.F.",
    "PYG!": "₲ Gs Gs.",
    "CRC!": "₡ colones",
    "GTQ!": "Q",
    "HNL! MDL": "L L.",
    "HNL!": "Lps Lps.",
    "PAB!": "B/.",
    "DOP!": "RD$",
    "JMD!": "J$",
    "TTD!": "TT$",
    "BZD!": "BZ$",
    "BBD!": "Bds$",
    "XCD!": "EC$",
    "GYD!": "G$ GY$",
    "TOP!": "T$",
    "WST!": "WS$",
    "FJD!": "FJ$",
    "BND!": "BN$ B$",
    "NAD!": "N$",
    "XPF!": "CFP FCFP",
    "USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP UYU BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD DOP CUP": "$ ＄",
    "USD AUD CAD NZD SGD HKD": "dollars dollar",
    "SEK!": "Skr SEK kronor",
    "NOK!": "Nkr",
    "DKK!": "Dkr Dkk",
    "SEK NOK DKK ISK": "kr kr. kroner",
    "ISK!": "Ikr krónur",
    "CHF!": "SFr SFr. Fr. Fr fr. CHF. Franken",
    "RWF!": "FRw R₣",
    "BIF!": "FBu Fbu",
    "DJF!": "Fdj",
    "XOF XAF": "FCFA CFA F.CFA",
    "CHF XOF XAF XPF": "₣ franc francs",
    "PLN!": "zł złotych zl",
    "CZK!": "Kč Kc korun",
    "HUF!": "Ft Ft. forint",
    "RON MDL": "lei leu",
    "BGN!": "лв лв.",
    "HRK!": "kn",
    "RSD!": "din din. дин дин. dinara динар динара",
    "BAM!": "KM КМ",
    "MKD!": "ден ден. den",
    "ALL!": "Lek Lekë",
    "TRY!": "₺ TL lira",
    "RUB!": "₽",
    "RUB! BYN": "руб руб. р. р Р Р.",
    "UAH!": "₴ грн грн. hrn",
    "BYN ETB": "Br",
    "ETB!": "ብር Birr birr",
    "KZT!": "₸ тг тг. тңг тңг. тенге",
    "UZS!": "so'm сўм сум soʻm so‘m",
    "KGS!": "сом",
    "GEL!": "₾ ლარი",
    "AMD!": "֏ դր դր. դրամ",
    "AZN!": "₼",
    "AZN TMT": "ман ман. man.",
    "ILS!": "₪ ש״ח ש\"ח ש''ח NIS",
    "SAR!": "\u20c1 ر.س ر.س.",
    "SAR! SCR": "SR",
    "SAR QAR OMR YER IRR": "ريال ریال ﷼",
    "QAR!": "ر.ق ر.ق. QR",
    "OMR!": "ر.ع ر.ع. R.O",
    "YER!": "ر.ي ر.ي.",
    "AED!": "د.إ د.إ. Dhs Dhs.",
    "AED MAD": "درهم DH Dh",
    "KWD!": "د.ك د.ك. K.D. KD",
    "BHD!": "د.ب د.ب. .د.ب BD",
    "JOD!": "د.أ د.أ. د.ا JD",
    "IQD!": "د.ع د.ع. ع.د",
    "DZD!": "د.ج د.ج. دج DA",
    "MAD!": "د.م. د.م",
    "TND!": "د.ت د.ت. DT",
    "LYD!": "د.ل د.ل. LD",
    "EGP!": "ج.م ج.م. E£ LE",
    "EGP! SLE": "Le",
    "EGP SDG": "جنيه",
    "LBP!": "ل.ل ل.ل. LB£ LL",
    "SYP!": "ل.س ل.س. SY£ ش.س",
    "SDG!": "ج.س ج.س.",
    "USD CAD AUD NZD": "¢",
    "": "تومان ش.ج ش.ص ₿ Ƀ GBp GBX",
    "IDR!": "Rp Rp.",
    "MYR!": "RM",
    "PHP!": "₱ Php",
    "THB!": "฿ บาท baht",
    "VND!": "₫ đ VNĐ Đ vnđ",
    "KHR!": "៛",
    "LAK!": "₭",
    "MMK!": "Ks ကျပ်",
    "BDT!": "৳ Tk Tk. টকা টাকা",
    "MNT!": "₮ төг",
    "NGN!": "₦",
    "GHS!": "GH₵ ₵ GH¢",
    "KES!": "KSh Ksh KSh. KES.",
    "TZS!": "TSh",
    "UGX!": "USh",
    "MZN!": "MTn MT",
    "ZMW!": "ZK",
    "MWK!": "MK",
    "AOA!": "Kz",
    "ERN!": "Nfk ናቕፋ",
    "ZWL!": "Z$",
    "ZAR": "R",
    "GNF!": "FG",
    "AFN!": "؋ Af",
    "AWG!": "Afl.",
    "BTN!": "Nu.",
    "MGA!": "Ar",
}
SYMBOLS = {written: codes for codes, several in _SYMBOLS.items() for written in several.split()}
# Letters that are also units, sizes and initials: a currency only where the text is this and an amount.
_WEAK = "R Q L MT MK ZK KM FG DA DT DH Dh Ar LL LD SR QR BD JD LE Le Br Af Kz Ks kn den din man. Gs р Р lira L. Fr Lek"
WEAK = frozenset(_WEAK.split())
