"""The load generator: a process of its own that keeps some connections busy and times every answer.

HTTP/1.1 over plain sockets and epoll, with requests made ahead, because a client library costs more than
the services that it would measure. Run as `python -m bench.reads.pressure`, it takes one order a line on
its input and answers each with one line.
"""

from __future__ import annotations

import math
import selectors
import socket
import sys
import time
from base64 import b64decode, b64encode
from itertools import cycle

import msgspec

_BUFFER = bytearray(1 << 18)
"""Where every answer is read into: a new buffer for each read would cost more than the read."""
_TIMEOUT_S = 60.0


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to do: ask `port` with `bodies` in turn, on so many connections, for so long."""

    port: int
    bodies: list[bytes]
    connections: int
    seconds: float
    warm_up_s: float = 0.3


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: each answer's time in seconds, how long it took in all, and what it cost this process."""

    latencies: list[float]
    seconds: float
    processor_s: float
    bytes_received: int
    failures: int


class _Connection:
    """One connection, with one request under way at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.end = -1
        self.begun = 0.0

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.end = -1
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take in what has come; whether the answer is complete."""
        size = self.socket.recv_into(_BUFFER)
        if not size:
            raise ConnectionError("the service closed a connection")
        self.received += memoryview(_BUFFER)[:size]
        if self.end < 0:
            self.end = _end_of(self.received)
        return len(self.received) >= self.end if self.end >= 0 else self.received.endswith(b"\r\n0\r\n\r\n")

    def failed(self) -> bool:
        """Whether the answer is none that a page could show."""
        head, _, body = bytes(self.received[:600]).partition(b"\r\n\r\n")
        return not head.startswith(b"HTTP/1.1 200") or b'{"errors"' in body


def _end_of(received: bytearray) -> int:
    """Where the answer ends; -1 while its head is incomplete, or for one that comes in chunks."""
    head_end = received.find(b"\r\n\r\n")
    if head_end < 0:
        return -1
    head = bytes(received[:head_end]).lower()
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        return -1
    length = head[at + 17 :].split(b"\r\n", 1)[0]
    return head_end + 4 + int(length)


def press(order: Order) -> Outcome:
    """Carry out one order."""
    requests = cycle([_request(order.port, body) for body in order.bodies])
    connections = [_Connection(order.port) for _ in range(order.connections)]
    latencies: list[float] = []
    failures = received = 0
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask(next(requests))
        counted_from = time.perf_counter() + order.warm_up_s
        ended = until = math.inf
        spent = time.process_time()
        counting = False
        busy = len(connections)
        now = time.perf_counter()
        while busy:
            ready = selector.select(_TIMEOUT_S)
            if not ready:
                raise TimeoutError(f"the service answered nothing for {_TIMEOUT_S:g} seconds")
            for key, _ in ready:
                connection = key.data
                if not connection.read():
                    continue
                now = time.perf_counter()
                if not counting and now >= counted_from:
                    # From an answer on, so that a slow one doesn't eat up the time.
                    counting, spent, counted_from, until = True, time.process_time(), now, now + order.seconds
                    connection.ask(next(requests))
                    continue
                # A few answers at least, however long they take.
                going_on = now < until or len(latencies) < order.connections
                if counting and going_on:
                    latencies.append(now - connection.begun)
                    received += len(connection.received)
                    failures += connection.failed()
                    ended = now
                if going_on:
                    connection.ask(next(requests))
                else:
                    busy -= 1
                    selector.unregister(connection.socket)
    for connection in connections:
        connection.socket.close()
    return Outcome(
        latencies=latencies,
        seconds=max(ended, until) - counted_from,
        processor_s=time.process_time() - spent,
        bytes_received=received,
        failures=failures,
    )


def _request(port: int, body: bytes) -> bytes:
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
        f"accept: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def encode(message: Order | Outcome) -> bytes:
    """A message as one line."""
    return b64encode(msgspec.msgpack.encode(message)) + b"\n"


def decode_outcome(line: bytes) -> Outcome:
    """An outcome of its line."""
    return msgspec.msgpack.decode(b64decode(line), type=Outcome)


def main() -> None:
    """Serve orders until the input ends."""
    for line in sys.stdin.buffer:
        order = msgspec.msgpack.decode(b64decode(line), type=Order)
        sys.stdout.buffer.write(encode(press(order)))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
