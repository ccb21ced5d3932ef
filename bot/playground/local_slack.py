"""The parts of the local workspace in one place, passed to whoever acts on it.

Rule: composition only. State lives in workspace and views, the protocol in delivery and sockets, decisions in the
modules that take this as an argument.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .delivery import RETRY_DELAYS, Delivery
from .faults import Faults
from .ids import Json
from .installation import Installation
from .live import LiveFeed
from .model import Channel, Person
from .profile import FULL, Profile
from .response_urls import ResponseUrls
from .sockets import Sockets
from .store import Store
from .time_machine import TimeMachine
from .traffic import Traffic
from .triggers import Triggers
from .views import ViewStacks
from .workspace import Workspace

Seed = Callable[[Workspace], None]


@dataclass
class LocalSlack:
    """One workspace with one app installed."""

    installation: Installation
    seed: Seed
    retry_delays: Sequence[float] = RETRY_DELAYS
    profile: Profile = FULL
    clock: TimeMachine = field(default_factory=TimeMachine)
    live: LiveFeed = field(default_factory=LiveFeed)
    triggers: Triggers = field(default_factory=Triggers)
    response_urls: ResponseUrls = field(default_factory=ResponseUrls)
    faults: Faults = field(default_factory=Faults)
    workspace: Workspace = field(init=False)
    views: ViewStacks = field(init=False)
    traffic: Traffic = field(init=False)
    sockets: Sockets = field(init=False)
    delivery: Delivery = field(init=False)
    store: Store | None = field(default=None, init=False)
    on_reset: list[Callable[[], None]] = field(default_factory=list, init=False)
    """Called after a reset, off the event loop: whoever runs the bot throws its memory away too."""
    _later: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.clock)
        self.views = ViewStacks(self.workspace)
        self.traffic = Traffic(self.clock, self.live.tell)
        self.sockets = Sockets(lambda: self.live.tell({"type": "state"}))
        self.delivery = Delivery(self.sockets, self.traffic, self.faults, self.retry_delays, self.profile.told)

    def begin(self, data_dir: Path | None) -> None:
        """Fill the workspace: from `data_dir` if it was kept there, else from the seed; then follow its changes.

        Raises StoreMismatch for a file of another version.
        """
        if data_dir is not None:
            self.store = Store(data_dir, self.workspace, self.views)
        kept = self.store is not None and self.store.load()
        if self.store is not None:
            self.workspace.changes.append(self.store.keep)
        if not kept:
            self._seed_anew()
        self.workspace.changes.append(self.live.tell)

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way: no event to the bot, no late call of its own."""
        return self.delivery.idle and not self._later

    def do_later(self, seconds: float, what: Callable[[], object]) -> None:
        """Do something after `seconds` of real time; called on the event loop."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            what()

        task = asyncio.create_task(wait())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def close(self) -> None:
        """Stop delivering, and let go of the file."""
        for task in self._later:
            task.cancel()
        self.delivery.close()
        if self.store is not None:
            self.store.close()
            self.store = None

    def _seed_anew(self) -> None:
        self.seed(self.workspace)
        self.workspace.announce({"type": "reset"})

    def reset(self) -> None:
        """The workspace as on the first day; time stays where it is, because time never goes back."""
        self.delivery.forget()
        self.faults.set({})
        self.response_urls.clear()
        self.views.clear()
        self.workspace.clear()
        self.traffic.clear()
        self._seed_anew()
        self._show_everything_anew()

    def _show_everything_anew(self) -> None:
        for notice in ("state", "clock"):
            self.live.tell({"type": notice})
        for channel in self.workspace.channels:
            self.live.tell({"type": "messages", "channel": channel, "ts": None})
        for user in self.workspace.people:
            self.live.tell({"type": "views", "user": user})
            self.live.tell({"type": "home", "user": user})

    def visible_to_bot(self, channel: Channel) -> bool:
        """The bot knows its own channels and every public one."""
        return channel.bot_is_member or not (channel.is_private or channel.is_im)

    def known_person(self, user: str) -> Person | None:
        """The person, if the bot may know of them: a stranger only where they share a channel."""
        person = self.workspace.people.get(user)
        if person is None or not person.is_stranger:
            return person
        shared = any(user in channel.members and channel.bot_is_member for channel in self.workspace.channels.values())
        return person if shared else None

    def bot_state(self) -> Json:
        """Whether and how the bot is connected."""
        mode = "http" if self.delivery.request_url else "socket"
        return {"connected": self.delivery.connected, "mode": mode}
