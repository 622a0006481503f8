"""Reading files into documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.ingest.read import Given, find_files, read_files


def test_folders_give_their_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "deep/c.ndjson", "page.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    assert [file.name for file in find_files([tmp_path])] == ["a.txt", "b.txt", "c.ndjson"]


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        ("é\r\n\tb".encode(), "é\r\n\tb"),
        ("\ufeffé".encode(), "é"),
        (b"a\0b", "a\ufffdb"),
    ],
)
def test_a_text_is_read_character_for_character(tmp_path: Path, raw: bytes, body: str) -> None:
    (tmp_path / "a.txt").write_bytes(raw)
    (item,) = read_files([tmp_path / "a.txt"], Given(language="fr"))
    assert item.document is not None
    assert item.document.article.body == body
