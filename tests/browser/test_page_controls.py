"""The playground's own controls: who acts, the clock, the log, the hint, the address, the composer's help."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import NARROW, WIDE, Visit
from tests.browser.stage import Stage, asking, button, card, mrkdwn


def act_as(page: Page, user: str) -> None:
    page.get_by_test_id("act-as").click()
    page.locator(f'[data-testid="act-as-option"][data-user="{user}"]').click()
    expect(page.locator(f'[data-testid="act-as"][data-user="{user}"]')).to_be_visible()


def now(stage: Stage, zone: str) -> datetime:
    return stage.server.slack.clock.now().astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(
    ("user", "line", "sample"),
    [
        (
            "U01SARA",
            "Angemeldet als Sara Vogt (Vertrieb, Key Account). /zusage eintippen und Enter drücken.",
            "/zusage Acme: 40 Agenten",
        ),
        (
            "U02BEN",
            "You are Ben Carter (sales, new business). Type /promise and press Enter.",
            "/promise Acme: 40 agents",
        ),
    ],
)
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_newcomer_is_told_what_to_type_and_can_try_it(
    visit: Visit, user: str, line: str, sample: str, size: tuple[int, int]
):
    page = visit(user=user, size=size)
    expect(page.get_by_test_id("hint")).to_contain_text(line)
    page.get_by_test_id("try-this").click()
    assert page.get_by_test_id("composer").input_value().startswith(sample)
    page.get_by_test_id("hint-dismiss").click()
    expect(page.get_by_test_id("hint")).to_be_hidden()


@pytest.mark.parametrize(
    ("locale", "name", "heading"),
    [
        ("de-DE", "Sara Vogt", "Kanäle"),
        ("de-AT", "Sara Vogt", "Kanäle"),
        ("en-US", "Ben Carter", "Channels"),
        ("fr-FR", "Ben Carter", "Channels"),
    ],
)
def test_the_first_visit_is_sales_in_the_visitors_language(visit: Visit, locale: str, name: str, heading: str):
    page = visit(locale=locale)
    expect(page.get_by_test_id("act-as")).to_contain_text(name)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator("h1")).to_contain_text("promises")
    expect(page.get_by_test_id("try-this")).to_be_visible()


def test_an_address_that_names_somebody_is_followed_in_any_language(visit: Visit):
    page = visit(locale="en-US", user="U03LENA")
    expect(page.get_by_test_id("act-as")).to_contain_text("Lena Krüger")
    page = visit(locale="en-US", user="U404")
    expect(page.get_by_test_id("act-as")).to_contain_text("Ben Carter")


@pytest.mark.parametrize(("user", "seller"), [("U04WIM", "Ben Carter"), ("U03LENA", "Sara Vogt")])
def test_others_are_led_to_somebody_in_sales_who_speaks_their_language(visit: Visit, user: str, seller: str):
    expect(visit(user=user).get_by_test_id("hint-act-as")).to_contain_text(seller)


def test_after_a_promise_the_hint_leads_from_one_asked_person_to_the_next(visit: Visit, stage: Stage):
    page = visit(user="U02BEN")
    stage.deal()
    for name in ("Lena Krüger", "Wim de Boer", "Quinn Adler"):
        page.get_by_test_id("hint-act-as").filter(has_text=name).click()
        expect(page.get_by_test_id("act-as")).to_contain_text(name)
        expect(page.get_by_test_id("hint")).to_contain_text(name)
    act_as(page, "U02BEN")
    page.get_by_test_id("hint-clock").click()
    expect(page.get_by_test_id("clock-monday")).to_be_visible()


def test_the_hint_says_whose_turn_it_is_in_the_thread(visit: Visit, stage: Stage):
    page = visit(user="U02BEN")
    ts = stage.deal()
    objection = {"type": "section", "text": mrkdwn("<@U05QUINN> objects. <@U02BEN>: please revise.")}
    revise = {"type": "actions", "elements": [button("Revise…", "promise.revise")]}
    stage.say("Objection", [objection, revise], thread=ts)
    expect(page.get_by_test_id("hint")).to_contain_text("It is Ben Carter's turn: answer in the thread.")
    page.get_by_test_id("hint-thread").click()
    expect(page.get_by_test_id("thread-messages")).to_contain_text("please revise")
    stage.say("Accepted", [{"type": "section", "text": mrkdwn("<@U02BEN> accepted.")}], thread=ts)
    expect(page.get_by_test_id("hint")).not_to_contain_text("turn")


def test_the_hint_knows_of_a_promise_in_a_private_channel_if_the_person_does(visit: Visit, stage: Stage):
    ts = stage.say("P-13 Acme", card(), channel="G04DEALS")
    stage.say("Please answer", asking(), channel="G04DEALS", thread=ts)
    page = visit(user="U02BEN")
    page.get_by_test_id("hint-act-as").filter(has_text="Lena Krüger").click()
    expect(page.get_by_test_id("hint")).to_contain_text("Lena Krüger")
    page.get_by_test_id("hint-thread").click()
    expect(page.get_by_test_id("thread-messages").locator(f'[data-ts="{ts}"]')).to_be_visible()
    expect(visit(user="U05QUINN").get_by_test_id("hint")).to_contain_text("Promises start in sales.")


def test_switching_the_person_changes_language_channels_and_time(visit: Visit):
    page = visit(user="U08INES", channel="C02GENERAL")
    expect(page.get_by_role("heading", name="Channels")).to_be_visible()
    expect(page.locator('[data-channel="G04DEALS"]')).to_have_count(0)
    lisbon = page.get_by_test_id("clock-time").inner_text()
    act_as(page, "U07PETRA")
    expect(page.get_by_role("heading", name="Kanäle")).to_be_visible()
    expect(page.locator('[data-channel="G04DEALS"]')).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de-DE")
    expect(page.locator("h1")).to_contain_text("general")
    assert page.get_by_test_id("clock-time").inner_text() != lisbon


def test_the_switch_shows_who_has_something_unread(visit: Visit, stage: Stage):
    stage.deal()
    page = visit(user="U01SARA")
    page.get_by_test_id("act-as").click()
    expect(page.locator('[data-user="U04WIM"] .badge')).to_have_text("1")
    expect(page.locator('[data-user="U08INES"] .badge')).to_have_count(0)


def test_the_clock_moves_to_the_next_monday_morning_of_the_person(visit: Visit, stage: Stage):
    page = visit(user="U08INES")
    page.get_by_test_id("clock").click()
    with page.expect_response("**/_control/clock"):
        page.get_by_test_id("clock-monday").click()
    there = now(stage, "Europe/Lisbon")
    assert (there.strftime("%a"), there.hour, there.minute) == ("Mon", 9, 0)
    expect(page.get_by_test_id("clock-time")).to_contain_text("09:00")


def test_the_clock_takes_a_time_of_ones_own_and_never_goes_back(visit: Visit, stage: Stage):
    page = visit(user="U01SARA")
    before = now(stage, "Europe/Berlin")

    def choose(day: str) -> None:
        page.get_by_test_id("clock").click()
        date, time = page.locator(".clock-custom input").all()
        date.fill(day)
        time.fill("16:45")
        with page.expect_response("**/_control/clock"):
            page.get_by_test_id("clock-set").click()

    later = before.year + 1
    choose(f"3.2.{later}")
    assert now(stage, "Europe/Berlin").strftime("%Y-%m-%d %H:%M") == f"{later}-02-03 16:45"
    choose(f"1.1.{later}")
    expect(page.get_by_test_id("toast")).to_have_text("Die Uhr lässt sich nur vorstellen.")
    assert now(stage, "Europe/Berlin").month == 2


def test_the_log_shows_what_was_said_and_expands(visit: Visit, stage: Stage):
    page = visit(user="U02BEN")
    page.get_by_test_id("log-toggle").click()
    stage.say("For the log")
    entry = page.get_by_test_id("log-entry").filter(has_text="chat.postMessage").first
    expect(entry).to_contain_text("Bot → Slack")
    entry.locator("summary").click()
    expect(entry.locator(".json").first).to_contain_text("For the log")


def test_a_reload_and_the_back_button_return_to_the_same_place(visit: Visit, stage: Stage):
    ts = stage.deal()
    page = visit(user="U04WIM")
    page.get_by_test_id("replies").click()
    expect(page.get_by_test_id("thread")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("thread-messages").locator(f'[data-ts="{ts}"]')).to_be_visible()
    expect(page.get_by_test_id("act-as")).to_contain_text("Wim de Boer")
    page.go_back()
    expect(page.get_by_test_id("thread")).to_be_hidden()


def test_a_slash_lists_the_commands_and_tab_completes(visit: Visit):
    page = visit(user="U02BEN")
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/z")
    expect(page.get_by_test_id("suggestion")).to_have_count(1)
    composer.press("Tab")
    expect(composer).to_have_value("/zusage ")
    composer.fill("/nothing")
    composer.press("Enter")
    expect(page.get_by_test_id("composer-note")).to_have_text("/nothing is not a valid command.")
    expect(composer).to_have_value("/nothing")


def test_a_slash_command_in_a_thread_is_refused_as_in_slack(visit: Visit, stage: Stage):
    page = visit(user="U02BEN", channel="C01PROMISES", thread=stage.deal())
    page.get_by_test_id("thread-composer").fill("/promise x")
    page.get_by_test_id("thread-composer").press("Enter")
    expect(page.get_by_test_id("thread-composer-note")).to_have_text("/promise is not supported in threads.")


def test_what_was_typed_in_a_channel_waits_there(visit: Visit):
    page = visit(user="U02BEN")
    composer = page.get_by_test_id("composer")
    composer.fill("half a sentence")
    page.locator('[data-channel="C02GENERAL"]').click()
    expect(composer).to_have_value("")
    page.locator('[data-channel="C01PROMISES"]').click()
    expect(composer).to_have_value("half a sentence")


def test_the_page_says_that_the_connection_is_lost_and_catches_up(visit: Visit, stage: Stage):
    page, sockets = visit(user="U02BEN"), []

    def cut(socket: WebSocketRoute) -> None:
        """The first connection passes and can be closed; the next finds nobody once, then passes."""
        sockets.append(socket)
        if len(sockets) == 2:
            socket.close()
        else:
            socket.connect_to_server()

    page.route_web_socket("**/_control/live**", cut)
    page.reload()
    expect(page.get_by_test_id("messages")).to_contain_text("promises")
    sockets[0].close()
    expect(page.locator(".offline")).to_be_visible()
    stage.say("After the storm")
    expect(page.get_by_test_id("messages")).to_contain_text("After the storm")
    expect(page.locator(".offline")).to_be_hidden()


def test_what_is_said_before_the_page_listens_is_shown_once_it_does(visit: Visit, stage: Stage):
    page = visit(user="U01SARA")

    def late(socket: WebSocketRoute) -> None:
        """The connection is made only after something was said that the page has not read."""
        expect(page.get_by_test_id("messages")).to_contain_text("promises")
        stage.say("Before the page could hear")
        socket.connect_to_server()

    page.route_web_socket("**/_control/live**", late)
    page.reload()
    expect(page.get_by_test_id("messages")).to_contain_text("Before the page could hear")
