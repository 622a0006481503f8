"""All settings, from the environment. Unknown or bad ones stop the start with a clear sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from service.errors import StartupError


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The service's configuration; `VARIABLES` says which variable sets which field."""

    database_url: str | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    data_dir: Path = Path(".claimgraph")
    pool_min: Annotated[int, Meta(ge=0, le=1000)] = 2
    pool_max: Annotated[int, Meta(ge=1, le=1000)] = 10
    statement_timeout_s: Annotated[float, Meta(gt=0, le=3600)] = 10.0
    connect_timeout_s: Annotated[float, Meta(gt=0, le=600)] = 5.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class Variable(msgspec.Struct, frozen=True):
    """One row of the configuration table."""

    name: str
    field: str
    meaning: str


VARIABLES = (
    Variable(
        "DATABASE_URL",
        "database_url",
        "Postgres (15 or newer) to use, `postgresql://user:password@host/database`; "
        "when unset, an embedded Postgres 18 in the data folder.",
    ),
    Variable("HOST", "host", "Address to listen on."),
    Variable("PORT", "port", "Port to listen on."),
    Variable("CLAIMGRAPH_DATA_DIR", "data_dir", "Folder of the embedded Postgres; made when missing."),
    Variable("CLAIMGRAPH_POOL_MIN", "pool_min", "Connections kept open to Postgres."),
    Variable("CLAIMGRAPH_POOL_MAX", "pool_max", "Most connections to Postgres: statements at a time."),
    Variable("CLAIMGRAPH_STATEMENT_TIMEOUT_S", "statement_timeout_s", "Seconds after which Postgres gives a read up."),
    Variable("CLAIMGRAPH_CONNECT_TIMEOUT_S", "connect_timeout_s", "Seconds to wait for a connection; then 503."),
    Variable("CLAIMGRAPH_LOG_LEVEL", "log_level", "`debug`, `info`, `warning` or `error`."),
)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises `StartupError` naming the variable, its problem and what it takes."""
    environment = os.environ if environment is None else environment
    known = {variable.name for variable in VARIABLES}
    unknown = sorted(name for name in environment if name.startswith("CLAIMGRAPH_") and name not in known)
    if unknown:
        raise StartupError(f"Unknown setting {unknown[0]}; known are {', '.join(sorted(known))}.")
    given: dict[str, Any] = {v.field: environment[v.name] for v in VARIABLES if environment.get(v.name)}
    for variable in VARIABLES:
        if variable.field in given:
            try:
                msgspec.convert({variable.field: given[variable.field]}, Settings, strict=False, dec_hook=_decode)
            except msgspec.ValidationError as error:
                problem = str(error).split(" - at `")[0]
                raise StartupError(f"{variable.name}={given[variable.field]!r} won't do: {problem}.") from None
    settings = msgspec.convert(given, Settings, strict=False, dec_hook=_decode)
    if settings.pool_min > settings.pool_max:
        raise StartupError(
            f"CLAIMGRAPH_POOL_MIN={settings.pool_min} is more than CLAIMGRAPH_POOL_MAX={settings.pool_max}."
        )
    return settings


def settings_table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the README and `claimgraph doctor`."""
    defaults = Settings()
    rows = []
    for variable in VARIABLES:
        default = getattr(defaults, variable.field)
        rows.append((variable.name, "" if default is None else str(default), variable.meaning))
    return rows


def _decode(wanted: type, given: Any) -> Any:
    if wanted is Path:
        return Path(given)
    raise NotImplementedError(f"no setting is a {wanted}")
