"""Field selection, `?fields=id,title,source.name`: a route's document with fewer fields, so that less is read."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from graphql import DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode, parse, print_ast
from litestar.exceptions import ValidationException

_ITEMS = frozenset({"nodes", "edges"})
_WITHIN = "page"
_KEPT = 500
"""Documents kept; a caller may ask for any combination."""

_LONGEST = 1000
"""Characters of all names together."""

Tree = dict[str, "Tree"]


def joined(fields: Iterable[str] | None) -> str | None:
    """The names of one or several parameters `fields`, with commas between them, which clients write either way;
    None where none was given.

    Raises ValidationException (400) for more than anybody needs.
    """
    if fields is None:
        return None
    text = ",".join(fields)
    if len(text) > _LONGEST:
        message = f"it has {len(text):,} characters; at most {_LONGEST:,} are taken."
        raise ValidationException("A list of fields is too long.", extra=[{"key": "fields", "message": message}])
    return text


@lru_cache(maxsize=_KEPT)
def narrowed(document: str, fields: str, always: str | None = None) -> str:
    """The document with only these fields of each item, and `always` if the item has it.

    `fields` are names with commas between them; a dot leads into an object, whose name alone stands for all
    of it. Raises ValidationException (400) for a name that the answer does not have, with the near ones.
    """
    # The parameter's own list: `a,b` and `b,a` are one answer, in the document's order.
    wanted: Tree = {}
    for path in (entry.strip() for entry in fields.split(",")):
        place = wanted
        for name in path.split("."):
            place = place.setdefault(name, {})
    parsed = parse(document, no_location=True)
    items = _items(parsed)
    if always is not None and wanted and any(_name(field) == always for field in _fields(items.selection_set)):
        wanted.setdefault(always, {})
    _select(items, _narrow(items.selection_set, wanted, ""))
    return print_ast(parsed)


@lru_cache(maxsize=_KEPT)
def widened(document: str, more: str) -> str:
    """The document with `more` fields of each item, as GraphQL selects them, after those that it has."""
    parsed = parse(document, no_location=True)
    (operation,) = parse(f"{{ {more} }}", no_location=True).definitions
    items = _items(parsed)
    if not isinstance(operation, OperationDefinitionNode) or items.selection_set is None:
        raise TypeError("the document selects no items")
    known = {_name(field) for field in _fields(items.selection_set)}
    added = (field for field in _fields(operation.selection_set) if _name(field) not in known)
    _select(items, SelectionSetNode(selections=(*items.selection_set.selections, *added)))
    return print_ast(parsed)


def names(document: str) -> list[str]:
    """What `fields` may name in the document's items: fields, and their own with a dot between."""
    return sorted(_paths(_items(parse(document, no_location=True)).selection_set, ""))


def _items(parsed: DocumentNode) -> FieldNode:
    """The field whose selection is an item's: a list's `nodes` or `edges`, or the one result."""
    (operation,) = (entry for entry in parsed.definitions if isinstance(entry, OperationDefinitionNode))
    (result,) = _fields(operation.selection_set)
    holder = next((field for field in _fields(result.selection_set) if _name(field) == _WITHIN), result)
    return next((field for field in _fields(holder.selection_set) if field.name.value in _ITEMS), holder)


def _paths(selection: SelectionSetNode | None, above: str) -> Iterable[str]:
    for field in _fields(selection):
        path = above + _name(field)
        yield path
        yield from _paths(field.selection_set, f"{path}.")


def _narrow(selection: SelectionSetNode | None, wanted: Tree, path: str) -> SelectionSetNode:
    known = {_name(field): field for field in _fields(selection)}
    for name, below in wanted.items():
        field = known.get(name)
        if field is None:
            raise _unknown(path + name, [path + one for one in known])
        if below and field.selection_set is None:
            inner = f"{path}{name}.{next(iter(below))}"
            raise _unknown(inner, [path + name])
        if below:
            _select(field, _narrow(field.selection_set, below, f"{path}{name}."))
    return SelectionSetNode(selections=tuple(field for name, field in known.items() if name in wanted))


def _select(field: FieldNode, selection: SelectionSetNode) -> None:
    # The library types nodes as read-only; this tree is of this function's caller alone.
    object.__setattr__(field, "selection_set", selection)


def _unknown(name: str, known: Iterable[str]) -> ValidationException:
    names = sorted(known)
    near = get_close_matches(name, names, n=3) or names
    message = f"{name[:100]!r} is no field of this answer; there is {', '.join(near)}."
    return ValidationException("A field is unknown.", extra=[{"key": "fields", "message": message}])


def _fields(selection: SelectionSetNode | None) -> list[FieldNode]:
    return [field for field in selection.selections if isinstance(field, FieldNode)] if selection is not None else []


def _name(field: FieldNode) -> str:
    return field.alias.value if field.alias is not None else field.name.value
