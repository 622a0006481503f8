"""The command line as its user sees it: what it prints, and one sentence for each mistake."""

from __future__ import annotations

import json
import socket
import subprocess
from pathlib import Path

import pytest

from service.store.connect import connect
from tests.conftest import COMMAND, clean_environment, create_database, free_port

ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`, with no setting but those given."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=clean_environment(PYTHONPATH=str(ROOT), **environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def sentence(result: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a command that failed as it should."""
    assert result.returncode == 1, result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("claimgraph: ") and lines[0][-1] in ".?", lines[0]
    return lines[0].removeprefix("claimgraph: ")


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_told_before_anything_is_done(tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run(tmp_path, command, PORT=str(port))
    assert sentence(result) == f"Port {port} is taken by another program; stop it, or set PORT to a free one."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "value", "start"),
    [
        ("DATABASE_URL", "mysql://localhost/news", "DATABASE_URL is set, but must be an address like postgresql://"),
        (
            "DATABASE_URL",
            "postgresql://u:secret@127.0.0.1:1/news",
            "There is no PostgreSQL to reach at 127.0.0.1:1/news: ",
        ),
        ("DATABASE_URL", "postgresql://no-such-host.invalid/news", "There is no PostgreSQL to reach at no-such-host"),
        (
            "CLAIMGRAPH_DATADIR",
            "x",
            "CLAIMGRAPH_DATADIR is no setting of this service; did you mean CLAIMGRAPH_DATA_DIR?",
        ),
        ("PORT", "x", "PORT is 'x', but must be a whole number"),
        ("HOST", "192.0.2.1", "HOST is '192.0.2.1', which is no address of this machine."),
    ],
)
@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_mistake_in_the_settings_is_one_sentence(
    tmp_path: Path, command: str, setting: str, value: str, start: str
) -> None:
    result = run(tmp_path, command, **({"PORT": str(free_port())} | {setting: value}))
    assert sentence(result).startswith(start)
    assert "secret" not in result.stderr + result.stdout


def test_a_folder_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(tmp_path, "migrate", CLAIMGRAPH_DATA_DIR="file/data")
    assert sentence(result).startswith("The data folder file/data can't be written (")


async def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path, server_url: str) -> None:
    missing = server_url.replace("/claimgraph?", "/no_such_thing?").replace("/test", "/no_such_thing")
    assert "There is no database 'no_such_thing'" in sentence(run(tmp_path, "migrate", DATABASE_URL=missing))


async def test_a_user_without_rights_is_one_sentence(tmp_path: Path, server_url: str, blank_database: str) -> None:
    connection = await connect(blank_database)
    try:
        await connection.execute("drop role if exists reader; create role reader login password 'reader'")
    finally:
        await connection.close()
    before, _, after = blank_database.partition("@")
    url = f"postgresql://reader:reader@{after}"
    assert before.startswith("postgresql://")
    assert "permission denied" in sentence(run(tmp_path, "migrate", DATABASE_URL=url))


async def test_migrate_says_what_it_applied(tmp_path: Path, blank_database: str) -> None:
    first = run(tmp_path, "migrate", DATABASE_URL=blank_database)
    second = run(tmp_path, "migrate", DATABASE_URL=blank_database)
    assert first.stdout.startswith("applied 0001_text.sql\n")
    assert "applied sql/text.sql\n" in first.stdout
    assert second.stdout == "Nothing to apply.\n"


async def test_doctor_lists_what_it_found(tmp_path: Path, fresh_database: str) -> None:
    result = run(tmp_path, "doctor", DATABASE_URL=fresh_database, PORT=str(free_port()))
    assert result.returncode == 0, result.stdout
    for subject in ("Python", "settings", "port", "PostgreSQL", "server", "migrations", "functions"):
        assert subject in result.stdout
    assert "FAILED" not in result.stdout


def test_doctor_fails_when_anything_fails(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run(
            tmp_path,
            "doctor",
            PORT=str(taken.getsockname()[1]),
            DATABASE_URL="postgresql://127.0.0.1:1/news",
        )
    assert result.returncode == 1
    assert result.stdout.count("FAILED") == 2
    assert result.stderr == ""


async def test_ingest_tells_what_became_of_each_file(tmp_path: Path, fresh_database: str) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "one.txt").write_text("Microsoft a investi dans OpenAI.", "utf-8")
    (tmp_path / "more" / "two.txt").write_text("OpenAI may open an office in Paris.", "utf-8")
    (tmp_path / "more" / "empty.txt").write_text("", "utf-8")
    arguments = ("ingest", "one.txt", "more", "--source", "Le Journal", "--published-at", "2026-01-02")

    first = run(tmp_path, *arguments, DATABASE_URL=fresh_database)
    second = run(tmp_path, *arguments, DATABASE_URL=fresh_database)

    assert first.stdout == "Ingested: 2 created, 0 updated, 0 unchanged, 1 rejected.\n", first.stderr
    assert second.stdout == "Ingested: 0 created, 0 updated, 2 unchanged, 1 rejected.\n", second.stderr
    assert "more/empty.txt: it is empty\n" in first.stderr


async def test_what_normalize_prints_can_be_ingested_as_a_bundle(tmp_path: Path, fresh_database: str) -> None:
    (tmp_path / "one.txt").write_text("Sam Altman pourrait revenir chez OpenAI, selon Microsoft.", "utf-8")
    printed = run(tmp_path, "normalize", "one.txt", "--language", "fr")
    document = json.loads(printed.stdout)
    lines = [json.dumps(document | {"source": {"name": "Le Journal"}}), "", "{}", json.dumps(document)[:-1]]
    (tmp_path / "all.ndjson").write_text("\n".join(lines), "utf-8")

    result = run(tmp_path, "ingest", "all.ndjson", DATABASE_URL=fresh_database)

    assert document["article"]["body"] == (tmp_path / "one.txt").read_text("utf-8")
    assert result.returncode == 1
    assert result.stdout == "Ingested: 1 created, 0 updated, 0 unchanged, 2 rejected.\n"
    assert "all.ndjson:3: The line can't be read: " in result.stderr and "all.ndjson:4: " in result.stderr


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (("ingest", "nowhere.txt"), "There is no file or folder nowhere.txt."),
        (("ingest", "."), "There is nothing to ingest"),
        (("ingest", "a.txt", "--published-at", "yesterday"), "`--published-at` is no date"),
        (("ingest", "a.txt", "b.txt", "--url", "https://example.org/a"), "--url names one article"),
    ],
)
def test_a_wrong_path_or_option_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], start: str) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for name in set(arguments) & {"a.txt", "b.txt"}:
        (folder / name).write_text("text")
    assert sentence(run(folder, *arguments)).startswith(start)


def test_schema_openapi_and_settings_are_printed(tmp_path: Path) -> None:
    assert "type Claim implements Node" in run(tmp_path, "schema").stdout
    assert run(tmp_path, "openapi").stdout.startswith("info:") or "openapi: 3." in run(tmp_path, "openapi").stdout
    assert "| `PORT` | `8000` |" in run(tmp_path, "settings").stdout


async def test_an_older_server_is_told(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.errors import StartupError
    from service.store import migrate

    monkeypatch.setattr(migrate, "SERVER_VERSION_MIN", 99)
    with pytest.raises(StartupError, match=r"^PostgreSQL \d+ is too old; Claimgraph needs 99 or later, "):
        await migrate.migrate(await create_database(server_url))


async def test_a_missing_extension_is_told(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.errors import StartupError
    from service.store import migrate

    monkeypatch.setattr(migrate, "EXTENSIONS", ("pg_trgm", "no_such_extension"))
    with pytest.raises(StartupError, match=r"lacks the extension no_such_extension; install"):
        await migrate.migrate(await create_database(server_url))
