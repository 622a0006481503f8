"""Owns Postgres: the embedded server, migrations, the pool, and the statements that write."""
