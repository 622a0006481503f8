"""Which extractor reads, how long it lives, and in which threads it does."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from service.document import Extractor
from service.errors import StartupError
from service.normalize.rules import RulesExtractor
from service.settings import Settings

if TYPE_CHECKING:
    from service.normalize.llm.options import LlmOptions

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Extraction:
    """An extractor, and the threads in which texts are read by it; `run` for code in an event loop."""

    def __init__(
        self, extractor: Extractor | None = None, threads: ThreadPoolExecutor | None = None, *, at_once: int = 1
    ) -> None:
        self.extractor: Extractor = extractor or RulesExtractor()
        self.at_once = at_once
        """How many texts it pays to read at the same time."""
        self._threads = threads

    def stop(self) -> None:
        """Have texts that are being read come to a quick end, where the extractor can."""
        close = getattr(self.extractor, "close", None)
        if close is not None:
            close()

    async def run(self, read: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Call `read`, which uses the extractor, in a thread. No connection to the database may be held meanwhile."""
        loop = asyncio.get_running_loop()
        # What is logged there belongs to the request that is answered here.
        context = contextvars.copy_context()
        return await loop.run_in_executor(self._threads, lambda: context.run(read, *arguments, **named))


@contextmanager
def open_extraction(settings: Settings) -> Iterator[Extraction]:
    """The extraction that the settings name. Raises StartupError when its own can't work."""
    if settings.extractor != "llm":
        yield Extraction()
        return
    # Loaded only for those who use it: the HTTP client and the contract's enums weigh some.
    from service.normalize.llm.extractor import LlmExtractor

    extractor = LlmExtractor(llm_options(settings))
    # A thread waits for each article that the model reads; those of the loop's own pool have other work.
    threads = ThreadPoolExecutor(settings.llm_concurrency, "claimgraph-reading")
    try:
        yield Extraction(extractor, threads, at_once=settings.llm_concurrency)
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
