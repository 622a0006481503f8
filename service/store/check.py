"""What must hold of a document before any SQL runs, told by the field that breaks it.

Its article and publisher obey the rules of `service.admission`, as whoever writes them; the rest of it is what an
extractor made. The database has the same rules as constraints; here they become sentences for the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from schema.limits import DOCUMENT_ALIASES_MAX, DOCUMENT_NAME_MAX, DOCUMENT_PROSE_MAX
from service.admission import values
from service.admission.fields import article_fields, raising, source_draft, told
from service.admission.made import admit_date, admit_maker, admit_notes, admit_unit
from service.admission.moments import noted
from service.admission.values import WrongValueError
from service.document import (
    ARTICLE_VOICE,
    FACTUALITY,
    UNNAMED_SOURCE,
    ActorDraft,
    ClaimDraft,
    Document,
    Provenance,
    SentenceSpan,
    SourceDraft,
    Span,
)
from service.errors import BadInput

_RESERVED = (ARTICLE_VOICE, UNNAMED_SOURCE)
_SHOWN = 40


def admit_document(document: Document) -> Document:
    """The document as it is stored: its article's fields in their one form, a note on a date to come.

    Raises BadInput naming the first field that can't be stored.
    """
    fields = article_fields(told(document.article), raising, ("article",))
    article = msgspec.structs.replace(document.article, **fields | {"authors": tuple(fields["authors"])})
    if article.shared_url and not article.guid:
        raise BadInput("`article.sharedUrl` is true, but there is no guid to tell the article by; give one.")
    _check_texts(document)
    names = _check_actors(document)
    for place, claim in enumerate(document.claims):
        _check_claim(claim, f"claims[{place}]", article.body, names)
        _check_particulars(claim, place)
    _check_provenance(document.provenance)
    provenance = msgspec.structs.replace(
        document.provenance, notes=noted(document.provenance.notes, article.published_at)
    )
    return msgspec.structs.replace(document, article=article, provenance=provenance)


def admit_source(source: SourceDraft | None) -> SourceDraft | None:
    """The publisher as it is stored, None for none. Raises BadInput naming the first field that can't be."""
    return None if source is None else source_draft(told(source), raising)


def _check_provenance(provenance: Provenance) -> None:
    extractor_at, version_at = ("provenance", "extractor"), ("provenance", "version")
    admit_maker(provenance.extractor, provenance.version, raising, extractor_at, version_at)
    # Without the note that is added here.
    admit_notes(noted(provenance.notes, None), raising, ("provenance", "notes"))


def _check_texts(document: Document) -> None:
    """Refuse text that PostgreSQL can't hold in what an extractor made."""
    made = {name: getattr(document, name) for name in ("actors", "claims", "provenance")}
    try:
        if b"\\u0000" not in msgspec.json.encode(made):
            return
    except UnicodeEncodeError:
        pass
    for path, text in _texts(msgspec.to_builtins(made), ""):
        try:
            values.text(text, len(text), blank=True)
        except WrongValueError as problem:
            raise BadInput(f"`{path}` {problem}") from problem


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
            raise BadInput(f"`{field}.name` is {actor.name[:_SHOWN]!r}, but must hold a letter or a digit.")
        if actor.name in names or actor.name in _RESERVED:
            taken = "already another actor's" if actor.name in names else "a word with a meaning of its own"
            raise BadInput(f"`{field}.name` is {actor.name[:_SHOWN]!r}, which is {taken} in this document.")
        names.add(actor.name)
        _check_lengths(actor, field)
        for number, mention in enumerate(actor.mentions):
            _check_span(mention, f"{field}.mentions[{number}]", document.article.body)
    return names


def _check_lengths(actor: ActorDraft, field: str) -> None:
    _check_length(f"{field}.name", actor.name, DOCUMENT_NAME_MAX)
    if len(actor.aliases) > DOCUMENT_ALIASES_MAX:
        raise BadInput(
            f"`{field}.aliases` holds {len(actor.aliases):,} values; at most {DOCUMENT_ALIASES_MAX:,} are taken."
        )
    for number, alias in enumerate(actor.aliases):
        _check_length(f"{field}.aliases[{number}]", alias, DOCUMENT_NAME_MAX)


def _check_length(field: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise BadInput(f"`{field}` holds {len(text):,} characters; at most {longest:,} are taken.")


def _check_claim(claim: ClaimDraft, field: str, body: str, names: set[str]) -> None:
    _check_span(claim, field, body)
    _check_length(f"{field}.text", claim.text, DOCUMENT_PROSE_MAX)
    _check_length(f"{field}.unnamedSource", claim.unnamed_source or "", DOCUMENT_PROSE_MAX)
    if not claim.text.strip():
        raise BadInput(f"`{field}.text` is empty; give the proposition in words.")
    for number, cue in enumerate(claim.cues):
        _check_span(cue, f"{field}.cues[{number}]", body)
    if claim.sentence is not None:
        _check_sentence(claim, claim.sentence, f"{field}.sentence", body)
    if claim.factuality != FACTUALITY[claim.modality, claim.polarity]:
        raise BadInput(
            f"`{field}.factuality` is {claim.factuality}, but {claim.modality} and {claim.polarity}"
            f" make it {FACTUALITY[claim.modality, claim.polarity]}."
        )
    if claim.unnamed_source is not None and claim.claimant != UNNAMED_SOURCE:
        raise BadInput(f"`{field}.unnamedSource` is given, but claimant is not {UNNAMED_SOURCE}.")
    named = [("subject", claim.subject), *(("objects", name) for name in claim.objects)]
    if claim.claimant not in _RESERVED:
        named.append(("claimant", claim.claimant))
    if claim.claimants and claim.claimant not in claim.claimants:
        raise BadInput(f"`{field}.claimants` is given, but {claim.claimant[:_SHOWN]!r}, the claimant, is not in it.")
    named += [("claimants", name) for name in claim.claimants]
    for role, name in named:
        if name is not None and name not in names:
            raise BadInput(f"`{field}.{role}` is {name[:_SHOWN]!r}, which is no actor of this document.")


def _check_particulars(claim: ClaimDraft, place: int) -> None:
    for number, amount in enumerate(claim.amounts):
        admit_unit(amount.unit, raising, ("claims", place, "amounts", number, "unit"))
    for number, date in enumerate(claim.dates):
        admit_date(date.date, raising, ("claims", place, "dates", number, "date"))


def _check_sentence(claim: ClaimDraft, sentence: SentenceSpan, field: str, body: str) -> None:
    if body[max(sentence.start, 0) : sentence.end] != sentence.text:
        raise BadInput(f"`{field}.text` is {sentence.text[:_SHOWN]!r}, but the body reads otherwise at that span.")
    if not sentence.start <= claim.start < claim.end <= sentence.end:
        raise BadInput(f"`{field}` spans [{sentence.start}, {sentence.end}), which does not hold the claim.")


def _check_span(span: Span | ClaimDraft, field: str, body: str) -> None:
    if not 0 <= span.start < span.end <= len(body):
        raise BadInput(f"`{field}` spans [{span.start}, {span.end}), outside of the body's {len(body)} characters.")
    if body[span.start : span.end] != span.quote:
        raise BadInput(f"`{field}.quote` is {span.quote[:_SHOWN]!r}, but the body reads otherwise at that span.")
