"""Whether the endpoint of the language model is there, asked without reading anything."""

from __future__ import annotations

import httpx
import msgspec

from service.normalize.llm.options import LlmOptions

_REFUSED = frozenset({401, 403})


class _Model(msgspec.Struct):
    id: str = ""


class _Models(msgspec.Struct):
    data: list[_Model] = []


def reach(options: LlmOptions) -> tuple[bool, str]:
    """Whether the endpoint answers and takes the key, and what was found. Costs no tokens."""
    headers = {} if options.api_key is None else {"authorization": f"Bearer {options.api_key.reveal()}"}
    address = options.url.removesuffix("/chat/completions")
    try:
        response = httpx.get(f"{address}/models", headers=headers, timeout=options.connect_timeout_s)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False, f"nobody answers at {address}"
    if response.status_code in _REFUSED:
        return False, f"{address} refuses the key ({response.status_code})"
    if response.status_code >= 500:
        return False, f"{address} answers {response.status_code}"
    try:
        listed = [model.id for model in msgspec.json.decode(response.content, type=_Models).data]
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        listed = []
    if listed and options.model not in listed:
        return False, f"{address} has no model {options.model}"
    return True, f"{options.model} at {address}"
