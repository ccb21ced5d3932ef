"""Modals: every input, refusals, what was typed, the keyboard."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Visit
from tests.browser.stage import Stage, draft


def start(page: Page, text: str = "") -> Page:
    composer = page.get_by_test_id("composer")
    composer.fill(f"/promise {text}".rstrip())
    composer.press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()
    return page


def block(page: Page, block_id: str):
    return page.get_by_test_id("modal").locator(f'[data-block-id="{block_id}"]')


def submit(page: Page) -> None:
    with page.expect_response("**/_control/submit"):
        page.get_by_test_id("modal-submit").click()


def fill_required(page: Page, figures: str = "40 agents by 1 Feb") -> None:
    block(page, "client").locator("input").fill("Acme")
    block(page, "figures").locator("textarea").fill(figures)


def test_every_input_reaches_the_bot_in_slacks_shape(visit: Visit, stage: Stage):
    page = start(visit(user="U02BEN"))
    fill_required(page)
    block(page, "needed_by").locator(".pick").click()
    page.locator('[data-date="2026-11-30"]').click()
    block(page, "at").locator("input").fill("2:30 pm")
    block(page, "call").locator("input").first.fill("1 Dec 2026")
    block(page, "call").locator("input").first.press("Tab")
    block(page, "site").locator("select").select_option("kassel")
    for block_id, labels in (("sites", ["Lissabon", "Kassel"]), ("team", ["Lena Krüger"])):
        block(page, block_id).locator("button").click()
        for label in labels:
            page.get_by_role("dialog", name="Choose options").get_by_label(label).check()
        page.keyboard.press("Escape")
    block(page, "conditions").get_by_label("Leipzig").check()
    block(page, "visibility").get_by_label("Lissabon").check()
    block(page, "count").locator("input").fill("2,5")
    block(page, "owner").locator("select").select_option("U04WIM")
    submit(page)
    expect(page.get_by_test_id("modal")).to_have_count(0)
    values = {block_id: next(iter(entered.values())) for block_id, entered in stage.submitted[0].items()}
    assert values["client"]["value"] == "Acme"
    assert values["needed_by"]["selected_date"] == "2026-11-30"
    assert values["at"]["selected_time"] == "14:30"
    assert values["call"]["selected_date_time"] == 1795777200 + 4 * 86400  # the time of day of the initial value stays
    assert values["site"]["selected_option"]["value"] == "kassel"
    assert [each["value"] for each in values["sites"]["selected_options"]] == ["lisbon", "kassel"]
    assert [each["value"] for each in values["conditions"]["selected_options"]] == ["leipzig"]
    assert values["visibility"]["selected_option"]["value"] == "lisbon"
    assert values["count"]["value"] == "2.5"
    assert values["team"]["selected_users"] == ["U03LENA"]
    assert values["owner"]["selected_user"] == "U04WIM"


def test_a_refusal_stands_under_its_field_and_keeps_what_was_typed(visit: Visit, stage: Stage):
    page = start(visit(user="U02BEN"))
    fill_required(page, "40 bananas")
    submit(page)
    expect(block(page, "figures").get_by_test_id("field-error")).to_contain_text("“bananas” is no figure")
    expect(block(page, "figures").locator("textarea")).to_be_focused()
    expect(block(page, "client").locator("input")).to_have_value("Acme")
    page.reload()
    expect(block(page, "figures").get_by_test_id("field-error")).to_be_visible()
    expect(block(page, "figures").locator("textarea")).to_have_value("40 bananas")
    block(page, "figures").locator("textarea").fill("40 agents")
    expect(page.get_by_test_id("field-error")).to_have_count(0)
    submit(page)
    expect(page.get_by_test_id("modal")).to_have_count(0)
    assert len(stage.submitted) == 2


def test_a_required_field_left_empty_is_marked_and_the_bot_not_asked(visit: Visit, stage: Stage):
    page = start(visit(user="U01SARA"))
    submit(page)
    expect(page.get_by_test_id("field-error")).to_have_count(2)
    expect(block(page, "client").locator("input")).to_be_focused()
    assert stage.submitted == []


def test_a_live_update_leaves_typing_alone(visit: Visit, stage: Stage):
    page = start(visit(user="U02BEN"))
    client = block(page, "client").locator("input")
    client.press_sequentially("Acm")
    view_id = page.get_by_test_id("modal").get_attribute("data-view-id")
    stage.client.views_update(view_id=view_id, view=draft(title="Changed"))
    expect(page.get_by_role("heading", name="Changed")).to_be_visible()
    expect(client).to_be_focused()
    client.press_sequentially("e")
    expect(client).to_have_value("Acme")


def test_a_message_that_arrives_leaves_an_open_form_alone(visit: Visit, stage: Stage):
    page = start(visit(user="U02BEN"))
    figures = block(page, "figures").locator("textarea")
    figures.press_sequentially("40 agents")
    stage.say("Something new")
    expect(page.get_by_test_id("messages")).to_contain_text("Something new")
    expect(figures).to_be_focused()
    expect(figures).to_have_value("40 agents")


def test_escape_closes_the_calendar_first_and_then_the_form(visit: Visit):
    page = start(visit(user="U01SARA"))
    block(page, "needed_by").locator(".pick").click()
    calendar = page.locator(".calendar")
    expect(calendar).to_contain_text("November 2026")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(calendar).to_have_count(0)
    expect(page.get_by_test_id("modal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal")).to_have_count(0)
    expect(page.get_by_test_id("composer")).to_be_focused()


def test_closing_a_form_that_has_just_closed_by_itself_says_nothing(visit: Visit):
    page = start(visit(user="U02BEN"))
    gone = {"ok": False, "ack": None, "error": "no_view"}
    page.route("**/_control/close", lambda route: route.fulfill(json=gone))
    with page.expect_response("**/_control/close"):
        page.get_by_test_id("modal-x").click()
    expect(page.get_by_test_id("modal-x")).not_to_have_attribute("aria-busy", "true")
    page.route("**/_control/close", lambda route: route.fulfill(json={**gone, "error": "unheard_of"}))
    with page.expect_response("**/_control/close"):
        page.get_by_test_id("modal-x").click()
    expect(page.get_by_test_id("toast")).to_have_count(1)
    expect(page.get_by_test_id("toast")).to_contain_text("unheard_of")


def test_the_focus_stays_inside_a_form(visit: Visit):
    page = start(visit(user="U01SARA"))
    expect(block(page, "client").locator("input")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_test_id("modal-submit")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")


def test_a_form_is_filled_and_sent_by_keyboard_alone(visit: Visit, stage: Stage):
    page = start(visit(user="U02BEN"), "Acme")
    page.keyboard.press("Tab")
    page.keyboard.type("40 agents by 1 Feb")
    with page.expect_response("**/_control/submit"):
        page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("modal")).to_have_count(0)
    assert stage.submitted[0]["client"]["value"]["value"] == "Acme"


def test_a_pushed_view_returns_to_the_one_below_with_its_input(visit: Visit, stage: Stage):
    page = start(visit(user="U02BEN"))
    block(page, "client").locator("input").fill("Acme")
    page.get_by_role("button", name="Details").click()
    expect(page.get_by_role("heading", name="Details")).to_be_visible()
    assert stage.clicked[0]["view"]["state"]["values"]["client"]["value"]["value"] == "Acme"
    page.get_by_test_id("modal-close").click()
    expect(page.get_by_role("heading", name="New promise")).to_be_visible()
    expect(block(page, "client").locator("input")).to_have_value("Acme")


def test_dates_are_written_and_read_in_the_persons_way(visit: Visit):
    page = start(visit(user="U01SARA"))
    day = block(page, "needed_by").locator("input")
    expect(day).to_have_value("Fr., 27. Nov. 2026")
    day.fill("1.12.2026")
    day.press("Tab")
    expect(day).to_have_value("Di., 1. Dez. 2026")
    day.fill("kein Datum")
    day.press("Tab")
    expect(day).to_have_value("Di., 1. Dez. 2026")


def test_a_form_fills_a_phone(visit: Visit):
    page = start(visit(user="U02BEN", size=NARROW))
    box = page.get_by_test_id("modal").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *NARROW)
    assert (
        page.evaluate(
            "document.querySelector('.modal-body').scrollWidth - document.querySelector('.modal-body').clientWidth"
        )
        == 0
    )
