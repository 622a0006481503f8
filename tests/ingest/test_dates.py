"""Dates as they are written out there: the one moment that they name, or none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.ingest.formats.dates import moment, unread_date

EVENING = "2024-03-04T17:05:00Z"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-04T18:05:00+01:00", EVENING),
        ("2024-03-04T17:05Z", EVENING),
        ("2024-03-04 18:05:00 +0100", EVENING),
        ("2024-03-04T18:05:00+01:00[Europe/Paris]", EVENING),
        ("2024-03-04", "2024-03-04T00:00:00Z"),
        ("20240304", "2024-03-04T00:00:00Z"),
        ("2016/6/29", "2016-06-29T00:00:00Z"),
        ("29/06/2016", "2016-06-29T00:00:00Z"),
        ("06/29/2016", "2016-06-29T00:00:00Z"),
        ("04.03.2024", "2024-03-04T00:00:00Z"),
        ("1709571900", EVENING),
        ("1709571900000", EVENING),
        ("1709571900.0", EVENING),
        ("Mon, 04 Mar 2024 18:05:00 +0100", EVENING),
        ("Mon, 04 Mar 2024 18:05:00 CET", EVENING),
        ("Thu, 04 Jul 2024 18:05:00 CEST", "2024-07-04T16:05:00Z"),
        ("Thu, 04 Jul 2024 18:05:00 BST", "2024-07-04T17:05:00Z"),
        ("Mon, 04 Mar 2024 12:05:00 EST", EVENING),
        ("Thu, 04 Jul 2024 10:05:00 PDT", "2024-07-04T17:05:00Z"),
        ("Mon, 4 Mar 24 18:05 GMT+0100", EVENING),
        ("Mon Mar 04 2024 18:05:00 GMT+0100 (Central European Standard Time)", EVENING),
        ("Mon Mar  4 18:05:00 CET 2024", EVENING),
        ("March 4, 2024 5:05 PM", EVENING),
        ("March 4, 2024 at 12:05 p.m. ET", EVENING),
        ("July 4, 2024, 10:05 a.m. PT", "2024-07-04T17:05:00Z"),
        ("4 March 2024, 12 AM", "2024-03-04T00:00:00Z"),
        ("Published: 4th of March 2024, 17:05", EVENING),
        ("3 mars 2024 à 14h05", "2024-03-03T14:05:00Z"),
        ("Publié le dimanche 3 mars 2024 à 14 h 05 – Mis à jour le 4 mars 2024 à 9h", "2024-03-03T14:05:00Z"),
        ("le 1er janvier 2024", "2024-01-01T00:00:00Z"),
        ("15 août 2023, 9h (heure de Paris)", "2023-08-15T07:00:00Z"),
    ],
)
def test_a_date_is_the_moment_that_it_names(written: str, meant: str) -> None:
    assert moment(written) == datetime.fromisoformat(meant)
    assert unread_date(written) == ()


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2024", "03/04/2024 à 14h05", "3/4/24", "12/31/99", "yesterday", "hier", "2 hours ago", "today at 5pm",
        "2024", "2024-03", "March 2024", "Mon, 04 Mar 2024 18:05:00 IST", "Mon, 04 Mar 2024 18:05:00 XYZ",
        "Mon, 04 Mar 2024 25:05:00 GMT", "31 February 2024", "2024-02-30", "2024-13-04", "0000-00-00",
        "Nov 3, 2024 1:30 AM ET", "Mis à jour le 3 mars 2024", "13:05 AM 4 March 2024", "170957190012345678",
        "9" * 5000, "4 March 2024 and so on",
    ],
)  # fmt: skip
def test_what_names_no_one_moment_is_no_date_and_noted(written: str) -> None:
    assert moment(written) is None
    (note,) = unread_date(written)
    assert "can't be read exactly" in note and written[:20] in note


def test_no_date_is_no_note() -> None:
    assert moment(None) is moment("  ") is None
    assert unread_date(None) == unread_date(" ") == ()
    assert moment("2024-03-04T17:05:00") == datetime(2024, 3, 4, 17, 5, tzinfo=UTC), "a time without a zone is in UTC"
