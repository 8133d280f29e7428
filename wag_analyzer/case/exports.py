"""A case's tables and network as files for other tools, in a tier."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.case.contents import Listed, tables_of
from wag_analyzer.case.documents import scan
from wag_analyzer.case.tables_in_files import to_parquet
from wag_analyzer.findings import Finding
from wag_analyzer.report.corpus import chatlab, convokit
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.findings_jsonl import findings_frame
from wag_analyzer.report.graph import Drawn, drawn, gexf, graphml
from wag_analyzer.report.interchange import dl, edges_csv, nodes_csv, pajek, pajek_partition
from wag_analyzer.report.loadfile import load_file
from wag_analyzer.report.paper.making import evidence_table
from wag_analyzer.report.rsmf import rsmf
from wag_analyzer.report.small_sets import folded, in_large_sets
from wag_analyzer.report.spells import always, spells
from wag_analyzer.report.tables_in_tier import in_tier
from wag_analyzer.report.tiers import Tier

__all__ = ["EXPORTS", "exports"]

Writer = Callable[[Analysis, Tier, Drawn], Mapping[str, str]]

WRITERS: Final[Mapping[str, Writer]] = {
    "graphml": lambda _, __, network: {"network.graphml": graphml(network)},
    "gexf": lambda analysis, _, network: {"network.gexf": gexf(network, spells(analysis, network.people, network.ends))},
    "gexf-static": lambda _, __, network: {"network-static.gexf": gexf(network, always(len(network.people), len(network.ends)))},
    "pajek": lambda _, __, network: _pajek(network),
    "dl": lambda _, __, network: {"network.dl": dl(network)},
    "edgelist": lambda _, __, network: _edgelist(network),
    "convokit": lambda analysis, tier, _: {f"convokit/{name}": text for name, text in convokit(analysis, tier).items()},
    "loadfile": lambda analysis, tier, _: {"loadfile.csv": load_file(analysis, tier)},
    "chatlab": lambda analysis, tier, _: {"chatlab.json": chatlab(analysis, tier)},
}
"""Format → what writes its files, as texts that are scanned for leaks before they are kept."""

EXPORTS: Final = (*WRITERS, "csv", "parquet", "rsmf")
"""Every format."""

_WORDS: Final = (
    "Id Label Source Target Type Weight Directed Vertices Arcs format edgelist1 labels data chatlab version exportedAt generator meta "
    "platform whatsapp members platformId accountName messages platformMessageId sender timestamp content replyToMessageId conversation_id "
    "speaker participant participants conversations direct channel message unknown display custom Deleted Edited Attachment Custodian Kind "
    "speaker reply-to vectors utterances-index speakers-index conversations-index overall-index class group session"
)


def exports(
    analysis: Analysis, findings: Sequence[Finding], tier: Tier, formats: Iterable[str], listed: Listed | None = None
) -> dict[str, bytes]:
    """Return file name → content in formats of ``EXPORTS``; ``listed`` are the tables of the case, made anew when None.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    wanted = set(formats)
    listed = tables_of(analysis) if listed is None else listed
    needed = listed if wanted & {"csv", "parquet"} else {}
    frames = {
        name: in_tier(folded(frame, table, tier, analysis.settings.min_group), table, tier) for name, (table, frame) in needed.items()
    }
    if needed:
        frames["findings"] = findings_frame(findings, tier, analysis.settings.lang)
        frames["evidence"] = evidence_table(analysis, findings, tier)
    texts = {f"{name}.csv": csv_text(frame) for name, frame in frames.items()}
    made = dict(texts)
    shown = in_large_sets(analysis, tier)
    network = drawn(shown, tier)
    for form, write in WRITERS.items():
        made |= write(shown, tier, network) if form in wanted else {}
    slices = rsmf(analysis, tier) if "rsmf" in wanted else []
    scan({**made, **{one.name: one.words for one in slices}}, listed, findings, tier, beside=_WORDS)
    if "csv" not in wanted:
        made = {name: text for name, text in made.items() if name not in texts}
    files = {name: text.encode("utf-8", "backslashreplace") for name, text in made.items()}
    files |= {f"rsmf/{one.name}": one.mail for one in slices}
    if "parquet" in wanted:  # the same cells as the CSV texts scanned above
        files |= {f"{name}.parquet": to_parquet(frame) for name, frame in frames.items()}
    return files


def _pajek(some: Drawn) -> dict[str, str]:
    return {"network.net": pajek(some), "circles.clu": pajek_partition(some)}


def _edgelist(some: Drawn) -> dict[str, str]:
    return {"edges.csv": edges_csv(some), "nodes.csv": nodes_csv(some)}
