"""The judged set on disk: a folder with `corpus.toml`, the texts that it names, and `searches.toml`."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from service.demo.read import demo_articles
from service.document import SourceDraft
from service.errors import BadInput
from service.ingest.read import Given, Item, read_text

NOTHING = "nothing"
"""The group of searches that have no answer."""

Split = Literal["tune", "test"]
Grade = Literal[1, 2, 3]
_T = TypeVar("_T")


class Search(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search and the articles that answer it, by name: 3 is just what was asked, 1 a mention."""

    group: str
    query: str
    split: Split
    answers: dict[str, Grade]


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the other engines get it; `name` is what answers call it, `published_at` breaks ties."""

    name: str
    title: str
    body: str
    language: str
    published_at: datetime | None


class JudgedSet(msgspec.Struct, frozen=True, kw_only=True):
    """Searches, and the articles that they search: normalized to be stored, and bare."""

    searches: tuple[Search, ...]
    texts: tuple[Text, ...]
    items: tuple[Item, ...]


class _Headline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    title: str
    published_at: datetime
    body: str | None = None


class _Corpus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    texts: tuple[str, ...]
    annotated: tuple[_Headline, ...] = ()


class _Texts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    article: tuple[_Headline, ...]


class _Searches(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    search: tuple[Search, ...]


def read_judged(folder: Path) -> JudgedSet:
    """The judged set in a folder, with the demo's articles among its texts.

    Raises BadInput for a file that is missing or malformed, two articles of one name or title, an answer
    that is no article, a search without an answer of grade 2 or 3 that isn't in the group "nothing", or
    one asked twice.
    """
    named = list(_items(folder))
    texts = tuple(_text(name, item) for name, item in named)
    searches = _read(folder / "searches.toml", _Searches).search
    for what, values in (
        ("article names", [text.name for text in texts]),
        ("titles", [text.title for text in texts]),
        ("searches", [search.query for search in searches]),
    ):
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            raise BadInput(f"{folder} has {what} twice: {', '.join(twice)}.")
    _check_answers(searches, {text.name for text in texts}, folder / "searches.toml")
    return JudgedSet(searches=searches, texts=texts, items=tuple(item for _, item in named))


def _check_answers(searches: tuple[Search, ...], names: set[str], path: Path) -> None:
    for search in searches:
        unknown = sorted(set(search.answers) - names)
        if unknown:
            raise BadInput(f"{path}: the answers to {search.query!r} name no article: {', '.join(unknown)}.")
        answered = max(search.answers.values(), default=0) >= 2
        if answered == (search.group == NOTHING):
            wanted = "no answers" if search.group == NOTHING else "an answer of grade 2 or 3"
            raise BadInput(f"{path}: {search.query!r} in group {search.group!r} must have {wanted}.")


def _items(folder: Path) -> Iterator[tuple[str, Item]]:
    """Every article by name: the demo's, the annotated ones beside the folder, and the folder's own."""
    for item in demo_articles():
        yield item.label.removesuffix(".txt"), item
    corpus = _read(folder / "corpus.toml", _Corpus)
    for headline in corpus.annotated:
        path = folder.parent / "gold" / f"{headline.name}.txt"
        try:
            body = path.read_text("utf-8")
        except OSError as error:
            raise BadInput(f"{path}, which corpus.toml names, can't be read: {error.strerror}.") from None
        yield headline.name, _item(headline, body)
    for file in corpus.texts:
        for headline in _read(folder / file, _Texts).article:
            yield headline.name, _item(headline, (headline.body or "").strip())


def _item(headline: _Headline, body: str) -> Item:
    # Names start with the language: "en-drought".
    language = headline.name.partition("-")[0]
    given = Given(language=language, title=headline.title, published_at=headline.published_at)
    source = SourceDraft(name="The judged texts", domain="judged.example", language=language)
    document = read_text(body, given, headline.title)
    return Item(label=headline.name, size=len(body.encode()), document=document, source=source)


def _text(name: str, item: Item) -> Text:
    if item.document is None:
        raise BadInput(f"{name} can't be read: {item.refused}.")
    article = item.document.article
    return Text(
        name=name,
        title=article.title,
        body=article.body,
        language=article.language,
        published_at=article.published_at,
    )


def _read(path: Path, of: type[_T]) -> _T:
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return msgspec.convert(values, of)
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}. A judged set is a folder like it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadInput(f"{path} is no part of a judged set: {error}.") from None
