from collections.abc import Callable

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.graph import drawn, graphml
from wag_analyzer.report.small_sets import folded, in_large_sets
from wag_analyzer.report.tiers import Tier, tier

PEOPLE = [
    {
        "person": f"P{turn}",
        "unit": "A" if turn < 5 else "B",
        "level": 1.0 if turn == 0 else 2.0,
        "is_exporter": False,
        "messages": 1,
        "admin": False,
    }
    for turn in range(8)
]


def test_a_unit_or_level_that_few_have_is_not_said() -> None:
    shown = folded(tables.PEOPLE.frame(PEOPLE), tables.PEOPLE, Tier("numbers"), 5)
    assert shown["unit"].isna().tolist() == [False] * 5 + [True] * 3
    assert shown["level"].isna().tolist() == [True] + [False] * 7


def test_a_small_circle_is_none_in_tables_and_graphs(make_analysis: Callable[..., Analysis]) -> None:
    analysis = make_analysis(circles=(1, 1, 1, 1, 1, 2, 2, 2))
    hidden = tier("pseudonym", analysis, Pseudonyms(b"k" * 32))
    shown = folded(analysis.network.communities, tables.COMMUNITIES, hidden, 5)
    assert shown["circle"].tolist() == [1] * 5 + [0] * 3
    assert shown["stability"].isna().tolist() == [False] * 5 + [True] * 3
    assert ">2<" in graphml(drawn(analysis, hidden))
    graph = graphml(drawn(in_large_sets(analysis, hidden), hidden))
    key = graph.partition('attr.name="circle"')[0].rpartition('id="')[2].partition('"')[0]
    assert f'<data key="{key}">2<' not in graph


def test_in_tier_names_nothing_is_folded(make_analysis: Callable[..., Analysis]) -> None:
    analysis = make_analysis(circles=(1, 1, 2, 2, 3, 3, 4, 4))
    assert folded(analysis.network.communities, tables.COMMUNITIES, Tier("names"), 5) is analysis.network.communities
    assert folded(tables.TIES.frame(), tables.TIES, Tier("numbers"), 5).empty
