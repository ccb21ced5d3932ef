"""A real Chromium on a real local workspace."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.stage import Stage

CHROMIUM = "/usr/bin/chromium"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, NARROW = (1280, 800), (390, 844)
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def one_stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def stage(one_stage: Stage) -> Stage:
    """The workspace as on its first day."""
    one_stage.server.slack.reset()
    one_stage.submitted.clear()
    one_stage.clicked.clear()
    return one_stage


@pytest.fixture
def visit(chromium: Browser, stage: Stage) -> Iterator[Visit]:
    """visit(user=…, channel=…, thread=…, size=…, locale=…) -> the page; an error in its console fails the test."""
    contexts, troubles = [], []

    def open_page(size: tuple[int, int] = WIDE, locale: str = "en-US", **place: Any) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: troubles.append(request.url) if _foreign(request.url, stage) else None)
        page.goto(f"{stage.server.url}/#" + "&".join(f"{key}={value}" for key, value in place.items()))
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _foreign(url: str, stage: Stage) -> bool:
    return not url.startswith((stage.server.url, "data:"))
