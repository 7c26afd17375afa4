"""Quality grades behind a value."""

from sim.indicators.values import QualityMix, not_computed, quality_mix
from sim.network.model import Quality


def test_shares_are_weighted_and_ordered_from_best_to_worst() -> None:
    # 1 + 2 km estimate, 1 km official: 75 % and 25 %, the official part first.
    mix = quality_mix([(Quality.ESTIMATE, 1), (Quality.OFFICIAL, 1), (Quality.ESTIMATE, 2)])
    assert mix.shares == ((Quality.OFFICIAL, 0.25), (Quality.ESTIMATE, 0.75))
    assert mix.text() == "official 25 %, estimate 75 %"


def test_a_tie_goes_to_the_worse_grade() -> None:
    mix = quality_mix([(Quality.OFFICIAL, 1), (Quality.UNVERIFIED, 1)])
    assert mix.majority is Quality.UNVERIFIED


def test_a_small_share_is_never_rounded_away() -> None:
    mix = quality_mix([(Quality.OFFICIAL, 999), (Quality.UNVERIFIED, 1)])
    assert mix.text() == "official >99 %, unverified <1 %"


def test_nothing_behind_a_value_is_an_empty_mix() -> None:
    mix = quality_mix([(Quality.OFFICIAL, 0.0)])
    assert (mix, mix.majority, mix.worst, mix.text()) == (QualityMix(), None, None, "")


def test_what_cannot_be_computed_has_no_number_but_a_reason() -> None:
    value = not_computed("one_hour_circle", "door_to_door_60", "cities", "no times")
    assert value.value is None
    assert value.caveats == ("not computed: no times",)
    assert value.detail.empty
