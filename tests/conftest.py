"""Hand-made analyses, so that what people see is tested without the stages before it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import ChanceTest, Evidence, Finding, Level, Phrase, Precision, Rule
from wag_analyzer.network.graph import Network
from wag_analyzer.parser.chat import Chat, Notice, Source
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

NAMES = [
    "Sari Wulandari",
    "Budi Santoso",
    "Tono Hartanto",
    "+62 812-5550-1234",
    "Dewi Anggraini",
    "Rizky Pratama",
    "Joko Susilo",
    "Maya Putri",
]
SHA = "0123456789abcdef" * 4
MakeAnalysis = Callable[..., Analysis]


def _messages(names: Sequence[str], texts: Sequence[str], file: str) -> pd.DataFrame:
    start = pd.Timestamp("2025-01-06 08:00")
    rows = [
        {
            "msg_id": f"01234567-{line}",
            "group_id": "g1",
            "at": start + pd.Timedelta(hours=5 * turn),
            "person": names[turn % (len(names) - 1)],
            "sender": names[turn % (len(names) - 1)],
            "kind": "text",
            "text": text,
            "edited": False,
            "mentions": [],
            "session": turn,
            "file": file,
            "file_sha256": SHA,
            "line": line,
            "last_line": line,
        }
        for turn, (line, text) in enumerate(zip(range(2, len(texts) + 2), texts, strict=True))
    ]
    return tables.MESSAGES.frame(rows)


def _people(names: Sequence[str], messages: pd.DataFrame) -> People:
    counts = messages["person"].astype(object).value_counts()
    at = pd.Timestamp("2025-01-06 08:00")
    table = tables.PEOPLE.frame(
        {
            "person": name,
            "names": [name],
            "is_exporter": False,
            "messages": int(counts.get(name, 0)),
            "first": at,
            "last": at + pd.Timedelta(days=30),
            "joined": at if turn in {2, 3} else None,
            "added_by": names[0] if turn in {2, 3} else None,
            "admin": turn == 0,
        }
        for turn, name in enumerate(names)
    )
    return People(table, tables.IDENTITIES.frame(), {name: name for name in names})


def _network(names: Sequence[str], pairs: Sequence[tuple[int, int, float]], circles: Sequence[int], messages: pd.DataFrame) -> Network:
    at = pd.Timestamp("2025-01-06 08:00")
    keys = list(messages["msg_id"])
    known = {(a, b): w for a, b, w in pairs}
    rows = [
        {
            "source": names[a],
            "target": names[b],
            "layer": "all",
            "weight": w,
            "weight_lo": w * 0.7,
            "weight_hi": w * 1.4,
            "expected": 1.0,
            "z": 1.0,
            "q": 0.2,
            "acts": round(w) + 1,
            "first": at,
            "last": at + pd.Timedelta(days=20),
            "reciprocity": min(w, known.get((b, a), 0)) / max(w, known.get((b, a), 0)),
            "strength": ("strong", "weak", "bridging", "latent")[(a + b) % 4],
            "msg_ids": keys[(a * 7) % max(1, len(keys)) :][:4],
        }
        for a, b, w in pairs
    ]
    ties = tables.TIES.frame(rows)
    measures: list[dict[str, Any]] = []
    for turn, name in enumerate(names):
        values = {
            "in_strength": sum(w for _, b, w in pairs if b == turn),
            "out_strength": sum(w for a, _, w in pairs if a == turn),
            "betweenness": 0.1 if turn else float("nan"),
        }
        measures += [{"person": name, "window": "all", "measure": key, "value": value, "rank": 1.0} for key, value in values.items()]
    group: list[dict[str, object]] = [
        {"window": "all", "measure": "density", "value": 0.25, "lo": 0.2, "hi": 0.3, "basis": "ties / n(n-1)"},
        {"window": "all", "measure": "modularity", "basis": "too few people"},
    ]
    communities = [{"person": name, "circle": circles[turn], "stability": 0.9} for turn, name in enumerate(names)]
    return Network(
        ties,
        dict.fromkeys(names, 0),
        tables.MEASURES.frame(measures),
        tables.GROUP.frame(group),
        tables.COMMUNITIES.frame(communities),
        circles_are_clear=any(circles),
    )


def _interactions(names: Sequence[str], pairs: Sequence[tuple[int, int, float]], messages: pd.DataFrame) -> pd.DataFrame:
    keys, times = list(messages["msg_id"]), list(messages["at"])
    if not keys:
        return tables.INTERACTIONS.frame()
    return tables.INTERACTIONS.frame(
        {
            "source": names[a],
            "target": names[b],
            "layer": "reply",
            "msg_id": keys[(a * 7 + b) % len(keys)],
            "at": times[(a * 7 + b) % len(keys)],
            "latency_s": 60.0,
            "weight": 0.8,
        }
        for a, b, _ in pairs
    )


def _source(file: str, group: str, lines: int, **other: Any) -> Source:
    known: dict[str, Any] = {
        "file": file,
        "sha256": SHA,
        "member_sha256": SHA,
        "size": 4096,
        "group": group,
        "group_id": "g1",
        "platform": "android",
        "locale": "id",
        "encoding": "utf-8",
        "layouts": ("android-24h",),
        "date_order": "DMY",
        "date_evidence": "31 lines fit day first only",
        "date_confidence": 1.0,
        "lines_total": lines + 4,
        "message_lines": lines + 1,
        "continuation_lines": 1,
        "skipped_lines": 2,
        "media": {"IMG-1.jpg": 10},
    }
    return Source(**(known | other))


@pytest.fixture(scope="session")
def make_analysis() -> MakeAnalysis:
    """Return a function that builds an analysis of any names, texts, ties and circles."""

    def make(
        names: Sequence[str] = NAMES,
        texts: Sequence[str] | None = None,
        pairs: Sequence[tuple[int, int, float]] = (
            (0, 1, 9.0),
            (1, 0, 6.0),
            (1, 2, 4.0),
            (2, 0, 3.0),
            (4, 5, 5.0),
            (5, 4, 5.0),
            (2, 4, 1.0),
            (3, 5, 2.0),
        ),
        *,
        circles: Sequence[int] = (1, 1, 1, 2, 2, 2, 0, 0),
        group: str = "Kantor Gudang Selatan",
        file: str = "WhatsApp Chat with Kantor Gudang Selatan.txt",
        **source: Any,
    ) -> Analysis:
        said = [f"pesan nomor {turn} untuk semua" for turn in range(60)] if texts is None else list(texts)
        messages = _messages(names, said, file)
        parsed = tables.PARSED.frame({name: messages[name] for name in tables.PARSED.names if name in messages} | {"raw": messages["text"]})
        place = {"file": file, "file_sha256": SHA, "line": 1, "last_line": 1, "group_id": "g1", "at": pd.Timestamp("2025-01-06 07:59")}
        events = tables.EVENTS.frame(
            [
                {"msg_id": "01234567-1", "type": "added", "actor": names[0], "target": names[1], "text": f"{names[0]} added {names[1]}"}
                | place
            ]
        )
        coverage = tables.COVERAGE.frame(
            [
                {"file": file, "file_sha256": SHA, "line": 1, "last_line": len(said) + 1, "became": "message"},
                {
                    "file": file,
                    "file_sha256": SHA,
                    "line": len(said) + 2,
                    "last_line": len(said) + 3,
                    "became": "skipped",
                    "reason": "no header",
                },
            ]
        )
        notices = (
            Notice("WAG002", "lines-not-understood", "2 lines were not understood", line=len(said) + 2, file=file),
            Notice("WAG009", "confusable-names", f"{names[0]} and {names[1]} look alike"),
        )
        chat = Chat(parsed, events, coverage, notices, (_source(file, group, len(said), **source),))
        references = tables.REFERENCES.frame(
            [
                {
                    "msg_id": "01234567-3",
                    "source": names[0],
                    "refers_to": "Pak Zulkarnain",
                    "is_member": False,
                    "form": "third",
                    "start": 0,
                    "end": 4,
                    "surface": "Zul",
                }
            ]
        )
        return Analysis(
            chat,
            _people(names, messages),
            messages,
            tables.REPLIES.frame(),
            references,
            tables.SIGNALS.frame(),
            _interactions(names, pairs, messages),
            _network(names, pairs, circles, messages),
            Settings(),
        )

    return make


@pytest.fixture
def small_analysis(make_analysis: MakeAnalysis) -> Analysis:
    """Eight people, sixty messages, two circles."""
    return make_analysis()


@pytest.fixture(scope="session")
def large_analysis(make_analysis: MakeAnalysis) -> Analysis:
    """1,024 people, 6,000 messages, 5,000 ties, eight circles, 24 people without a tie."""
    rng = np.random.default_rng(3)
    people = 1024
    names = [f"Anggota Nomor{turn:04d}" for turn in range(people)]
    circles = [0 if turn >= people - 24 else int(number) for turn, number in enumerate(rng.integers(1, 9, people))]
    pairs: dict[tuple[int, int], float] = {}
    while len(pairs) < 5000:
        a, b = (int(number) for number in rng.integers(0, people - 24, 2))
        if a != b and (circles[a] == circles[b]) == (rng.random() < 0.9):
            pairs[a, b] = float(round(0.5 + rng.gamma(0.8, 4), 2))
    listed = [(a, b, weight) for (a, b), weight in sorted(pairs.items())]
    texts = [f"laporan stok gudang {turn} sudah dikirim, mohon dicek sebelum rapat sore" for turn in range(6000)]
    return make_analysis(names, texts, listed, circles=circles)


GOSSIP = Rule(
    code="WAG101",
    name="gossip-circle",
    kind="gossip",
    summary=Phrase("Several talk down the same absent person.", "Beberapa orang merendahkan orang yang sama yang tidak hadir."),
    severity=Level.HIGH,
    source="test",
    precision=Precision(right=17, n=20, false_alarms=1, messages=20_000, data="open chats"),
)
CARE = Rule(
    code="WAG402",
    name="unanswered-member",
    kind="isolated",
    summary=Phrase("A member finds no answer.", "Seorang anggota tidak mendapat jawaban."),
    severity=Level.LOW,
    source="test",
)
HELP = Rule(
    code="WAG601",
    name="support",
    kind="support",
    summary=Phrase("People help each other.", "Orang saling membantu."),
    severity=Level.LOW,
    source="test",
    precision=Precision(right=0, n=0, false_alarms=0, messages=0, data="open chats"),
    strength=True,
)


def _evidence(*lines: int) -> tuple[Evidence, ...]:
    return tuple(Evidence(f"01234567-{line}", line, "talks down", 6, 11) for line in lines)


@pytest.fixture
def findings() -> list[Finding]:
    """Return three findings: one high, one low, one strength; in no order."""
    first, last = pd.Timestamp("2025-01-07 09:14"), pd.Timestamp("2025-01-12 10:20")
    circle = Phrase(
        "{who} talk down {whom} in {n} lines.",
        "{who} merendahkan {whom} dalam {n} baris.",
        {"who": (NAMES[0], NAMES[1], NAMES[2]), "whom": "Pak Zulkarnain"},
        {"n": 3},
    )
    plain = Phrase("It came in several sessions.", "Itu muncul dalam beberapa sesi.")
    other = Phrase("A team may be handing over work.", "Tim mungkin sedang serah terima.")
    alone = Phrase("{who} got no answer.", "{who} tidak mendapat jawaban.", {"who": NAMES[3]})
    return [
        Finding(CARE, (NAMES[3],), alone, _evidence(30), (plain,), (), (other,), 0.4, Level.LOW, first, last),
        Finding(
            GOSSIP,
            tuple(NAMES[:3]),
            circle,
            _evidence(3, 5, 20),
            (plain,),
            (other,),
            (other,),
            0.8,
            Level.MEDIUM,
            first,
            last,
            targets=("Pak Zulkarnain",),
            protected=True,
            test=ChanceTest("same hours", 3.0, 0.4, 0.0001, 0.002),
        ),
        Finding(HELP, (NAMES[4],), alone, (Evidence("01234567-1", 1),), (plain,), (plain,), (other,), 0.5, Level.HIGH, first, last),
    ]
