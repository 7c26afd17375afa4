"""The first page in words: every sentence is computed from the tables, none is ready-made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from sim.indicators.weighted import weighted_quantile
from sim.maps.style import Words
from sim.reports.charts.access_curve import share_within
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.measures import TIMES, measure_words
from sim.reports.quantity import people_text, plain_text
from sim.reports.summary_demand import share_lines
from sim.reports.summary_gateway import gateway_lines
from sim.reports.summary_operations import operations_lines
from sim.reports.verdicts import Tally, best_of, tally

__all__ = ["listed", "question", "summary_lines"]

_HOUR_MIN: Final = 60.0


def question(inputs: ReportInputs) -> Words:
    """The question a report answers.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> question(example_inputs()).en
    'Which alternative meets the targets, who gains and who loses?'
    """
    if inputs.comparison:
        return Words(
            "哪个方案达到规划目标？谁受益，谁受损？",
            "Which alternative meets the targets, who gains and who loses?",
        )
    return Words(
        "这一方案达到哪些规划目标？居民能到哪里？",
        "Which targets does this build-out meet, and how far do people get?",
    )


def summary_lines(inputs: ReportInputs) -> tuple[Words, ...]:
    """The sentences of the first page, targets first, then people.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> summary_lines(example_inputs())[0].en
    'Of 1 modelled targets, most are met by all definitions in new: 1.'
    """
    if not inputs.comparison:
        one = inputs.alternatives[0]
        return (
            _tally_line(one),
            *_reach_lines(one),
            *share_lines(inputs),
            *gateway_lines(inputs),
            *operations_lines(inputs),
        )
    return (
        *_most_targets(inputs.alternatives),
        *_best_by_target(inputs),
        *_most_people(inputs),
        *_those_who_lose(inputs),
        *share_lines(inputs),
        *gateway_lines(inputs),
        *operations_lines(inputs),
    )


def listed(names: Sequence[str]) -> Words:
    """Names one after the other; more than four are counted.

    Examples
    --------
    >>> listed(["a", "b"])
    Words(zh='a、b', en='a and b')
    >>> listed(["a", "b", "c", "d", "e"]).en
    'a, b, c and 2 more'
    """
    if len(names) > 4:
        rest = len(names) - 3
        return Words(
            f"{'、'.join(names[:3])}等{len(names)}个", f"{', '.join(names[:3])} and {rest} more"
        )
    if len(names) < 2:
        return Words("".join(names), "".join(names))
    return Words("、".join(names), f"{', '.join(names[:-1])} and {names[-1]}")


def _tally_line(one: Alternative) -> Words:
    count = tally(one.board)
    return Words(
        f"已建模的{count.modelled}项目标中，按全部定义达到{count.met}项，取决于口径{count.depends}项，"
        f"未达到{count.missed}项。{_not_computed(count).zh}",
        f"Of {count.modelled} modelled targets, {count.met} met by all definitions, "
        f"{count.depends} depending on the definition, {count.missed} missed."
        f"{_not_computed(count).en}",
    )


def _not_computed(count: Tally) -> Words:
    if not count.not_computed:
        return Words("", "")
    return Words(f"{count.not_computed}项未计算。", f" {count.not_computed} not computed.")


def _reach_lines(one: Alternative) -> tuple[Words, ...]:
    cells = one.cells
    lines = []
    for measure, words in TIMES.items():
        half = weighted_quantile(cells[measure], cells["population"], 0.5)
        hour = float(share_within(cells[measure], cells["population"], [_HOUR_MIN])[0])
        lines.append(
            Words(
                f"{words.zh}：半数居民在{plain_text(half, 0)}分钟以内，"
                f"60分钟内{plain_text(hour, 0)}%。",
                f"{words.en}: half of the people within {plain_text(half, 0)} min, "
                f"{plain_text(hour, 0)} % within 60 min.",
            )
        )
    return tuple(lines)


def _most_targets(alternatives: Sequence[Alternative]) -> tuple[Words, ...]:
    tallies = {one.name: tally(one.board) for one in alternatives}
    whole = max(count.modelled for count in tallies.values())
    met = max(count.met for count in tallies.values())
    some = max(count.met + count.depends for count in tallies.values())
    by_all = [name for name, count in tallies.items() if count.met == met]
    by_some = [name for name, count in tallies.items() if count.met + count.depends == some]
    everyone = len(tallies)
    if met == 0:
        first = Words(
            f"已建模的{whole}项目标中，没有一个方案按全部定义达到任何一项。",
            f"Of {whole} modelled targets, no alternative meets any by all definitions.",
        )
    else:
        who = _who(by_all, everyone)
        first = Words(
            f"已建模的{whole}项目标中，按全部定义达到最多的是{who.zh}：{met}项。",
            f"Of {whole} modelled targets, most are met by all definitions in {who.en}: {met}.",
        )
    who = _who(by_some, everyone)
    second = Words(
        f"至少按一种定义达到最多的是{who.zh}：{some}项。",
        f"Counting those met by at least one definition, {who.en} "
        f"{'come' if len(by_some) > 1 else 'comes'} first with {some}.",
    )
    return (first, second) if some > met else (first,)


def _best_by_target(inputs: ReportInputs) -> tuple[Words, ...]:
    """Name the largest margin to each headline threshold, and the targets without a difference."""
    apart: list[Words] = []
    equal: list[Words] = []
    for target in inputs.targets:
        best = best_of(inputs.alternatives, target)
        title = Words(target.title_zh, target.title_en)
        if len(best) == len(inputs.alternatives):
            equal.append(title)
        elif best:
            names = listed([one.name for one in best])
            apart.append(Words(f"{title.zh}（{names.zh}）", f"{title.en} ({names.en})"))
    if not apart and not equal:
        return ()
    zh = [f"各目标余量最大的方案：{'、'.join(words.zh for words in apart)}"] if apart else []
    en = [f"Largest margin by target: {', '.join(words.en for words in apart)}"] if apart else []
    if equal:
        zh.append(f"无差别：{'、'.join(words.zh for words in equal)}")
        en.append(f"no difference: {', '.join(words.en for words in equal)}")
    english = "; ".join(en)
    return (Words(f"{'；'.join(zh)}。", f"{english[:1].upper()}{english[1:]}."),)


def _who(names: Sequence[str], everyone: int) -> Words:
    return Words("所有方案", "all alternatives") if len(names) == everyone else listed(names)


def _city_rows(inputs: ReportInputs, measure: str) -> pd.DataFrame:
    means = inputs.table("gains_mean")
    return means[(means["measure"] == measure) & (means["group_type"] == "city")]


def _measures(inputs: ReportInputs) -> list[str]:
    means = inputs.table("gains_mean")
    return [] if means.empty else list(dict.fromkeys(means["measure"].astype(str)))


def _most_people(inputs: ReportInputs) -> tuple[Words, ...]:
    lines = []
    for measure in _measures(inputs):
        rows = _city_rows(inputs, measure)
        words = measure_words(measure)
        if rows.empty or rows["people_faster"].max() <= 0:
            lines.append(Words(f"{words.zh}：没有人变快。", f"{words.en}: nobody gets faster."))
            continue
        best = rows.iloc[int(rows["people_faster"].argmax())]
        name = str(best["alternative"])
        share = 100 * float(best["people_faster"]) / float(best["people"])
        mean = float(best["mean_gain_min"])
        where = _best_district(inputs, name, measure)
        lines.append(
            Words(
                f"{words.zh}：{name} 受益人口最多，{people_text(float(best['people_faster']))}人"
                f"（{share:.0f}%）变快，全市人均节省{plain_text(mean)}分钟{where.zh}。",
                f"{words.en}: {name} makes most people faster, "
                f"{people_text(float(best['people_faster']))} ({share:.0f} %); the city's mean "
                f"gain is {plain_text(mean)} min{where.en}.",
            )
        )
    return tuple(lines)


def _best_district(inputs: ReportInputs, name: str, measure: str) -> Words:
    means = inputs.table("gains_mean")
    rows = means[
        (means["measure"] == measure)
        & (means["group_type"] == "district")
        & (means["alternative"] == name)
        & means["mean_gain_min"].notna()
    ]
    if rows.empty or rows["mean_gain_min"].max() <= 0:
        return Words("", "")
    top = rows.iloc[int(rows["mean_gain_min"].argmax())]
    gain = plain_text(float(top["mean_gain_min"]))
    return Words(
        f"，{top['name_zh']}最多（{gain}分钟）", f", most of all in {top['name_en']} ({gain} min)"
    )


def _those_who_lose(inputs: ReportInputs) -> tuple[Words, ...]:
    lines = []
    for measure in _measures(inputs):
        rows = _city_rows(inputs, measure)
        lost = rows["people_slower"].fillna(0.0) + rows["people_no_longer_reached"].fillna(0.0)
        words = measure_words(measure)
        if rows.empty or lost.max() <= 0:
            lines.append(
                Words(
                    f"{words.zh}：没有方案使任何人变慢或不再可达。",
                    f"{words.en}: no alternative makes anyone slower or out of reach.",
                )
            )
            continue
        worst = rows.iloc[int(lost.argmax())]
        people = people_text(float(lost.max()))
        lines.append(
            Words(
                f"{words.zh}：受损最多的是 {worst['alternative']}，{people}人变慢或不再可达。",
                f"{words.en}: most lose in {worst['alternative']}, where "
                f"{people} people get slower or out of reach.",
            )
        )
    return tuple(lines)
