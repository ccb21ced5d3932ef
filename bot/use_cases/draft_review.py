"""What a draft says: read field by field, with the areas that will be asked and what is known of the client already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.domain.promise import MOST_TERMS, Visibility
from bot.domain.slots import Slot, SlotId
from bot.domain.terms import Term
from bot.use_cases.forms import (
    FormErrors,
    FormProblem,
    Problem,
    ReadFigures,
    lines_of,
    read_client,
    read_figures,
    read_needed_by,
)
from bot.use_cases.known_clients import Duplicate, duplicates, usual_names
from bot.use_cases.people import Person
from bot.use_cases.queries import Who
from bot.use_cases.workspace import Language, directory_of, workspace_of
from storage.tables import DraftRow
from storage.unit_of_work import Transaction

IS_PRIVATE = "is_private"
"""Whether the channel in which the command was typed, and to which the draft goes, is a private one."""
HOME = "home"
"""The private channel that was opened for the draft; one that is made open again does not go there."""
HOME_MEMBERS = "home_members"
"""Who was asked into it: Slack ids with a space between."""
FIELDS = ("client", "title", "needed_by", "figures", "conditions", "visibility", "link", "notes")


@dataclass(frozen=True, slots=True)
class Review:
    """What was understood of a draft, for its author to look at before anything is posted.

    `slots` holds, figure by figure, the areas that will be asked; empty where nobody answers for it. `duplicates` are
    figures that are being negotiated for the client already; `usual_names` how nearly the same client is spelt.
    """

    draft_id: str
    client: str
    title: str
    needed_by: datetime
    conditions: tuple[str, ...]
    figures: ReadFigures
    slots: tuple[tuple[Slot, ...], ...]
    who: Who
    channel: str
    admins: tuple[str, ...]
    visibility: Visibility
    duplicates: tuple[Duplicate, ...] = ()
    usual_names: tuple[str, ...] = ()
    link: str = ""
    notes: str = ""

    @property
    def unanswered(self) -> tuple[Term, ...]:
        """Return the figures that nobody answers for."""
        return tuple(term for term, slots in zip(self.figures.terms, self.slots, strict=True) if not slots)


def language_of(inputs: Mapping[str, str]) -> Language:
    """Return the language in which a draft was reviewed."""
    return "de" if inputs.get("language") == "de" else "en"


def channel_of(row: DraftRow) -> str | None:
    """Return where a draft goes as it is now; None where a private channel has to be opened for it first."""
    visibility = _visibility(str(row.inputs.get("visibility") or ""))
    is_fit = visibility is Visibility.RESTRICTED and row.inputs.get(IS_PRIVATE)
    if visibility is Visibility.OPEN or is_fit:
        return row.channel
    return row.inputs.get(HOME) or None


def understand(tx: Transaction, person: Person, row: DraftRow, now: datetime) -> Review:
    """Return what a stored draft says, judged at `now`, as it was meant when its author reviewed it.

    Raises FormErrors with everything that is wrong at once.
    """
    typed = {name: str(row.inputs.get(name) or "") for name in FIELDS}
    language = language_of(row.inputs)
    read_at = datetime.fromisoformat(row.inputs.get("understood_at") or now.isoformat())
    problems: dict[str, Sequence[Problem]] = {}
    figures, needed_by, client = None, None, ""
    with _kept_in(problems):
        figures = read_figures(typed["figures"], person, language, now, read_at)
    with _kept_in(problems):
        needed_by = read_needed_by(typed["needed_by"], person, language, now, read_at)
    with _kept_in(problems):
        client = read_client(typed["client"])
    if figures and len(figures.terms) > MOST_TERMS:
        problems["figures"] = [FormProblem.TOO_MANY_FIGURES]
    if problems or figures is None or needed_by is None:
        raise FormErrors(problems)
    return _with_owners(tx, person, row, typed, client, figures, needed_by)


@contextmanager
def _kept_in(problems: dict[str, Sequence[Problem]]) -> Iterator[None]:
    """Go on after a field that cannot be read, so that all that is wrong is said at once."""
    try:
        yield
    except FormErrors as errors:
        problems.update(errors.problems)


def _with_owners(
    tx: Transaction,
    person: Person,
    row: DraftRow,
    typed: Mapping[str, str],
    client: str,
    figures: ReadFigures,
    needed_by: datetime,
) -> Review:
    directory = directory_of(tx)
    barred = {person.ref}
    slots = tuple(directory.slots_for(term, client, barred) for term in figures.terms)
    asked = {
        slot.id: seats.asked(barred) for found in slots for slot in found if (seats := directory.seats_of(slot.id))
    }
    users = dict(tx.people.users_of({ref for people in asked.values() for ref in people}))
    mentions: dict[SlotId, tuple[str, ...]] = {
        slot: tuple(users[ref] for ref in people if ref in users) for slot, people in asked.items()
    }
    admins = tx.people.users_of(workspace_of(tx).admins)
    return Review(
        draft_id=row.id,
        client=client,
        title=" ".join(typed["title"].split()),
        needed_by=needed_by,
        conditions=lines_of(typed["conditions"]),
        figures=figures,
        slots=slots,
        who=Who(users, mentions),
        channel=channel_of(row) or row.channel,
        admins=tuple(admins.values()),
        visibility=_visibility(typed["visibility"]),
        duplicates=duplicates(tx, person, client, figures.terms),
        usual_names=usual_names(tx, person, client),
        link=typed["link"].strip(),
        notes=typed["notes"].strip(),
    )


def _visibility(value: str) -> Visibility:
    return Visibility(value) if value in list(Visibility) else Visibility.OPEN
