"""Messages between the service and its readers: a length of four bytes, then as many bytes of pickle.

Only these two talk over the pipes, and both are the same program; nothing of it comes from outside.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Literal

import msgspec

READY = b"ready"
"""What a reader says first."""
LENGTH = struct.Struct("!I")


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A function, by its module, to be called by a reader."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    seconds: float
    """After which nobody waits any more."""
    context: Mapping[str, Any]
    """What log lines carry of the request that asks."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the function gave: its result, or its exception."""

    kind: Literal["result", "error", "memory"]
    value: Any = None
    last: bool = False
    """Whether the reader ends now, for the memory that it holds."""


def framed(message: bytes) -> bytes:
    """The message with its length in front."""
    return LENGTH.pack(len(message)) + message


def read_frame(pipe: BinaryIO) -> bytes | None:
    """The next message, None at the end of the pipe."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    message = pipe.read(LENGTH.unpack(head)[0])
    return message if len(message) == LENGTH.unpack(head)[0] else None
