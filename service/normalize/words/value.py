"""What the rules' findings have in common."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False):
    """A finding: it never changes, and refers to no later one, so the garbage collector need not follow it.

    Declare one as `class Found(Value, frozen=True)`. The type checker doesn't inherit `frozen`, and a compiled class
    (setup.py) has none of its own keywords but inherits these, from this module, which is never compiled.
    """
