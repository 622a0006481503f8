"""Runs the HTTP service, in this process or in several, on a socket that is bound before anything else."""

from __future__ import annotations

import asyncio
import errno
import gc
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from service.errors import StartupError
from service.settings import Settings

_GRACE_S = 5
_REFUSED_BEFORE_S = 1
"""So long before the grace ends, what still runs is broken off, so that its answer gets out."""
_BACKLOG = 2048
DEALS_OUT = sys.platform == "linux"
"""Whether the system deals connections out evenly to sockets that share an address. Of one socket that several
processes accept from, one often takes all that come at once."""


@contextmanager
def listening(settings: Settings, workers: int = 1) -> Iterator[socket.socket]:
    """The bound socket. Raises StartupError when the port is taken or may not be used.

    Bound first and served last, so that a taken port is told at once and nobody takes it meanwhile. For several
    `workers` it only keeps the address where the system deals connections out to sockets of their own.
    """
    where = f"{settings.host}:{settings.port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise StartupError(f"HOST is {settings.host!r}, which is no address of this machine.") from error
    dealt = workers > 1 and DEALS_OUT
    if dealt:
        # Who binds an address to share it is not told that others share it already.
        with socket.socket(family, kind, protocol) as probe:
            _bind(probe, address, where)
    with socket.socket(family, kind, protocol) as bound:
        if dealt:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _bind(bound, address, where)
        if not dealt:
            bound.listen(_BACKLOG)
        yield bound


def _bind(unbound: socket.socket, address: Any, where: str) -> None:
    unbound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        unbound.bind(address)
    except OSError as error:
        raise StartupError(_why_not(where, error)) from error


def serve(
    settings: Settings, database_url: str, bound: socket.socket, announce: Callable[[], None], workers: int = 1
) -> None:
    """Answer requests until Ctrl-C or SIGTERM, in so many processes; `announce` is called once requests are answered.

    Requests under way get a few seconds to finish. After Ctrl-C it returns; after SIGTERM the signal's
    handler from before runs.
    """
    if workers > 1:
        from service.cli.workers import serve_by_workers

        serve_by_workers(settings, database_url, bound, announce, workers)
        return
    server = server_of(uvicorn_config(settings), settings, database_url, announce)
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        return
    if not server.started:
        raise StartupError("The service did not start; the log above says why.")


def server_of(
    config: uvicorn.Config, settings: Settings, database_url: str, announce: Callable[[], None]
) -> uvicorn.Server:
    """The server of this process, over an application that is made now."""
    from service.http.app import create_app, stop

    app = create_app(settings, database_url)
    config.app = app
    # Streams have no end of their own, and would use up the grace that requests get.
    return _Announcing(config, announce, stop=lambda: stop(app))


def uvicorn_config(settings: Settings) -> uvicorn.Config:
    """How uvicorn serves; its application is put in by `server_of`."""
    from service.http.edge.http_protocol import http_protocol
    from service.http.graphql.websocket_protocol import websocket_protocol

    return uvicorn.Config(
        "",
        loop="uvloop",
        http=http_protocol(settings),
        ws=websocket_protocol(settings),
        ws_max_size=settings.body_bytes_max,
        timeout_keep_alive=settings.idle_timeout_s,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )


class _Announcing(uvicorn.Server):
    """A server that tells when it answers, and has everything end in time when it stops."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None], stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # Neither has what is loaded to be looked through again and again.
            gc.freeze()
            gc.enable()
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop()
        clock = asyncio.get_running_loop().call_later(_GRACE_S - _REFUSED_BEFORE_S, self._break_off)
        try:
            await super().shutdown(sockets)
        finally:
            clock.cancel()

    def _break_off(self) -> None:
        """Cancel the requests that still run; each is answered 503 if its answer has not begun."""
        for task in self.server_state.tasks:
            task.cancel()


def base_address(settings: Settings) -> str:
    """The service's address for a person on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - only shown
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    return f"http://{host}:{settings.port}"


def _why_not(where: str, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {where.rpartition(':')[2]} is taken by another program; stop it, or set PORT to a free one."
        case errno.EACCES:
            return f"This user may not listen on {where}; set PORT to one above 1023."
        case errno.EADDRNOTAVAIL:
            return f"HOST is {where.rpartition(':')[0]!r}, which is no address of this machine."
        case _:
            return f"It is not possible to listen on {where}: {error.strerror}."
