"""What one person gets: answers that say what happens next, reminders, lists; and the digest, which names no person."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.overview import AreaAnswersFor, Desk, Digest, Owing
from bot.domain.state_table import Act
from bot.slack import ids
from bot.slack.render import answers, digest, help, home, reminders
from tests.unit.domain.builders import (
    NOON,
    QUALITY,
    SITE,
    WFM,
    F,
    G,
    Talk,
    added,
    agents,
    quality_lead,
    quality_score,
    site_lead,
)
from tests.unit.render.stage import LINK, RENDERING, cast_in


def cast(language="en", now=NOON):
    asked = {SITE.id: ("U0SITE",), WFM.id: ("U0WFM",), QUALITY.id: ("U0QUALITY",)}
    return replace(cast_in(language, now), asked=asked, links={"p12": LINK})


def talk():
    return Talk.about(added(F, agents(40), SITE), added(G, quality_score(), QUALITY))


def buttons(blocks):
    return [element["action_id"] for block in blocks if block["type"] == "actions" for element in block["elements"]]


class TestAnswers:
    def agreed(self, course, language="en"):
        lines = [course.line(F)]
        return answers.agreed(
            course.promise, cast(language), lines=lines, areas_signed=["Site Leipzig"], rendering=RENDERING
        )

    def test_agreeing_says_what_was_signed_what_is_missing_and_how_to_take_it_back(self):
        course = talk()
        course.agrees(site_lead)
        message = self.agreed(course, "de")
        assert "Freigegeben für Site Leipzig" in message.text
        assert "40 Agenten bis 1. Februar 2027" in message.text
        assert "Freigabe fehlt noch: Quality" in message.text
        assert buttons(message.blocks) == [ids.RETRACT]

    def test_the_last_agreement_leads_to_the_wording_and_cannot_be_taken_back(self):
        course = talk()
        course.agrees(quality_lead)
        course.agrees(site_lead)
        message = self.agreed(course)
        assert "jointly signed off; the wording for the client is in the thread" in message.text
        assert buttons(message.blocks) == []

    @pytest.mark.parametrize("act", Act)
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_every_act_has_an_answer(self, act, language):
        text = answers.done(act, talk().promise, cast(language)).text
        assert text.startswith("P-12")
        assert len(text) > 40

    def test_after_posting_the_author_knows_who_is_asked(self):
        text = answers.posted(talk().promise, cast()).text
        assert "Asked: Site Leipzig and Quality" in text

    def test_a_reaction_that_came_too_early_gets_a_button(self):
        message = answers.reaction_button(talk().promise, cast(), lines=talk().promise.terms[:1], rendering=RENDERING)
        assert buttons(message.blocks)[0] == ids.AGREE
        assert "40 agents" in message.text

    def test_an_objecting_reaction_gets_the_way_to_give_a_reason(self):
        message = answers.objection_button(talk().promise, cast(), rendering=RENDERING)
        assert buttons(message.blocks) == [ids.OBJECT, ids.COUNTER]

    def test_show_is_the_card_with_the_way_to_its_thread(self):
        message = answers.show(talk().promise, cast(), RENDERING)
        assert buttons(message.blocks)[-1] == ids.OPEN
        assert message.blocks[-1]["elements"][-1]["url"] == LINK


class TestLists:
    def test_each_promise_is_one_line_with_what_is_missing(self):
        course = talk()
        course.agrees(site_lead)
        text = answers.promise_list([course.promise], cast()).text
        assert f"• <{LINK}|P-12> · Acme · new inbound line – answer by Fri 27 Nov 12:00; missing: Quality" in text

    def test_what_is_beyond_a_screen_is_counted(self):
        assert "and 5 more" in answers.promise_list([talk().promise] * 25, cast()).text

    def test_an_empty_list_says_what_it_looked_for(self):
        assert "My promises for Acme: none." in answers.promise_list([], cast(), which="mine", client="Acme").text

    def test_owners_are_told_area_by_area(self):
        rows = [
            AreaAnswersFor("WFM", "service_level", "Leipzig", "German C1", "Acme", ("U0WFM",), ("U0DEPUTY",)),
            AreaAnswersFor("WFM", "aht", None, None, None, ("U0WFM",), ("U0DEPUTY",)),
            AreaAnswersFor("Ops", None, None, None, None, ("U0SITE",), ()),
        ]
        text = answers.owners(rows, cast(), default="Ops").text
        first = "• WFM (<@U0WFM>), deputy: <@U0DEPUTY>: service level, in Leipzig, skill German C1, for Acme; "
        assert f"{first}average handling time" in text
        assert "• Ops (<@U0SITE>): everything else" in text

    def test_help_names_every_command_as_it_was_typed(self):
        english, german = help.help(cast().say).text, help.help(cast("de").say, "/zusage").text
        for word in ("`/promise`", "list", "show P-12", "owners", "digest"):
            assert word in english
        for word in ("`/zusage`", "liste", "zeige P-12", "zuständig", "überblick"):
            assert word in german
        assert "/promise" not in german


class TestMoments:
    @pytest.mark.parametrize(
        ("home_zone", "said"), [("Europe/Berlin", "11:00 (London time)"), ("Europe/Lisbon", "11:00")]
    )
    def test_whoever_is_on_another_clock_than_the_card_is_told_which(self, home_zone, said):
        there = replace(cast(), zone=ZoneInfo("Europe/London"), home=ZoneInfo(home_zone))
        assert f"until Fri 27 Nov {said};" in answers.posted(talk().promise, there).text
        assert f"answer by Fri 27 Nov {said};" in answers.promise_list([talk().promise], there).text

    @pytest.mark.parametrize(("other", "said"), [("Europe/London", "12:00 (Berlin time)"), ("Europe/Vienna", "12:00")])
    def test_a_card_says_whose_clock_it_shows_where_somebody_named_on_it_lives_by_another(self, other, said):
        here = replace(cast(), clocks=(ZoneInfo("Europe/Berlin"), ZoneInfo(other)))
        assert f"answer by Fri 27 Nov {said};" in answers.promise_list([talk().promise], here).text


class TestReminders:
    def remind(self, owings, kind="morning", language="en"):
        return reminders.reminder(owings, cast(language), kind=kind, renderings={"p12": RENDERING})

    def test_it_lists_what_is_owed_with_buttons_that_act(self):
        promise = talk().promise
        message = self.remind([Owing(promise, promise.terms[:1], ("Site Leipzig",))])
        assert "1 promise is waiting for an answer." in message.text
        assert "answer by Fri 27 Nov 12:00" in message.text
        assert "40 agents" in message.text
        assert "quality" not in message.text
        assert buttons(message.blocks) == [ids.AGREE, ids.COUNTER, ids.OBJECT, ids.MORE, ids.OPEN]

    def test_sales_is_told_what_stands_against_a_figure(self):
        course = talk()
        course.objects(quality_lead, G, reason="ten weeks")
        message = self.remind([Owing(course.promise, (course.line(G),), as_sales=True)], language="de")
        assert "Einwand von Quality: „ten weeks“" in str(message.blocks)
        assert buttons(message.blocks) == [ids.REVISE, ids.MORE, ids.OPEN]

    def test_a_deputy_is_told_for_whom(self):
        promise = talk().promise
        message = self.remind([Owing(promise, promise.terms[:1], ("Site Leipzig",), as_backup=True)], "backup")
        assert "Site Leipzig has not answered yet" in message.text

    def test_beyond_what_fits_the_rest_is_counted(self):
        promise = talk().promise
        message = self.remind([Owing(promise, promise.terms)] * 30)
        assert "and 18 more: `/promise list owed`" in message.text
        assert len(message.blocks) < 50

    def test_a_date_that_passed_is_no_consent(self):
        message = reminders.overdue(talk().promise, cast("de", NOON + timedelta(days=7)), rendering=RENDERING)
        assert "Noch keine Zahlen an den Auftraggeber" in message.text
        assert "Freigabe fehlt: Site Leipzig und Quality" in message.text

    @pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "not_in_channel", "restricted_action_thread"])
    def test_trouble_says_what_helps(self, code):
        known = reminders.trouble(talk().promise, cast(), code=code).text
        assert known != reminders.trouble(talk().promise, cast(), code="unheard_of").text


class TestDigest:
    def week(self, **parts):
        return Digest(NOON - timedelta(days=7), **parts)

    def signed(self):
        course = Talk.about(
            added(F, agents(28, conditions=("forecast holds",)), SITE), conditions=("award by 1 Dec",), number=7
        )
        course.agrees(site_lead)
        return course.promise

    def test_a_week_with_nothing_to_say_says_nothing(self):
        assert digest.digest(self.week(), cast()) is None
        assert digest.digest(self.week(may_be_told=(self.signed(),)), cast()) is None

    def test_its_sections_come_in_their_order_and_no_promise_twice_as_open(self):
        course, signed = talk(), self.signed()
        course.objects(quality_lead, G)
        other = Talk.about(added(F, agents(40), SITE), number=9).promise
        text = digest.digest(
            self.week(
                to_decide=(course.promise,),
                may_be_told=(signed,),
                not_yet=(course.promise, replace(other, id="p9")),
                signed_since=(signed,),
                thanks=("Site Leipzig",),
            ),
            cast(),
        ).text
        places = [text.index(part) for part in ("Needs a decision", "May be told to clients", "Not yet", "Thanks to")]
        assert places == sorted(places)
        assert text.count("P-12") == 1
        assert "P-9 · Acme: 40 agents by 1 February 2027 – missing: Site Leipzig" in text
        assert "Thanks to Site Leipzig." in text

    def test_what_has_to_be_decided_is_the_figure_in_dispute(self):
        course = talk()
        course.objects(quality_lead, G)
        text = digest.digest(self.week(to_decide=(course.promise,)), cast()).text
        assert "P-12> · Acme: quality score 90 % from 1 March 2027 – objection from Quality; missing: Site" in text
        course.counters(site_lead, course.replaced(F, agents(28)))
        text = digest.digest(self.week(to_decide=(course.promise,)), cast()).text
        assert "40 agents by 1 February 2027; quality score 90 % from 1 March 2027 – objection from Quality; " in text
        assert "counter from Site Leipzig" in text

    def test_what_may_be_told_is_told_with_its_conditions(self):
        text = digest.digest(self.week(may_be_told=(self.signed(),), signed_since=(self.signed(),)), cast()).text
        assert "28 agents by 1 February 2027, if forecast holds" in text
        assert "Condition for all figures: award by 1 Dec" in text

    @pytest.mark.parametrize("language", ["en", "de"])
    def test_it_names_areas_and_never_a_person(self, language):
        course = talk()
        course.objects(quality_lead, G)
        late = cast(language, NOON + timedelta(days=9))
        message = digest.digest(self.week(to_decide=(course.promise,), not_yet=(course.promise,)), late)
        assert "<@" not in str(message)
        assert "Quality" in message.text


class TestHome:
    def test_it_shows_what_is_owed_and_what_is_awaited(self):
        promise = talk().promise
        view = home.home(Desk((Owing(promise, promise.terms),), (promise,)), cast(), renderings={"p12": RENDERING})
        assert view["type"] == "home"
        assert buttons(view["blocks"])[0] == ids.AGREE
        last = [block for block in view["blocks"] if block["type"] == "section"][-1]
        assert "missing: Site Leipzig and Quality" in last["text"]["text"]
        assert last["accessory"]["value"] == RENDERING

    def test_an_empty_desk_says_how_to_begin(self):
        view = home.home(Desk(), cast("de"), renderings={})
        assert "Nichts offen." in str(view)
        assert "`/zusage` legt eine neue Zusage an" in str(view)
