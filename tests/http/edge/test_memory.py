"""Memory of closed connections is given back when many went, and not each time one goes."""

from __future__ import annotations

import asyncio

import pytest

from service.http.edge import memory
from service.http.edge.memory import Leavings, let_go


async def test_many_that_went_are_tidied_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_QUIET_S", 0.0)
    times: list[int] = []
    leavings = Leavings(lambda: times.append(1))
    for _ in range(1000):
        leavings.opened()
    for _ in range(400):
        leavings.closed()
    await asyncio.sleep(0.01)
    assert not times, "most are still there"
    for _ in range(600):
        leavings.closed()
    await asyncio.sleep(0.01)
    assert len(times) == 1
    for _ in range(500):
        leavings.opened()
        leavings.closed()
    await asyncio.sleep(0.01)
    assert len(times) == 1, "a few at a time leave nothing worth the time"


def test_letting_go_does_no_harm() -> None:
    let_go()
    let_go()
