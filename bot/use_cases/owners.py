"""Who answers for what, read from a CSV: all of it or nothing, and every error with its line.

Columns: metric, site, skill, client (empty or * fits everything), area, members, backup. People are Slack ids (U…)
or @handles, separated by spaces or semicolons. The same area may stand in many rows; its people add up.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.slots import PersonRef
from bot.figures import metrics
from bot.use_cases.replanning import replanning
from storage.owners import AreaEntry, RuleEntry
from storage.unit_of_work import Store

COLUMNS = ("metric", "site", "skill", "client", "area", "members", "backup")
_REQUIRED = ("metric", "area", "members")


class CsvProblem(StrEnum):
    """What can be wrong with a line."""

    COLUMNS = "columns"
    NO_ROWS = "no_rows"
    TOO_MANY_CELLS = "too_many_cells"
    METRIC_UNKNOWN = "metric_unknown"
    AREA_MISSING = "area_missing"
    MEMBERS_MISSING = "members_missing"
    PERSON_UNKNOWN = "person_unknown"
    RULE_TWICE = "rule_twice"


@dataclass(frozen=True, slots=True)
class CsvError:
    """One error: the line as an editor counts it, and the word that is wrong."""

    line: int
    problem: CsvProblem
    word: str = ""


@dataclass
class _Sheet:
    rules: list[RuleEntry] = field(default_factory=list)
    people: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    errors: list[CsvError] = field(default_factory=list)


def import_owners(
    store: Store, text: str, resolve: Callable[[str], str | None], now: datetime
) -> tuple[list[CsvError], int]:
    """Put the CSV's rules and areas in place of the current ones; return (errors, number of rules).

    `resolve` turns "@handle" or an id into a Slack id, None for somebody unknown. With any error nothing changes.
    """
    sheet = _read(text, resolve)
    if sheet.errors:
        return sheet.errors, 0
    with store.write() as tx:
        tx.settings.take_turn()
        areas = [
            AreaEntry(sheet.names[key], _refs(members, tx.people.ref_of), _refs(backup, tx.people.ref_of))
            for key, (members, backup) in sheet.people.items()
        ]
        kept = tx.settings.all().get("default_area", "").casefold()
        default = [row for row in _default_area(tx.owners.areas(), kept) if row.area.casefold() not in sheet.people]
        with replanning(tx, now):
            tx.owners.replace([*areas, *default], sheet.rules)
    return [], len(sheet.rules)


def _default_area(areas: list[AreaEntry], name: str) -> list[AreaEntry]:
    """Return the default area's own entry: it comes from the settings, not from the sheet."""
    return [entry for entry in areas if name and entry.area.casefold() == name]


def _refs(users: list[str], ref_of: Callable[[str], PersonRef]) -> tuple[PersonRef, ...]:
    return tuple(ref_of(user) for user in users)


def _read(text: str, resolve: Callable[[str], str | None]) -> _Sheet:
    sheet = _Sheet()
    # Lines may end as on any system, an old Mac's included.
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=None), dialect=_dialect(text))
    header = [cell.strip().casefold() for cell in next(reader, [])]
    is_known = set(_REQUIRED) <= set(header) <= set(COLUMNS)
    if not is_known or len(set(header)) < len(header):
        sheet.errors.append(CsvError(1, CsvProblem.COLUMNS, ", ".join(COLUMNS)))
        return sheet
    line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            _read_row(sheet, header, cells, line, resolve)
        line = reader.line_num + 1  # a quoted cell may go over several lines
    if not sheet.rules and not sheet.errors:
        sheet.errors.append(CsvError(1, CsvProblem.NO_ROWS))
    return sheet


def _dialect(text: str) -> type[csv.Dialect]:
    """Return commas, or semicolons where a German spreadsheet wrote the header with them."""

    class Separated(csv.excel):
        delimiter = ";" if ";" in next(iter(text.splitlines()), "") else ","

    return Separated


def _read_row(
    sheet: _Sheet, header: list[str], cells: list[str], line: int, resolve: Callable[[str], str | None]
) -> None:
    if len(cells) > len(header):
        sheet.errors.append(CsvError(line, CsvProblem.TOO_MANY_CELLS))
        return
    row = {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=False)}
    metric = _cell(row, "metric")
    if metric is not None and metric.casefold() not in metrics():
        sheet.errors.append(CsvError(line, CsvProblem.METRIC_UNKNOWN, metric))
    area = row.get("area", "")
    if not area:
        sheet.errors.append(CsvError(line, CsvProblem.AREA_MISSING))
    members = _people(sheet, row.get("members", ""), line, resolve)
    backup = _people(sheet, row.get("backup", ""), line, resolve)
    if not row.get("members"):
        sheet.errors.append(CsvError(line, CsvProblem.MEMBERS_MISSING))
    rule = RuleEntry(area, metric.casefold() if metric else None, *(_cell(row, n) for n in ("site", "skill", "client")))
    if rule in sheet.rules:
        sheet.errors.append(CsvError(line, CsvProblem.RULE_TWICE))
    sheet.rules.append(rule)
    sheet.names.setdefault(area.casefold(), area)
    known_members, known_backup = sheet.people.setdefault(area.casefold(), ([], []))
    known_members += [person for person in members if person not in known_members]
    known_backup += [person for person in backup if person not in known_backup]


def _cell(row: Mapping[str, str], name: str) -> str | None:
    cell = row.get(name, "")
    return None if cell in ("", "*") else cell


def _people(sheet: _Sheet, cell: str, line: int, resolve: Callable[[str], str | None]) -> list[str]:
    found = []
    for word in re.split(r"[\s;]+", cell.strip()):
        if not word:
            continue
        user = resolve(word)
        if user is None:
            sheet.errors.append(CsvError(line, CsvProblem.PERSON_UNKNOWN, word))
        else:
            found.append(user)
    return found
