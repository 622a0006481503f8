"""The same article by every way in: the same verdict, the same sentence but for the field's name, the same row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.admission.fields import told
from service.cli.given import given_by
from service.errors import BadInput
from service.ingest.read import read_files
from service.store.batch import checked
from tests.conftest import authorization, create_database, served

Article = dict[str, Any]
FIELDS = "url guid title body language authors publishedAt source { name domain country language } provenance { notes }"


@dataclass(frozen=True)
class Verdict:
    """What a way in said: the article as stored, or the first field that it refused and the sentence about it."""

    stored: Article | None = None
    field: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Ways:
    """Every way in, over one running service."""

    client: httpx.Client
    folder: Path

    def by_graphql(self, article: Article) -> Verdict:
        """The mutation."""
        payload_fields = "article { id } userErrors { path message }"
        query = f"mutation($a: IngestArticleInput!) {{ i: ingestArticle(input: $a) {{ {payload_fields} }} }}"
        answer = self.client.post("/graphql", json={"query": query, "variables": {"a": article}}).json()
        if "errors" in answer:
            return Verdict(field="?", sentence=answer["errors"][0]["message"])
        payload = answer["data"]["i"]
        if payload["userErrors"]:
            error = payload["userErrors"][0]
            return refused(error["message"], ".".join(error["path"][1:]))
        return self._stored(payload["article"]["id"])

    def by_rest(self, article: Article) -> Verdict:
        """Its twin."""
        answer = self.client.post("/v1/articles", json=article)
        problem = answer.json()
        if answer.status_code >= 400:
            error = problem["errors"][0] if problem.get("errors") else {"message": problem["detail"]}
            return refused(error["message"], error.get("argument"))
        return self._stored(problem["id"])

    def by_raw_line(self, article: Article) -> Verdict:
        """A raw article of a bundle."""
        fields = {name: value for name, value in article.items() if name != "source"}
        return self._import({"article": fields, "source": article.get("source")})

    def by_document(self, article: Article) -> Verdict:
        """A document that somebody else's extractor made."""
        return self._import(document_of(article))

    def by_file(self, article: Article) -> Verdict:
        """A raw article in a JSON file, as `claimgraph ingest` reads it; what it would store."""
        fields = {name: value for name, value in article.items() if name != "source"}
        return self._read(json.dumps({"article": fields, "source": article.get("source")}), "a.json", {})

    def by_options(self, article: Article) -> Verdict:
        """A text file, with what else there is to say in options."""
        source = article.get("source") or {}
        names = {"language": "--language", "url": "--url", "publishedAt": "--published-at"}
        options = {option: article.get(name) for name, option in names.items()}
        options |= {"--source": source.get("name"), "--source-domain": source.get("domain")}
        return self._read(article["body"], "a.txt", options)

    def _read(self, text: str, name: str, options: dict[str, Any]) -> Verdict:
        file = self.folder / name
        file.write_text(text, encoding="utf-8", newline="")
        try:
            (item,) = read_files([file], given_by(options))
            if item.document is None:
                raise BadInput(str(item.refused))
            incoming = checked(item.document, item.source)
        except BadInput as error:
            return refused(str(error))
        found, source = told(incoming.document.article), incoming.source
        row = {name: found[name] for name in ("url", "guid", "title", "body", "language")}
        moment = found["publishedAt"]
        row |= {"authors": list(found["authors"]), "publishedAt": moment and moment.isoformat()}
        row |= {"source": source and told(source), "notes": list(incoming.document.provenance.notes)}
        return Verdict(stored=row)

    def _import(self, line: Any) -> Verdict:
        answer = self.client.post("/v1/import", content=json.dumps(line).encode() + b"\n")
        result = json.loads(answer.text)
        return refused(result["reason"]) if result["status"] == "rejected" else self._stored(result["id"])

    def _stored(self, key: str) -> Verdict:
        """The article, which is deleted, so that the next way in finds nothing."""
        query = f'{{ article(id: "{key}") {{ {FIELDS} }} }}'
        row = self.client.post("/graphql", json={"query": query}).json()["data"]["article"]
        row["notes"] = row.pop("provenance")["notes"]
        assert self.client.delete(f"/v1/articles/{key}").status_code == 204
        return Verdict(stored=row)


def refused(sentence: str, field: str | None = None) -> Verdict:
    """A refusal by its sentence, which begins with the field's name; `field` is what else names it."""
    found = re.match(r"`([^`]+)` (.+)", sentence, re.DOTALL)
    if found is None:
        return Verdict(field="?", sentence=sentence)
    name = found[1].removeprefix("article.").replace("[", ".").replace("]", "")
    if field is not None:
        assert field.replace("[", ".").replace("]", "") == name
    return Verdict(field=_OPTIONS.get(name, name), sentence=found[2])


_OPTIONS = {
    "--url": "url",
    "--language": "language",
    "--published-at": "publishedAt",
    "--source": "source.name",
    "--source-domain": "source.domain",
}


def document_of(article: Article) -> Article:
    """The article as a document without actors and claims."""
    fields = {name: value for name, value in article.items() if name != "source"}
    return {
        "article": fields,
        "actors": [],
        "claims": [],
        "provenance": {"extractor": "rules", "version": "0"},
        "source": article.get("source"),
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def writing(server_url: str, empty_template: str) -> tuple[str, dict[str, str]]:
    """A database of this module's own, and a key that may write to it."""
    url = await create_database(server_url, empty_template)
    return url, await authorization(url, "write")


@pytest.fixture(scope="module")
def ways(writing: tuple[str, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    """Every way in."""
    url, key = writing
    with (
        served(url, CLAIMGRAPH_RATE_LIMIT="0") as base_url,
        httpx.Client(base_url=base_url, headers=key, timeout=30) as client,
    ):
        yield Ways(client, tmp_path_factory.mktemp("files"))


URLS = st.sampled_from((
    None, "https://example.org/a", " http://example.org/b ", "https://example.org:8080/é?x=1#y", "javascript:alert(1)",
    "/relative", "//example.org/c", "ftp://example.org/d", "https://", "https:///e", "https://example.org/a b", "", " ",
    "data:text/html,x", "HTTPS://EXAMPLE.org/F", "https://example.org:0/", "https://[::1/", "https://example.org/\n",
    "https://example.org/" + "é" * 1000, "https://user@example.org/g", "mailto:a@example.org", "a\0b", "example.org/h",
))  # fmt: skip
DATES = st.one_of(
    st.sampled_from((
        None, "2023-11-22", "2023-11-22T08:30:00+01:00", "2023-11-22T08:30", "2023-11-22 08:30:00Z",
        "2023-11-22t08:30:00.123456789z", "2023-11-22T08:30:00-0530", "2023-02-30", "2023-11", "2023", "yesterday", "",
        "22/11/2023", "1001-01-01", "0999-12-31", "2999-12-31T23:59:59Z", "2999-12-31T23:59:59-01:00", "9998-01-01",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-12:00", "10000-01-01", "2023-11-22T25:00:00Z",
        "2023-11-22T08:30:00+25:00", "20231122", "2023-W47-3", "1700000000", "2023-11-22T08:30:60Z", "٢٠٢٣-١١-٢٢",
    )),
    st.datetimes().map(lambda moment: moment.isoformat()),
)  # fmt: skip
NAMES = st.sampled_from((" Jo  Stone ", "Jo Stone", "Zoë", "", " ", "…", "x" * 300, "x" * 301, "A\0", "東京", "7"))
AUTHORS = st.one_of(st.none(), st.lists(NAMES, max_size=3), st.just(["A", "A"]), st.just([f"A{n}" for n in range(101)]))
LANGUAGES = st.sampled_from(
    ("fr", "en-GB", "FR", "und", "zh-Hant", "fr_FR", "", " fr", "français", "x" * 36, "e", "fr\0")
)
TITLES = st.sampled_from(("Title", "  Two \n lines ", "x" * 1000, "x" * 1001, "", " \n", "a\0b", "😀", "E\u0301"))
BODIES = st.sampled_from((
    "Words stand here.", " Spaces around. \n", "7", "東京", "", " \n\t", "…!?", "😀", "a\0b", "Line\r\nbreaks\rstay.\n",
))  # fmt: skip
SOURCES = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {"name": NAMES},
        optional={
            "domain": st.sampled_from(
                (None, "example.org", " Example.ORG ", "a/b", "https://example.org", "", "x" * 254)
            ),
            "country": st.sampled_from((None, "fr", "FR", "FRA", "", "é1")),
            "language": st.one_of(st.none(), LANGUAGES),
        },
    ),
)
RARELY = st.integers(0, 2).map(lambda number: number == 0)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article of which most fields are fine, so that not all are refused for their first."""
    fine: Article = {"body": "Words stand here.", "title": "Title", "language": "en"}
    strategies = {
        "body": BODIES, "title": TITLES, "language": LANGUAGES, "url": URLS, "publishedAt": DATES, "authors": AUTHORS,
        "source": SOURCES, "guid": st.sampled_from((None, " tag:example.org,2026:1 ", "", " ", "a\0b", "x" * 2001)),
    }  # fmt: skip
    return fine | {name: draw(strategy) for name, strategy in strategies.items() if draw(RARELY)}


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def same(one: Verdict, other: Verdict, *, leaving_out: tuple[str, ...] = ()) -> None:
    """Both refuse the same field for the same reason, or store the same."""
    assert (one.field, one.sentence) == (other.field, other.sentence)
    if one.stored is not None and other.stored is not None:
        left_out = dict.fromkeys(leaving_out)
        assert one.stored | left_out == other.stored | left_out


@QUICK
@given(article=articles())
def test_every_way_in_takes_and_refuses_the_same(ways: Ways, article: Article) -> None:
    expected = ways.by_graphql(article)
    for way in (ways.by_rest, ways.by_raw_line, ways.by_document, ways.by_file):
        # A document's notes are its extractor's.
        same(way(article), expected, leaving_out=("notes",) if way == ways.by_document else ())


@QUICK
@given(article=articles())
def test_what_options_say_of_a_text_obeys_the_same_rules(ways: Ways, article: Article) -> None:
    # Options are looked at before a file is read, so a text that is refused comes without them.
    options = {name: value for name, value in article.items() if name in ("language", "url", "publishedAt")}
    source = article.get("source")
    options["source"] = source and {name: value for name, value in source.items() if name in ("name", "domain")}
    article = {"body": "Words stand here."} | options
    same(ways.by_options(article), ways.by_graphql(article))


@pytest.mark.parametrize("moment", [1_700_000_000, 1.5, True, ["2023-11-22"], {}])
def test_a_date_is_a_text(ways: Ways, moment: Any) -> None:
    article = {"body": "Words stand here.", "title": "Title", "language": "en", "publishedAt": moment}
    for way in (ways.by_graphql, ways.by_rest, ways.by_raw_line, ways.by_document, ways.by_file):
        assert way(article).stored is None, way


def test_null_is_nothing_by_every_way(ways: Ways) -> None:
    article = dict.fromkeys(("url", "publishedAt", "authors", "source")) | {
        "body": "Words stand here.", "title": "Title", "language": "en",
    }  # fmt: skip
    expected = ways.by_graphql(article)
    assert expected.stored is not None and expected.stored["authors"] == []
    for way in (ways.by_rest, ways.by_raw_line, ways.by_document, ways.by_file):
        same(way(article), expected, leaving_out=("notes",))
    nameless = article | {"title": None, "language": None}
    for way in (ways.by_rest, ways.by_raw_line, ways.by_file):
        same(way(nameless), ways.by_graphql(nameless))


def test_a_date_to_come_is_stored_with_a_note_by_every_way(ways: Ways) -> None:
    article = {"body": "Words stand here.", "title": "T", "language": "en", "publishedAt": "2999-12-31T23:59:59Z"}
    for way in (ways.by_graphql, ways.by_rest, ways.by_raw_line, ways.by_document, ways.by_file):
        stored = way(article).stored
        assert stored is not None
        assert stored["notes"] == ["publishedAt lay in the future when the article came in."]


REVIEWS: list[tuple[Article, str]] = [
    ({"url": "javascript:alert(1)"}, "url"),
    ({"url": "/relative"}, "url"),
    ({"url": ""}, "url"),
    ({"reviewer": " "}, "reviewer"),
    ({"reviewer": "x" * 301}, "reviewer"),
    ({"rating": "a\0b"}, "rating"),
    ({"rating": ""}, "rating"),
    ({"reviewedAt": "yesterday"}, "reviewedAt"),
    ({"reviewedAt": "9998-01-01"}, "reviewedAt"),
    ({"reviewedAt": "2023-11-22", "url": " https://checks.example/1 "}, ""),
]


@pytest.fixture(scope="module")
def claim(ways: Ways) -> str:
    """A claim to review."""
    body = "The mayor closed the bridge."
    made = ways.client.post("/v1/articles", json={"body": body, "language": "en"}).json()
    given = {"articleId": made["id"], "text": body, "quote": body, "modality": "ASSERTED", "polarity": "POSITIVE"}
    return str(ways.client.post("/v1/claims", json=given).json()["id"])


@pytest.mark.parametrize(("change", "field"), REVIEWS)
def test_reviews_obey_the_same_rules(ways: Ways, claim: str, change: Article, field: str) -> None:
    review = {"reviewer": "Desk", "rating": "False"} | change
    body = "The mayor opened the bridge."
    span = {"start": 0, "end": len(body), "quote": body}
    line = document_of({"title": "Bridge", "body": body, "language": "en"}) | {"reviews": [{"claim": 0, **review}]}
    line["claims"] = [
        {
            **span,
            "text": body,
            "modality": "ASSERTED",
            "polarity": "POSITIVE",
            "factuality": "CT_PLUS",
            "claimant": "ARTICLE",
        }
    ]
    query = (
        "mutation($r: ReviewClaimInput!) { r: reviewClaim(input: $r) { review { id } userErrors { path message } } }"
    )
    variables = {"r": {"claimId": claim, **review}}
    payload = ways.client.post("/graphql", json={"query": query, "variables": variables}).json()["data"]["r"]
    by_rest = ways.client.post(f"/v1/claims/{claim}/reviews", json=review)
    restored = {"type": "claimReview", "id": "rev_999", "claim": claim, "url": None, "reviewedAt": None,
                "createdAt": "2026-01-01T00:00:00Z", **review}  # fmt: skip
    lines = [line] if field == "reviewedAt" else [line, restored]
    imported = [json.loads(ways.client.post("/v1/import", content=json.dumps(one) + "\n").text) for one in lines]

    if not field:
        assert payload["userErrors"] == [] and by_rest.status_code == 200
        assert [result["status"] for result in imported] == ["created", "rejected"], "its url is the first one's"
        return
    sentence = payload["userErrors"][0]["message"]
    assert sentence.startswith(f"`{field}` ")
    assert by_rest.json()["errors"][0]["message"] == sentence
    reasons = [result["reason"] for result in imported]
    assert reasons == [sentence.replace(f"`{field}`", f"`reviews[0].{field}`"), sentence][: len(lines)]


def test_an_exported_line_obeys_the_same_rules(ways: Ways) -> None:
    source = {"type": "source", "id": "src_999", "name": "A", "domain": None, "country": None, "language": None,
              "createdAt": "2026-01-01T00:00:00Z"}  # fmt: skip
    bad: list[tuple[str, Any, Callable[[str], bool]]] = [
        ("domain", "a/b", lambda reason: reason == "`domain` is no host name such as example.org."),
        ("name", "…", lambda reason: reason == "`name` holds no letter and no digit."),
        ("country", "FRA", lambda reason: reason.startswith("`country` is no country code")),
    ]
    for name, value, is_right in bad:
        result = json.loads(ways.client.post("/v1/import", content=json.dumps(source | {name: value}) + "\n").text)
        assert result["status"] == "rejected" and is_right(result["reason"])
