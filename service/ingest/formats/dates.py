"""Dates as pages, feeds and markup write them: read exactly, or not at all.

What could mean two moments (03/04/2024, "IST"), or none by itself ("yesterday", "2 hours ago"), is None: a reader
mends a missing date, and believes a wrong one. Without a zone a time is in UTC, and a day is its first moment there.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sep sept septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim)\b\.?"
)
_HOURS = {
    name: hours
    for hours, names in (
        (0, "z utc gmt ut wet"), (1, "cet met bst west"), (2, "cest mest eet sast"), (3, "eest msk"),
        (8, "awst hkt sgt"), (9, "jst kst"), (10, "aest"), (11, "aedt"), (12, "nzst"), (13, "nzdt"),
        (-4, "edt"), (-5, "est cdt"), (-6, "cst mdt"), (-7, "mst pdt"), (-8, "pst akdt"), (-9, "akst"), (-10, "hst"),
        (9.5, "acst"), (10.5, "acdt"),
    )
    for name in names.split()
}  # fmt: skip
"""Zone names with one meaning in the news, RFC 822's among them, in hours east of UTC. IST and AST have several."""
_PLACES = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "heure de paris": "Europe/Paris", "paris time": "Europe/Paris", "heure de bruxelles": "Europe/Brussels",
    "heure de londres": "Europe/London", "london time": "Europe/London",
}  # fmt: skip
"""Zones that keep their name over the year, so that the day tells which offset is meant."""

_SAID = re.compile(
    r"^(?:publie[es]*|paru[es]*|poste[es]*|mise? en ligne|(?:first )?published|posted|created|date|on|le|:|,|\s)+\b"
)
_LATER = re.compile(
    r"[\s\-–—|·•,;(]+(?:mise? a jour|modifie[es]*|actualise[es]*|(?:last )?(?:updated|modified))\b.*$", re.S
)
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er)?\b"
_YEAR = r"(?P<year>\d{4})"
_DATE_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})",
        rf"{_DAY}[\s\-]*(?:of\s+)?{_MONTH}[\s\-]*{_YEAR}",
        rf"{_DAY}[\s\-]*{_MONTH}[\s\-]*(?P<short>\d\d)",
        rf"{_MONTH}\s*{_DAY}\s+{_YEAR}",
        rf"{_YEAR}\s+{_MONTH}\s*{_DAY}",
        # Nobody puts the month first before dots.
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}",
        rf"(?P<one>\d{{1,2}})(?P<mark>[-/])(?P<two>\d{{1,2}})(?P=mark){_YEAR}",
    )
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?:\s?h\s?|:|\.(?=\d\d(?:\D|$)))(?P<minute>\d\d)?"
    r"(?:\s?(?:[:m]|min)\s?(?P<second>\d\d)s?)?(?:[.,](?P<fraction>\d{1,9}))?(?:\s?(?P<late>[ap])\.?m\b\.?)?)"
)
_OFFSET = re.compile(r"^(?:gmt|utc|ut)?\s?(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?\b")
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_ISO = re.compile(r"\d{4}-?(?:\d\d|w\d\d)-?\d{1,2}(?:[t ].*)?", re.I)
_LONGEST = 120
_EPOCH_FROM, _EPOCH_TO = datetime(1990, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def moment(text: str | None) -> datetime | None:
    """The one moment that a text names: ISO 8601, RFC 822, epoch seconds or milliseconds, English or French words.

    None for a text that names none, or that can be read in two ways.
    """
    text = (text or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _digits(text) if re.fullmatch(r"\d+(\.\d+)?", text) else (_iso(text) or _words(text))
    except (ValueError, OverflowError, OSError):
        return None


def unread_date(text: str | None) -> tuple[str, ...]:
    """A note on a date that is there but names no one moment; none on any other."""
    said = " ".join((text or "").split())
    if not said or moment(said) is not None:
        return ()
    return (f"The date {said[:_LONGEST]!r} can't be read exactly; it was left out.",)


def _digits(text: str) -> datetime | None:
    """A day or a time written without separators, else seconds or milliseconds since 1970."""
    whole = text.partition(".")[0]
    if whole == text and len(text) in _COMPACT and text[:2] in ("19", "20"):
        try:
            return datetime.strptime(text, _COMPACT[len(text)]).replace(tzinfo=UTC)
        except ValueError:
            pass
    for seconds in (float(text), float(text) / 1000):
        if _EPOCH_FROM <= seconds < _EPOCH_TO:
            return datetime.fromtimestamp(seconds, UTC)
    return None


def _iso(text: str) -> datetime | None:
    """ISO 8601, also with the name of the zone behind its offset, as Java writes it."""
    plain = re.sub(r"\[[^\]]*\]$", "", text)
    zone = text[len(plain) + 1 : -1]
    if _ISO.fullmatch(plain) is None:
        return None
    try:
        found = datetime.fromisoformat(plain.upper().replace(" +", "+").replace(" Z", "Z"))
    except ValueError:
        return None
    if found.tzinfo is not None:
        return found
    return _in_place(found, zone) if zone else found.replace(tzinfo=UTC)


def _words(text: str) -> datetime | None:
    """A date in words or numbers, with or without a time and its zone, and nothing else beside them."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    folded = _SAID.sub("", _LATER.sub("", " ".join(folded.split())))
    folded = re.sub(rf"\b{_DAYS}", " ", folded).replace(",", " ")
    day, rest = _date(folded)
    if day is None:
        return None
    found = _TIME.search(rest)
    if found is None:
        return None if rest.strip(" -–—|·.") else day.replace(tzinfo=UTC)
    before = rest[: found.start()].strip(" -–—|·.t")
    clock = _clock(found)
    if clock is None or before not in ("", "a", "at", "le"):
        return None
    return _zoned(day + clock, rest[found.end() :].strip(" –—|·."))


def _date(text: str) -> tuple[datetime | None, str]:
    """The day, and the text without it. A time may stand between day and year, as in `Mar 4 18:05 CET 2024`."""
    for form in _DATE_FORMS:
        found = re.search(rf"(?<![\d:]){form.pattern}(?![\d])", text)
        if found is not None:
            return _day(found.groupdict()), text[: found.start()] + " " + text[found.end() :]
    year = re.search(r"\s(\d{4})$", text)
    if year is not None:
        found = re.match(rf"\s*{_MONTH}\s*{_DAY}(?=\s)", text)
        if found is not None:
            return _day(found.groupdict() | {"year": year[1]}), text[found.end() : year.start()]
    return None, text


def _day(parts: dict[str, str | None]) -> datetime | None:
    if parts.get("one"):
        one, two = int(parts["one"] or 0), int(parts["two"] or 0)
        if one != two and max(one, two) <= 12:
            return None  # The third of April, or the fourth of March.
        day, month = (one, two) if two <= 12 else (two, one)
    else:
        said = parts["month"] or ""
        day, month = int(parts["day"] or 0), int(said) if said.isdigit() else _MONTHS[said]
    # Two digits are a year of e-mail's (RFC 822), whose next centuries RFC 2822 tells.
    year = int(parts["year"] or 0) if parts.get("year") else int(parts["short"] or 0)
    if year < 100:
        year += 2000 if year < 50 else 1900
    return datetime(year, month, day)


def _clock(found: re.Match[str]) -> timedelta | None:
    """The time of day; None for one that is on no clock."""
    hour, half = int(found["hour"]), found["half"] or found["late"]
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half == "a" or (half and hour < 12):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = float(f"0.{found['fraction'] or 0}")
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=int(fraction * 1_000_000))


def _zoned(found: datetime, rest: str) -> datetime | None:
    """The time in the zone that `rest` names; None where `rest` says anything else."""
    # A second name of the zone, as JavaScript has it: GMT+0100 (Central European Standard Time).
    said = re.sub(r"\s*\([^)]*\)$", "", rest) or rest.strip("()")
    offset = _OFFSET.match(said)
    if offset is not None and not said[offset.end() :].strip():
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        if hours > 14 or minutes > 59:
            return None
        east = timedelta(hours=hours, minutes=minutes)
        return found.replace(tzinfo=timezone(east if offset["sign"] == "+" else -east))
    if not said:
        return found.replace(tzinfo=UTC)
    if said in _HOURS:
        return found.replace(tzinfo=timezone(timedelta(hours=_HOURS[said])))
    return _in_place(found, _PLACES[said]) if said in _PLACES else None


def _in_place(found: datetime, name: str) -> datetime | None:
    """The local time of a place; None for an hour that its clocks showed twice or never, or an unknown place."""
    try:
        zone: tzinfo = ZoneInfo(name)
    except (ValueError, OSError):
        return None
    first, second = found.replace(tzinfo=zone), found.replace(tzinfo=zone, fold=1)
    return first if first.utcoffset() == second.utcoffset() else None
