"""Folding names, searching per language, and highlights, inside Postgres."""

from __future__ import annotations

import msgspec
import pytest

from service.store.pool import Store


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élodie Durand", "ELODIE DURAND"),
        ("Dall-E", "DALL E"),
        ("L’Élysée", "l'Elysee"),
        ("Évry–Courcouronnes", "évry-courcouronnes"),
        ("МОСКВА", "москва"),
        ("U.S. Steel", "u s steel"),
    ],
)
async def test_two_spellings_fold_to_one_name(store: Store, one: str, other: str) -> None:
    async with store.connection() as connection:
        folded = await connection.fetchrow(
            "select claimgraph.fold_name($1) as a, claimgraph.fold_name($2) as b", one, other
        )
    assert folded["a"] == folded["b"] != ""


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("fr", "Les négociations de l’entreprise échouent à Évry.", "negociation"),
        ("fr", "Les négociations de l’entreprise échouent à Évry.", "entreprises"),
        ("fr", "Les négociations de l’entreprise échouent à Évry.", "evry"),
        ("fr-CA", "Les négociations échouent.", "négociation"),
        ("en", "The company’s talks are failing.", "talk fail"),
        ("ru", "Переговоры компании сорвались.", "переговор"),
        ("xx", "Zażółć gęślą jaźń", "zazolc"),
    ],
)
async def test_a_text_is_found_by_its_languages_word_forms(store: Store, language: str, text: str, query: str) -> None:
    async with store.connection() as connection:
        found = await connection.fetchval(
            """
            select to_tsvector(c.config, claimgraph.searchable($2))
              @@ websearch_to_tsquery(c.config, claimgraph.searchable($3))
            from (select ('claimgraph.' || claimgraph.search_config($1))::regconfig as config) c
            """,
            language,
            text,
            query,
        )
    assert found


async def highlight(store: Store, language: str, value: str, query: str) -> dict[str, object] | None:
    raw = await store.fetch_json(
        """
        select coalesce(
          claimgraph.highlight(c.config, $2, claimgraph.any_word(q.query), claimgraph.word_starts(q.query)),
          claimgraph.highlight_parsed(c.config, $2, q.query)
        )::json
        from (select ('claimgraph.' || claimgraph.search_config($1))::regconfig as config) c
        cross join lateral (select websearch_to_tsquery(c.config, claimgraph.searchable($3)) as query) q
        """,
        [language, value, query],
    )
    found: dict[str, object] | None = msgspec.json.decode(raw)
    return found


@pytest.mark.parametrize(
    ("language", "value", "query", "words"),
    [
        ("fr", "Le conseil de l’entreprise s’est réuni à Évry.", "entreprise evry", ["entreprise", "Évry"]),
        (
            "fr",
            "🙂 « L’été », dit-il, les négociations\u00a0: un échec 🎉 total.",
            "echec negociation",
            ["négociations", "échec"],
        ),
        ("en", "Don’t panic: the talks failed; talks fail often.", "talk", ["talks", "talks"]),
        ("en", "a < b & <b>talks</b> \ue000 went on", "talks", ["talks"]),
        ("en", "if x <y and the talks> z, talks", "talks", ["talks", "talks"]),
        ("en", "OpenAI’s well-known board-room at https://www.example.org/talks?a=1&amp;b met", "board", ["board"]),
        ("fr", "l'Œuvre de Noël", "oeuvre noel", ["Œuvre", "Noël"]),
    ],
)
async def test_highlights_quote_the_text_itself(
    store: Store, language: str, value: str, query: str, words: list[str]
) -> None:
    found = await highlight(store, language, value, query)

    assert found is not None
    start, fragment = found["start"], found["text"]
    assert value[start : start + len(fragment)] == fragment
    assert [fragment[span["start"] : span["end"]] for span in found["ranges"]] == words


async def test_a_fragment_of_a_long_text_knows_where_it_stands(store: Store) -> None:
    value = (
        "Rien à voir ici, vraiment. " * 200
        + "Le glacier d’Aiguebrune a fondu.\r\n\tEncore\u00ad. "
        + "Autre chose. " * 200
    )

    found = await highlight(store, "fr", value, "aiguebrune")

    start, fragment = found["start"], found["text"]
    assert start > 1000
    assert value[start : start + len(fragment)] == fragment
    assert [fragment[span["start"] : span["end"]] for span in found["ranges"]] == ["Aiguebrune"]


async def test_each_word_of_a_phrase_is_marked(store: Store) -> None:
    value = "The European Central Bank (ECB) met. Banks waited."

    found = await highlight(store, "en", value, '"european central bank" or ecb')

    marked = [found["text"][span["start"] : span["end"]] for span in found["ranges"]]
    assert marked == ["European", "Central", "Bank", "ECB", "Banks"]


async def test_words_that_only_begin_alike_are_not_marked(store: Store) -> None:
    found = await highlight(store, "en", "The porters at the port of Portsmouth", "port")

    assert [found["text"][span["start"] : span["end"]] for span in found["ranges"]] == ["port"]


SPACED, UNSPACED = "The quick brown fox jumped over the dog.", "很久以前海边有一座灯塔没有人知道是谁点亮了它" * 9


@pytest.mark.parametrize(
    ("value", "first", "behind", "piece"),
    [
        (SPACED, 6, 13, (4, "quick brown")),
        (SPACED, 0, 2, (0, "The")),
        (SPACED, 3, 9, (4, "quick")),
        (SPACED, 34, 40, (32, "the dog.")),
        (UNSPACED, 60, 66, (60, UNSPACED[60:66])),
    ],
)
async def test_a_piece_is_widened_to_whole_words_where_a_space_is_near(
    store: Store, value: str, first: int, behind: int, piece: tuple[int, str]
) -> None:
    raw = await store.fetch_json("select claimgraph.whole_words($1, $2, $3)::json", [value, first, behind])
    found = msgspec.json.decode(raw)
    assert (found["start"], found["text"]) == piece


async def test_no_match_is_no_highlight(store: Store) -> None:
    assert await highlight(store, "en", "Nothing of the kind", "glacier") is None
