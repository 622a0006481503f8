"""Writers who note what was acknowledged, and the check that it is there, once."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from service.store.connect import connect

MUTATION = (
    'mutation($title: String!, $key: String!) { ingestArticle(input: {title: $title, language: "en",'
    ' body: "Renault said it would close its plant.", clientMutationId: $key})'
    " { article { id } userErrors { message } } }"
)


class Writers:
    """Threads that write articles, again and again until told so, each under its own idempotency key.

    What is answered by anything but a success or a 503 with a time to come back is in `wrong`.
    """

    def __init__(self, base_url: Callable[[], str], headers: dict[str, str], count: int = 3) -> None:
        self.acknowledged: set[str] = set()
        self.wrong: list[str] = []
        self.refused = 0
        self.broken_off = 0
        self._base_url = base_url
        self._headers = headers
        self._numbers = itertools.count(1)
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int, within_s: float = 60) -> None:
        """Return when so many more writes were acknowledged."""
        wanted, deadline = len(self.acknowledged) + more, time.monotonic() + within_s
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, f"writes stopped at {len(self.acknowledged)}: {self.wrong[:3]}"
            time.sleep(0.05)

    def stop(self) -> None:
        """Finish what is under way."""
        self._ended.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self) -> None:
        with httpx.Client(timeout=30, headers=self._headers) as client:
            while not self._ended.is_set():
                title = f"Written {next(self._numbers)}"
                while not self._ended.is_set() and not self._write(client, title):
                    time.sleep(0.1)

    def _write(self, client: httpx.Client, title: str) -> bool:
        body = {"query": MUTATION, "variables": {"title": title, "key": title}}
        try:
            answer = client.post(f"{self._base_url()}/graphql", json=body)
        except httpx.TransportError:
            self.broken_off += 1
            return False
        if answer.status_code == 503 and "retry-after" in answer.headers:
            self.refused += 1
            return False
        if (
            answer.status_code != 200
            or answer.json().get("errors")
            or not answer.json()["data"]["ingestArticle"]["article"]
        ):
            self.wrong.append(answer.text)
            return False
        self.acknowledged.add(title)
        return True


@contextmanager
def writing(base_url: Callable[[], str], headers: dict[str, str]) -> Iterator[Writers]:
    """Writers at work while the block runs."""
    writers = Writers(base_url, headers)
    try:
        yield writers
    finally:
        writers.stop()


async def stored(database_url: str) -> dict[str, int]:
    """How often each of the writers' titles is stored."""
    connection = await connect(database_url)
    try:
        rows = await connection.fetch(
            "select title, count(*) as times from claimgraph.article where title like 'Written %' group by title"
        )
        return {row["title"]: row["times"] for row in rows}
    finally:
        await connection.close()


async def check(writers: Writers, database_url: str) -> None:
    """Everything acknowledged is stored, nothing twice, and no answer was a failure of ours."""
    found = await stored(database_url)
    assert not writers.wrong, writers.wrong[:3]
    assert writers.acknowledged <= found.keys(), sorted(writers.acknowledged - found.keys())[:5]
    assert set(found.values()) <= {1}
