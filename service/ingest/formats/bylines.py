"""The names in a byline: "By Jane Roe and John Doe", "jane@paper.example (Jane Roe)", « Par A, B et C »."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 500
"""Characters of a byline that are looked into; a longer one is no list of names, and stays as it is."""
_LED = re.compile(
    r"^(?:(?:written |reported |posted |words |story |text )?by|(?:publié |propos recueillis )?par|texte)\s*:?\s+", re.I
)
_MAIL = r"[^\s<>()@,;]+@[^\s<>()@,;]+"
_WITH_MAIL = re.compile(
    rf"(?:mailto:)?{_MAIL}\s*\((?P<behind>[^()]+)\)|[\"']?(?P<before>[^<>\"']*[^<>\"'\s])[\"']?\s*[<(](?:mailto:)?{_MAIL}[>)]"
)
_MAIL_ALONE = re.compile(rf"[<(]?(?:mailto:)?{_MAIL}[>)]?")
_ADDRESS = re.compile(r"(?:https?:|www\.)\S+|//\S+|@\w+", re.I)
_AND = re.compile(r"\s+(?:and|et|&|und|y|e)\s+")
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|journalist|columnist|producer|staff|bureau|desk|chief|analyst|contributor"
    r"|associated press|news|agency|media|rédact|journaliste|correspondant|envoyé|chroniqueu|service|agence)",
    re.I,
)
_TITLED = re.compile(r"(?:[^\W\d_]{1,3}\.\s?)*[^\W\d_][\w'’.\-]*(?:\s+[^\W\d_][\w'’.\-]*){1,4}")


def names_in(byline: str) -> list[str]:
    """The names that a byline lists, each once, without "By", mail addresses and links; empty where it has no name.

    It is cut only where what stands on either side is plainly a name, so that "Johnson & Johnson" stays one.
    """
    byline = " ".join(byline.split())
    led = _LED.match(byline)
    rest = byline[led.end() :] if led else byline
    if len(rest) > _LONGEST:
        return [byline]
    parts = [part for half in rest.split(";") for part in _split(half.strip(), led is not None)]
    return list(dict.fromkeys(name for part in parts if (name := _name(part)) is not None))


def names_of_all(bylines: Iterable[str]) -> tuple[str, ...]:
    """The names of several bylines, each once."""
    return tuple(dict.fromkeys(name for byline in bylines for name in names_in(byline)))


def _split(text: str, led: bool) -> list[str]:
    """The names of a list. "By" in front, or whole names on all sides, tell it from a firm with "and" in its name."""
    if _WITH_MAIL.fullmatch(text):
        return [text]
    halves = _AND.split(text)
    parts = [part.strip() for half in halves for part in half.split(",") if part.strip()]
    if len(parts) > 1 and all(_is_name(part) for part in parts):
        return parts
    if led:
        # Behind a comma may stand what the author is: "By Jane Roe, Political Editor".
        return [part for half in halves for part in _before_office(half)]
    return [text]


def _before_office(text: str) -> list[str]:
    """A name, and those behind commas that are names, too: "Jane Roe, Political Editor" is one."""
    first, *others = (part.strip() for part in text.split(","))
    return [first, *filter(_is_name, others)]


def _is_name(text: str) -> bool:
    """Whether it is a name and surname: two to five words, all but particles with a capital; no office."""
    bare = _named(text)
    words = bare.split()
    return (
        _TITLED.fullmatch(bare) is not None
        and words[0][:1].isupper()
        and words[-1][:1].isupper()
        and all(word[:1].isupper() or len(word) <= 3 for word in words)
        and _ROLE.search(bare) is None
    )


def _name(part: str) -> str | None:
    """The name alone; None for a mail address or a link by itself."""
    name = _named(part).strip(" ,;|")
    if not name or _MAIL_ALONE.fullmatch(name) or _ADDRESS.fullmatch(name):
        return None
    return name


def _named(part: str) -> str:
    found = _WITH_MAIL.fullmatch(part.strip())
    return (found["behind"] or found["before"]).strip() if found else part.strip()
