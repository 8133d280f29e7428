"""A factual claim of wrongdoing about a named person spreads; where it reads as whistle-blowing it is protected. Listed, never ranked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, lines, moment, stretches, talk
from wag_analyzer.detectors._said import Cued, cued
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._shield import NOTICE
from wag_analyzer.detectors._wrongs import AS_CLAIMS, wrongs
from wag_analyzer.findings import Evidence, Finding, Level, Phrase, Rule

__all__ = ["RULE", "Claim", "claims", "find"]

RULE: Final = Rule(
    code="WAG104",
    name="accusation",
    kind="accusation",
    summary=Phrase(
        "Several people claim wrongdoing of a named person as a fact; protected where it reads as whistle-blowing.",
        "Beberapa orang menyatakan seseorang berbuat pelanggaran seolah fakta; dilindungi bila terbaca sebagai pelaporan pelanggaran.",
    ),
    severity=Level.MEDIUM,
    source="Codes of conduct and penal law (offences); UU ITE 1/2024 article 27A and UU 13/2006 (protection of witnesses).",
)

_SURE: Final = 0.8
_LEAST_SENDERS: Final = 2
_LEAST_SESSIONS: Final = 2
_MANY: Final = 3
_SCORE: Final = 0.5
_REPORTS: Final = 2
_SPREADS: Final = ("told", "agrees")
_ROLES: Final = (
    ("told", "passes on"),
    ("agrees", "passes on"),
    ("doubt", "doubts it"),
    ("offence", "claims"),
    ("report", "speaks of reporting"),
)
ALTERNATIVES: Final = (
    Phrase(
        "It is true, and somebody tries to get it looked into: that deserves protection, not blame.",
        "Hal itu benar, dan ada yang berusaha agar diperiksa: itu patut dilindungi, bukan disalahkan.",
    ),
    Phrase(
        "An audit, a stock count or a case that is known anyway is talked about.",
        "Yang dibicarakan adalah audit, perhitungan stok, atau kasus yang memang sudah diketahui.",
    ),
    Phrase(
        "Exaggeration or a joke; a mistake at work told as if it were on purpose.",
        "Berlebihan atau bercanda; kekeliruan kerja diceritakan seolah disengaja.",
    ),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed about one person: the messages that claim it, who claims or spreads it, and the stretches of talk around them."""

    target: str
    spots: tuple[int, ...]
    senders: tuple[str, ...]
    sessions: int
    near: tuple[int, ...]
    told: int
    doubts: int
    reports: int

    @property
    def is_report(self) -> bool:
        """Say whether it reads as reporting of wrongdoing: a channel, evidence or an audit is spoken of, more than once."""
        return self.reports >= _REPORTS


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person of whom two or more people claim wrongdoing, in two sessions or more.

    First by plain words; then, for those whom these leave, by weak hints of most kinds around the name, in three sessions or more.
    """
    chat = once(talk, analysis)
    said = cued(analysis, "claims", affirmed=("offence",))
    done = set()
    for claim in claims(chat, said, analysis.messages["text"].tolist()):
        done.add(claim.target)
        yield _finding(chat, claim, said)
    found = once(wrongs, analysis)
    for person, acts, told in found.told:
        if person not in done:
            shown = {at: _as_claims(found.hints[at]) | said.get(at, {}) for at in told}
            yield _finding(chat, _claim(chat, person, acts, shown), shown)


def _as_claims(hints: Mapping[str, Cued]) -> dict[str, Cued]:
    return {AS_CLAIMS[family]: cue for family, cue in hints.items() if family in AS_CLAIMS}


def claims(chat: Talk, said: Mapping[int, Mapping[str, Cued]], texts: Sequence[object]) -> Iterator[Claim]:
    """Yield what spreads about each person, by name.

    Parameters
    ----------
    chat
        The chat.
    said
        Cues of the lexicon ``claims``.
    texts
        The words of each message; questions claim nothing.
    """
    spots: defaultdict[str, list[int]] = defaultdict(list)
    for at, shown in said.items():
        if _is_claim(shown) and "?" not in str(texts[at]):
            for person in dict.fromkeys(person for person, form in chat.named.get(at, ()) if form == "third"):
                if person != chat.people[at] and not person.startswith("@"):
                    spots[person].append(at)
    for target, found in sorted(spots.items()):
        claim = _claim(chat, target, found, said)
        if len(claim.senders) >= _LEAST_SENDERS and claim.sessions >= _LEAST_SESSIONS:
            yield claim


def _is_claim(shown: Mapping[str, Cued]) -> bool:
    return "offence" in shown and shown["offence"].value >= _SURE and "general" not in shown


def _claim(chat: Talk, target: str, spots: Sequence[int], said: Mapping[int, Mapping[str, Cued]]) -> Claim:
    around = {at for stretch in stretches(chat, spots) for at in stretch}
    near = sorted(at for at in around | set(spots) if at in said)
    spread = [at for at in near if any(signal in said[at] for signal in _SPREADS) and chat.people[at] != target]
    return Claim(
        target=target,
        spots=tuple(spots),
        senders=tuple(dict.fromkeys(chat.people[at] for at in (*spots, *spread))),
        sessions=len({chat.session[at] for at in spots}),
        near=tuple(near),
        told=len(spread),
        doubts=sum("doubt" in said[at] for at in near),
        reports=sum("report" in said[at] and said[at]["report"].value >= _SURE for at in near)
        + sum("whistle_blowing" in chat.topics.get(at, ()) for at in around if at not in near),
    )


def _finding(chat: Talk, claim: Claim, said: Mapping[int, Mapping[str, Cued]]) -> Finding:
    values = {"k": len(claim.senders), "n": claim.sessions, "m": len(claim.spots)}
    statement = (
        Phrase(
            "Possible wrongdoing of {whom} is spoken of by {k:person|people} in {n:session|sessions}, with talk of reporting it.",
            "Dugaan pelanggaran oleh {whom} dibicarakan {k} orang dalam {n} sesi, disertai pembicaraan untuk melaporkannya.",
            {"whom": claim.target},
            values,
        )
        if claim.is_report
        else Phrase(
            "{k:person claims|people claim}, in {n:session|sessions}, that {whom} did something wrong; "
            "nothing in the chat says whether it is so.",
            "{k} orang menyatakan, dalam {n} sesi, bahwa {whom} berbuat salah; dari obrolan ini tidak dapat diketahui benar tidaknya.",
            {"whom": claim.target},
            values,
        )
    )
    return Finding(
        rule=RULE,
        persons=claim.senders,
        targets=(claim.target,),
        statement=statement,
        evidence=_evidence(chat, claim, said),
        reasons_for=_for(claim, values),
        reasons_against=_against(claim),
        alternatives=ALTERNATIVES,
        score=_SCORE,
        confidence=Level.MEDIUM if claim.sessions >= _MANY or len(claim.senders) >= _MANY else Level.LOW,
        first=moment(chat, min(claim.spots)),
        last=moment(chat, max(claim.spots)),
        protected=claim.is_report,
    )


def _evidence(chat: Talk, claim: Claim, said: Mapping[int, Mapping[str, Cued]]) -> tuple[Evidence, ...]:
    """Return the lines that claim, pass on, doubt or speak of reporting, the words that do so marked."""
    shown: dict[int, tuple[str, Cued]] = {}
    for at in claim.near:
        for signal, role in _ROLES:
            if signal in said[at] and (signal != "offence" or at in claim.spots):
                shown[at] = (role, said[at][signal])
    plain = lines(chat, shown, {at: role for at, (role, _) in shown.items()})
    places = dict(zip((chat.ids[at] for at in sorted(shown)), (shown[at][1] for at in sorted(shown)), strict=True))
    return tuple(Evidence(one.msg_id, one.line, one.role, places[one.msg_id].start, places[one.msg_id].end) for one in plain)


def _for(claim: Claim, values: Mapping[str, object]) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "Messages that state it as a fact: {m}; people who state it or pass it on: {k}.",
            "Pesan yang menyatakannya sebagai fakta: {m}; orang yang menyatakan atau meneruskannya: {k}.",
            values=values,
        )
    ]
    if claim.told:
        reasons.append(
            Phrase("Messages that pass it on or agree: {t}.", "Pesan yang meneruskannya atau mengiyakan: {t}.", values={"t": claim.told})
        )
    return tuple(reasons)


def _against(claim: Claim) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "Nothing here is a proof for or against the claim. Check it in the books, not in the chat; hear the person concerned.",
            "Tidak ada bukti di sini yang membenarkan atau membantahnya. Periksa pada catatan, bukan obrolan; dengarkan yang bersangkutan.",
        )
    ]
    if claim.is_report:
        reasons.append(NOTICE)
    if claim.doubts:
        reasons.append(
            Phrase(
                "Messages that doubt it or warn against judging: {d}.",
                "Pesan yang meragukannya atau mengingatkan agar tidak menuduh: {d}.",
                values={"d": claim.doubts},
            )
        )
    return tuple(reasons)
