"""`python -m bench import`: pre-normalized NDJSON through the import, beside a bare COPY of the same rows.

Both go into migrated databases without rows, with every index and trigger, on one server in one run. The
import's lines come from a file, as a client sends them; the COPY's rows are those that the import made.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import psutil

from bench.reads import cast, corpus
from bench.reads.databases import bench_server, create_database, renamed
from service.exchange.importer import import_lines
from service.settings import Settings
from service.store.connect import Connection, connect, search_path
from service.store.migrate import migrate
from service.store.pool import open_store

_TABLES = (
    "source", "actor", "actor_alias", "article", "mention", "article_actor", "claim", "claim_actor", "claim_cue",
    "claim_link", "actor_merge_candidate",
)  # fmt: skip
_CHUNK = 256 * 1024
_PATIENT = Settings(statement_timeout_s=3600)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds that the import and the bare COPY took, and the process's peak resident memory meanwhile."""

    articles: int
    megabytes: float
    rows: int
    import_s: float
    copy_s: float
    memory_before_mb: float
    memory_peak_mb: float

    @property
    def share(self) -> float:
        """The import's speed as a share of COPY's."""
        return self.copy_s / self.import_s


async def run_bench_import(server_url: str, articles: int) -> Report:
    """Measure both in scratch databases, which are dropped at the end. Raises StartupError without a server."""
    with tempfile.TemporaryDirectory(prefix="claimgraph-bench-") as folder:
        file = Path(folder) / "articles.ndjson"
        with file.open("wb") as lines:
            lines.writelines(document_lines(articles))
        async with _scratch(server_url, "import") as imported, _scratch(server_url, "copy") as copied:
            before = psutil.Process().memory_info().rss
            peak, import_s = await _import(imported, file, articles)
            rows, copy_s = await _copy(imported, copied, Path(folder))
        return Report(
            articles=articles,
            megabytes=file.stat().st_size / 1e6,
            rows=rows,
            import_s=import_s,
            copy_s=copy_s,
            memory_before_mb=before / 1e6,
            memory_peak_mb=peak / 1e6,
        )


def document_lines(articles: int) -> Iterator[bytes]:
    """The bench corpus as `claimgraph normalize` would print it, one document a line."""
    everyone = {actor.id: actor for actor in cast.actors(cast.actor_count(articles))}
    publishers = {source.id: source for source in cast.sources()}
    for number in corpus.pieces(articles):
        rows = {
            table: [dict(zip(corpus.COLUMNS[table], row, strict=True)) for row in found]
            for table, found in corpus.piece(articles, number).rows.items()
        }
        for article in rows["article"]:
            yield msgspec.json.encode(_document(article, rows, everyone, publishers)) + b"\n"


def _document(
    article: dict[str, Any],
    rows: dict[str, list[dict[str, Any]]],
    everyone: dict[int, cast.Actor],
    publishers: dict[int, cast.Source],
) -> dict[str, Any]:
    mentions: dict[int, list[dict[str, Any]]] = {}
    for mention in _of(article, rows["mention"]):
        mentions.setdefault(mention["actor_id"], []).append(_span(mention))
    names = {actor_id: everyone[actor_id].name for actor_id in mentions}
    claims = _of(article, rows["claim"])
    ids = {claim["id"] for claim in claims}
    roles = [role for role in rows["claim_actor"] if role["claim_id"] in ids]
    cues = [cue for cue in rows["claim_cue"] if cue["claim_id"] in ids]
    source = publishers[article["source_id"]]
    return {
        "article": {
            "title": article["title"], "body": article["body"], "language": article["language"], "url": article["url"],
            "authors": article["authors"], "publishedAt": article["published_at"],
        },
        "actors": [
            {
                "name": names[actor_id], "kind": everyone[actor_id].kind, "mentions": spans,
                "aliases": sorted({span["quote"] for span in spans} - {names[actor_id]}),
            }
            for actor_id, spans in mentions.items()
        ],
        "claims": [
            _span(claim)
            | {name: claim[name] for name in ("text", "modality", "polarity", "factuality")}
            | {
                "claimant": names[claim["claimant_id"]] if claim["attribution"] == "ACTOR" else claim["attribution"],
                "subject": names.get(claim["subject_id"]),
                "unnamedSource": claim["unnamed_source"],
                "objects": [
                    names[role["actor_id"]]
                    for role in roles
                    if role["claim_id"] == claim["id"] and role["is_object"]
                ],
                "cues": [_span(cue) | {"kind": cue["kind"]} for cue in cues if cue["claim_id"] == claim["id"]],
            }
            for claim in claims
        ],
        "provenance": {"extractor": article["extractor"], "version": article["extractor_version"]},
        "source": {"name": source.name, "domain": source.domain},
    }  # fmt: skip


def _of(article: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["article_id"] == article["id"]]


def _span(row: dict[str, Any]) -> dict[str, Any]:
    return {"start": row["start_at"], "end": row["end_at"], "quote": row["quote"]}


@asynccontextmanager
async def _scratch(server_url: str, name: str) -> AsyncIterator[str]:
    """A migrated database without rows, dropped at the end."""
    database = f"claimgraph_bench_{name}"
    url = renamed(server_url, database)
    connection = await connect(server_url)
    try:
        await connection.execute(f"drop database if exists {database} with (force)")
        await create_database(connection, database)
        try:
            await migrate(url)
            yield url
        finally:
            await connection.execute(f"drop database if exists {database} with (force)")
    finally:
        await connection.close()


async def _import(url: str, file: Path, articles: int) -> tuple[int, float]:
    """Peak memory in bytes and seconds of importing every line."""
    peak, done, process = 0, 0, psutil.Process()
    async with open_store(_PATIENT, url) as store:
        started = time.perf_counter()
        async for results in import_lines(store, _chunks(file)):
            bad = next((result for result in results if result.status != "created"), None)
            if bad is not None:
                raise AssertionError(f"line {bad.line} was {bad.status}: {bad.reason}")
            done += len(results)
            peak = max(peak, process.memory_info().rss)
        seconds = time.perf_counter() - started
    if done != articles:
        raise AssertionError(f"{done} of {articles} lines were answered")
    return peak, seconds


async def _chunks(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as lines:
        while chunk := lines.read(_CHUNK):
            yield chunk


async def _copy(of: str, into: str, folder: Path) -> tuple[int, float]:
    """Rows and seconds of a bare COPY of what is in one database into another, in one transaction."""
    source, target = await connect(of), await connect(into)
    try:
        for connection in (source, target):
            await connection.execute(f"set search_path to {await search_path(connection)}")
        columns = {table: await _columns(source, table) for table in _TABLES}
        for table in _TABLES:
            await source.copy_from_table(
                table, columns=columns[table], output=folder / table, format="binary", timeout=3600
            )
        rows = 0
        started = time.perf_counter()
        async with target.transaction():
            for table in _TABLES:
                status = await target.copy_to_table(
                    table, columns=columns[table], source=folder / table, format="binary", timeout=3600
                )
                rows += int(status.split()[-1])
        return rows, time.perf_counter() - started
    finally:
        await source.close()
        await target.close()


async def _columns(connection: Connection, table: str) -> list[str]:
    found = await connection.fetch(
        """
        select attname
        from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
        order by attnum
        """,
        table,
    )
    return [row["attname"] for row in found]


def bench_import(settings: Settings, articles: int, *, as_json: bool) -> str:
    """The figures as a table for people, or as JSON."""
    with bench_server(settings) as url:
        report = asyncio.run(run_bench_import(url, articles))
    if as_json:
        return msgspec.json.encode(msgspec.to_builtins(report) | {"share": report.share}).decode()
    return (
        f"{report.articles} articles, {report.rows} rows, {report.megabytes:.1f} MB of NDJSON\n"
        f"import     {report.import_s:8.2f} s  {report.articles / report.import_s:8.1f} articles/s\n"
        f"bare COPY  {report.copy_s:8.2f} s  {report.articles / report.copy_s:8.1f} articles/s\n"
        f"share of COPY's speed: {report.share:.2f}\n"
        f"memory: {report.memory_before_mb:.0f} MB before, {report.memory_peak_mb:.0f} MB at its peak"
    )
