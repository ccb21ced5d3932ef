"""The one table: every cell of role × act × stage is tried, and every arrow of it is walked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from bot.domain import commands
from bot.domain.commands import Actor, Command
from bot.domain.errors import NotAllowed, PromiseError
from bot.domain.promise import Stage
from bot.domain.state_table import TABLE, Act, Role, mermaid, outcomes
from tests.unit.domain.builders import (
    C1,
    C2,
    QUALITY,
    SITE,
    WFM,
    F,
    G,
    H,
    Talk,
    added,
    agents,
    author,
    quality_lead,
    service_level,
    site_lead,
    wfm_lead,
)

REASON = "because"


def _talk() -> Talk:
    """F needs quality and workforce management, G the site, which has said what it could do about F."""
    talk = Talk.about(added(F, agents(40), QUALITY, WFM), added(G, service_level(), SITE))
    talk.counters(site_lead, talk.replaced(F, agents(28)))
    return talk


def _awaiting(talk: Talk) -> None:
    talk.agrees(quality_lead)


def _contested(talk: Talk) -> None:
    talk.objects(quality_lead, F)


def _signed(talk: Talk) -> None:
    talk.agrees(quality_lead)
    talk.agrees(wfm_lead)


def _sealed(talk: Talk) -> None:
    _signed(talk)
    talk.agrees(site_lead)


def _dropped(talk: Talk) -> None:
    talk.does(commands.Revise(author, (added(H, agents(3, None), WFM),), REASON))
    talk.drops(F)


REACH: dict[Stage, Callable[[Talk], object]] = {
    Stage.AWAITING: _awaiting,
    Stage.CONTESTED: _contested,
    Stage.SIGNED: _signed,
    Stage.SEALED: _sealed,
    Stage.DROPPED: _dropped,
    Stage.WITHDRAWN: lambda talk: talk.withdraws(),
}


def _command(act: Act, actor: Actor, talk: Talk) -> Command:
    line = talk.promise.term(F)
    version = line.version if line else 1
    change = commands.Change(agents(12), (QUALITY, WFM), term_id=F, based_on=version)
    wishes: dict[Act, Command] = {
        Act.AGREE: commands.Agree(actor, {F: version}),
        Act.OBJECT: commands.Object(actor, {F: version}, (F,), REASON),
        Act.COUNTER: commands.ProposeCounter(actor, C2, (change,), REASON),
        Act.RETRACT: commands.Retract(actor, seen={F: version}),
        Act.ACCEPT: commands.AcceptCounter(actor, C1),
        Act.REVISE: commands.Revise(actor, (change,), REASON),
        Act.DROP: commands.Drop(actor, {F: version}, F, REASON),
        Act.WITHDRAW: commands.Withdraw(actor, REASON),
    }
    return wishes[act]


def _actor(role: Role, act: Act) -> Actor:
    if role is Role.SALES:
        return author
    return quality_lead if act is Act.RETRACT else wfm_lead


# Withdrawing is about the promise, not about a figure: that one figure was dropped before does not stand in its way.
CELLS = [cell for cell in product(Role, Act, Stage) if cell != (Role.SALES, Act.WITHDRAW, Stage.DROPPED)]


@pytest.mark.parametrize(("role", "act", "stage"), [cell for cell in CELLS if cell in TABLE])
def test_a_legal_act_leads_where_the_table_says(role: Role, act: Act, stage: Stage) -> None:
    talk = _talk()
    REACH[stage](talk)
    assert talk.stage(F) is stage
    talk.does(_command(act, _actor(role, act), talk))
    assert talk.stage(F) in outcomes(role, act, stage)


@pytest.mark.parametrize(("role", "act", "stage"), [cell for cell in CELLS if cell not in TABLE])
def test_an_illegal_act_is_a_typed_error_and_nothing_moves(role: Role, act: Act, stage: Stage) -> None:
    talk = _talk()
    REACH[stage](talk)
    before, history = talk.promise, list(talk.history)
    with pytest.raises(PromiseError):
        talk.does(_command(act, _actor(role, act), talk))
    assert talk.stage(F) is stage
    assert (talk.promise, talk.history) == (before, history)


def test_a_missing_cell_names_role_act_and_stage() -> None:
    with pytest.raises(NotAllowed) as caught:
        outcomes(Role.SALES, Act.OBJECT, Stage.SEALED)
    assert (caught.value.role, caught.value.act, caught.value.stage) == ("sales", "object", "sealed")


def _situations() -> list[Talk]:
    """Every way to stand for F (one slot or two, each silent, agreed or objecting) beside a G that is signed or not.

    Quality's position may come with a counter; the site may have a counter on F as well, and may take F over with it.
    """
    steps: dict[str, Callable[[Talk, Actor], object]] = {
        "silent": lambda talk, actor: None,
        "agreed": lambda talk, actor: talk.agrees(actor, F),
        "objected": lambda talk, actor: talk.objects(actor, F),
        "countered": lambda talk, actor: talk.counters(actor, talk.replaced(F, agents(28))),
    }
    found = []
    both = (False, True)
    from_sites = (None, "about F", "taking F over", "taking F over, with G")
    for first, second, two, other_signed, from_site in product(steps, ("silent", "agreed"), both, both, from_sites):
        talk = Talk.about(added(F, agents(40), *((QUALITY, WFM) if two else (QUALITY,))), added(G, agents(5), SITE))
        if from_site:
            about_f = talk.replaced(F, agents(12), *((SITE,) if "taking" in from_site else ()))
            about_g = (talk.replaced(G, agents(6)),) if "with G" in from_site else ()
            talk.counters(site_lead, about_f, *about_g, counter_id=C2)
        steps[first](talk, quality_lead)
        if two:
            steps[second](talk, wfm_lead)
        if other_signed:
            talk.agrees(site_lead)
        if talk.stage(F) is not Stage.SEALED:
            found.append(talk)
    return found


def _attempts(talk: Talk) -> list[tuple[Role, Act, Command]]:
    ops = (wfm_lead, quality_lead, site_lead)
    about_ops = [
        (Role.OPERATIONS, act, _command(act, actor, talk))
        for act, actor in product((Act.AGREE, Act.OBJECT, Act.COUNTER, Act.RETRACT), ops)
    ]
    accept_other = commands.AcceptCounter(author, C2)
    by_sales = [
        (Role.SALES, act, _command(act, author, talk)) for act in (Act.ACCEPT, Act.REVISE, Act.DROP, Act.WITHDRAW)
    ]
    return [*about_ops, *by_sales, (Role.SALES, Act.ACCEPT, accept_other)]


def test_every_arrow_of_the_table_is_walked_and_no_other() -> None:
    walked = set()
    for talk in _situations():
        before = talk.stage(F)
        for role, act, command in _attempts(talk):
            copy = Talk(list(talk.history), talk.promise, talk.now)
            try:
                copy.does(command)
            except PromiseError:
                continue
            if not _leaves_f_alone(command):
                walked.add((role, act, before, copy.stage(F)))
    arrows = {(*cell, after) for cell, afters in TABLE.items() for after in afters}
    assert walked == arrows


def _leaves_f_alone(command: Command) -> bool:
    """A retraction by the site takes back what it said about G."""
    return isinstance(command, commands.Retract) and command.actor is site_lead


def test_the_diagram_has_every_arrow_once() -> None:
    lines = mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> awaiting: draft (sales)"]
    drawn = [line.split(": ")[0].strip() for line in lines[2:]]
    arrows = {f"{before} --> {after}" for (_, _, before), afters in TABLE.items() for after in afters}
    ends = {"sealed --> [*]", "dropped --> [*]", "withdrawn --> [*]"}
    assert sorted(drawn) == sorted(arrows | ends)
    assert mermaid().endswith("\n")


def test_the_diagram_labels_an_arrow_with_who_does_what() -> None:
    assert "    awaiting --> contested: object (operations), counter (operations)" in mermaid().splitlines()
    signed_to_sealed = next(line for line in mermaid().splitlines() if "signed --> sealed" in line)
    assert signed_to_sealed.endswith("accept (sales), the last other figure is signed or dropped")
