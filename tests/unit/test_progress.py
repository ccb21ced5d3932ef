"""What is said while something takes its time: nothing at first, then how far it is."""

import io

import pytest

from bot.locale import speaker
from bot.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock():
    return [100.0]


def test_nothing_is_said_within_two_seconds(clock):
    stream = io.StringIO()
    with Progress("Copying", speaker("en"), stream, lambda: clock[0]) as told:
        for clock[0] in (100.5, 101.9):
            told(1, 2)
    assert stream.getvalue() == ""


def test_the_seconds_count_from_where_it_begins(clock):
    stream = io.StringIO()
    progress = Progress("Copying", speaker("en"), stream, lambda: clock[0])
    clock[0] += 60
    with progress as told:
        told(1, 2)
    assert stream.getvalue() == ""


def test_in_a_log_it_is_a_line_every_ten_seconds(clock):
    stream = io.StringIO()
    with Progress("Copying", speaker("en"), stream, lambda: clock[0]) as told:
        for clock[0] in (102.0, 105.0, 111.0, 113.0):
            told(int(clock[0]) - 100, 200)
    assert stream.getvalue() == "Copying 1 %\nCopying 6 %\n"


def test_at_a_terminal_it_is_one_line_written_over(clock):
    stream = Terminal()
    with Progress("Copying", speaker("en"), stream, lambda: clock[0]) as told:
        for clock[0] in (102.0, 102.1, 103.0):
            told(int((clock[0] - 100) * 10), 100)
    assert stream.getvalue() == "\rCopying 20 %\x1b[K\rCopying 30 %\x1b[K\n"


def test_where_the_end_is_not_known_it_is_counted(clock):
    stream = io.StringIO()
    with Progress("Prüfung:", speaker("de"), stream, lambda: clock[0]) as told:
        clock[0] = 103.0
        told(12345, 0)
    assert stream.getvalue() == "Prüfung: 12.345\n"


def test_a_count_that_grew_meanwhile_is_never_more_than_all(clock):
    stream = io.StringIO()
    with Progress("Copying", speaker("en"), stream, lambda: clock[0]) as told:
        clock[0] = 103.0
        told(120, 100)
    assert stream.getvalue() == "Copying 100 %\n"
