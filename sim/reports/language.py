"""The two languages of a report: Chinese first, English beside it, or one of them alone."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal, get_args

from sim.errors import OutputError
from sim.indicators.compare_gateway_number import UNITS_ZH
from sim.maps.style import Words

__all__ = ["LANGS", "NOTHING", "Lang", "checked_lang", "same", "say", "unit_words"]

Lang = Literal["both", "zh", "en"]

LANGS: Final[tuple[Lang, ...]] = get_args(Lang)
"""Chinese with English beside it, Chinese alone, English alone."""

NOTHING: Final = Words("", "")
"""No words at all."""


def checked_lang(text: str) -> Lang:
    """Return the language a reader asked for.

    Raises
    ------
    OutputError
        There is no such language.

    Examples
    --------
    >>> checked_lang("zh")
    'zh'
    >>> checked_lang("de")
    Traceback (most recent call last):
        ...
    sim.errors.OutputError: a report has no language 'de'; choose --lang both, zh or en
    """
    for lang in LANGS:
        if text == lang:
            return lang
    raise OutputError(f"a report has no language '{text}'; choose --lang both, zh or en")


def same(text: str) -> Words:
    """Words that need no translation, such as the name of a scenario.

    Examples
    --------
    >>> same("plan-2020")
    Words(zh='plan-2020', en='plan-2020')
    """
    return Words(text, text)


def say(words: Words, lang: Lang) -> str:
    """Put words on one line, for charts; equal words are said once.

    Examples
    --------
    >>> say(Words("人口", "people"), "both"), say(Words("人口", "people"), "en")
    ('人口 people', 'people')
    >>> say(same("HGH"), "both")
    'HGH'
    """
    if lang == "zh":
        return words.zh or words.en
    if lang == "en":
        return words.en or words.zh
    return " ".join(dict.fromkeys(part for part in (words.zh, words.en) if part))


def unit_words(unit: str) -> Words:
    """Name of a unit in both languages; an unknown unit stays as it is.

    Examples
    --------
    >>> unit_words("cities"), unit_words("CNY")
    (Words(zh='个城市', en='cities'), Words(zh='CNY', en='CNY'))
    """
    return Words(_UNITS.get(unit, unit), unit)


_UNITS = MappingProxyType(
    {
        **UNITS_ZH,
        "km": "公里",
        "min": "分钟",
        "people": "人",
        "persons": "人",
        "jobs": "个岗位",
        "hospitals": "所医院",
        "cities": "个城市",
        "stations": "座车站",
        "lines": "条线路",
        "destinations": "个航点",
        "places": "处",
        "centres": "个中心",
    }
)
