import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies as draw
from wag_analyzer.interactions.history import AHEAD
from wag_analyzer.interactions.replies import replies
from wag_analyzer.interactions.weights import load_weights
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings
from wag_analyzer.tables import IDENTITIES, MESSAGES, PEOPLE

NAMES = ("Sari Dewi", "Pak Budi", "Joko", "Rina", "+62 812-0000-0004")
#: Another set of names with as many words, forms of address in the same places, and no shared beginnings.
OTHERS = ("Wulan Ayu", "Pak Tono", "Galih", "Nita", "+62 813-1111-2222")
WORDS = (
    "{0}",
    "{1}",
    "{2}:",
    "@{3}",
    "apa",
    "laporan",
    "iya",
    "?",
    "makasih",
    "rapat",
    "jam",
    "7",
    "proyektor",
    "wkwk",
    "pak",
    "ok",
    "😀",
    "besok",
)
SHORT = ("sari", "budi", "joko", "rina", "6281200000004")
OTHER_SHORT = ("wulan", "tono", "galih", "nita", "6281311112222")

LINES = st.lists(
    st.tuples(st.integers(0, 4), st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), st.integers(0, 900)), min_size=1, max_size=40
)
Lines = list[tuple[int, str, int]]


def people_of(names: tuple[str, ...]) -> People:
    table = PEOPLE.frame([{"person": name, "names": [name], "is_exporter": False, "messages": 0, "admin": False} for name in names])
    return People(table, IDENTITIES.frame(), {name: name for name in names})


def chat(lines: Lines, names: tuple[str, ...] = NAMES, short: tuple[str, ...] = SHORT, shift: int = 0) -> pd.DataFrame:
    at = np.datetime64("2026-03-02T09:00:00") + np.cumsum([shift, *(wait for _, _, wait in lines)])[1:].astype("timedelta64[s]")
    rows = [
        {"msg_id": f"m{number}", "group_id": "g", "at": when, "person": names[who], "sender": names[who], "kind": "text",
         "text": text.format(*short), "edited": False, "mentions": [], "session": 0, "line": number + 1, "last_line": number + 1}
        for number, ((who, text, _), when) in enumerate(zip(lines, at, strict=True))
    ]  # fmt: skip
    return MESSAGES.frame(rows)


def inferred(lines: Lines, model: str = "full") -> pd.DataFrame:
    return replies(chat(lines), people_of(NAMES), Settings(reply_model=model))  # type: ignore[arg-type] # hypothesis gives plain strings


def probabilities(found: pd.DataFrame) -> dict[tuple[str, str], float]:
    keys = zip(found["msg_id"].astype(str), found["candidate"].astype(str), strict=True)
    return dict(zip(keys, found["p"].tolist(), strict=True))


def same(one: dict[tuple[str, str], float], other: dict[tuple[str, str], float]) -> bool:
    keys = {*one, *other}
    return all(abs(one.get(key, 0) - other.get(key, 0)) < 2e-3 for key in keys)


@given(LINES, st.sampled_from(["full", "linear", "adjacency"]))
@draw.examples(0.1)
def test_probabilities_sum_to_one_and_point_back(lines: Lines, model: str) -> None:
    found = inferred(lines, model)
    assert np.allclose(found.groupby("msg_id")["p"].sum(), 1)
    assert found["p"].between(0, 1).all()
    real = found[found["candidate"].notna()]
    assert (real["candidate_line"] < real["line"]).all()


@given(LINES)
@draw.examples(0.1)
def test_renaming_people_changes_nothing_but_names(lines: Lines) -> None:
    before = inferred(lines)
    after = replies(chat(lines, OTHERS, OTHER_SHORT), people_of(OTHERS), Settings())
    assert same(probabilities(before), probabilities(after))


@given(LINES, st.integers(-(10**6), 10**6))
@draw.examples(0.1)
def test_shifting_all_times_changes_nothing(lines: Lines, shift: int) -> None:
    after = replies(chat(lines, shift=shift), people_of(NAMES), Settings())
    assert same(probabilities(inferred(lines)), probabilities(after))


@given(LINES, LINES, st.integers(0, 39))
@draw.examples(0.1)
def test_a_later_message_changes_nothing_beyond_the_look_ahead(lines: Lines, more: Lines, cut: int) -> None:
    ahead = AHEAD * (1 + len(load_weights().nets))
    long = (lines * 4)[: ahead + 1 + cut]
    kept = max(len(long) - ahead, 0)
    before, after = probabilities(inferred(long)), probabilities(inferred([*long, *more]))
    early = {f"m{number}" for number in range(kept)}
    assert same({key: p for key, p in before.items() if key[0] in early}, {key: p for key, p in after.items() if key[0] in early})
