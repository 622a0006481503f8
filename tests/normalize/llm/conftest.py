"""A stub of the model's API, and extractors that ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from service.normalize.llm.extractor import LlmExtractor
from service.normalize.llm.options import LlmOptions
from service.secret import Secret
from tests.normalize.llm.stub import Stub, stub_server

KEY = "sk-very-secret-0123456789"
Make = Callable[..., LlmExtractor]


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A server of chat completions."""
    with stub_server() as server:
        yield server


@pytest.fixture
def make(stub: Stub) -> Iterator[Make]:
    """Makes an extractor that asks the stub, with these options."""
    with ExitStack() as stack:

        def made(**options: Any) -> LlmExtractor:
            given = {"base_url": stub.url, "model": "test-model", "api_key": Secret(KEY), "backoff_s": 0.01, **options}
            return stack.enter_context(closing(LlmExtractor(LlmOptions(**given))))

        yield made
