"""The normal form of addresses: what is one address however it is written, and what never becomes one."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service.address import TRACKING, address_key, is_home_page, names_part

URL = "https://news.example/a/story?id=1&b=2"

hosts = some.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){0,2}\.[a-z]{2,4}", fullmatch=True)
segments = some.text(some.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8).filter(
    lambda text: text.strip(".") != ""
)
names = some.from_regex(r"[A-Za-z][A-Za-z0-9]{0,6}", fullmatch=True).filter(
    lambda name: name.lower() not in TRACKING and not name.lower().startswith("utm_")
)
pairs = some.lists(some.tuples(names, segments), max_size=4)


def written(host: str, path: list[str], query: list[tuple[str, str]]) -> str:
    """An address with everything encoded that may be."""
    told = "&".join(f"{name}={quote(value, safe='')}" for name, value in query)
    return f"https://{host}/" + "/".join(quote(part, safe="") for part in path) + (f"?{told}" if told else "")


@pytest.mark.parametrize(
    "same",
    [
        "http://news.example/a/story?id=1&b=2",
        "HTTPS://NEWS.Example/a/story?id=1&b=2",
        "https://www.news.example/a/story?id=1&b=2",
        "https://news.example:443/a/story?id=1&b=2",
        "http://news.example:80/a/story?id=1&b=2",
        "https://news.example./a/story?id=1&b=2",
        "https://news.example/%61/st%6fry?%69d=1&b=2",
        "https://news.example/x/../a/./story?id=1&b=2",
        "https://news.example/a/story?utm_source=x&id=1&UTM_medium=y&b=2&fbclid=z",
        "https://news.example/a/story?utm%5Fsource=x&id=1&b=2",
        "https://news.example/a/story?id=1&b=2#comments",
        "https://news.example/a/story?id=1&b=2#:~:text=budget",
        "https://news.example/a/story?id=1&b=2#xtor=RSS-3208",
        "  https://news.example/a/story?id=1&b=2 ",
    ],
)
def test_one_address_may_be_written_in_many_ways(same: str) -> None:
    assert address_key(same) == address_key(URL)


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/a/Story?id=1&b=2",
        "https://news.example/a/story/?id=1&b=2",
        "https://news.example/a%2Fstory?id=1&b=2",
        "https://news.example/a/story?b=2&id=1",
        "https://news.example/a/story?id=1",
        "https://news.example/a/story?id=1&b=%32%30",
        "https://news.example:8443/a/story?id=1&b=2",
        "https://m.news.example/a/story?id=1&b=2",
        "https://news.example/a/story?id=1&b=2#post-7",
        "https://user@news.example/a/story?id=1&b=2",
    ],
)
def test_what_may_be_another_article_stays_another(other: str) -> None:
    assert address_key(other) != address_key(URL)


def test_hosts_are_compared_by_their_idna_form() -> None:
    assert address_key("https://BÜCHER.example/é") == address_key("https://xn--bcher-kva.example/%c3%a9")
    assert address_key("https://bu\u0308cher.example/") == address_key("https://bücher.example")


@pytest.mark.parametrize("home", ["https://a.example", "http://www.a.example/", "https://a.example/index.html#top"])
def test_a_home_page_is_told(home: str) -> None:
    assert is_home_page(home)
    assert not is_home_page(home.partition("#")[0].removesuffix("index.html").rstrip("/") + "/?p=12")


@pytest.mark.parametrize("fragment", ["post-1", "block-65f1ab22", "update3", "live:7", "1709541600", "!/a/b", "/a"])
def test_fragments_that_name_a_part_count(fragment: str) -> None:
    assert names_part(fragment)


@pytest.mark.parametrize("fragment", ["", "top", "comments", "comment-123456", "section-2", "0", "fig1", "page=2"])
def test_fragments_that_jump_somewhere_do_not(fragment: str) -> None:
    assert not names_part(fragment)


@given(hosts, some.lists(segments, max_size=4), pairs)
def test_the_normal_form_is_its_own(host: str, path: list[str], query: list[tuple[str, str]]) -> None:
    key = address_key(written(host, path, query))
    assert "…" in key or address_key(f"https://{key}") == key


@given(some.text(max_size=60))
def test_any_text_has_one(text: str) -> None:
    for given_text in (text, f"https://{text}", f"http://a.example/{text}"):
        assert len(address_key(given_text)) <= 500 and address_key(given_text) == address_key(f" {given_text}\n")


@given(hosts, hosts, some.lists(segments, max_size=3), some.lists(segments, max_size=3), pairs, pairs)
def test_different_hosts_paths_and_queries_are_never_one(
    one_host: str, host: str, one_path: list[str], path: list[str], one_query: list[tuple[str, str]],
    query: list[tuple[str, str]],
) -> None:  # fmt: skip
    one, other = (one_host.removeprefix("www."), one_path, one_query), (host.removeprefix("www."), path, query)
    assert (address_key(written(*one)) == address_key(written(*other))) == (one == other)
    # Nor with the rest alike.
    assert (address_key(written(host, path, one_query)) == address_key(written(host, path, query))) == (
        one_query == query
    )
    assert (address_key(written(host, one_path, query)) == address_key(written(host, path, query))) == (
        one_path == path
    )
