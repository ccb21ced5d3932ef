"""Every error of the domain has words in both languages that say what happened and what to do."""

import inspect

import pytest

from bot.domain import errors
from bot.figures import FigureError, MomentError, parse_line, parse_moment
from bot.slack.render.errors import explain
from tests.unit.domain.builders import NOON, WFM_LEAD, agents
from tests.unit.render.stage import LANGUAGES, cast_in, error_examples

BASES = {errors.PromiseError, errors.OnPromise}
CLASSES = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, errors.PromiseError) and cls not in BASES
]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_class_has_words_in_both_languages(cls):
    error = error_examples()[cls]
    english, german = (explain(error, cast_in(language)) for language in LANGUAGES)
    assert english != german
    for words in (english, german):
        assert 30 < len(words) < 3000
        assert "{" not in words
        assert cls.__name__ not in words


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.AlreadyAgreed(12, WFM_LEAD, NOON), "von <@U0WFM> am Mo., 23. Nov., 13:00"),
        (errors.NotAnOwner(12), "`/zusage zuständig`"),
        (errors.Stale(7), "P-7 hat sich inzwischen geändert"),
        (errors.QuestionOpen(12), "„Gegenvorschlag …“"),
        (errors.NotAllowed("operations", "agree", "sealed"), "„Können wir halten“ (Operations)"),
        (errors.WrongNumberOfTerms(0, 20), "mindestens eine Zahl"),
        (errors.AmbiguousMatch(agents(40), [agents(30)]), "30 Agenten bis 1. Februar 2027"),
    ],
)
def test_they_say_who_what_and_why(error, said):
    assert said in explain(error, cast_in("de"))


@pytest.mark.parametrize("act", ["agree", "object", "counter", "retract", "accept", "revise", "drop", "withdraw"])
@pytest.mark.parametrize("stage", ["awaiting", "contested", "signed", "sealed", "dropped", "withdrawn"])
def test_every_cell_that_the_state_table_lacks_can_be_explained(act, stage):
    for role in ("sales", "operations"):
        assert explain(errors.NotAllowed(role, act, stage), cast_in("en"))


def test_where_nobody_answers_those_who_can_set_it_are_named():
    error = errors.NobodyAnswers([agents(40)])
    assert "<@U0ADMIN>" in explain(error, cast_in("en"), admins=["U0ADMIN"])
    assert "an administrator" in explain(error, cast_in("en"))


def test_a_figure_that_cannot_be_read_is_explained_by_the_grammar_and_escaped():
    with pytest.raises(FigureError) as caught:
        parse_line("40 <!channel> agents", "en", NOON.date())
    words = explain(caught.value, cast_in("en"))
    assert "<" not in words
    assert "&gt;" in words


def test_a_moment_that_cannot_be_read_is_explained():
    with pytest.raises(MomentError) as caught:
        parse_moment("soon", "en", NOON, "Europe/Berlin")
    assert "soon" in explain(caught.value, cast_in("en"))
