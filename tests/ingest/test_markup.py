"""What pages and JSON-LD say of an article, in the shapes that publishers write."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.document import ArticleDraft
from service.ingest.bundle import Given, Item
from service.ingest.read import read_files

TEXT = (
    "The city council of Riverton approved a new budget on Monday after a debate of six hours.",
    "Mayor Jane Roe said the plan would cut the deficit by a third over the next four years.",
    "The vote passed by twelve to five, and the measures take effect in January.",
)
OTHERS = [
    {"@type": "NewsArticle", "headline": f"Other story {n}", "url": f"https://news.example/other{n}",
     "author": "Someone Else", "datePublished": "2020-01-01T00:00:00Z"}
    for n in range(3)
]  # fmt: skip
OWN = {
    "@type": "NewsArticle", "headline": "Riverton adopts budget", "url": "https://news.example/a1",
    "author": {"@type": "Person", "name": "Jane Writer"}, "datePublished": "2024-03-04T18:05:00+01:00",
}  # fmt: skip


def page(*markup: Any, head: str = "", canonical: str = "https://news.example/a1", body: str = "") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{one if isinstance(one, str) else json.dumps(one)}</script>'
        for one in markup
    )
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    paragraphs = "".join(f"<p>{text}</p>" for text in TEXT)
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Riverton adopts budget</title>{link}{head}{scripts}</head>"
        f"<body><article><h1>Riverton adopts budget</h1>{body}{paragraphs}</article></body></html>"
    )


def items(tmp_path: Path, text: str, name: str = "page.html") -> list[Item]:
    (tmp_path / name).write_text(text, "utf-8")
    return list(read_files([tmp_path / name], Given()))


def article(tmp_path: Path, text: str, name: str = "page.html") -> ArticleDraft:
    (item,) = items(tmp_path, text, name)
    assert item.document is not None, item.refused
    return item.document.article


def notes(tmp_path: Path, text: str, name: str = "page.html") -> str:
    (item,) = items(tmp_path, text, name)
    assert item.document is not None, item.refused
    return " ".join(item.document.provenance.notes)


LISTED = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": other} for other in OTHERS]}


@pytest.mark.parametrize(
    "markup",
    [
        (LISTED, OWN),
        (OTHERS[0], OTHERS[1], OWN),
        (OWN, *OTHERS),
        ({"@graph": [{"@type": "WebPage", "mainEntity": LISTED}, OWN]},),
        ([*OTHERS, OWN],),
        (LISTED, OWN | {"url": None, "mainEntityOfPage": {"@type": "WebPage", "@id": "https://news.example/a1#page"}}),
        (LISTED, OWN | {"url": "/a1"}),
        (OTHERS[0], OWN | {"url": "https://m.news.example/a1/"}),
        (*OTHERS, {name: value for name, value in OWN.items() if name != "url"}),
        (OTHERS[0], {name: OWN[name] for name in ("@type", "url", "author")}, OWN),
    ],
)
def test_a_page_is_described_by_its_own_thing_and_no_teaser(tmp_path: Path, markup: tuple[Any, ...]) -> None:
    told = article(tmp_path, page(*markup))
    assert (told.title, told.authors, told.url) == (
        "Riverton adopts budget",
        ("Jane Writer",),
        "https://news.example/a1",
    )
    assert told.published_at == datetime.fromisoformat("2024-03-04T17:05:00Z")
    assert told.body.startswith(TEXT[0])


@pytest.mark.parametrize("markup", [(LISTED,), (OTHERS[0],), tuple(OTHERS)])
def test_teasers_alone_say_nothing_of_the_page(tmp_path: Path, markup: tuple[Any, ...]) -> None:
    text = page(*markup, head='<meta name="author" content="By Jane Writer">')
    told = article(tmp_path, text)
    assert (told.title, told.authors, told.published_at) == ("Riverton adopts budget", ("Jane Writer",), None)
    assert "Other story 0" in notes(tmp_path, text)


def test_markup_without_an_address_is_the_pages_where_it_is_the_only_one(tmp_path: Path) -> None:
    told = article(tmp_path, page(OWN | {"url": None, "headline": "What Monday's vote means for us"}))
    assert told.authors == ("Jane Writer",)


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ({"@type": "Person", "name": "By Jane Roe and John Doe"}, ("Jane Roe", "John Doe")),
        ([{"@type": "Person", "name": "Jane Roe"}, "John Doe"], ("Jane Roe", "John Doe")),
        ("jane@paper.example (Jane Roe)", ("Jane Roe",)),
        (["https://social.example/paper", {"@type": "Person", "name": ["Jane Roe"]}], ("Jane Roe",)),
        ({"@type": "Person", "name": {"@value": "Jane Roe"}}, ("Jane Roe",)),
    ],
)
def test_authors_are_names_whatever_they_are_written_as(tmp_path: Path, written: Any, authors: tuple[str]) -> None:
    assert article(tmp_path, page(OWN | {"author": written})).authors == authors


@pytest.mark.parametrize(
    "broken",
    [
        "{own},", "// the article\n{own}", "/* the article */ {own}", "<!-- {own} -->", "<!--\n{own}\n//-->",
        "//<![CDATA[\n{own}\n//]]>", "/*<![CDATA[*/{own}/*]]>*/", "{own};", "[{own},]", "[,{own}]",
        '{{"@graph": [{own},],}}', "\ufeff{own}",
    ],
)  # fmt: skip
def test_json_with_comments_or_commas_too_many_is_read(tmp_path: Path, broken: str) -> None:
    own = json.dumps(OWN, indent=1)
    told = article(tmp_path, page(broken.format(own=own)))
    assert told.authors == ("Jane Writer",)
    inner = own.replace('"Jane Writer"\n }', '"Jane Writer",\n }, // done').replace(
        "Riverton adopts", "Riverton\nadopts"
    )
    assert article(tmp_path, page(broken.format(own=inner))).authors == ("Jane Writer",)


def test_entities_that_were_escaped_twice_are_characters(tmp_path: Path) -> None:
    told = article(tmp_path, page(OWN | {"headline": "L&amp;#039;&amp;eacute;t&amp;eacute; &amp;amp; nous"}))
    assert told.title == "L'été & nous"


@pytest.mark.parametrize(
    ("head", "canonical", "address"),
    [
        ('<base href="https://news.example/">', "a1", "https://news.example/a1"),
        ('<base href="https://news.example/eco/x.html">', "../a1", "https://news.example/a1"),
        ('<meta property="og:url" content="https://news.example/a1?x=1">', "/a1", "https://news.example/a1"),
        ('<base href="/">', "/a1", None),
        ("", "//[broken", None),
    ],
)
def test_relative_addresses_are_on_the_pages_base(
    tmp_path: Path, head: str, canonical: str, address: str | None
) -> None:
    assert article(tmp_path, page(head=head, canonical=canonical)).url == address


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta name="date" content="Mon, 04 Mar 2024 18:05:00 CET">', "", "2024-03-04T17:05:00Z"),
        ('<meta itemprop="datePublished" content="1709571900">', "", "2024-03-04T17:05:00Z"),
        ("", '<time datetime="2024-03-04T18:05+01:00">Monday</time>', "2024-03-04T17:05:00Z"),
        ("", '<span class="article-date">Publié le 4 mars 2024 à 17h05</span>', "2024-03-04T17:05:00Z"),
        ("", '<span class="date">03/04/2024</span>', None),
        ("", '<time datetime="yesterday">yesterday</time>', None),
        ('<meta property="article:published_time" content="03/04/2024">', "", None),
    ],
)
def test_a_page_is_dated_by_its_tags(tmp_path: Path, head: str, body: str, date: str | None) -> None:
    told = article(tmp_path, page(head=head, body=body))
    assert told.published_at == (None if date is None else datetime.fromisoformat(date))
    assert ("can't be read exactly" in notes(tmp_path, page(head=head, body=body))) == (
        date is None and "span" not in body
    )


def update(hour: int, text: str, **more: str) -> dict[str, str]:
    return {"@type": "BlogPosting", "datePublished": f"2024-03-04T{hour}:00:00+01:00", "articleBody": text} | more


LIVE = {
    "@type": "LiveBlogPosting", "headline": "Riverton vote live", "url": "https://news.example/live",
    "coverageStartTime": "2024-03-04T08:00:00+01:00",
    "liveBlogUpdate": [update(12, TEXT[1], headline="The mayor"), update(10, f"<p>{TEXT[0]}</p>")],
}  # fmt: skip


def test_a_live_blog_is_its_updates_with_the_earliest_first(tmp_path: Path) -> None:
    told = article(tmp_path, json.dumps(LIVE), "live.jsonld")
    assert told.body == f"2024-03-04 10:00\n\n{TEXT[0]}\n\n2024-03-04 12:00 · The mayor\n\n{TEXT[1]}"
    assert (told.title, told.completeness) == ("Riverton vote live", "FULL")
    assert told.published_at == datetime.fromisoformat("2024-03-04T07:00:00Z")


def test_updates_of_a_live_blog_follow_its_own_text(tmp_path: Path) -> None:
    live = LIVE | {"articleBody": "The council votes tonight.", "liveBlogUpdate": update(10, TEXT[0])}
    assert article(tmp_path, json.dumps(live), "live.json").body == (
        f"The council votes tonight.\n\n2024-03-04 10:00\n\n{TEXT[0]}"
    )


def test_a_live_blogs_updates_stay_as_written_where_one_has_no_time(tmp_path: Path) -> None:
    live = LIVE | {"liveBlogUpdate": [update(12, TEXT[1]), {"headline": "Doors open"}, {"@type": "BlogPosting"}]}
    assert article(tmp_path, json.dumps(live), "live.json").body == f"2024-03-04 12:00\n\n{TEXT[1]}\n\nDoors open"


def test_a_page_with_a_live_blog_has_all_updates(tmp_path: Path) -> None:
    live = LIVE | {
        "url": "https://news.example/a1",
        "liveBlogUpdate": [update(9 + n, f"{n}. {TEXT[0]}") for n in range(12)],
    }
    told = article(tmp_path, page(live))
    assert all(f"{n}. {TEXT[0]}" in told.body for n in range(12))
