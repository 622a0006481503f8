"""Whatever an input holds, the answer is a payload or a refusal: never a failure, never a half-written row."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)

from schema import SCHEMA
from tests.mutation.conftest import Mutate, Rows

ROUNDS = 400
ROOT = SCHEMA._schema.mutation_type
TEXTS = (
    "Sam Altman pourrait revenir chez OpenAI.",
    "Sam Altman a quitté OpenAI, selon Microsoft. Microsoft se tait.",
    "🙂 OpenAI se tait.",
)
ODD = (
    "", " ", "x", "OpenAI", "fr", "Q1", "http://[", "a/b", "\u202e", "é" * 400, "a\0b", "\ud800", "🙂", "x" * 1100,
    "%s {t} $1 ' \" \\", "İ", "ﬃ", "-1", "٣", "<b>&amp;</b>", "\ue000\ue001", "\u0085\u2028", *TEXTS,
)  # fmt: skip
ACTORS = ("act_1", "act_2", "act_3", "act_4")
CLAIMS = ("clm_1", "clm_2", "clm_3")
IDS = (
    "art_1",
    "art_2",
    *ACTORS,
    *CLAIMS,
    "src_1",
    "rev_1",
    "lnk_1",
    "als_2",
    "cnd_1",
    "art_9223372036854775807",
    "art_9223372036854775808",
)
ANYTHING: dict[str, tuple[Any, ...]] = {
    "ID": IDS,
    "Int": (-(2**31), -1, 0, 1, 2, 3, 8, 24, 2**31 - 1),
    "Float": (-1.0, 0.0, 0.3, 1, 2e300),
    "DateTime": ("2026-01-02T03:04:05Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-02T03:04"),
    "String": ODD,
}
# What makes sense, so that many writes succeed and meet each other's rows.
SENSIBLE: dict[str, tuple[Any, ...]] = {
    "body": TEXTS, "title": ("Un", "Deux"), "language": ("fr", "en-GB"), "name": ("OpenAI", "Sam Altman", "Microsoft"),
    "url": ("https://example.org/a", "https://example.org/b"), "domain": ("example.org",), "country": ("fr",),
    "wikidataId": ("Q1", "Q2"), "quote": ("OpenAI", "Sam Altman"), "text": ("Une phrase.", "Une autre."),
    "version": (1, 2, 3), "start": (0,), "end": (1, 2, 5), "articleId": ("art_1", "art_2"), "claimId": CLAIMS,
    "fromId": CLAIMS, "toId": CLAIMS, "winnerId": ACTORS, "loserId": ACTORS, "actorId": ACTORS, "claimantId": ACTORS,
    "subjectId": ACTORS, "objectIds": ACTORS, "clientMutationId": ("1", "2", "3"), "score": (0.5,),
}  # fmt: skip


def value(random_: random.Random, input_type: GraphQLInputType, name: str = "") -> Any:
    """Something that the type lets through."""
    if isinstance(input_type, GraphQLNonNull):
        return value(random_, input_type.of_type, name)
    if isinstance(input_type, GraphQLList):
        return [value(random_, input_type.of_type, name) for _ in range(random_.choice((0, 1, 3)))]
    named = get_named_type(input_type)
    if isinstance(named, GraphQLInputObjectType):
        return {
            name: None if not needed(field) and random_.random() < 0.05 else value(random_, field.type, name)
            for name, field in named.fields.items()
            if needed(field) or random_.random() < 0.4
        }
    if isinstance(named, GraphQLEnumType):
        return random_.choice(list(named.values))
    return random_.choice(SENSIBLE[name] if name in SENSIBLE and random_.random() < 0.9 else ANYTHING[named.name])


def needed(field: GraphQLInputField) -> bool:
    """Whether the field must be given."""
    return isinstance(field.type, GraphQLNonNull)


def written(random_: random.Random) -> tuple[str, Any]:
    """A mutation of one field, and its input."""
    assert ROOT is not None
    names = list(ROOT.fields)
    # What takes away is rarer, so that there is something to take.
    rare = ("delete", "dismiss", "retract")
    (name,) = random_.choices(names, [1 if name.startswith(rare) else 4 for name in names])
    input_type = ROOT.fields[name].args["input"].type
    selection = "__typename userErrors { path code message }"
    return f"mutation($input: {input_type}) {{ result: {name}(input: $input) {{ {selection} }} }}", value(
        random_, input_type
    )


async def assert_consistent(rows: Rows) -> None:
    """Counts are true and nothing refers to a merged actor."""
    counted = "select count(*) from mention m where m.actor_id = a.id"
    assert await rows(f"select a.name from actor a where mention_count <> ({counted})") == []
    for table, column in (("mention", "actor_id"), ("claim_actor", "actor_id"), ("claim", "claimant_id")):
        merged = f"select count(*) from {table} t join actor a on a.id = t.{column} where a.merged_into_id is not null"
        assert await rows(merged) == [(0,)], (table, column)


async def test_no_input_makes_a_failure(answer: Mutate, rows: Rows) -> None:
    random_ = random.Random(7)
    done = 0
    for _ in range(ROUNDS):
        query, given = written(random_)
        found = await answer(query, input=given)
        assert "errors" not in found, (query, given, found)
        done += not found["data"]["result"]["userErrors"]
    assert done > ROUNDS / 10
    await assert_consistent(rows)


async def test_nor_do_many_at_once(answer: Mutate, rows: Rows) -> None:
    random_ = random.Random(8)
    for _ in range(ROUNDS // 5):
        writes = [written(random_) for _ in range(5)]
        found = await asyncio.gather(*(answer(query, input=given) for query, given in writes))
        assert [one for one in found if "errors" in one] == [], writes
    await assert_consistent(rows)
