"""Who sits where, as it was stored: in the order in which they are asked, and an area that has nobody (any more)."""

from __future__ import annotations

from bot.domain.slots import PersonRef, Seats, Slot
from storage.owners import AreaEntry, RuleEntry, slot_id_of
from storage.unit_of_work import Store

LENA, OMAR, WIM = map(PersonRef, ("p_lena", "p_omar", "p_wim"))
WFM, QM = (Slot(slot_id_of(area), area) for area in ("WFM", "QM"))


def test_seats_are_read_with_their_people_in_order_and_without_any(store: Store) -> None:
    with store.write() as tx:
        tx.owners.replace([AreaEntry("WFM", (WIM, LENA), (OMAR,)), AreaEntry("QM", ())], [RuleEntry("WFM")])
    with store.read() as tx:
        assert tx.owners.seats() == {WFM.id: Seats(WFM, (WIM, LENA), (OMAR,)), QM.id: Seats(QM)}
        assert tx.owners.directory("qm").default == QM.id
        assert tx.owners.slots_of(OMAR) == {WFM.id}


def test_what_is_changed_in_a_transaction_is_read_anew_in_it(store: Store) -> None:
    with store.write() as tx:
        assert tx.owners.seats() == {}
        tx.owners.put_area(AreaEntry("WFM", (LENA,)))
        assert tx.owners.seats() == {WFM.id: Seats(WFM, (LENA,))}
        tx.owners.put_area(AreaEntry("WFM", (WIM,)))
        assert tx.owners.slots_of(LENA) == set()
