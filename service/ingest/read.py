"""Reads files into documents: plain text through the normalizer, NDJSON bundles as they are.

A bundle holds one document a line, as `claimgraph normalize` prints it, optionally with a `source`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from service.errors import BadInput
from service.normalize import normalize
from service.normalize.command import decode
from service.normalize.model import Document
from service.store.write import SourceDraft

TEXT = frozenset({".txt", ".text", ".md"})
BUNDLE = frozenset({".ndjson", ".jsonl"})
_TEXT_MAX_BYTES = 20_000_000


class BundleLine(Document, frozen=True):
    """A document and its publisher."""

    source: SourceDraft | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller says about text files, which say nothing of the kind themselves."""

    language: str | None = None
    title: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    source: SourceDraft | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One article read, or the sentence that says why it can't be; `size` is its bytes in the file."""

    label: str
    size: int
    document: Document | None = None
    source: SourceDraft | None = None
    refused: str | None = None


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read: those named, and in folders every one of a known format, in order of name.

    Raises BadInput for a path that isn't there, or a named file of another format.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                entry for entry in path.rglob("*") if entry.is_file() and entry.suffix.lower() in TEXT | BUNDLE
            )
        elif not path.exists():
            raise BadInput(f"There is no file or folder {path}.")
        elif path.suffix.lower() not in TEXT | BUNDLE:
            known = ", ".join(sorted(TEXT | BUNDLE))
            raise BadInput(f"{path} has a format that can't be read; files must end in one of {known}.")
        else:
            found.append(path)
    if not found:
        raise BadInput("There is nothing to ingest: no text file and no bundle in the paths given.")
    return found


def read_files(files: Sequence[Path], given: Given) -> Iterator[Item]:
    """Every article of `files`, one by one. What can't be read is an item that says why."""
    for path in files:
        try:
            if path.suffix.lower() in BUNDLE:
                yield from _read_bundle(path, given)
            else:
                yield _read_text(path, given)
        except OSError as error:
            yield Item(label=str(path), size=0, refused=f"it can't be read: {error.strerror}")


def parse_date(text: str) -> datetime:
    """A date or a date and time (ISO 8601); without a zone it is UTC. Raises BadInput."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is no date; write it as 2023-11-22 or 2023-11-22T08:30:00+01:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_text(text: str, given: Given, fallback_title: str) -> Document:
    """Normalize one text. `fallback_title` is for a text in which no title can be found."""
    document = normalize(
        text,
        language=given.language,
        title=given.title,
        url=given.url,
        authors=given.authors,
        published_at=given.published_at,
    )
    if document.article.title.strip():
        return document
    return msgspec.structs.replace(document, article=msgspec.structs.replace(document.article, title=fallback_title))


def _read_text(path: Path, given: Given) -> Item:
    size = path.stat().st_size
    if size > _TEXT_MAX_BYTES:
        return Item(label=str(path), size=size, refused=f"it is larger than {_TEXT_MAX_BYTES // 1_000_000} MB")
    document = read_text(decode(path.read_bytes()), given, path.stem)
    return Item(label=str(path), size=size, document=document, source=given.source)


def _read_bundle(path: Path, given: Given) -> Iterator[Item]:
    decoder = msgspec.json.Decoder(BundleLine)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            label = f"{path}:{number}"
            try:
                bundled = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                yield Item(label=label, size=len(line), refused=f"it is no document: {error}")
                continue
            document = Document(
                article=bundled.article,
                actors=bundled.actors,
                claims=bundled.claims,
                provenance=bundled.provenance,
            )
            yield Item(label=label, size=len(line), document=document, source=bundled.source or given.source)
