"""What a database's schema is, by its catalog: two databases with the same catalog hold the same things."""

from __future__ import annotations

import re
from typing import Any

import asyncpg

from service.store.connect import SCHEMA

_OURS = f"'{SCHEMA}'::regnamespace"
# Types and defaults are spelled by the server itself; a function's source is compared without its layout.
_KINDS = {
    "table": f"""
        select c.relname, concat_ws(' ', c.relkind, c.relpersistence, array_to_string(c.reloptions, ','),
          obj_description(c.oid, 'pg_class'))
        from pg_class c
        where c.relnamespace = {_OURS} and c.relkind in ('r', 'v', 'm', 'p', 'S')
    """,
    "column": f"""
        select c.relname || '.' || a.attname,
          concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
            'generated ' || nullif(a.attgenerated::text, ''), 'identity ' || nullif(a.attidentity::text, ''),
            pg_get_expr(d.adbin, d.adrelid), 'storage ' || a.attstorage::text, 'statistics ' || a.attstattarget,
            'place ' || row_number() over (partition by c.oid order by a.attnum),
            col_description(c.oid, a.attnum))
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on (d.adrelid, d.adnum) = (c.oid, a.attnum)
        where c.relnamespace = {_OURS} and c.relkind in ('r', 'v', 'm', 'p', 'c')
    """,
    "constraint": f"""
        select c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        where c.relnamespace = {_OURS}
    """,
    "index": f"""
        select c.relname, pg_get_indexdef(i.indexrelid) || ' valid ' || i.indisvalid::text
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where c.relnamespace = {_OURS}
    """,
    "trigger": f"""
        select c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text
        from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = {_OURS} and not t.tgisinternal
    """,
    "function": f"""
        select p.oid::regprocedure::text, pg_get_functiondef(p.oid) || coalesce(obj_description(p.oid, 'pg_proc'), '')
        from pg_proc p
        where p.pronamespace = {_OURS} and p.prokind in ('f', 'p')
    """,
    "view": f"""
        select c.relname, pg_get_viewdef(c.oid)
        from pg_class c
        where c.relnamespace = {_OURS} and c.relkind in ('v', 'm')
    """,
    "type": f"""
        select t.typname, concat_ws(' ', t.typtype, obj_description(t.oid, 'pg_type'))
        from pg_type t
        where t.typnamespace = {_OURS} and t.typtype in ('c', 'd', 'e', 'r')
    """,
    "text search configuration": f"""
        select c.cfgname,
          string_agg(concat_ws(' ', m.maptokentype, m.mapseqno, d.dictname), ', ' order by m.maptokentype, m.mapseqno)
        from pg_ts_config c
        join pg_ts_config_map m on m.mapcfg = c.oid
        join pg_ts_dict d on d.oid = m.mapdict
        where c.cfgnamespace = {_OURS}
        group by c.cfgname
    """,
}


async def catalog(connection: asyncpg.Connection[Any]) -> dict[str, str]:
    """Every table, column, constraint, index, trigger, function, view and type of ours, by kind and name."""
    found = {}
    for kind, query in _KINDS.items():
        for name, what in await connection.fetch(query):
            found[f"{kind} {name}"] = re.sub(r"\s+", " ", what or "").strip()
    return found


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """What only one of two catalogs has, or has otherwise; a line each."""
    return [
        f"{name}: {one.get(name)!r} became {other.get(name)!r}"
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    ]
