"""A real Chromium on a real local workspace: with the small bot of the stage (`visit`), or with the real one (`enter`).

`--pictures DIR` writes what the README shows.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.playground.launch import Playground, start
from tests.browser.hands import Look
from tests.browser.pictures import album
from tests.browser.stage import Stage
from tests.browser.stories import Person
from tests.integration.conftest import MONDAY, set_clock

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, NARROW = (1280, 800), (390, 844)
AFTER_THE_DIGEST = MONDAY + timedelta(minutes=90)  # that Monday's has nothing to say; the next one is the test's
PATIENCE = 15_000
"""Milliseconds within which the page shows what it is to show, however busy the machine is."""
Visit = Callable[..., Page]
Enter = Callable[..., Page]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", metavar="DIR", type=Path, help="write the README's pictures to DIR")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium or Chrome on the PATH")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGS)
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
    """visit(user=…, channel=…, thread=…, size=…, locale=…) -> the page, ready; console errors fail the test."""
    with watched(chromium, 1) as open_page:
        yield lambda size=WIDE, **place: open_page(stage.server.url, size, **place)


@pytest.fixture
def enter(chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Enter]:
    """enter(language, person, size=…) -> the page of a workspace of that language with the real bot, on a Monday."""
    running: list[Playground] = []

    def begin(language: str, person: Person, size: tuple[int, int] = WIDE) -> Page:
        running.append(start(tmp_path, language=language))
        set_clock(running[0], AFTER_THE_DIGEST)
        return open_page(running[0].server.url, size, user=person.id)

    with watched(chromium, 2 if request.config.getoption("--pictures") else 1) as open_page:
        yield begin
    for playground in running:
        playground.stop()


@pytest.fixture
def take(request: pytest.FixtureRequest) -> Callable[[str], Look]:
    """take("en") -> what makes that album's pictures where `--pictures` asks for them, and nothing otherwise."""
    return album(request.config.getoption("--pictures"))


@contextmanager
def watched(browser: Browser, scale: int) -> Iterator[Callable[..., Page]]:
    """Pages whose errors, and whose requests to any other place, fail the test at its end."""
    contexts, troubles = [], []

    def open_page(url: str, size: tuple[int, int], locale: str = "en-US", **place: Any) -> Page:
        window = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=window, device_scale_factor=scale, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: troubles.append(request.url) if _foreign(request.url, url) else None)
        page.goto(f"{url}/#" + "&".join(f"{key}={value}" for key, value in place.items()))
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _foreign(url: str, home: str) -> bool:
    return not url.startswith((home, "data:"))
