"""The text of an article by itself: the characters that offsets count, and annotations quote."""

from __future__ import annotations

from service.http.rest.forms.form import Form, Item


def body(item: Item, _base: str) -> str:
    """An article's text."""
    text: str = item["body"]
    return text


def one(text: str, _base: str) -> bytes:
    """The text in UTF-8."""
    return text.encode()


TEXT = Form(name="text", media_type="text/plain", types=("text/plain",), write_one=one)
