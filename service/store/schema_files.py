"""The SQL that this code ships: migrations (tables), applied once each, and definitions (functions, views, triggers).

A definition file is applied anew whenever it has changed, so that each function stands in one place, as it is now.
`sql/order.txt` lists the files by dependency: SQL functions are checked against what they call when they are made.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

_FILE_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
_ORDER = "order.txt"


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """One SQL file: its version (the leading number), name, text and sha256."""

    version: int
    name: str
    sql: str
    sha256: str


class Definitions(msgspec.Struct, frozen=True, kw_only=True):
    """One file of functions, views and triggers that may be applied any number of times: `sql/links.sql`."""

    name: str
    sql: str
    sha256: str


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, each kind in the order in which it is applied."""

    migrations: tuple[Migration, ...]
    definitions: tuple[Definitions, ...]

    @property
    def sha256(self) -> str:
        """One checksum of all files."""
        digest = hashlib.sha256()
        for sha256 in (*(file.sha256 for file in self.migrations), *(file.sha256 for file in self.definitions)):
            digest.update(sha256.encode())
        return digest.hexdigest()


@cache
def shipped_schema() -> Schema:
    """The schema of this version."""
    return read_schema(resources.files("service.store"))


def read_schema(folder: Traversable) -> Schema:
    """The schema in a folder that holds `migrations/` and `sql/`. ValueError where the order lists other files."""
    return Schema(
        migrations=_migrations(folder.joinpath("migrations")), definitions=_definitions(folder.joinpath("sql"))
    )


def _migrations(folder: Traversable) -> tuple[Migration, ...]:
    found = []
    for entry in folder.iterdir():
        match = _FILE_NAME.match(entry.name)
        if match:
            sql, sha256 = _read(entry)
            found.append(Migration(version=int(match[1]), name=entry.name, sql=sql, sha256=sha256))
    return tuple(sorted(found, key=lambda migration: migration.version))


def _definitions(folder: Traversable) -> tuple[Definitions, ...]:
    listed = [line.strip() for line in folder.joinpath(_ORDER).read_text("utf-8").splitlines()]
    topics = [line for line in listed if line and not line.startswith("#")]
    there = {entry.name for entry in folder.iterdir() if entry.name.endswith(".sql")}
    if {f"{topic}.sql" for topic in topics} != there:
        differing = sorted({f"{topic}.sql" for topic in topics} ^ there)
        raise ValueError(f"{_ORDER} and the files beside it differ in {', '.join(differing)}")
    found = []
    for topic in topics:
        sql, sha256 = _read(folder.joinpath(f"{topic}.sql"))
        found.append(Definitions(name=f"sql/{topic}.sql", sql=sql, sha256=sha256))
    return tuple(found)


def _read(file: Traversable) -> tuple[str, str]:
    raw = file.read_bytes()
    return raw.decode("utf-8"), hashlib.sha256(raw).hexdigest()
