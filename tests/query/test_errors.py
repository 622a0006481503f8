"""Bad input is refused with a message that names what is wrong, and quickly."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from typing import Any

import pytest

from tests.query.conftest import Ask, World
from tests.query.generate import Generator, Pools

SLOWEST_S = 5.0
"""Far more than it takes, for busy machines: what hangs takes for ever."""


async def refused(ask: Ask, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The first error of a request of which no field is answered, in time."""
    started = time.perf_counter()
    answer = await ask(query, variables)
    assert time.perf_counter() - started < SLOWEST_S
    assert not any((answer.get("data") or {}).values()), answer
    error: dict[str, Any] = answer["errors"][0]
    assert error["extensions"]["code"]
    return error


def forged(order: str, keys: Any) -> str:
    """A cursor with a right check and whatever keys."""
    rest = f"{order}|{keys if isinstance(keys, str) else json.dumps(keys)}".encode("utf-8", "surrogatepass")
    check = hashlib.md5(rest, usedforsecurity=False).hexdigest()[:6].encode()
    return base64.urlsafe_b64encode(check + rest).decode().rstrip("=")


DOCUMENTS = {
    "no text": ("", "Syntax Error"),
    "no selection": ("{ }", "Syntax Error"),
    "open brace": ("{ articles { nodes { id }", "Syntax Error"),
    "unknown field": ("{ articles { nodes { headline } } }", "Cannot query field 'headline' on type 'Article'"),
    "unknown argument": ("{ articles(limit: 3) { totalCount } }", "Unknown argument 'limit'"),
    "unknown filter": ('{ articles(filter: {lang: "fr"}) { totalCount } }', "unknown field 'lang'"),
    "unknown enum value": ("{ articles(orderBy: BEST) { totalCount } }", "'BEST' does not exist in 'ArticleOrder'"),
    "wrong type": ('{ articles(first: "3") { totalCount } }', "Int cannot represent non-integer value"),
    "no selection of an object": ("{ articles }", "must have a selection of subfields"),
    "selection of a scalar": ("{ articles { totalCount { id } } }", "must not have a selection"),
    "missing argument": ("{ node { id } }", "'Query.node(id:)' of type 'ID!' is required"),
    "fragment cycle": (
        "{ articles { nodes { ...A } } } fragment A on Article { ...B } fragment B on Article { ...A }",
        "Cannot spread fragment 'A' within itself",
    ),
    "fragment of itself": ("{ ...Q } fragment Q on Query { ...Q }", "Cannot spread fragment 'Q' within itself"),
    "cyclic introspection": ("{ ...Q } fragment Q on Query { __schema { ...Q } ...Q }", "Cannot spread fragment"),
    "two operations": ("query A { __typename } query B { __typename }", "name one in `operationName`"),
    "a fragment only": ("fragment A on Article { id }", ""),
    "deep": ("{ a" * 10_000 + " }" * 10_000, "levels of nesting"),
    "deep lists": ("{ articles(filter: " + "[" * 10_000 + "]" * 10_000 + ") { totalCount } }", "levels of nesting"),
    "a megabyte of aliases": (
        "{ " + " ".join(f"a{n}: __typename" for n in range(60_000)) + " }",
        "more than 100,000 characters",
    ),
    "many aliases": ("{ " + " ".join(f"a{n}: __typename" for n in range(3_000)) + " }", "more than 5,000 tokens"),
    "one field too often": ("{ " + "__typename " * 1_000 + "}", "fields of one name"),
    "many fragments": (
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(500)),
        "fragments",
    ),
    "lone surrogate": ('{ article(url: "\ud800") { id } }', "Syntax Error"),
    "escaped lone surrogate": (r'{ article(url: "\ud800") { id } }', "Syntax Error"),
    "NUL": ("{ articles \x00 { totalCount } }", "Syntax Error"),
    "huge integer": ("{ articles(first: 99999999999999999999) { totalCount } }", "Int cannot represent"),
    "date that is none": ('{ articles(filter: {publishedAfter: "2023-02-30"}) { totalCount } }', "DateTime"),
    "year 10000": ('{ articles(filter: {publishedAfter: "10000-01-01T00:00:00Z"}) { totalCount } }', "DateTime"),
    "no date": ('{ articles(filter: {publishedAfter: "yesterday"}) { totalCount } }', "DateTime"),
    "subscription": ("subscription { articleIngested { id } }", ""),
}


@pytest.mark.parametrize("case", DOCUMENTS)
async def test_documents_that_are_not_executed(ask: Ask, case: str) -> None:
    document, message = DOCUMENTS[case]
    assert message in (await refused(ask, document))["message"]


ARGUMENTS = {
    "first below zero": ("articles(first: -1)", "first", "is -1"),
    "first over a hundred": ("articles(first: 101)", "first", "is 101"),
    "last below zero": ("articles(last: -1)", "last", "is -1"),
    "both ends": ("articles(first: 1, last: 1)", "last", "together with `first`"),
    "an id of another type": ('articles(filter: {actorId: "art_1"})', "filter.actorId", "an id of type Article"),
    "no id": ('articles(filter: {sourceId: "7"})', "filter.sourceId", "is not an id of this service"),
    "an id under not": ('articles(filter: {not: {actorId: "art_1"}})', "filter.not.actorId", "type Article"),
    "an id under or": ('articles(filter: {or: [{}, {actorId: "x"}]})', "filter.or[1].actorId", "not an id"),
    "an id with NUL": (r'articles(filter: {actorId: "act_1\u0000"})', "filter.actorId", "is not an id"),
    "an id too large": ('claims(filter: {articleId: "art_9223372036854775808"})', "filter.articleId", "is not an id"),
    "NUL in a text": (r'articles(filter: {language: "f\u0000r"})', "filter.language", "NUL character at position 1"),
    "a long text": (f'actors(filter: {{name: "{"x" * 1001}"}})', "filter.name", "1,001 characters"),
    "a long list": (f"actors(filter: {{kind: [{'PERSON ' * 101}]}})", "filter.kind", "101 values"),
    "a cursor that is none": ('articles(after: "abc")', "after", "is no cursor"),
    "an empty cursor": ('articles(after: "")', "after", "is no cursor"),
    "a cursor not in ASCII": ('articles(after: "é")', "after", "is no cursor"),
    "a huge cursor": (f'articles(after: "{"A" * 5_000}")', "after", "is no cursor"),
    "a cursor of another list": (f'articles(after: "{forged("claim.newest", [1, 1])}")', "after", "in another order"),
    "a cursor as the other end": (f'articles(before: "{forged("text", [1, 1])}")', "before", "in another order"),
    "a date before year 1": (
        'articles(filter: {publishedAfter: "0001-01-01T00:00:00+10:00"})',
        "filter.publishedAfter",
        "years 1 to 9999",
    ),
    "a date behind year 9999": (
        'articles(filter: {publishedBefore: "9999-12-31T23:59:59-10:00"})',
        "filter.publishedBefore",
        "years 1 to 9999",
    ),
    "a language, NUL": (r'search(query: "a", language: "a\u0000")', "language", "NUL character"),
    "a long language": (f'search(query: "a", language: "{"a" * 1001}")', "language", "1,001 characters"),
}


@pytest.mark.parametrize("case", ARGUMENTS)
async def test_arguments_that_are_refused_by_name(ask: Ask, case: str) -> None:
    field, argument, message = ARGUMENTS[case]
    error = await refused(ask, f"{{ {field} {{ totalCount }} }}")
    assert error["message"].startswith(f"Argument `{argument}`: ")
    assert message in error["message"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}


FORGED: dict[str, tuple[Any, ...]] = {
    "article.newest": (
        [], [1], [1, 2, 3], {}, None, "x", 1, ["1", 1], [1.5, 1], [True, 1], [None, 1], [2**63, 1], [1, 2**63],
        [10**30, 1], [-(2**62), 1], [[1], 1], '[1, 1', "[1e999, 1]", "[NaN, 1]", "",
    ),
    "actor.name": ([1, 1], [None, 1], ["a\x00", 1], ["a", "1"], '["\\ud800", 1]', '["\ud800", 1]', [["a"], 1]),
    "actor.mentions": ([2**31, 1], [-(2**31) - 1, 1], ["a", 1]),
    "candidate.best": ([1e39, 1], ["nan", 1], ["inf", 1], [{}, 1], [10**400, 1], [True, 1], [None, 1], "[1e-400, 1]"),
}  # fmt: skip
LISTS = {
    "article.newest": "articles",
    "actor.name": "actors",
    "actor.mentions": "actors(orderBy: MOST_MENTIONED)",
    "candidate.best": "actorMergeCandidates",
}


@pytest.mark.parametrize(("order", "keys"), [(order, keys) for order, many in FORGED.items() for keys in many])
async def test_forged_cursors_are_errors_or_places(ask: Ask, order: str, keys: Any) -> None:
    name, opening, arguments = LISTS[order].partition("(")
    given = f"{opening}{arguments[:-1]}, " if opening else "("
    query = f"query ($after: String) {{ {name}{given}after: $after) {{ totalCount nodes {{ id }} }} }}"
    answer = await ask(query, {"after": forged(order, keys)})
    if "errors" in answer:
        assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT", "argument": "after"}
    else:
        assert answer["data"][name]["totalCount"] > 0


VARIABLES: dict[str, tuple[str, dict[str, Any], str]] = {
    "missing": ("query ($id: ID!) { node(id: $id) { id } }", {}, "$id"),
    "null where none is taken": ("query ($id: ID!) { node(id: $id) { id } }", {"id": None}, "$id"),
    "another type": ("query ($n: Int) { articles(first: $n) { totalCount } }", {"n": "3"}, "$n"),
    "a fraction": ("query ($n: Int) { articles(first: $n) { totalCount } }", {"n": 1.5}, "$n"),
    "a huge integer": ("query ($n: Int) { articles(first: $n) { totalCount } }", {"n": 10**400}, "$n"),
    "an infinity": ("query ($n: Int) { articles(first: $n) { totalCount } }", {"n": float("inf")}, "$n"),
    "below zero": ("query ($n: Int) { articles(first: $n) { totalCount } }", {"n": -1}, "first"),
    "an unknown member": ("query ($f: ArticleFilter) { articles(filter: $f) { totalCount } }", {"f": {"x": 1}}, "$f"),
    "an id of another type": (
        "query ($f: ArticleFilter) { articles(filter: $f) { totalCount } }",
        {"f": {"or": [{"actorId": "src_1"}]}},
        "filter.or[0].actorId",
    ),
    "NUL": ("query ($u: String) { article(url: $u) { id } }", {"u": "a\x00"}, "url"),
    "a lone surrogate": ("query ($u: String) { article(url: $u) { id } }", {"u": "a\ud800"}, "url"),
    "a lone surrogate in an id": ("query ($id: ID!) { node(id: $id) { id } }", {"id": "\udfff"}, "id"),
    "half a pair in a cursor": ("query ($c: String) { claims(after: $c) { totalCount } }", {"c": "\ud800"}, "after"),
    "a list as a text": ("query ($u: String) { article(url: $u) { id } }", {"u": ["a"]}, "$u"),
    "an object as a list": ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": {}}, "$ids"),
    "too many ids": ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["act_1"] * 101}, "ids"),
    "one bad id of many": ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["act_1", "act_x"]}, "ids"),
    "a date out of range": (
        "query ($d: DateTime) { articles(filter: {publishedAfter: $d}) { totalCount } }",
        {"d": "0001-01-01T00:00:00+10:00"},
        "filter.publishedAfter",
    ),
    "a number as a date": (
        "query ($d: DateTime) { articles(filter: {publishedAfter: $d}) { totalCount } }",
        {"d": 20231122},
        "$d",
    ),
    "null for an order": (
        "query ($o: ArticleOrder) { articles(orderBy: $o) { totalCount } }",
        {"o": None},
        "orderBy",
    ),
    "null for an id with a default": (
        'query ($id: ID = "act_1") { node(id: $id) { id } }',
        {"id": None},
        "id",
    ),
    "null for a text with a default": (
        'query ($q: String = "a") { search(query: $q) { totalCount } }',
        {"q": None},
        "query",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", VARIABLES)
async def test_variables_that_are_refused_by_name(ask: Ask, case: str) -> None:
    query, variables, named = VARIABLES[case]
    error = await refused(ask, query, variables)
    assert f"`{named}`" in error["message"] or f"'{named}'" in error["message"]


def nested(depth: int, name: str = "not") -> dict[str, Any]:
    """A filter in a filter in a filter."""
    inner: dict[str, Any] = {"language": "fr"}
    for _ in range(depth):
        inner = {name: inner if name == "not" else [inner]}
    return inner


WIDE = {"or": [{"language": "fr"}] * 500}
WIDER = {"or": [{"language": "fr"}] * 20_000}
TREE = {"or": [{"and": [{"language": "fr"}] * 100}] * 100}


@pytest.mark.parametrize(
    "given",
    [nested(500), nested(5_000), nested(500, "and"), WIDE, WIDER, TREE],
    ids=["500 deep", "5,000 deep", "500 lists deep", "500 wide", "20,000 wide", "100 of 100"],
)
async def test_filters_too_large_to_compile(ask: Ask, given: dict[str, Any]) -> None:
    query = "query ($f: ArticleFilter) { articles(filter: $f) { totalCount } }"
    message = (await refused(ask, query, {"f": given}))["message"]
    assert re.search("nested too deeply|500 filters; at most 100|more than 5,000 values", message)


async def test_a_filter_used_again_and_again_is_too_large(ask: Ask) -> None:
    fields = " ".join(f"a{number}: articles(filter: $f, first: {number}) {{ totalCount }}" for number in range(100))
    given = {"or": [{"language": "fr"}] * 100}
    error = await refused(ask, f"query ($f: ArticleFilter) {{ {fields} }}", {"f": given})
    assert error["extensions"]["code"] == "DOCUMENT_TOO_LARGE"


async def test_a_filter_fifty_deep_is_answered(ask: Ask) -> None:
    query = "query ($f: ArticleFilter) { all: articles { totalCount } articles(filter: $f) { totalCount } }"
    even, odd = [(await ask(query, {"f": nested(depth)}))["data"] for depth in (50, 51)]
    assert even["articles"]["totalCount"] + odd["articles"]["totalCount"] == even["all"]["totalCount"]


async def test_an_id_of_another_type_at_a_lookup(ask: Ask) -> None:
    error = await refused(ask, '{ actor(id: "art_1") { id } }')
    assert (
        error["message"]
        == "Argument `id`: 'art_1' is an id of type Article; this takes one of type Actor, such as act_1."
    )
    assert error["locations"] == [{"line": 1, "column": 9}]


@pytest.mark.parametrize("given", ["", '(id: "art_1", url: "https://s.example")', "(id: null, url: null)"])
async def test_a_lookup_takes_one_of_its_arguments(ask: Ask, given: str) -> None:
    error = await refused(ask, f"{{ article{given} {{ id }} }}")
    assert error["message"] == "Field `article` takes exactly one of its arguments: `id` or `url`."


async def test_a_cursor_of_another_list_of_the_same_order_is_a_place(ask: Ask) -> None:
    # The keys of `id.newest` mean the same wherever rows are told apart by id.
    answer = await ask("{ sources(orderBy: RECENTLY_ADDED, first: 1) { pageInfo { endCursor } } }")
    cursor = answer["data"]["sources"]["pageInfo"]["endCursor"]
    assert "data" in await ask(f'{{ actors(orderBy: RECENTLY_ADDED, after: "{cursor}") {{ totalCount }} }}')


async def test_a_cursor_of_another_order_of_the_same_list_is_told(ask: Ask) -> None:
    answer = await ask("{ articles(first: 1) { pageInfo { endCursor } } }")
    cursor = answer["data"]["articles"]["pageInfo"]["endCursor"]
    error = await refused(ask, f'{{ articles(orderBy: OLDEST, after: "{cursor}") {{ totalCount }} }}')
    assert error["extensions"]["argument"] == "after"


async def test_a_changed_character_of_a_cursor_is_told(ask: Ask) -> None:
    answer = await ask("{ articles(first: 1) { pageInfo { endCursor } } }")
    cursor = answer["data"]["articles"]["pageInfo"]["endCursor"]
    for place in range(0, len(cursor), 7):
        damaged = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        error = await refused(ask, f'{{ articles(after: "{damaged}") {{ totalCount }} }}')
        assert error["extensions"]["argument"] == "after"


SPOILS = [
    ("first: -1", "articles"),
    ("last: 101", "claims"),
    ("first: 1, last: 1", "actors"),
    ('after: "x"', "sources"),
    ('filter: {not: {subjectId: "clm_1"}}', "claims"),
    ('filter: {and: [{claimantId: "x"}]}', "claims"),
    ('actorId: "art_1"', "actorMergeCandidates"),
]


@pytest.mark.parametrize(("spoil", "field"), SPOILS)
async def test_the_reference_refuses_the_same(world: World, ask: Ask, spoil: str, field: str) -> None:
    generator = Generator(world.reference.schema, Pools(world.rows), seed=11)
    operation = generator.operation()
    text = operation.text.replace("{", f"{{ spoilt: {field}({spoil}) {{ totalCount }} ", 1)
    if operation.text.startswith("query Q("):
        head, body = operation.text.split(") {", 1)
        text = f"{head}) {{ spoilt: {field}({spoil}) {{ totalCount }} {body}"
    await refused(ask, text, operation.variables)
    assert world.reference.execute(text, operation.variables).errors
