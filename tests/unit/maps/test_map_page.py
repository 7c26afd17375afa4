"""The page as a file: self-contained, always the same bytes, small, and safe with any text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from map_sample import EVIL, sample_inputs

from sim.errors import OutputError, ScenarioError
from sim.maps import LAYERS, MapInputs, draw_map, write_map
from sim.maps import page as page_module
from sim.maps.style import Words

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def inputs() -> MapInputs:
    return sample_inputs()


@pytest.fixture(scope="module")
def page(inputs: MapInputs) -> str:
    return draw_map(inputs)


def data_of(page: str, name: str) -> dict:
    found = re.search(rf'<script type="application/json" id="data-{name}">(.*?)</script>', page)
    assert found, name
    return json.loads(found[1])


def test_equal_inputs_give_equal_bytes(inputs: MapInputs, page: str) -> None:
    assert draw_map(sample_inputs()) == page


def test_bytes_do_not_depend_on_the_process(page: str) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from map_sample import sample_inputs; "
        "from sim.maps import draw_map; sys.stdout.buffer.write(draw_map(sample_inputs()).encode())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code, str(HERE)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "77"},
    )
    assert other.stdout.decode() == page


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""<[^>]+\b(?:src|href)\s*=\s*["']?(?:https?:)?//""", markup)
    assert "<link" not in markup
    assert "<script src" not in page
    assert "@import" not in page
    assert not re.search(r"url\((?!data:|#default#VML)", markup)
    assert "sourceMappingURL" not in page


def test_content_policy_forbids_every_request(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1] == (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
    )
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_every_layer_is_on_the_page_with_both_names(page: str) -> None:
    for spec in LAYERS:
        if spec.family is not None:
            continue
        data = data_of(page, spec.layer_id)
        assert data["zh"] == spec.zh.format(hub="杭州东站")
        assert data["en"] == spec.en.format(hub="Hangzhou East")


def test_minutes_are_named_after_their_hub(inputs: MapInputs) -> None:
    page = draw_map(replace(inputs, hub_zh="杭州西站", hub_en="Hangzhou West"))
    assert data_of(page, "minutes_from_hub")["zh"] == "距杭州西站时间"
    assert data_of(page, "minutes_from_hub")["en"] == "From Hangzhou West"


def test_unknown_tiles_are_told(inputs: MapInputs) -> None:
    with pytest.raises(ScenarioError, match="tiles 'moon' are not known; write none, amap, osm"):
        draw_map(inputs, tiles="moon")


def test_legend_has_units(page: str) -> None:
    assert data_of(page, "minutes_from_hub")["scale"]["unit"] == {"zh": "分钟", "en": "min"}
    assert data_of(page, "people_60min")["scale"]["unit"] == {"zh": "人", "en": "people"}


def test_layer_without_content_is_left_out(inputs: MapInputs) -> None:
    network = replace(inputs.network, home_airport="")
    page = draw_map(replace(inputs, network=network))
    assert 'id="data-airport"' not in page
    assert 'id="data-hubs"' in page


def test_text_cannot_become_markup_or_template(page: str) -> None:
    assert EVIL not in page
    assert "49" not in data_of(page, "lines")["drawing"]["chips"][0]["zh"]
    assert EVIL in data_of(page, "lines")["drawing"]["chips"][0]["zh"]
    assert "<i>test</i>" not in page
    assert "Sample &amp; &lt;i&gt;test" in page
    assert "An assumption with &lt;b&gt;markup" in page


def test_panel_shows_title_date_board_and_quality(page: str) -> None:
    panel = re.search(r"<aside.*?</aside>", page, re.DOTALL)
    assert panel
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", panel[0]))
    for part in ("样例", "2020-12-31", "sample", "257.3", "≥ 250 km", "取决于口径", "derived 4"):
        assert part in text
    # Only headline rows have numbers here, and a target that is not modelled has none.
    assert "111.1" not in text
    assert "Not modelled yet : 目标share Target share" in text
    assert "1 counties have no outline" in text


def test_date_of_making_is_printed_only_when_given(inputs: MapInputs, page: str) -> None:
    assert "2026-01-02" not in page
    assert "<b>2026-01-02</b>" in draw_map(replace(inputs, date_made=date(2026, 1, 2)))


def test_sources_are_credited(page: str) -> None:
    assert "© OpenStreetMap contributors (ODbL)" in data_of(page, "settings")["attribution"]


def test_page_is_small(page: str) -> None:
    assert len(page.encode()) < 400_000


def test_page_over_the_limit_is_refused(inputs: MapInputs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MAX_BYTES", 100_000)
    with pytest.raises(OutputError, match=r"the limit is 0 MB; heaviest layers: \w+ .* Simplify"):
        draw_map(inputs)


def test_unwritable_place_is_told(inputs: MapInputs, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the map cannot be written"):
        write_map(inputs, tmp_path / "missing" / "map.html")


def test_written_file_is_the_page(inputs: MapInputs, page: str, tmp_path: Path) -> None:
    size = write_map(inputs, tmp_path / "map.html")
    written = (tmp_path / "map.html").read_bytes()
    assert written.decode() == page
    assert len(written) == size


def test_chinese_tiles_shift_everything_and_may_be_asked(inputs: MapInputs, page: str) -> None:
    shifted = draw_map(inputs, tiles="amap")
    assert "img-src data: https://*.is.autonavi.com" in shifted
    there, here = (
        data_of(text, "airport")["drawing"]["icons"][0]["at"] for text in (shifted, page)
    )
    # About half a kilometre: 0.0046 degrees east and 0.0024 south at the airport.
    assert 0.003 < there[1] - here[1] < 0.006
    assert 0.001 < here[0] - there[0] < 0.004
    assert (
        data_of(shifted, "settings")["zones"]["polygons"]
        != data_of(page, "settings")["zones"]["polygons"]
    )


def test_world_tiles_shift_nothing(inputs: MapInputs, page: str) -> None:
    world = draw_map(inputs, tiles="osm")
    assert "https://tile.openstreetmap.org" in world
    assert data_of(world, "lines") == data_of(page, "lines")


def test_page_opens_in_the_language_asked_for(inputs: MapInputs, page: str) -> None:
    assert 'document.documentElement.className = "lang-both"' in page
    assert 'document.documentElement.className = "lang-zh"' in draw_map(inputs, lang="zh")


def test_unknown_language_is_told(inputs: MapInputs) -> None:
    with pytest.raises(ScenarioError, match="language 'fr' is not known; write both, zh, en"):
        draw_map(inputs, lang="fr")


def test_untranslated_notes_are_announced_in_chinese(inputs: MapInputs, page: str) -> None:
    assert "以下假设目前只有英文原文" in page
    both = replace(inputs, notes=(Words("假设", "An assumption"),))
    assert "以下假设目前只有英文原文" not in draw_map(both)


def test_legend_knows_source_date_and_how_minutes_were_measured(page: str) -> None:
    settings = data_of(page, "settings")
    assert settings["source"]["en"] == (
        "Source: modelled · network of 2020-12-31 · people and jobs of 2020"
    )
    assert settings["measured"]["en"] == "door to door, median"


def test_layer_control_knows_kind_group_and_what_gives_way(page: str) -> None:
    listed = {entry["id"]: entry for entry in data_of(page, "settings")["layers"]}
    assert listed["opening_years"]["instead_of"] == ["lines", "pending_lines", "stations"]
    assert listed["access_cumulative_hospitals_45_min_p50"]["group"]["zh"] == "累积机会"
    assert [name for name, entry in listed.items() if entry["searched"]] == [
        "stations", "opening_years", "hubs", "airport", "main_stations", "airport_corridors",
        "labels",
    ]  # fmt: skip


def test_layers_asked_for_may_name_the_family(inputs: MapInputs) -> None:
    page = draw_map(replace(inputs, layers=("access", "lines")))
    listed = [entry["id"] for entry in data_of(page, "settings")["layers"]]
    assert listed == [
        "access_cumulative_hospitals_45_min_p50",
        "access_time_to_closest_hospitals_p50",
        "lines",
        "no_choropleth",
    ]


def test_page_without_a_matrix_has_none(page: str) -> None:
    assert 'id="data-reach"' not in page
