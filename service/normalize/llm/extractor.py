"""The extractor that asks a language model, and the rules where it gives nothing."""

from __future__ import annotations

import asyncio
import threading
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import CancelledError as ClosedError

import msgspec
import structlog

from service.document import ArticleDraft, Document, Extractor, Provenance
from service.normalize.llm.answer import decode_answer
from service.normalize.llm.budget import Budget
from service.normalize.llm.dialect import Dialect
from service.normalize.llm.endpoint import Endpoint
from service.normalize.llm.errors import (
    LlmError,
    OverBudgetError,
    PassingError,
    RejectedError,
    TruncatedError,
    UnusableError,
)
from service.normalize.llm.merge import Merged
from service.normalize.llm.options import LlmOptions
from service.normalize.llm.readings import Readings
from service.normalize.llm.segments import Segment, group_segments, split_segments, tokens_in
from service.normalize.llm.verify import Part, verify
from service.normalize.rules import RulesExtractor

_VERSION = "1"
_FAILURES_IN_A_ROW = 3
_CLOSE_S = 5.0

log = structlog.get_logger("claimgraph.llm")


class LlmExtractor:
    """Finds actors and claims by a language model; `close` it in the end.

    It may be used from many threads at once. Requests run in an event loop of its own thread, so that
    their limits in time hold whatever the caller is busy with.
    """

    name = "llm"

    def __init__(self, options: LlmOptions, fallback: Extractor | None = None) -> None:
        self.version = f"{_VERSION}/{options.model}"
        self._options = options
        self._fallback = fallback or RulesExtractor()
        self._readings = Readings()
        self._failures = 0
        self._paused_until = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="claimgraph-llm", daemon=True)
        self._thread.start()
        self._endpoint = asyncio.run_coroutine_threadsafe(_open(options), self._loop).result()

    def close(self) -> None:
        """End what is under way (the rules read those articles) and the connections."""
        if self._loop.is_closed():
            return
        try:
            asyncio.run_coroutine_threadsafe(_end_tasks(self._endpoint), self._loop).result(_CLOSE_S)
        except TimeoutError:
            log.warning("connections to the language model did not close in time")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSE_S)
        if not self._thread.is_alive():
            self._loop.close()

    def extract(self, article: ArticleDraft) -> Document:
        """Read the article, by the rules if the model fails; the notes say so. Never raises for any text.

        Returns within the options' `seconds_max`, and what the rules take. Not to be called in an event
        loop's thread, which it would stop.
        """
        try:
            return self._read(article)
        except LlmError as error:
            return self._by_rules(article, error.reason)
        except (ClosedError, RuntimeError, TimeoutError) as error:
            log.warning("language model closed while an article was read", error=type(error).__name__)
            return self._by_rules(article, "the service was stopping")
        except Exception as error:  # noqa: BLE001 - logged, without what a traceback of a logger shows
            # Only where it was: values of variables, among them the key, may not be logged.
            where = "".join(traceback.format_tb(error.__traceback__)[-3:])
            log.error("language model's answer broke the extractor", error=type(error).__name__, where=where)
            return self._by_rules(article, "the extractor failed; the failure is logged")

    def _read(self, article: ArticleDraft) -> Document:
        before = self._readings.of(article)
        if before is not None:
            return before
        merged = Merged(article.body)
        groups = self._groups(article.body)
        if groups and self._loop.is_closed():
            raise ClosedError
        if groups:
            asked = asyncio.run_coroutine_threadsafe(self._ask(article, groups), self._loop)
            for part in asked.result(self._options.seconds_max + _CLOSE_S):
                merged.add(part)
        note = merged.drops.note()
        if merged.is_empty and note is not None:
            raise LlmError(f"nothing that it gave could be kept. {note.rstrip('.')}")
        provenance = Provenance(extractor=self.name, version=self.version, notes=() if note is None else (note,))
        document = Document(article=article, actors=merged.actors(), claims=merged.claims(), provenance=provenance)
        self._readings.keep(document)
        return document

    def _groups(self, body: str) -> list[list[Segment]]:
        """The pieces to ask for. Raises OverBudgetError before anything is spent on a text that is too long."""
        options = self._options
        if tokens_in(body) > options.segment_tokens * options.requests_max:
            raise OverBudgetError(f"the text needs more than {options.requests_max} requests")
        groups = group_segments(body, split_segments(body), options.segment_tokens, options.overlap)
        if len(groups) > options.requests_max:
            raise OverBudgetError(f"the text needs more than {options.requests_max} requests")
        return groups

    async def _ask(self, article: ArticleDraft, groups: Sequence[list[Segment]]) -> list[Part]:
        """The parts of all groups, in order. Raises LlmError when one fails."""
        if time.monotonic() < self._paused_until:
            raise LlmError("it failed before and is not asked for a while")
        try:
            async with asyncio.timeout(self._options.seconds_max):
                parts = await self._ask_all(article, groups)
        except TimeoutError:
            self._failed()
            raise OverBudgetError(f"the article took more than {self._options.seconds_max:g} s") from None
        except (PassingError, RejectedError):
            self._failed()
            raise
        self._failures = 0
        return parts

    async def _ask_all(self, article: ArticleDraft, groups: Sequence[list[Segment]]) -> list[Part]:
        budget = Budget(self._options)
        tasks = [asyncio.create_task(self._ask_for(article, group, budget)) for group in groups]
        try:
            return [part for parts in await asyncio.gather(*tasks) for part in parts]
        finally:
            # One that failed spends no more through the others.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask_for(self, article: ArticleDraft, group: list[Segment], budget: Budget) -> list[Part]:
        """The parts of one group: more than one where the answer for all of it is too long."""
        try:
            return [await self._part(article, group, budget)]
        except TruncatedError:
            if len(group) == 1:
                raise
        middle = len(group) // 2
        halves = (group[:middle], group[middle:])
        return [part for half in halves for part in await self._ask_for(article, half, budget)]

    async def _part(self, article: ArticleDraft, group: list[Segment], budget: Budget) -> Part:
        """What one answer bears; an unusable one is asked for once more."""
        try:
            return await self._answered(article, group, budget, again=False)
        except UnusableError as error:
            log.info("language model asked again", reason=error.reason)
            return await self._answered(article, group, budget, again=True)

    async def _answered(self, article: ArticleDraft, group: list[Segment], budget: Budget, *, again: bool) -> Part:
        def write(dialect: Dialect, tokens_max: int) -> bytes:
            return dialect.body(self._options.model, article, group, tokens_max=tokens_max, again=again)

        content = await self._endpoint.ask(write, budget)
        # In a thread: an answer as long as is read takes a while, and others wait for theirs.
        return await asyncio.to_thread(lambda: verify(decode_answer(content), article.body, group))

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= _FAILURES_IN_A_ROW:
            self._paused_until = time.monotonic() + self._options.pause_s
            log.warning("language model paused", seconds=self._options.pause_s, failures=self._failures)

    def _by_rules(self, article: ArticleDraft, reason: str) -> Document:
        log.warning("language model not used", model=self._options.model, reason=reason)
        document = self._fallback.extract(article)
        note = (
            f"The language model {self._options.model} failed: {reason}. The extractor {self._fallback.name} read it."
        )
        provenance = document.provenance
        return msgspec.structs.replace(
            document, provenance=msgspec.structs.replace(provenance, notes=(note, *provenance.notes))
        )


async def _open(options: LlmOptions) -> Endpoint:
    return Endpoint(options)


async def _end_tasks(endpoint: Endpoint) -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await endpoint.close()
