"""Approval in words is recognised, and nothing else is taken for it."""

import json
from pathlib import Path

import pytest

from bot.domain.approval import reads_as_approval

REPLIES = [
    json.loads(line)
    for line in (Path(__file__).parent / "approval_replies.jsonl").read_text(encoding="utf-8").splitlines()
]


NO_APPROVAL = [
    "ok mit Vorbehalt",
    "ok mit Einschränkung",
    "passt mit Puffer",
    "passt für Welle 1",
    "go?",
    "ok, ok, aber",
    "fine",
    "good",
    "gut",
    "passt mir nicht",
    "das geht in Ordnung, oder",
    "ok für mich wenn",
    "can do 28",
    "the numbers",
    "we agreed",
    "I'm good, how are you",
    "alle einverstanden",
    "sind alle einverstanden",
    "+1 FTE",
    "+1.5",
    "ok in general",
    "yes to the first",
    "go from WFM, not from quality",
    "ok von mir, nicht von WFM",
    "passt für Montag",
    "ok for Easter",
    "ok for Voice only",
    "Danke, alles klar",
    "alles klar",
    "ok danke",
    "👍 danke",
    "super, danke",
    "schaffen wir das",
    "können wir das halten",
    "passt das so",
    "no go",
    "kein go",
    "ok lol",
    "looks good but",
    "looks good…",
    "ja aber",
    "ja, wenn",
    "ok until March",
    "yes until further notice",
    "not agreed",
    "disagree",
    "I can't confirm",
    "nicht bestätigt",
    "unbestätigt",
    "abgelehnt",
    "ich bin nicht einverstanden",
    "keine Freigabe",
    "no approval",
    "not a green light",
    "rotes Licht",
    "passt :thinking_face:",
    ":x:",
    "passt 😅",
    "ja 😂",
    "ok 🤷",
    "~passt~",
    "'passt'",
    "‘looks good’ they said",
    "passt... not",
    "<https://x.y|passt>",
    "passt bis auf AHT",
    "passt außer AHT",
    "halb ok",
    "ok halt",
    "na gut",
    "meinetwegen",
    "von mir aus",
    "was ist mit Leipzig, passt",
    "Tom sagt passt",
    "sales says go",
    "Ich habe gesagt: passt",
    "if that works",
    "wenn das passt",
    "hope that works",
    "I think that works",
    "glaube passt",
    "sollte passen",
    "müsste passen",
    "passt vermutlich",
    "passt wohl",
    "passt hoffentlich",
    "passt erstmal",
    "ok for now",
    "passt, theoretisch",
    "passt wie die Faust aufs Auge",
    "> ok von mir\nich auch",
    "&gt; passt\npasst",
]

APPROVAL = [
    "Passt! 👍",
    "ok von mir, danke!",
    "Danke Mara, passt für uns.",
    "<@U123ABC> passt von unserer Seite",
    ":+1::skin-tone-3:",
    "👍🏽",
    "*passt*",
    "Go!",
    "Ja, können wir so halten.",
    "Geprüft mit der Planung, passt.",
    "all fine from our side",
    "I’m fine with it",
    "Sounds good!",
    "Yes.",
    "Okay für uns",
    "WFM: ok",
    "ok from Leipzig",
    "Approved from WFM ✅",
    "Kein Einwand von Quality",
    "passt auch von mir",
]


@pytest.mark.parametrize("text", NO_APPROVAL)
def test_what_is_limited_asked_quoted_or_about_something_else_is_no_approval(text):
    assert not reads_as_approval(text)


@pytest.mark.parametrize("text", APPROVAL)
def test_approval_as_slack_gives_it_with_mentions_emoji_and_bold_type(text):
    assert reads_as_approval(text)


@pytest.mark.parametrize("text", ["", " ", "!", "§", "👍" * 301, "ok " * 101, "ok §"])
def test_a_text_without_words_or_a_very_long_one_is_none(text):
    assert not reads_as_approval(text)


def scored(part):
    """Return the replies of a part that were wrongly taken for approval, and the share of approvals that were found."""
    replies = [reply for reply in REPLIES if part in {reply["part"], "all"}]
    wrong = [reply["text"] for reply in replies if reads_as_approval(reply["text"]) and not reply["approval"]]
    approvals = [reply for reply in replies if reply["approval"]]
    found = [reply for reply in approvals if reads_as_approval(reply["text"])]
    return wrong, len(found) / len(approvals)


def test_the_list_is_large_and_balanced_and_has_a_part_that_the_rules_were_not_made_from():
    for part in ("tuned", "held_out"):
        for language in ("de", "en"):
            labels = [reply["approval"] for reply in REPLIES if (reply["part"], reply["lang"]) == (part, language)]
            assert 0.4 <= sum(labels) / len(labels) <= 0.6
    assert len(REPLIES) >= 160
    assert len({(reply["text"], reply["lang"]) for reply in REPLIES}) == len(REPLIES)


@pytest.mark.parametrize("part", ["all", "tuned", "held_out"])
def test_nothing_is_taken_for_approval_that_is_none_and_most_approvals_are_found(part):
    wrong, recall = scored(part)

    assert wrong == []
    assert recall >= 0.8
