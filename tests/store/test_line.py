"""The line of reads: bursts wait their turn, a standing line is cut to the newest, and nobody waits for nothing."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from service.errors import Unavailable
from service.store.line import Line


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def waiting(line: Line, names: str, served: list[str]) -> dict[str, asyncio.Task[None]]:
    """Tasks that join the line in this order, and note when they are served."""

    async def join(name: str) -> None:
        await line.enter()
        served.append(name)

    tasks = {name: asyncio.create_task(join(name)) for name in names}
    await settled()
    return tasks


async def test_a_burst_is_served_in_its_order() -> None:
    line, served = Line(2, patience_s=30), list[str]()
    await waiting(line, "abcde", served)
    assert served == ["a", "b"] and len(line) == 3
    for _ in range(3):
        line.leave()
        await settled()
    assert served == ["a", "b", "c", "d", "e"] and not len(line)


async def test_of_more_than_a_burst_the_last_go_first_and_no_more_are_let_in() -> None:
    line, served = Line(1, patience_s=30), list[str]()
    names = "abcdefghij"
    tasks = await waiting(line, names, served)
    assert line.standing and line.full
    with pytest.raises(Unavailable, match="More is asked") as refusal:
        await line.enter()
    assert refusal.value.retry_after_s == 1
    line.leave()
    await settled()
    assert served == ["a", "j"]
    for task in tasks.values():
        task.cancel()


async def test_who_has_waited_too_long_is_sent_away_and_the_place_is_kept() -> None:
    line, served = Line(1, patience_s=0.05), list[str]()
    tasks = await waiting(line, "ab", served)
    with pytest.raises(Unavailable):
        await tasks["b"]
    assert served == ["a"] and not len(line)
    line.leave()
    await line.enter()


async def test_places_of_those_who_leave_are_passed_on() -> None:
    line, served = Line(1, patience_s=30), list[str]()
    tasks = await waiting(line, "abc", served)
    line.leave()
    # Given its place and cancelled before it could take it.
    tasks["b"].cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await tasks["b"]
    await settled()
    assert served == ["a", "c"]
    line.leave()
    await asyncio.wait_for(line.enter(), 1)
