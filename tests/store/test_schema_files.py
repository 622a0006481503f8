"""Where SQL stands: tables in migrations, each function once, and none in sql/ whose values a table keeps."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from service.store.pool import Store
from service.store.schema_files import read_schema, shipped_schema

SHIPPED = shipped_schema()
_MADE = re.compile(r"create (?:or replace )?(function|view|trigger|constraint trigger) (?:claimgraph\.)?(\w+)")
# Functions that generated columns, expression indexes and checks are made of.
_STORED_BY = """
    select distinct p.proname as name, d.classid::regclass::text as of
    from pg_depend d
    join pg_proc p on p.oid = d.refobjid and d.refclassid = 'pg_proc'::regclass
    where p.pronamespace = 'claimgraph'::regnamespace
      and (d.classid in ('pg_attrdef'::regclass, 'pg_constraint'::regclass)
        or (d.classid = 'pg_class'::regclass and exists (select from pg_index i where i.indexrelid = d.objid)))
"""


def made_in(sql: str) -> list[tuple[str, str]]:
    return [(kind.removeprefix("constraint "), name) for kind, name in _MADE.findall(sql)]


def test_each_function_view_and_trigger_stands_once() -> None:
    files = [file.sql for file in SHIPPED.migrations] + [file.sql for file in SHIPPED.definitions]
    made = Counter(found for sql in files for found in made_in(sql))
    assert [found for found, times in made.items() if times > 1] == []
    assert len(made) > 150


def test_migrations_make_no_triggers_and_views() -> None:
    made = [found for file in SHIPPED.migrations for found in made_in(file.sql)]
    assert [found for found in made if found[0] != "function"] == []


def test_definitions_make_nothing_but_functions_views_and_triggers() -> None:
    for file in SHIPPED.definitions:
        assert not re.search(r"^\s*(create|alter) (table|type|index|unique)", file.sql, re.MULTILINE), file.name
        assert not re.search(r"^create (function|trigger|view)", file.sql, re.MULTILINE), file.name


async def test_functions_whose_values_are_stored_are_the_tables_own(store: Store) -> None:
    async with store.connection() as connection:
        stored = {row["name"] for row in await connection.fetch(_STORED_BY)}
    assert {"fold_name", "slots", "initials"} <= stored
    replaceable = {name for file in SHIPPED.definitions for kind, name in made_in(file.sql) if kind == "function"}
    # Replacing one would leave the values of the old one in columns and indexes: that is a migration's work.
    assert stored & replaceable == set()


async def test_the_database_has_no_function_but_these(store: Store) -> None:
    async with store.connection() as connection:
        there = await connection.fetch("""
            select p.proname
            from pg_proc p
            where p.pronamespace = 'claimgraph'::regnamespace
              -- Extensions may have been put there, too.
              and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        """)
    files = [file.sql for file in SHIPPED.migrations] + [file.sql for file in SHIPPED.definitions]
    shipped = {name for sql in files for kind, name in made_in(sql) if kind == "function"}
    assert {row["proname"] for row in there} == shipped


def test_an_order_that_leaves_a_file_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "order.txt").write_text("# By dependency.\ntext\n")
    (tmp_path / "sql" / "text.sql").write_text("")
    assert [file.name for file in read_schema(tmp_path).definitions] == ["sql/text.sql"]
    (tmp_path / "sql" / "links.sql").write_text("")
    with pytest.raises(ValueError, match=r"differ in links\.sql"):
        read_schema(tmp_path)
