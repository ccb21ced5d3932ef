"""In continuous integration (CI is set) a skipped test fails: what was not run was not shown to work."""

import logging
import os

import pytest

from bot.logs import MaskedJson, MaskedLines

IN_CI = bool(os.environ.get("CI"))


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
