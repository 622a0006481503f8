"""Files as a bad disk, a bad exporter or a bad neighbour would leave them: read or refused, never a crash."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.ingest.bundle import BundleLine, Given, admit_reviews
from service.ingest.read import read_files
from service.store.batch import checked

FILES = {file.name: file.read_bytes() for file in sorted((Path(__file__).parent / "files").iterdir())}
SCRAPS = [
    b"\0", b"<", b">", b'"', b"{", b"}", b"[", b"\xff", b"\xc3", b"&#0;", b"&#xD800;", b"\\ud800", b"\\u0000", b"null",
    b"1e999", b"<!--", b"]]>", b"<![CDATA[", b'{"@type":"NewsArticle"}', b"http://[::1", b"\xef\xbb\xbf", b"&amp;",
    b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"9" * 5000, b"<div>" * 500,
]  # fmt: skip
SUFFIXES = ["", ".txt", ".html", ".xml", ".json", ".rss"]

damage = st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from([*SCRAPS, b""]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(FILES)), st.lists(damage, min_size=1, max_size=6), st.sampled_from(SUFFIXES))
def test_a_broken_file_is_read_or_refused(
    tmp_path: Path, name: str, damages: list[tuple[float, int, bytes]], suffix: str
) -> None:
    raw = bytearray(FILES[name])
    for where, lost, put in damages:
        at = int(where * len(raw))
        raw[at : at + lost] = put
    path = tmp_path / f"broken{suffix or Path(name).suffix}"
    path.write_bytes(bytes(raw))
    for item in read_files([path], Given()):
        assert (item.document is None) == (item.refused is not None)
        # A text without words is refused where all ways in meet.
        if isinstance(item.document, BundleLine) and any(map(str.isalnum, item.document.article.body)):
            # Whatever else was read can be stored: spans are true, no character is one that a database refuses.
            checked(item.document, item.source)
            admit_reviews(item.document)
