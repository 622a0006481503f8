"""`claimgraph ingest` and `claimgraph export` as their user sees them, against a real database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from service.exchange.export import export_lines
from service.settings import Settings
from service.store.connect import connect
from service.store.pool import open_store
from tests.conftest import COMMAND, clean_environment, create_database

ROOT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "files"


def environment(database_url: str) -> dict[str, str]:
    return clean_environment(PYTHONPATH=str(ROOT), DATABASE_URL=database_url)


def run(database_url: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], env=environment(database_url), capture_output=True, text=True, timeout=120
    )


async def rows(database_url: str, statement: str) -> list[tuple[object, ...]]:
    async with open_store(Settings(), database_url) as store, store.connection() as connection:
        return [tuple(row) for row in await connection.fetch(statement)]


async def exported(database_url: str) -> bytes:
    async with open_store(Settings(), database_url) as store:
        return b"".join([chunk async for chunk in export_lines(store)])


async def test_every_format_goes_in_and_a_second_time_changes_nothing(fresh_database: str) -> None:
    first = run(fresh_database, "ingest", FILES)
    second = run(fresh_database, "ingest", FILES)
    assert first.stdout == "Ingested: 7 created, 0 updated, 0 unchanged, 1 rejected.\n", first.stderr
    assert second.stdout == "Ingested: 0 created, 0 updated, 7 unchanged, 1 rejected.\n", second.stderr
    assert first.returncode == second.returncode == 1
    assert "the article 'Nothing here' has no articleBody and no description\n" in first.stderr
    assert await rows(
        fresh_database,
        "select r.rating, c.quote, a.name from claim_review r join claim c on c.id = r.claim_id"
        " join actor a on a.id = c.claimant_id",
    ) == [("False", "Halden closed its last copper mine in 2025", "Victor Lund")]
    ((notes,),) = await rows(
        fresh_database, "select notes from article where url = 'https://checks.example/halden-mine'"
    )
    assert "does not stand in the text" in " ".join(notes)  # type: ignore[arg-type]


async def test_a_bad_line_is_told_by_its_number_and_spoils_no_other(tmp_path: Path, fresh_database: str) -> None:
    story = {"article": {"body": "Alder may buy Birch.", "language": "en"}, "source": {"name": "The Ledger"}}
    page = {"article": {"body": (FILES / "article.html").read_text("utf-8"), "format": "html"}}
    bad_review = json.loads(run(fresh_database, "normalize", FILES / "factcheck.html").stdout)
    bad_review["reviews"][0]["claim"] = 99
    lines = [json.dumps(story), "", "nonsense", '{"article": {"body": 1}}', json.dumps(page), json.dumps(bad_review)]
    (tmp_path / "all.ndjson").write_text("\n".join(lines), "utf-8")

    result = run(fresh_database, "ingest", tmp_path)

    assert result.returncode == 1
    assert result.stdout == "Ingested: 2 created, 0 updated, 0 unchanged, 3 rejected.\n"
    sentences = [line.partition("all.ndjson:")[2] for line in result.stderr.splitlines() if "all.ndjson:" in line]
    assert [sentence.partition(":")[0] for sentence in sentences] == ["3", "4", "6"]
    assert "$.article.body" in sentences[1] and "`reviews[0].claim` is 99" in sentences[2]


async def test_an_export_goes_back_in_to_an_equal_database(
    tmp_path: Path, server_url: str, empty_template: str, seeded_database: str
) -> None:
    other = await create_database(server_url, empty_template)
    out = run(seeded_database, "export", "--output", tmp_path / "all.ndjson")
    assert out.returncode == 0, out.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["all.ndjson"]
    whole = (tmp_path / "all.ndjson").read_bytes()
    back = run(other, "ingest", tmp_path / "all.ndjson")
    assert back.returncode == 0, back.stderr
    assert back.stdout == f"Ingested: {len(whole.splitlines())} created, 0 updated, 0 unchanged.\n"
    assert await exported(other) == whole == run(seeded_database, "export").stdout.encode()
    again = run(other, "ingest", tmp_path / "all.ndjson")
    assert "0 created, 0 updated" in again.stdout


async def test_an_export_that_can_not_be_written_is_one_sentence(tmp_path: Path, fresh_database: str) -> None:
    result = run(fresh_database, "export", "--output", tmp_path / "missing" / "all.ndjson")
    assert result.returncode == 1
    assert result.stderr.startswith("claimgraph: ") and "can't be written: No such file" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_stopped_ingest_leaves_whole_articles_and_goes_on_later(
    tmp_path: Path, fresh_database: str, number: signal.Signals
) -> None:
    for place in range(600):
        told = (
            f"Marc Dul{place}ier pourrait revenir chez Nord{place}lys, selon Maren Ho{place}lt. L’usine n’a pas fermé. "
        )
        (tmp_path / f"{place:04}.txt").write_text(told * 22, "utf-8")
    watching = await connect(fresh_database)
    with subprocess.Popen(
        [*COMMAND, "ingest", str(tmp_path), "--language", "fr"],
        env=environment(fresh_database),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 60
        while not await watching.fetchval("select 1 from claimgraph.article limit 1") and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, number)
        _, stderr = process.communicate(timeout=60)
    await watching.close()
    assert process.returncode == 128 + number, stderr
    ((stored, whole),) = await rows(
        fresh_database,
        "select count(*), count(*) filter (where exists (select from mention m where m.article_id = a.id)"
        " and exists (select from claim c where c.article_id = a.id)) from article a",
    )
    assert 0 < stored == whole < 600
    result = run(fresh_database, "ingest", tmp_path, "--language", "fr")
    assert result.stdout == f"Ingested: {600 - int(str(stored))} created, 0 updated, {stored} unchanged.\n"
