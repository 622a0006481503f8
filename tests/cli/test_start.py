"""What a start loads, and what it doesn't wait for."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.conftest import authorization

HEAVY = (
    "service.normalize.rules",
    "service.ingest.formats.webpage",
    "trafilatura",
    "feedparser",
    "lxml",
    "babel",
    "simplemma",
    "py3langid",
    "charset_normalizer",
    "jwt",
    "httpx",
    "urllib3",
)
"""What reads texts and pages, which processes of its own do, and what few services need."""
ANSWERS = """
import asyncio, json, os, sys
from service.http.app import create_app
from service.settings import Settings

async def answer(app, method, path, body, headers):
    sent = []
    received = iter([{"type": "http.request", "body": body}])
    async def receive():
        return next(received, {"type": "http.disconnect"})
    async def send(message):
        sent.append(message)
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
             "server": ("127.0.0.1", 8000), "headers": [(b"host", b"127.0.0.1:8000"), *headers]}
    await app(scope, receive, send)
    return sent[0]["status"]

async def main():
    url, key = sys.argv[1:]
    app = create_app(Settings(), url)
    async with app.lifespan():
        headers = [(b"content-type", b"application/json"), (b"authorization", key.encode())]
        read = await answer(app, "POST", "/graphql", b'{"query": "{ articles { nodes { title } } }"}', headers)
        loaded = {"read": sorted(sys.modules)}
        article = b'{"body": "Ann Roe bought the old mill."}'
        written = await answer(app, "POST", "/v1/articles", article, headers)
        loaded["written"] = sorted(sys.modules)
        print(json.dumps({"statuses": [read, written], "loaded": loaded}))

asyncio.run(main())
"""


async def test_a_serving_process_loads_nothing_that_reads_texts(fresh_database: str) -> None:
    key = (await authorization(fresh_database, "write"))["authorization"]
    command = [sys.executable, "-c", ANSWERS, fresh_database, key]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    # Between lines of the log.
    [found] = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    assert found["statuses"] == [200, 201]
    assert [name for name in HEAVY if name in found["loaded"]["read"]] == []
    # Its readers have loaded them by now.
    assert [name for name in HEAVY[:9] if name in found["loaded"]["written"]] == []


def test_commands_load_what_they_need() -> None:
    code = "import sys, service.cli; from service.cli import commands; print([n for n in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert not [name for name in ("litestar", "strawberry", "service.normalize", "uvicorn") if f"'{name}'" in loaded]
