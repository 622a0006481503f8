"""A crowd of HTTP connections that ask at once, in a process of its own: who is served when, who is sent away.

Each asks again as soon as it is answered; who is told to come later (503) does so after `Retry-After`. Plain sockets,
as in `bench.reads.pressure`, because a client library would be slower than the service.
"""

from __future__ import annotations

import heapq
import re
import selectors
import socket
import time

import msgspec

_RETRY = re.compile(rb"\r\nretry-after: (\d+)", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_BUFFER = 1 << 16
_WARM_UP_S = 1.0
"""Left out: nobody else begins on a thousand connections in one moment."""


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds of those who were served, and of those who were sent away."""

    connections: int
    seconds: float
    served: list[float]
    shed: list[float]


class _Caller:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.received = bytearray()
        self.asked_at = 0.0

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

    def complete(self) -> bool:
        """Take in what has come; whether it is the whole answer."""
        piece = self.socket.recv(_BUFFER)
        if not piece:
            raise ConnectionError("the service closed a connection")
        self.received += piece
        head, found, body = bytes(self.received).partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        return bool(found) and length is not None and len(body) >= int(length[1])


def crowd(port: int, body: bytes, connections: int, seconds: float) -> Crowd:
    """Have so many connections ask `/graphql` for so long."""
    request = (
        f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    ).encode() + body
    callers = [_Caller(port) for _ in range(connections)]
    served: list[float] = []
    shed: list[float] = []
    later: list[tuple[float, int]] = []
    began = time.perf_counter()
    counted_from = began + _WARM_UP_S
    until = counted_from + seconds
    with selectors.DefaultSelector() as selector:
        for place, caller in enumerate(callers):
            selector.register(caller.socket, selectors.EVENT_READ, place)
            caller.ask(request)
        while (now := time.perf_counter()) < until:
            while later and later[0][0] <= now:
                callers[heapq.heappop(later)[1]].ask(request)
            wait_s = min(until, later[0][0] if later else until) - now
            for key, _ in selector.select(max(wait_s, 0.001)):
                caller = callers[key.data]
                if not caller.complete():
                    continue
                answered = time.perf_counter()
                took = answered - caller.asked_at
                counts = answered >= counted_from
                if caller.received.startswith(b"HTTP/1.1 503"):
                    shed += [took] if counts else []
                    told = _RETRY.search(caller.received)
                    # Spread a little, as clients are.
                    heapq.heappush(later, (now + float(told[1] if told else 1) * (1 + key.data % 100 / 100), key.data))
                elif caller.received.startswith(b"HTTP/1.1 200"):
                    served += [took] if counts else []
                    caller.ask(request)
                else:
                    raise ConnectionError(bytes(caller.received[:200]).decode("latin-1"))
    for caller in callers:
        caller.socket.close()
    return Crowd(connections=connections, seconds=time.perf_counter() - counted_from, served=served, shed=shed)
