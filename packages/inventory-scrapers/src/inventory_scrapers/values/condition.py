"""How worn a thing is: schema.org's itemCondition and the words of sellers."""

from __future__ import annotations

import re

from inventory_core import Condition
from inventory_core.listing import Grade

_URL = re.compile(r"^(?:(?:https?:)?/*(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
_FOLDED = re.compile(r"[\s_\-–,、，.・]+")
_LABEL = re.compile(
    r"^(?:condition|zustand|état|etat|estado|condizioni?|conditie|stan|состояние|商品の状態|状態|成色|상태|skick"
    r"|stand)\s*[:：]\s*",
    re.IGNORECASE,
)
# In the order of the grades; spaces, hyphens, commas and underscores between words do not matter.
_NAMES: dict[Grade, str] = {
    "new_with_tags": "new with tags|nwt|bnwt|brand new with tags|neu mit etikett|neuf avec étiquette|nuevo con etiquetas"
    "|nuovo con cartellino"
    "|novo com etiqueta|nieuw met prijskaartje|nowy z metką|новое с биркой|新品タグ付き|全新带吊牌",
    "new": "newcondition|new|brand new|new without tags|unused|neu|neuwertig ungebraucht|unbenutzt|neuf|neuf sans étiquette"
    "|nuevo|nuovo|novo|nieuw"
    "|nowy|новый|новое|новая|新品|新品 未使用|未使用|全新|새상품|새 상품|ny|helt ny|uusi|nový|nové|új|nou|καινούργιο|yeni"
    "|جديد|חדש|baru|mới|ใหม่|नया",
    "like_new": "like new|as new|mint|near mint|excellent used|wie neu|neuwertig|comme neuf|como nuevo|come nuovo|como novo"
    "|zo goed als nieuw"
    "|jak nowy|как новый|未使用に近い|几乎全新|九成新|거의 새것|som ny|nyskick|kuin uusi",
    "very_good": "very good|very good condition|excellent|excellent condition|sehr gut|sehr guter zustand|très bon état"
    "|muy buen estado|muy bueno|ottime condizioni|ottimo"
    "|muito bom|zeer goed|bardzo dobry|очень хорошее|目立った傷や汚れなし|非常に良い",
    "good": "good|good condition|gently used|gut|guter zustand|bon état|buen estado|bueno|buone condizioni|buono|bom"
    "|bom estado|goed|dobry|хорошее"
    "|やや傷や汚れあり|良い|god|gott skick|hyvä",
    "fair": "fair|acceptable|satisfactory|worn|well worn|akzeptabel|befriedigend|état satisfaisant|satisfaisant|aceptable"
    "|satisfactorio|discrete condizioni|accettabile"
    "|aceitável|satisfatório|redelijk|zadowalający|удовлетворительное|傷や汚れあり|可",
    "poor": "poor|bad|heavily used|heavily worn|schlecht|mauvais état|mal estado|cattive condizioni|mau estado|slecht"
    "|全体的に状態が悪い",
    "for_parts": "damagedcondition|for parts|for parts or not working|for parts only|not working|broken|spares or repair"
    "|defekt|als ersatzteil defekt"
    "|pour pièces|pour pièces détachées|hors service|para piezas|para despiece|per ricambi|para peças|voor onderdelen"
    "|uszkodzony|на запчасти|ジャンク|ジャンク品|trasig",
    "refurbished": "refurbishedcondition|refurbished|certified refurbished|seller refurbished|manufacturer refurbished"
    "|renewed|reconditioned|generalüberholt|refurbed"
    "|reconditionné|reacondicionado|ricondizionato|recondicionado|gereviseerd|odnowiony|восстановленный|整備済み品|整備済み"
    "|再生品|官方翻新|翻新|리퍼|renoverad",
    "used": "usedcondition|used|pre owned|preowned|pre loved|preloved|second hand|secondhand|gebraucht|occasion|d'occasion"
    "|usado|segunda mano|de segunda mano|usato"
    "|tweedehands|gebruikt|używany|б/у|бу|вживаний|中古|中古品|二手|중고|begagnad|brugt|brukt|käytetty|použité|použitý"
    "|použitý tovar|használt|folosit|second"
    "|μεταχειρισμένο|ikinci el|مستعمل|משומש|bekas|terpakai|đã qua sử dụng|มือสอง",
}


def _fold(text: str) -> str:
    return _FOLDED.sub("", text).casefold()


_GRADES = {_fold(name): grade for grade, names in _NAMES.items() for name in names.split("|")}
# Between the parts of what sellers write, as in "Used - very good" and "Gebraucht (wie neu)".
_PARTS = re.compile(r"\s+[-\u2013\u2014]\s+|\s*[:;,/|()\u3001\uff08\uff09]\s*")
_WIDE: frozenset[Grade] = frozenset({"new", "used"})
# Words that name a grade within more words, in the order in which they are looked for.
_SAID: tuple[tuple[Grade, re.Pattern[str]], ...] = (
    (
        "refurbished",
        re.compile(r"refurb|renewed|generalüberholt|reconditionn|reacondicionad|ricondizionat|整備済", re.IGNORECASE),
    ),
    ("for_parts", re.compile(r"damaged|for parts|defekt|pour pièces|ジャンク", re.IGNORECASE)),
    (
        "like_new",
        re.compile(
            r"\b(?:like|as|almost|nearly) new|wie neu|neuwertig|comme neuf|como nuev|come nuov|como nov|als nieuw|jak now"
            r"|как нов|som ny",
            re.IGNORECASE,
        ),
    ),
    (
        "used",
        re.compile(
            r"\bused|gebraucht|occasion|usad[oa]|usato|second ?hand|pre-?owned|używan|begagnad|tweedehands|б/у|中古|二手",
            re.IGNORECASE,
        ),
    ),
    ("new", re.compile(r"\bnew|brand new|\bneu\b|neuf|nuev[oa]|nuovo|\bnovo|nieuw|nowy|\bny\b|новый|新品|全新", re.IGNORECASE)),
)
_NOT = re.compile(r"\b(?:not|non|never|nicht|kein\w*|pas|no|nie|не|niet|inte|ikke)\b", re.IGNORECASE)


def read_condition(text: str | None) -> Condition | None:
    """The condition that a value of itemCondition or a short text names, with the text itself as `raw`.

    Of several parts the narrowest is taken: "Used - very good" is very_good. A text that names no grade, or says what it is not,
    has the grade "unknown"; null where there is no text, or where it is a sentence of more than 80 characters.
    """
    raw = (text or "").strip()
    if not raw or len(raw) > 80:
        return None
    name = _LABEL.sub("", _URL.sub("", raw).rstrip("/"))
    return Condition(grade=_named(name) or _said(name) or "unknown", raw=raw)


def _named(name: str) -> Grade | None:
    """The grade of a known name, or of the parts of it that are known names."""
    if whole := _GRADES.get(_fold(name)):
        return whole
    parts = [grade for part in _PARTS.split(name) if (grade := _GRADES.get(_fold(part)))]
    return next((grade for grade in parts if grade not in _WIDE), parts[0] if parts else None)


def _said(name: str) -> Grade | None:
    """The grade that a word within other words names."""
    return None if _NOT.search(name) else next((grade for grade, words in _SAID if words.search(name)), None)
