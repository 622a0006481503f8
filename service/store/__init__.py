"""Owns Postgres: the embedded server, the schema, the pool, and the statements that write.

`migrations/` makes tables, each file once; `sql/` holds functions, views and triggers, a file a topic.
"""
