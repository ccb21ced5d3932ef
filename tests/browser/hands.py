"""What people do on the page with the real bot behind it: type, click, switch the acting person, move the clock.

Everything is found by what a person reads, or by the page's own landmarks; nothing goes around the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.stories import Person

Look = Callable[[Page, str, Locator | None], None]


def as_it_is(page: Page, surface: str, around: Locator | None) -> None:
    """Look at a surface and do nothing about it."""


@dataclass
class Hands:
    """One page in the browser, whoever acts on it; `look` is called at each surface that is worth a look."""

    page: Page
    look: Look = as_it_is

    def at(self, surface: str, around: Locator | None = None) -> None:
        """Look at what the page shows now."""
        self.look(self.page, surface, around)

    def become(self, person: Person) -> None:
        """Choose the acting person in the switch, and wait for their page."""
        self.page.get_by_test_id("act-as").click()
        self.page.get_by_test_id("act-as-option").filter(has_text=person.name).click()
        expect(self.page.locator(f'[data-testid="act-as"][data-user="{person.id}"]')).to_be_visible()

    def send(self, text: str) -> None:
        """Type into the channel's composer and send it."""
        composer = self.page.get_by_test_id("composer")
        composer.fill(text)
        composer.press("Enter")

    def move_clock(self, choice: str) -> None:
        """Choose a time in the clock's menu: "tomorrow" (9:00) or "monday" (9:00)."""
        self.page.get_by_test_id("clock").click()
        with self.page.expect_response("**/_control/clock"):
            self.page.get_by_test_id(f"clock-{choice}").click()

    # Places

    def go_to(self, channel: str) -> None:
        """Choose a place in the sidebar, which is a drawer on a phone."""
        burger = self.page.get_by_test_id("burger")
        if burger.is_visible():
            burger.click()
            self.at("sidebar")
        self.page.get_by_test_id("sidebar").get_by_role("button", name=channel).click()
        expect(self.page.locator("h1")).to_contain_text(channel)

    def open_thread(self, number: str = "P-1") -> None:
        """Follow the line below the card that counts the replies."""
        self.card(number).get_by_test_id("replies").click()
        expect(self.page.get_by_test_id("thread")).to_be_visible()

    def close_thread(self) -> None:
        """Leave the thread; on a phone it covers the channel."""
        self.page.get_by_test_id("close-thread").click()
        expect(self.page.get_by_test_id("thread")).to_be_hidden()

    # Messages

    def card(self, number: str = "P-1") -> Locator:
        """The card in the channel."""
        cards = self.page.locator(".channel .message:not(.ephemeral)").filter(has_text=f"{number} · ")
        return cards.filter(has=self.page.get_by_test_id("replies"))

    def reply(self, text: str) -> Locator:
        """The newest reply in the open thread that says `text`."""
        return _reading(self.page.get_by_test_id("thread-messages").locator(".message"), text)

    def private(self, text: str) -> Locator:
        """The newest answer for this person alone that says `text`."""
        return _reading(self.page.locator('.message[data-ephemeral="true"]'), text)

    def message(self, text: str) -> Locator:
        """The newest message of the channel that says `text`."""
        return _reading(self.page.locator(".channel .message"), text)

    def press(self, within: Locator, label: str) -> None:
        """Press a message's button by the label that people read."""
        within.locator("button", has_text=re.compile(f"^{re.escape(label)}$")).click()

    # Forms

    @property
    def form(self) -> Locator:
        """The modal on top."""
        return self.page.get_by_test_id("modal")

    def opens(self, title: str) -> Locator:
        """Wait for a modal by its title."""
        expect(self.form.get_by_role("heading", level=2)).to_have_text(title)
        return self.form

    def field(self, label: str) -> Locator:
        """A field of the modal by its label."""
        return self.form.locator(".field-block").filter(has_text=label).locator("input, textarea").first

    def confirm(self, label: str) -> None:
        """Press the modal's own button and wait for the bot's answer."""
        with self.page.expect_response("**/_control/submit"):
            self.form.get_by_role("button", name=label, exact=True).click()

    def is_done(self) -> None:
        """Wait until no modal is open."""
        expect(self.form).to_have_count(0)


def _reading(messages: Locator, text: str) -> Locator:
    found = messages.filter(has_text=text).last
    expect(found).to_be_visible()
    return found
