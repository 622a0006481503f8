"""What pages draw of a search: pieces in whole words, said once, with offsets in the caller's own units."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from tests.conftest import authorization, create_database, served

DOCS = Path(__file__).parents[2] / "docs"
LONG = (
    "👩‍👩‍👧 Nothing of note 🎉 happened here, and then nothing at all. " * 12
    + "At last the lighthouse-keeper’s lantern 🏮 was lit over the extraordinarily calm bay. "
    + "Nobody on the shore had waited for that 🙂 evening. " * 12
)
ARTICLES = [
    {"title": "The lantern", "body": LONG, "language": "en"},
    {"title": "Rates", "body": "Ada Quill said the fare would rise. She left.", "language": "en"},
]
CLAIMS = [
    {"start": 0, "end": 35, "text": "The fare would rise."},
    {"start": 36, "end": 45, "text": "Ada Quill went away."},
]
QUERY = """
query ($query: String!, $unit: OffsetUnit! = CODE_POINT, $types: [SearchType!]) {
  search(query: $query, types: $types, match: ALL) { edges {
    highlights(offsetUnit: $unit) { field text start cutBefore cutAfter ranges { start end } }
    node { __typename ... on Article { title body } ... on Claim { text quote } ... on Actor { name description } }
  } }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shelf_url(server_url: str, empty_template: str) -> str:
    return await create_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shelf_key(shelf_url: str) -> dict[str, str]:
    return await authorization(shelf_url, "write")


@pytest.fixture(scope="module")
def shelf(shelf_url: str, shelf_key: dict[str, str]) -> Iterator[httpx.Client]:
    """A service over two articles, two claims and an actor with two names."""
    with served(shelf_url) as url, httpx.Client(base_url=url, headers=shelf_key, timeout=30) as client:
        ids = [client.post("/v1/articles", json=article).json()["id"] for article in ARTICLES]
        for claim in CLAIMS:
            made = {"articleId": ids[1], "modality": "ASSERTED", "polarity": "POSITIVE", **claim}
            assert client.post("/v1/claims", json=made).status_code in (200, 201)
        actor = {
            "name": "Ada Quill",
            "kind": "PERSON",
            "aliases": [{"name": "Addie Q."}],
            "description": "A ferrywoman",
        }
        assert client.post("/v1/actors", json=actor).status_code in (200, 201)
        yield client


def found(client: httpx.Client, query: str, **variables: Any) -> list[dict[str, Any]]:
    answer = client.post("/graphql", json={"query": QUERY, "variables": {"query": query, **variables}}).json()
    assert "errors" not in answer, answer
    edges: list[dict[str, Any]] = answer["data"]["search"]["edges"]
    return edges


def marked(light: dict[str, Any]) -> list[str]:
    return [light["text"][span["start"] : span["end"]] for span in light["ranges"]]


def test_a_piece_of_a_long_text_is_whole_words_and_says_that_it_was_cut(shelf: httpx.Client) -> None:
    (edge,) = found(shelf, "extraordinarily", types=["ARTICLE"])
    (light,) = edge["highlights"]
    body, end = edge["node"]["body"], light["start"] + len(light["text"])
    assert body[light["start"] : end] == light["text"]
    assert (body[light["start"] - 1], body[end]) == (" ", " ")
    assert (light["cutBefore"], light["cutAfter"]) == (True, True)
    assert marked(light) == ["extraordinarily"]


def test_a_text_that_is_shown_whole_is_not_cut(shelf: httpx.Client) -> None:
    edges = found(shelf, "lantern", types=["ARTICLE"])
    title, body = edges[0]["highlights"]
    assert (title["text"], title["cutBefore"], title["cutAfter"]) == ("The lantern", False, False)
    assert (body["cutBefore"], body["cutAfter"]) == (True, True)


def test_what_a_claim_and_its_quote_both_say_is_shown_once(shelf: httpx.Client) -> None:
    lights = {
        edge["node"]["text"]: [(light["field"], marked(light)) for light in edge["highlights"]]
        for edge in found(shelf, "fare", types=["CLAIM"])
    }
    assert lights["The fare would rise."] == [("text", ["fare"])]


def test_a_quote_that_says_something_else_is_shown_too(shelf: httpx.Client) -> None:
    (claim,) = (
        each for each in found(shelf, "left", types=["CLAIM"]) if each["node"]["text"] == "Ada Quill went away."
    )
    assert [(light["field"], marked(light)) for light in claim["highlights"]] == [("quote", ["left"])]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("quill", "Ada Quill", ["Quill"]),
        ("ada quill", "Ada Quill", ["Ada", "Quill"]),
        ("addie", "Addie Q.", ["Addie"]),
        ("ferrywoman", "A ferrywoman", ["ferrywoman"]),
    ],
)
def test_an_actor_shows_the_name_that_was_asked_for(
    shelf: httpx.Client, query: str, text: str, words: list[str]
) -> None:
    (edge,) = found(shelf, query, types=["ACTOR"])
    (light,) = edge["highlights"]
    assert (light["text"], marked(light)) == (text, words)


def test_offsets_are_counted_in_utf_16_on_request(shelf: httpx.Client) -> None:
    (edge,) = found(shelf, "waited", types=["ARTICLE"], unit="UTF16")
    (light,) = edge["highlights"]
    units = edge["node"]["body"].encode("utf-16-le")
    piece = units[2 * light["start"] :].decode("utf-16-le")
    assert piece.startswith(light["text"])
    text = light["text"].encode("utf-16-le")
    words = [text[2 * span["start"] : 2 * span["end"]].decode("utf-16-le") for span in light["ranges"]]
    assert set(words) == {"waited"}
    assert light["start"] > found(shelf, "waited", types=["ARTICLE"])[0]["highlights"][0]["start"]


@pytest.mark.parametrize("unit", ["utf16", "UTF16"])
def test_rest_counts_so_too(shelf: httpx.Client, unit: str) -> None:
    answer = shelf.get("/v1/search", params={"q": "waited", "types": "ARTICLE", "offsetUnit": unit}).json()
    (edge,) = found(shelf, "waited", types=["ARTICLE"], unit="UTF16")
    assert answer["edges"][0]["highlights"] == edge["highlights"]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_the_documented_helper_marks_words_in_javascript(shelf: httpx.Client) -> None:
    page = (DOCS / "clients.md").read_text(encoding="utf-8")
    helper = page.partition("```js\n")[2].partition("```")[0]
    assert "const marked" in helper
    (edge,) = found(shelf, "lantern bay", types=["ARTICLE"])
    (light,) = (each for each in edge["highlights"] if each["field"] == "body")
    start, end = light["ranges"][0].values()
    piece = msgspec.json.encode(light).decode()
    asked = f"[marked(piece), slice(piece.text, {start}, {end})]"
    script = f"{helper}\nconst piece = {piece};\nconsole.log(JSON.stringify({asked}))"
    ran = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    parts, word = msgspec.json.decode(ran.stdout)
    assert "".join(part["text"] for part in parts) == light["text"]
    assert [part["text"] for part in parts if part["match"]] == ["lantern", "bay"]
    assert word == "lantern"
