"""What one article may still cost."""

from __future__ import annotations

import time

from service.normalize.llm.errors import OverBudgetError
from service.normalize.llm.options import LlmOptions

_ANSWER_TOKENS_MIN = 200
"""An answer of fewer tokens says nothing; it isn't asked for."""


class Budget:
    """Requests, seconds and answer tokens that are left; its clock starts when it is made.

    Tokens are set aside when they are asked for, then settled.
    """

    def __init__(self, options: LlmOptions) -> None:
        self._options = options
        self._requests = options.requests_max
        self._tokens = options.output_tokens_max
        self._ends = time.monotonic() + options.seconds_max

    def seconds_left(self) -> float:
        """Seconds until the article must be done."""
        return self._ends - time.monotonic()

    def reserve(self, tokens_max: int) -> int:
        """Take one request, and as many tokens for its answer as are left of `tokens_max`. Raises OverBudgetError."""
        if self._requests <= 0:
            raise OverBudgetError(f"it took more than {self._options.requests_max} requests")
        granted = min(tokens_max, self._tokens)
        if granted < min(_ANSWER_TOKENS_MIN, tokens_max, self._options.output_tokens_max):
            raise OverBudgetError(f"the answers were longer than {self._options.output_tokens_max} tokens")
        self._requests -= 1
        self._tokens -= granted
        return granted

    def settle(self, granted: int, used: int) -> None:
        """Give back the tokens that weren't used; what a server wrote beyond its grant is taken."""
        self._tokens += granted - max(0, used)
