"""NDJSON: each line by itself is the item that JSON has."""

from __future__ import annotations

import json

import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("/v1/articles?first=50", "nodes"),
        ("/v1/claims?first=50&modality=REPORTED", "nodes"),
        ("/v1/search?q=altman&first=20", "edges"),
        ("/v1/claims/clm_1/related", "edges"),
        ("/v1/articles/art_1/versions", "nodes"),
    ],
)
def test_lines_are_items(service: httpx.Client, path: str, items: str) -> None:
    lines = service.get(path, headers={"accept": "application/x-ndjson"}).content.split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line) for line in lines] == service.get(path).json()[items] != []


def test_a_list_without_pages_comes_in_lines_too(service: httpx.Client) -> None:
    path = "/v1/claim-stats?groupBy=MODALITY"
    lines = service.get(f"{path}&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == service.get(path).json()
