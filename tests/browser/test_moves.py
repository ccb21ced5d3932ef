"""What happens beside the straight path, done on the page with the real bot, in English and in German.

A question, a bundle with conditions, a phone call, a renegotiation, a figure that cannot be kept any more and a
confidential promise. Rule: everybody reads their own Slack language, and no surface scrolls sideways on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, WIDE, Enter
from tests.browser.hands import Hands
from tests.browser.stories import PETRA, QUINN, WIM, Person
from tests.browser.tales import ENGLISH, GERMAN, Tale, read_by

SECRET = "Geheim Versicherung"
_OVERFLOW = """[...document.querySelectorAll('.messages, .home, .modal-body, .sidebar, .thread')]
  .map((e) => e.scrollWidth - e.clientWidth).concat(document.scrollingElement.scrollWidth - innerWidth)"""


def fits_a_phone(page: Page, surface: str, _: Locator | None) -> None:
    """Make the window as narrow as a phone for a moment: nothing may scroll sideways."""
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert max(page.evaluate(_OVERFLOW)) <= 0, surface
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


class Acting(Hands):
    """One page, and the words of whoever acts on it now."""

    me: Person
    tale: Tale

    def become(self, person: Person) -> None:
        super().become(person)
        self.me = person

    def words(self, word: str) -> str:
        """Return a word of a form or of a private answer."""
        return read_by(self.me, word)

    def sends_form(self) -> None:
        with self.page.expect_response("**/_control/submit"):
            self.page.get_by_test_id("modal-submit").click()

    def choose(self, label: str, option: str) -> None:
        self.form.locator(".field-block").filter(has_text=label).locator("select").select_option(label=option)

    def more(self, number: str = "P-1") -> Locator:
        self.press(self.card(number), self.tale.words("more"))
        return self.opens(number)

    def takes(self, word: str, title: str) -> None:
        """Press a button of More…, which opens a form of its own."""
        self.press(self.more(), self.words(word))
        self.opens(title)

    def closes(self) -> None:
        """Leave the form that is open, and those below it."""
        while self.form.count():
            top = self.form.get_attribute("data-view-id")
            self.page.get_by_test_id("modal-x").click()
            expect(self.page.locator(f'[data-testid="modal"][data-view-id="{top}"]')).to_have_count(0)

    def says(self, client: str = "Acme", command: str = "/promise") -> Locator:
        """Ask what may be said, and return the newest answer."""
        answers = self.page.locator('.channel .message[data-ephemeral="true"]').filter(
            has_text=self.words("to be said")
        )
        before = answers.count()
        self.send(f"{command} say {client}")
        expect(answers).to_have_count(before + 1)
        return answers.last

    def dm(self, text: str) -> Locator:
        self.go_to("Promise Bot")
        self.page.get_by_test_id("tab-messages").click()
        return self.message(text)


@pytest.fixture(params=[ENGLISH, GERMAN], ids=["en", "de"])
def tale(request: pytest.FixtureRequest) -> Tale:
    return request.param


@pytest.fixture
def hands(enter: Enter, tale: Tale) -> Iterator[Acting]:
    """Sales before the channel of an empty workspace."""
    acting = Acting(enter(tale.language, tale.sales), fits_a_phone)
    acting.me, acting.tale = tale.sales, tale
    yield acting


def draft(
    hands: Acting, tale: Tale, figures: str, *, condition: str = "", client: str = "Acme", secret: str = ""
) -> None:
    """Draft, check and post."""
    hands.send(tale.command)
    hands.opens(hands.words("new"))
    hands.field(hands.words("client")).fill(client)
    hands.field(hands.words("needed")).fill(tale.friday)
    hands.field(hands.words("figures")).fill(figures)
    hands.field(hands.words("conditions")).fill(condition)
    if secret:
        hands.choose(hands.words("visibility"), secret)
    hands.at("draft", hands.form)
    hands.confirm(hands.words("check"))
    hands.opens(hands.words("right?"))
    hands.at("review", hands.form)
    hands.confirm(hands.words("post"))
    hands.is_done()


def agree(hands: Acting, *people: Person) -> None:
    for person in people:
        hands.become(person)
        hands.press(hands.card(), hands.tale.words("agree"))
        hands.private("P-1")


def sign_off(hands: Acting, tale: Tale) -> None:
    """Leave a promise of two figures jointly signed off, and sales before it."""
    draft(hands, tale, tale.bundle, condition=tale.condition)
    agree(hands, tale.site, WIM)
    expect(hands.card()).to_contain_text(f"{tale.words('may')} · {tale.words('signed')}")
    hands.become(tale.sales)


def test_a_question_is_answered_by_operations_and_taken_by_sales(hands: Acting, tale: Tale) -> None:
    draft(hands, tale, tale.question)
    expect(hands.card()).to_contain_text(tale.question.split(" 1")[0].split(" bis")[0])
    expect(hands.card().get_by_role("button", name=tale.words("agree"))).to_have_count(0)
    hands.at("question")
    hands.become(tale.answering)
    hands.press(hands.card(), tale.words("counter"))
    hands.opens(hands.words("counter title"))
    expect(hands.form).to_contain_text(hands.words("put in"))
    expect(hands.field(hands.words("figures"))).to_have_value(re.compile(r"^\? "))
    hands.at("answer to a question", hands.form)
    hands.field(hands.words("figures")).fill(tale.answer)
    hands.field(hands.words("reason")).fill("26")
    hands.confirm(hands.words("check"))
    hands.opens(hands.words("right?"))
    hands.at("answer, mapped", hands.form)
    hands.confirm(hands.words("post counter"))
    hands.is_done()
    expect(hands.card()).not_to_contain_text(tale.words("may"))

    hands.become(tale.sales)
    hands.open_thread()
    hands.at("answer in the thread")
    hands.press(hands.reply(tale.answered), hands.words("accept"))
    expect(hands.card()).to_contain_text(f"{tale.words('may')} · {tale.words('signed')}")
    expect(hands.card()).to_contain_text(tale.answered)
    hands.at("question, signed")


def test_a_bundle_is_told_with_all_its_conditions_and_not_before(hands: Acting, tale: Tale) -> None:
    draft(hands, tale, tale.bundle, condition=tale.condition)
    card = hands.card()
    for part in (*tale.read, tale.condition, tale.phone_condition):
        expect(card).to_contain_text(part)
    holding = hands.says()
    expect(holding).to_contain_text(hands.words("reliable"))
    expect(holding).not_to_contain_text("40")
    hands.at("holding sentence")
    agree(hands, tale.site)
    expect(card).not_to_contain_text(tale.words("may"))
    agree(hands, WIM)
    expect(card).to_contain_text(f"{tale.words('may')} · {tale.words('signed')}")
    hands.become(tale.sales)
    told = hands.says().locator("blockquote")
    for part in (*tale.read, tale.condition, tale.phone_condition):
        expect(told).to_contain_text(part)
    hands.at("say")
    hands.more()
    expect(hands.form.locator("blockquote")).to_contain_text(tale.condition)
    hands.at("more, signed", hands.form)


def test_a_phone_call_is_signed_by_the_colleagues_own_press(hands: Acting, tale: Tale) -> None:
    draft(hands, tale, tale.bundle)
    hands.takes("phone", hands.words("phone title"))
    hands.form.locator("select").select_option(tale.site.id)
    hands.at("phone", hands.form)
    hands.confirm(hands.words("send button"))
    hands.private(hands.words("not signed yet"))
    hands.is_done()
    expect(hands.card()).to_contain_text(tale.words("none agreed"))

    hands.become(tale.site)
    word = hands.dm(hands.words("by phone"))
    expect(word).to_contain_text(tale.read[0])
    expect(word).to_contain_text(tale.phone_condition)
    expect(word).not_to_contain_text("80/20")
    expect(word.locator(".emoji.drawn")).not_to_have_count(0)
    expect(word.locator(".emoji:not(.drawn)")).to_have_count(0)  # whatever emoji fonts the machine has
    hands.at("phone, the button")
    hands.press(word, hands.words("agree"))
    hands.go_to("promises")
    expect(hands.card()).to_contain_text("1")
    expect(hands.card()).not_to_contain_text(tale.words("none agreed"))
    expect(hands.card()).to_contain_text(tale.read[0])


def test_what_is_renegotiated_stays_in_force_until_it_is_replaced(hands: Acting, tale: Tale) -> None:
    sign_off(hands, tale)
    hands.takes("renegotiate", hands.words("renegotiate title"))
    figures = hands.field(hands.words("figures"))
    expect(figures).to_have_value(re.compile("40"))
    hands.at("renegotiate", hands.form)
    figures.fill(tale.less)
    hands.field(hands.words("reason")).fill("28")
    hands.confirm(hands.words("check"))
    hands.opens(hands.words("right?"))
    hands.at("renegotiate, mapped", hands.form)
    hands.sends_form()
    hands.is_done()
    card = hands.card()
    for part in ("may", "in force", "renegotiated"):
        expect(card).to_contain_text(tale.words(part))
    expect(card).to_contain_text(tale.read[0])
    expect(card).to_contain_text(f"→ {tale.less_read}")
    told = hands.says().locator("blockquote").first
    expect(told).to_contain_text(tale.read[0])
    expect(told).not_to_contain_text("28")
    hands.at("renegotiated")
    hands.at("renegotiated card", card)
    hands.more()
    expect(hands.form.locator("blockquote")).not_to_contain_text("28")
    hands.at("more, renegotiated", hands.form)
    hands.closes()
    hands.open_thread()
    hands.at("renegotiation in the thread")
    hands.close_thread()

    agree(hands, tale.site)
    expect(card).not_to_contain_text(tale.words("renegotiated"))
    expect(card).to_contain_text(f"{tale.words('may')} · {tale.words('signed')}")
    expect(card).to_contain_text(tale.less_read)
    expect(card).not_to_contain_text(tale.read[0])
    hands.become(tale.sales)
    expect(hands.says().locator("blockquote").first).to_contain_text(tale.less_read)


def test_a_figure_that_cannot_be_kept_any_more_is_told_to_nobody_at_once(hands: Acting, tale: Tale) -> None:
    sign_off(hands, tale)
    expect(hands.says().locator("blockquote").first).to_contain_text(tale.read[0])
    hands.become(tale.site)
    hands.takes("cannot keep", hands.words("cannot keep title"))
    box = hands.form.get_by_role("checkbox")
    box.check()
    hands.field(hands.words("reason")).fill("Two classes fell through")
    hands.at("cannot keep", hands.form)
    hands.confirm(hands.words("say so"))
    expect(hands.form.get_by_role("button", name=hands.words("instead"))).to_be_visible()
    hands.at("cannot keep, what next", hands.form)
    hands.closes()
    card = hands.card()
    expect(card).to_contain_text(f"{tale.words('except')}{tale.read[0]}")
    expect(card).to_contain_text("Two classes fell through")
    hands.become(tale.sales)
    told = hands.says()
    expect(told).to_contain_text(tale.read[1])
    expect(told).not_to_contain_text("40")
    hands.at("suspended", told)
    hands.at("suspended card", card)
    hands.more()
    expect(hands.form.locator("blockquote")).not_to_contain_text("40")
    hands.at("more, suspended", hands.form)
    hands.closes()
    hands.open_thread()
    hands.reply(tale.words("withdrawn"))
    hands.at("suspended in the thread")
    hands.close_thread()
    expect(hands.dm(hands.words("recall"))).to_contain_text(tale.read[0])
    hands.at("recall")


def asks_everywhere(hands: Acting) -> None:
    """Ask for the confidential promise by every command."""
    for words in ("list", "show P-1", "say Geheim", "digest"):
        before = hands.page.locator('.channel .message[data-ephemeral="true"]').count()
        hands.send(f"/promise {words}")
        expect(hands.page.locator('.channel .message[data-ephemeral="true"]')).to_have_count(before + 1)


def test_a_confidential_promise_is_seen_by_a_lead_and_by_no_outsider(hands: Acting, tale: Tale) -> None:
    places = hands.page.get_by_test_id("channel")
    before = {place.get_attribute("data-channel") for place in places.all()}
    draft(hands, tale, tale.bundle.split("\n")[0], client=SECRET, secret=hands.words("secret"))
    expect(places).to_have_count(len(before) + 1)
    (home,) = {place.get_attribute("data-channel") for place in places.all()} - before
    channel = hands.page.locator(f'[data-testid="channel"][data-channel="{home}"]')
    assert "geheim" not in channel.inner_text().casefold()
    channel.click()
    expect(hands.card()).to_contain_text(SECRET)
    expect(hands.card()).to_contain_text(tale.words("confidential"), ignore_case=True)
    hands.at("private channel")

    hands.become(QUINN)
    hands.go_to("promises")
    asks_everywhere(hands)
    expect(channel).to_have_count(0)
    read = hands.page.locator("body").inner_text()
    assert SECRET not in read and "P-1 ·" not in read and tale.site_name not in read
    hands.at("outsider")

    hands.become(PETRA)
    expect(channel).to_be_visible()
    hands.go_to("promises")
    hands.send("/promise show P-1")
    expect(hands.private(SECRET)).to_contain_text(tale.site_name)
    hands.send("/promise list")
    expect(hands.private(SECRET)).to_contain_text("P-1")
    hands.at("lead")
