"""Hand-computed trips on timetables: A rides, B access and egress, C transfers, D after midnight.

Leaving at 08:00 unless said otherwise; ``m * 60`` spells minutes out.
"""

from __future__ import annotations

from toytown import trip_s

ONE_LINE = """
train T1 rail: A 08:10, B 08:20/08:21, C 08:30
train T2 rail: A 08:40, B 08:50/08:51, C 09:00
point home: A 5
point work: C 4
"""


def test_a01_access_wait_ride_egress() -> None:
    # 08:00 leave, 08:05 at A, 08:10 board, 08:30 at C, 08:34 at work.
    assert trip_s(ONE_LINE, "08:00") == 34 * 60


def test_a02_leaving_just_in_time() -> None:
    # 08:05 leave, 08:10:00 at A: the train of 08:10:00 is caught (no boarding slack here).
    assert trip_s(ONE_LINE, "08:05") == 29 * 60


def test_a03_one_second_late_is_the_next_train() -> None:
    # 08:05:01 leave: the next train arrives 09:00, at work 09:04, 58 min 59 s after leaving.
    assert trip_s(ONE_LINE, "08:05:01") == 58 * 60 + 59


def test_a04_last_train_missed() -> None:
    assert trip_s(ONE_LINE, "08:35:01") is None


def test_a05_longest_time_is_included() -> None:
    assert trip_s(ONE_LINE, "08:00", max_time_s=34 * 60) == 34 * 60
    assert trip_s(ONE_LINE, "08:00", max_time_s=34 * 60 - 1) is None


def test_a06_trains_run_one_way() -> None:
    # Home to work only: no train goes back from C to A.
    assert trip_s(ONE_LINE, "08:00", origin="work", destination="home") is None


def test_a07_express_overtakes() -> None:
    # The slow train leaves A first and arrives 09:00; the express passes it and arrives 08:40.
    text = """
    train slow rail: A 08:10, B 08:30, C 09:00
    train fast rail: A 08:20, C 08:40
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 40 * 60


def test_a08_same_stops_but_overtaking() -> None:
    # Equal stop sequence; the second train overtakes between B and C and arrives 08:40.
    text = """
    train slow rail: A 08:10, B 08:30, C 09:00
    train fast rail: A 08:20, B 08:35, C 08:40
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 40 * 60


def test_a09_loop_line_calls_twice() -> None:
    # A is called at 08:10 and 08:40: who is at A at 08:30 boards the second call and is at C 08:50.
    text = """
    train ring rail: A 08:10, B 08:20, A 08:40, C 08:50
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:30") == 20 * 60


def test_a10_loop_line_reaches_its_first_stop() -> None:
    # B 08:20 to the second call at A 08:40, leaving at 08:00.
    text = """
    train ring rail: A 08:10, B 08:20, A 08:40, C 08:50
    point home: B 0
    point work: A 0
    """
    assert trip_s(text, "08:00") == 40 * 60


def test_b01_farther_stop_is_better() -> None:
    # A is 2 min away, but its train is slow: 08:05-08:50. B, 10 min away: 08:12-08:30. 30 min.
    text = """
    train slow rail: A 08:05, C 08:50
    train fast rail: B 08:12, C 08:30
    point home: A 2, B 10
    point work: C 0
    """
    assert trip_s(text, "08:00") == 30 * 60


def test_b02_getting_off_early_and_walking() -> None:
    # B at 08:20, then 12 min on foot: 08:32. Staying on to C 08:40 and 1 min: 08:41.
    text = """
    train T1 rail: A 08:10, B 08:20, C 08:40
    point home: A 0
    point work: B 12, C 1
    """
    assert trip_s(text, "08:00") == 32 * 60


def test_b03_walking_all_the_way() -> None:
    assert trip_s(ONE_LINE + "direct home work 33:59", "08:00") == 33 * 60 + 59
    assert trip_s(ONE_LINE + "direct home work 34:01", "08:00") == 34 * 60


def test_b04_walking_only() -> None:
    assert trip_s(ONE_LINE + "direct home work 50", "08:00", max_rides=0) == 50 * 60
    assert trip_s(ONE_LINE, "08:00", max_rides=0) is None


def test_b05_point_to_itself() -> None:
    assert trip_s(ONE_LINE, "08:00", destination="home") == 0


def test_b06_access_and_egress_at_one_stop_are_no_trip() -> None:
    # Both points are near A, but no walk joins them: access and egress walks are not chained.
    assert (
        trip_s("train T1 rail: A 08:10, B 08:20\npoint home: A 1\npoint work: A 1", "08:00") is None
    )


def test_b07_no_second_walk_before_boarding() -> None:
    # Home reaches A; B is 2 min from A, but an access walk does not go on along a transfer.
    text = """
    train T1 rail: B 08:10, C 08:20
    train T2 rail: A 09:00, C 09:10
    walk A B 2
    point home: A 1
    point work: C 0
    """
    assert trip_s(text, "08:00") == 70 * 60


CHANGE = """
mode rail: slack 60, alight 0
train T1 rail: A 08:10, B 08:20
train T2 rail: B 08:21, C 08:30
train T3 rail: B 08:40, C 08:50
point home: A 0
point work: C 0
"""


def test_c01_change_at_a_stop_needs_the_slack() -> None:
    # At B 08:20, slack 60 s: the train of 08:21:00 is just caught. 30 min.
    assert trip_s(CHANGE, "08:00") == 30 * 60


def test_c02_change_missed_by_a_second() -> None:
    assert trip_s(CHANGE.replace("slack 60", "slack 61"), "08:00") == 50 * 60


def test_c03_change_with_a_walk() -> None:
    # B 08:20, walk 7 min to D 08:27, slack 1 min, train 08:28 to C 08:38.
    text = """
    mode rail: slack 60, alight 0
    train T1 rail: A 08:10, B 08:20
    train T2 rail: D 08:28, C 08:38
    walk B D 7
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 38 * 60
    assert trip_s(text.replace("walk B D 7", "walk B D 7:01"), "08:00") is None


def test_c04_walks_are_not_chained() -> None:
    # B to D and D to E are walks, but B to E is none: the train at E is out of reach.
    text = """
    train T1 rail: A 08:10, B 08:20
    train T2 rail: E 09:00, C 09:10
    train T3 rail: D 12:00, Z 12:30
    walk B D 1
    walk D E 1
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") is None
    assert trip_s(text + "walk B E 30", "08:00") == 70 * 60


def test_c05_number_of_rides() -> None:
    # Direct 08:10-09:30; with one change 08:10-08:20, 08:25-08:40.
    text = """
    train slow rail: A 08:10, C 09:30
    train T1 rail: A 08:10, B 08:20
    train T2 rail: B 08:25, C 08:40
    point home: A 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 40 * 60
    assert trip_s(text, "08:00", max_rides=2) == 40 * 60
    assert trip_s(text, "08:00", max_rides=1) == 90 * 60


def test_c06_two_changes() -> None:
    # 08:10-08:20, 08:20-08:30, 08:31-08:45; the walk B-C would take 30 min.
    text = """
    train T1 rail: A 08:10, B 08:20
    train T2 rail: B 08:20, C 08:30
    train T3 rail: C 08:31, D 08:45
    walk B C 30
    point home: A 0
    point work: D 0
    """
    assert trip_s(text, "08:00") == 45 * 60
    assert trip_s(text, "08:00", max_rides=2) is None


def test_c07_back_to_an_earlier_stop_of_the_same_line() -> None:
    # Boarding at B catches only the train of 08:50 (C 09:00). But back to A with the local by
    # 08:10, the express of the same stop sequence is caught at 08:12 and is at C by 08:40.
    text = """
    train back rail: B 08:01, A 08:10
    train early rail: A 07:30, B 07:40, C 07:50
    train late rail: A 08:40, B 08:50, C 09:00
    train fast rail: A 08:12, C 08:40
    point home: B 0
    point work: C 0
    """
    assert trip_s(text, "08:00") == 40 * 60
    assert trip_s(text, "08:00", max_rides=1) == 60 * 60


def test_c08_arriving_on_foot_and_on_a_train_at_the_same_stop() -> None:
    # B is 1 min on foot from home, so the ride to B (08:20) never helps to board there; but work is
    # reached from B only after a ride: walks are not chained. 08:20 + 5 min.
    text = """
    train T1 rail: A 08:10, B 08:20, C 08:30
    point home: A 0, B 1
    point work: B 5
    """
    assert trip_s(text, "08:00") == 25 * 60


NIGHT = """
train T1 rail: A 23:50, B 24:20/24:25, C 25:10
train T2 rail: A 25:30, C 26:00
point home: A 0
point work: C 0
"""


def test_d01_ride_past_midnight() -> None:
    # 23:45 to 25:10.
    assert trip_s(NIGHT, "23:45") == 85 * 60


def test_d02_leaving_after_midnight() -> None:
    # 25:20 (01:20 of the next day, same service day) to 26:00.
    assert trip_s(NIGHT, "25:20") == 40 * 60


def test_d03_the_longest_time_counts_across_midnight() -> None:
    assert trip_s(NIGHT, "23:51", max_time_s=7200) is None  # 129 min
    assert trip_s(NIGHT, "23:51", max_time_s=7740) == 129 * 60


def test_d04_yesterdays_train_after_midnight() -> None:
    # The train of 25:30 left yesterday's service day at 01:30 of today's clock: 01:00 to 02:00.
    assert trip_s(NIGHT, "01:00") == 60 * 60
