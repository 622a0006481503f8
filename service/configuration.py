"""Reads the settings, once, from the environment.

Unknown `CLAIMGRAPH_*` variables and bad values stop the start, because a misspelt setting that is
silently ignored is found in production.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from service.errors import StartupError
from service.nearest import nearest
from service.setting_table import SETTINGS
from service.settings import Settings

_PREFIX = "CLAIMGRAPH_"


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
            shown = "set" if setting.hidden else repr(text)
            raise StartupError(f"{setting.name} is {shown}, but must be {error}.") from None
    settings = Settings(**given)
    if settings.pool_min > settings.pool_max:
        raise StartupError(
            f"CLAIMGRAPH_POOL_MIN is {settings.pool_min}, but must be at most CLAIMGRAPH_POOL_MAX,"
            f" which is {settings.pool_max}."
        )
    jwt = [settings.jwt_issuer, settings.jwt_jwks_url, settings.jwt_audience]
    if any(jwt) and not all(jwt):
        raise StartupError(
            "CLAIMGRAPH_JWT_ISSUER, CLAIMGRAPH_JWT_JWKS_URL and CLAIMGRAPH_JWT_AUDIENCE go together; set all three."
        )
    if settings.extractor == "llm" and not (settings.llm_url and settings.llm_model):
        raise StartupError("CLAIMGRAPH_EXTRACTOR is llm, so CLAIMGRAPH_LLM_URL and CLAIMGRAPH_LLM_MODEL must be set.")
    return settings


def settings_table() -> str:
    """The settings as a Markdown table, for docs/configuration.md."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "unset"
        rows.append(f"| `{setting.name}` | {default} | {setting.meaning} |")
    return "\n".join(rows)


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = [setting.name for setting in SETTINGS]
    for name in sorted(environment):
        if name.startswith(_PREFIX) and name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near is not None else "docs/configuration.md lists all settings."
            raise StartupError(f"{name} is no setting of this service; {hint}")
