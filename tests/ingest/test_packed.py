"""Files that gzip has packed, and text whose encoding is not the one that it declares."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from service.exchange.ingest import ingest
from service.ingest import read
from service.ingest.bundle import Given, Item
from service.ingest.formats.encoding import decode, decode_markup
from service.ingest.read import find_files, read_files
from service.store.pool import Store

FILES = Path(__file__).parent / "files"
FRENCH = "L’été dernier, Sam Altman a déclaré qu’OpenAI n’avait pas vendu son siège à Cœur & Fils pour 10 €."


def packed(tmp_path: Path, name: str, raw: bytes) -> Path:
    (tmp_path / name).write_bytes(gzip.compress(raw))
    return tmp_path / name


def bodies(items: list[Item]) -> list[str]:
    return [item.document.article.body for item in items if item.document is not None]


@pytest.mark.parametrize("name", ["article.html", "feed.rss", "articles.jsonld", "feed.atom"])
def test_a_packed_file_is_read_as_its_content(tmp_path: Path, name: str) -> None:
    plain = bodies(list(read_files([FILES / name], Given())))
    # By its extension, and as a browser or wget saves what came with a Content-Encoding.
    for packed_name in (f"{name}.gz", name, f"{name}.GZ"):
        file = packed(tmp_path, packed_name, (FILES / name).read_bytes())
        assert bodies(list(read_files([file], Given()))) == plain != []


def test_packed_files_of_a_folder_are_found(tmp_path: Path) -> None:
    packed(tmp_path, "a.txt.gz", b"Ann Roe bought the mill.")
    packed(tmp_path, "b.tar.gz", b"no format of ours")
    assert [file.name for file in find_files([tmp_path])] == ["a.txt.gz"]
    assert bodies(list(read_files([tmp_path / "a.txt.gz"], Given()))) == ["Ann Roe bought the mill."]


async def test_a_packed_bundle_is_read_line_by_line(fresh_store: Store, tmp_path: Path) -> None:
    lines = b"".join(b'{"article": {"body": "Ann Roe bought mill %d."}}\n' % n for n in range(5))
    items = read_files([packed(tmp_path, "all.ndjson.gz", lines)], Given(language="en"))
    outcome = await ingest(fresh_store, items, lambda _item: None)
    assert (outcome.created, outcome.rejected) == (5, 0)


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    for name in ("a.html.gz", "a.ndjson.gz"):
        whole = gzip.compress((FILES / "article.html").read_bytes().replace(b"\n", b" ") * 50)
        (tmp_path / name).write_bytes(whole[: len(whole) // 2])
        assert [item.refused for item in read_files([tmp_path / name], Given()) if item.refused][-1] == (
            "its gzip is cut off or broken; send the whole of it"
        )


def test_no_more_is_unpacked_than_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "FILE_BYTES_MAX", 1_000_000)
    bomb = packed(tmp_path, "bomb.html.gz", b"<p>" + b"a" * 100_000_000)
    assert bomb.stat().st_size < 200_000
    (item,) = read_files([bomb], Given())
    assert (item.refused or "").startswith("it is larger than 1 MB")
    line = packed(tmp_path, "bomb.ndjson.gz", b'{"article": {"body": "' + b"a" * 10_000_000)
    (item,) = read_files([line], Given())
    assert "longer than" in (item.refused or "")


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "us-ascii", "iso-8859-15", "gb2312", "utf-16"])
def test_utf8_is_read_whatever_is_declared(declared: str) -> None:
    raw = f'<html><head><meta charset="{declared}"></head><p>{FRENCH}</p>'.encode()
    assert FRENCH in decode_markup(raw)
    assert FRENCH in decode_markup(f"<?xml version='1.0' encoding='{declared}'?><p>{FRENCH}</p>".encode())


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", ""])
def test_one_wrong_byte_spoils_no_text(declared: str) -> None:
    head = f'<meta charset="{declared}">'.encode() if declared else b""
    for wrong, read_as in ((b"caf\xe9 noir", "café noir"), (b"caf\xc3 noir", "caf\ufffd noir"), (b"\xff", "")):
        assert f"{FRENCH} {read_as}" in decode_markup(head + f"{FRENCH} ".encode() + wrong)
        assert f"{FRENCH} {read_as}" in decode(f"{FRENCH} ".encode() + wrong)


def test_a_wrong_byte_of_another_encoding_spoils_no_text() -> None:
    raw = b'<meta charset="windows-1252">' + FRENCH.encode("cp1252") + b" \x81"
    assert FRENCH in decode_markup(raw)


@pytest.mark.parametrize(
    "encoding",
    ["utf-32", "utf-32-le", "utf-32-be", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"],
)
def test_a_text_without_a_declaration_is_read_in_its_encoding(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH
    assert FRENCH in decode_markup(f"<p>{FRENCH}</p>".encode(encoding))


def test_a_text_of_an_old_macintosh_is_read() -> None:
    text = f"{FRENCH} Voilà où ça mène, garçon."
    assert decode(text.encode("mac_roman")) == text


def test_encodings_of_several_bytes_are_believed() -> None:
    for encoding, text in (("gb18030", "联通"), ("shift_jis", "市議会は月曜日に"), ("euc-kr", "시의회는 월요일")):
        assert text in decode_markup(f'<meta charset="{encoding}"><p>{text}</p>'.encode(encoding))
