"""`claimgraph normalize FILE`: a file of any format in, one JSON document out. Needs no database."""

from __future__ import annotations

from pathlib import Path

import msgspec

from service.cli.given import given_by
from service.errors import BadInput
from service.ingest.bundle import BundleLine
from service.ingest.formats.page import Unreadable
from service.ingest.read import file_format, read_whole
from service.normalize.extraction import Extraction
from service.normalize.failures import fault_of


def normalize_file(path: Path, language: str | None, extraction: Extraction | None = None) -> bytes:
    """The document of one file as indented UTF-8 JSON with a final line break.

    `language` is BCP 47, None to detect it. `source` and `reviews` stand at the end where the file tells of
    them. Raises OSError when the file can't be read, BadInput when it doesn't hold exactly one article.
    """
    try:
        form = file_format(path)
    except Unreadable as error:
        raise BadInput(f"{path}: {error}.") from error
    if form == "bundle":
        raise BadInput(f"{path} is a bundle, which is normalized already; `claimgraph ingest` takes it as it is.")
    given = given_by({"--language": language})
    try:
        parts = list(read_whole(path, given, extraction))
    except Unreadable as error:
        raise BadInput(f"{path}: {error}.") from error
    except OSError:
        raise
    except Exception as error:
        raise BadInput(f"{path}: {fault_of(error, label=str(path))}.") from error
    articles = [part for part in parts if isinstance(part, BundleLine)]
    if not articles and not isinstance(parts[0], str):
        raise BadInput(f"{path} holds fact-checkers' reviews and no article; `claimgraph ingest` takes them.")
    if not articles:
        raise BadInput(f"{path}: {parts[0]}.")
    if len(articles) > 1:
        raise BadInput(f"{path} holds {len(articles)} articles; `claimgraph ingest` takes them all.")
    return msgspec.json.format(printed(articles[0]), indent=2) + b"\n"


def printed(line: BundleLine) -> bytes:
    """The document as JSON; what it has no publisher or reviews for is left out."""
    fields = {name: getattr(line, name) for name in ("article", "actors", "claims", "provenance")}
    fields |= {name: value for name in ("source", "reviews") if (value := getattr(line, name))}
    return msgspec.json.encode(fields)
