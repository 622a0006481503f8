"""Why a language model could not be used, in words that may be shown to anybody.

A reason goes into the article's provenance, which everyone may read, so it holds no address, no key and
nothing that the endpoint said.
"""

from __future__ import annotations


class LlmError(Exception):
    """The model gave nothing to use; `reason` is the rest of the sentence "The language model failed: …"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PassingError(LlmError):
    """The endpoint may answer the same request later; `retry_after_s` is how long it wants to be left alone."""

    def __init__(self, reason: str, *, retry_after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class UnusableError(LlmError):
    """An answer came that can't be used; another one may be better."""


class TruncatedError(LlmError):
    """The answer was cut off at its longest; less text makes a shorter one."""


class UnsuitedError(LlmError):
    """The endpoint does not know a part of the request; `said` is its word on that, never shown."""

    def __init__(self, reason: str, *, said: str) -> None:
        super().__init__(reason)
        self.said = said


class RejectedError(LlmError):
    """The endpoint refuses all such requests, for its key, address or model: none will do before that is mended."""


class DeclinedError(LlmError):
    """The model refuses this text."""


class OverBudgetError(LlmError):
    """The article would cost more than one may."""
