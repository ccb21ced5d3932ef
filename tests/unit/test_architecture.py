"""Which part may know which: the arrows of the design, and the few places that read time and the environment."""

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOPS = ("bot", "storage")

# A module belongs to the longest of these names that begins its own.
ARROWS: dict[str, set[str]] = {
    "bot.domain": set(),
    "bot.locale": set(),
    "bot.figures": {"bot.domain"},
    "storage": {"bot.domain"},
    "bot.use_cases": {"bot.domain", "bot.figures", "storage"},
    "bot.slack.ids": set(),
    "bot.slack.gestures": set(),
    "bot.slack.payloads": {"bot.slack.gestures", "bot.domain", "bot.figures", "bot.slack.ids", "storage"},
    "bot.slack.render": {"bot.domain", "bot.figures", "bot.slack.ids", "bot.locale"},
    # What every handler needs: who is there, where it happened, how to answer. The domain's words are everybody's.
    "bot.slack": {
        "bot.use_cases", "bot.domain", "bot.figures", "bot.slack.render", "bot.slack.gestures", "bot.slack.payloads",
        "bot.slack.ids", "bot.locale", "storage",
    },
    "bot.slack.handlers": {
        "bot.slack", "bot.use_cases", "bot.domain", "bot.figures", "bot.slack.render", "bot.slack.gestures",
        "bot.slack.payloads", "bot.slack.ids", "bot.locale", "storage",
        "bot.logs",  # the ids that a line carries
    },
    # What stands before every handler, and the list of them.
    "bot.slack.boundary": {
        "bot.slack", "bot.slack.handlers", "bot.use_cases", "bot.domain", "bot.slack.render", "bot.slack.gestures",
        "bot.slack.payloads", "bot.slack.ids", "bot.locale", "storage",
    },
    "bot.slack.register": {"bot.slack", "bot.slack.boundary", "bot.slack.handlers", "bot.slack.ids"},
    "bot.slack.manifest": {"bot.locale"},
    "bot.bodies": set(),
    "bot.http_bodies": {"bot.bodies"},
    "bot.socket_listener": {"bot.bodies"},
    "bot.http_server": {"bot.bodies", "bot.http_bodies", "bot.slack.manifest"},
    "bot.owners_words": {"bot.use_cases", "bot.locale"},
    "bot.delivery": {
        "bot.use_cases", "storage", "bot.slack.render", "bot.slack.ids",
        "bot.domain",  # what a row means is the domain's word
        "bot.locale",  # each message is rendered for its readers
        "bot.logs",  # the ids that a line carries
    },
    # The workspace that the bot serves, before anything is started in it.
    "bot.office": {
        "bot.owners_words", "bot.clock", "bot.delivery", "bot.locale", "bot.metrics", "bot.observed", "bot.precedence",
        "bot.settings", "bot.setting_values", "bot.slack", "bot.use_cases", "storage",
    },
    "bot.scheduler": {
        "bot.use_cases", "bot.delivery",
        "storage",  # the store that it hands on, and the failure that it survives
    },
    # What is told to whoever operates it: counted at the edges, asked of the database, served over HTTP.
    "bot.metrics": {"storage"},
    "bot.health": {"bot.metrics", "storage"},
    "bot.observed": {"bot.metrics", "bot.logs", "bot.delivery"},
    "bot.playground": set(),
    # It starts both sides: the one file of the playground that knows the bot.
    "bot.playground.launch": {"bot.playground", "bot.wiring", "bot.office", "bot.settings", "bot.slack.manifest"},
    "bot.logs": set(),
    "bot.precedence": set(),
    "bot.clock": set(),
    "bot.setting_values": {"bot.locale"},
    "bot.settings": {"bot.setting_values", "bot.locale", "bot.logs"},
    # It looks at everything and changes nothing; judging is pure, see below.
    "bot.doctor": {
        "bot.doctor.checks", "bot.settings", "bot.slack", "bot.use_cases", "bot.domain", "bot.figures",
        "bot.locale", "storage",
    },
    "bot.doctor.checks": {"bot.doctor"},
    "bot.terminal": {"bot.logs", "bot.locale", "storage"},
    # The commands of whoever runs the bot: each reads settings, as the command line does, and calls one thing.
    "bot.operating": {
        "bot.terminal", "bot.settings", "bot.setting_values", "bot.clock", "bot.logs", "bot.locale", "bot.office",
        "bot.doctor", "bot.doctor.checks", "bot.slack", "bot.slack.manifest", "bot.use_cases",
        "bot.slack.render",  # why a message could not be delivered, in the words that people are told too
        "bot.progress", "storage",
    },
    "bot.progress": {"bot.locale"},
    "bot.__main__": {"bot.cli"},
    # Each command imports the one thing that it runs.
    "bot.cli": {
        "bot.operating", "bot.terminal", "bot.progress",
        "bot.wiring", "bot.office", "bot.playground.launch", "bot.settings", "bot.setting_values", "bot.clock",
        "bot.logs",
        "bot.locale", "bot.domain", "bot.figures", "bot.slack.manifest", "storage",
    },
}  # fmt: skip
# What Slack's side may have of the storage: the store, which it hands to a use case and never asks itself, the shape of
# a person as it came from Slack, and the failure that it puts into words.
OF_STORAGE = {"Store", "Profile", "StorageUnavailable"}
# The one exception: names and links of what is about to be rendered are looked up together, in one reading.
ASKS_THE_STORE = {("bot.slack.casting", "Transaction")}
FREE = {"bot", "bot.wiring"}  # the root package holds nothing; the composition root knows everything


@dataclass(frozen=True)
class Import:
    module: str
    target: str
    line: int


def sources() -> list[Path]:
    return [path for top in TOPS for path in sorted((ROOT / top).rglob("*.py"))]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def imports(path: Path) -> Iterator[Import]:
    module = name_of(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield Import(module, inner if base.split(".")[0] in TOPS and is_module(inner) else base, node.lineno)


def part_of(name: str) -> str:
    if name in FREE:
        return name
    return max((part for part in ARROWS if f"{name}.".startswith(f"{part}.")), key=len, default=name)


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every dotted name in a module, such as ("datetime.now", 12)."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node), node.lineno
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def test_every_module_belongs_to_a_part_that_has_its_arrows():
    unknown = {name_of(path) for path in sources() if part_of(name_of(path)) not in ARROWS.keys() | FREE}
    assert unknown == set()


def test_imports_follow_the_arrows():
    wrong = []
    for path in sources():
        for found in imports(path):
            here, there = part_of(found.module), part_of(found.target)
            inside = here == there or there == "bot" or here in FREE or found.target.split(".")[0] not in TOPS
            if not inside and there not in ARROWS.get(here, set()):
                wrong.append(f"{found.module}:{found.line} imports {found.target}")
    assert wrong == []


def test_the_surfaces_hand_the_store_on_and_never_ask_it():
    taken = {
        (name_of(path), alias.name)
        for path in (ROOT / "bot" / "slack").rglob("*.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "storage"
        for alias in node.names
    }
    assert {place for place in taken if place[1] not in OF_STORAGE} - ASKS_THE_STORE == set()


def test_the_domain_is_pure_standard_library():
    outside = {
        f"{found.module}:{found.line} imports {found.target}"
        for path in (ROOT / "bot" / "domain").rglob("*.py")
        for found in imports(path)
        if found.target.split(".")[0] not in sys.stdlib_module_names and not found.target.startswith("bot.domain")
    }
    assert outside == set()


def test_rendering_reads_no_database_and_calls_nobody():
    forbidden = ("sqlmodel", "sqlalchemy", "slack_sdk", "slack_bolt", "urllib", "http", "socket")
    wrong = [
        f"{found.module}:{found.line} imports {found.target}"
        for path in (ROOT / "bot" / "slack" / "render").rglob("*.py")
        for found in imports(path)
        if found.target.split(".")[0] in forbidden
    ]
    assert wrong == []


def test_the_doctor_judges_facts_and_nothing_else():
    allowed = {"__future__", "collections.abc", "dataclasses", "enum", "bot.doctor.facts"}
    read = {found.target for found in imports(ROOT / "bot" / "doctor" / "checks.py")}
    assert read <= allowed


def test_history_is_removed_in_one_place_alone():
    """Rule 6: rows are only added, but for promises that are kept no longer, and a playground begun anew."""
    removes = {
        name_of(path)
        for path in sources()
        if "migrations" not in path.parts
        and re.search(r"delete\(\s*(EventRow|PromiseRow)|\.table\.delete\(|\btable\.delete\(", path.read_text("utf-8"))
    }
    assert removes == {"storage.removal", "storage.database"}


def test_only_settings_read_the_environment():
    names = ("os.environ", "os.environb", "os.getenv", "os.putenv")
    wrong = [f"{name_of(path)}:{line}" for path in sources() for name, line in calls(path) if name in names]
    assert {place.split(":")[0] for place in wrong} == {"bot.settings"}, wrong


def test_only_the_clock_and_the_playgrounds_real_time_read_the_time():
    reads = {f"{kind}.{name}" for kind in ("datetime", "date") for name in ("now", "utcnow", "today")}
    wrong = [
        f"{name_of(path)}:{line} {name}"
        for path in sources()
        if not name_of(path).startswith(("bot.clock", "bot.playground"))
        for name, line in calls(path)
        if name in ("time.time", "time.time_ns") or ".".join(name.split(".")[-2:]) in reads
    ]
    assert wrong == []


def test_a_broad_except_says_what_it_guards():
    wrong = []
    for path in sources():
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler) and is_broad(node):
                around = " ".join(lines[node.lineno - 1 : node.lineno + 1])
                if not any(re.sub(r"^\s*noqa: \w+[\s-]*", "", comment).strip() for comment in around.split("#")[1:]):
                    wrong.append(f"{name_of(path)}:{node.lineno}")
    assert wrong == []


def is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or getattr(one, "id", "") in ("Exception", "BaseException") for one in caught)


def test_no_module_does_work_when_it_is_imported():
    loose = (ast.For, ast.While, ast.With, ast.Delete)
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources()
        if "migrations" not in path.parts
        for node in tree_of(path).body
        if isinstance(node, loose) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    ]
    assert wrong == []


def test_no_module_is_a_drawer_for_everything():
    drawers = ("utils", "util", "helpers", "helper", "common", "misc", "manager")
    assert [name_of(path) for path in sources() if path.stem in drawers] == []


@pytest.fixture(scope="module")
def lengths() -> dict[str, int]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        f"{name_of(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources()
        if "migrations" not in path.parts
        for node in ast.walk(tree_of(path))
        if isinstance(node, functions)
    }


def test_functions_are_short(lengths):
    ordered = sorted(lengths.values())
    assert {name: length for name, length in lengths.items() if length > 60} == {}
    assert statistics.median(ordered) <= 10
    assert ordered[int(len(ordered) * 0.9)] < 35
