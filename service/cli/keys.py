"""`claimgraph keys …`: make, list and revoke API keys."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from service.configuration import load_settings
from service.errors import BadInput, StartupError

if TYPE_CHECKING:
    from service.store.keys import ApiKey
    from service.store.pool import Store

T = TypeVar("T")

keys = typer.Typer(help="API keys: who may read, write or administrate.", no_args_is_help=True)

_DURATION = re.compile(r"([1-9][0-9]{0,3})([hdw])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_PER_MINUTE_MAX = 1_000_000


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Who the key is for; writes with it carry this name.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="read, write (also reads) or admin (also writes); may be repeated.")
    ] = None,
    expires: Annotated[str | None, typer.Option(help="When it ends: 12h, 90d, 52w, or an ISO 8601 date.")] = None,
    requests_per_minute: Annotated[
        int | None,
        typer.Option(min=0, max=_PER_MINUTE_MAX, help="Its own rate limit, 0 for none; else the setting's."),
    ] = None,
) -> None:
    """Make a key and print it. It can't be shown again."""
    from service.store.keys import create_key, list_keys

    expires_at = None if expires is None else end_of(expires, datetime.now(UTC))
    scopes = tuple(scope or ["read"])

    async def making(store: Store) -> tuple[ApiKey, str, list[ApiKey]]:
        made, text = await create_key(
            store, name, scopes, expires_at=expires_at, requests_per_minute=requests_per_minute
        )
        return made, text, await list_keys(store)

    made, text, found = in_store(making)
    typer.echo(text)
    until = f" until {_moment(made.expires_at)}" if made.expires_at else ""
    typer.echo(f"Keep it now: it is not shown again. It may {', '.join(made.scopes)}{until}.", err=True)
    others = [key.label for key in found if key.name == made.name and key.id != made.id and _live(key)]
    if others:
        typer.echo(
            f"{', '.join(others)} has the name {made.name!r}, too: their writes can't be told apart by it."
            " `claimgraph keys revoke` ends the old one.",
            err=True,
        )


@keys.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print the keys as JSON.")] = False) -> None:
    """List every key, without its secret."""
    import msgspec
    from rich.console import Console
    from rich.table import Table

    from service.store.keys import list_keys

    found = in_store(list_keys)
    now = datetime.now(UTC)
    bearers = Counter(key.name for key in found if _live(key))
    if as_json:
        entries = [
            msgspec.to_builtins(key) | {"state": key.state(now), "liveOfName": bearers[key.name]} for key in found
        ]
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(entries), indent=2).decode() + "\n")
        return
    if not found:
        typer.echo("There are no keys.")
        return
    table = Table()
    table.add_column("key", no_wrap=True)
    for column in ("name", "scopes", "state", "created", "expires", "last used"):
        table.add_column(column, overflow="fold")
    for key in found:
        table.add_row(
            key.label,
            f"{key.name} (one of {bearers[key.name]})" if _live(key) and bearers[key.name] > 1 else key.name,
            ", ".join(key.scopes),
            key.state(now),
            *map(_moment, _moments_of(key)),
            style=_style(key),
        )
    Console().print(table)


@keys.command()
def revoke(prefix: Annotated[str, typer.Argument(help="The key as `claimgraph keys list` shows it.")]) -> None:
    """End a key. Running services take it for a few seconds more."""
    from service.store.keys import revoke_key

    gone = in_store(lambda store: revoke_key(store, prefix))
    typer.echo(f"Revoked {gone.label} ({gone.name}).")


def end_of(text: str, now: datetime) -> datetime:
    """When a key ends: a duration from now, or a date in ISO 8601, in UTC unless it says otherwise."""
    duration = _DURATION.fullmatch(text)
    if duration is not None:
        return now + int(duration[1]) * _UNITS[duration[2]]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--expires is {text!r}, but must be like 12h, 90d, 52w or 2030-12-31.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment <= now:
        raise BadInput(f"--expires is {text!r}, which has passed.")
    return moment


def in_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Run `work` over the database of the settings, migrated."""
    from service.cli.database import migrated_database
    from service.store.pool import open_store

    settings = load_settings()

    async def run(url: str) -> T:
        async with open_store(settings, url) as store:
            return await work(store)

    with migrated_database(settings) as url:
        try:
            return asyncio.run(run(url))
        except OSError as error:
            raise StartupError(f"The database went away: {error}.") from error


def _moments_of(key: ApiKey) -> tuple[datetime | None, ...]:
    return key.created_at, key.expires_at, key.last_used_at


def _moment(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _live(key: ApiKey) -> bool:
    return key.state(datetime.now(UTC)) == "active"


def _style(key: ApiKey) -> str | None:
    return None if _live(key) else "dim"
