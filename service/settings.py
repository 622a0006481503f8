"""The service's settings: one frozen struct, read once from the environment.

Unknown `CLAIMGRAPH_*` variables and bad values stop the start, because a misspelt setting that is
silently ignored is found in production.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from service.errors import StartupError

_PREFIX = "CLAIMGRAPH_"
_LOG_LEVELS = ("debug", "info", "warning", "error")
_EXTRACTORS = ("rules",)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be configured; see `SETTINGS` for names, defaults and meanings."""

    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path(".claimgraph")
    pool_min: int = 2
    pool_max: int = 10
    pool_wait_s: float = 5.0
    statement_timeout_s: float = 10.0
    log_level: str = "info"
    extractor: str = "rules"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the settings table: the variable, what it sets, and how its text is read.

    `read` raises ValueError with the rest of the sentence "NAME is 'text', but must be ...".
    """

    name: str
    field: str
    meaning: str
    read: Callable[[str], Any]

    @property
    def default(self) -> str:
        """The default as people write it; empty when the setting is unset."""
        value = getattr(Settings(), self.field)
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise ValueError(f"a number of seconds from {low:g} to {high:g}")
        return value

    return read


def _choice(options: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in options:
            raise ValueError("one of " + ", ".join(options) if len(options) > 1 else options[0])
        return text.lower()

    return read


def _host(text: str) -> str:
    if any(character.isspace() or character in "/@" for character in text):
        raise ValueError("a host name or an IP address")
    return text


def _folder(text: str) -> Path:
    if "\0" in text:
        raise ValueError("a folder's path")
    return Path(text)


def _database_url(text: str) -> str:
    shape = "an address like postgresql://user:password@host:5432/database"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(shape) from None
    if parts.scheme not in ("postgres", "postgresql") or port == 0 or not (parts.netloc or parts.query):
        raise ValueError(shape)
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="DATABASE_URL",
        field="database_url",
        read=_database_url,
        meaning="PostgreSQL server (15 or later) to use. Unset: an embedded server in CLAIMGRAPH_DATA_DIR.",
    ),
    Setting(name="HOST", field="host", read=_host, meaning="Address that the service listens on."),
    Setting(
        name="PORT",
        field="port",
        read=_whole(1, 65535),
        meaning="TCP port that the service listens on.",
    ),
    Setting(
        name="CLAIMGRAPH_DATA_DIR",
        field="data_dir",
        read=_folder,
        meaning="Folder of the embedded server's data.",
    ),
    Setting(
        name="CLAIMGRAPH_POOL_MIN",
        field="pool_min",
        read=_whole(0, 1000),
        meaning="Database connections kept open.",
    ),
    Setting(
        name="CLAIMGRAPH_POOL_MAX",
        field="pool_max",
        read=_whole(1, 1000),
        meaning="Most database connections open at once.",
    ),
    Setting(
        name="CLAIMGRAPH_POOL_WAIT_S",
        field="pool_wait_s",
        read=_seconds(0.1, 300),
        meaning="Seconds a request waits for a free connection before it is answered 503.",
    ),
    Setting(
        name="CLAIMGRAPH_STATEMENT_TIMEOUT_S",
        field="statement_timeout_s",
        read=_seconds(0.1, 3600),
        meaning="Seconds after which the database stops a request's statement.",
    ),
    Setting(
        name="CLAIMGRAPH_LOG_LEVEL",
        field="log_level",
        read=_choice(_LOG_LEVELS),
        meaning="Least level that is logged: debug, info, warning or error.",
    ),
    Setting(
        name="CLAIMGRAPH_EXTRACTOR",
        field="extractor",
        read=_choice(_EXTRACTORS),
        meaning="What finds actors and claims in a text: rules.",
    ),
)
"""Every setting, in the order in which the README lists them."""


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environment` (default: the process's); an empty value counts as unset.

    Raises StartupError with one sentence for an unknown name or a bad value.
    """
    environment = os.environ if environment is None else environment
    _refuse_unknown(environment)
    given: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environment.get(setting.name, "").strip()
        if not text:
            continue
        try:
            given[setting.field] = setting.read(text)
        except ValueError as error:
            shown = "set" if setting.name == "DATABASE_URL" else repr(text)
            raise StartupError(f"{setting.name} is {shown}, but must be {error}.") from None
    settings = Settings(**given)
    if settings.pool_min > settings.pool_max:
        raise StartupError(
            f"CLAIMGRAPH_POOL_MIN is {settings.pool_min}, but must be at most CLAIMGRAPH_POOL_MAX,"
            f" which is {settings.pool_max}."
        )
    return settings


def settings_table() -> str:
    """The settings as a Markdown table, for the README."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "unset"
        rows.append(f"| `{setting.name}` | {default} | {setting.meaning} |")
    return "\n".join(rows)


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = [setting.name for setting in SETTINGS]
    for name in sorted(environment):
        if name.startswith(_PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "see the table of settings in the README."
            raise StartupError(f"{name} is no setting of this service; {hint}")
