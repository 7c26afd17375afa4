"""The animated day: one HTML file that holds all it needs and asks the network for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args

import jinja2

from sim.errors import OutputError, ScenarioError
from sim.maps.assets import leaflet_script
from sim.maps.day.assets import day_script, day_styles, day_text
from sim.maps.day.day_data import day_data
from sim.maps.day.inputs import DayInputs
from sim.maps.frame import Frame
from sim.maps.packing import packed_json
from sim.maps.page import Lang
from sim.maps.page_data import script_json

__all__ = ["MAX_DAY_BYTES", "day_page", "write_day_page"]

MAX_DAY_BYTES: Final = 5_000_000
"""A page must open on a planner's telephone."""

_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
_AS_TEXT: Final = frozenset({"settings"})


def day_page(inputs: DayInputs, *, lang: Lang = "both") -> str:
    """Draw a day of a scenario's trains and platforms as a self-contained page.

    Trains move along their lines (between two calls at an even speed), platforms swell and colour
    by the people waiting, closures break their section while they last. The page asks the network
    for nothing, and equal inputs give equal bytes.

    Parameters
    ----------
    inputs
        Network, base map and tables of the run. A run without people, platforms or closures gives
        a page of trains alone.
    lang
        Language the page opens in: ``zh``, ``en`` or ``both``.

    Returns
    -------
    HTML text.

    Raises
    ------
    ScenarioError
        There is no such language.
    DataError
        The trains' times are missing or run backwards.
    OutputError
        The page would be larger than `MAX_DAY_BYTES`.

    Examples
    --------
    >>> from sim.maps.day.examples import two_trains_day
    >>> page = day_page(two_trains_day())
    >>> page == day_page(two_trains_day()), len(page) < 300_000
    (True, True)
    """
    if lang not in get_args(Lang):
        raise ScenarioError(f"language '{lang}' is not known; write {', '.join(get_args(Lang))}")
    data = {}
    for name, value in day_data(inputs, Frame()):
        text = script_json(value)
        data[name] = text if name in _AS_TEXT else packed_json(text)
    page = _rendered(inputs, data, lang)
    _check_size(page, data)
    return page


def write_day_page(inputs: DayInputs, path: Path, *, lang: Lang = "both") -> int:
    """Write the page of `day_page` to a file; returns its size in bytes.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sim.maps.day.examples import two_trains_day
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "day.html"
    ...     write_day_page(two_trains_day(), path) == path.stat().st_size
    True
    """
    data = day_page(inputs, lang=lang).encode("utf-8")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path}: the page cannot be written ({error.strerror})") from error
    return len(data)


def _rendered(inputs: DayInputs, data: dict[str, str], lang: Lang) -> str:
    """Fill the skeleton. Autoescape is on: titles and notes come from scenario files."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(day_text("day.html")).render(
        lang=lang,
        policy=_POLICY,
        title_zh=inputs.title_zh,
        title_en=inputs.title_en,
        subtitle=inputs.subtitle,
        scenario=inputs.scenario,
        as_of=inputs.network.as_of.isoformat(),
        notes=inputs.notes,
        map_name=inputs.map_name,
        has_platforms=len(inputs.platforms) > 0,
        has_people=len(inputs.people) > 0,
        has_closures=len(inputs.closures) > 0,
        styles=day_styles(),
        data=data,
        scripts=f"{leaflet_script()}\n{day_script()}",
    )


def _check_size(page: str, data: dict[str, str]) -> None:
    size = len(page.encode("utf-8"))
    if size <= MAX_DAY_BYTES:
        return
    heaviest = sorted(data, key=lambda name: -len(data[name]))[:3]
    parts = ", ".join(f"{name} {len(data[name]) / 1e6:.1f} MB" for name in heaviest)
    raise OutputError(
        f"the animated day would be {size / 1e6:.1f} MB, the limit is "
        f"{MAX_DAY_BYTES / 1e6:.0f} MB; heaviest parts: {parts}. "
        "Simulate fewer lines or shorten their service"
    )
