"""What operations cost: the prices of their fields, in objects.

A few microseconds of one core an object, measured over 3,000 articles; `tests/query/test_prices.py` compares
prices with times. Objects are counted as often as page sizes say, what is planned once is counted once.
"""

from __future__ import annotations

BUDGET = 200_000
"""The most that one operation may cost unless told otherwise."""
ROOT_FIELD = 20
"""A field of the operation's root."""
TABLE = 5
"""Planning of each table that the statement reads, however many rows come of it."""
LIST = 3
"""A short list, such as aliases or cues."""
COUNT = 75
"""The count of a list below an object."""
COUNT_OF_ALL = 500
"""The count of a list at the root, which may be of all there is."""
FACET = 150
"""A facet of a list below an object."""
FACET_OF_ALL = 5_000
"""A facet of a list at the root, which may be of all there is."""
FACET_OF_SEARCH = 1_000
"""A facet of what a search found."""
ORDER_BY_COUNT = 300
"""An order by a count of other things, of a list below an object."""
ORDER_BY_COUNT_OF_ALL = 20_000
"""An order by a count of other things, of a list at the root: each row there is counted for."""
RELATION = 200
"""Each relation that a filter follows, looked up for the rows that it narrows."""
GROUPING = 1_500
"""Each dimension that is counted by."""
SEARCH = 5_000
"""Each kind of things that a search looks through."""
FACET_OF_ACTORS = 30_000
"""The facet of all the actors that what a search found names, beside the price of a facet."""
SUGGESTIONS = 500
"""What else might have been meant."""
SUGGEST = 200
"""What a text that is being typed may become."""
HIGHLIGHTS = 50
"""Where one result matched."""
CO_MENTIONED = 300
"""All the actors that share articles with one."""
MENTIONS = 50
"""All the places where one actor is named, newest first."""
TIMELINE = 150
"""All that was written about one actor, period by period."""


def told(cost: int, each: str) -> str:
    """The sentence in a field's description that tells its price."""
    return f" Costs {cost:,} {each}."
