"""Operators of filters: a small input for each kind of value. `{c}` is what they compare; several all hold."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.mapping import Choice, Condition, filtered
from schema.moments import HOW

PERIOD_DOC = "a year, month or day: `2023`, `2023-11`, `2023-11-22`"
# A period begins with its first day; its text, with a character behind every digit, is behind all days within it.
_FIRST_DAY = "rpad({c}, 10, '-01')"
_FIRST_DAY_GIVEN = "rpad({v}, 10, '-01')"
# Between the text and what is behind all that begin with it, for an index of text_pattern_ops; bytes are compared.
STARTS_WITH = "({c} ~>=~ {start} and {c} ~<~ ({start} || chr(1114111)))"


def _is_null() -> Choice:
    return Choice({True: "not ({n})", False: "({n})"})


@strawberry.input(description=f"When: every given bound holds. As for all moments, {HOW}.")
class DateTimeFilter:
    lt: datetime | None = filtered(Condition("{c} < {v}", "timestamptz"), "Earlier.")
    lte: datetime | None = filtered(Condition("{c} <= {v}", "timestamptz"), "Earlier, or just then.")
    gt: datetime | None = filtered(Condition("{c} > {v}", "timestamptz"), "Later.")
    gte: datetime | None = filtered(Condition("{c} >= {v}", "timestamptz"), "Later, or just then.")
    is_null: bool | None = filtered(_is_null(), "Whether there is no date; what has none is within no bounds.")


@strawberry.input(description="How many: every given bound holds.")
class IntFilter:
    eq: int | None = filtered(Condition("{c} = {v}", "integer"), "Just so many.")
    lt: int | None = filtered(Condition("{c} < {v}", "integer"), "Fewer.")
    lte: int | None = filtered(Condition("{c} <= {v}", "integer"), "So many or fewer.")
    gt: int | None = filtered(Condition("{c} > {v}", "integer"), "More.")
    gte: int | None = filtered(Condition("{c} >= {v}", "integer"), "So many or more.")


@strawberry.input(description="How much: every given bound holds.")
class FloatFilter:
    eq: float | None = filtered(Condition("{c} = {v}", "float8"), "Just so much.")
    lt: float | None = filtered(Condition("{c} < {v}", "float8"), "Less.")
    lte: float | None = filtered(Condition("{c} <= {v}", "float8"), "So much or less.")
    gt: float | None = filtered(Condition("{c} > {v}", "float8"), "More.")
    gte: float | None = filtered(Condition("{c} >= {v}", "float8"), "So much or more.")


@strawberry.input(description="Which names. Case, accents and punctuation don't matter.")
class NameFilter:
    in_: list[str] | None = filtered(
        Condition(
            "{c} = claimgraph.fold_name({v})",
            many="{c} = any (array(select claimgraph.fold_name(y.name) from unnest({v}) y (name)))",
        ),
        "One of these names, whole.",
        name="in",
    )
    contains: str | None = filtered(
        Condition("{c} like '%' || claimgraph.name_part({v}) || '%'"),
        "Holds this text anywhere; an index of trigrams serves it. A text of punctuation alone is in no name.",
    )
    starts_with: str | None = filtered(
        Condition(STARTS_WITH.format(c="{c}", start="claimgraph.name_part({v})")),
        "Begins with this text; an index serves it.",
    )


@strawberry.input(
    description="Which titles. Case, accents and punctuation don't matter. For words anywhere in a title, there is `search`."
)
class TitleFilter:
    starts_with: str | None = filtered(
        Condition(STARTS_WITH.format(c="{c}", start="left(claimgraph.name_part({v}), 200)")),
        "Begins with this text, of which the first 200 characters count; an index serves it.",
    )


@strawberry.input(
    description="Which dates that a text speaks of. They are as coarse as the text says them, so each is a period: a year, a"
    " month or a day."
)
class PeriodFilter:
    in_: list[str] | None = filtered(
        Condition(
            "starts_with({c}, {v})",
            period=True,
            many="exists (select from unnest({v}) y (period) where starts_with({c}, y.period))",
        ),
        f"Lies within one of these periods, each {PERIOD_DOC}.",
        name="in",
    )
    lt: str | None = filtered(
        Condition(f'{_FIRST_DAY} collate "C" < {_FIRST_DAY_GIVEN}', period=True), f"Begins before {PERIOD_DOC}."
    )
    lte: str | None = filtered(
        Condition(f"{_FIRST_DAY} collate \"C\" < {{v}} || '~'", period=True), f"Begins before the end of {PERIOD_DOC}."
    )
    gt: str | None = filtered(
        Condition(f"{_FIRST_DAY} collate \"C\" > {{v}} || '~'", period=True), f"Begins after the end of {PERIOD_DOC}."
    )
    gte: str | None = filtered(
        Condition(f'{_FIRST_DAY} collate "C" >= {_FIRST_DAY_GIVEN}', period=True),
        f"Begins with {PERIOD_DOC}, or later.",
    )
