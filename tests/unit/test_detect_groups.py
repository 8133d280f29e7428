"""Several groups in one chat are looked at one by one, and a name is that of somebody in the group."""

import pytest

from wag_analyzer.analysis import Analysis, analyze, examined
from wag_analyzer.detectors import detect, refusals
from wag_analyzer.detectors._groups import each_group
from wag_analyzer.findings import Finding
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings, without_strengths
from wag_analyzer.simulate import Spec, simulate

SPECS = [
    Spec(seed=seed, people=12, messages=300, days=30, plants=plants, twins=(), title=f"Tim {seed}")
    for seed, plants in ((3, ()), (9, ("recruiter",)))
]


@pytest.fixture(scope="module")
def apart() -> list[Analysis]:
    """Give the analyses of two groups, each by itself."""
    return [examined(read_text(simulate(spec).export().decode(), f"Chat {spec.seed}.txt"), without_strengths(Settings())) for spec in SPECS]


def _told(findings: list[Finding]) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((finding.rule.code, tuple(line.msg_id for line in finding.evidence)) for finding in findings)


def test_what_is_found_in_groups_read_together_is_what_is_found_in_each(apart: list[Analysis]) -> None:
    together = examined(merged([one.chat for one in apart]), without_strengths(Settings()))
    alone = [finding for one in apart for finding in detect(one, ignore=("WAG6",))]
    assert alone
    assert _told(detect(together, ignore=("WAG6",))) == _told(alone)


def test_each_group_has_its_own_people_rows_and_admins() -> None:
    texts = [
        '01/01/24, 09.00 - Ani created group "Satu"\n01/01/24, 09.00 - Ani added Budi\n01/01/24, 09.01 - Budi: Okta bagaimana?\n',
        "01/02/24, 09.00 - Okta Penjualan: halo\n01/02/24, 09.01 - Ani: halo\n",
    ]
    together = analyze(merged([read_text(text, f"Chat {name}.txt") for name, text in enumerate(texts)]), Settings(draws=1))
    one, other = each_group(together)
    assert sorted(one.people.persons) == ["Ani", "Budi"]
    assert sorted(other.people.persons) == ["Ani", "Okta Penjualan"]
    assert one.people.table.set_index("person")["admin"].to_dict() == {"Ani": True, "Budi": False}
    assert not other.people.table["admin"].any()
    assert "Okta Penjualan" not in set(together.references["refers_to"])
    assert each_group(together)[0] is one
    assert len(one.messages) + len(other.messages) == len(together.messages)
    assert refusals(together)
