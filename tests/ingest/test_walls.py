"""What stands in front of an article: consent, subscriptions, and pages that only list articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.document import Document
from service.ingest.bundle import Given, Item
from service.ingest.read import read_files

TEXT = (
    "Le conseil municipal de Rivière-Neuve a adopté lundi le budget de la ville après six heures de débat.",
    "La maire, Hélène Bézard, a déclaré que le déficit serait réduit d'un tiers en quatre ans.",
    "L'opposition, menée par Jean Dupont, juge ces chiffres trop optimistes et demande un audit.",
)
ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Le budget est adopté",
    "description": "Six heures de débat.",
}


def read(tmp_path: Path, *paragraphs: str, markup: Any = None, head: str = "") -> Item:
    script = "" if markup is None else f'<script type="application/ld+json">{json.dumps(markup)}</script>'
    body = "".join(text if text.startswith("<") else f"<p>{text}</p>" for text in paragraphs)
    (tmp_path / "page.html").write_text(
        f"<html lang=fr><head><title>Le budget est adopté</title>{head}{script}</head>"
        f"<body><article><h1>Le budget est adopté</h1>{body}</article></body></html>",
        "utf-8",
    )
    (item,) = read_files([tmp_path / "page.html"], Given())
    return item


def document(item: Item) -> Document:
    assert item.document is not None, item.refused
    return item.document


@pytest.mark.parametrize(
    "wall",
    [
        "Il vous reste 85 % de cet article à lire. La suite est réservée aux abonnés.",
        "Il vous reste 62.35% de cet article à lire.",
        "La suite de cet article est réservée à nos abonnés.",
        "Pour lire la suite de cet article, abonnez-vous.",
        "You have 85% of this article left to read.",
        "Subscribe to continue reading",
        "The rest of this story is for subscribers.",
        "To read the full article, please subscribe or log in.",
    ],
)
def test_a_text_ends_where_the_page_says_that_the_rest_is_locked(tmp_path: Path, wall: str) -> None:
    for paragraphs in ((*TEXT, wall, "Déjà abonné ? Se connecter", "Un mois offert"), (*TEXT[:2], f"{TEXT[2]} {wall}")):
        found = document(read(tmp_path, *paragraphs))
        assert found.article.body == "\n\n".join(TEXT)
        assert found.article.completeness == "SUMMARY"
        assert any("shows a part of the article" in note for note in found.provenance.notes)


def test_a_notice_above_the_article_cuts_nothing_of_it(tmp_path: Path) -> None:
    found = document(read(tmp_path, "Article réservé aux abonnés", *TEXT))
    assert found.article.body == "\n\n".join(TEXT)
    assert found.article.completeness == "SUMMARY"


@pytest.mark.parametrize(
    ("markup", "completeness"),
    [
        ({"isAccessibleForFree": False}, "SUMMARY"),
        ({"isAccessibleForFree": "False"}, "SUMMARY"),
        ({"isAccessibleForFree": "http://schema.org/False", "wordCount": 900}, "SUMMARY"),
        (
            {"hasPart": {"isAccessibleForFree": "False", "cssSelector": ".paywall"}},
            "SUMMARY",
        ),
        ({"isAccessibleForFree": False, "wordCount": 48}, "FULL"),
        ({"isAccessibleForFree": False, "articleBody": " ".join(TEXT)}, "FULL"),
        ({"isAccessibleForFree": True}, "FULL"),
        ({"isAccessibleForFree": True, "wordCount": 900}, "FULL"),
    ],
)
def test_markup_that_says_the_article_is_not_free_tells_how_whole_it_is(
    tmp_path: Path, markup: dict[str, Any], completeness: str
) -> None:
    found = document(read(tmp_path, *TEXT, markup=ARTICLE | markup))
    assert (found.article.body, found.article.completeness) == ("\n\n".join(TEXT), completeness)
    assert any("not free to read" in note for note in found.provenance.notes) == (True not in markup.values())


def test_an_article_behind_its_wall_is_whole_where_the_page_holds_it(tmp_path: Path) -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}
    behind = "<div class='text paywall'>" + "".join(f"<p>{text}</p>" for text in TEXT) + "</div>"
    found = document(read(tmp_path, behind, markup=ARTICLE | {"isAccessibleForFree": False, "hasPart": [part]}))
    assert found.article.completeness == "FULL"


@pytest.mark.parametrize(
    "consent",
    [
        "Nous et nos 842 partenaires stockons des informations sur votre appareil, avec votre consentement.",
        "We and our partners store and/or access information on a device, such as cookies.",
        "This website uses cookies to improve your experience.",
        "En cliquant sur « Tout accepter », vous acceptez l'usage de traceurs.",
    ],
)
def test_a_request_for_consent_is_no_text(tmp_path: Path, consent: str) -> None:
    found = document(read(tmp_path, consent, "Tout accepter", *TEXT))
    assert found.article.body == "\n\n".join(TEXT)
    assert found.article.completeness == "FULL"
    alone = [consent, f"{consent} Continuer sans accepter ?", "Tout accepter"]
    found = document(read(tmp_path, *alone, head="<meta property='og:description' content='Six heures de débat.'>"))
    assert (found.article.body, found.article.completeness) == ("Six heures de débat.", "SUMMARY")
    assert any("request for consent" in note for note in found.provenance.notes)
    refused = read(tmp_path, *alone).refused
    assert refused == "no article's text was found in the page, but a request for consent"


def test_an_article_about_cookies_is_read(tmp_path: Path) -> None:
    about = "La CNIL a sanctionné lundi un site dont les cookies étaient déposés sans consentement."
    assert document(read(tmp_path, about, *TEXT)).article.body == "\n\n".join((about, *TEXT))


def test_a_page_that_lists_articles_is_noted(tmp_path: Path) -> None:
    teasers = [{"@type": "NewsArticle", "headline": f"Autre {n}", "url": f"https://j.example/{n}"} for n in range(4)]
    for markup in (
        {"@type": "CollectionPage", "hasPart": teasers},
        {"@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": teasers}},
    ):
        found = document(read(tmp_path, *TEXT, markup=markup))
        assert found.article.completeness == "SUMMARY"
        assert any("list of articles" in note for note in found.provenance.notes)
        assert found.article.title == "Le budget est adopté"


def test_a_feeds_text_ends_where_the_rest_is_locked(tmp_path: Path) -> None:
    text = f"<p>{TEXT[0]}</p><p>Il vous reste 85 % de cet article à lire.</p>"
    (tmp_path / "feed.rss").write_text(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>T</title>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item></channel></rss>",
        "utf-8",
    )
    (item,) = read_files([tmp_path / "feed.rss"], Given())
    assert (document(item).article.body, document(item).article.completeness) == (TEXT[0], "SUMMARY")
