"""A piece of network between the service and its database, which can stall or be cut."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

_PIECE = 65536


class Network:
    """Passes TCP connections on to a unix socket. `stall` keeps everything open and passes nothing on."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._flows = threading.Event()
        self._flows.set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stall(self) -> None:
        """Pass nothing on from now, and close nothing: a switch that lost its way."""
        self._flows.clear()

    def flow(self) -> None:
        """Pass on what waits, and what comes."""
        self._flows.set()

    def cut(self) -> None:
        """Close every connection; new ones are taken."""
        for end in list(self._pairs):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Take no connections any more."""
        self._ended.set()
        self._flows.set()
        self._thread.join(5)
        for end in [self._listener, *self._pairs]:
            end.close()

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            while not self._ended.is_set():
                ready = selector.select(0.1)
                # What came while it stalls waits in the sockets' buffers.
                self._flows.wait()
                for key, _ in ready:
                    if key.fileobj is self._listener:
                        self._connect(selector)
                    elif isinstance(key.fileobj, socket.socket):
                        self._pass(selector, key.fileobj)

    def _connect(self, selector: selectors.BaseSelector) -> None:
        near, _ = self._listener.accept()
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(str(self._target))
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            self._pairs[one] = other
            selector.register(one, selectors.EVENT_READ)

    def _pass(self, selector: selectors.BaseSelector, source: socket.socket) -> None:
        if source not in self._pairs:
            return
        target = self._pairs[source]
        try:
            piece = source.recv(_PIECE)
            if piece:
                target.sendall(piece)
        except OSError:
            piece = b""
        if not piece:
            for end in (source, target):
                selector.unregister(end)
                del self._pairs[end]
                end.close()


@contextmanager
def network_to(target: Path) -> Iterator[Network]:
    """A network in front of a server's unix socket."""
    network = Network(target)
    try:
        yield network
    finally:
        network.end()


def over(network: Network, database_url: str) -> str:
    """The URL of a database on the other side of the network."""
    return f"postgresql://postgres@127.0.0.1:{network.port}{urlsplit(database_url).path}"
