"""What must hold of a document before any SQL runs, told by the field that breaks it.

The database has the same rules as constraints; here they become sentences for the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from service.document import ARTICLE_VOICE, FACTUALITY, UNNAMED_SOURCE, ClaimDraft, Document, Span
from service.errors import BadInput

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
_RESERVED = (ARTICLE_VOICE, UNNAMED_SOURCE)
_SHOWN = 40


def check_document(document: Document) -> None:
    """Raise BadInput naming the first field that can't be stored."""
    check_text(document, "")
    article = document.article
    if not article.title.strip():
        raise BadInput("article.title is empty; give the article's headline.")
    if not has_words(article.body):
        raise BadInput("article.body holds no words; give the article's text.")
    if article.guid is not None and not article.guid.strip():
        raise BadInput("article.guid is empty; leave it out when the article has none.")
    if article.shared_url and not article.guid:
        raise BadInput("article.sharedUrl is true, but there is no guid to tell the article by; give one.")
    if article.url is not None and not article.url.strip():
        raise BadInput("article.url is empty; leave it out when the article has none.")
    check_language(article.language, "article.language")
    names = _check_actors(document)
    for place, claim in enumerate(document.claims):
        _check_claim(claim, f"claims[{place}]", article.body, names)


def has_words(text: str) -> bool:
    """Whether the text holds anything to read: a letter or a digit of any script."""
    return any(map(str.isalnum, text))


def check_language(tag: str, field: str) -> None:
    """Raise BadInput when `tag` doesn't have a BCP 47 tag's shape."""
    if not _LANGUAGE.fullmatch(tag.lower()):
        raise BadInput(f"{field} is {tag[:_SHOWN]!r}, but must be a BCP 47 tag such as fr or en-GB.")


def check_text(value: Any, prefix: str) -> None:
    """Raise BadInput for text that PostgreSQL can't hold: a NUL, or half of a surrogate pair."""
    try:
        if b"\\u0000" not in msgspec.json.encode(value):
            return
    except UnicodeEncodeError:
        pass
    for path, text in _texts(msgspec.to_builtins(value), prefix):
        if "\0" in text:
            raise BadInput(f"{path} holds a NUL character (U+0000); remove it.")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise BadInput(f"{path} holds half of a surrogate pair (U+D800 to U+DFFF); remove it.")


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from _texts(item, f"{path}[{place}]")


def _check_actors(document: Document) -> set[str]:
    names: set[str] = set()
    for place, actor in enumerate(document.actors):
        field = f"actors[{place}]"
        if not any(character.isalnum() for character in actor.name):
            raise BadInput(f"{field}.name is {actor.name[:_SHOWN]!r}, but must hold a letter or a digit.")
        if actor.name in names or actor.name in _RESERVED:
            taken = "already another actor's" if actor.name in names else "a word with a meaning of its own"
            raise BadInput(f"{field}.name is {actor.name[:_SHOWN]!r}, which is {taken} in this document.")
        names.add(actor.name)
        for number, mention in enumerate(actor.mentions):
            _check_span(mention, f"{field}.mentions[{number}]", document.article.body)
    return names


def _check_claim(claim: ClaimDraft, field: str, body: str, names: set[str]) -> None:
    _check_span(claim, field, body)
    if not claim.text.strip():
        raise BadInput(f"{field}.text is empty; give the proposition in words.")
    for number, cue in enumerate(claim.cues):
        _check_span(cue, f"{field}.cues[{number}]", body)
    if claim.factuality != FACTUALITY[claim.modality, claim.polarity]:
        raise BadInput(
            f"{field}.factuality is {claim.factuality}, but {claim.modality} and {claim.polarity}"
            f" make it {FACTUALITY[claim.modality, claim.polarity]}."
        )
    if claim.unnamed_source is not None and claim.claimant != UNNAMED_SOURCE:
        raise BadInput(f"{field}.unnamedSource is given, but claimant is not {UNNAMED_SOURCE}.")
    named = [("subject", claim.subject), *(("objects", name) for name in claim.objects)]
    if claim.claimant not in _RESERVED:
        named.append(("claimant", claim.claimant))
    for role, name in named:
        if name is not None and name not in names:
            raise BadInput(f"{field}.{role} is {name[:_SHOWN]!r}, which is no actor of this document.")


def _check_span(span: Span | ClaimDraft, field: str, body: str) -> None:
    if not 0 <= span.start < span.end <= len(body):
        raise BadInput(f"{field} spans [{span.start}, {span.end}), outside of the body's {len(body)} characters.")
    if body[span.start : span.end] != span.quote:
        raise BadInput(f"{field}.quote is {span.quote[:_SHOWN]!r}, but the body reads otherwise at that span.")
