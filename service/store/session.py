"""A connection as the service uses it: its session's settings, its TCP options, and what is known of its state."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

import asyncpg
import msgspec

from service.settings import Settings
from service.store.connect import base_settings, connect, search_path

_STATEMENTS_CACHED = 256
_PROBES = 3
"""Probes without an answer after which a TCP connection counts as dead."""
_SERVER_LOOKS_EVERY = "2s"
_LOCK_SHARE = 0.75
"""How much of its time a statement may wait for one lock: less than all, so that waiting for others is told apart
from work that takes too long."""
_STOP_AFTER_S = 0.25
"""Who is stopped by the server itself needs no cancellation, which might come late and hit the next statement."""


class Session(asyncpg.Connection):
    """A connection that knows whether a block left it in the middle of something."""

    __slots__ = ("_clock", "doubtful", "expired", "stopped")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.doubtful = False
        """Whether it has to be checked before anybody else gets it."""
        self.expired = False
        """Whether it was closed because its use took too long."""
        self.stopped = False
        """Whether its statement was stopped by us, because its parts took too long together."""
        self._clock: asyncio.TimerHandle | None = None

    @property
    def itself(self) -> Session:
        """The connection behind the pool's proxy, which forgets it once it is lost."""
        return self

    def allow(self, stop_at: float, expire_at: float) -> None:
        """Let a statement run until a moment of the loop's time, and its server be silent until a later one.

        The server's own limit begins again with each message, such as the one that runs what another one planned.
        """
        self.stopped = False
        self._clock = asyncio.get_running_loop().call_at(stop_at, self._stop, expire_at)

    def done(self) -> None:
        """The statement that was allowed has ended."""
        if self._clock is not None:
            self._clock.cancel()

    def _stop(self, expire_at: float) -> None:
        # What finished just now is not hit any more, but the next statement might be.
        self.stopped = self.doubtful = True
        loop = asyncio.get_running_loop()
        self._clock = loop.call_at(expire_at, self.expire)
        self._cancel_current_command(loop.create_future())  # type: ignore[attr-defined]  # the stubs leave it out

    def expire(self) -> None:
        """Close it at once, whatever it waits for: nobody can tell what a silent server would still do.

        Whoever waits gets an error, and so does the rollback that follows.
        """
        self.expired = True
        self.terminate()


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """How connections to one database are opened."""

    database_url: str
    settings: dict[str, str]
    """The session's settings. They travel in the start packet and no statement of ours changes them, so giving
    a connection back costs no round trip."""
    connect_timeout_s: float
    keepalive_s: int
    statement_s: float
    """How long a statement may take, planning and running together."""
    silence_s: float
    """How long what was sent over TCP may stay unacknowledged."""

    def named(self) -> dict[str, Any]:
        """The arguments of asyncpg's `connect` and `create_pool`."""
        return {
            "timeout": self.connect_timeout_s,
            "statement_cache_size": _STATEMENTS_CACHED,
            "max_cached_statement_lifetime": 0,
            # Compiled statements are long; asyncpg would not cache those over 15 KB.
            "max_cacheable_statement_size": 0,
            "server_settings": self.settings,
            "connection_class": Session,
        }

    async def open(self) -> Session:
        """A connection of one's own. Raises what asyncpg raises."""
        connection: Session = await asyncpg.connect(self.database_url, **self.named())
        try:
            await self.prepare(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def prepare(self, connection: Any) -> None:
        """What a new connection needs before its first statement."""
        _probe(connection, self.keepalive_s, self.silence_s)
        # Postgres' JSON goes to the client as it is: no decoding, no copy but the one out of the buffer.
        await connection.set_type_codec(
            "json",
            schema="pg_catalog",
            encoder=lambda value: value,
            decoder=lambda value: bytes(value),
            format="binary",
        )


async def opening(settings: Settings, database_url: str) -> Opening:
    """How connections are opened. Raises StartupError with the reason when the database can't be reached."""
    silence_s = settings.statement_timeout_s + settings.database_grace_s
    session = base_settings() | {
        "statement_timeout": str(int(settings.statement_timeout_s * 1000)),
        "lock_timeout": str(int(settings.statement_timeout_s * _LOCK_SHARE * 1000)),
        # Of the server's end of a TCP connection; over a unix socket they mean nothing.
        "tcp_keepalives_idle": str(settings.database_keepalive_s),
        "tcp_keepalives_interval": str(_interval(settings.database_keepalive_s)),
        "tcp_keepalives_count": str(_PROBES),
        "tcp_user_timeout": str(int(silence_s * 1000)),
    }
    connection = await connect(database_url)
    try:
        session["search_path"] = await search_path(connection)
        # A statement whose client is gone ends, where the server's system can tell.
        with contextlib.suppress(asyncpg.PostgresError):
            await connection.execute(f"set client_connection_check_interval = '{_SERVER_LOOKS_EVERY}'")
            session["client_connection_check_interval"] = _SERVER_LOOKS_EVERY
    finally:
        await connection.close()
    return Opening(
        database_url=database_url,
        settings=session,
        connect_timeout_s=settings.database_connect_s,
        keepalive_s=settings.database_keepalive_s,
        statement_s=settings.statement_timeout_s + min(_STOP_AFTER_S, settings.database_grace_s / 2),
        silence_s=silence_s,
    )


async def settle(connection: Any) -> None:
    """Put a connection whose block failed where the next one may begin.

    A caller who leaves, or an argument that can't be encoded, between preparing a statement and running it leaves
    a batch of messages without its end. The server would go on counting its time, and stop whatever comes next.
    """
    if connection.doubtful:
        connection.doubtful = False
        try:
            await connection.execute("select")
        except asyncpg.QueryCanceledError:
            # The cancellation of the statement before, which came late; now it is spent.
            await connection.execute("select")


def _probe(connection: Any, keepalive_s: int, silence_s: float) -> None:
    """Have the system find out by itself when the other end of a TCP connection is gone (RFC 1122, RFC 5482)."""
    # The driver has no option for it, and hands its transport out nowhere else.
    raw = connection._transport.get_extra_info("socket")
    if raw is None or raw.family not in (socket.AF_INET, socket.AF_INET6):
        return
    options = {
        # macOS calls it TCP_KEEPALIVE; systems that lack one of them keep their own idea of it.
        "TCP_KEEPIDLE": keepalive_s,
        "TCP_KEEPALIVE": keepalive_s,
        "TCP_KEEPINTVL": _interval(keepalive_s),
        "TCP_KEEPCNT": _PROBES,
        "TCP_USER_TIMEOUT": int(silence_s * 1000),
    }
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in options.items():
        option = getattr(socket, name, None)
        if option is not None:
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.IPPROTO_TCP, option, value)


def _interval(keepalive_s: int) -> int:
    return max(1, keepalive_s // _PROBES)
