"""The world that the tests of queries read, too."""

from __future__ import annotations

from tests.query.conftest import ask, ask_fresh, recorder, world, world_url

__all__ = ["ask", "ask_fresh", "recorder", "world", "world_url"]
