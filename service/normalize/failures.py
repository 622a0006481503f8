"""Faults of rules: what each cost, for the notes of the article and for the log."""

from __future__ import annotations

import hashlib
from types import TracebackType

import structlog

from service.document import ArticleDraft

_OURS = "service."

log = structlog.get_logger("claimgraph.normalize")


class Failures:
    """The faults met while one article was read. A fault costs what stands within `contained`, and no more."""

    def __init__(self, article: ArticleDraft) -> None:
        self._article = article
        self._times: dict[tuple[str, str, str], int] = {}

    def contained(self, missing: str) -> Contained:
        """A block that ends at a fault; `missing` says what the article goes without ("a claim is missing")."""
        return Contained(self, missing)

    def note(self, error: Exception, missing: str) -> None:
        """Count a fault; the first of its kind is logged."""
        rule = rule_of(error)
        fault = (rule, type(error).__name__, missing)
        self._times[fault] = self._times.get(fault, 0) + 1
        if self._times[fault] == 1:
            log.error("reading failed", rule=rule, error=repr(error), missing=missing, **named(self._article))

    def notes(self) -> tuple[str, ...]:
        """A sentence on each kind of fault, in the order of their first."""
        return tuple(
            f"Reading failed in {rule} ({error}){f', {times} times' if times > 1 else ''}: {missing}."
            for (rule, error, missing), times in self._times.items()
        )


class Contained:
    """A block that ends at a fault, which is noted; whatever follows the block goes on."""

    def __init__(self, failures: Failures, missing: str) -> None:
        self._failures = failures
        self._missing = missing

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        # Out of memory is no fault of a rule, and the next one would meet it, too.
        if not isinstance(error, Exception) or isinstance(error, MemoryError):
            return False
        self._failures.note(error, self._missing)
        return True


def named(article: ArticleDraft) -> dict[str, str | None]:
    """What tells people which article it is, whether or not it is ever stored: url, title, and a hash of the body."""
    digest = hashlib.sha256(article.body.encode("utf-8", "replace")).hexdigest()
    return {"url": article.url, "title": article.title[:200], "sha256": digest}


def fault_of(error: Exception, **article: str | None) -> str:
    """A clause on a reader that failed, for people: "reading failed in … (ValueError)"; the log has the whole of it.

    `article` is whatever tells which one it was: `label`, `url`, `title`.
    """
    rule = rule_of(error)
    log.error("reading failed", rule=rule, error=repr(error), **article)
    return f"reading failed in {rule} ({type(error).__name__}); the log has more"


def rule_of(error: BaseException) -> str:
    """The function that failed, as `module.function`: the innermost of ours."""
    rule, trace = type(error).__module__, error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_OURS):
            rule = f"{module}.{frame.f_code.co_name}"
        trace = trace.tb_next
    return rule
