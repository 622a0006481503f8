"""What the function of a route takes, and what its dependencies take."""

from __future__ import annotations

from collections.abc import Iterator

from litestar.handlers import BaseRouteHandler
from litestar.typing import FieldDefinition


def taken_by(handler: BaseRouteHandler) -> Iterator[tuple[str, FieldDefinition]]:
    """Each argument by its name in Python, with its type."""
    depended = (provider.parsed_fn_signature for provider in handler.resolve_dependencies().values())
    for signature in (handler.parsed_fn_signature, *depended):
        yield from signature.parameters.items()
