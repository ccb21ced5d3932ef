"""What is wrong where nothing but the number of the promise has to be named: error → what happened and what to do next.

What needs a name, a figure or a time has a function of its own in `errors` or `move_errors`.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain import errors
from bot.locale import phrase

SENTENCES: Mapping[type[errors.OnPromise], str] = {
    errors.NotAnOwner: phrase(
        "None of these figures of P-{number} is in your area, so nothing was recorded. "
        "`/promise owners` shows who answers for what."
    ),
    errors.SalesCannotSign: phrase(
        "Sales does not answer for operations on its own promise, not as a deputy either. "
        "Nothing was recorded; the card of P-{number} shows who is asked."
    ),
    errors.Stale: phrase(
        "P-{number} has changed since this was shown, so nothing was recorded. "
        "Please look at the current figures and answer those."
    ),
    errors.AlreadySignedOff: phrase(
        "P-{number} is jointly signed off and holds as it stands; nothing was changed. Two ways are left, behind "
        "More… on its card: “Renegotiate…”, or “Cannot be kept any more…” for whoever answers for a figure."
    ),
    errors.AlreadyWithdrawn: phrase("P-{number} was withdrawn; nothing is left to answer. `/promise` opens a new one."),
    errors.LastTerm: phrase(
        "This is the only figure of P-{number}, so it cannot be dropped. “Withdraw…” gives up the whole promise."
    ),
    errors.QuestionOpen: phrase(
        "P-{number} asks operations for a figure here, so there is nothing to agree to yet. “Counter…” fills it in."
    ),
    errors.NothingChanged: phrase(
        "That is what P-{number} says already, so nothing was posted. Please change a figure first."
    ),
    errors.NothingToRetract: phrase("There is no answer of your area in P-{number} that could be taken back."),
    errors.CounterGone: phrase(
        "That counter in P-{number} is no longer open: it was accepted, replaced or taken back. "
        "The card shows how the figures stand."
    ),
    errors.NotSignedOff: phrase(
        "P-{number} is not signed off yet, so there is nothing in force to renegotiate or take out. "
        "Counter… or Revise… changes its figures."
    ),
    errors.AlreadyRenegotiating: phrase(
        "P-{number} is being renegotiated already; nothing was changed. Revise…, Counter… or “End renegotiation…” "
        "behind More… carries on from there."
    ),
    errors.NotRenegotiating: phrase(
        "P-{number} is not being renegotiated, so there is nothing to end. Its card shows how it stands."
    ),
    errors.NotLeaving: phrase(
        "No figure of this area in P-{number} waits to get a promise of its own: it has one, or it has changed since."
    ),
}
