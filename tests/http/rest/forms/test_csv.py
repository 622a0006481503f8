"""CSV as Python's own reader takes it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest

from service.http.rest.forms.csv import guarded
from tests.http.rest.forms.conftest import ODD_ADDRESS


def table(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    text = answer.content.decode("utf-8")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_table_holds_what_json_has(service: httpx.Client) -> None:
    rows = table(service.get("/v1/claims?first=20&format=csv"))
    claims = service.get("/v1/claims?first=20").json()["nodes"]
    assert [row["id"] for row in rows] == [claim["id"] for claim in claims]
    for row, claim in zip(rows, claims, strict=True):
        assert row["start"] == str(claim["start"])
        assert row["article.title"] == guarded(claim["article"]["title"])
        assert row["claimant.name"] == (claim["claimant"]["name"] if claim["claimant"] else "")
        assert json.loads(row["cues"]) == claim["cues"]


def test_columns_are_the_same_whatever_the_rows_hold(service: httpx.Client) -> None:
    some = service.get("/v1/claims?first=1&format=csv").text.partition("\r\n")[0]
    none = service.get("/v1/claims?first=0&format=csv").text
    assert none == some + "\r\n"
    assert some.startswith("id,start,end,quote,text,sentence.start,")


def test_fields_choose_the_columns(service: httpx.Client) -> None:
    answer = service.get("/v1/claims?first=1&format=csv&fields=text,claimant.name,article")
    header = answer.text.partition("\r\n")[0]
    assert header == "text,claimant.name,article.id,article.title,article.url,article.publishedAt"


def test_quotes_line_breaks_and_emoji_come_back(service: httpx.Client, odd: dict[str, Any]) -> None:
    (row,) = table(service.get("/v1/export", params={"kind": "articles", "url": ODD_ADDRESS, "format": "csv"}))
    assert row["body"] == odd["body"]
    assert "🦊" in row["title"]
    assert json.loads(row["authors"]) == odd["authors"]


def test_no_cell_is_a_formula(service: httpx.Client, odd: dict[str, Any]) -> None:
    (row,) = table(service.get("/v1/articles", params={"url": ODD_ADDRESS, "format": "csv"}))
    assert row["title"] == "'" + str(odd["title"])
    assert row["source.name"] == "'@Paper"
    (review,) = table(service.get("/v1/claims/clm_1/reviews?format=csv"))
    assert review["rating"] == "'=Mostly false"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("« -5 »", "« -5 »"),
        ("", ""),
    ],
)
def test_a_guard_is_put_only_where_it_is_needed(text: str, cell: str) -> None:
    assert guarded(text) == cell


def test_results_of_several_types_share_their_columns(service: httpx.Client) -> None:
    rows = table(service.get("/v1/search?q=altman&first=30&format=csv"))
    assert {row["node.type"] for row in rows} >= {"Actor", "Claim"}
    assert rows[0]["node.label"] == "Sam Altman"


def test_charts_are_tables(service: httpx.Client) -> None:
    rows = table(service.get("/v1/claim-stats?groupBy=MODALITY&format=csv"))
    assert {row["modality"]: int(row["count"]) for row in rows}["REPORTED"] > 10
    years = table(service.get("/v1/actors/act_1/timeline?interval=YEAR&format=csv"))
    assert sum(int(row["claims"]) for row in years) > 5
