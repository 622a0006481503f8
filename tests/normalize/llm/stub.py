"""A server of chat completions that does as it is told, misbehaviour included. It listens on a real port."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

_HANG_S = 60


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What one request is answered; `hangs` says nothing, `closes` hangs up, `drips` sends a byte now and then."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    hangs: bool = False
    closes: bool = False
    drips: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it came, and when (monotonic seconds)."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float

    @property
    def article(self) -> str:
        """What the model is shown."""
        shown: str = self.body["messages"][1]["content"]
        return shown


Behaviour = Reply | Callable[[Asked], Reply]


class Stub:
    """Answers each request by the next behaviour, the last one for ever; remembers what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.at_once_max = 0
        self._script: list[Behaviour] = [completion("{}")]
        self._under_way = 0

    def will(self, *behaviours: Behaviour) -> None:
        """From now on, do this."""
        self._script = list(behaviours)
        self.asked.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        self._under_way += 1
        self.at_once_max = max(self.at_once_max, self._under_way)
        try:
            asked = await _read(reader)
            self.asked.append(asked)
            behaviour = self._script.pop(0) if len(self._script) > 1 else self._script[0]
            await _answer(writer, behaviour if isinstance(behaviour, Reply) else behaviour(asked))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._under_way -= 1
            writer.close()


@contextmanager
def stub_server() -> Iterator[Stub]:
    """A stub that listens, in a thread and loop of its own."""
    stub = Stub()
    listening = threading.Event()
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()

    async def listen() -> None:
        async with await asyncio.start_server(stub.serve, "127.0.0.1", 0) as server:
            stub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
            listening.set()
            await ending.wait()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

    thread = threading.Thread(target=lambda: loop.run_until_complete(listen()), daemon=True)
    thread.start()
    listening.wait()
    try:
        yield stub
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join()
        loop.close()


def completion(content: str | dict[str, Any] | None, *, finish: str = "stop", **message: Any) -> Reply:
    """A chat completion with this content; a dict is the model's JSON."""
    text = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 1200},
    }
    return Reply(body=json.dumps(body).encode())


def problem(status: int, message: str = "no", **headers: str) -> Reply:
    """An error as such servers tell it."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=status, body=json.dumps({"error": {"message": message}}).encode(), headers=named)


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request, *lines = head.split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(path=request.split()[1], headers=headers, body=json.loads(raw or b"{}"), at=time.monotonic())


async def _answer(writer: asyncio.StreamWriter, reply: Reply) -> None:
    if reply.closes:
        return
    if reply.hangs:
        await asyncio.sleep(_HANG_S)
    headers = {"content-type": reply.content_type, "content-length": str(len(reply.body)), "connection": "close"}
    headers |= dict(reply.headers)
    head = f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(head.encode() + b"\r\n")
    if reply.drips:
        for byte in reply.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)
    else:
        writer.write(reply.body)
    await writer.drain()
