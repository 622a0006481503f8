"""How dates are written: the scalar DateTime, and every other way that a date comes in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import strawberry
from graphql import GraphQLError

HOW = "write it as 2023-11-22 or 2023-11-22T08:30:00+01:00"
# RFC 3339, with what ISO 8601 leaves out: seconds, the zone, or the time of day.
_WRITTEN = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?(?: ?(Z)|([+-]\d\d):?(\d\d))?)?",
    re.IGNORECASE | re.ASCII,
)


def read_moment(text: str) -> datetime | None:
    """The moment that a text gives, a day being its first one; UTC where no zone is said. None for no date.

    Fractions finer than a microsecond are cut.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    day, minute, second, fraction, _, hours, minutes = found.groups()
    if fraction is not None and second is None:
        return None
    zone = f"{hours}:{minutes}" if hours else "+00:00"
    try:
        return datetime.fromisoformat(f"{day}T{minute or '00:00'}{second or ':00'}.{(fraction or '')[:6]:0<6}{zone}")
    except ValueError:
        return None


def parse_moment(given: Any) -> datetime | str:
    """A DateTime as GraphQL gives it: the moment, or the text in which there is none, which is the field's to tell.

    Raises GraphQLError for what is no text.
    """
    if not isinstance(given, str):
        raise GraphQLError(f"A DateTime is a text: {HOW}.")
    return read_moment(given) or given


DateTime = strawberry.scalar(
    name="DateTime",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
    description="A moment, ISO 8601: `2023-11-22T08:30:00+01:00`, UTC without an offset; or a day, `2023-11-22`.",
    serialize=datetime.isoformat,
    parse_value=parse_moment,
)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; without a zone it is one. Raises OverflowError or ValueError outside of years 1 to 9999."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
