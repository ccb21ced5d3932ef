"""Code names of confidential promises: trees and birds, which read alike in both languages and mean nothing."""

from __future__ import annotations

NAMES = (
    "Ahorn", "Amsel", "Birke", "Buche", "Drossel", "Eiche", "Elster", "Erle", "Esche", "Falke", "Fichte", "Fink",
    "Ginster", "Habicht", "Hasel", "Holunder", "Ibis", "Kiebitz", "Kiefer", "Kranich", "Lerche", "Linde", "Meise",
    "Milan", "Pappel", "Pirol", "Reiher", "Robinie", "Schwan", "Sperber", "Tanne", "Ulme", "Wacholder", "Weide",
    "Zeder",
)  # fmt: skip


def code_name(number: int) -> str:
    """Return the code name of P-`number`; after the list's end the names come again with a count."""
    turn, index = divmod(number * 13, len(NAMES))  # 13 shares no factor with the list: neighbours differ in kind
    return NAMES[index] if turn < 13 else f"{NAMES[index]} {turn // 13 + 1}"
