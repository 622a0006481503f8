"""Amounts and dates of a claim, as far as their own words bear them out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from service.document import Amount, DateRef
from service.normalize.llm.answer import AmountAnswer, DateAnswer
from service.normalize.llm.locate import Locator, Range, same_spelling

_CURRENCY = re.compile(r"[A-Z]{3}")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_UNIT_LENGTH_MAX = 60


def located_amounts(
    answers: Sequence[AmountAnswer], body: str, locator: Locator, claim: Range
) -> tuple[tuple[Amount, ...], int]:
    """The amounts that stand in the claim with the digits that their value has, and how many others there were."""
    kept: dict[Range, Amount] = {}
    for answer in answers:
        found = _inside(answer.quote, locator, claim)
        if found is not None and _has_digits(answer.value, body[slice(*found)]) and _is_unit(answer.unit, body, claim):
            start, end = found
            unit = " ".join(answer.unit.split())
            kept[found] = Amount(start=start, end=end, quote=body[start:end], value=answer.value, unit=unit)
    return tuple(amount for _, amount in sorted(kept.items())), len(answers) - len(kept)


def located_dates(
    answers: Sequence[DateAnswer], body: str, locator: Locator, claim: Range
) -> tuple[tuple[DateRef, ...], int]:
    """The dates that stand in the claim and are some, and how many others there were."""
    kept: dict[Range, DateRef] = {}
    for answer in answers:
        found = _inside(answer.quote, locator, claim)
        if found is not None and _is_date(answer.date):
            start, end = found
            kept[found] = DateRef(start=start, end=end, quote=body[start:end], date=answer.date)
    return tuple(reference for _, reference in sorted(kept.items())), len(answers) - len(kept)


def _inside(quote: str, locator: Locator, claim: Range) -> Range | None:
    found = locator.nearest(quote, claim)
    return found if found is not None and claim[0] <= found[0] and found[1] <= claim[1] else None


def _has_digits(value: float, quote: str) -> bool:
    """Whether value and quote have the same digits, zeros around them apart; "two dozen" has none to compare."""
    digits = "".join(str(int(character)) for character in quote if character.isdecimal())
    if not math.isfinite(value):
        return False
    if not digits:
        return True
    plain = format(Decimal(repr(abs(value))), "f")
    return digits.strip("0") == plain.replace(".", "").strip("0")


def _is_unit(unit: str, body: str, claim: Range) -> bool:
    if unit == "%" or _CURRENCY.fullmatch(unit):
        return True
    wanted = same_spelling(unit)
    return 0 < len(wanted) <= _UNIT_LENGTH_MAX and wanted in same_spelling(body[slice(*claim)])


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None or not text.isascii():
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True
