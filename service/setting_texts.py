"""Reads the texts of settings. Each reader raises ValueError with what the text must be."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from service.secret import Secret


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number in a range."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def seconds(low: float, high: float) -> Callable[[str], float]:
    """Seconds in a range, fractions too."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise ValueError(f"a number of seconds from {low:g} to {high:g}")
        return value

    return read


def hours(low: float, high: float) -> Callable[[str], float]:
    """Hours in a range, fractions too."""

    def read(text: str) -> float:
        try:
            return seconds(low, high)(text)
        except ValueError:
            raise ValueError(f"a number of hours from {low:g} to {high:g}") from None

    return read


def choice(options: tuple[str, ...]) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text.lower() not in options:
            raise ValueError("one of " + ", ".join(options) if len(options) > 1 else options[0])
        return text.lower()

    return read


def switch(text: str) -> bool:
    """On or off."""
    if text not in ("0", "1"):
        raise ValueError("0 or 1")
    return text == "1"


def auto_or(read: Callable[[str], Any]) -> Callable[[str], str]:
    """Reads `auto`, or what `read` takes; kept as text."""

    def read_either(text: str) -> str:
        if text.lower() == "auto":
            return "auto"
        try:
            return str(int(read(text)))
        except ValueError as error:
            raise ValueError(f"auto, or {error}") from None

    return read_either


def listed(read: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """Several, with commas between them."""

    def read_all(text: str) -> tuple[str, ...]:
        return tuple(read(item.strip()) for item in text.split(",") if item.strip())

    return read_all


def web_address(text: str) -> str:
    """An address that a program can fetch."""
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an http or https address")
    return text


def endpoint(text: str) -> str:
    """The address of an API, without secrets: it is logged."""
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an http or https address such as https://llm.example.org/v1")
    if "@" in parts.netloc or parts.query or parts.fragment or not text.isprintable() or " " in text:
        raise ValueError("an address without user, password, query and fragment")
    return text


def public_address(text: str) -> str:
    """The address of this service, with which other addresses begin; without a final slash."""
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an http or https address such as https://claims.example.org")
    if "@" in parts.netloc or parts.query or parts.fragment or not text.isprintable() or " " in text:
        raise ValueError("an address without user, password, query and fragment")
    return text.rstrip("/")


def secret(text: str) -> Secret:
    """A key that a header can carry."""
    if not all("!" <= character <= "~" for character in text):
        raise ValueError("printable ASCII without blanks")
    return Secret(text)


def origin(text: str) -> str:
    """A site's origin (RFC 6454), `*` for any."""
    if text == "*":
        return text
    parts = _split(text)
    if parts is None or not parts.scheme or text.lower() != f"{parts.scheme}://{parts.netloc}".lower() or "@" in text:
        raise ValueError("origins like https://app.example.org, with commas between them, or *")
    return text.lower()


def network(text: str) -> str:
    """An IP address or network."""
    try:
        return str(ip_network(text, strict=False)) if "/" in text else str(ip_address(text))
    except ValueError:
        raise ValueError("IP addresses or networks like 10.0.0.0/8, with commas between them") from None


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def words(text: str) -> str:
    """Any text of one line."""
    if not text.isprintable():
        raise ValueError("printable text")
    return text


def host(text: str) -> str:
    """What the service listens on."""
    if any(character.isspace() or character in "/@" for character in text):
        raise ValueError("a host name or an IP address")
    return text


def folder(text: str) -> Path:
    """A folder, there or not."""
    if "\0" in text:
        raise ValueError("a folder's path")
    return Path(text)


def database_url(text: str) -> str:
    """A PostgreSQL server's address."""
    shape = "an address like postgresql://user:password@host:5432/database"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(shape) from None
    if parts.scheme not in ("postgres", "postgresql") or port == 0 or not (parts.netloc or parts.query):
        raise ValueError(shape)
    return text
