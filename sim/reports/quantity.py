"""Numbers as a reader of the report sees them."""

from __future__ import annotations

import math

from sim.indicators.board_text import number_text

__all__ = ["MISSING", "difference_text", "people_text", "plain_text", "value_text"]

MISSING = "—"
_MINUS = "−"


def value_text(value: float | None, unit: str) -> str:
    """Write a number with the decimals that suit its unit; a dash where there is none.

    Counts are grouped by thousands; a minus is a real minus.

    Examples
    --------
    >>> value_text(257.31, "km"), value_text(1234567.0, "people"), value_text(float("nan"), "km")
    ('257.3', '1,234,567', '—')
    """
    if value is None or math.isnan(value):
        return MISSING
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace("-", _MINUS)
    return number_text(value, unit).replace("-", _MINUS)


def difference_text(value: float | None, unit: str) -> str:
    """Write a difference with its sign; nothing at all is ``±0``.

    Examples
    --------
    >>> difference_text(7.31, "km"), difference_text(-2.0, "cities"), difference_text(0.0, "km")
    ('+7.3', '−2', '±0')
    """
    if value is None or math.isnan(value):
        return MISSING
    if value == 0:
        return "±0"
    text = value_text(abs(value), unit)
    return f"{'+' if value > 0 else _MINUS}{text}"


def people_text(people: float) -> str:
    """Write a number of people to the hundred, as fine as the spread over cells allows.

    Examples
    --------
    >>> people_text(1_234_567.0), people_text(40.0), people_text(0.0)
    ('1,234,600', '< 100', '0')
    """
    if math.isnan(people):
        return MISSING
    if 0 < people < 50:
        return "< 100"
    return f"{round(people, -2):,.0f}"


def plain_text(value: float, decimals: int = 1) -> str:
    """Write a number with fixed decimals, a dash where there is none.

    Examples
    --------
    >>> plain_text(-3.14159), plain_text(-0.04), plain_text(float("inf"))
    ('−3.1', '0.0', '—')
    """
    if not math.isfinite(value):
        return MISSING
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", _MINUS)
