"""`claimgraph documents …`: register, list and remove trusted documents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli.keys import in_store
from service.errors import BadInput

documents = typer.Typer(help="Trusted documents: the GraphQL operations of your apps, by id.", no_args_is_help=True)


@documents.command()
def register(
    manifests: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, readable=True, help="Manifests of Relay or Apollo, in JSON."),
    ],
) -> None:
    """Register every document of the manifests, or none when one can't run."""
    from schema import SCHEMA
    from service.query.trusted import check_documents, read_manifest
    from service.store.trusted import register_documents

    found = []
    for path in manifests:
        try:
            found += read_manifest(path.read_bytes())
        except BadInput as error:
            raise BadInput(f"{path} can't be registered: {error}.") from None
    problems = check_documents(SCHEMA._schema, found)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise BadInput(f"Nothing was registered: {len(problems)} of {len(found)} documents can't run.")
    if bodies := _doubled([(document.id, document.body) for document in found]):
        raise BadInput(f"Nothing was registered: the manifests have two documents with the id {bodies!r}.")
    once = list({document.id: document for document in found}.values())
    new = in_store(lambda store: register_documents(store, once))
    typer.echo(f"Documents: {new} registered, {len(once) - new} known.")


@documents.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print the documents as JSON.")] = False) -> None:
    """List the registered documents."""
    import msgspec

    from service.store.trusted import list_documents

    found = in_store(list_documents)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
        return
    for document in found:
        typer.echo(f"{document.id}  {document.name or '-'}  {document.registered_at:%Y-%m-%d %H:%M}")
    if not found:
        typer.echo("There are no registered documents.")


@documents.command()
def remove(ids: Annotated[list[str], typer.Argument(help="Ids as `claimgraph documents list` shows them.")]) -> None:
    """Take documents out of trust. Running services serve them for a minute more."""
    from service.store.trusted import remove_documents

    gone = in_store(lambda store: remove_documents(store, ids))
    typer.echo(f"Removed {gone} of {len(ids)}.")


def _doubled(entries: list[tuple[str, str]]) -> str | None:
    """An id that stands for two texts."""
    bodies: dict[str, str] = {}
    for name, body in entries:
        if bodies.setdefault(name, body) != body:
            return name
    return None
