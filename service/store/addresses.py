"""The addresses under which articles were seen: which of them tells an article, and where all are kept."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from service.address import address_key, guid_key
from service.store.connect import Connection

ADDRESSES_MAX = 100
"""Ways of writing its addresses that are kept for one article; it is found by any further one all the same."""

_KEEP = """
    insert into article_url (article_id, url, key, names)
    select g.article_id, g.url, g.key,
      g.names
        and row_number() over (partition by g.key order by g.names desc, g.place) = 1
        and not exists (select from article_url u where u.key = g.key and u.names)
    from unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[]) with ordinality
      as g (article_id, url, key, names, place)
    where (select count(*) from article_url u where u.article_id = g.article_id) < $5
      or not exists (select from article_url u where u.article_id = g.article_id and u.key = g.key)
    order by g.place
    on conflict (article_id, url) do nothing
"""

_OWNER = """
    select u.article_id
    from article_url u
    where u.key = $2 and u.names and u.article_id <> $1
      -- Who shares an address already may go on to.
      and not exists (select from article_url o where o.article_id = $1 and o.key = $2)
"""


class Address(msgspec.Struct, frozen=True):
    """An address of an article; `names` where it is to tell the article, if it tells no other."""

    article_id: int
    url: str
    names: bool = True


async def keep_addresses(connection: Connection, addresses: Iterable[Address]) -> None:
    """Add addresses to those that articles have. Of several with one normal form, the first tells its article."""
    given = list(addresses)
    if given:
        await connection.execute(
            _KEEP,
            [address.article_id for address in given],
            [address.url for address in given],
            [address_key(address.url) for address in given],
            [address.names for address in given],
            ADDRESSES_MAX,
        )


async def drop_address(connection: Connection, article_id: int, url: str) -> None:
    """Take an address from an article, however it was written."""
    await connection.execute("delete from article_url where article_id = $1 and key = $2", article_id, address_key(url))


async def owner_of(connection: Connection, url: str, article_id: int) -> int | None:
    """The other article that the address tells, None when this one may have it."""
    found: int | None = await connection.fetchval(_OWNER, article_id, address_key(url))
    return found


async def key_guids(connection: Connection, guids: Iterable[tuple[int, str]]) -> None:
    """Give articles, by id, the guid of their feed."""
    given = list(guids)
    if given:
        await connection.execute(
            """
            update article a
            set guid = g.guid, guid_key = g.key
            from unnest($1::bigint[], $2::text[], $3::text[]) as g (id, guid, key)
            where a.id = g.id
            """,
            [article_id for article_id, _ in given],
            [guid for _, guid in given],
            [guid_key(guid) for _, guid in given],
        )
