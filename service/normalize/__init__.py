"""From raw text to an article with its actors and claims.

The rules and their words weigh more than a serving process, which only names what its readers are to call: whoever
reads loads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from service.document import ArticleDraft, Document, Extractor, Provenance
from service.normalize.failures import Failures
from service.normalize.lengths import within_limits

if TYPE_CHECKING:
    from service.normalize.rules import RulesExtractor

    COMPILED: bool
    """Whether the rules run as C (setup.py); the answers are the same."""

__all__ = ["COMPILED", "RulesExtractor", "normalize"]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: neither UTF-8 nor Postgres can hold them."""
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_TITLE_LENGTH = 120
_UNKNOWN = "und"


def __getattr__(name: str) -> Any:
    if name in ("COMPILED", "RulesExtractor"):
        from service.normalize import rules

        return rules.RulesExtractor if name == "RulesExtractor" else not str(rules.__file__).endswith(".py")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def normalize(
    text: str,
    *,
    language: str | None = None,
    title: str | None = None,
    url: str | None = None,
    authors: Sequence[str] = (),
    published_at: datetime | None = None,
    extractor: Extractor | None = None,
) -> Document:
    """Make a document out of a text; the default extractor is `RulesExtractor`.

    `body` is `text` character for character, but for NUL and lone surrogates, which become U+FFFD
    one for one (offsets hold) and are noted. `language` (BCP 47) is detected when it is None or
    empty, and wins over a declared one where the text is long enough to be sure; `title` falls back to the
    text's first line or sentence. Never raises for any text.
    """
    body, damaged = (text, 0) if _storable(text) else _UNSTORABLE.subn("\ufffd", text)
    article = ArticleDraft(
        title=_clean(title or "") or _first_words(body),
        body=body,
        language=_clean(language or "") or _UNKNOWN,
        url=url,
        authors=tuple(authors),
        published_at=published_at,
    )
    failures = Failures(article)
    declared: str | None = None
    with failures.contained("the language is not known"):
        from service.normalize.words.language import contradicted, detect_language

        if article.language == _UNKNOWN:
            article = msgspec.structs.replace(article, language=detect_language(body))
        elif (other := contradicted(body, article.language)) is not None:
            declared = article.language
            article = msgspec.structs.replace(article, language=other)
    document = _extracted(article, extractor or _rules(), failures)
    notes = [*failures.notes(), *document.provenance.notes]
    if declared is not None:
        notes.append(f"Its language was declared as {declared!r}, but it is written in {article.language!r}.")
    if damaged:
        notes.append(f"{damaged} characters that no database stores (NUL or lone surrogates) were replaced by U+FFFD.")
    if not body.strip():
        notes.append("The text is empty.")
    return msgspec.structs.replace(
        document, provenance=msgspec.structs.replace(document.provenance, notes=tuple(notes))
    )


def _rules() -> Extractor:
    from service.normalize.rules import RulesExtractor

    return RulesExtractor()


def _extracted(article: ArticleDraft, extractor: Extractor, failures: Failures) -> Document:
    """What the extractor finds; the text alone when it fails, against its promise."""
    try:
        return within_limits(extractor.extract(article))
    except Exception as error:  # noqa: BLE001 - noted and logged
        failures.note(error, "no actors and claims were found")
    provenance = Provenance(extractor=extractor.name, version=extractor.version)
    return Document(article=article, actors=(), claims=(), provenance=provenance)


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _clean(text: str) -> str:
    return " ".join(_UNSTORABLE.sub("\ufffd", text).split())


def _first_words(body: str) -> str:
    """The first line, cut at its first sentence and at a word's end when it is long."""
    line = next((line for line in body[:4000].splitlines() if line.strip()), "")
    line = " ".join(line.split())
    end = _SENTENCE_END.search(line, 15)
    if len(line) > _TITLE_LENGTH and end and end.end() <= _TITLE_LENGTH:
        return line[: end.end()]
    if len(line) <= _TITLE_LENGTH:
        return line
    return line[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:–—-(«“ ") + "…"
