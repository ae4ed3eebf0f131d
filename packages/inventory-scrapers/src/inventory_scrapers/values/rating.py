"""Ratings and counts of reviews as texts write them."""

from __future__ import annotations

import re

from inventory_core.listing import Rating

_LONGEST = 300
_VALUE = r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,4})?)"
_OF = re.compile(
    rf"{_VALUE}\s*(?:★|stars?|sterne[n]?|étoiles?|estrellas?|stelle|estrelas?)?\s*(?:/|out of|of|von|sur|de|su|van|av|af|z|ze"
    rf"|из|з|中的?|点中|out of a possible|/\s)\s*"
    r"(\d{1,3}(?:[.,]0{1,2})?)(?![\d.,]*\d)",
    re.IGNORECASE,
)
_OF_REVERSED = re.compile(r"(?<!\d)(\d{1,3})\s*(?:つ星のうち|段階中|点満点中|점 만점에|分满分中)\s*(\d{1,3}(?:[.,]\d{1,4})?)")
_ALONE = re.compile(rf"(?:^|[a-zà-ÿа-я:]\s{{0,4}}){_VALUE}(?:\s*(?:★|stars?|\(|$))", re.IGNORECASE)
_NUMBER = r"(\d{1,3}(?:[., \xa0\u202f']\d{3})+|\d{1,9})"
_NAMES = (
    r"reviews?|review\(s\)|ratings?|votes?|opinions?|bewertung(?:en)?|rezension(?:en)?|avis|évaluations?|commentaires?"
    r"|reseñas?|opiniones|valoraciones|calificaciones"
    r"|recensioni?|valutazioni|avaliaç(?:ão|ões)|opiniões|beoordeling(?:en)?|reviews|opini[aei]|ocen|recenz[ei]|hodnocen[íi]"
    r"|hodnoten[íi]|отзыв(?:а|ов)?|оцен(?:ок|ки)|відгук(?:и|ів)?"
    r"|omdömen|anmeldelser|arvostelua?|értékelés|recenzii|件のレビュー|件|条评价|条评论|則評價|개"
)
_COUNT_BEFORE = re.compile(rf"(?<![\d.,]){_NUMBER}\s{{0,4}}\(?(?:{_NAMES})(?![^\W\d_])", re.IGNORECASE)
_COUNT_AFTER = re.compile(rf"(?:{_NAMES}|count)\s{{0,4}}[:：]\s{{0,4}}{_NUMBER}(?![\d.,]*\d)", re.IGNORECASE)
_COUNT_BRACKET = re.compile(rf"\(\s{{0,4}}{_NUMBER}\s{{0,4}}\)")
_COUNT_ALONE = re.compile(rf"\s*{_NUMBER}\s*$")


def read_rating(text: str | None) -> Rating | None:
    """The rating of "4,5 von 5", "4.5/5 (123)", "Rating: 3.2 (34)" or a bare "4.5": value, best and count where they are written.

    Null where the text has no value, or one above its own best.
    """
    if not text or len(text) > _LONGEST:
        return None
    value, best = _value(text)
    if value is None or (best is not None and (value > best or best == 0)):
        return None
    return Rating(value=value, best=best, count=_beside_value(text))


def read_review_count(text: str | None) -> int | None:
    """The number of reviews in "23 Reviews", "(10,237)", "reviews : 10 237" or a bare "6"; else null."""
    if not text or len(text) > _LONGEST:
        return None
    if (count := _beside_value(text)) is not None:
        return count
    match = _COUNT_ALONE.match(text)
    return _whole(match[1]) if match else None


def _value(text: str) -> tuple[float | None, float | None]:
    if match := _OF_REVERSED.search(text):
        return _decimal(match[2]), _decimal(match[1])
    if match := _OF.search(text):
        return _decimal(match[1]), _decimal(match[2])
    match = _ALONE.search(text.strip())
    return (_decimal(match[1]) if match else None), None


def _beside_value(text: str) -> int | None:
    for pattern in (_COUNT_BEFORE, _COUNT_AFTER, _COUNT_BRACKET):
        if match := pattern.search(text):
            return _whole(match[1])
    return None


def _decimal(number: str) -> float:
    return float(number.replace(",", "."))


def _whole(number: str) -> int:
    return int(re.sub(r"\D", "", number))
