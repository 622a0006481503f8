"""`/metrics`: what Prometheus collects."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Response, get
from litestar.datastructures import State

from service.http.edge.access import on_loopback
from service.live.live import Live
from service.settings import Settings
from service.store.pool import Store
from service.watch.metrics import CONTENT_TYPE, FOLDER, POOL, POOL_MAX, SUBSCRIBERS, WAITING, WORKERS, exposition
from service.watch.tally import settle

_SAMPLED_EVERY_S = 2.0


@get("/metrics", include_in_schema=False, media_type="text/plain")
async def metrics(state: State) -> Response[bytes]:
    """The service's metrics in Prometheus' text format, those of all its workers."""
    sample(state.store, state.live)
    text = await asyncio.to_thread(exposition)
    return Response(text, media_type=CONTENT_TYPE, headers={"cache-control": "no-store"})


def sample(store: Store, live: Live) -> None:
    """Look at what was counted and what has a state, in this process."""
    settle()
    POOL.labels("in_use").set(store.in_use)
    POOL.labels("idle").set(store.idle)
    POOL_MAX.set(store.pool.get_max_size())
    WAITING.set(store.waiting)
    SUBSCRIBERS.set(live.open_subscriptions)
    WORKERS.set(1)


@asynccontextmanager
async def sampled(store: Store, live: Live) -> AsyncIterator[None]:
    """Look again and again while the block runs, where another process may be the one that is asked."""
    if FOLDER not in os.environ:
        yield
        return
    task = asyncio.create_task(_sampling(store, live))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # What was counted last stays counted when this process is gone.
        settle()


async def _sampling(store: Store, live: Live) -> None:
    while True:
        sample(store, live)
        await asyncio.sleep(_SAMPLED_EVERY_S)


def open_metrics(settings: Settings) -> bool:
    """Whether metrics need no key: as the setting says, else only where nobody but this machine can connect.

    Where there are none, no key is asked for, either.
    """
    return on_loopback(settings.host) if settings.metrics == "auto" else settings.metrics in ("open", "off")
