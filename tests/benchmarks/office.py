"""A workspace in a database of its own, as small as it can be: who is there, who answers for what, one promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.promise import Promise
from bot.use_cases import drafting, negotiating, owners, people, workspace
from bot.use_cases.people import Person
from storage.database import Database
from storage.migrate import upgrade
from storage.people import Profile
from storage.unit_of_work import Store

NOW = datetime.now(UTC).replace(microsecond=0)
TEAM, CHANNEL = "T01NORDLICHT", "C01PROMISES"
SALES, OWNER, SECOND = "U01SARA", "U03LENA", "U04WIM"
FIGURES = "40 agents in Leipzig\nservice level 80/20 from 1 March 2031\nquality score at least 90 % by 15 March 2031"
_PEOPLE = {
    "sara": SALES, "ben": "U02BEN", "lena": OWNER, "wim": SECOND, "quinn": "U05QUINN", "omar": "U06OMAR",
    "petra": "U07PETRA", "ines": "U08INES",
}  # fmt: skip
_OWNERS = """\
metric,site,skill,client,area,members,backup
headcount,Leipzig,,,Leipzig,@lena,@omar
headcount,Lisbon,,,Lisbon,@ines,@omar
service_level,,,,WFM,@wim,@omar
qa_score,,,,Quality,@quinn,@omar
"""
"""As in the playground; `sites` adds areas of ten people each."""


class Office:
    """One workspace on a SQLite file of its own."""

    def __init__(self, path: Path, sites: Sequence[str] = ()) -> None:
        self.path = path
        handles = dict(_PEOPLE)
        table = _OWNERS
        for site in sites:
            members = {f"{site.lower()}{number}": f"U{site.upper()}{number}" for number in range(10)}
            handles.update(members)
            table += f"headcount,{site},,,{site},{' '.join('@' + name for name in members)},@omar\n"
        database = Database(f"sqlite:///{path}")
        upgrade(database)
        self.store = Store(database, TEAM)
        profiles = [Profile(user, name, "Europe/Berlin", "en-US") for name, user in handles.items()]
        found = people.remember(self.store, profiles, NOW)
        self.people: dict[str, Person] = {person.user_id: person for person in found}
        workspace.take_over(self.store, _wishes(), NOW)
        problems, _ = owners.import_owners(self.store, table, lambda word: handles.get(word.removeprefix("@")), NOW)
        assert not problems, problems

    def draft(self, figures: str = FIGURES, client: str = "Acme", days: float = 30.0, at: datetime = NOW) -> Promise:
        """Draft and post a promise whose client wants an answer `days` after `at`."""
        sales = self.people[SALES]
        draft_id, _ = drafting.open_draft(self.store, sales, CHANNEL, {}, at)
        needed_by = (at + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
        typed = {"client": client, "title": "new line", "needed_by": needed_by, "figures": figures}
        drafting.review(self.store, sales, draft_id, typed, "en", at)
        return drafting.post(self.store, sales, draft_id, at)

    def sign(self, promise: Promise, *users: str, at: datetime = NOW) -> None:
        """Let these people agree to what is asked of them."""
        for user in users:
            negotiating.agree(self.store, self.people[user], self.show(promise), at)

    def show(self, promise: Promise) -> str:
        """Return a rendering of the promise, as its card carries one."""
        with self.store.write() as tx:
            found = tx.promises.load(promise.id)
            assert found is not None
            return tx.renderings.add(found.id, found.versions, NOW, shown=True).id


def _wishes() -> workspace.WorkspaceWishes:
    return workspace.WorkspaceWishes(
        promises_channel=CHANNEL,
        language="en",
        zone="Europe/Berlin",
        default_area="Operations",
        default_members=["U06OMAR"],
        default_backup=["U07PETRA"],
        admins=["U07PETRA"],
        leads=[],
    )
