"""Numbers and days in each language's way (Babel)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from bot.figures.model import Language


def number_text(amount: Decimal | int, language: Language, places: int = 0) -> str:
    """Return a number with the language's separators and all of its places: 1,200 or 92,5.

    A number that is not whole has at least `places` of them: 2.80 EUR.
    """
    pattern = f"#,##0.{'0' * places}" if places and amount % 1 else None
    return str(format_decimal(amount, format=pattern, locale=language, decimal_quantization=False))


def day_text(day: date, language: Language, weekday: bool = False) -> str:
    """Return a day with its year: "1 February 2027", "1. Februar 2027"."""
    pattern = "d. MMMM y" if language == "de" else "d MMMM y"
    return str(format_date(day, f"EEE {pattern}" if weekday else pattern, locale=language))
