"""Messages, threads, reactions and private answers, as the page shows them."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Visit
from tests.browser.stage import Stage, card


def composer(page: Page):
    return page.get_by_test_id("composer")


def message(page: Page, text: str, within: str = "messages"):
    return page.get_by_test_id(within).locator(".message").filter(has_text=text)


def test_a_message_appears_for_others_without_a_reload(visit: Visit):
    sara, ben = visit(user="U01SARA"), visit(user="U02BEN")
    composer(sara).fill("Good *morning* <b>all</b> & @ben, hi")
    composer(sara).press("Enter")
    shown = message(ben, "Good morning")
    expect(shown).to_contain_text("Good morning <b>all</b> & @Ben Carter, hi")
    expect(shown.locator("strong")).to_have_text("morning")
    expect(shown.locator(".mention.self")).to_have_text("@Ben Carter")
    expect(composer(sara)).to_have_value("")


def test_a_reply_stands_in_the_thread_and_is_counted_in_the_channel(visit: Visit, stage: Stage):
    ts = stage.deal()
    page = visit(user="U03LENA")
    page.locator(f'[data-ts="{ts}"]').hover()
    page.locator(f'[data-ts="{ts}"]').get_by_test_id("reply").click()
    thread = page.get_by_test_id("thread")
    thread.get_by_test_id("thread-composer").fill("Das klingt gut")
    thread.get_by_test_id("thread-composer").press("Enter")
    expect(message(page, "Das klingt gut", "thread-messages")).to_be_visible()
    expect(page.get_by_test_id("replies")).to_contain_text("2 Antworten")
    expect(message(page, "Das klingt gut")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_a_reaction_pill_toggles(visit: Visit, stage: Stage):
    ts = stage.deal()
    page = visit(user="U04WIM")
    card_ = page.get_by_test_id("messages").locator(f'[data-ts="{ts}"]')
    card_.hover()
    card_.get_by_role("button", name="React with a tick").click()
    pill = card_.locator('[data-reaction="white_check_mark"]')
    expect(pill).to_have_attribute("aria-pressed", "true")
    assert stage.client.reactions_get(channel="C01PROMISES", timestamp=ts)["message"]["reactions"][0]["users"] == [
        "U04WIM"
    ]
    pill.click()
    expect(pill).to_have_count(0)


def test_a_private_answer_is_seen_by_one_person(visit: Visit):
    lena, wim = visit(user="U03LENA"), visit(user="U04WIM")
    composer(lena).fill("/promise help")
    composer(lena).press("Enter")
    answer = lena.locator('[data-ephemeral="true"]')
    expect(answer).to_contain_text("Nur persönlich sichtbar")
    expect(answer.get_by_role("button", name="Take agreement back")).to_be_visible()
    composer(wim).fill("later")
    composer(wim).press("Enter")
    expect(message(wim, "later")).to_be_visible()
    expect(wim.locator('[data-ephemeral="true"]')).to_have_count(0)


def test_an_update_of_a_card_shows_at_once_and_keeps_the_focus(visit: Visit, stage: Stage):
    ts = stage.deal()
    page = visit(user="U03LENA")
    agree = page.get_by_role("button", name="We can keep it")
    agree.focus()
    stage.client.chat_update(channel="C01PROMISES", ts=ts, text="P-12", blocks=card("May be told to the client"))
    expect(message(page, "May be told to the client")).to_be_visible()
    expect(agree).to_be_focused()


def test_a_button_asks_first_when_it_has_a_confirmation(visit: Visit, stage: Stage):
    stage.deal()
    page = visit(user="U03LENA")
    page.get_by_role("button", name="Object…").click()
    question = page.get_by_test_id("confirm")
    expect(question).to_contain_text("This is seen by all.")
    question.get_by_role("button", name="No").click()
    assert stage.clicked == []
    page.get_by_role("button", name="Object…").click()
    with page.expect_response("**/_control/interact"):
        page.get_by_test_id("dialog-confirm").click()
    assert [body["actions"][0]["action_id"] for body in stage.clicked] == ["promise.object"]


def test_a_bot_that_does_not_answer_is_said_in_words(visit: Visit, stage: Stage):
    stage.deal()
    page = visit(user="U01SARA")
    page.get_by_role("button", name="Counter…").click()
    expect(page.get_by_test_id("toast")).to_have_text(
        "Der Bot hat nicht rechtzeitig geantwortet. Bitte erneut versuchen."
    )


def test_foreign_text_never_becomes_markup(visit: Visit, stage: Stage):
    nasty = "<img src=x onerror=alert(1)> <javascript:alert(1)|click> <https://example.com|fine> `<script>`"
    stage.say(nasty, [{"type": "section", "text": {"type": "mrkdwn", "text": nasty}}])
    page = visit(user="U01SARA")
    shown = message(page, "fine")
    expect(shown.locator("img, script")).to_have_count(0)
    assert [link.get_attribute("href") for link in shown.locator("a").all()] == ["https://example.com"]


def test_unread_channels_and_mentions_are_marked_until_they_are_read(visit: Visit, stage: Stage):
    stage.say("Hello <@U01SARA>", channel="C02GENERAL")
    page = visit(user="U01SARA")
    general = page.locator('[data-channel="C02GENERAL"]')
    expect(general.get_by_test_id("badge")).to_have_text("1")
    general.click()
    expect(page.get_by_test_id("new-divider")).to_be_visible()
    expect(general.get_by_test_id("badge")).to_have_count(0)


def test_the_home_tab_shows_what_the_bot_published(visit: Visit):
    page = visit(user="U01SARA")
    page.get_by_test_id("sidebar").get_by_text("Promise Bot").click()
    page.get_by_test_id("tab-home").click()
    expect(page.get_by_test_id("home")).to_contain_text("What I owe")
    page.reload()
    expect(page.get_by_test_id("home")).to_contain_text("What I owe")


def test_nothing_scrolls_sideways_on_a_phone(visit: Visit, stage: Stage):
    ts = stage.deal()
    stage.say("x" * 400)
    page = visit(user="U04WIM", channel="C01PROMISES", thread=ts, size=NARROW)
    expect(page.get_by_test_id("thread")).to_be_visible()
    for _ in ("thread", "channel"):
        widths = page.evaluate(
            "[...document.querySelectorAll('html, .messages, .main')].map((e) => e.scrollWidth - e.clientWidth)"
        )
        assert max(widths) == 0
        if page.get_by_test_id("close-thread").is_visible():
            page.get_by_test_id("close-thread").click()


def test_the_sidebar_is_a_drawer_on_a_phone(visit: Visit):
    page = visit(user="U04WIM", size=NARROW)
    sidebar = page.get_by_test_id("sidebar")
    expect(sidebar).to_be_hidden()
    page.get_by_test_id("burger").click()
    sidebar.get_by_text("general").click()
    expect(page.locator("h1")).to_contain_text("general")
    expect(sidebar).to_be_hidden()


def test_mrkdwn_reads_as_in_slack(visit: Visit, stage: Stage):
    stage.say(
        "*bold* _it_ ~gone~ `co*d*e` 2*3*4 snake_case_name &lt;b&gt; &amp;amp; :tada: 12:30:45\n"
        "&gt; first\n&gt; second\n• one\n• two\n```let x = *y*```\n"
        "<https://example.com/?a=1&amp;b=2|a link> <!here> <#C02GENERAL> <@U02BEN> <@U99GONE>\n"
        "<!date^1795777200^{date_num} {time}|fallback>"
    )
    page = visit(user="U01SARA")
    text = message(page, "bold").locator(".text")
    for selector, content in {
        "strong": ["bold"], "em": ["it"], "s": ["gone"], "code": ["co*d*e"], "blockquote": ["first\nsecond"],
        ".list-line": ["•\none", "•\ntwo"], "pre": ["let x = *y*"], "a[target]": ["a link"],
        "time": ["2026-11-27 12:00"],
        ".mention": ["@here", "#general", "@Ben Carter", "@U99GONE"],
    }.items():  # fmt: skip
        assert text.locator(selector).all_inner_texts() == content, selector
    assert text.locator("a[target]").get_attribute("href") == "https://example.com/?a=1&b=2"
    expect(text).to_contain_text("2*3*4 snake_case_name <b> &amp; ")
    expect(text).to_contain_text("12:30:45")
    expect(text.get_by_role("img", name="tada")).to_be_visible()


def test_a_permalink_leads_to_its_message_in_the_page(visit: Visit, stage: Stage):
    ts = stage.deal()
    link = stage.client.chat_getPermalink(channel="C01PROMISES", message_ts=ts)["permalink"]
    stage.say(f"<{link}|P-12>", channel="C02GENERAL")
    page = visit(user="U01SARA", channel="C02GENERAL")
    page.get_by_role("link", name="P-12").click()
    expect(page.locator("h1")).to_contain_text("promises")
    expect(page.get_by_test_id("messages").locator(f'[data-ts="{ts}"]')).to_be_in_viewport()


def test_an_own_message_can_be_edited_and_deleted(visit: Visit):
    page = visit(user="U02BEN")
    composer(page).fill("40 agents for @sara, <maybe>")
    composer(page).press("Enter")
    mine = message(page, "40 agents")
    for item in ("Edit message", "Delete message"):
        mine.hover()
        mine.get_by_test_id("more").click()
        page.get_by_role("menuitem", name=item).click()
        if item == "Edit message":
            expect(page.get_by_test_id("edit").locator("textarea")).to_have_value("40 agents for @sara, <maybe>")
            page.get_by_test_id("edit").locator("textarea").fill("41 agents for @sara")
            page.get_by_test_id("dialog-confirm").click()
            mine = message(page, "41 agents for @Sara Vogt")
            expect(mine).to_contain_text("(edited)")
    expect(message(page, "agents")).to_have_count(0)


def test_another_persons_message_offers_neither(visit: Visit, stage: Stage):
    ts = stage.deal()
    page = visit(user="U02BEN")
    card_ = page.get_by_test_id("messages").locator(f'[data-ts="{ts}"]')
    card_.hover()
    card_.get_by_test_id("more").click()
    expect(page.get_by_role("menuitem")).to_have_text(["Turn into a promisePromise Bot"])


def test_a_name_is_completed_after_an_at_sign(visit: Visit):
    page = visit(user="U02BEN")
    composer(page).press_sequentially("Hi @kr")
    expect(page.get_by_test_id("suggestion")).to_contain_text("Lena Krüger")
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("Hi @lena ")
    composer(page).press("Enter")
    expect(message(page, "Hi @Lena Krüger")).to_be_visible()


def test_someone_who_may_not_write_is_told_so(visit: Visit, stage: Stage):
    stage.server.slack.workspace.channels["C02GENERAL"].is_archived = True
    page = visit(user="U02BEN", channel="C02GENERAL")
    expect(composer(page)).to_be_disabled()
    expect(composer(page)).to_have_attribute("placeholder", "This channel is archived.")
