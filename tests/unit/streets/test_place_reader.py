"""A place name: what OSMnx returns becomes a graph, what goes wrong becomes one message."""

import networkx as nx
import osmnx
import pytest

from sim.errors import DataError
from sim.network.streets.readers.place import read_place


def answer() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    for node, lon in ((3, 0.0), (1, 0.001), (2, 0.002)):
        graph.add_node(node, x=lon, y=0.0)
    graph.add_edge(3, 1, highway="primary", oneway=True)
    graph.add_edge(1, 2, highway="footway", oneway=False)
    graph.add_edge(2, 1, highway="footway", oneway=False)
    graph.add_edge(2, 3, highway="proposed", oneway=True)
    return graph


def test_a_place_becomes_streets(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(osmnx.settings.useful_tags_way), osmnx.settings.use_cache
    monkeypatch.setattr(osmnx, "graph_from_place", lambda *_, **__: answer())
    graph = read_place("Nowhere").graph
    assert graph.node_id.tolist() == [1, 2, 3]
    ends = graph.node_id[graph.from_node], graph.node_id[graph.to_node]
    links = list(zip(*(side.tolist() for side in ends), strict=True))
    assert links == [(1, 2), (1, 3), (2, 1), (3, 1)]
    assert [links[i] for i in graph.drive.nonzero()[0]] == [(3, 1)]
    assert (list(osmnx.settings.useful_tags_way), osmnx.settings.use_cache) == before


@pytest.mark.parametrize(
    ("error", "code", "what"),
    [
        (ConnectionError("x"), "no-internet", "the streets of 'Nowhere' could not be fetched"),
        (ValueError("no result"), "unknown-place", "finds no area named 'Nowhere': no result"),
        (TypeError(""), "unknown-place", "finds no area named 'Nowhere'"),
    ],
)
def test_a_place_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, what: str
) -> None:
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(osmnx, "graph_from_place", fails)
    with pytest.raises(DataError, match="no streets of Nowhere") as caught:
        read_place("Nowhere")
    (issue,) = caught.value.issues
    assert issue.code == code
    assert what in issue.what


def test_a_place_without_streets(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = answer()
    graph.remove_edges_from([(3, 1), (1, 2), (2, 1)])
    monkeypatch.setattr(osmnx, "graph_from_place", lambda *_, **__: graph)
    with pytest.raises(DataError) as caught:
        read_place("Nowhere")
    assert caught.value.issues[0].code == "osm-no-street"
