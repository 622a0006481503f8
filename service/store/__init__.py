"""Postgres: pool, migrations, the embedded server, and the statements that write."""
