"""Which extractor reads, how long it lives, and in which threads and processes it does."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from service.document import ArticleDraft, Document, Extractor
from service.errors import BadInput, StartupError, Unavailable
from service.readers.pool import Readers, UnreadError
from service.readers.unread import Unread, by_rules
from service.settings import Settings
from service.watch.metrics import reading

if TYPE_CHECKING:
    from service.normalize.llm.options import LlmOptions

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Extraction:
    """An extractor, and where texts are read by it: in the processes of `readers`, or in this one.

    The methods wait for the reading, so code in an event loop goes through `run`.
    """

    def __init__(
        self,
        extractor: Extractor | None = None,
        threads: ThreadPoolExecutor | None = None,
        *,
        at_once: int = 1,
        readers: Readers | None = None,
    ) -> None:
        self._own = extractor
        self.at_once = at_once
        """How many texts it pays to read at the same time."""
        self._threads = threads
        self._readers = readers

    @property
    def extractor(self) -> Extractor:
        """What reads texts: the rules, loaded now if nobody has needed them here, or another one."""
        if self._own is None:
            from service.normalize.rules import RulesExtractor

            self._own = RulesExtractor()
        return self._own

    def stop(self) -> None:
        """Have texts that are being read come to a quick end, where the extractor can."""
        close = getattr(self._own, "close", None)
        if close is not None:
            close()
        if self._readers is not None:
            self._readers.stop()

    async def run(self, read: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Call `read`, which takes long, in a thread. No connection to the database may be held meanwhile."""
        loop = asyncio.get_running_loop()
        # What is logged there belongs to the request that is answered here.
        context = contextvars.copy_context()
        return await loop.run_in_executor(self._threads, lambda: context.run(read, *arguments, **named))

    def read(self, function: Callable[..., _T], *arguments: Any, **named: Any) -> _T:
        """What `function` makes of a text with the extractor, which it takes by the name `extractor`.

        A text that no reader can read comes back without actors and claims, with a note. Raises BadInput when it
        can't be taken at all, Unavailable when the readers are stopped.
        """
        if self._readers is None or not self._by_rules:
            with reading():
                return function(*arguments, **named, extractor=self.extractor)
        try:
            with reading():
                return self._readers.call(function, *arguments, **named, extractor=None)
        except UnreadError as error:
            unread = Unread(str(error))
        return self.parse(function, *arguments, **named, extractor=unread)

    @property
    def _by_rules(self) -> bool:
        if self._own is None:
            return True
        from service.normalize.rules import RulesExtractor

        return isinstance(self._own, RulesExtractor)

    def parse(self, function: Callable[..., _T], *arguments: Any, size: int = 0, **named: Any) -> _T:
        """What `function`, which uses no extractor, makes of a page, or of a file of `size` bytes.

        Raises BadInput when no reader can read it, Unavailable when the readers are stopped, and what it raises.
        """
        if self._readers is None:
            return function(*arguments, **named)
        try:
            return self._readers.call(function, *arguments, size=size, **named)
        except UnreadError as error:
            raise BadInput(f"Reading was stopped: {error}. Send less at once.") from None


class _RulesInReaders:
    """The rules, for texts that a language model couldn't read, in the processes of `readers`."""

    def __init__(self, readers: Readers) -> None:
        from service.normalize.rules import RULES, VERSION

        self.name = RULES
        self.version = VERSION
        self._readers = readers

    def extract(self, article: ArticleDraft) -> Document:
        try:
            return self._readers.call(by_rules, article)
        except (UnreadError, Unavailable) as error:
            return Unread(str(error)).extract(article)


@contextmanager
def open_extraction(settings: Settings, readers: int | None = None) -> Iterator[Extraction]:
    """The extraction that the settings name, with so many readers, as many as they say when None.

    Raises StartupError when its own can't work.
    """
    count = settings.readers if readers is None else readers
    pool = None
    if count:
        pool = Readers(
            count=count,
            timeout_s=settings.read_timeout_s,
            memory_mb=settings.reader_memory_mb,
            log_level=settings.log_level,
        )
    try:
        if settings.extractor == "llm":
            with _open_llm(settings, pool) as extraction:
                yield extraction
        else:
            # A thread waits for each reader; those of the loop's own pool have other work.
            threads = ThreadPoolExecutor(max(count, 1), "claimgraph-reading")
            try:
                yield Extraction(threads=threads, at_once=max(count, 1), readers=pool)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
    finally:
        if pool is not None:
            pool.stop()


@contextmanager
def _open_llm(settings: Settings, readers: Readers | None) -> Iterator[Extraction]:
    # Loaded only for those who use it: the HTTP client and the contract's enums weigh some.
    from service.normalize.llm.extractor import LlmExtractor

    extractor = LlmExtractor(llm_options(settings), None if readers is None else _RulesInReaders(readers))
    threads = ThreadPoolExecutor(settings.llm_concurrency, "claimgraph-reading")
    try:
        yield Extraction(extractor, threads, at_once=settings.llm_concurrency, readers=readers)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        extractor.close()


def llm_options(settings: Settings) -> LlmOptions:
    """The settings of the language model. Raises StartupError when they name none."""
    from service.normalize.llm.options import LlmOptions

    if settings.llm_url is None or settings.llm_model is None:
        raise StartupError("The extractor llm needs CLAIMGRAPH_LLM_URL and CLAIMGRAPH_LLM_MODEL; set both.")
    return LlmOptions(
        base_url=settings.llm_url,
        model=settings.llm_model,
        api_key=settings.llm_key,
        connect_timeout_s=settings.llm_connect_timeout_s,
        read_timeout_s=settings.llm_read_timeout_s,
        timeout_s=settings.llm_timeout_s,
        retries=settings.llm_retries,
        segment_tokens=settings.llm_segment_tokens,
        requests_max=settings.llm_requests_max,
        seconds_max=settings.llm_seconds_max,
        output_tokens_max=settings.llm_output_tokens_max,
        concurrency=settings.llm_concurrency,
        pause_s=settings.llm_pause_s,
    )
