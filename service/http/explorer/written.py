"""The explorer's pages as HTML that can be read before a script runs, or without one.

Each function takes the data of the page's document (`documents/`) and gives the page's title with its content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

Data = Mapping[str, Any]
Written = tuple[str, str]
"""A page's title as text, and its content as HTML."""

TITLE = "Who said what about whom, where, and how surely"


def home(data: Data) -> Written:
    """The newest articles."""
    rows = (f"{_link('articles', node, 'title')}{_origin(node)}" for node in data["articles"]["nodes"])
    return "Claimgraph", f"<h1>{TITLE}</h1>{_search_form()}<h2>Latest articles</h2>{_list(rows)}{_api()}"


def search(data: Data, query: str) -> Written:
    """What a search finds."""
    kinds = {"Article": "articles", "Actor": "actors", "Claim": "claims"}
    rows = [_link(kinds[node["__typename"]], node, "title") for node in data["search"]["nodes"]]
    found = _list(rows) if rows else "<p>Nothing matches.</p>"
    return query, f"<h1>{escape(query)}</h1>{_search_form(query)}{found}"


def sources(data: Data) -> Written:
    """The names of all sources."""
    title = "How each source puts its claims forward"
    return title, f"<h1>{title}</h1>{_list(escape(node['name']) for node in data['sources']['nodes'])}"


def contradictions(data: Data) -> Written:
    """Claims, each with those that say otherwise."""
    rows = (
        f"{_claim(node)}<br>{_claim(other)}" for node in data["claims"]["nodes"] for other in node["related"]["nodes"]
    )
    return "Contradictions", f"<h1>Contradictions</h1>{_list(rows)}"


def article(data: Data) -> Written:
    """An article's text, its claims and whom it names."""
    found = data["article"]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in found["body"].split("\n") if line.strip())
    retracted = found["retraction"]
    note = f"<p><strong>Retracted</strong>: {escape(retracted['reason'])}</p>" if retracted else ""
    named = _list(_link("actors", node, "name") for node in found["actors"]["nodes"])
    return found["title"], (
        f'<article lang="{escape(found["language"])}"><h1>{escape(found["title"])}</h1>'
        f"<p>{escape(', '.join(found['authors']))}{_origin(found)}</p>{note}{paragraphs}</article>"
        f"<h2>Claims</h2>{_claims(found['claims']['nodes'])}<h2>Actors</h2>{named}"
    )


def actor(data: Data) -> Written:
    """What an actor says, and what is said of it."""
    found = data["actor"]
    description = f"<p>{escape(found['description'])}</p>" if found["description"] else ""
    return found["name"], (
        f"<h1>{escape(found['name'])}</h1><p>{found['kind'].lower()}</p>{description}"
        f"<h2>What it says</h2>{_claims(found['says']['nodes'])}"
        f"<h2>What is said of it</h2>{_claims(found['saidOf']['nodes'])}"
    )


def claim(data: Data) -> Written:
    """A claim with its evidence, its reviews, and the claims that are linked with it."""
    found = data["claim"]
    reviews = _list(f"{escape(node['reviewer'])}: {escape(node['rating'])}" for node in found["reviews"]["nodes"])
    related = _list(f"{edge['kind'].lower()}: {_claim(edge['node'])}" for edge in found["related"]["edges"])
    return found["text"], (
        f"<h1>{escape(found['text'])}</h1><p>{escape(_voice(found))}{_stance(found)}, {found['modality'].lower()}</p>"
        f"<blockquote>{escape(found['quote'])}</blockquote>"
        f"<p>{_link('articles', found['article'], 'title')}{_origin(found['article'])}</p>"
        f"<h2>Reviews</h2>{reviews}<h2>Related claims</h2>{related}"
    )


def _claims(nodes: Iterable[Data]) -> str:
    return _list(_claim(node) for node in nodes)


def _claim(node: Data) -> str:
    return f"{escape(_voice(node))}{_stance(node)}, {node['modality'].lower()}: {_link('claims', node, 'text')}"


def _voice(node: Data) -> str:
    if node["attribution"] == "ARTICLE":
        return "the article itself"
    claimant = node["claimant"]
    return str(claimant["name"] if claimant else node["unnamedSource"] or "somebody the article does not name")


def _stance(node: Data) -> str:
    return {"DENIES": " denies it", "DOUBTS": " doubts it", "ASKS": " asks whether it is so"}.get(node["stance"], "")


def _origin(node: Data) -> str:
    source = node["source"]
    parts = [source["name"] if source else "", (node["publishedAt"] or "undated")[:10]]
    return f" <small>{escape(' · '.join(part for part in parts if part))}</small>"


def _link(place: str, node: Data, words: str) -> str:
    return f'<a href="/{place}/{escape(node["id"])}">{escape(node[words])}</a>'


def _list(rows: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"


def _search_form(query: str = "") -> str:
    return (
        '<form action="/search" role="search"><input type="search" name="q" aria-label="Search"'
        f' value="{escape(query)}"> <button>Search</button></form>'
    )


def _api() -> str:
    places = (("/graphql", "GraphiQL"), ("/docs", "REST documentation"), ("/sources", "Sources"))
    return _list(f'<a href="{address}">{words}</a>' for address, words in places)
