"""From `/promise` to Monday's digest on the page, with the real bot, in English and in German.

Everything is done by what a person does there: typing, clicking, the switch of the acting person, the clock's menu.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, Enter
from tests.browser.hands import Hands
from tests.browser.stories import BEN, ENGLISH, GERMAN, INES, Story


def draft(hands: Hands, story: Story) -> None:
    says = story.says
    hands.send(story.command)
    hands.opens(says["new"])
    hands.field(says["client"]).fill("Acme")
    hands.field(says["about"]).fill(story.about)
    hands.field(says["needed"]).fill(says["friday"])
    hands.field(says["figures"]).fill(story.figures)
    hands.at("draft", hands.form)
    hands.confirm(says["check"])
    review = hands.opens(says["right?"])
    expect(review).to_contain_text(says["until"])
    for figure in story.read:
        expect(review).to_contain_text(figure)
    hands.at("review", hands.form)
    hands.confirm(says["post"])
    hands.is_done()
    hands.private(says["posted"])
    expect(hands.card()).to_contain_text(says["not yet"])
    hands.at("card")
    hands.open_thread()
    ask = hands.reply(says["ask"])
    for person in (story.agreeing, story.countering, story.objecting):
        expect(ask).to_contain_text(f"@{person.name}")
    hands.at("thread")
    hands.close_thread()


def agree_by_button(hands: Hands, story: Story) -> None:
    hands.become(story.agreeing)
    hands.press(hands.card(), story.says["agree"])
    answer = hands.private(story.says["agreed for"])
    expect(answer.get_by_role("button")).to_have_text(story.says["take back"])
    expect(hands.card()).to_contain_text(story.says["one"])
    expect(hands.card()).to_contain_text(story.says["agreed by"])
    hands.at("agreed")


def counter_with_a_ramp(hands: Hands, story: Story) -> None:
    says = story.says
    hands.become(story.countering)
    hands.press(hands.card(), says["counter"])
    hands.opens(says["counter title"])
    expect(hands.field(says["figures"])).to_have_value(story.read[0])
    hands.field(says["figures"]).fill(story.ramp)
    hands.field(says["reason"]).fill(story.ramp_reason)
    hands.at("counter", hands.form)
    hands.confirm(says["check"])
    mapping = hands.opens(says["right?"])
    expect(mapping).to_contain_text(f"{story.read[0]} → {story.ramp_read[0]}")
    expect(mapping).to_contain_text(says["own area"])
    expect(mapping).to_contain_text(says["stays"])
    hands.at("mapping", hands.form)
    hands.confirm(says["post counter"])
    hands.is_done()
    expect(hands.card()).to_contain_text(f"{says['counter from']}: {'; '.join(story.ramp_read)}")


def object_from_the_reminder(hands: Hands, story: Story) -> None:
    """The next morning's message asks for the answer, and its buttons give it."""
    says = story.says
    hands.move_clock("tomorrow")
    hands.become(story.objecting)
    hands.go_to("Promise Bot")
    hands.page.get_by_test_id("tab-messages").click()
    expect(hands.page.get_by_text(says["reminder"])).to_be_visible()
    reminder = hands.message(says["reminder"])
    expect(reminder).to_contain_text(story.objected)
    hands.at("reminder")
    hands.press(reminder, says["object"])
    expect(hands.opens(says["object title"])).to_contain_text(story.objected)
    hands.field(says["reason"]).fill(story.objection)
    hands.at("objection", hands.form)
    hands.confirm(says["post objection"])
    hands.is_done()


def accept_the_ramp(hands: Hands, story: Story) -> None:
    hands.become(story.sales)
    hands.go_to("promises")
    expect(hands.card()).to_contain_text(story.objection)
    hands.at("disputed")
    hands.open_thread()
    hands.reply(story.says["objects"])
    proposal = hands.reply(story.says["proposes"])
    expect(proposal).to_contain_text(story.ramp_reason)
    hands.at("negotiation")
    hands.press(proposal, story.says["accept"])
    accepted = hands.reply(story.says["accepted"])
    for figure in story.ramp_read:
        expect(accepted).to_contain_text(figure)
    expect(hands.card()).to_contain_text(story.says["three"])


def revise_what_was_objected_to(hands: Hands, story: Story) -> None:
    says = story.says
    hands.press(hands.reply(story.objection), says["revise"])
    hands.opens(says["revise title"])
    figures = hands.field(says["figures"])
    expect(figures).to_have_value("\n".join([*story.ramp_read, *story.read[1:]]))
    figures.fill(figures.input_value().replace(story.objected, story.revised))
    hands.field(says["reason"]).fill(story.revision_reason)
    hands.at("revision", hands.form)
    hands.confirm(says["check"])
    expect(hands.opens(says["right?"])).to_contain_text(f"{story.objected} → {story.revised_read}")
    hands.at("revision, mapped", hands.form)
    hands.confirm(says["post revision"])
    hands.is_done()
    change = hands.reply(story.revision_reason)
    expect(change).to_contain_text(says["asked again"])
    hands.close_thread()


def agree_by_reaction(hands: Hands, story: Story) -> None:
    hands.become(story.objecting)
    card = hands.card()
    card.hover()
    card.get_by_role("button", name=story.says["tick"]).click()
    expect(card).to_contain_text(story.says["told"])


def read_what_was_signed(hands: Hands, story: Story) -> None:
    says = story.says
    hands.become(story.sales)
    hands.at("signed card")
    hands.open_thread()
    signed = hands.reply(says["signed"])
    for area in story.areas:
        expect(signed.locator(".list-line").filter(has_text=f"{area}: @")).to_have_count(1)
    expect(signed).to_contain_text(says["lead in"])
    assert signed.locator("blockquote").inner_text() == story.wording
    hands.at("signed", signed)
    hands.close_thread()
    hands.go_to("Promise Bot")
    hands.page.get_by_test_id("tab-home").click()
    home = hands.page.get_by_test_id("home")
    expect(home).to_contain_text(says["owed"])
    expect(home).to_contain_text(says["nothing"])
    hands.at("home")
    hands.go_to("promises")


def two_more_promises(hands: Hands, story: Story) -> None:
    """One that nobody will have answered in time, and one that has time until after the digest."""
    for number, (line, needed) in enumerate(story.others, 2):
        hands.send(f"{story.command} {line}")
        hands.opens(story.says["new"])
        hands.field(story.says["needed"]).fill(needed)
        hands.confirm(story.says["check"])
        hands.opens(story.says["right?"])
        hands.confirm(story.says["post"])
        hands.is_done()
        expect(hands.card(f"P-{number}")).to_be_visible()


def read_mondays_digest(hands: Hands, story: Story) -> None:
    says = story.says
    hands.move_clock("monday")
    hands.become(story.leading)
    expect(hands.page.get_by_text(says["digest"])).to_be_visible()
    digest = hands.message(says["digest"])
    lines = digest.inner_text()
    places = [lines.index(says[part]) for part in ("decide", "overdue", "may", "open", "missing", "since", "thanks")]
    assert places == sorted(places)
    assert story.revised_read in lines
    expect(digest.locator(".mention")).to_have_count(0)
    hands.at("digest", digest)


def negotiate(hands: Hands, story: Story) -> None:
    """Play the whole story."""
    expect(hands.page.get_by_test_id("hint")).to_contain_text(story.says["first hint"])
    hands.page.get_by_test_id("hint-dismiss").click()
    for step in (
        draft,
        agree_by_button,
        counter_with_a_ramp,
        object_from_the_reminder,
        accept_the_ramp,
        revise_what_was_objected_to,
        agree_by_reaction,
        read_what_was_signed,
        two_more_promises,
        read_mondays_digest,
    ):
        step(hands, story)


@pytest.mark.parametrize("story", [ENGLISH, GERMAN], ids=["en", "de"])
def test_a_promise_is_negotiated_from_the_draft_to_mondays_digest(enter: Enter, story: Story, take: Callable) -> None:
    negotiate(Hands(enter(story.language, story.sales), take(story.language)), story)


def test_nothing_scrolls_sideways_on_a_phone_anywhere_on_the_path(enter: Enter, take: Callable) -> None:
    seen = []
    picture = take("phone")

    def look(page: Page, surface: str, around: Locator | None) -> None:
        width, window = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        inner = page.evaluate(
            "[...document.querySelectorAll('.messages, .home, .modal-body')].map((e) => e.scrollWidth - e.clientWidth)"
        )
        assert width <= window and max(inner) <= 0, surface
        seen.append(surface)
        picture(page, surface, around)

    negotiate(Hands(enter(GERMAN.language, GERMAN.sales, size=NARROW), look), GERMAN)
    assert len(set(seen)) >= 16


class Keys:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, target: Locator) -> None:
        """Press Tab until `target` has the focus."""
        for _ in range(60):
            if target.evaluate("(node) => node === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never came to {target}")


def test_a_draft_and_an_agreement_need_no_mouse(enter: Enter) -> None:
    hands = Hands(page := enter("en", BEN))
    keys, says = Keys(page), ENGLISH.says
    keys.reach(page.get_by_test_id("composer"))
    page.keyboard.type("/promise Acme: 40 agents in Lisbon by 1 Feb")
    keys.press("Enter")
    hands.opens(says["new"])
    expect(hands.field(says["client"])).to_have_value("Acme")
    keys.reach(hands.field(says["about"]))
    page.keyboard.type("new inbound line")
    keys.reach(hands.form.get_by_role("button", name=says["check"]))
    keys.press("Enter")
    expect(hands.opens(says["right?"])).to_contain_text(ENGLISH.read[0])
    keys.reach(hands.form.get_by_role("button", name=says["post"]))
    keys.press("Enter")
    hands.is_done()
    expect(hands.card()).to_contain_text("0 of 1 figure agreed")

    keys.reach(page.get_by_test_id("act-as"))
    keys.press("Enter")
    option = page.get_by_test_id("act-as-option").filter(has_text=INES.name)
    for _ in range(12):
        if not option.evaluate("(node) => node === document.activeElement"):
            keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator(f'[data-testid="act-as"][data-user="{INES.id}"]')).to_be_visible()
    keys.reach(hands.card().locator("button", has_text=says["agree"]))
    keys.press("Enter")
    hands.private("Agreed for Lisbon in P-1 · Acme:")
    expect(hands.card()).to_contain_text(says["told"])
