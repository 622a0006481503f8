"""Headless Chromium for the tests of the pages: Debian's, found, or installed where we may."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

PACKAGES = ("chromium", "chromium-driver")
WINDOW = (1440, 900)
INSTALL_WITHIN_S = 600
PAGE_WITHIN_S = 60

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(Exception):
    """There is no Chromium, and none could be installed; the message says what to do."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    """A browser without any history. Without Chromium the test is skipped with a reason, in CI it fails."""
    try:
        programs = find_or_install()
    except NoBrowserError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with open_browser(*programs) as driver:
        yield driver


def find_or_install() -> tuple[str, str]:
    """The paths of Chromium and of its driver; installs Debian's packages if root and they are missing.

    Raises `NoBrowserError`.
    """
    if (found := _find()) is not None:
        return found
    wanted = " ".join(PACKAGES)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoBrowserError(f"No Chromium to test the pages with: install it (`apt-get install {wanted}`).")
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]):
        _apt(command)
    if (found := _find()) is None:
        raise NoBrowserError(f"{wanted} are installed, yet no chromium and chromedriver are on the PATH.")
    return found


@contextmanager
def open_browser(chromium: str, chromedriver: str) -> Iterator[Chrome]:
    """A headless Chromium with a new profile, its console and its network traffic recorded."""
    with tempfile.TemporaryDirectory(prefix="cg-browser", ignore_cleanup_errors=True) as profile:
        options = ChromeOptions()
        options.binary_location = chromium
        for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={WINDOW[0]},{WINDOW[1]}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = Chrome(options=options, service=ChromeService(chromedriver))
        try:
            driver.set_page_load_timeout(PAGE_WITHIN_S)
            yield driver
        finally:
            driver.quit()


def console_errors(driver: Chrome) -> list[str]:
    """What the console has said at level SEVERE since last asked: errors, failed loads, CSP violations."""
    return [entry["message"] for entry in _log(driver, "browser") if entry["level"] == "SEVERE"]


def foreign_requests(driver: Chrome, base_url: str) -> list[str]:
    """The addresses outside of `base_url`'s host and port that the page loaded or tried to load.

    From the page's own resource timing and from the browser's network log, which also has what failed
    and the scripts that workers start with.
    """
    timed: list[str] = driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    return sorted({url for url in (*timed, *_requested(driver)) if _is_foreign(url, base_url)})


def _requested(driver: Chrome) -> Iterator[str]:
    for entry in _log(driver, "performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]
        elif message["method"] == "Network.webSocketCreated":
            yield message["params"]["url"]


def _is_foreign(url: str, base_url: str) -> bool:
    parts = urlsplit(url)
    # Addresses of data:, blob: and about: hold their content; the browser's own pages are no traffic.
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(base_url).netloc


def _log(driver: Chrome, kind: str) -> list[dict[str, Any]]:
    return driver.get_log(kind)  # type: ignore[no-untyped-call,no-any-return]


def _find() -> tuple[str, str] | None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    return (chromium, chromedriver) if chromium and chromedriver else None


def _apt(command: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=INSTALL_WITHIN_S)
    except subprocess.TimeoutExpired:
        raise NoBrowserError(f"`{' '.join(command)}` took over {INSTALL_WITHIN_S} s.") from None
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise NoBrowserError(f"Chromium could not be installed: `{' '.join(command)}` failed: {last}")
