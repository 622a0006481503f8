"""One request to an endpoint of chat completions, and the repeating of those that may do better."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec
import structlog

from service.normalize.llm.budget import Budget
from service.normalize.llm.dialect import Dialect
from service.normalize.llm.errors import (
    DeclinedError,
    PassingError,
    RejectedError,
    TruncatedError,
    UnsuitedError,
    UnusableError,
)
from service.normalize.llm.options import LlmOptions
from service.normalize.llm.segments import tokens_in

ANSWER_BYTES_MAX = 1_000_000
"""Bytes of an answer beyond which it is not read: many times what a model may write."""
_BACKOFF_MAX_S = 30.0
_PASSING = frozenset({408, 425, 429})
_UNSUITED = frozenset({400, 422, 501})
_LOGGED_CHARACTERS = 300

log = structlog.get_logger("claimgraph.llm")

Write = Callable[[Dialect, int], bytes]
"""Writes the request in a dialect, for an answer of so many tokens at most."""


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    completion_tokens: int = 0


class _Completion(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


_COMPLETION = msgspec.json.Decoder(_Completion)


class Endpoint:
    """A connection pool to one endpoint, and what is known of its dialect. Lives in one event loop."""

    def __init__(self, options: LlmOptions) -> None:
        self._options = options
        self._dialect = Dialect()
        self._slots = asyncio.Semaphore(options.concurrency)
        # Nothing packed: the limit on an answer's bytes is then one on memory too.
        headers = {"content-type": "application/json", "accept": "application/json", "accept-encoding": "identity"}
        if options.api_key is not None:
            headers["authorization"] = f"Bearer {options.api_key.reveal()}"
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(options.read_timeout_s, connect=options.connect_timeout_s),
            limits=httpx.Limits(max_connections=options.concurrency),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(self, write: Write, budget: Budget) -> str:
        """The content of the model's answer, after as many tries as options and budget allow. Raises LlmError."""
        for attempt in itertools.count():
            try:
                return await self._ask_in_dialect(write, budget)
            except PassingError as error:
                wait_s = self._wait_s(attempt, error.retry_after_s)
                if attempt >= self._options.retries or wait_s >= budget.seconds_left():
                    raise
                log.info("language model asked again", reason=error.reason, attempt=attempt + 1)
                await asyncio.sleep(wait_s)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _wait_s(self, attempt: int, retry_after_s: float) -> float:
        # Full jitter: clients that failed together don't come back together.
        return retry_after_s + random.uniform(0, min(_BACKOFF_MAX_S, self._options.backoff_s * 2**attempt))  # noqa: S311 - no secret

    async def _ask_in_dialect(self, write: Write, budget: Budget) -> str:
        while True:
            dialect = self._dialect
            try:
                return await self._ask_once(write, dialect, budget)
            except UnsuitedError as error:
                plainer = dialect.plainer(error.said)
                if plainer is None and "context" in error.said.lower():
                    raise TruncatedError("the text is too long for the model") from error
                if plainer is None:
                    log.warning("language model's endpoint refused a request", said=self._scrubbed(error.said))
                    raise
                log.info(
                    "language model's endpoint wants plainer requests",
                    form=plainer.form,
                    answer_tokens=plainer.answer_tokens,
                )
                self._dialect = plainer

    async def _ask_once(self, write: Write, dialect: Dialect, budget: Budget) -> str:
        async with self._slots:
            granted = budget.reserve(dialect.answer_tokens)
            used = 0
            try:
                raw = await self._post(write(dialect, granted))
                completion = _decoded(raw)
                used = _used(completion)
            finally:
                budget.settle(granted, used)
        return _content(completion)

    async def _post(self, body: bytes) -> bytes:
        """The answer's bytes. Every way in which HTTP can fail becomes an LlmError."""
        try:
            async with (
                asyncio.timeout(self._options.timeout_s),
                self._client.stream("POST", self._options.url, content=body) as response,
            ):
                return await _read(response)
        except TimeoutError as error:
            raise PassingError(f"an answer took more than {self._options.timeout_s:g} s") from error
        except httpx.ConnectTimeout as error:
            raise PassingError(f"connecting took more than {self._options.connect_timeout_s:g} s") from error
        except httpx.TimeoutException as error:
            raise PassingError(f"the endpoint was silent for {self._options.read_timeout_s:g} s") from error
        except httpx.ConnectError as error:
            raise PassingError("the endpoint can't be reached") from error
        except httpx.TransportError as error:
            raise PassingError("the connection broke off") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RejectedError("the endpoint's address can't be used") from error

    def _scrubbed(self, said: str) -> str:
        """What the endpoint said, for the log of who runs it: short, and without the key."""
        key = self._options.api_key
        text = said.replace(key.reveal(), "***") if key is not None else said
        return text[:_LOGGED_CHARACTERS]


async def _read(response: httpx.Response) -> bytes:
    status = response.status_code
    if status in _PASSING or (status >= 500 and status not in _UNSUITED):
        raise PassingError(f"the endpoint answered {status}", retry_after_s=_retry_after_s(response))
    if response.headers.get("content-encoding", "identity") != "identity":
        raise UnusableError("the endpoint's answer was packed")
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > ANSWER_BYTES_MAX:
            raise UnusableError(f"an answer was longer than {ANSWER_BYTES_MAX // 1_000_000} MB")
    if status in _UNSUITED:
        raise UnsuitedError(f"the endpoint answered {status}", said=raw.decode("utf-8", "replace"))
    if status != 200:
        raise RejectedError(f"the endpoint answered {status}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (media_type == "application/json" or media_type.endswith("+json")):
        raise UnusableError("the endpoint's answer was not JSON")
    return bytes(raw)


def _retry_after_s(response: httpx.Response) -> float:
    """Seconds that the endpoint asks for (RFC 9110, 10.2.3): a number, or a date."""
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _decoded(raw: bytes) -> _Completion:
    try:
        return _COMPLETION.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UnusableError("the endpoint's answer was no chat completion") from error


def _used(completion: _Completion) -> int:
    """The answer's tokens as the endpoint counts them, else about."""
    if completion.usage is not None and completion.usage.completion_tokens > 0:
        return completion.usage.completion_tokens
    return sum(tokens_in(choice.message.content or "") for choice in completion.choices)


def _content(completion: _Completion) -> str:
    if not completion.choices:
        raise UnusableError("the endpoint's answer was empty")
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise DeclinedError("the model refuses this text")
    if choice.finish_reason == "length":
        raise TruncatedError("the model's answer was cut off")
    if not choice.message.content:
        raise UnusableError("the model's answer was empty")
    return choice.message.content
