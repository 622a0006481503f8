"""`claimgraph doctor`: checks one by one what the service needs, and says what it found."""

from __future__ import annotations

import asyncio
import platform
import sys
from collections.abc import Iterator

import msgspec
from rich.console import Console
from rich.table import Table

from service import __version__
from service.configuration import load_settings
from service.errors import ServiceError
from service.setting_table import SETTINGS
from service.settings import Settings

_PYTHON_MIN = (3, 11)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing checked: whether it is as it must be, and what was found."""

    subject: str
    ok: bool
    found: str


def examine() -> list[Finding]:
    """Check Python, settings, port, data folder, database, extensions, migrations and functions. Changes no data."""
    findings = [_python()]
    try:
        settings = load_settings()
    except ServiceError as error:
        return [*findings, Finding(subject="settings", ok=False, found=str(error))]
    findings.append(Finding(subject="settings", ok=True, found=_set(settings)))
    findings.append(_port(settings))
    findings += _database(settings)
    findings += _model(settings)
    return findings


def print_report(findings: list[Finding]) -> None:
    """Print the findings as a table."""
    table = Table(title=f"Claimgraph {__version__}", title_justify="left")
    table.add_column("checked")
    table.add_column("")
    table.add_column("found", overflow="fold")
    for finding in findings:
        mark = "[green]ok[/green]" if finding.ok else "[red]FAILED[/red]"
        table.add_row(finding.subject, mark, finding.found.replace("[", r"\["))
    Console().print(table)


def _python() -> Finding:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding(subject="Python", ok=sys.version_info[:2] >= _PYTHON_MIN, found=found)


def _set(settings: Settings) -> str:
    defaults = Settings()
    changed = [
        # A database's address holds its password.
        setting.name if setting.hidden else f"{setting.name}={getattr(settings, setting.field)}"
        for setting in SETTINGS
        if getattr(settings, setting.field) != getattr(defaults, setting.field)
    ]
    return "set: " + ", ".join(changed) if changed else "all at their defaults"


def _port(settings: Settings) -> Finding:
    from service.cli.serving import listening

    try:
        with listening(settings):
            return Finding(subject="port", ok=True, found=f"{settings.host}:{settings.port} is free")
    except ServiceError as error:
        return Finding(subject="port", ok=False, found=str(error))


def _model(settings: Settings) -> Iterator[Finding]:
    """The language model's endpoint, where one is set to read texts."""
    if settings.extractor != "llm":
        return
    from service.normalize.extraction import llm_options
    from service.normalize.llm.reach import reach

    ok, found = reach(llm_options(settings))
    yield Finding(subject="language model", ok=ok, found=found)


def _database(settings: Settings) -> Iterator[Finding]:
    from service.cli.database import database
    from service.store.connect import shown_address

    remote = settings.database_url is not None
    subject = "PostgreSQL" if remote else "embedded PostgreSQL"
    try:
        with database(settings) as url:
            if not remote:
                yield Finding(subject="data folder", ok=True, found=f"{settings.data_dir} can be written")
            place = shown_address(url) if remote else str(settings.data_dir)
            yield from asyncio.run(_inside(url, subject, place))
    except ServiceError as error:
        yield Finding(subject=subject, ok=False, found=str(error))


async def _inside(url: str, subject: str, place: str) -> list[Finding]:
    from service.store.connect import EXTENSIONS, connect
    from service.store.migrate import check_server, migration_state

    connection = await connect(url)
    try:
        version = await connection.fetchval("select split_part(current_setting('server_version'), ' ', 1)")
        findings = [Finding(subject=subject, ok=True, found=f"{version} at {place}")]
        try:
            await check_server(connection)
            findings.append(Finding(subject="server", ok=True, found=f"has {', '.join(EXTENSIONS)} and UTF8"))
            state = await migration_state(connection)
        except ServiceError as error:
            return [*findings, Finding(subject="server", ok=False, found=str(error))]
        pending = f", {len(state.pending)} to apply at the next start" if state.pending else ""
        findings.append(Finding(subject="migrations", ok=True, found=f"{len(state.applied)} applied{pending}"))
        outdated = f", {len(state.outdated)} to apply at the next start" if state.outdated else ""
        findings.append(Finding(subject="functions", ok=True, found=f"{len(state.defined)} files applied{outdated}"))
        return findings
    finally:
        await connection.close()
