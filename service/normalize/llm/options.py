"""How to reach the language model, and what one article may cost."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from service.secret import Secret

_LEAST = {
    "connect_timeout_s": 0.01,
    "read_timeout_s": 0.01,
    "timeout_s": 0.01,
    "retries": 0,
    "backoff_s": 0,
    "segment_tokens": 50,
    "overlap": 0,
    "requests_max": 1,
    "seconds_max": 0.01,
    "output_tokens_max": 1,
    "concurrency": 1,
    "pause_s": 0,
}
_PATH = "/chat/completions"


class LlmOptions(msgspec.Struct, frozen=True, kw_only=True):
    """An OpenAI-compatible endpoint and the limits of its use. Printing it never shows the key.

    Raises ValueError with a sentence for a value that can't work.
    """

    base_url: str
    """Address before `/chat/completions`, such as https://llm.example.org/v1; no user, query or fragment."""
    model: str
    """The model's name at the endpoint."""
    api_key: Secret | None = None
    """Sent as `Authorization: Bearer`; None for endpoints that want none."""
    connect_timeout_s: float = 5.0
    """Seconds that a connection may take."""
    read_timeout_s: float = 60.0
    """Seconds that the endpoint may be silent."""
    timeout_s: float = 90.0
    """Seconds that one answer may take, from connecting to its last byte."""
    retries: int = 3
    """How often a request is repeated after 408, 425, 429, 5xx, a timeout or a lost connection."""
    backoff_s: float = 0.5
    """Seconds of the first wait's upper bound, doubled each time up to 30; the wait is drawn from zero to the bound."""
    segment_tokens: int = 2_500
    """Tokens of text in one request; longer articles are read in pieces that end with a paragraph or sentence."""
    overlap: int = 2
    """Sentences of a piece that the next one has again."""
    requests_max: int = 24
    """Most requests per article, repeated ones counted."""
    seconds_max: float = 180.0
    """Most seconds per article, waits counted."""
    output_tokens_max: int = 48_000
    """Most tokens per article that the model writes, in all its answers."""
    concurrency: int = 4
    """Most requests under way at once, over all articles."""
    pause_s: float = 30.0
    """Seconds for which an endpoint that failed several articles in a row is not asked."""

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise ValueError("base_url must be an http or https address.")
        if "@" in parts.netloc or parts.query or parts.fragment:
            # Addresses are logged; a secret inside one would be too.
            raise ValueError("base_url must have no user, query or fragment; the key goes into api_key.")
        if not self.model.strip() or not self.model.isprintable():
            raise ValueError("model must be the name of a model.")
        if self.api_key is not None and not is_header_word(self.api_key.reveal()):
            raise ValueError("api_key must be printable ASCII without blanks.")
        for name, low in _LEAST.items():
            if not getattr(self, name) >= low:
                raise ValueError(f"{name} must be at least {low:g}.")

    @property
    def url(self) -> str:
        """Where requests go; an address that has the path already keeps it."""
        return self.base_url.rstrip("/").removesuffix(_PATH) + _PATH


def is_header_word(text: str) -> bool:
    """Whether a header can carry the text as one word (RFC 9110): visible ASCII."""
    return bool(text) and all("!" <= character <= "~" for character in text)
