"""The command that measures access, for any measure and layer, without editing a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.cli import access_options as option
from sim.cli.console import out, progress
from sim.errors import DataError
from sim.study import find_project

if TYPE_CHECKING:
    import pandas as pd

    from sim.study import Project

__all__ = ["access"]


def access(
    subject: option.Subject = None,
    *,
    measure: option.Measure = "cumulative",
    layer: option.Layers = None,
    cutoff: option.Cutoffs = None,
    decay: option.DecayText = None,
    setting: option.Settings = None,
    percentile: option.Percentile = None,
    percentile_of: option.PercentileOf = "time",
    search: option.Search = None,
    opportunities: option.Opportunities = None,
    to: option.Out = None,
    data: option.Data = None,
    outputs: option.Outputs = None,
    show_list: option.List = False,
    quiet: option.Quiet = False,
) -> None:
    """Measure what the people of every zone can reach: any measure, any layer."""
    project = find_project(data, outputs)
    if show_list:
        _print_list(project)
        return
    if subject is None:
        raise DataError("no scenario is named; write  sim access plan-2020  or  sim access --list")
    from sim.study.access import measure_access  # noqa: PLC0415
    from sim.study.access_summary import access_summary  # noqa: PLC0415

    if to is not None:
        _check_out(to)
    with progress(quiet=quiet) as report:
        table = measure_access(
            subject,
            measure,
            layers=_listed(layer),
            cutoffs_min=_minutes(cutoff),
            decay=decay,
            settings=_settings(setting),
            percentile=percentile,
            percentile_of=percentile_of,
            search_min=search,
            opportunities=opportunities,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
        )
    _print_summary(access_summary(table), float(table["searched_to_min"].iloc[0]), _titles(project))
    if to is not None:
        _write(table, to)
        out.print(f"wrote [bold]{escape(str(to))}[/]  {len(table):,} rows", soft_wrap=True)


def _listed(given: Sequence[str] | None) -> tuple[str, ...]:
    words = [word.strip() for text in given or () for word in text.split(",")]
    return tuple(word for word in words if word)


def _minutes(given: Sequence[str] | None) -> tuple[float, ...]:
    return tuple(dict.fromkeys(_number(word, "--cutoff", "30,45,60") for word in _listed(given)))


def _settings(given: Sequence[str] | None) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for word in _listed(given):
        name, mark, value = word.partition("=")
        if not mark or not value:
            raise DataError(f"--set: '{word}' is no setting; write name=value, such as n=3")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            found[name.strip()] = value.strip()
    return found


def _number(word: str, option: str, example: str) -> float:
    try:
        value = float(word)
    except ValueError as error:
        raise DataError(f"{option}: '{word}' is no number; write {option} {example}") from error
    if not 0 < value < float("inf"):
        raise DataError(f"{option}: {word} must be above 0; write {option} {example}")
    return value


def _check_out(to: Path) -> None:
    """Refuse a name that cannot be written before the seconds of work."""
    from sim.study.rows_file import SUFFIXES  # noqa: PLC0415

    if to.suffix not in SUFFIXES:
        raise DataError(f"--out: '{to}' must end in {' or '.join(SUFFIXES)}")


def _write(table: pd.DataFrame, to: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415

    from sim.study.rows_file import rows_file  # noqa: PLC0415

    with rows_file(to) as write:
        write(pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata())


def _titles(project: Project) -> dict[str, str]:
    from sim.tables import read_table  # noqa: PLC0415

    table = read_table(project.data, "land/opportunities")
    titles = table["title_zh"] + "  " + table["title_en"]
    return dict(zip(table["layer"], titles, strict=True))


def _print_summary(
    summary: pd.DataFrame, searched_to_min: float, titles: Mapping[str, str]
) -> None:
    """One table a layer: places down, parameters across."""
    from sim.accessibility import measure_named  # noqa: PLC0415

    if summary.empty:
        raise DataError("no cell of the city has people, so there is nothing to sum up")
    for layer, rows in summary.groupby("layer", sort=False):
        first = rows.iloc[0]
        spec = measure_named(first["measure"])
        out.print()
        title = titles.get(str(layer), str(layer))
        out.print(Text(f"{spec.title_zh}  {spec.title_en} · {title}", style="bold"))
        out.print(
            Text(
                f"{first['unit']} · {first['statistic']} · searched to {searched_to_min:g} min · "
                "means over people",
                style="bright_black",
            )
        )
        out.print(_summary_table(rows))


def _summary_table(rows: pd.DataFrame) -> Table:
    parameters = list(dict.fromkeys(rows["parameter"]))
    table = Table(box=None, pad_edge=False, header_style="bright_black")
    table.add_column("")
    for parameter in parameters:
        table.add_column(parameter or str(rows["unit"].iloc[0]), justify="right")
    means = rows[rows["place"].isin(["city", "district"])]
    for (place, zh, en), group in means.groupby(["place", "name_zh", "name_en"], sort=False):
        by_parameter = group.set_index("parameter")["value"]
        table.add_row(
            Text(f"{zh}  {en}"),
            *(_figure(by_parameter[parameter]) for parameter in parameters),
            style="bold" if place == "city" else "",
        )
    for place, words in (("best", "最好  best cell"), ("worst", "最差  worst cell")):
        cells = rows[rows["place"] == place].set_index("parameter")
        shown = [
            Text(f"{_figure(cells.loc[p, 'value'])} {cells.loc[p, 'name_zh']}") if p in cells.index
            else Text("–")
            for p in parameters
        ]  # fmt: skip
        table.add_row(Text(words), *shown, style="bright_black")
    city = rows[rows["place"] == "city"].set_index("parameter")
    if city["people_missing"].sum() > 0:
        lost = city["people_missing"] / (city["people"] + city["people_missing"])
        table.add_row(
            Text("未到达  people not reached"),
            *(f"{100 * lost[parameter]:.1f} %" for parameter in parameters),
            style="yellow",
        )
    return table


def _figure(value: float) -> str:
    """Three digits and no more than are needed.

    Examples
    --------
    >>> _figure(759140.2), _figure(31.25), _figure(0.001234), _figure(0.0), _figure(float("nan"))
    ('759,140', '31.2', '0.00123', '0', '–')
    """
    if value != value:  # noqa: PLR0124 - not a number
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:.3g}"


def _print_list(project: Project) -> None:
    from sim.accessibility import DECAYS, MEASURES  # noqa: PLC0415
    from sim.tables import read_table  # noqa: PLC0415

    out.print("[bold]测度  Measures[/]")
    for one in MEASURES:
        unit = one.unit.format(unit="opportunities")
        takes = f" · takes {', '.join(one.settings)}" if one.settings else ""
        title = f"{one.title_zh}  {one.title_en}"
        _entry(one.id, title, f"{unit}, {one.better} is better{takes}", one.formula, one.reference)
    out.print("\n[bold]衰减函数  Decays[/]")
    for decay in DECAYS:
        takes = ", ".join(f"{p.name} ({p.meaning_en})" for p in decay.parameters)
        _entry(decay.id, f"{decay.title_zh}  {decay.title_en}", takes, decay.formula,
               decay.reference)  # fmt: skip
    out.print("\n[bold]机会图层  Layers of opportunities[/]")
    for row in read_table(project.data, "land/opportunities").fillna("").to_dict("records"):
        _entry(row["layer"], f"{row['title_zh']}  {row['title_en']}",
               f"{row['unit']} · {row['quality']} · {row['source']}", row["note"])  # fmt: skip


def _entry(name: str, title: str, *lines: str) -> None:
    out.print(Text.assemble((name, "cyan"), "  ", title), soft_wrap=True)
    for line in lines:
        if line:
            out.print(Text(f"    {line}", style="bright_black"), soft_wrap=True)
