"""The longest values that are legal, of characters that don't compress: stored, found again, never a failure."""

from __future__ import annotations

import json
import random
import string
from typing import Any

import pytest

from schema.limits import (
    ALIASES_MAX,
    AUTHORS_MAX,
    DATE_WORDS_MAX,
    DOCUMENT_ALIASES_MAX,
    DOCUMENT_NAME_MAX,
    DOCUMENT_PROSE_MAX,
    GUID_MAX,
    NAME_MAX,
    NOTES_MAX,
    PROSE_MAX,
    TITLE_MAX,
    URL_BYTES_MAX,
)
from service.exchange.export import export_lines
from service.exchange.importer import import_lines
from service.store.pool import Store

CHANCE = random.Random(7)
WIDE = [chr(code) for code in range(0x20000, 0x2A000)]
"""Letters of four bytes each."""


def wide(length: int) -> str:
    return "".join(CHANCE.choices(WIDE, k=length))


def word(length: int) -> str:
    return "".join(CHANCE.choices(string.ascii_lowercase, k=length)).capitalize()


def name_of(words: int) -> str:
    return " ".join(word(9) for _ in range(words))


async def imported(store: Store, *lines: dict[str, Any]) -> list[tuple[str, str | None]]:
    async def chunks() -> Any:
        for line in lines:
            yield json.dumps(line).encode() + b"\n"

    return [(each.status, each.reason) async for results in import_lines(store, chunks()) for each in results]


BODIES = {
    "one name of pages": f"{name_of(800)} said it would close.",
    "a word of capitals": f"{''.join(CHANCE.choices(string.ascii_uppercase, k=6000))} said it would close.",
    "names with hyphens": f"The {'-'.join(word(9) for _ in range(500))} Company said it would close.",
    "one word without an end": f"{word(20_000)} said it would close the plant.",
    "letters of four bytes": f"{wide(5000)} said it would close the plant.",
}


@pytest.mark.parametrize("body", BODIES)
async def test_texts_with_endless_names_are_stored_and_read_again(fresh_store: Store, body: str) -> None:
    line = {"article": {"title": f"About {body}", "body": BODIES[body], "language": "en"}}
    assert await imported(fresh_store, line) == [("created", None)]
    assert await imported(fresh_store, line) == [("unchanged", None)]


async def test_two_long_names_that_begin_alike_are_two_actors(fresh_store: Store) -> None:
    beginning = name_of(400)
    names = [f"{beginning} {ending}" for ending in ("Alpha", "Omega")]
    async with fresh_store.connection() as connection:
        rows = await connection.fetch(
            "insert into actor (kind, name) select 'GROUP', n from unnest($1::text[]) n returning name, sort_name",
            names,
        )
    assert [row["name"] for row in rows] == names and len({row["sort_name"] for row in rows}) == 2


async def test_every_field_at_its_longest(fresh_store: Store) -> None:
    url = "https://example.org/"
    line = {
        "article": {
            "title": wide(TITLE_MAX),
            "body": "Renault said it would close its plant.",
            "language": "en",
            "url": url + "".join(CHANCE.choices(string.ascii_letters, k=URL_BYTES_MAX - len(url))),
            "guid": wide(GUID_MAX),
            "authors": [wide(NAME_MAX) for _ in range(AUTHORS_MAX)],
        },
        "source": {"name": wide(NAME_MAX), "domain": ".".join(word(60).lower() for _ in range(4)), "country": "FR"},
    }
    assert await imported(fresh_store, line) == [("created", None)]
    assert await imported(fresh_store, line) == [("unchanged", None)]


async def test_an_actor_at_its_longest(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection, connection.transaction():
        actor = await connection.fetchval(
            "insert into actor (kind, name, description) values ('PERSON', $1, $2) returning id",
            wide(NAME_MAX),
            wide(PROSE_MAX),
        )
        for _ in range(ALIASES_MAX):
            await connection.execute(
                "insert into actor_alias (actor_id, kind, name) values ($1, 'PERSON', $2)", actor, wide(NAME_MAX)
            )


BODY = "Renault said it would close its plant."


def document(
    *,
    name: str = "Renault",
    aliases: list[str] | None = None,
    provenance: dict[str, Any] | None = None,
    **claim: Any,
) -> dict[str, Any]:
    """A document of somebody's own extractor."""
    return {
        "article": {"title": "A plant", "body": BODY, "language": "en"},
        "actors": [{"name": name, "kind": "ORGANIZATION", "aliases": aliases or []}],
        "claims": [
            {
                "start": 0,
                "end": len(BODY),
                "quote": BODY,
                "text": "it would close its plant",
                "modality": "REPORTED",
                "polarity": "POSITIVE",
                "factuality": "UNDERSPECIFIED",
                "claimant": "UNNAMED" if "unnamedSource" in claim else name,
            }
            | claim
        ],
        "provenance": {"extractor": "mine", "version": "1"} | (provenance or {}),
    }


def amount(unit: str) -> dict[str, Any]:
    return {"start": 0, "end": 7, "quote": "Renault", "value": 1.0, "unit": unit}


def date(words: str) -> dict[str, Any]:
    return {"start": 0, "end": 7, "quote": "Renault", "date": words}


NEAR_A_MEGABYTE = " ".join(word(9) for _ in range(95_000))
TOO_LONG = {
    "actors[0].name": document(name=NEAR_A_MEGABYTE),
    "actors[0].aliases[1]": document(aliases=["Régie", NEAR_A_MEGABYTE]),
    "actors[0].aliases": document(aliases=[f"Plant {number}" for number in range(DOCUMENT_ALIASES_MAX + 1)]),
    "claims[0].text": document(text=NEAR_A_MEGABYTE),
    "claims[0].unnamedSource": document(unnamedSource=NEAR_A_MEGABYTE),
    "claims[0].amounts[1].unit": document(amounts=[amount("USD"), amount(NEAR_A_MEGABYTE)]),
    "claims[0].dates[0].date": document(dates=[date("2" * (DATE_WORDS_MAX + 1))]),
    "provenance.extractor": document(provenance={"extractor": "m" * (NAME_MAX + 1)}),
    "provenance.version": document(provenance={"version": NEAR_A_MEGABYTE}),
    "provenance.notes[1]": document(provenance={"notes": ["Read.", NEAR_A_MEGABYTE]}),
    "provenance.notes": document(provenance={"notes": [f"Note {number}." for number in range(NOTES_MAX + 1)]}),
}


@pytest.mark.parametrize("field", TOO_LONG)
async def test_what_is_too_long_is_refused_by_its_field(fresh_store: Store, field: str) -> None:
    ((status, reason),) = await imported(fresh_store, TOO_LONG[field])
    assert status == "rejected" and reason is not None and reason.startswith(f"`{field}` holds "), reason


async def test_a_document_at_its_longest(fresh_store: Store) -> None:
    made = {"extractor": wide(NAME_MAX), "version": wide(NAME_MAX), "notes": [wide(PROSE_MAX)] * NOTES_MAX}
    claim = {
        "text": wide(DOCUMENT_PROSE_MAX),
        "amounts": [amount(wide(NAME_MAX))],
        "dates": [date("2" * DATE_WORDS_MAX)],
    }
    line = document(name=wide(DOCUMENT_NAME_MAX), aliases=[wide(DOCUMENT_NAME_MAX)], provenance=made, **claim)
    # Its date lies ahead, which is one note more.
    line["article"]["publishedAt"] = "2999-01-01"
    assert await imported(fresh_store, line) == [("created", None)]
    assert await imported(fresh_store, line) == [("unchanged", None)]
    line = document(name=wide(100), aliases=[f"Plant {number}" for number in range(DOCUMENT_ALIASES_MAX)])
    line["article"]["title"] = "Another"
    assert await imported(fresh_store, line) == [("created", None)]


async def test_a_word_of_a_megabyte_is_no_name_and_is_noted(fresh_store: Store) -> None:
    line = {"article": {"title": "A", "body": f"{word(900_000)} said it would close.", "language": "en"}}
    assert await imported(fresh_store, line) == [("created", None)]
    async with fresh_store.connection() as connection:
        assert await connection.fetchval("select count(*) from actor") == 0
        (notes,) = await connection.fetchrow("select array_to_string(notes, ' ') from article")
    assert "actors: 1, claims: 1" in notes


async def test_a_word_of_a_megabyte_is_no_unit(fresh_store: Store) -> None:
    line = {"article": {"title": "A", "body": f"Acme sold 40 {word(10_000).lower()} in May 2020.", "language": "en"}}
    assert await imported(fresh_store, line) == [("created", None)]


@pytest.mark.parametrize("field", ["extractor", "notes[0]", "claims[0].extractorVersion", "claims[0].amounts[0].unit"])
async def test_an_exported_line_obeys_the_same_limits(fresh_store: Store, field: str) -> None:
    assert await imported(fresh_store, document(amounts=[amount("USD")], provenance={"notes": ["Read."]})) == [
        ("created", None)
    ]
    [line] = [
        json.loads(line)
        async for lines in export_lines(fresh_store)
        for line in lines.splitlines()
        if json.loads(line)["type"] == "article"
    ]
    holder, name = line, field
    while "." in name or "[" in name:
        step, name = name.replace("]", "").replace("[", ".").split(".", 1)
        holder = holder[int(step) if step.isdigit() else step]
    holder[int(name) if name.isdigit() else name] = NEAR_A_MEGABYTE
    ((status, reason),) = await imported(fresh_store, line)
    assert status == "rejected" and reason is not None and reason.startswith(f"`{field}` holds "), reason
