"""The demo's articles, read as any text is: through the normalizer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from service.document import Extractor, SourceDraft
from service.ingest.read import Given, Item, read_text

_FOLDER = resources.files("service.demo").joinpath("articles")


def demo_count() -> int:
    """How many articles the demo has."""
    return len(_listed())


def demo_texts() -> list[Path]:
    """The files of the demo's texts."""
    return [Path(str(_FOLDER.joinpath(entry["file"]))) for entry in _listed()]


def demo_articles(extractor: Extractor | None = None) -> Iterator[Item]:
    """The demo's articles, normalized one by one; by the rules when `extractor` is None."""
    for entry in _listed():
        given = Given(
            language=entry["language"],
            title=entry["title"],
            url=entry.get("url"),
            authors=tuple(entry.get("authors", ())),
            published_at=entry.get("published_at"),
        )
        text = _FOLDER.joinpath(entry["file"]).read_text("utf-8")
        yield Item(
            label=entry["file"],
            size=len(text.encode()),
            document=read_text(text, given, entry["title"], extractor),
            source=msgspec.convert(entry["source"], SourceDraft),
        )


def _listed() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads(_FOLDER.joinpath("articles.toml").read_text("utf-8"))["article"]
    return entries
