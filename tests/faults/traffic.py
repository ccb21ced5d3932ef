"""What people do at random: one function an act, each noting in the ledger what it did and what was answered.

Rule: an act that leaves something in the history carries a token that nothing else has, as its client, its reason or
the minute until which something is looked into; what a button or a reaction signs is told by the receipts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from tests.faults import ledger, town
from tests.faults.gestures import GivenUp, Hands, has_button, initial, text, ticked
from tests.faults.ledger import Outcome
from tests.faults.wire import Json

if TYPE_CHECKING:
    from tests.faults.world import World

_COMMANDS = ("list", "list mine", "list owed", "help", "who", "P-1", "P-2", "list all")


@dataclass(frozen=True)
class Thread:
    """A card with its replies, as its channel showed them when the round began, and who can read it there."""

    card: Json
    author: str
    replies: tuple[Json, ...]
    readers: frozenset[str]

    def has_button(self, action_id: str) -> bool:
        """Tell whether a message of the thread has such a button."""
        return any(has_button(message, action_id) for message in (self.card, *self.replies))

    def with_button(self, action_id: str, rng: Random) -> Json:
        """Return a message of the thread with such a button, mostly the newest. Raises GivenUp."""
        found = [message for message in (self.card, *self.replies) if has_button(message, action_id)]
        if not found:
            raise GivenUp(action_id)
        return found[-1] if rng.random() < 0.7 else rng.choice(found)


@dataclass(frozen=True)
class Scene:
    """What an act needs: the world, the person's hands, chance, and the threads that can be seen."""

    world: World
    hands: Hands
    rng: Random
    threads: tuple[Thread, ...]

    def thread(self, action_id: str | None = None, *, own: bool = False) -> Thread:
        """Return a thread, mostly one of the latest: one with such a button, or one that the person drafted.

        Raises GivenUp.
        """
        user = self.hands.user
        found = [one for one in self.threads if user in one.readers and (not own or one.author == user)]
        found = [one for one in found if action_id is None or one.has_button(action_id)]
        if not found:
            raise GivenUp("no thread")
        return self.rng.choice(found[-6:] if self.rng.random() < 0.8 else found)

    def twice(self) -> int:
        """Return how often something is pressed at once."""
        return 2 if self.rng.random() < 0.25 else 1

    def token(self) -> str:
        """Return a word that nothing else has."""
        return self.world.token()

    def note(self, token: str, answers: list[Json], *facts: str, update_is_taken: bool = False) -> None:
        """Keep a form that was sent."""
        outcome = ledger.of_forms(answers, update_is_taken=update_is_taken)
        self.world.ledger.note(token, facts, self.hands.user, outcome)


def draft(scene: Scene) -> None:
    """Draft and post a promise; its client is the token."""
    hands, rng, token = scene.hands, scene.rng, scene.token()
    scene.world.authors[token] = hands.user
    hands.form("promise.draft", hands.command())
    lines = rng.sample(town.FIGURES, rng.randint(1, 3))
    figures = "\n".join(line.format(n=rng.randint(60, 95), day=rng.randint(2, 28)) for line in lines)
    due = needed_by(scene.world.now(), rng).astimezone(town.ZONES[hands.user])
    values = {"client": token, "title": "", "needed_by": f"{due:%Y-%m-%d %H:%M}", "figures": figures}
    looked = hands.send({block: text(value) for block, value in values.items()})
    hands.form("promise.review", looked[-1])
    scene.note(token, hands.send(times=scene.twice()), "PromiseDrafted")


def needed_by(now: datetime, rng: Random) -> datetime:
    """Return until when the client needs an answer: mostly soon, so that reminders fall due."""
    minutes = rng.choice((150, 300, 420, 27 * 60, 30 * 60, 3 * 1440, 4 * 1440, 5 * 1440, 400 * 1440))
    return (now + timedelta(minutes=minutes + rng.randint(0, 45))).replace(second=0, microsecond=0)


def agree(scene: Scene) -> None:
    """Sign by the button of the card, of the question or of a private answer; perhaps twice at once."""
    message = scene.thread("promise.agree").with_button("promise.agree", scene.rng)
    scene.hands.press(message, "promise.agree", scene.twice())


def accept(scene: Scene) -> None:
    """Take a counter."""
    message = scene.thread("promise.accept", own=scene.rng.random() < 0.9).with_button("promise.accept", scene.rng)
    scene.hands.press(message, "promise.accept", scene.twice())


def retract(scene: Scene) -> None:
    """Take an agreement back by the button of its receipt."""
    receipts = scene.world.receipts.private(scene.hands.user)
    found = [message for message in receipts if has_button(message, "promise.retract")]
    if found:
        scene.hands.press(scene.rng.choice(found[-4:]), "promise.retract", scene.twice())


def object_to(scene: Scene) -> None:
    """Object, with a reason."""
    token = scene.token()
    message = scene.thread("promise.object").with_button("promise.object", scene.rng)
    view = scene.hands.opened_by(message, "promise.object", "promise.object")
    values = {"terms": ticked(view, "terms", scene.rng), "reason": text(f"not before summer {token}")}
    scene.note(token, scene.hands.send(values, scene.twice()), "TermObjected")


def counter(scene: Scene) -> None:
    """Propose other figures."""
    message = scene.thread("promise.counter").with_button("promise.counter", scene.rng)
    _bundle(scene, scene.hands.opened_by(message, "promise.counter", "promise.counter"), "CounterProposed")


def revise(scene: Scene) -> None:
    """Change figures."""
    message = scene.thread("promise.revise", own=True).with_button("promise.revise", scene.rng)
    _bundle(scene, scene.hands.opened_by(message, "promise.revise", "promise.revise"), "TermsRevised")


def renegotiate(scene: Scene) -> None:
    """Reopen what is signed off."""
    callback_id = "promise.revise" if scene.hands.user in town.SALES else "promise.counter"
    view = from_more(scene, "promise.renegotiate", callback_id)
    _bundle(scene, view, "TermsRevised", "CounterProposed")


def _bundle(scene: Scene, view: Json, *facts: str) -> None:
    hands, token = scene.hands, scene.token()
    lines = initial(view, "figures").splitlines()
    changed = [re.sub(r"\d+", str(scene.rng.randint(50, 99)), line, count=1) for line in lines]
    if "go-live" in "".join(lines):  # a date begins with its day
        changed = [re.sub(r"\d+", str(scene.rng.randint(2, 28)), line, count=1) for line in lines]
    looked = hands.send({"figures": text("\n".join(changed)), "reason": text(f"after a look at the plan {token}")})
    hands.form("promise.review", looked[-1])
    scene.note(token, hands.send(times=scene.twice()), *facts)


def drop(scene: Scene) -> None:
    """Give up a figure."""
    token = scene.token()
    view = from_more(scene, "promise.drop", own=True)
    values = {"terms": ticked(view, "terms", scene.rng), "reason": text(f"no longer asked for {token}")}
    scene.note(token, scene.hands.send(values, scene.twice()), "TermDropped", "DropProposed")


def withdraw(scene: Scene) -> None:
    """Give up a promise."""
    _reasoned(scene, "promise.withdraw", "PromiseWithdrawn", own=True)


def end_renegotiation(scene: Scene) -> None:
    """Leave what is sealed as it is."""
    _reasoned(scene, "promise.end_renegotiation", "RenegotiationEnded", own=True)


def _reasoned(scene: Scene, action_id: str, fact: str, own: bool) -> None:
    token = scene.token()
    from_more(scene, action_id, own=own)
    scene.note(token, scene.hands.send({"reason": text(f"decided so {token}")}, scene.twice()), fact)


def cannot_keep(scene: Scene) -> None:
    """Say that a figure cannot be kept any more."""
    _suspension(scene, "promise.cannot_keep", "TermSuspended")


def keep_again(scene: Scene) -> None:
    """Say that it can after all."""
    _suspension(scene, "promise.keep_again", "TermResumed")


def _suspension(scene: Scene, action_id: str, fact: str) -> None:
    token = scene.token()
    view = from_more(scene, action_id)
    values = {"terms": ticked(view, "terms", scene.rng), "reason": text(f"the plan has changed {token}")}
    is_suspending = fact == "TermSuspended"
    scene.note(token, scene.hands.send(values, scene.twice()), fact, update_is_taken=is_suspending)


def check(scene: Scene) -> None:
    """Look into it until a minute that nobody else names: that is the token."""
    view = from_more(scene, "promise.checking")
    until = scene.world.minute(scene.rng)
    zone = town.ZONES[scene.hands.user]
    values = {"until": text(f"{until.astimezone(zone):%Y-%m-%d %H:%M}")}
    if any(block.get("block_id") == "terms" for block in view["blocks"]):
        values["terms"] = ticked(view, "terms", scene.rng)
    token = until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    scene.note(token, scene.hands.send(values, scene.twice()), "TermChecking")


def from_more(scene: Scene, action_id: str, callback_id: str | None = None, *, own: bool = False) -> Json:
    """Press a button of the modal behind More… and return the form that it opens."""
    message = scene.thread(own=own).with_button("promise.more", scene.rng)
    view = scene.hands.opened_by(message, "promise.more", "promise.more")
    return scene.hands.opened_in_view(view, action_id, callback_id or action_id)


def comment(scene: Scene) -> None:
    """Write in a thread; now and then what reads as an approval, which signs nothing."""
    token, user = scene.token(), scene.hands.user
    said = "looks good" if scene.rng.random() < 0.25 else f"what about the holidays? {token}"
    card = scene.thread().card
    place = {"channel": card["channel"], "thread_ts": card["ts"]}
    answer = scene.hands.wire.post("message", user=user, text=said, **place)
    if token in said and "ts" in answer:
        outcome = Outcome.TAKEN if answer["ok"] else Outcome.UNKNOWN
        scene.world.ledger.note_comment(token, user, outcome, (card["channel"], card["ts"]), answer["ts"])


def react(scene: Scene) -> None:
    """Put ✅ under a card or take it away."""
    thread = scene.thread()
    message = scene.rng.choice([thread.card, *thread.replies[-1:]])
    users = next((one["users"] for one in message.get("reactions") or [] if one["name"] == "white_check_mark"), [])
    is_there = scene.hands.user in users
    body = {"user": scene.hands.user, "channel": message["channel"], "ts": message["ts"], "name": "white_check_mark"}
    scene.hands.wire.post("reaction", **body, present=not is_there)


def ask(scene: Scene) -> None:
    """Ask for a list, or for help."""
    scene.world.ledger.note_query(scene.hands.command(scene.rng.choice(_COMMANDS)))


def home(scene: Scene) -> None:
    """Open the home tab."""
    scene.world.ledger.note_query(scene.hands.wire.post("open-home", user=scene.hands.user))


class Tokens:
    """Words and minutes of which there is one each in a world."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._words = count(1)
        self._minutes: set[datetime] = set()

    def word(self) -> str:
        """Return a new word."""
        return f"tk{self._number}x{next(self._words)}z"

    def minute(self, now: datetime, rng: Random) -> datetime:
        """Return a minute in the next two days that was not returned before."""
        while True:
            ahead = timedelta(minutes=rng.choice((rng.randint(40, 400), rng.randint(1200, 2900))))
            minute = (now + ahead).replace(second=0, microsecond=0)
            if minute not in self._minutes:
                self._minutes.add(minute)
                return minute
