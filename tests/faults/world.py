"""One world: a workspace of its own, a database, the bot's processes, and rounds in which everything goes wrong."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlmodel import select

from bot.delivery.envelope import mark_of
from bot.playground import PlaygroundServer
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store
from tests.faults import calendar, town
from tests.faults.bots import BotProcess, wait_until_up
from tests.faults.customs import BY_OPERATIONS, BY_SALES, Act
from tests.faults.gestures import GivenUp, Hands
from tests.faults.ledger import Ledger
from tests.faults.mischief import Blow, Deed, Mischief, mischief
from tests.faults.receipts import Receipts
from tests.faults.standing import Stop, agenda_is_done, nothing_waits, sweeps_to_come
from tests.faults.traffic import Scene, Thread, Tokens, draft
from tests.faults.wire import Wire

_CARD = re.compile(r"P-\d+ · (\w+): ")
AT_ONCE = 4
PATIENT = 0.75
"""How many of those who want to do something wait for a bot that is down."""
FOLLOW_SECONDS = 1.6
"""How long a process may take to notice that time was moved: its next tick asks."""
MOST_BEHIND = 4
"""How many messages may still wait for their turn in the channel, which takes one a second, when people go on."""
QUIET_SECONDS = 240.0
SWEEP_SECONDS = 240.0


@dataclass(frozen=True)
class Plan:
    """What one world is to do. `latest` is how late a call may land in Slack, in seconds."""

    number: int
    seed: int
    rounds: int
    processes: int
    folder: str
    database_url: str
    is_reconciling: bool = True
    latest: float = 4.0
    gestures: int = 12

    @property
    def is_socket(self) -> bool:
        """Tell whether Slack is connected to, rather than delivering over HTTP."""
        return self.number % 2 == 0


class NeverQuiet(Exception):
    """The bot did not come to rest: something is owed to Slack, or due, for too long."""


@dataclass
class World:
    """One world while it lasts."""

    plan: Plan
    server: PlaygroundServer
    wire: Wire
    store: Store
    bots: list[BotProcess]
    rng: Random
    ledger: Ledger = field(default_factory=Ledger)
    authors: dict[str, str] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    kills: int = 0
    receipts: Receipts = field(init=False)
    _tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self.receipts = Receipts(self.wire)
        self._tokens = Tokens(self.plan.number)

    def now(self) -> datetime:
        """Return the world's time."""
        return self.server.slack.clock.now()

    def token(self) -> str:
        """Return a word that nothing else in this world has."""
        return self._tokens.word()

    def minute(self, rng: Random) -> datetime:
        """Return a minute to come that nothing else in this world names."""
        return self._tokens.minute(self.now(), rng)

    def live(self, tell: Callable[[], None]) -> None:
        """Go through all rounds, call `tell` after each, and come to rest."""
        moments = calendar.stops(self.now().date(), is_autumn_first=self.plan.number % 4 >= 2)
        with ThreadPoolExecutor(AT_ONCE * 2) as pool:
            hands = {user: Hands(self.wire, user, pool) for user in town.PEOPLE}
            self.stop_at(next(moments), None)
            for _ in range(self.plan.rounds):
                self._round(hands)
                self.stop_at(next(moments), self._blow_at_stop())
                tell()
        self.rest()

    # Rounds

    def _round(self, hands: dict[str, Hands]) -> None:
        is_first = not self.authors
        trouble = mischief(self.rng, len(self.bots), self.plan.is_socket, self.plan.latest, is_first)
        threads = tuple(self.threads())
        deeds = [self._deed(hands, threads) for _ in range(self.plan.gestures)]
        self.wire.post("faults", **trouble.faults)
        striking = threading.Thread(target=self._strike, args=(trouble,))
        striking.start()
        with ThreadPoolExecutor(AT_ONCE) as people:
            list(people.map(lambda deed: deed(), deeds))
        striking.join()
        self._up_again()
        self.receipts.gather()

    def _deed(self, hands: dict[str, Hands], threads: tuple[Thread, ...]) -> Callable[[], None]:
        is_sales = self.rng.random() < 0.45
        user = self.rng.choice(town.SALES if is_sales else town.OPERATIONS)
        ways = BY_SALES if is_sales else BY_OPERATIONS
        act = draft if len(threads) < 2 else self._other(self.rng, ways)
        person = hands[self.rng.choice(town.SALES) if act is draft else user]
        rng, waits = Random(self.rng.random()), self.rng.uniform(0, 0.35)

        def do() -> None:
            time.sleep(waits)
            if rng.random() < PATIENT:
                self._wait_for_bot()
            with person.lock:
                person.close()
                for way in (act, self._other(rng, ways)):
                    with suppress(GivenUp):
                        way(Scene(self, person, rng, threads))
                        return

        return do

    @staticmethod
    def _other(rng: Random, ways: Mapping[Act, int]) -> Act:
        return rng.choices(list(ways), list(ways.values()))[0]

    def _wait_for_bot(self) -> None:
        """Wait until somebody answers, as most people do who were not answered."""
        give_up = time.monotonic() + 15
        while time.monotonic() < give_up and not self._is_answering():
            time.sleep(0.05)

    def threads(self) -> Iterator[Thread]:
        """Yield the threads that stand in channels, those of one channel the oldest first."""
        seen = {user: self.wire.get(f"state?user={user}")["channels"] for user in town.PEOPLE}
        readers: dict[str, set[str]] = defaultdict(set)
        for user, channels in seen.items():
            for channel in channels:
                if channel["bot_is_member"] and not channel["is_im"]:
                    readers[channel["id"]].add(user)
        for channel_id, who in readers.items():
            yield from self._threads_in(channel_id, frozenset(who))

    def _threads_in(self, channel: str, readers: frozenset[str]) -> Iterator[Thread]:
        found = [{**one, "channel": channel} for one in self.wire.get(f"messages/{channel}")["messages"]]
        for card in found:
            said = _CARD.match(card["text"])
            client = said[1] if said else ""
            if client in self.authors and "bot_id" in card and card.get("thread_ts") in (None, card["ts"]):
                replies = [one for one in found if one.get("thread_ts") == card["ts"] != one["ts"]]
                yield Thread(card, self.authors[client], tuple(r for r in replies if "bot_id" in r), readers)

    # What goes wrong

    def _strike(self, trouble: Mischief) -> None:
        began = time.monotonic()
        for blow in trouble.blows:
            time.sleep(max(0.0, began + blow.after - time.monotonic()))
            self._strike_once(blow, trouble)

    def _strike_once(self, blow: Blow, trouble: Mischief) -> None:
        victim = self.bots[blow.victim]
        if blow.deed is Deed.KILL:
            self.kill(victim, blow.lasts)
        elif blow.deed is Deed.HOLD:
            victim.hold()
            time.sleep(blow.lasts)
            victim.go_on()
        else:
            self.wire.post("faults", **trouble.faults, **{blow.deed.value: True})

    def kill(self, victim: BotProcess, down_seconds: float) -> None:
        """Kill a process and start it again."""
        victim.check()
        victim.kill()
        self.kills += 1
        time.sleep(down_seconds)
        victim.start()

    def _is_answering(self) -> bool:
        if self.plan.is_socket:
            return self.server.slack.sockets.connected
        return any(bot.running and bot.hears and bot.listens for bot in self.bots)

    def _up_again(self) -> None:
        for bot in self.bots:
            bot.go_on()
        wait_until_up(self.bots, self.server)

    def _blow_at_stop(self) -> Blow | None:
        if self.rng.random() > 0.2:
            return None
        return Blow(Deed.KILL, self.rng.uniform(0, 1.5), self.rng.randrange(len(self.bots)))

    # Time

    def stop_at(self, moment: datetime, blow: Blow | None) -> None:
        """Move the clock to `moment` and let the bot look, with a process killed meanwhile perhaps."""
        before = self.now()
        self.wire.post("clock", set=moment.isoformat())
        after = self.now()
        if blow is not None:
            time.sleep(blow.after)
            self.kill(self.bots[blow.victim], 0.0)
            self._up_again()
        time.sleep(FOLLOW_SECONDS)
        self._until(lambda: agenda_is_done(self.store, after), "what is due to be dealt with", QUIET_SECONDS)
        looked = self.now()
        self.wire.post("faults")  # what fell due has met the round's faults; now everything goes out
        self._until(lambda: nothing_waits(self.store, MOST_BEHIND), "what fell due to be sent", QUIET_SECONDS)
        self.stops.append(Stop(before, after, looked, sent=self.now()))

    def rest(self) -> None:
        """End all faults and wait until nothing is owed, due or on its way, nor to be swept."""
        self.wire.post("faults")
        self._up_again()
        self._until(lambda: self.server.slack.idle, "events to be delivered", QUIET_SECONDS)
        for _ in range(2):
            self._until(lambda: agenda_is_done(self.store, self.now()), "what is due to be dealt with", QUIET_SECONDS)
            self._until(lambda: nothing_waits(self.store), "the outbox to be empty", QUIET_SECONDS)
        if self.plan.is_reconciling and self._has_doubles():
            self.until_swept()
        self.receipts.gather()

    def until_swept(self) -> None:
        """Wait until everything was looked at again that may have landed twice or late, and cards are shown anew."""
        self._until(lambda: not sweeps_to_come(self.store), "doubles to be swept", SWEEP_SECONDS)
        self._until(lambda: nothing_waits(self.store), "the outbox to be empty", QUIET_SECONDS)

    def _has_doubles(self) -> bool:
        with self.store.read() as tx:
            rows = tx.session.exec(select(OutboxRow).where(OutboxRow.kind == "card"))
            cards = {mark_of(row.key): row.promise_id for row in rows}  # each update of a card has a mark of its own
        there = [cards.get(mark, mark) for mark, _ in self.marked()]
        return len(there) != len(set(there))

    def marked(self) -> list[tuple[str, tuple[str, str]]]:
        """Return (mark, (channel, ts)) of every message in Slack that carries a mark."""
        found = []
        for channel in self.wire.get("state")["channels"]:
            for message in self.wire.get(f"messages/{channel['id']}")["messages"]:
                mark = (message.get("metadata") or {}).get("event_payload", {}).get("id")
                if mark:
                    found.append((str(mark), (str(channel["id"]), str(message["ts"]))))
        return found

    def _until(self, look: Callable[[], bool], what: str, seconds: float) -> None:
        give_up = time.monotonic() + seconds
        while not look():
            for bot in self.bots:
                bot.check()
            if time.monotonic() > give_up:
                words = "\n".join(bot.last_words() for bot in self.bots)
                raise NeverQuiet(f"waited {seconds:.0f} s for {what}:\n{words}")
            time.sleep(0.1)
