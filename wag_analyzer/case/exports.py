"""A case's tables and network as files for other tools, in a tier."""

from collections.abc import Iterable, Sequence

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.case.contents import tables_of
from wag_analyzer.case.documents import scan
from wag_analyzer.case.tables_in_files import to_parquet
from wag_analyzer.findings import Finding
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.graph import gexf, graphml
from wag_analyzer.report.tables_in_tier import in_tier
from wag_analyzer.report.tiers import Tier

__all__ = ["exports"]


def exports(
    analysis: Analysis, findings: Sequence[Finding], tier: Tier, formats: Iterable[str], media: pd.DataFrame | None = None
) -> dict[str, bytes]:
    """Return file name → content for the formats csv, parquet, edgelist, graphml and gexf; ``media`` as in ``tables_of``.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    wanted = set(formats)
    listed = tables_of(analysis, media)
    needed = listed if wanted & {"csv", "parquet"} else {}
    frames = {name: in_tier(frame, table, tier) for name, (table, frame) in needed.items()}
    texts = {f"{name}.csv": csv_text(frame) for name, frame in frames.items()}
    made = dict(texts)
    if "edgelist" in wanted:
        table, frame = listed["ties"]
        ties = frames["ties"] if "ties" in frames else in_tier(frame, table, tier)
        edges = ties.loc[ties["layer"].astype(object) == "all", ["source", "target", "weight", "acts", "reciprocity", "strength"]]
        made["edges.csv"] = csv_text(edges.rename(columns={"source": "Source", "target": "Target", "weight": "Weight"}))
    made |= {f"network.{form}": write(analysis, tier) for form, write in (("graphml", graphml), ("gexf", gexf)) if form in wanted}
    scan(made, listed, findings, tier)
    if "csv" not in wanted:
        made = {name: text for name, text in made.items() if name not in texts}
    files = {name: text.encode("utf-8", "backslashreplace") for name, text in made.items()}
    if "parquet" in wanted:  # the same cells as the CSV texts scanned above
        files |= {f"{name}.parquet": to_parquet(frame) for name, frame in frames.items()}
    return files
