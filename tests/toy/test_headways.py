"""Hand-computed trips on headway services (E) and with slack and alighting by mode (F).

A traveller ready at ``t`` inside a band leaves at ``t`` + half the headway, rounded up to seconds.
"""

from __future__ import annotations

from toytown import trip_s

TRAM = """
line red tram every 10 06:00-22:00: A +0, B +5, C +12
point home: A 4
point work: C 3
"""


def test_e01_half_the_headway() -> None:
    # 4 min access + 5 min wait + 12 min ride + 3 min egress.
    assert trip_s(TRAM, "08:00") == 24 * 60


def test_e02_runs_both_ways() -> None:
    # 3 + 5 + 12 + 4.
    assert trip_s(TRAM, "08:00", origin="work", destination="home") == 24 * 60


def test_e03_oneway() -> None:
    text = TRAM.replace("22:00:", "22:00 oneway:")
    assert trip_s(text, "08:00") == 24 * 60
    assert trip_s(text, "08:00", origin="work", destination="home") is None


def test_e04_two_lines_mean_42_minutes() -> None:
    # Golden: mean of R5's Simpson desert case. Two 10-minute rides at 20-minute headways with a
    # minute of slack at each boarding: (1 + 10 + 10) + (1 + 10 + 10) = 42 min.
    text = """
    mode tram: slack 60, alight 0
    line one tram every 20 06:00-22:00: A +0, B +10
    line two tram every 20 06:00-22:00: B +0, C +10
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 42 * 60


def test_e05_odd_headway_rounds_up() -> None:
    # Headway 2 min 31 s = 151 s, half of it 75.5 s: 76 s; ride 60 s.
    text = """
    line red tram every 2:31 06:00-22:00: A +0, B +1
    point home: A 0
    point work: B 0
    """
    assert trip_s(text, "08:00") == 76 + 60


def test_e06_before_the_first_band() -> None:
    # At A 05:04; service from 06:00: half a headway after it, 06:05; C 06:17; work 06:20.
    assert trip_s(TRAM, "05:00") == 80 * 60


def test_e07_the_end_of_service_is_excluded() -> None:
    # Ready at A 21:59:59 still leaves, at 22:04:59; ready at 22:00:00 does not.
    assert trip_s(TRAM, "21:55:59") == 24 * 60
    assert trip_s(TRAM, "21:56") is None


def test_e08_bands_pass_the_later_stops_later() -> None:
    # The service that starts at 06:00 at A starts at 06:05 at B, and ends there at 22:05.
    text = TRAM.replace("point home: A 4", "point home: B 4")
    # At B 06:04, first departure expected 06:05 + 5 min, 7 min of ride: C 06:17, work 06:20.
    assert trip_s(text, "06:00") == 20 * 60
    # At B 22:04:59 (+ 5 min wait + 7 min ride + 3 min egress); one second later it is over.
    assert trip_s(text, "22:00:59") == 19 * 60
    assert trip_s(text, "22:01") is None


def test_e09_waiting_for_the_better_band() -> None:
    # Every hour until 07:00, then every 4 minutes. Ready 06:50: the hourly service would come at
    # 07:20; waiting for the new band it is 07:02. Ride 10 min: 07:12.
    text = """
    line red tram every 60 06:00-07:00 every 4 07:00-09:00: A +0, B +10
    point home: A 0
    point work: B 0
    """
    assert trip_s(text, "06:50") == 22 * 60
    # Early in the hourly band waiting does not pay: 06:10 + 30 min = 06:40, 06:50.
    assert trip_s(text, "06:10") == 40 * 60
    # Leaving later never arrives earlier: 06:32 arrives 07:12 either way (06:32 + 30 = 07:02).
    assert trip_s(text, "06:32") == 40 * 60
    assert trip_s(text, "06:33") == 39 * 60


def test_e10_gap_between_bands() -> None:
    # Peak service only: ready 08:30, next band from 16:00 every 10 min, ride 10 min: 16:15.
    text = """
    line red tram every 10 07:00-08:30 every 10 16:00-18:00: A +0, B +10
    point home: A 0
    point work: B 0
    """
    assert trip_s(text, "08:30", max_time_s=10 * 3600) == (7 * 60 + 45) * 60
    assert trip_s(text, "08:29:59") == 15 * 60


def test_e11_boarding_further_down_the_line() -> None:
    # A is 1 min away: 08:01 + 10 + 20 = C 08:31. B, 2 min away and 10 min down the line:
    # 08:02 + 10 + 10 = C 08:22. (B's vehicle passed A at 08:02, earlier than A's 08:11.)
    text = """
    line red tram every 20 06:00-22:00: A +0, B +10, C +20
    point home: A 1, B 2
    point work: C 0
    """
    assert trip_s(text, "08:00") == 22 * 60


def test_e12_boarding_up_the_line_is_no_faster() -> None:
    # Back to A by shuttle (08:01) would mean 08:01 + 10 + 20; staying at B: 08:00 + 10 + 10.
    text = """
    line red tram every 20 06:00-22:00 oneway: A +0, B +10, C +20
    train shuttle rail: B 08:00, A 08:01
    point home: B 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 20 * 60


def test_e13_headway_to_timetable() -> None:
    # Tram: 08:00 + 5 + 10 = B 08:15, train 08:20-08:50.
    text = """
    line red tram every 10 06:00-22:00: A +0, B +10
    train T1 rail: B 08:14, C 08:44
    train T2 rail: B 08:20, C 08:50
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 50 * 60


def test_e14_after_midnight() -> None:
    # Night service 22:00-26:00 every 30 min: ready 24:30, leaves 24:45, arrives 24:55.
    text = """
    line night tram every 30 22:00-26:00: A +0, B +10
    point home: A 0
    point work: B 0
    """
    assert trip_s(text, "24:30") == 25 * 60
    assert trip_s(text, "25:59") == 25 * 60
    assert trip_s(text, "26:00") is None


def test_e15_staying_on_the_vehicle_while_others_board() -> None:
    # On at A: 08:00 + 10, B 08:20, C 08:30. The second boarding at B is not needed.
    text = """
    mode tram: slack 120, alight 0
    line red tram every 16 06:00-22:00: A +0, B +10, C +20
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == (2 + 8 + 20) * 60


MODES = """
mode metro_like: slack 60, alight 90
mode rail_like: slack 900, alight 300
line m metro_like every 6 06:00-22:00: A +0, B +10
train T1 rail_like: B 08:30, C 09:30
train T2 rail_like: B 08:31, C 09:31
point home: A 2
point work: C 7
"""


def test_f01_slack_and_alighting_of_each_mode() -> None:
    # 08:00 + 2 walk + 1 slack + 3 half headway = 08:06, B 08:16, outside 08:17:30; slack 15 min:
    # 08:32:30 is too late for 08:31.
    assert trip_s(MODES, "08:00") is None
    # 08:00 - 90 s: on the platform by 08:31:00 exactly. C 09:31 + 5 alighting + 7 walk = 09:43.
    assert trip_s(MODES, "07:58:30") == (9 * 60 + 43 - 8 * 60) * 60 + 90
    assert trip_s(MODES, "07:58:31") is None


def test_f02_alighting_counts_at_the_end() -> None:
    # 4 access + 5 wait + 12 ride + 2 alighting + 3 egress.
    assert trip_s("mode tram: slack 0, alight 120" + TRAM, "08:00") == 26 * 60


def test_f03_alighting_counts_before_every_transfer() -> None:
    # Alighting 60 s at B, then at C: 08:00 + 5 + 10 + 1 + (5 + 10) + 1 = 32 min.
    text = """
    mode tram: slack 0, alight 60
    line one tram every 10 06:00-22:00: A +0, B +10
    line two tram every 10 06:00-22:00: B +0, C +10
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 32 * 60


def test_f04_slack_counts_after_the_walk() -> None:
    # 5 wait + 10 ride; walk 3; slack 2; train at 08:20 exactly, 10 min ride.
    text = """
    mode rail: slack 120, alight 0
    line one tram every 10 06:00-22:00: A +0, B +10
    train T1 rail: D 08:20, C 08:30
    walk B D 3
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 30 * 60
    assert trip_s(text, "08:00:01") is None


def test_f05_slack_before_a_band() -> None:
    # In the station at 05:58, slack 60 s: ready 05:59; service from 06:00, half a headway 5 min,
    # ride 5 min: 06:10. The slack passes while waiting and is not added again.
    text = """
    mode tram: slack 60, alight 0
    line red tram every 10 06:00-22:00: A +0, B +5
    point home: A 0
    point work: B 0
    """
    assert trip_s(text, "05:58") == 12 * 60
