"""The pages that are measured: what each service is asked for, and what its answer says.

Answers are read into one form, so that it can be checked that all services say the same before any
is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from bench.reads import cast
from bench.reads.dice import dice
from bench.reads.vocabulary import SIGN_OFF, shared_words_near

OURS, POSTGRAPHILE, DATALOADERS = "ours", "postgraphile", "dataloaders"
SERVICES = (OURS, POSTGRAPHILE, DATALOADERS)
KEYS_DRAWN = 200
WORDS_DRAWN = 6
SHARES = {"rare": 0.003, "medium": 0.08, "common": 0.3}
"""How large a share of the articles has the words of a search; what came of it is counted and reported."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One measured page: the argument that varies, and its values, drawn once for all services."""

    name: str
    document: str
    title: str
    argument: str | None = None
    """`id` of the type `prefix`, or `query`; None where nothing varies."""
    prefix: str = ""
    values: tuple[Any, ...] = (None,)

    def body(self, service: str, value: Any) -> bytes:
        """The JSON body of the request for one value."""
        variables: dict[str, Any] = {}
        if self.argument == "id":
            variables["id"] = str(value) if service == POSTGRAPHILE else f"{self.prefix}_{value}"
        elif self.argument is not None:
            variables[self.argument] = value
        return msgspec.json.encode({"query": document(self.document, service), "variables": variables})


@cache
def document(name: str, service: str) -> str:
    """A page's GraphQL document for a service; the peer with dataloaders takes most of ours."""
    folder = resources.files("bench.reads").joinpath("documents")
    own = folder.joinpath(f"{name}.{service}.graphql")
    return (own if own.is_file() else folder.joinpath(f"{name}.graphql")).read_text("utf-8")


def pages(articles: int) -> tuple[Page, ...]:
    """All pages, over a corpus of so many articles."""
    chance = dice(f"pages of {articles}")
    popularity = cast.popularity(cast.actor_count(articles))
    # Readers ask for whom the news are full of.
    wanted = chance.choices(range(1, len(popularity) + 1), cum_weights=popularity, k=KEYS_DRAWN)
    searches = {word: tuple(shared_words_near(share, WORDS_DRAWN)) for word, share in SHARES.items()}
    searches["nearly everywhere"] = (SIGN_OFF,)
    # Readers' searches mix them: rare, medium and common words in equal parts.
    mixed = tuple(word for words in zip(*(searches[share] for share in SHARES), strict=True) for word in words)
    return (
        Page(
            name="article",
            document="article",
            title="article page",
            argument="id",
            prefix="art",
            values=tuple(chance.randint(1, articles) for _ in range(KEYS_DRAWN)),
        ),
        Page(name="feed", document="feed", title="feed of 20"),
        Page(name="actor", document="actor", title="actor page", argument="id", prefix="act", values=tuple(wanted)),
        *(
            Page(
                name=f"search-{share.replace(' ', '-')}",
                document="search",
                title=f"search, {share} word",
                argument="query",
                values=words,
            )
            for share, words in searches.items()
        ),
        Page(name="search", document="search", title="searches, mixed", argument="query", values=mixed),
    )


def read(service: str, page: Page, answer: bytes) -> Any:
    """What an answer says, in one form for all services. Raises ValueError for an answer with errors."""
    decoded = msgspec.json.decode(answer)
    if decoded.get("errors") or not decoded.get("data"):
        raise ValueError(f"{service} did not answer the {page.title}: {answer[:500].decode('utf-8', 'replace')}")
    data = decoded["data"]
    if page.document == "search":
        return _SEARCHES[service](data)
    return _uniform(data)


_PREFIXES = {
    "article": "art", "articles": "art", "source": "src", "actor": "act", "claimant": "act", "subject": "act",
    "claims": "clm", "claim": "clm", "actors": "act",
}  # fmt: skip
_RENAMED = {"rowId": "id", "startAt": "start", "endAt": "end", "claimCuesList": "cues", "articleActors": "actors",
            "claimActors": "claims"}  # fmt: skip


def _uniform(value: Any, name: str = "") -> Any:
    """The answer under our names, its ids as ours, without cursors, its times as one text."""
    if isinstance(value, list):
        return [_uniform(item, name) for item in value]
    if not isinstance(value, dict):
        return _moment(value) if name == "publishedAt" else value
    if set(value) in ({"actor"}, {"claim"}, {"article"}):
        # A row that links two others, which our connections leave out.
        inner: str = next(iter(value))
        if name in ("actors", "claims", "articles"):
            return _uniform(value[inner], inner)
    found: dict[str, Any] = {}
    for key, item in value.items():
        ours = _RENAMED[key] if key in _RENAMED else str(key)
        if key == "articleActors" and name == "actor":
            ours = "articles"
        if ours == "nodes":
            found[ours] = _uniform(item, name)
        elif ours == "id":
            found[ours] = f"{_PREFIXES[name]}_{item}" if key == "rowId" else item
        elif ours != "endCursor":
            found[ours] = _uniform(item, ours)
    return found


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).isoformat()


def _ours(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**_hit(edge["node"]), "marked": _marked(edge["highlights"])} for edge in data["search"]["edges"]]


def _marked(highlights: Sequence[Mapping[str, Any]]) -> list[str]:
    """The marked words of the body, as a headline marks them."""
    return [
        highlight["text"][place["start"] : place["end"]].lower()
        for highlight in highlights
        if highlight["field"] == "body"
        for place in highlight["ranges"]
    ]


def _of_headline(headline: str) -> list[str]:
    return [part.partition("</b>")[0].lower() for part in headline.split("<b>")[1:]]


def _postgraphile(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    nodes = data["searchArticles"]["nodes"]
    return [{**_hit(node), "marked": _of_headline(node["headline"])} for node in nodes]


def _dataloaders(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**_hit(hit["node"]), "marked": _of_headline(hit["headline"])} for hit in data["search"]]


def _hit(node: Mapping[str, Any]) -> dict[str, Any]:
    key = node["id"] if "id" in node else f"art_{node['rowId']}"
    return {"id": key, "title": node["title"], "publishedAt": _moment(node["publishedAt"])}


_SEARCHES: Mapping[str, Callable[[Mapping[str, Any]], list[dict[str, Any]]]] = {
    OURS: _ours,
    POSTGRAPHILE: _postgraphile,
    DATALOADERS: _dataloaders,
}
