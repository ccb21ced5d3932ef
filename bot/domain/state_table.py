"""The one table of the negotiation: who may do what to a figure in which stage, and where it can stand afterwards.

Everything about legality lives here; a missing cell is `NotAllowed`. `promise-bot states` prints the table as a
diagram, and the README carries that print.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.errors import NotAllowed
from bot.domain.promise import Stage


class Role(StrEnum):
    """The two sides of a promise."""

    SALES = "sales"
    OPERATIONS = "operations"


class Act(StrEnum):
    """What can be done to a figure."""

    AGREE = "agree"
    OBJECT = "object"
    COUNTER = "counter"
    RETRACT = "retract"
    ACCEPT = "accept"
    REVISE = "revise"
    DROP = "drop"
    WITHDRAW = "withdraw"
    CHECK = "check"
    RESTATE = "restate"
    REASSIGN = "reassign"
    MOVE_OUT = "move out"
    RENEGOTIATE = "renegotiate"
    END_RENEGOTIATION = "end renegotiation"
    CANNOT_KEEP = "cannot keep"
    KEEP_AGAIN = "keep again"


_OPEN = (Stage.AWAITING, Stage.CONTESTED, Stage.SIGNED)

# The last signature that is missing seals the whole promise, so wherever a figure can become signed it can be sealed.
_FULL = frozenset({Stage.SIGNED, Stage.SEALED})

# Agreeing that a sealed figure goes: with the new sign-off it is gone.
_GONE = frozenset({Stage.DROPPED})

TABLE: Mapping[tuple[Role, Act, Stage], frozenset[Stage]] = {
    (Role.OPERATIONS, Act.AGREE, Stage.AWAITING): frozenset({Stage.AWAITING}) | _FULL | _GONE,
    (Role.OPERATIONS, Act.AGREE, Stage.CONTESTED): frozenset({Stage.AWAITING, Stage.CONTESTED}) | _FULL | _GONE,
    **{(Role.OPERATIONS, Act.OBJECT, stage): frozenset({Stage.CONTESTED}) for stage in _OPEN},
    # A counter objects for the proposer's areas; a figure that only others answer for keeps its stage.
    (Role.OPERATIONS, Act.COUNTER, Stage.AWAITING): frozenset({Stage.AWAITING, Stage.CONTESTED}),
    (Role.OPERATIONS, Act.COUNTER, Stage.CONTESTED): frozenset({Stage.CONTESTED}),
    (Role.OPERATIONS, Act.COUNTER, Stage.SIGNED): frozenset({Stage.SIGNED, Stage.CONTESTED}),
    (Role.OPERATIONS, Act.RETRACT, Stage.AWAITING): frozenset({Stage.AWAITING}),
    (Role.OPERATIONS, Act.RETRACT, Stage.CONTESTED): frozenset({Stage.AWAITING, Stage.CONTESTED}),
    (Role.OPERATIONS, Act.RETRACT, Stage.SIGNED): frozenset({Stage.AWAITING}),
    # A counter's proposer agrees to what it brings, so taking it can complete a figure.
    **{(Role.SALES, Act.ACCEPT, stage): frozenset({Stage.AWAITING}) | _FULL for stage in _OPEN},
    **{(Role.SALES, Act.REVISE, stage): frozenset({Stage.AWAITING}) for stage in _OPEN},
    # A figure that is in force goes only when its areas agree to that.
    **{(Role.SALES, Act.DROP, stage): frozenset({Stage.DROPPED, Stage.AWAITING}) for stage in _OPEN},
    **{(Role.SALES, Act.WITHDRAW, stage): frozenset({Stage.WITHDRAWN}) for stage in _OPEN},
    # Looking into it is not consent, so it takes the place of what the area had said.
    (Role.OPERATIONS, Act.CHECK, Stage.AWAITING): frozenset({Stage.AWAITING}),
    (Role.OPERATIONS, Act.CHECK, Stage.CONTESTED): frozenset({Stage.AWAITING, Stage.CONTESTED}),
    (Role.OPERATIONS, Act.CHECK, Stage.SIGNED): frozenset({Stage.AWAITING}),
    # Another client or other conditions make a new version of every figure.
    **{(Role.SALES, Act.RESTATE, stage): frozenset({Stage.AWAITING}) for stage in _OPEN},
    # A given agreement survives reassignment. An objection does not, so an area that objects is not sales' to reassign.
    **{(role, Act.REASSIGN, stage): frozenset({stage}) for role in Role for stage in _OPEN},
    (Role.OPERATIONS, Act.REASSIGN, Stage.CONTESTED): frozenset({Stage.AWAITING, Stage.CONTESTED}),
    # Each area confirms that the figure holds alone; the last one moves it into a promise of its own.
    **{(Role.OPERATIONS, Act.MOVE_OUT, stage): frozenset({stage, Stage.DROPPED}) for stage in _OPEN},
    # What is sealed stays in force until every new version beside it is signed.
    (Role.SALES, Act.RENEGOTIATE, Stage.SEALED): frozenset({Stage.AWAITING}) | _FULL,
    (Role.OPERATIONS, Act.RENEGOTIATE, Stage.SEALED): frozenset({Stage.SEALED}),
    # Given up, what is in force stands alone again, and what was added beside it is gone.
    **{
        (role, Act.END_RENEGOTIATION, stage): frozenset({Stage.SEALED, Stage.DROPPED})
        for role in Role
        for stage in _OPEN
    },
    **{(role, Act.END_RENEGOTIATION, Stage.SEALED): frozenset({Stage.SEALED}) for role in Role},
    (Role.OPERATIONS, Act.CANNOT_KEEP, Stage.SEALED): frozenset({Stage.SEALED}),
    (Role.OPERATIONS, Act.KEEP_AGAIN, Stage.SEALED): frozenset({Stage.SEALED}),
}


# A figure that nothing is done to keeps its stage but for the end of its promise: a signed one is sealed with the rest,
# or is gone where that was agreed to, and withdrawing withdraws them all.


def outcomes(role: Role, act: Act, stage: Stage) -> frozenset[Stage]:
    """Return where a figure can stand after the act; raises NotAllowed where the table has no cell."""
    try:
        return TABLE[role, act, stage]
    except KeyError:
        raise NotAllowed(role.value, act.value, stage.value) from None


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, an arrow for each pair of stages with the acts that lead there."""
    arrows: dict[tuple[Stage, Stage], list[str]] = {}
    for (role, act, before), afters in TABLE.items():
        for after in afters:
            arrows.setdefault((before, after), []).append(f"{act} ({role})")
    arrows.setdefault((Stage.SIGNED, Stage.SEALED), []).append("the last other figure is signed or dropped")
    arrows.setdefault((Stage.SIGNED, Stage.DROPPED), []).append("its going is signed off")
    order = {stage: index for index, stage in enumerate(Stage)}
    lines = ["stateDiagram-v2", "    [*] --> awaiting: draft (sales)"]
    for before, after in sorted(arrows, key=lambda pair: (order[pair[0]], order[pair[1]])):
        lines.append(f"    {before} --> {after}: {', '.join(arrows[before, after])}")
    lines += [f"    {end} --> [*]" for end in (Stage.SEALED, Stage.DROPPED, Stage.WITHDRAWN)]
    return "\n".join(lines) + "\n"
