"""The README's pictures, taken while the negotiation is played: nothing focused, hovered or half loaded in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.hands import Look, as_it_is

# (album, surface) -> file; what is framed is a modal or message with a margin around it, else the page.
WANTED = {
    ("en", "draft"): "draft-en.png",
    ("en", "review"): "review-en.png",
    ("en", "counter"): "counter-en.png",
    ("en", "negotiation"): "negotiation-en.png",
    ("de", "signed"): "signed-de.png",
    ("de", "digest"): "digest-de.png",
    ("phone", "disputed"): "phone-de.png",
}
MARGIN = 24


def album(folder: Path | None) -> Callable[[str], Look]:
    """Return what gives each album its photographer; without a folder nobody takes pictures."""
    return lambda name: as_it_is if folder is None else _photographer(name, folder)


def _photographer(name: str, folder: Path) -> Look:
    def look(page: Page, surface: str, around: Locator | None) -> None:
        wanted = WANTED.get((name, surface))
        if wanted:
            _calm(page)
            page.screenshot(path=folder / wanted, clip=_frame(page, around) if around else None, animations="disabled")

    folder.mkdir(parents=True, exist_ok=True)
    return look


def _calm(page: Page) -> None:
    """Take away focus and pointer, and wait until everything is drawn."""
    page.mouse.move(1, 1)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _frame(page: Page, around: Locator) -> dict[str, float]:
    """Return the box of what is shown with a margin, within the window."""
    box, window = around.bounding_box(), page.viewport_size
    assert box and window
    left, top = max(0, box["x"] - MARGIN), max(0, box["y"] - MARGIN)
    right = min(window["width"], box["x"] + box["width"] + MARGIN)
    bottom = min(window["height"], box["y"] + box["height"] + MARGIN)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
