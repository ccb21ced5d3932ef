"""One transaction of one workspace: load, decide, save, history, outbox, all together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from storage.agenda import Agenda
from storage.database import Database
from storage.drafts import Drafts
from storage.outbox import Outbox
from storage.owners import Owners
from storage.paces import Paces
from storage.passing_on import PassedOn
from storage.people import People
from storage.promises import Promises
from storage.renderings import Renderings
from storage.templates import Templates
from storage.threads import Comments, Inbox, Reactions
from storage.workspace import WorkspaceSettings


@dataclass(frozen=True)
class Transaction:
    """What a use case works with; everything in it is of one team and one transaction."""

    team_id: str
    session: Session
    promises: Promises
    people: People
    owners: Owners
    drafts: Drafts
    renderings: Renderings
    outbox: Outbox
    paces: Paces
    agenda: Agenda
    inbox: Inbox
    reactions: Reactions
    comments: Comments
    passed_on: PassedOn
    templates: Templates
    settings: WorkspaceSettings


@dataclass(frozen=True)
class Store:
    """The door to one team's data."""

    database: Database
    team_id: str

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that only reads. Raises StorageUnavailable when the database cannot be read."""
        with self.database.session() as session:
            yield _transaction(session, self.team_id)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Yield a transaction that writes; committed at the end, rolled back when anything is raised.

        Raises StorageUnavailable when the database cannot take or keep it; then nothing is half-done.
        """
        with self.database.session(write=True) as session:
            yield _transaction(session, self.team_id)


def _transaction(session: Session, team_id: str) -> Transaction:
    return Transaction(
        team_id=team_id,
        session=session,
        promises=Promises(session, team_id),
        people=People(session, team_id),
        owners=Owners(session, team_id),
        drafts=Drafts(session, team_id),
        renderings=Renderings(session, team_id),
        outbox=Outbox(session, team_id),
        paces=Paces(session, team_id),
        agenda=Agenda(session, team_id),
        inbox=Inbox(session, team_id),
        reactions=Reactions(session, team_id),
        comments=Comments(session, team_id),
        passed_on=PassedOn(session, team_id),
        templates=Templates(session, team_id),
        settings=WorkspaceSettings(session, team_id),
    )
