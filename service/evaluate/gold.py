"""Gold documents on disk: `NAME.json` in the shape of `claimgraph normalize`, its text in `NAME.txt` beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from service.document import ActorDraft, ArticleDraft, ClaimDraft, Document, Provenance, Struct


class GoldError(ValueError):
    """A gold file that can't be read; the message names it."""


class Gold(Struct, frozen=True):
    """One annotated document."""

    document: Document
    claims_annotated: bool
    """False for a file without `claims`, which says nothing of them; an empty list says that there are none."""


class _Loose(msgspec.Struct):
    """What a gold file must have; annotators may leave out the provenance and add fields."""

    article: msgspec.Raw
    actors: list[msgspec.Raw] = []
    claims: list[msgspec.Raw] | None = None


def gold_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The gold files among `paths`; a folder stands for the JSON files in it, in order of name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.json"))
        else:
            yield path


def read_gold(path: Path) -> Gold:
    """One gold document. The text beside the file wins over the body in it. Raises GoldError."""
    try:
        raw = path.read_bytes()
        loose = msgspec.json.decode(raw, type=_Loose)
        beside = path.with_suffix(".txt")
        fields = msgspec.json.decode(loose.article, type=dict[str, object])
        body = _text(beside) if beside.exists() else str(fields.get("body", ""))
        document = Document(
            article=ArticleDraft(
                title=str(fields.get("title", "")), body=body, language=str(fields.get("language", ""))
            ),
            actors=tuple(_actor(actor) for actor in loose.actors),
            claims=tuple(_claim(claim) for claim in loose.claims or ()),
            provenance=Provenance(extractor="gold", version=""),
        )
        return Gold(document=document, claims_annotated=loose.claims is not None)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise GoldError(f"{path}: {error}") from error


def _text(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read().removeprefix("\ufeff")


def _known(raw: msgspec.Raw, names: set[str]) -> dict[str, object]:
    fields = msgspec.json.decode(raw, type=dict[str, object])
    return {key: value for key, value in fields.items() if key in names}


def _actor(raw: msgspec.Raw) -> ActorDraft:
    fields = _known(raw, {"name", "kind", "aliases", "mentions"})
    return msgspec.convert({"kind": "UNKNOWN", **fields}, ActorDraft)


def _claim(raw: msgspec.Raw) -> ClaimDraft:
    names = {"start", "end", "quote", "text", "modality", "polarity", "factuality", "claimant", "subject", "stance"}
    fields = _known(raw, names)
    quote = fields.get("quote", "")
    defaults = {
        "quote": quote,
        "text": quote,
        "factuality": "UNDERSPECIFIED",
        "claimant": "ARTICLE",
        "polarity": "POSITIVE",
    }
    return msgspec.convert({**defaults, **fields}, ClaimDraft)
