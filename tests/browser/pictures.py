"""The README's pictures, taken while the negotiation is played: nothing focused, hovered or half loaded in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page

from tests.browser.hands import Look, as_it_is
from tests.browser.png import with_palette

# (album, surface) -> file; a surface around something shows that alone, any other the whole page.
WANTED = {
    ("en", "draft"): "draft-en.png",
    ("en", "review"): "review-en.png",
    ("en", "counter"): "counter-en.png",
    ("en", "negotiation"): "negotiation-en.png",
    ("de", "signed"): "signed-de.png",
    ("de", "digest"): "digest-de.png",
    ("phone", "disputed"): "phone-de.png",
}
TALL = 960  # the height in which every form stands whole
MARGIN = 16


def album(folder: Path | None) -> Callable[[str], Look]:
    """Return what gives each album its photographer; without a folder nobody takes pictures."""
    return lambda name: as_it_is if folder is None else _photographer(name, folder)


def _photographer(name: str, folder: Path) -> Look:
    def look(page: Page, surface: str, around: Locator | None) -> None:
        wanted = WANTED.get((name, surface))
        if wanted:
            usual = page.viewport_size
            assert usual
            if around:
                page.set_viewport_size({**usual, "height": TALL})
            _calm(page)
            picture = page.screenshot(clip=_frame(around) if around else None, animations="disabled")
            (folder / wanted).write_bytes(with_palette(picture))
            page.set_viewport_size(usual)

    folder.mkdir(parents=True, exist_ok=True)
    return look


def _calm(page: Page) -> None:
    """Take away focus and pointer, and wait until everything is drawn."""
    page.mouse.move(1, 1)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _frame(around: Locator) -> FloatRect:
    """Return the box of a form, or of a message as far to the right as its blocks go."""
    around.scroll_into_view_if_needed()
    box, block = around.bounding_box(), around.locator(".message-body > .block").first
    assert box
    inner = block.bounding_box() if block.count() else None
    width = inner["x"] + inner["width"] + MARGIN - box["x"] if inner else box["width"]
    return {"x": box["x"], "y": box["y"], "width": min(width, box["width"]), "height": box["height"]}
