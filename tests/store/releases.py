"""Databases of earlier releases, kept as files: their schema, a few rows, and what they answered.

`python -m tests.store.releases` keeps one of the version in pyproject.toml, in `releases/<version>`, at its release.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from schema import SCHEMA
from service.mutation.runner import Runner
from service.query.engine import Engine, Request
from service.search import searchable
from service.settings import Settings
from service.store.connect import SCHEMA as OURS
from service.store.connect import connect
from service.store.embedded import embedded_server
from service.store.migrate import migrate
from service.store.pool import Store, open_store
from service.store.schema_files import Schema, read_schema, shipped_schema

FOLDER = Path(__file__).parent / "releases"
_ROOT = Path(__file__).parents[2]
_STORE = _ROOT / "service" / "store"
# Made by the migrations themselves.
_LEFT_OUT = ("schema_migration", "sql_file", "search_language", "known_name", "date_word")
_TABLES = f"""
    select c.relname as name,
      (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
       from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c
    where c.relnamespace = '{OURS}'::regnamespace and c.relkind = 'r' and c.relname <> all ($1)
    order by c.relname
"""
_NUMBERED = f"""
    select t.relname as name, s.oid::regclass::text as sequence
    from pg_class s
    join pg_depend d on d.objid = s.oid and d.deptype = 'i'
    join pg_class t on t.oid = d.refobjid
    where s.relkind = 'S' and s.relnamespace = '{OURS}'::regnamespace
"""
_ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "url": "https://example.org/one",
        "title": "A pledge",
        "body": "Acme Corp invested 13 billion dollars in Beta Labs. Jane Stone said she would return.",
        "language": "en",
        "source": {"name": "The Paper", "domain": "paper.example"},
        "publishedAt": "2026-11-20T08:00:00Z",
    },
    {
        "url": "https://example.org/two",
        "title": "A denial",
        "body": "Acme Corp invested 10 billion dollars in Beta Labs. Jane Stone denied it.",
        "language": "en",
        "publishedAt": "2026-11-21T08:00:00Z",
    },
    {
        "title": "Un accord",
        "body": "La Banque centrale européenne a relevé ses taux, selon Jeanne Pierre.",
        "language": "fr",
    },
    {"url": "https://example.org/gone", "body": "Gamma Foods closed its plant in Lyon.", "language": "en"},
    {"url": "https://example.org/withdrawn", "body": "Delta Air said it would fly to Mars.", "language": "en"},
)
_CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "updateArticle",
        {
            "id": "art_2",
            "version": 1,
            "body": "Acme Corp invested 11 billion dollars in Beta Labs. Nobody answered.",
        },
    ),
    ("upsertActor", {"kind": "PERSON", "name": "J. Stone"}),
    ("mergeActors", {"winnerId": "act_3", "loserId": "act_10"}),
    ("reviewClaim", {"claimId": "clm_1", "reviewer": "Desk", "rating": "False", "url": "https://check.example/1"}),
    ("reviewClaim", {"claimId": "clm_1", "reviewer": "Bureau", "rating": "True", "url": "https://check.example/2"}),
    ("deleteReview", {"id": "rev_2", "reason": "entered twice"}),
    ("deleteArticle", {"id": "art_4", "version": 1, "reason": "asked for by its author"}),
    ("retractArticle", {"id": "art_5", "version": 1, "reason": "its facts were made up"}),
)
_QUESTIONS = (
    "{ articles { totalCount nodes { id title url claims { nodes { id text quote modality } } } } }",
    "{ actors { totalCount nodes { id name kind mentionCount aliases { name } } } }",
    '{ search(query: "billion", types: [ARTICLE, CLAIM]) { totalCount } }',
    '{ suggest(prefix: "acme") { kind text } }',
    '{ article(id: "art_2") { version versions { nodes { version by } } } }',
    '{ article(id: "art_5") { retraction { by reason } claims { totalCount } } }',
    '{ claim(id: "clm_1") { reviews { nodes { reviewer rating } } related { edges { kind } } } }',
)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A release's database: its schema, its rows as CSV by table, and its answers by question."""

    version: str
    schema: Schema
    rows: dict[str, str]
    answers: dict[str, Any]


def kept_releases() -> list[Kept]:
    """The databases of all releases, by version."""
    return [
        Kept(
            version=folder.name,
            schema=read_schema(folder),
            rows={file.stem: file.read_text("utf-8") for file in sorted((folder / "rows").glob("*.csv"))},
            answers=msgspec.json.decode((folder / "answers.json").read_bytes()),
        )
        for folder in sorted(FOLDER.iterdir())
    ]


async def restore(database_url: str, kept: Kept) -> None:
    """Make a release's database, as it was, out of an empty one."""
    await migrate(database_url, kept.schema)
    connection = await connect(database_url)
    try:
        # As a replica's rows: nothing is checked or derived anew.
        await connection.execute("set session_replication_role = replica")
        await connection.execute(f"truncate {', '.join(f'{OURS}.{table}' for table in kept.rows)} cascade")
        for table, text in kept.rows.items():
            columns = text.partition("\n")[0].split(",")
            await connection.copy_to_table(
                table, schema_name=OURS, columns=columns, source=io.BytesIO(text.encode()), format="csv", header=True
            )
        for table in await connection.fetch(_NUMBERED):
            last = await connection.fetchval(f"select max(id) from {OURS}.{table['name']}")
            await connection.fetchval("select setval($1::regclass, $2, true)", table["sequence"], last or 1)
    finally:
        await connection.close()


async def counts(database_url: str) -> dict[str, int]:
    """How many rows each table has."""
    connection = await connect(database_url)
    try:
        return {
            row["name"]: await connection.fetchval(f"select count(*) from {OURS}.{row['name']}")
            for row in await connection.fetch(_TABLES, ["schema_migration", "sql_file"])
        }
    finally:
        await connection.close()


async def answered(store: Store, questions: list[str]) -> dict[str, Any]:
    """What a database answers now."""
    engine = Engine(searchable(SCHEMA._schema), store.fetch_json)
    found = {}
    for question in questions:
        answer = msgspec.json.decode((await engine.execute(Request(query=question, caller="tests"))).body)
        found[question] = answer["errors"] if "errors" in answer else answer["data"]
    return found


async def _fill(store: Store) -> None:
    schema = searchable(SCHEMA._schema)
    engine = Engine(schema, store.fetch_json, mutations=Runner(schema, store))
    for field, given in (*(("ingestArticle", article) for article in _ARTICLES), *_CHANGES):
        query = (
            f"mutation($input: {field[0].upper()}{field[1:]}Input!) {{ {field}(input: $input)"
            " { userErrors { path message } } }"
        )
        request = Request(query=query, variables={"input": given}, caller="desk")
        answer = msgspec.json.decode((await engine.execute(request)).body)
        assert answer.get("data", {}).get(field) == {"userErrors": []}, answer


async def _rows(database_url: str) -> dict[str, str]:
    found = {}
    connection = await connect(database_url)
    try:
        for table in await connection.fetch(_TABLES, list(_LEFT_OUT)):
            out = io.BytesIO()
            query = f"select {table['columns']} from {OURS}.{table['name']} t order by 1, t::text"
            await connection.copy_from_query(query, output=out, format="csv", header=True)
            if out.getvalue().count(b"\n") > 1:
                found[table["name"]] = out.getvalue().decode()
    finally:
        await connection.close()
    return found


async def _made(database_url: str) -> tuple[dict[str, str], dict[str, Any]]:
    await migrate(database_url)
    async with open_store(Settings(), database_url) as store:
        await _fill(store)
        answers = await answered(store, list(_QUESTIONS))
    refused = [answer for answer in answers.values() if isinstance(answer, list)]
    assert not refused, refused
    return await _rows(database_url), answers


def main() -> None:
    """Keep a database of this version."""
    version = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory(prefix="cg") as folder, embedded_server(Path(folder)) as url:
        rows, answers = asyncio.run(_made(url))
    target = FOLDER / version
    shutil.rmtree(target, ignore_errors=True)
    (target / "rows").mkdir(parents=True)
    for kind in ("migrations", "sql"):
        shutil.copytree(_STORE / kind, target / kind, ignore=shutil.ignore_patterns("__pycache__"))
    for table, text in rows.items():
        (target / "rows" / f"{table}.csv").write_text(text, "utf-8")
    (target / "answers.json").write_bytes(msgspec.json.format(msgspec.json.encode(answers), indent=1) + b"\n")
    assert read_schema(target) == shipped_schema()
    print(f"kept {target.relative_to(_ROOT)}")


if __name__ == "__main__":
    main()
