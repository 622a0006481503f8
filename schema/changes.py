"""`python -m schema.changes OLD NEW`: what changed between two printed schemas, and what of it breaks clients.

Breaking and dangerous are graphql-js's terms: a breaking change makes a valid operation invalid or changes its
answer's shape; a dangerous one may surprise a client that knew all values of an enum or all types of a union.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from graphql import GraphQLSchema, build_schema
from graphql.utilities import (
    BreakingChange,
    BreakingChangeType,
    find_breaking_changes,
    find_dangerous_changes,
    lexicographic_sort_schema,
    print_schema,
)


def report(old: str, new: str) -> tuple[str, bool]:
    """A line for each change from one SDL text to another, and whether any of them breaks clients."""
    before, after = build_schema(old), build_schema(new)
    breaking = [change for change in find_breaking_changes(before, after) if not _takes_a_list_now(change)]
    dangerous = find_dangerous_changes(before, after)
    lines = [f"BREAKING   {change.description}" for change in breaking]
    lines += [f"dangerous  {change.description}" for change in dangerous]
    added, removed = _lines(before, after)
    lines.append(f"{len(breaking)} breaking, {len(dangerous)} dangerous; {added} lines added, {removed} removed.")
    return "\n".join(lines), bool(breaking)


def _takes_a_list_now(change: BreakingChange) -> bool:
    """Whether an argument or input field takes a list of what it took: one value stays valid, as a variable, too.

    The specification allows it for literals; the service for variables (`service.query.validation`).
    """
    kinds = (BreakingChangeType.ARG_CHANGED_KIND, BreakingChangeType.FIELD_CHANGED_KIND)
    types = re.search(r"changed type from (\w+)(!?) to \[\1!?\](!?)\.$", change.description)
    # What was optional must stay so.
    return change.type in kinds and types is not None and (types[2] == types[3] or types[3] == "")


def _lines(before: GraphQLSchema, after: GraphQLSchema) -> tuple[int, int]:
    old, new = (set(print_schema(lexicographic_sort_schema(each)).splitlines()) for each in (before, after))
    return len(new - old), len(old - new)


def main(arguments: list[str]) -> int:
    """Print the report; 1 when something breaks, 2 for a wrong call."""
    if len(arguments) != 2:
        print("python -m schema.changes OLD.graphql NEW.graphql", file=sys.stderr)
        return 2
    text, breaks = report(*(Path(name).read_text("utf-8") for name in arguments))
    print(text)
    return int(breaks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
