"""GraphiQL in a real browser: the first example runs, and nothing comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import msgspec
import pytest
import pytest_asyncio
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from service.http.edge.pages import GRAPHIQL_CSP, graphiql_html, load_examples
from tests.browser import browser, console_errors, foreign_requests
from tests.conftest import authorization, create_seeded_database, served

__all__ = ["browser"]

PATIENCE_S = 30
QUERY_TEXT = ".graphiql-query-editor .view-line"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_database(server_url: str, empty_template: str) -> str:
    """The URL of a database that these tests may write to."""
    return await create_seeded_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_writer(own_database: str) -> dict[str, str]:
    """The header of a key that may write to `own_server`."""
    return await authorization(own_database, "write")


@pytest.fixture(scope="module")
def own_server(own_database: str) -> Iterator[str]:
    """The base URL of the real service over `own_database`."""
    with served(own_database) as base_url:
        yield base_url


@pytest.fixture
def page(browser: Chrome, own_server: str) -> Chrome:
    """GraphiQL as on a first visit: nothing stored by it, but by another project on the same origin."""
    browser.get(f"{own_server}/docs")
    browser.execute_script(
        "localStorage.clear();"
        "localStorage.setItem('graphiql:tabState', JSON.stringify({activeTabIndex: 0, tabs: [{id: '1', title: 'x',"
        " hash: 'x', query: '{ other }', variables: null, headers: null, operationName: null, response: null}]}))"
    )
    console_errors(browser)
    browser.get(f"{own_server}/graphql")
    _until(browser, lambda: bool(browser.find_elements(By.CSS_SELECTOR, QUERY_TEXT)))
    return browser


def test_first_example_runs_and_shows_its_answer(page: Chrome, own_server: str) -> None:
    _run(page)
    _until(page, lambda: '"data"' in _response(page))

    assert '"nodes"' in _response(page)
    assert '"errors"' not in _response(page)
    assert page.title == "Claimgraph"
    assert foreign_requests(page, own_server) == []
    assert console_errors(page) == []


def test_every_example_has_a_tab_and_every_query_runs(page: Chrome) -> None:
    examples = load_examples()
    assert len(page.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button")) == len(examples)
    queries = [place for place, (_, text) in enumerate(examples) if "\nquery " in text]
    assert len(queries) == len(examples) - 2
    for place in queries:
        tab = _open(page, place)
        _run(page)
        _until(page, lambda: '"data"' in _response(page))
        assert '"errors"' not in _response(page), tab


def test_the_example_of_a_mutation_asks_for_a_key_and_writes_with_one(page: Chrome, own_writer: dict[str, str]) -> None:
    _open(page, _place_of("mutation "))
    _run(page)
    _until(page, lambda: "UNAUTHENTICATED" in _response(page))
    assert "Authorization: Bearer" in _response(page)

    _give_headers(page, own_writer)
    _run(page)
    _until(page, lambda: '"status": "CREATED"' in _response(page) or '"status": "UNCHANGED"' in _response(page))
    assert '"userErrors": []' in _response(page)
    assert "Jeanne Morel" in _response(page)


def test_the_example_of_a_subscription_shows_what_comes_in(
    page: Chrome, own_server: str, own_writer: dict[str, str]
) -> None:
    _open(page, _place_of("subscription "))
    _run(page)
    _until(page, lambda: "Stop" in _execute_button(page))
    # The socket is open when the service has said so; until then an article would be missed.
    number = 0

    def told() -> bool:
        nonlocal number
        number += 1
        body = f"Ostrava hat geliefert. The Ostrava Group said it would deliver {number} new ships in May."
        article = {"title": f"Ships {number}", "body": body, "language": "en"}
        httpx.post(f"{own_server}/v1/articles", json=article, headers=own_writer, timeout=20).raise_for_status()
        return '"claimAdded"' in _response(page)

    _until(page, told)
    assert "Ostrava" in _response(page)
    assert '"errors"' not in _response(page)
    _run(page)
    _until(page, lambda: "Stop" not in _execute_button(page))


def test_field_documentation_comes_from_introspection(page: Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, "[aria-label='Show Documentation Explorer']").click()
    _until(page, lambda: "Article" in page.find_element(By.CSS_SELECTOR, ".graphiql-plugin").text)


def test_closed_example_can_be_had_again(page: Chrome) -> None:
    tabs = len(page.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button"))
    page.find_element(By.CSS_SELECTOR, "[aria-label='Show Examples']").click()
    _until(page, lambda: bool(page.find_elements(By.CSS_SELECTOR, ".examples-pane button")))
    page.find_elements(By.CSS_SELECTOR, ".examples-pane button")[-1].click()

    _until(page, lambda: len(page.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button")) == tabs + 1)
    _until(page, lambda: "WriteAnArticle" in page.find_element(By.CSS_SELECTOR, ".graphiql-query-editor").text)


def test_editor_completes_fields_from_the_schema(page: Chrome) -> None:
    """Completion is the work of a web worker: it says that workers start under the page's policy."""
    page.find_element(By.CSS_SELECTOR, ".graphiql-tab-add").click()
    page.find_element(By.CSS_SELECTOR, ".graphiql-query-editor .view-lines").click()
    page.switch_to.active_element.send_keys(Keys.CONTROL, "a")
    page.switch_to.active_element.send_keys("query { art")

    _until(page, lambda: "articles" in page.find_element(By.CSS_SELECTOR, ".suggest-widget").text)


def test_unreachable_endpoint_is_explained(page: Chrome) -> None:
    _network(page, offline=True)
    try:
        _run(page)
        _until(page, lambda: bool(page.find_elements(By.CSS_SELECTOR, ".outage[role=alert]")))
        assert "Nothing answers at" in page.find_element(By.CSS_SELECTOR, ".outage[role=alert]").text
        assert "Nothing answers at" in _response(page)
    finally:
        _network(page, offline=False)
    _run(page)
    _until(page, lambda: not page.find_elements(By.CSS_SELECTOR, ".outage[role=alert]"))


def test_scripts_come_compressed(own_server: str) -> None:
    page = httpx.get(f"{own_server}/graphql", headers={"accept": "text/html"}).text
    script = re.search(r'src="(/static/[^"]+\.js)"', page)
    assert script is not None
    with httpx.Client(base_url=own_server) as client:
        plain = client.get(script[1], headers={"accept-encoding": "identity"})
        packed = client.get(script[1], headers={"accept-encoding": "br, gzip"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert plain.headers["content-type"].startswith("text/javascript")
        assert client.get(script[1], headers={"accept-encoding": "gzip;q=0"}).headers.get("content-encoding") is None
        for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/graphiql/none.js", "/static/"):
            assert client.get(path).status_code == 404


def test_policy_allows_no_other_host_and_no_eval() -> None:
    assert "default-src 'none'" in GRAPHIQL_CSP
    assert "script-src 'self';" in GRAPHIQL_CSP
    assert "://" not in GRAPHIQL_CSP


def test_an_example_cannot_end_the_element_that_holds_it() -> None:
    html = graphiql_html([("t", "# </script><script>alert(1)</script>")]).decode()

    assert "<script>alert" not in html


def _place_of(operation: str) -> int:
    return next(place for place, (_, text) in enumerate(load_examples()) if f"\n{operation}" in text)


def _open(page: Chrome, place: int) -> str:
    """Open the tab at this place; its name."""
    tab = page.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button")[place]
    tab.click()
    return tab.text


def _give_headers(page: Chrome, headers: dict[str, str]) -> None:
    page.find_element(By.XPATH, "//button[normalize-space()='Headers']").click()
    editor = ".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines"
    _until(page, lambda: bool(page.find_elements(By.CSS_SELECTOR, editor)))
    page.find_element(By.CSS_SELECTOR, editor).click()
    # As one piece: the editor closes the brackets and quotes of what is typed.
    page.execute_cdp_cmd("Input.insertText", {"text": msgspec.json.encode(headers).decode()})


def _execute_button(page: Chrome) -> str:
    return page.find_element(By.CSS_SELECTOR, ".graphiql-execute-button").get_attribute("aria-label") or ""


def _run(page: Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, ".graphiql-execute-button").click()


def _response(page: Chrome) -> str:
    # Monaco draws blanks as no-break spaces.
    return page.find_element(By.CSS_SELECTOR, ".graphiql-response").text.replace("\N{NO-BREAK SPACE}", " ")


def _network(page: Chrome, *, offline: bool) -> None:
    conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.execute_cdp_cmd("Network.enable", {})
    page.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def _until(page: Chrome, holds: Callable[[], bool]) -> None:
    waiting = WebDriverWait(page, PATIENCE_S, ignored_exceptions=[StaleElementReferenceException])
    try:
        waiting.until(lambda _: holds())
    except TimeoutException:
        pytest.fail(f"Waited {PATIENCE_S} s in vain; the page shows: {page.find_element(By.TAG_NAME, 'body').text}")
