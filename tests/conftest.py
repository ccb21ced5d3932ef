"""In continuous integration (CI is set) a skipped test fails: what was not run was not shown to work."""

import logging
import os

import pytest

from bot.logs import MaskedJson, MaskedLines

IN_CI = bool(os.environ.get("CI"))
TAKE_LONGEST = (
    "integration/test_readme.py", "browser/test_moves.py", "browser/test_negotiation.py", "integration/test_fuzz.py",
    "browser/test_page_controls.py", "browser/test_page_messages.py", "integration/test_faults.py",
    "integration/test_benchmarks.py",
)  # fmt: skip
"""One process does all of a file: those that begin with these share the rest, and end at about the same time."""


def pytest_collection_modifyitems(items):
    """Begin with what takes longest; the rest stays in its order."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(TAKE_LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _no_skip((yield))


@pytest.fixture(autouse=True)
def _no_log_outlives_its_test():
    """A command sets up the log of its process, on a stream that ends with the test."""
    yield
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, MaskedLines | MaskedJson):
            root.removeHandler(handler)


def _no_skip(report):
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which fails in CI: {report.longrepr[-1]}"
    return report
