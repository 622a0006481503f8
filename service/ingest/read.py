"""Reads files of every format into items: texts through the normalizer, bundles line by line as they are.

A bundle is NDJSON: documents as `claimgraph normalize` prints them, raw articles, or lines of an export.

A serving process has this module for the names of what its readers call, so what reads a format, and the normalizer,
are loaded by the functions that use them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from service.document import Document, Extractor, SourceDraft
from service.errors import BadInput, Unavailable
from service.ingest.bundle import BundleLine, Given, Item, RawLine, ReviewDraft, WireLine
from service.ingest.formats.compressed import unpacked, unpacked_size
from service.ingest.formats.encoding import binary_kind, decode, decode_markup
from service.ingest.formats.loose_json import loads_loosely
from service.ingest.formats.page import Page, Unreadable, Verdict
from service.ingest.formats.sniff import BY_EXTENSION, HEAD_BYTES, Format, has_known_extension, tell_format
from service.ingest.found import as_found, verdict_as_found
from service.ingest.shared_address import shared_address
from service.ingest.verdicts import review_of, with_verdicts
from service.misfit import explained
from service.normalize import normalize
from service.normalize.extraction import Extraction
from service.normalize.failures import fault_of, named

__all__ = ["BundleLine", "Given", "Item", "find_files", "read_files", "read_text"]

FILE_BYTES_MAX = 20_000_000
"""Bytes of a file that is read at once; a bundle is read line by line and may have any size."""
_WHITE = " \t\r\n"
_FILES_AHEAD = 4
"""Files read ahead of what is stored, for each that is read at the same time."""


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read: those named, whatever their extension, and in folders every one of a known format.

    In order of name. Raises BadInput for a path that isn't there, or is neither a file nor a folder.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(entry for entry in path.rglob("*") if has_known_extension(entry) and entry.is_file())
        elif not path.exists():
            raise BadInput(f"There is no file or folder {path}.")
        elif not path.is_file():
            raise BadInput(f"{path} is neither a file nor a folder; save what it gives in a file first.")
        else:
            found.append(path)
    if not found:
        known = ", ".join(sorted(BY_EXTENSION))
        raise BadInput(f"There is nothing to ingest in the paths given: no file ends in one of {known}.")
    return found


def read_files(files: Sequence[Path], given: Given, extraction: Extraction | None = None) -> Iterator[Item]:
    """Every article of `files`, in order, as many files at the same time as `extraction` reads at once.

    What can't be read is an item that says why. Raises Unavailable when the extraction is stopped.
    """
    extraction = extraction or Extraction()
    given = msgspec.structs.replace(given, doubted=shared_address(files))
    if extraction.at_once == 1:
        for path in files:
            yield from _read_file(path, given, extraction)
        return
    threads = ThreadPoolExecutor(extraction.at_once, "claimgraph-files")
    ahead: deque[Future[Iterable[Item]]] = deque()
    try:
        for path in files:
            ahead.append(threads.submit(_read_file, path, given, extraction))
            if len(ahead) > _FILES_AHEAD * extraction.at_once:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _read_file(path: Path, given: Given, extraction: Extraction) -> Iterable[Item]:
    """The items of a file; those of a bundle as they are asked for, however many they are."""
    try:
        if path.stat().st_size == 0:
            return [Item(label=str(path), size=0, refused="it is empty")]
        if file_format(path) == "bundle":
            return _read_lines(path, given)
        return list(_read_whole(path, given, extraction))
    except OSError as error:
        return [Item(label=str(path), size=0, refused=f"it can't be read: {error.strerror}")]
    except Unreadable as error:
        return [Item(label=str(path), size=0, refused=str(error))]
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        # Whatever a reader trips over, the files behind it are read.
        return [Item(label=str(path), size=0, refused=fault_of(error, label=str(path)))]


def file_format(path: Path) -> Format:
    """The format of a file, by its extension and its first bytes. Raises OSError and Unreadable."""
    with unpacked(path) as file:
        return tell_format(path, file.read(HEAD_BYTES))


def read_text(text: str, given: Given, fallback_title: str, extractor: Extractor | None = None) -> Document:
    """Normalize one text. `fallback_title` is for a text in which no title can be found."""
    document = normalize(
        text,
        language=given.language,
        title=given.title,
        url=given.url,
        authors=given.authors,
        published_at=given.published_at,
        extractor=extractor,
    )
    if document.article.title.strip():
        return document
    return msgspec.structs.replace(document, article=msgspec.structs.replace(document.article, title=fallback_title))


def read_article(page: Page, given: Given, fallback_title: str, extractor: Extractor | None = None) -> BundleLine:
    """Normalize what a page holds; what the caller gives goes before what the page says of itself."""
    page = as_found(page)
    language, notes = given.language, list(page.notes)
    if language is None:
        language, doubt = _language(page)
        notes += doubt
    told = Given(
        language=language,
        title=given.title or page.title,
        url=given.url or page.url,
        authors=given.authors or page.authors,
        published_at=given.published_at or page.published_at,
    )
    document = read_text(page.body, told, fallback_title, extractor)
    provenance = document.provenance
    document = msgspec.structs.replace(
        document,
        article=msgspec.structs.replace(
            document.article,
            guid=given.guid or page.guid,
            completeness=given.completeness or page.completeness,
            shared_url=page.shared_url and given.url is None,
        ),
        provenance=msgspec.structs.replace(provenance, notes=(*provenance.notes, *notes)),
    )
    return _reviewed(document, page, given.source or page.source)


def _reviewed(document: Document, page: Page, source: SourceDraft | None) -> BundleLine:
    """The document with its verdicts; without them, which a note tells, where they can't be read."""
    try:
        return with_verdicts(document, page.verdicts, source)
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        note = f"The page's reviews are missing: {fault_of(error, **named(document.article))}."
    provenance = msgspec.structs.replace(document.provenance, notes=(*document.provenance.notes, note))
    return with_verdicts(msgspec.structs.replace(document, provenance=provenance), (), source)


def read_raw(line: RawLine, extraction: Extraction | None = None) -> BundleLine:
    """Normalize a raw article as it came by a line.

    Raises BadInput for a page without an article's text, or that takes too long; Unavailable.
    """
    extraction, article, given = extraction or Extraction(), line.article, line.read()
    if article.format == "text":
        page = Page(body=article.body)
    else:
        page = extraction.parse(_page_in_line, article.body, given.language)
        if not page.body:
            raise BadInput(
                "`article.body` is a page that has fact-checkers' reviews, and no article; send it as a file."
            )
    return extraction.read(read_article, page, given, "")


def reviews_in_line(raw: bytes) -> tuple[tuple[ReviewDraft, ...], str | None]:
    """The fact-checkers' reviews of a line of JSON, none for a line that is something else; and why any were left out.

    Raises BadInput where none of them can be stored.
    """
    # Loaded when the first comes, as every reader of markup is.
    from service.ingest.formats.claim_review import verdicts_in

    try:
        found = verdicts_in(msgspec.json.decode(raw))
    except RecursionError:
        raise BadInput("The line is nested too deep.") from None
    reviews = [_alone(verdict) if isinstance(verdict, Verdict) else verdict for verdict in found]
    taken = tuple(review for review in reviews if isinstance(review, ReviewDraft))
    refused = [review for review in reviews if isinstance(review, str)]
    why = f"{len(refused)} of its reviews can't be taken: {refused[0]}." if refused else None
    if why is not None and not taken:
        raise BadInput(why)
    return taken, why


def _page_in_line(body: str, language: str | None) -> Page:
    try:
        # In UTF-8, whatever the page says it was in before it became part of this line.
        return _read_page(b"\xef\xbb\xbf" + body.encode("utf-8", "replace"), language)
    except Unreadable as error:
        raise BadInput(f"`article.body` can't be read as HTML: {error}.") from error


def _read_page(raw: bytes, language: str | None, doubted: str | None = None) -> Page:
    # Loaded when the first page comes: trafilatura weighs more than all the rest of ingest.
    from service.ingest.formats.webpage import read_page

    return read_page(raw, language, doubted)


def read_whole(
    path: Path, given: Given, extraction: Extraction | None = None
) -> Iterator[BundleLine | ReviewDraft | str]:
    """The articles of a file that is no bundle, and the reviews that stand by themselves.

    A sentence stands for each part that can't be taken.

    Raises Unreadable when nothing in the file can be, OSError when it can't be read, Unavailable.
    """
    extraction = extraction or Extraction()
    try:
        parts = extraction.parse(_parts_of, path, given, size=unpacked_size(path, FILE_BYTES_MAX))
    except BadInput as error:
        raise Unreadable(str(error)) from error
    for part in parts:
        if isinstance(part, BundleLine | str):
            yield part
            continue
        if isinstance(part, Verdict):
            yield _alone(part)
            continue
        if isinstance(part, Page) and not part.body and part.verdicts:
            yield from map(_alone, part.verdicts)
            continue
        try:
            if isinstance(part, RawLine):
                yield read_raw(part, extraction)
            else:
                yield extraction.read(read_article, part, given, path.stem)
        except BadInput as error:
            yield str(error)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - logged by fault_of
            told = part.article if isinstance(part, RawLine) else part
            yield fault_of(error, label=str(path), url=told.url, title=told.title)


def _alone(verdict: Verdict) -> ReviewDraft | str:
    """The review as it is stored; a sentence for one of which too little can be."""
    found = verdict_as_found(verdict)
    return f"the ClaimReview of {verdict.claim[:80]!r} can't be stored" if found is None else review_of(found)


_Part = Page | RawLine | BundleLine | Verdict | str
"""What a file holds: articles to be read, documents that were, reviews, and sentences on what can't be taken."""


def _parts_of(path: Path, given: Given) -> Sequence[_Part]:
    with unpacked(path) as file:
        raw = file.read(FILE_BYTES_MAX + 1)
    if len(raw) > FILE_BYTES_MAX:
        raise Unreadable(f"it is larger than {FILE_BYTES_MAX // 1_000_000} MB; split it, or make it an NDJSON bundle")
    kind = binary_kind(raw)
    if kind is not None:
        raise Unreadable(f"it is {kind}, not text; save it as text or HTML first")
    return _parts(tell_format(path, raw[:HEAD_BYTES]), raw, given)


def _parts(form: Format, raw: bytes, given: Given) -> Sequence[_Part]:
    match form:
        case "html":
            return [_read_page(raw, given.language, given.doubted)]
        case "feed":
            from service.ingest.formats.feed import read_feed

            return read_feed(raw, given.language)
        case "json":
            text = decode_markup(raw)
            return _documents(text) or _published_json(text)
        case "xml":
            raise Unreadable("it is XML, but neither RSS, Atom nor an HTML page")
        case _:
            return [Page(body=decode(raw, given.language))]


def _published_json(text: str) -> Sequence[Page | Verdict | str]:
    """A feed in JSON, things in JSON-LD, or fact-checkers' reviews as an API answers them."""
    from service.ingest.formats.jsonfeed import is_jsonfeed, read_jsonfeed
    from service.ingest.formats.jsonld import read_jsonld

    value = loads_loosely(text)
    return read_jsonfeed(value) if is_jsonfeed(value) else read_jsonld(value)


def _documents(text: str) -> list[_Part]:
    """Documents of our own, as `claimgraph normalize` prints them; none where the text is something else."""
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return []
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(item, dict) and "article" in item and "@type" not in item for item in values):
        return []
    found: list[_Part] = []
    for place, item in enumerate(values):
        try:
            found.append(msgspec.convert(item, WireLine).read() if "actors" in item else _raw(item))
        except msgspec.ValidationError as error:
            where = f"the document {place + 1}" if len(values) > 1 else "it"
            found.append(f"{where} is no normalized document: {explained(error, WireLine)}")
        except BadInput as error:
            found.append(f"the document {place + 1} can't be stored: {error}" if len(values) > 1 else str(error))
    return found


def _raw(item: dict[str, Any]) -> RawLine:
    """A raw article, to be read later. Raises BadInput naming the field that can't be stored."""
    line = msgspec.convert(item, RawLine)
    line.read()
    return line


def _read_whole(path: Path, given: Given, extraction: Extraction) -> Iterator[Item]:
    label, size = str(path), path.stat().st_size
    try:
        for article in read_whole(path, given, extraction):
            if isinstance(article, str):
                yield Item(label=label, size=size, refused=article)
            elif isinstance(article, ReviewDraft):
                yield Item(label=label, size=size, review=article)
            elif not article.article.body.strip(_WHITE):
                yield Item(label=label, size=size, refused="it is empty")
            else:
                yield Item(label=label, size=size, document=article, source=article.source or given.source)
            size = 0  # A file's bytes are counted once.
    except Unreadable as error:
        yield Item(label=label, size=size, refused=str(error))


def _read_lines(path: Path, given: Given) -> Iterator[Item]:
    try:
        yield from _lines_of(path, given)
    except Unreadable as error:
        # The lines before are whole, and stored.
        yield Item(label=str(path), size=0, refused=str(error))


def _lines_of(path: Path, given: Given) -> Iterator[Item]:
    with unpacked(path) as lines:
        # Bounded, so that a file without a line break isn't read into memory at once.
        number, size = 0, 0
        while line := lines.readline(FILE_BYTES_MAX + 2):
            number += 1
            label = f"{path}:{number}"
            size = len(line)
            if size > FILE_BYTES_MAX + 1 and not line.endswith(b"\n"):
                while rest := lines.readline(FILE_BYTES_MAX):
                    size += len(rest)
                    if rest.endswith(b"\n"):
                        break
                yield Item(
                    label=label,
                    size=size,
                    line=number,
                    refused=f"the line is longer than {FILE_BYTES_MAX:,} bytes; send the article in pieces",
                )
            elif number == 1 and line.startswith(b"\xef\xbb\xbf"):
                yield Item(label=label, size=size, line=number, raw=line[3:], source=given.source)
            elif line.strip():
                yield Item(label=label, size=size, line=number, raw=line, source=given.source)


def _language(page: Page) -> tuple[str | None, list[str]]:
    """The language that the page says; where its words are plainly in another one of ours, that one."""
    if page.language is None:
        return None, []
    from service.normalize.words.language import detect_language
    from service.normalize.words.lexicon import LANGUAGES

    found = detect_language(page.body)
    if found in LANGUAGES and found != page.language.split("-")[0] and len(page.body) > 200:
        return found, [f"The page says that it is in {page.language!r}, but its text is in {found!r}."]
    return page.language, []
