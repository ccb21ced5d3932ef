"""What either side does, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.faults.moves import confirm_move, edit, move_out, phone, reassign, restate, restrict, sign_phoned
from tests.faults.traffic import (
    Scene,
    accept,
    agree,
    ask,
    cannot_keep,
    check,
    comment,
    counter,
    draft,
    drop,
    end_renegotiation,
    home,
    keep_again,
    object_to,
    react,
    renegotiate,
    retract,
    revise,
    withdraw,
)

Act = Callable[[Scene], None]

BY_SALES: Mapping[Act, int] = {
    draft: 6, accept: 6, revise: 5, drop: 3, withdraw: 1, renegotiate: 2, end_renegotiation: 1, comment: 2, ask: 2,
    home: 1, restrict: 4, phone: 2, edit: 1, restate: 1, reassign: 1, move_out: 2,
}  # fmt: skip
BY_OPERATIONS: Mapping[Act, int] = {
    agree: 16, react: 8, object_to: 4, counter: 4, check: 3, retract: 3, comment: 3, cannot_keep: 2, keep_again: 1,
    renegotiate: 1, ask: 2, home: 1, sign_phoned: 2, reassign: 1, confirm_move: 3,
}  # fmt: skip
"""How often each is done, one beside the other."""
