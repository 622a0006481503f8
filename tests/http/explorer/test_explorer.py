"""The explorer in a real browser: by mouse and keyboard, at a desk and on a phone, for those who see and who don't."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from axe_core_python.selenium import Axe
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from service.http.edge.pages import STATIC_DIR
from tests.browser import WINDOW, browser, console_errors, foreign_requests
from tests.conftest import authorization, create_seeded_database, served

__all__ = ["browser"]

PATIENCE_S = 30
SCRIPT_BYTES_MAX = 150_000
PHONE = (390, 844)
PLACES = ("/", "/search?q=openai", "/contradictions", "/sources", "/articles/art_1", "/actors/act_1", "/claims/clm_1")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_database(server_url: str, empty_template: str) -> str:
    return await create_seeded_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_writer(own_database: str) -> dict[str, str]:
    return await authorization(own_database, "write")


@pytest.fixture(scope="module")
def own_server(own_database: str) -> Iterator[str]:
    with served(own_database) as base_url:
        yield base_url


@pytest.fixture
def at(browser: Chrome, own_server: str) -> Callable[[str], Chrome]:
    """Opens a place as on a first visit, and waits until the script has drawn it."""

    def opened(place: str) -> Chrome:
        browser.get(f"{own_server}{place}")
        browser.execute_script("localStorage.clear(); sessionStorage.clear()")
        browser.get(f"{own_server}{place}")
        _until(
            browser, lambda: bool(_all(browser, "header.top")) and not _all(browser, "main > [role=status]:only-child")
        )
        _until(browser, lambda: bool(_all(browser, ".elsewhere")))
        return browser

    console_errors(browser)
    return opened


@pytest.mark.parametrize("size", [WINDOW, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("place", PLACES)
def test_pages_are_accessible_fit_and_come_from_here(
    at: Callable[[str], Chrome], own_server: str, place: str, size: tuple[int, int]
) -> None:
    page = at(place)
    page.set_window_size(*size)
    _until(page, lambda: not _says(page, "Loading…"))
    found = Axe().run(page)["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert foreign_requests(page, own_server) == []
    assert console_errors(page) == []
    page.set_window_size(*WINDOW)


def test_the_keyboard_reaches_a_claim_and_it_says_who_and_how_surely(at: Callable[[str], Chrome]) -> None:
    page = at("/articles/art_1")
    _until(page, lambda: bool(_all(page, ".claim.probable .reach")))
    hedged = _all(page, ".claim.probable .reach")[0]
    assert "probable" in str(hedged.get_attribute("aria-label"))
    page.execute_script("arguments[0].focus()", hedged)
    _until(page, lambda: _says(page, "Said by") and _says(page, "Because of the words"))
    assert page.current_url.partition("#")[2].startswith("clm_")
    assert _all(page, ".claim.chosen .cue")
    page.refresh()
    _until(page, lambda: _says(page, "Because of the words"))


def test_claims_underline_exactly_their_quotes(at: Callable[[str], Chrome], own_server: str) -> None:
    page = at("/articles/art_1")
    _until(page, lambda: bool(_all(page, ".claim")))
    claims = httpx.get(f"{own_server}/v1/claims?articleId=art_1&first=100").json()["nodes"]
    texts = {one.get_attribute("data-claim"): one.text for one in _all(page, "[data-claim]")}
    alone = [c for c in claims if texts.get(c["id"]) and "\n" not in c["quote"]]
    assert len(alone) > 20
    assert all(c["quote"].startswith(texts[c["id"]].strip()[:20]) for c in alone)


def test_typing_offers_names_and_operators_and_enter_goes_there(at: Callable[[str], Chrome]) -> None:
    page = at("/")
    box = page.find_element(By.CSS_SELECTOR, "[role=combobox]")
    box.send_keys("altm")
    _until(page, lambda: any("Altman" in one.text for one in _all(page, "[role=option]")))
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    _until(page, lambda: "/actors/" in page.current_url and _says(page, "Sam Altman"))
    box = page.find_element(By.CSS_SELECTOR, "[role=combobox]")
    box.send_keys("moda")
    _until(page, lambda: any(one.text == "modality:" for one in _all(page, "[role=option]")))


def test_a_search_can_be_shared_and_narrowed(at: Callable[[str], Chrome]) -> None:
    page = at("/search?q=microsoft&type=CLAIM")
    _until(page, lambda: len(_all(page, ".results mark")) > 3)
    assert all("/claims/" in str(one.get_attribute("href")) for one in _all(page, ".results h3 a"))


def test_the_other_language_is_one_click_away(at: Callable[[str], Chrome]) -> None:
    page = at("/")
    page.find_element(By.CSS_SELECTOR, "nav button").click()
    _until(page, lambda: _says(page, "Derniers articles"))
    assert page.execute_script("return document.documentElement.lang") == "fr"


def test_a_view_opens_its_query_in_graphiql(at: Callable[[str], Chrome]) -> None:
    page = at("/actors/act_1")
    page.get(str(page.find_element(By.LINK_TEXT, "This query in GraphiQL").get_attribute("href")))
    _until(page, lambda: "ActorPage" in page.execute_script("return document.body.innerText"))
    page.find_element(By.CSS_SELECTOR, ".graphiql-execute-button").click()
    _until(page, lambda: '"coMentioned"' in page.execute_script("return document.body.innerText"))


@pytest.mark.parametrize("place", PLACES)
def test_a_view_comes_as_a_table(at: Callable[[str], Chrome], place: str) -> None:
    link = at(place).find_element(By.LINK_TEXT, "As CSV")
    table = httpx.get(str(link.get_attribute("href")))
    assert (table.status_code, table.headers["content-type"].partition(";")[0]) == (200, "text/csv")


def test_what_comes_in_is_shown_at_once(
    at: Callable[[str], Chrome], own_server: str, own_writer: dict[str, str]
) -> None:
    page = at("/")
    _until(page, lambda: _says(page, "Latest articles"))
    sent = {
        "title": "Now",
        "language": "en",
        "body": "Tide tables may be wrong, said Ada Quill.",
        "url": "https://n.example/1",
    }
    _until(page, lambda: page.execute_script("return performance.getEntriesByType('resource').length") > 0)
    assert httpx.post(f"{own_server}/v1/articles", json=sent, headers=own_writer).is_success
    _until(page, lambda: _says(page, "New just now") and _says(page, "Tide tables may be wrong"))


def test_the_script_is_small() -> None:
    sizes = [len(gzip.compress(file.read_bytes())) for file in Path(STATIC_DIR / "explorer").glob("*.js")]
    assert 0 < sum(sizes) < SCRIPT_BYTES_MAX


def _all(page: Chrome, selector: str) -> list[WebElement]:
    return page.find_elements(By.CSS_SELECTOR, selector)


def _says(page: Chrome, words: str) -> bool:
    return words in str(page.execute_script("return document.body.innerText"))


def _until(page: Chrome, shown: Callable[[], bool]) -> None:
    WebDriverWait(page, PATIENCE_S, ignored_exceptions=[StaleElementReferenceException]).until(lambda _: shown())
