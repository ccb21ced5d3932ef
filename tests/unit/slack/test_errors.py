"""Every failure that a gesture can meet has words of its own, in both languages."""

import logging

import pytest

from bot.domain import errors
from bot.locale import LANGUAGES, speaker
from bot.slack import visitors
from bot.slack.errors import field_errors, field_of, plain_text, plainly
from bot.slack.gateway import SlackError
from bot.use_cases.forms import FormErrors, FormProblem
from storage.database import StorageUnavailable

SAID_WITH_NAMES = (visitors.NoPromisesChannel, visitors.PromisesChannelClosed)  # they name the administrators


def refusals():
    return [kind for kind in visitors.Refusal.__subclasses__() if kind not in SAID_WITH_NAMES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", refusals())
def test_every_refusal_has_words_of_its_own(kind, language, caplog):
    say = speaker(language)
    text = plainly(kind("C1"), say)
    assert text != plainly(KeyError(), say)
    assert text not in {plainly(other("C1"), say) for other in refusals() if other is not kind}


@pytest.mark.parametrize("error", [StorageUnavailable("x"), SlackError("views.open", "expired_trigger_id")])
def test_what_may_pass_says_that_trying_again_helps(error):
    assert "try again" in plainly(error, speaker("en"))


def test_the_unexpected_is_logged_with_its_trace(caplog):
    with caplog.at_level(logging.ERROR):
        plainly(KeyError("boom"), speaker("en"))
    assert caplog.records[0].exc_info


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", FormProblem)
def test_every_problem_of_a_form_has_words(problem, language):
    said = field_errors(FormErrors({"figures": [problem]}), speaker(language))
    assert said["figures"].endswith((".", "“"))


def test_a_field_that_can_put_it_right_is_named():
    blocks = ["client", "figures", "reason"]
    assert field_of(errors.ReasonMissing(), blocks) == "reason"
    assert field_of(errors.NothingChanged(1), blocks) == "figures"
    assert field_of(errors.ReasonMissing(), ["client"]) is None
    assert field_of(errors.Stale(1), blocks) is None
    assert field_of(StorageUnavailable("x"), blocks) == "client"
    assert field_of(StorageUnavailable("x"), []) is None


def test_a_field_shows_text_and_no_entities():
    assert plain_text("`a` &lt;b&gt; &amp;lt; c") == "a <b> &lt; c"
