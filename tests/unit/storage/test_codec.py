"""What was written once can always be read: every kind of event, through JSON and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events, promise
from bot.domain.slots import PersonRef, Slot
from bot.domain.terms import Quantity, Range, Term
from storage import codec
from storage.codec import SCHEMA_VERSION, decode_event, encode_event
from tests.property.test_figures_round_trip import terms

EVERY_KIND = get_args(events.Event)
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)

moments = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))
names = st.text(max_size=20)
ids = st.text(min_size=1, max_size=10)
amounts = st.decimals(allow_nan=False, allow_infinity=False)
any_terms = terms() | st.builds(
    Term,
    metric=names,
    value=st.builds(Quantity, amounts) | st.builds(Range, amounts, amounts),
    unit=names,
    conditions=st.lists(names, max_size=2).map(tuple),
)
slots = st.lists(st.builds(Slot, ids, names), max_size=3).map(tuple)
changes = st.builds(
    promise.Change, any_terms, slots, st.none() | ids, term_id=st.none() | ids, based_on=st.none() | st.integers(1)
)
bundles = st.lists(changes, max_size=3).map(tuple)
counters = st.builds(
    promise.Counter, ids, ids, moments, names, bundles, st.dictionaries(ids, st.none() | ids, max_size=3)
)
FIELDS = {
    events.PromiseDrafted: {"terms": bundles, "account_team": st.lists(ids, max_size=2).map(tuple)}
    | {"conditions": st.lists(names, max_size=2).map(tuple), "award_on": st.none() | st.dates()},
    events.CounterProposed: {"counter": counters},
    events.TermsRevised: {"changes": bundles},
    events.TermChecking: {"until": moments},
    events.PromiseEdited: {"needed_by": st.none() | moments, "award_on": st.none() | st.dates()}
    | {"account_team": st.none() | st.lists(ids, max_size=2).map(tuple)},
    events.PromiseSignedOff: {"seal": st.builds(promise.Seal, names, moments)},
}


def of_kind(cls: type[events.Event]) -> st.SearchStrategy[events.Event]:
    fields = {"at": moments} | FIELDS.get(cls, {})
    fields |= {"needed_by": moments} if cls is events.PromiseDrafted else {}
    return st.builds(cls, **fields)


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.__name__)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_event_reads_back_as_itself(kind: type[events.Event], data: st.DataObject) -> None:
    event = data.draw(of_kind(kind))
    stored = json.loads(json.dumps(encode_event(event)))

    read = decode_event(stored, SCHEMA_VERSION)

    assert read == event
    assert type(read) is kind


def test_a_moment_is_stored_in_utc() -> None:
    berlin = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))  # the second one of that night

    read = decode_event(encode_event(events.PromiseWithdrawn(berlin, PersonRef("p"), "no order")), SCHEMA_VERSION)

    assert read.at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert read.at.tzinfo is UTC


def test_decimals_keep_their_places() -> None:
    term = Term("qa_score", Quantity(Decimal("92.50")), "percent")
    event = events.TermsRevised(AT, PersonRef("p"), (promise.Change(term, ()),), "because")

    read = decode_event(json.loads(json.dumps(encode_event(event))), SCHEMA_VERSION)

    assert isinstance(read, events.TermsRevised)
    value = read.changes[0].term.value
    assert isinstance(value, Quantity)
    assert str(value.amount) == "92.50"


WITHDRAWN = events.PromiseWithdrawn(AT, PersonRef("p"), "no order")


def test_an_event_of_a_newer_program_is_refused() -> None:
    with pytest.raises(ValueError, match="newer"):
        decode_event(encode_event(WITHDRAWN), SCHEMA_VERSION + 1)


def test_an_unknown_class_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match="PromiseForgotten"):
        decode_event({**encode_event(WITHDRAWN), "_": "PromiseForgotten"}, SCHEMA_VERSION)
    with pytest.raises(ValueError, match="unknown stored class"):
        decode_event({"at": "yesterday"}, SCHEMA_VERSION)


def test_an_old_event_passes_every_upcaster_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    old = encode_event(WITHDRAWN)
    old["why"] = old.pop("reason")
    steps = {
        1: lambda plain: {**plain, "because": plain["why"]},
        2: lambda plain: {
            **{k: v for k, v in plain.items() if k not in ("why", "because")},
            "reason": plain["because"],
        },
    }
    monkeypatch.setattr(codec, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(codec, "UPCASTERS", steps)

    assert decode_event(old, 1) == WITHDRAWN
    assert decode_event(encode_event(WITHDRAWN), 3) == WITHDRAWN
    monkeypatch.setattr(codec, "UPCASTERS", {2: steps[2]})
    with pytest.raises(ValueError, match="schema 1"):
        decode_event(old, 1)


def test_a_moment_without_a_zone_is_not_stored() -> None:
    with pytest.raises(ValueError, match="zone"):
        encode_event(events.PromiseWithdrawn(datetime(2026, 11, 23, 12), PersonRef("p"), "no order"))
