"""Full-width characters: named with column and advice; text for people may have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.full_width import scan
from sim.scenario.text import parse_text

FILE = Path("plan.yaml")


def told(text: str) -> list[str]:
    return [issue.text() for issue in parse_text(text, FILE).issues]


@pytest.mark.parametrize(
    ("text", "places", "fix"),
    [
        ("as_of： 2016-07-01", "： (column 6) is full-width", "as_of: 2016-07-01"),
        ("extends：base-2015", "： (column 8) is full-width", "extends: base-2015"),
        (
            "targets: [“a”，‘b’]",
            (
                "“ (column 11), ” (column 13), ， (column 14), ‘ (column 15) and ’ (column 17) "
                "are full-width"
            ),
            "targets: [\"a\", 'b']",
        ),
        (
            "targets: 【a、b】",
            "【 (column 10), 、 (column 12) and 】 (column 14) are full-width",
            "targets: [a, b]",
        ),
        (
            "targets: （a，b）",
            "（ (column 10), ， (column 12) and ） (column 14) are full-width",
            "targets: [a, b]",
        ),
        ("targets: 「a」", "「 (column 10) and 」 (column 12) are full-width", 'targets: "a"'),
        ("seed: ４２", "４ (column 7) and ２ (column 8) are full-width", "seed: 42"),
        ("a: ｛peak： 6．5｝", None, "a: {peak: 6.5}"),
        ('a: "０7：30－08:30"', None, 'a: "07:30-08:30"'),
        ("extends: ｂase－2015", None, "extends: base-2015"),
        ("ｓeed: 1", "ｓ (column 1) is full-width", "seed: 1"),
        ("＃ a note\nseed: 1", "＃ (column 1) is full-width", "# a note"),
        ("seed:\u30001", "there is a full-width space (column 6)", "seed: 1"),
        ("seed:\u00a01", "there is a no-break space (column 6)", "seed: 1"),
    ],
)
def test_each_character_is_named_with_column_and_advice(text, places, fix):
    (issue,) = parse_text(text, FILE).issues
    assert (issue.code, issue.file, issue.line) == ("full-width", FILE, 1)
    assert places is None or issue.what == places
    assert issue.fix == f"write `{fix}`"


def test_a_full_width_dash_or_bullet_begins_no_entry():
    assert told("m:\n  － type: a\n  • type: b\n") == [
        "plan.yaml:2 error full-width — － (column 3) is full-width — write `- type: a`",
        "plan.yaml:3 error full-width — • (column 3) is full-width — write `- type: b`",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "title: 地铁：两条线，一条“快”（试验）",
        "title_zh: 《规划》、２０２０年；完",
        "description: |\n  全角：这里，都可以。\n  　　段落「引文」【注】\nseed: 1",
        "description: 第一行，\n  第二行：续；\n  seed：不是键",
        "m:\n  - type: a\n    note: 假设，没有来源。\n    name_zh: 新站（东）、二",
        "m:\n  - {type: a, note: 说明：更多“内容”；完, b: 5}",
        "m:\n  - {type: a, note: 说明\n      更多；内容, b: 5}",
        'm:\n  - {type: a, note: "说明, 更多；内容", b: 5}',
        "seed: 1  # 注释：全角，“引号”",
        "x-notes:\n  来源：甲，乙\n",
        "m:\n  stops: [长安(东方学院), 长安（东方学院）, 杭州站（城站）]",
        'stops: ["国际校区，东"]',
    ],
)
def test_text_for_people_may_have_them(text):
    assert scan(text) == ()


def test_other_mistakes_show_at_the_same_time():
    text = "title： a\nas_of: 7:30\ntitle: b\n"
    assert [(issue.code, issue.line) for issue in parse_text(text, FILE).issues] == [
        ("full-width", 1),
        ("unquoted-time", 2),
        ("duplicate-key", 3),
    ]


def test_a_full_width_quote_that_hides_a_colon():
    assert told("scenario: a\ntitle: “Line 1: longer”\n") == [
        (
            "plan.yaml:2 error full-width — the value begins with a full-width quotation mark "
            '(column 8) — YAML does not know it: type " before and after the value'
        )
    ]


@pytest.mark.parametrize(
    ("text", "line", "sign", "fix"),
    [
        ("scenario: a\ntitle:标题\nseed: 1\n", 2, "colon", "title: 标题"),
        ("m:\n  - type:open_section\n    a: 1\n", 2, "colon", "- type: open_section"),
        ("m:\n  - type: a\n    b:[5a]\n", 3, "colon", "b: [5a]"),
        ("m:\n  - type: a\n  -type: b\n    c: d\n", 3, "dash", "- type: b"),
    ],
)
def test_a_missing_space_is_named(text, line, sign, fix):
    assert told(text) == [
        f"plan.yaml:{line} error no-space — there is no space after the {sign} — write `{fix}`"
    ]


def test_a_missing_space_inside_brackets():
    assert told("a: {peak:5}") == [
        (
            "plan.yaml:1 error no-space — there is no space after the colon of 'peak:5' "
            "— write `peak: 5`"
        )
    ]


def test_an_indentation_that_fits_nothing():
    assert told("m:\n  - type: x\n    a: 1\n   b: 2\n") == [
        (
            "plan.yaml:4 error yaml-syntax — the indentation of this line fits none of the lines above "
            "— keys of one entry begin in the same column; each `- ` begins a new entry"
        )
    ]
