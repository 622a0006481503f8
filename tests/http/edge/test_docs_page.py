"""The REST documentation in a real browser, drawn from /openapi.yaml and from nothing else."""

from __future__ import annotations

from urllib.request import urlopen

import yaml
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from service.http.edge.pages import DOCS_CSP
from tests.browser import browser, console_errors, foreign_requests

__all__ = ["browser"]

PATIENCE_S = 30


def test_every_operation_of_the_document_is_listed(browser: Chrome, live_server: str) -> None:
    console_errors(browser)
    with urlopen(f"{live_server}/openapi.yaml") as answer:
        document = yaml.safe_load(answer)
    expected = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
        if method in ("get", "put", "post", "delete", "patch")
    }

    browser.get(f"{live_server}/docs")
    WebDriverWait(browser, PATIENCE_S).until(lambda page: page.find_elements(By.CSS_SELECTOR, ".opblock"))

    assert _operations(browser) == expected
    assert foreign_requests(browser, live_server) == []
    assert console_errors(browser) == []


def test_an_operation_can_be_tried(browser: Chrome, live_server: str) -> None:
    browser.get(f"{live_server}/docs")
    WebDriverWait(browser, PATIENCE_S).until(lambda page: page.find_elements(By.CSS_SELECTOR, ".opblock"))
    browser.find_element(By.CSS_SELECTOR, ".opblock-get .opblock-summary-control").click()
    WebDriverWait(browser, PATIENCE_S).until(lambda page: page.find_elements(By.CSS_SELECTOR, ".btn.execute"))
    browser.execute_script("document.querySelector('.btn.execute').click()")

    WebDriverWait(browser, PATIENCE_S).until(
        lambda page: page.find_elements(By.CSS_SELECTOR, ".live-responses-table .response-col_status")
    )
    status = browser.find_element(By.CSS_SELECTOR, ".live-responses-table tbody .response-col_status").text
    assert status.startswith("200")
    assert foreign_requests(browser, live_server) == []


def test_policy_allows_no_other_host_and_nothing_inline() -> None:
    assert "default-src 'none'" in DOCS_CSP
    assert "unsafe" not in DOCS_CSP
    assert "://" not in DOCS_CSP


def _operations(page: Chrome) -> set[tuple[str, str]]:
    return {
        (
            block.find_element(By.CSS_SELECTOR, ".opblock-summary-method").text,
            str(block.find_element(By.CSS_SELECTOR, "[data-path]").get_attribute("data-path")),
        )
        for block in page.find_elements(By.CSS_SELECTOR, ".opblock")
    }
