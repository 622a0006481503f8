"""GraphiQL in a real browser: the first example runs, and nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from service.http.pages import GRAPHIQL_CSP, graphiql_html, load_examples
from tests.browser import browser, console_errors, foreign_requests

__all__ = ["browser"]

PATIENCE_S = 30
QUERY_TEXT = ".graphiql-query-editor .view-line"


@pytest.fixture
def page(browser: Chrome, live_server: str) -> Chrome:
    """GraphiQL as on a first visit: nothing stored by it, but by another project on the same origin."""
    browser.get(f"{live_server}/docs")
    browser.execute_script(
        "localStorage.clear();"
        "localStorage.setItem('graphiql:tabState', JSON.stringify({activeTabIndex: 0, tabs: [{id: '1', title: 'x',"
        " hash: 'x', query: '{ other }', variables: null, headers: null, operationName: null, response: null}]}))"
    )
    console_errors(browser)
    browser.get(f"{live_server}/graphql")
    _until(browser, lambda: bool(browser.find_elements(By.CSS_SELECTOR, QUERY_TEXT)))
    return browser


def test_first_example_runs_and_shows_its_answer(page: Chrome, live_server: str) -> None:
    _run(page)
    _until(page, lambda: '"data"' in _response(page))

    assert '"nodes"' in _response(page)
    assert '"errors"' not in _response(page)
    assert page.title == "Claimgraph"
    assert foreign_requests(page, live_server) == []
    assert console_errors(page) == []


def test_every_example_has_a_tab_and_runs(page: Chrome) -> None:
    tabs = page.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button")
    assert len(tabs) == len(load_examples())
    for tab in tabs:
        tab.click()
        _run(page)
        _until(page, lambda: '"data"' in _response(page))
        assert '"errors"' not in _response(page), tab.text


def test_field_documentation_comes_from_introspection(page: Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, "[aria-label='Show Documentation Explorer']").click()
    _until(page, lambda: "Article" in page.find_element(By.CSS_SELECTOR, ".graphiql-plugin").text)


def test_closed_example_can_be_had_again(page: Chrome) -> None:
    tabs = len(page.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button"))
    page.find_element(By.CSS_SELECTOR, "[aria-label='Show Examples']").click()
    _until(page, lambda: bool(page.find_elements(By.CSS_SELECTOR, ".examples-pane button")))
    page.find_elements(By.CSS_SELECTOR, ".examples-pane button")[-1].click()

    _until(page, lambda: len(page.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button")) == tabs + 1)
    _until(page, lambda: "AnythingById" in page.find_element(By.CSS_SELECTOR, ".graphiql-query-editor").text)


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


def test_policy_allows_no_other_host_and_no_eval() -> None:
    assert "default-src 'none'" in GRAPHIQL_CSP
    assert "script-src 'self';" in GRAPHIQL_CSP
    assert "://" not in GRAPHIQL_CSP


def test_an_example_cannot_end_the_element_that_holds_it() -> None:
    html = graphiql_html([("t", "# </script><script>alert(1)</script>")]).decode()

    assert "<script>alert" not in html


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
