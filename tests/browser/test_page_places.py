"""Channels and messages come and go while somebody looks; links say where they lead."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.stage import Stage

SARA, BEN, LENA = "U01SARA", "U02BEN", "U03LENA"


def in_sidebar(page: Page, name: str) -> Locator:
    return page.get_by_test_id("sidebar").get_by_test_id("channel").filter(has_text=name)


def test_a_new_private_channel_appears_for_its_members_only(visit: Visit, stage: Stage):
    sara, ben = visit(user=SARA), visit(user=BEN)
    made = stage.client.conversations_create(name="acme-2031", is_private=True)["channel"]["id"]
    stage.client.conversations_invite(channel=made, users=SARA)
    stage.say("welcome", channel=made)
    expect(in_sidebar(sara, "acme-2031")).to_be_visible()
    in_sidebar(sara, "acme-2031").click()
    expect(sara.get_by_test_id("message").filter(has_text="welcome")).to_be_visible()
    stage.say("marker for everybody")
    expect(ben.get_by_test_id("message").filter(has_text="marker")).to_be_visible()
    expect(in_sidebar(ben, "acme-2031")).to_have_count(0)


def test_a_new_public_channel_appears_for_all_and_goes_when_it_is_archived(visit: Visit, stage: Stage):
    page = visit(user=BEN)
    made = stage.client.conversations_create(name="tenders")["channel"]["id"]
    expect(in_sidebar(page, "tenders")).to_be_visible()
    stage.client.conversations_archive(channel=made)
    expect(in_sidebar(page, "tenders")).to_have_count(0)


def test_an_open_channel_that_is_archived_stays_until_it_is_left(visit: Visit, stage: Stage):
    page = visit(user=SARA, channel="G04DEALS")
    stage.client.conversations_archive(channel="G04DEALS")
    expect(page.locator(".channel-head")).to_contain_text("Archiviert")
    expect(in_sidebar(page, "deal-desk")).to_be_visible()
    in_sidebar(page, "promises").click()
    expect(in_sidebar(page, "deal-desk")).to_have_count(0)


def test_whoever_is_removed_from_an_open_private_channel_is_led_elsewhere(visit: Visit, stage: Stage):
    page = visit(user=BEN, channel="G04DEALS")
    expect(page.locator("h1")).to_contain_text("deal-desk")
    page.request.post(
        f"{stage.server.url}/_control/membership", data={"user": BEN, "channel": "G04DEALS", "present": False}
    )
    expect(page.locator("h1")).to_contain_text("promises")
    expect(in_sidebar(page, "deal-desk")).to_have_count(0)
    assert "G04DEALS" not in page.url


def test_a_new_topic_is_shown_at_once(visit: Visit, stage: Stage):
    page = visit(user=BEN)
    stage.client.conversations_setTopic(channel="C01PROMISES", topic="Acme first")
    expect(page.locator(".channel-head .topic")).to_have_text("Acme first")


def test_a_deleted_card_leaves_a_stone_over_its_replies_and_goes_with_the_last(visit: Visit, stage: Stage):
    page = visit(user=BEN)
    ts = stage.say("the card")
    reply = stage.say("the reply", thread=ts)
    page.get_by_test_id("replies").click()
    stage.client.chat_delete(channel="C01PROMISES", ts=ts)
    expect(page.get_by_test_id("thread")).to_contain_text("This message was deleted.")
    expect(page.get_by_test_id("thread")).to_contain_text("the reply")
    expect(page.get_by_test_id("message").filter(has_text="the card")).to_have_count(0)
    stage.client.chat_delete(channel="C01PROMISES", ts=reply)
    expect(page.get_by_test_id("thread")).to_be_hidden()
    expect(page.get_by_test_id("message")).to_have_count(0)


def test_links_to_documents_are_seen_as_such(visit: Visit, stage: Stage):
    tender = "https://files.example.com/acme/Tender%20%C3%BC.pdf"
    stage.say(
        f"<{tender}|Tender 2031> <{tender}?v=2> <https://example.com/about> <https://x.slack.com/files/U1/F1/plan>"
    )
    page = visit(user=BEN)
    links = page.get_by_test_id("message").locator(".text a")
    expect(links).to_have_text(["Tender 2031", "Tender ü.pdf", "https://example.com/about", "plan"])
    assert [link.locator("svg").count() for link in links.all()] == [1, 1, 0, 1]
    expect(links.nth(0)).to_have_attribute("href", tender)
    expect(links.nth(0)).to_have_attribute("title", tender)


def test_a_colleague_is_chosen_in_a_form_without_those_who_cannot_be(visit: Visit, stage: Stage):
    stage.server.slack.workspace.people["U08INES"].deleted = True
    page = visit(user=BEN)
    page.get_by_test_id("composer").fill("/promise Acme")
    page.get_by_test_id("composer").press("Enter")
    owner = page.locator('[data-block-id="owner"] select')
    expect(owner).to_be_visible()
    names = owner.locator("option").all_inner_texts()
    assert "Wim de Boer" in names and not {"Ines Duarte", "Promise Bot"} & set(names)
    owner.select_option(label="Wim de Boer")
    page.locator('[data-block-id="figures"] textarea').fill("40 agents by 1 Feb")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal")).to_have_count(0)
    assert stage.submitted[-1]["owner"]["value"]["selected_user"] == "U04WIM"
