"""The board as plain text cells, for whoever prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sim.indicators.board import BoardRow, Overall, Verdict
from sim.indicators.target_model import Target

__all__ = [
    "TextRow",
    "board_notes",
    "board_table",
    "interval_text",
    "number_text",
    "probability_text",
    "uncertainty_text",
]

_MISSING = "—"
_NEVER = "not reached"
_DECIMALS = MappingProxyType({"km": 1, "%": 1, "min": 0})
_VERDICT_TEXT = MappingProxyType(
    {
        "met": "met",
        "missed": "missed",
        "depends": "depends on definition",
        "not_modelled": "not modelled yet",
        "not_computed": "not computed",
    }
)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One printed line: a target's headline (``indent`` 0) or another definition (``indent`` 1).

    ``verdict`` is what a person reads: on a headline line that of the whole target, else that of
    the definition. ``verdict_code`` is the same as a code, to choose a colour by, and
    ``own_verdict`` that of the line's definition alone. ``interval`` and ``probability`` are empty
    where the uncertainty of the value was not computed.
    """

    target: str
    value: str
    threshold: str
    margin: str
    definition: str
    verdict: str
    verdict_code: Overall
    own_verdict: Verdict
    quality: str
    indent: int
    interval: str = ""
    probability: str = ""


def board_table(rows: Sequence[BoardRow], targets: Sequence[Target] = ()) -> tuple[TextRow, ...]:
    """Cells of the board, headline by headline, the other definitions indented beneath.

    The headline line carries the verdict of the whole target, so a target on which definitions
    disagree reads "depends on definition" and never "met". With `targets` the threshold of an
    "about" shows the lowest value that meets it.

    Examples
    --------
    >>> board_table(())
    ()
    """
    tolerances = {target.id: target.tolerance_pct for target in targets}
    return tuple(_text_row(row, tolerances.get(row.target_id)) for row in rows)


def board_notes(rows: Sequence[BoardRow], targets: Sequence[Target]) -> tuple[str, ...]:
    """One note per definition on the board: formula, threshold's basis, source, caveats.

    Notes come in board order, a line per target first with its own caveats.
    """
    known = {target.id: target for target in targets}
    notes: list[str] = []
    for row in rows:
        target = known[row.target_id]
        definition = target.definition(row.definition)
        if row.headline:
            notes.append(
                f"{target.title_zh} {target.title_en} (clause {target.clause}, {target.year}): "
                f"{row.agreement}. {_basis(target.threshold_basis, target.threshold_reason)}"
                f"{' '.join(target.caveats)} Source: {target.source}."
            )
        own = _basis(definition.threshold_basis, definition.threshold_reason)
        notes.append(
            f"  {row.definition_zh} {row.definition_en}: {definition.formula}. {own}"
            f"{_sentence(definition.caveat)}{_uncertainty(row)}"
            f"{''.join(_sentence(one) for one in row.caveats)}"
            f"Source: {definition.source}."
        )
    return tuple(notes)


def number_text(value: float | None, unit: str) -> str:
    """Write a number with the decimals that suit its unit; a dash where there is none.

    Examples
    --------
    >>> number_text(257.29, "km"), number_text(5.0, "cities"), number_text(None, "km")
    ('257.3', '5', '—')
    """
    return _MISSING if value is None else f"{value:.{_DECIMALS.get(unit, 0)}f}"


def interval_text(low: float | None, high: float | None, unit: str) -> str:
    """Write an interval with the decimals of its unit; nothing where there is none.

    Examples
    --------
    >>> interval_text(54.08, 62.0, "%"), interval_text(None, None, "%")
    ('54.1–62.0', '')
    """
    if low is None or high is None:
        return ""
    return f"{number_text(low, unit)}–{number_text(high, unit)}"


def probability_text(probability: float | None) -> str:
    """Whole per cent, never 0 or 100 for what is neither; nothing where there is none.

    Examples
    --------
    >>> probability_text(0.3149), probability_text(0.996), probability_text(None)
    ('31 %', '>99 %', '')
    """
    if probability is None:
        return ""
    if 0 < probability < 0.01:
        return "<1 %"
    if 0.99 < probability < 1:
        return ">99 %"
    return f"{100 * probability:.0f} %"


def uncertainty_text(row: BoardRow) -> str:
    """Interval of a row's value and probability of meeting the target; nothing without draws.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> uncertainty_text(SimpleNamespace(low=54.08, high=62.0, probability=0.3149, unit="%"))
    '54.1–62.0, P 31 %'
    """
    chance = probability_text(row.probability)
    parts = (interval_text(row.low, row.high, row.unit), f"P {chance}" if chance else "")
    return ", ".join(part for part in parts if part)


def _text_row(row: BoardRow, tolerance_pct: float | None) -> TextRow:
    verdict: Overall = row.overall if row.headline else row.verdict
    return TextRow(
        target=f"{row.title_zh} {row.title_en}" if row.headline else "",
        value=_NEVER if _is_never(row) else _with_unit(row.value, row.unit),
        threshold=_threshold(row, tolerance_pct),
        margin=_MISSING if row.margin is None else _signed(row.margin, row.unit),
        definition=f"{row.definition_zh} {row.definition_en}",
        verdict=_VERDICT_TEXT[verdict],
        verdict_code=verdict,
        own_verdict=row.verdict,
        quality=row.quality,
        indent=0 if row.headline else 1,
        interval=interval_text(row.low, row.high, row.unit),
        probability=probability_text(row.probability),
    )


def _with_unit(value: float | None, unit: str) -> str:
    return _MISSING if value is None else f"{number_text(value, unit)} {_counted(unit, value)}"


def _is_never(row: BoardRow) -> bool:
    """Whether a row is missed for want of any value: not reached in the time searched."""
    return row.value is None and row.verdict == "missed"


def _counted(unit: str, value: float) -> str:
    """Fit the unit to its number: one line, two lines."""
    if value != 1 or not unit.endswith("s"):
        return unit
    return f"{unit[:-3]}y" if unit.endswith("ies") else unit[:-1]


def _signed(value: float, unit: str) -> str:
    """Write a margin with its sign; a miss by less than the last decimal keeps its minus."""
    return f"{value:+.{_DECIMALS.get(unit, 0)}f}"


def _threshold(row: BoardRow, tolerance_pct: float | None) -> str:
    if row.threshold is None:
        return _MISSING
    number = number_text(row.threshold, row.unit).removesuffix(".0")
    if row.comparator == "about":
        lowest = row.threshold * (1 - (tolerance_pct or 0.0) / 100)
        about = f"about {number}"
        return f"{about} (≥ {lowest:g})" if tolerance_pct is not None else about
    return f"{_SIGNS[row.comparator]} {number}"


_SIGNS = MappingProxyType({">=": "≥", "<=": "≤", "==": "="})


def _uncertainty(row: BoardRow) -> str:
    between = interval_text(row.low, row.high, row.unit)
    chance = probability_text(row.probability)
    told = f"90 % of the draws lie within {between} {row.unit}" if between else ""
    if chance:
        told += f"{', and ' if told else 'Of the draws '}{chance} meet the target"
    return _sentence(told)


def _basis(basis: str | None, reason: str) -> str:
    if not reason:
        return ""
    return f"Assumed threshold: {_sentence(reason)}" if basis == "assumption" else _sentence(reason)


def _sentence(text: str) -> str:
    """Text with a full stop and a space behind it."""
    return f"{text.rstrip('. ')}. " if text else ""
