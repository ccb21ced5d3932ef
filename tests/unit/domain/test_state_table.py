"""The one table: every cell of role × act × stage is tried, and every arrow of it is walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product

import pytest

from bot.domain import commands
from bot.domain.commands import Actor, Command
from bot.domain.errors import NotAllowed, PromiseError
from bot.domain.promise import PromiseId, PromiseState, Stage
from bot.domain.slots import Slot, SlotId
from bot.domain.state_table import TABLE, Act, Role, mermaid, outcomes
from tests.unit.domain.builders import (
    C1,
    C2,
    OUTSIDER,
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
TRAINING = Slot(SlotId("training"), "Training")
ABOUT_THE_PROMISE = {Act.WITHDRAW, Act.RESTATE, Act.END_RENEGOTIATION}
"""Acts that are not about one figure: that it was dropped before does not stand in their way."""


def _talk() -> Talk:
    """F needs quality and workforce management, G the site, which has said what it could do about F."""
    talk = Talk.about(added(F, agents(40), QUALITY, WFM), added(G, service_level(), SITE))
    talk.counters(site_lead, talk.replaced(F, agents(28)))
    return talk


def _reopened() -> Talk:
    """The same, signed off and reopened by the site, which wants another G."""
    talk = _talk()
    _sealed(talk)
    talk.renegotiates(site_lead, talk.replaced(G, service_level(70)))
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
    talk.does(commands.Revise(author, (added(H, agents(3, None), SITE),), REASON))
    talk.drops(F)


REACH: dict[Stage, Callable[[Talk], object]] = {
    Stage.AWAITING: _awaiting,
    Stage.CONTESTED: _contested,
    Stage.SIGNED: _signed,
    Stage.SEALED: _sealed,
    Stage.DROPPED: _dropped,
    Stage.WITHDRAWN: lambda talk: talk.withdraws(),
}


def _reached(act: Act, stage: Stage) -> Talk:
    """Return a promise in which F stands in the stage, and everything else allows the act."""
    if act is not Act.END_RENEGOTIATION or stage is Stage.WITHDRAWN:
        talk = _talk()
        REACH[stage](talk)
    else:
        talk = _reopened()
        if stage is not Stage.SEALED:
            talk.revises(talk.replaced(F, agents(41)))
            REACH[stage](talk)
    if act is Act.MOVE_OUT and talk.promise.state is PromiseState.NEGOTIATING and stage is not Stage.DROPPED:
        talk.proposes_move(F)
    if act is Act.KEEP_AGAIN and stage is Stage.SEALED:
        talk.cannot_keep(wfm_lead, F)
    return talk


def _command(act: Act, actor: Actor, talk: Talk) -> Command:
    line = talk.promise.term(F)
    version = line.version if line else 1
    seen = {F: version}
    change = commands.Change(agents(12), (QUALITY, WFM), term_id=F, based_on=version)
    until = talk.now + timedelta(hours=1)
    slots = {standing.id: standing.slots for standing in talk.promise.terms}
    wishes: dict[Act, Command] = {
        Act.AGREE: commands.Agree(actor, seen),
        Act.OBJECT: commands.Object(actor, seen, (F,), REASON),
        Act.COUNTER: commands.ProposeCounter(actor, C2, (change,), REASON),
        Act.RETRACT: commands.Retract(actor, seen=seen),
        Act.ACCEPT: commands.AcceptCounter(actor, C1),
        Act.REVISE: commands.Revise(actor, (change,), REASON),
        Act.DROP: commands.Drop(actor, seen, F, REASON),
        Act.WITHDRAW: commands.Withdraw(actor, REASON),
        Act.CHECK: commands.Check(actor, seen, until),
        Act.RESTATE: commands.Restate(actor, "Other", (), slots, REASON),
        Act.REASSIGN: _reassigned(actor, WFM if actor is author else QUALITY),
        Act.MOVE_OUT: commands.ConfirmMove(actor, seen, F, PromiseId("p13"), 13),
        Act.RENEGOTIATE: commands.Renegotiate(actor, (change,), REASON, C2),
        Act.END_RENEGOTIATION: commands.EndRenegotiation(actor, REASON),
        Act.CANNOT_KEEP: commands.CannotKeep(actor, (F,), seen, REASON),
        Act.KEEP_AGAIN: commands.KeepAgain(actor, (F,), REASON),
    }
    return wishes[act]


def _reassigned(actor: Actor, slot: Slot) -> Command:
    return commands.Reassign(actor, slot.id, TRAINING, frozenset({OUTSIDER}), REASON)


def _actor(role: Role, act: Act) -> Actor:
    if role is Role.SALES:
        return author
    if act is Act.END_RENEGOTIATION:
        return site_lead
    return quality_lead if act in (Act.RETRACT, Act.REASSIGN) else wfm_lead


CELLS = [cell for cell in product(Role, Act, Stage) if not (cell[1] in ABOUT_THE_PROMISE and cell[2] is Stage.DROPPED)]


def test_every_cell_is_one_of_those_that_are_tried() -> None:
    assert set(TABLE) <= set(CELLS)


@pytest.mark.parametrize(("role", "act", "stage"), [cell for cell in CELLS if cell in TABLE])
def test_a_legal_act_leads_where_the_table_says(role: Role, act: Act, stage: Stage) -> None:
    talk = _reached(act, stage)
    assert talk.stage(F) is stage
    talk.does(_command(act, _actor(role, act), talk))
    assert talk.stage(F) in outcomes(role, act, stage)


@pytest.mark.parametrize(("role", "act", "stage"), [cell for cell in CELLS if cell not in TABLE])
def test_an_illegal_act_is_a_typed_error_and_nothing_moves(role: Role, act: Act, stage: Stage) -> None:
    talk = _reached(act, stage)
    before, history = talk.promise, list(talk.history)
    with pytest.raises(PromiseError):
        talk.does(_command(act, _actor(role, act), talk))
    assert talk.stage(F) is stage
    assert (talk.promise, talk.history) == (before, history)


def test_a_missing_cell_names_role_act_and_stage() -> None:
    with pytest.raises(NotAllowed) as caught:
        outcomes(Role.SALES, Act.OBJECT, Stage.SEALED)
    assert (caught.value.role, caught.value.act, caught.value.stage) == ("sales", "object", "sealed")


def _first(two: bool) -> Talk:
    """F and G drafted; nobody has said anything."""
    return Talk.about(added(F, agents(40), *((QUALITY, WFM) if two else (QUALITY,))), added(G, agents(5), SITE))


def _again(two: bool) -> Talk:
    """F and G signed off, and both changed beside that."""
    talk = _signed_off(two)
    talk.renegotiates(site_lead, talk.replaced(G, agents(9)))
    talk.revises(talk.replaced(F, agents(41)), talk.replaced(G, agents(9)))
    return talk


def _going(two: bool) -> Talk:
    """F and G signed off; F is to go, and G is changed."""
    talk = _signed_off(two)
    change, drop = talk.replaced(G, agents(9)), commands.Drop(author, talk.promise.versions, F, REASON)
    talk.renegotiates(author, change, acts=(drop,))
    return talk


def _beside(two: bool) -> Talk:
    """F added beside a G that is signed off and changed."""
    talk = Talk.about(added(G, agents(5), SITE))
    talk.agrees(site_lead)
    change = added(F, agents(40), *((QUALITY, WFM) if two else (QUALITY,)))
    talk.renegotiates(site_lead, talk.replaced(G, agents(9)))
    talk.revises(change, talk.replaced(G, agents(9)))
    return talk


def _signed_off(two: bool) -> Talk:
    talk = _first(two)
    for actor in (quality_lead, site_lead, *((wfm_lead,) if two else ())):
        talk.agrees(actor)
    return talk


def _situations() -> list[Talk]:
    """Every way to stand for F (one slot or two, each silent, agreed or objecting) beside a G that is signed or not.

    Quality's position may come with a counter; the site may have a counter on F as well, and may take F over with it.
    All that for the first time, renegotiated, on its way out, or added beside what is signed off.
    """
    steps: dict[str, Callable[[Talk, Actor], object]] = {
        "silent": lambda talk, actor: None,
        "agreed": lambda talk, actor: talk.agrees(actor, F),
        "objected": lambda talk, actor: talk.objects(actor, F),
        "countered": lambda talk, actor: talk.counters(actor, talk.replaced(F, agents(28))),
    }
    found = [*_sealed_situations()]
    both = (False, True)
    from_sites = (None, "about F", "taking F over", "taking F over, with G")
    for begin, first, second, two, other_signed, from_site in product(
        (_first, _again, _going, _beside), steps, ("silent", "agreed"), both, both, from_sites
    ):
        talk = begin(two)
        if from_site:
            about_f = talk.replaced(F, agents(12), *((SITE,) if "taking" in from_site else ()))
            about_g = (talk.replaced(G, agents(6)),) if "with G" in from_site else ()
            talk.counters(site_lead, about_f, *about_g, counter_id=C2)
        steps[first](talk, quality_lead)
        if two:
            steps[second](talk, wfm_lead)
        if other_signed:
            talk.agrees(site_lead)
        if talk.promise.term(F) and talk.promise.is_open:
            found.append(talk)
    return found


def _sealed_situations() -> Iterator[Talk]:
    """Every way in which F stands as it was signed off: beside nothing new, or a G that is; with a counter, or none."""
    for two, other, countered, suspended in product((False, True), repeat=4):
        talk = _signed_off(two)
        if other:
            talk.renegotiates(author, talk.replaced(G, agents(9)))
        if countered:
            change = talk.replaced(F, agents(28))
            talk.counters(quality_lead, change) if other else talk.renegotiates(quality_lead, change)
        if suspended:
            talk.cannot_keep(quality_lead, F)
        yield talk


ANSWERS = (Act.AGREE, Act.OBJECT, Act.COUNTER, Act.RETRACT, Act.CHECK, Act.REASSIGN, Act.MOVE_OUT)
AFTERWARDS = (Act.RENEGOTIATE, Act.END_RENEGOTIATION, Act.CANNOT_KEEP, Act.KEEP_AGAIN)


def _attempts(talk: Talk) -> Iterator[tuple[Role, Act, Command]]:
    for act, actor in product((*ANSWERS, *AFTERWARDS), (wfm_lead, quality_lead, site_lead)):
        yield Role.OPERATIONS, act, _command(act, actor, talk)
    others = (Act.ACCEPT, Act.REVISE, Act.DROP, Act.WITHDRAW, Act.RESTATE, Act.REASSIGN)
    for act in (*others, *AFTERWARDS):
        yield Role.SALES, act, _command(act, author, talk)
    yield Role.SALES, Act.ACCEPT, commands.AcceptCounter(author, C2)
    yield Role.SALES, Act.REASSIGN, _reassigned(author, QUALITY)
    yield Role.OPERATIONS, Act.REASSIGN, _reassigned(wfm_lead, WFM)


def _attempt(talk: Talk, act: Act, command: Command) -> Talk | None:
    """Return the talk after the act, or None when it was refused."""
    copy = Talk(list(talk.history), talk.promise, talk.now)
    try:
        if act is Act.MOVE_OUT:
            copy.proposes_move(F)
        copy.does(command)
    except PromiseError:
        return None
    return copy


def test_every_arrow_of_the_table_is_walked_and_no_other() -> None:
    walked = set()
    for talk in _situations():
        before = talk.stage(F)
        for role, act, command in _attempts(talk):
            after = _attempt(talk, act, command)
            if after is None or _leaves_f_alone(command):
                continue
            again = before is Stage.SEALED and act not in AFTERWARDS  # whatever changes what is sealed renegotiates it
            walked.add((role, Act.RENEGOTIATE if again else act, before, after.stage(F)))
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
    assert signed_to_sealed.endswith(", the last other figure is signed or dropped")
