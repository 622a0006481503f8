"""What a form is: its name, its media types, and what writes a list in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

Item = dict[str, Any]
Describe = Callable[[Item, str], Any]
"""How one item of a list, as JSON has it, is told in a form, given the service's address: what its writer takes."""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list that is about to be written."""

    base: str
    """The service's address, without a final slash: what ids begin with."""
    address: str
    """The address of this very page, absolute."""
    identity: str
    """The address of the whole list: without the page's place."""
    title: str
    document: str
    """The GraphQL document that asks for the items."""
    pages: Mapping[str, str] = msgspec.field(default_factory=dict)
    """The addresses of the `first`, `next` and `prev` page, as far as there are such."""
    total: int | None = None
    """How many items the whole list has, where that was asked."""


class Writer(Protocol):
    """Writes one list: its beginning, its items as they come, in as many pieces as there are, and its end."""

    def begin(self) -> bytes:
        """What comes ahead of the first item."""
        ...

    def items(self, items: Sequence[msgspec.Raw]) -> bytes:
        """The next items, each a JSON object as the database wrote it."""
        ...

    def end(self) -> bytes:
        """What comes after the last item."""
        ...


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form: `?format=` names it by `name`, `Accept` by its media type or one of the `types`."""

    name: str
    media_type: str
    types: tuple[str, ...]
    """The names of its type, without parameters; the first is the one it is sent as."""
    profiles: tuple[str, ...] = ()
    """The profiles (RFC 6906) that it meets, where `Accept` asks for one."""
    write: Callable[[Listing, Describe | None], Writer] | None = None
    """What writes a list; None for JSON, which comes as the database made it."""
    write_one: Callable[[Any, str], bytes] | None = None
    """What writes a thing by itself, as it is described, given the service's address; None for JSON."""
    chosen_fields: bool = False
    """Whether `?fields=` chooses what its items hold; other forms need the fields that they need."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A form in which a list is offered."""

    form: Form
    describe: Describe | None = None
    more: str = ""
    """Fields of the items, as GraphQL selects them, that the form needs beside those of JSON."""
