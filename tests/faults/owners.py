"""The owners' table of a world, imported before its first process starts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from importlib import resources

from bot.office import import_owners_text, open_office, set_up
from bot.settings import Purpose, load


def import_owners(environ: Mapping[str, str]) -> None:
    """Set the workspace up as `.env` would, and take the playground's example table over."""
    office = open_office(load(environ, None, Purpose.RUN))
    with closing(office.store.database):
        set_up(office)
        example = resources.files("bot.playground").joinpath("example_owners.csv").read_text(encoding="utf-8")
        problems = import_owners_text(office, example)
    assert not problems, problems
