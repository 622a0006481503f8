"""What a reader may be asked to do, and what no text should make it do."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import Any

from service.document import ArticleDraft, Document, Extractor
from service.errors import BadInput
from service.normalize import normalize
from service.normalize.rules import RulesExtractor

SLOW = "Slowly"
"""A word whose texts are never read to the end."""


def add(first: int, second: int) -> int:
    return first + second


def process_id() -> int:
    return os.getpid()


def stuck_in_c() -> None:
    """Busy for ever in one call of a library, which no signal handler of Python's interrupts."""
    re.match(r"(a+)+b", "a" * 60)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def hungry() -> None:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refusing() -> None:
    raise BadInput("`body` is missing.")


def loud() -> str:
    print("to whoever listens")
    os.write(1, b"to the pipe itself")
    return "said"


class _StuckOnSlow:
    name = "stuck"
    version = "1"

    def extract(self, article: ArticleDraft) -> Document:
        if SLOW in article.body:
            stuck_in_c()
        return RulesExtractor().extract(article)


def read(text: str, extractor: Extractor | None = None, **named: Any) -> Document:
    """`normalize`, but stuck where the rules are to read the word `SLOW`."""
    return normalize(text, extractor=extractor or _StuckOnSlow(), **named)
