"""What stands between a reader and an article: requests for consent, and notices that the rest is for subscribers.

Neither is the article's text. They are cut out of it, and a note tells of each.
"""

from __future__ import annotations

import re

import lxml.html
import msgspec

from service.document import Completeness
from service.ingest.formats.nodes import Node, text_of, things_of


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.I)


_THIS = r"(?:cet|l['’]) ?article"
_REST_LOCKED = _any_of(
    rf"il vous reste \d+(?:[.,]\d+)?\s*% de {_THIS}(?: à lire)?",
    rf"(?:la suite|le reste|l['’]intégralité)(?: de {_THIS})? est réservée?s? (?:à nos|aux) abonné",
    rf"{_THIS} est réservé (?:à nos|aux) abonné",
    r"(?:article|contenu) réservé (?:à nos|aux) abonné",
    rf"pour lire la suite(?: de {_THIS})?,",
    r"abonnez-vous pour (?:lire|continuer)",
    r"you have \d+(?:[.,]\d+)?\s*% of this (?:article|story) left",
    r"(?:the rest of )?this (?:article|story|content) is (?:only available|available only|reserved|exclusive|only)? ?"
    r"(?:for|to) (?:our )?(?:paying |premium )?(?:subscribers|members)",
    r"(?:subscribe|sign up|register|(?:log|sign) in) (?:now )?to (?:continue reading|unlock|read th(?:e|is))",
    r"to (?:continue reading|read the (?:full|rest of the) \w+),? (?:please )?(?:subscribe|register|log in|sign)",
    r"continue reading with a (?:subscription|free account)",
    r"unlock (?:this|the full) (?:article|story)",
)
"""How a page says that there is more of its article than it shows."""
_AT_THE_DOOR = re.compile(
    r"\W*(?:already (?:a )?(?:subscriber|member|subscribed|registered)\b|déjà abonné|already have an account"
    r"|subscribers? only|subscribe now|s['’]abonner|abonnez-vous|se connecter|log in|sign in)[^\n]{0,60}",
    re.I,
)
_CONSENT = _any_of(
    r"\b(?:we|nous) (?:and|et) (?:our|nos) (?:\d+ )?(?:partners|partenaires)",
    r"\b(?:we|this (?:web)?site|our (?:web)?site) (?:and our partners )?uses? cookies",
    r"\b(?:nous utilisons|ce site (?:web )?utilise) des (?:cookies|traceurs)",
    r"\b(?:by clicking|en cliquant sur) (?:on )?[«“\"'‘’ ]*(?:accept|agree|i agree|ok\b|tout accepter|j['’]accepte)",
    r"continuer sans accepter|accept all cookies",
    r"store and/or access information on a device|stocker et/ou accéder à des informations",
    r"(?:manage|paramétrer|gérer|personnaliser) (?:your|my|les|vos|mes) (?:cookie|consent|traceur|choi|préf|prefer)",
    r"your privacy is important|we value your privacy|le respect de votre vie privée",
)
_BUTTON = re.compile(
    r"\W*(?:(?:i )?(?:accept|agree|reject|decline|refuse)(?: all)?|(?:tout )?(?:accepter|refuser)|j['’]accepte|ok"
    r"|got it|settings|manage(?: choices| options)?|more options|paramétrer|en savoir plus|learn more|fermer|close)\W*",
    re.I,
)
_CONSENT_LONGEST = 1_500
_WORD = re.compile(r"\w+")
_WHOLE = 0.8
"""Share of the words that an article says it has, from which its text counts as whole."""
_BEHIND_LEAST = 40
"""Words behind the wall from which what stands there is the article and no advertisement for it."""


_FALSE = re.compile(r"(?:https?://schema\.org/)?(?:false|no|0)", re.I)


class Uncovered(msgspec.Struct, frozen=True, kw_only=True):
    """A text without what stood in front of it, and how much of the article that is."""

    body: str
    completeness: Completeness = "FULL"
    notes: tuple[str, ...] = ()


def without_walls(body: str) -> Uncovered:
    """The paragraphs that are the article's: no notice that the rest is locked, and nothing of what follows it."""
    found = _REST_LOCKED.search(body)
    if found is None:
        return Uncovered(body=body)
    before, after = body[: found.start()], body[found.start() :].partition("\n")[2]
    if len(after) > len(before):
        # Above its article; what stands below is what can be read.
        head, _, rest = before.rpartition("\n")
        kept = f"{head}\n{after}" if rest.strip() == "" or len(rest) < len(head) else f"{before}\n{after}"
    else:
        kept = before
    lines = [line for line in kept.split("\n") if not _AT_THE_DOOR.fullmatch(line.strip())]
    said = " ".join(found[0].split())
    note = f"The page shows a part of the article ({said!r}); the text ends where it says so."
    return Uncovered(body=_joined(lines), completeness="SUMMARY", notes=(note,))


def without_consent(body: str) -> Uncovered:
    """The paragraphs that don't ask for consent to cookies."""
    lines = body.split("\n")
    asking = [line for line in lines if len(line) <= _CONSENT_LONGEST and _CONSENT.search(line)]
    if not asking:
        return Uncovered(body=body)
    kept = [line for line in lines if line not in asking and not _BUTTON.fullmatch(line)]
    return Uncovered(body=_joined(kept), notes=("A request for consent to cookies was left out of the text.",))


def as_locked(node: Node, body: str, behind: int) -> Uncovered:
    """The text of an article whose markup says that not everybody may read it, as whole as the page shows it.

    It is whole where it has most of the words that the markup counts, where the markup itself holds it, or where
    enough words stand `behind` the wall (`words_behind`).
    """
    if not is_locked(node) and not any(map(is_locked, things_of(node, "hasPart"))):
        return Uncovered(body=body)
    count = text_of(node, "wordCount") or ""
    if count.isdecimal() and int(count) > 0:
        whole = len(_WORD.findall(body)) >= _WHOLE * int(count)
    else:
        whole = bool(text_of(node, "articleBody")) or behind >= _BEHIND_LEAST
    if whole:
        return Uncovered(body=body, notes=("The page says that its article is not free to read; it is all here.",))
    note = "The page says that its article is not free to read; the text is the part that it shows."
    return Uncovered(body=body, completeness="SUMMARY", notes=(note,))


def is_locked(node: Node) -> bool:
    """Whether the thing says that not everybody may read it (schema.org isAccessibleForFree)."""
    said = node.get("isAccessibleForFree")
    return said is False or (isinstance(said, str) and _FALSE.fullmatch(said.strip()) is not None)


def words_behind(node: Node, tree: lxml.html.HtmlElement) -> int:
    """How many words stand in the parts of the page that the markup calls locked (`hasPart`, `cssSelector`)."""
    parts = [text_of(part, "cssSelector") for part in things_of(node, "hasPart") if is_locked(part)]
    return sum(
        len(_WORD.findall(element.text_content()))
        for selector in parts
        if selector
        for element in _selected(tree, selector)
    )


def _selected(tree: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    """The elements of a selector of one class or one id, as markup has them; none for any other."""
    found = re.fullmatch(r"\w*([.#])([\w-]+)", selector.strip())
    if found is None:
        return []
    name, value = ("class", found[2]) if found[1] == "." else ("id", found[2])
    return [element for element in tree.iter("*") if value in (element.get(name) or "").split()]


def _joined(lines: list[str]) -> str:
    """Paragraphs as they stood, without the gaps of those that are gone."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
