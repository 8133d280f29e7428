"""What each measure is: formula, source, range, what it means in a chat and what it cannot say. Reports and pages print these cards."""

from dataclasses import dataclass
from typing import Final

__all__ = ["MEASURE_CARDS", "Card", "card", "described"]


@dataclass(frozen=True, slots=True)
class Card:
    """One measure per person.

    ``name`` is the value of column ``measure``; ``label`` is what a reader sees, by language; ``least`` and ``most`` bound the values
    (None: no bound but the size of the chat); ``limits`` says what the measure cannot say.
    """

    name: str
    label: dict[str, str]
    formula: str
    source: str
    least: float
    most: float | None
    unit: str
    meaning: str
    limits: str


MEASURE_CARDS: Final[tuple[Card, ...]] = (
    Card(
        "in_strength",
        {"en": "Received", "id": "Diterima"},
        "Σ_j w(j→i)",
        "Barrat, Barthélemy, Pastor-Satorras, Vespignani 2004, PNAS 101, 3747",
        0,
        None,
        "expected acts",
        "How many replies and mentions went to this person.",
        "Being answered is not being liked: questions, orders and quarrels are answered too. Reactions are not in an export.",
    ),
    Card(
        "out_strength",
        {"en": "Given", "id": "Diberikan"},
        "Σ_j w(i→j)",
        "Barrat et al. 2004, PNAS 101, 3747",
        0,
        None,
        "expected acts",
        "How many replies and mentions this person addressed to others.",
        "It grows with how much somebody writes; compare with balance.",
    ),
    Card(
        "in_degree",
        {"en": "People who turn to", "id": "Orang yang menghubungi"},
        "number of j with w(j→i) ≥ 0.5",
        "Freeman 1978, Social Networks 1, 215",
        0,
        None,
        "people",
        "How many different people answered or mentioned this person.",
        "One act counts like a hundred.",
    ),
    Card(
        "out_degree",
        {"en": "People turned to", "id": "Orang yang dihubungi"},
        "number of j with w(i→j) ≥ 0.5",
        "Freeman 1978, Social Networks 1, 215",
        0,
        None,
        "people",
        "How many different people this person answered or mentioned.",
        "One act counts like a hundred.",
    ),
    Card(
        "betweenness",
        {"en": "Between others", "id": "Di antara yang lain"},
        "Σ_(s≠i≠t) σ_st(i)/σ_st / ((n-1)(n-2)), shortest paths over lengths 1/w",
        "Freeman 1977, Sociometry 40, 35; Brandes 2001, J. Math. Sociol. 25, 163; lengths 1/w: Newman 2001, Phys. Rev. E 64, 016132",
        0,
        1,
        "share of pairs",
        "On how many of the shortest chains of exchange between two others this person lies.",
        "Everybody in a group reads everything, so no message has to pass through anybody: it is about who talks with both sides. "
        "It is unstable: read the interval of the rank first.",
    ),
    Card(
        "closeness",
        {"en": "Within reach", "id": "Jangkauan"},
        "Σ_j 1/d(j,i), d shortest path over lengths 1/w",
        "Marchiori, Latora 2000, Physica A 285, 539; Rochat 2009",
        0,
        None,
        "acts",
        "How near this person is to all others by chains of exchange; who cannot be reached adds 0.",
        "Its size depends on the length of the chat: compare within one chat only.",
    ),
    Card(
        "eigenvector",
        {"en": "Among the busiest", "id": "Di antara yang tersibuk"},
        "λx = (W + Wᵀ)x, |x| = 1",
        "Bonacich 1972, J. Math. Sociol. 2, 113",
        0,
        1,
        "",
        "High for who exchanges much with people who exchange much themselves.",
        "Outside the largest component it is about 0 and says nothing.",
    ),
    Card(
        "pagerank",
        {"en": "Attention", "id": "Perhatian"},
        "stationary share of a walk that follows w(i→j)/Σ_k w(i→k), and jumps anywhere with 0.15",
        "Brin, Page 1998, Comput. Netw. 30, 107",
        0,
        1,
        "share",
        "Which share of attention ends at this person when attention is passed on along replies and mentions.",
        "It is about who is answered by whom, not about whether anybody is right.",
    ),
    Card(
        "k_core",
        {"en": "Core number", "id": "Bilangan inti"},
        "largest k such that i is in a set of people each tied (w ≥ 0.5, any direction) to ≥ k of the set",
        "Seidman 1983, Social Networks 5, 269",
        0,
        None,
        "people",
        "How deep in the dense middle of the group a person is.",
        "Many persons share a value; ranks inside the core mean nothing.",
    ),
    Card(
        "clustering",
        {"en": "Partners know each other", "id": "Mitra saling terhubung"},
        "weighted directed triangles around i / possible ones, weights as cube roots of w/max w",
        "Fagiolo 2007, Phys. Rev. E 76, 026107",
        0,
        1,
        "share",
        "Whether the people one exchanges with exchange with each other too.",
        "Small when one tie of the chat is very heavy, as weights are relative to it.",
    ),
    Card(
        "constraint",
        {"en": "Tied up in one circle", "id": "Terikat pada satu lingkaran"},
        "Σ_j (p_ij + Σ_q p_iq p_qj)², p share of exchange",
        "Burt 1992, Structural Holes, ch. 2",
        0,
        None,
        "",
        "High when one's exchange is with few people who exchange with each other; low for who links people that are not linked.",
        "Missing for isolates. With one partner it is 1 or more; for small numbers of partners it can exceed 1.",
    ),
    Card(
        "effective_size",
        {"en": "Non-redundant partners", "id": "Mitra tak berulang"},
        "Σ_j (1 - Σ_q p_iq m_jq), m exchange as share of j's heaviest",
        "Burt 1992, Structural Holes, ch. 2",
        0,
        None,
        "people",
        "How many partners one has, less those who are tied to one another.",
        "Missing for isolates. Faint ties count as partners, so it is larger in long chats.",
    ),
    Card(
        "balance",
        {"en": "Gives and receives", "id": "Memberi dan menerima"},
        "(out - in) / (out + in)",
        "Baker, Bulkley 2014, Organ. Sci. 25, 1493 (generalised reciprocity)",
        -1,
        1,
        "",
        "-1 only receives replies and mentions, 0 as much as is given, 1 only gives.",
        "It counts acts, not what they hold: see the detector for help taken and given.",
    ),
    Card(
        "breadth",
        {"en": "Effective number of partners", "id": "Jumlah mitra efektif"},
        "exp(-Σ_j p_ij ln p_ij), p share of exchange",
        "Jost 2006, Oikos 113, 363 (Hill number of order 1)",
        1,
        None,
        "people",
        "Over how many people the exchange is spread, as if evenly: depth against breadth.",
        "Missing for isolates.",
    ),
    Card(
        "isolate",
        {"en": "Isolate", "id": "Tanpa ikatan"},
        "1 when no w(i→j) or w(j→i) is ≥ 0.5",
        "Wasserman, Faust 1994, Social Network Analysis, ch. 4",
        0,
        1,
        "yes or no",
        "No reply or mention from or to this person is more likely than not.",
        "Reading, reactions and private messages are not in an export: an isolate may follow everything.",
    ),
)
_BY_NAME: Final = {each.name: each for each in MEASURE_CARDS}


def card(name: str) -> Card:
    """Return the card of a measure.

    Examples
    --------
    >>> card("balance").least
    -1
    """
    return _BY_NAME[name]


def described(each: Card) -> str:
    r"""Return a card as a section of Markdown; the page on measures holds these sections word by word.

    Examples
    --------
    >>> described(card("isolate")).split("\n")[0]
    '## Isolate (`isolate`)'
    """
    most = "no upper bound" if each.most is None else f"{each.most:g}"
    unit = f" {each.unit}" if each.unit else ""
    return (
        f"## {each.label['en']} (`{each.name}`)\n\n"
        f"| | |\n|---|---|\n| formula | {each.formula.replace('|', '&#124;')} |\n| range | {each.least:g} to {most}{unit} |\n"
        f"| source | {each.source} |\n| in Indonesian reports | {each.label['id']} |\n\n"
        f"{each.meaning} *What it cannot say:* {each.limits}\n"
    )
