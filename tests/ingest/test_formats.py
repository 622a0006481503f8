"""Every format that a file may have, read as `claimgraph ingest` reads it; and what is refused, with the reason."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.cli.normalize import normalize_file
from service.errors import BadInput
from service.ingest.bundle import BundleLine, Given, Item
from service.ingest.read import read_files

FILES = Path(__file__).parent / "files"
FRENCH = "L’été dernier, Sam Altman a déclaré qu’OpenAI n’avait pas vendu son siège à Cœur & Fils pour 10 €."
PAGE = (
    '<html lang="fr"><head>{head}<title>T</title></head>'
    "<body><article><p>{text}</p><p>{text}</p></article></body></html>"
)


def read(path: Path, **given: Any) -> list[Item]:
    return list(read_files([path], Given(**given)))


def article(item: Item) -> BundleLine:
    assert isinstance(item.document, BundleLine), item.refused
    return item.document


def refusal(path: Path) -> str:
    (item,) = read(path)
    assert item.refused is not None
    return item.refused


def test_a_page_is_its_article_with_what_its_markup_says() -> None:
    (item,) = read(FILES / "article.html")
    told = article(item).article
    assert told.body.startswith("Selon Maren Holt") and told.body.endswith("dans un communiqué.")
    for around in ("Accueil", "Publicité", "Mentions légales", "Chaos chez"):
        assert around not in told.body
    assert (told.title, told.language) == ("Chaos chez Nordlys : ce que cela change", "fr-fr")
    assert told.url == "https://www.journal-du-soir.example/eco/nordlys.html"
    assert told.authors == ("Maud Tessier", "Idris Okafor")
    assert told.published_at == datetime.fromisoformat("2026-03-04T07:30:00+01:00")
    assert item.source is not None
    assert (item.source.name, item.source.domain) == ("Le Journal du soir", "journal-du-soir.example")
    assert {claim.claimant for claim in article(item).claims} >= {"Maren Holt", "ARTICLE"}


def test_a_reviewed_claim_is_found_in_the_text_or_its_review_stands_by_itself() -> None:
    (item,) = read(FILES / "factcheck.html")
    document = article(item)
    review, alone = document.reviews
    assert alone.claim is None and "paid nobody" in (alone.claim_reviewed or "")
    assert review.claim is not None
    claim = document.claims[review.claim]
    assert (review.reviewer, review.rating, review.url) == (
        "Plain Checks",
        "False",
        "https://checks.example/halden-mine",
    )
    assert (claim.quote, claim.claimant) == ("Halden closed its last copper mine in 2025", "Victor Lund")
    assert (claim.modality, claim.factuality) == ("REPORTED", "UNDERSPECIFIED")
    assert document.article.body[claim.start : claim.end] == claim.quote
    (left_out,) = [note for note in document.provenance.notes if "does not stand in the text" in note]
    assert "paid nobody" in left_out
    assert not any("coin" in claim.text for claim in document.claims)


def test_json_ld_gives_its_articles_and_says_which_has_no_text() -> None:
    first, second = read(FILES / "articles.jsonld")
    told = article(first).article
    assert (told.title, told.language, told.url) == ("Alder buys Birch", "en", "https://ledger.example/alder-birch")
    assert told.authors == ("Jo Stone",) and told.published_at == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert second.refused == "the article 'Nothing here' has no articleBody and no description"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"@type": "ClaimReview", "claimReviewed": "x is", "author": "Z"}', "the ClaimReview of 'x is' has no rating"),
        ('{"@type": "Recipe", "name": "Soup"}', "it is JSON, but holds no schema.org article"),
        ('{"@type": "NewsArticle", ', "it is no JSON: "),
        ("[" * 100_000, "it is nested too deep"),
        ('{"article": {"body": "x"}, "actors": 1}', "it is no normalized document: "),
    ],
)  # fmt: skip
def test_json_that_is_no_article_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    assert refusal(tmp_path / "a.json").startswith(reason)


def test_what_normalize_prints_is_read_again_with_its_reviews(tmp_path: Path) -> None:
    (tmp_path / "printed.json").write_bytes(normalize_file(FILES / "factcheck.html", None))
    (first,), (again,) = read(FILES / "factcheck.html"), read(tmp_path / "printed.json")
    assert article(again) == article(first)


def test_a_feed_gives_its_items() -> None:
    grève, marseille, empty = read(FILES / "feed.rss")
    told = article(grève).article
    assert told.title == "Le port du Havre & la grève"
    assert (
        told.body == "Selon Haropa, la grève a coûté 12 millions d’euros au port du Havre.\n\nLa CGT dément ce chiffre."
    )
    assert (told.url, told.authors, told.language) == ("https://ports.example/1", ("Lise Morvan",), "fr-fr")
    assert told.published_at == datetime(2026, 3, 3, 5, 15, tzinfo=UTC)
    assert grève.source is not None and grève.source.name == "La Dépêche des ports"
    assert article(marseille).article.body == "Le port de Marseille pourrait embaucher."
    assert any("feed's summary" in note for note in article(marseille).provenance.notes)
    told = article(empty).article
    assert (told.body, told.completeness, told.url) == ("Vide", "HEADLINE", "https://ports.example/3")


def test_an_atom_feed_gives_its_entries() -> None:
    (entry,) = read(FILES / "feed.atom")
    told = article(entry).article
    assert (told.title, told.url, told.authors) == ("Dock opens", "https://harbour.example/dock", ("Pat Quay",))
    assert told.published_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "subset", ["<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>"]
)
def test_a_feed_with_entities_is_refused_at_once(tmp_path: Path, subset: str) -> None:
    feed = f"<!DOCTYPE rss [{subset}]><rss version='2.0'><channel><item><title>&x;&b;</title></item></channel></rss>"
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "feed.xml").write_bytes(feed.encode(encoding))
        assert refusal(tmp_path / "feed.xml").startswith("it declares XML entities")


def test_a_page_that_crafts_its_prolog_does_not_hang(tmp_path: Path) -> None:
    started = time.monotonic()
    for number, text in enumerate(("<!-- a -->  " * 5000, "<" * 60_000, "<?a?>\n" * 9000, "<div>" * 20_000)):
        for extension in ("xml", "html", "page"):
            path = tmp_path / f"{number}.{extension}"
            path.write_text(text)
            assert len(read(path)) == 1
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("saved.xml", PAGE.format(head="", text=FRENCH), "T"),
        ("saved.page", "<!DOCTYPE html>" + PAGE.format(head="", text=FRENCH), "T"),
        ("saved", (FILES / "feed.atom").read_text("utf-8"), "Dock opens"),
        ("saved.html", (FILES / "feed.atom").read_text("utf-8"), "Dock opens"),
        ("note.article", "OpenAI may open an office in Paris.", "OpenAI may open an office in Paris."),
    ],
)
def test_content_tells_the_format_where_the_name_does_not(tmp_path: Path, name: str, text: str, title: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (item,) = read(tmp_path / name)
    assert article(item).article.title == title


def test_a_text_stays_a_text_whatever_it_holds(tmp_path: Path) -> None:
    text = PAGE.format(head="", text=FRENCH) + "\r\n\t "
    (tmp_path / "a.txt").write_bytes(text.encode())
    (item,) = read(tmp_path / "a.txt")
    assert article(item).article.body == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(FRENCH.encode(encoding))
    (item,) = read(tmp_path / "a.txt")
    assert article(item).article.body == FRENCH


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("cp1252", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", ""),
        ("utf-8", '<meta charset="no-such-thing">'),
        ("utf-8-sig", '<meta charset="iso-8859-1">'),
        ("utf-16", ""),
        ("iso8859-15", '<meta charset="iso-8859-15">'),
    ],
)
def test_a_page_is_read_in_its_encoding_whatever_it_declares(tmp_path: Path, encoding: str, head: str) -> None:
    text = FRENCH if encoding != "iso8859-15" else FRENCH.replace("’", "'")
    (tmp_path / "a.html").write_bytes(PAGE.format(head=head, text=text).replace("&", "&amp;").encode(encoding))
    (item,) = read(tmp_path / "a.html")
    assert text in article(item).article.body


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.txt", b"", "it is empty"),
        ("a.txt", b"\xef\xbb\xbf \r\n", "it is empty"),
        ("a.html", b"  ", "no article's text was found in the page"),
        ("a.html", b"<html><body></body></html>", "no article's text was found in the page"),
        ("a.txt", bytes(range(256)) * 40, "it is binary data, not text"),
        ("a.txt", b"%PDF-1.7\n%\xe2\xe3", "it is a PDF document, not text"),
        ("a.docx", b"PK\x03\x04 word/document.xml", "it is a ZIP archive or an office document"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "it is a PNG image"),
        ("a.xml", b"<?xml version='1.0'?><invoice/>", "it is XML, but neither RSS, Atom nor an HTML page"),
        ("a.rss", b"<rss version='2.0'><channel/></rss>", "the feed has no items"),
        ("a.rss", b"nothing of the kind", "it is XML, but neither RSS nor Atom"),
    ],
)
def test_what_holds_no_article_is_refused_with_the_reason(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    assert refusal(tmp_path / name).startswith(reason)


def test_a_huge_text_is_taken_without_claims_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text((FRENCH + "\n") * 21_000, "utf-8")
    (item,) = read(tmp_path / "a.txt")
    document = article(item)
    assert document.article.body == (tmp_path / "a.txt").read_text("utf-8")
    assert (document.actors, document.claims) == ((), ())
    assert any("longer than 2000000 characters" in note for note in document.provenance.notes)


def test_a_language_without_rules_is_taken_without_claims_and_says_so(tmp_path: Path) -> None:
    text = "Die Bundeskanzlerin hat am Montag in Berlin gesagt, dass die Regierung keine neuen Steuern plane." * 3
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (item,) = read(tmp_path / "a.txt")
    assert article(item).article.language == "de"
    assert article(item).claims == ()
    assert any("No rules for language 'de'" in note for note in article(item).provenance.notes)


def test_a_page_in_another_language_than_it_says_is_read_in_its_own(tmp_path: Path) -> None:
    page = PAGE.format(head="", text=FRENCH * 3).replace('lang="fr"', 'lang="en-US"')
    (tmp_path / "a.html").write_text(page, "utf-8")
    (item,) = read(tmp_path / "a.html")
    assert article(item).article.language == "fr"
    assert any("says that it is in 'en-us'" in note for note in article(item).provenance.notes)


def test_normalize_prints_one_article_or_says_why_not(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds 3 articles"):
        normalize_file(FILES / "feed.rss", None)
    (tmp_path / "a.bin").write_bytes(b"\x7fELF" + bytes(500))
    with pytest.raises(BadInput, match="it is a program, not text"):
        normalize_file(tmp_path / "a.bin", None)
