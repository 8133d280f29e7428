"""One member of higher standing advises others not to follow a rule, vouches for it, and they go along."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._chance import gathered
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._said import kinds
from wag_analyzer.detectors._said import said as chat_said
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._topics import Spoken, recurring, spread
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.names import titles
from wag_analyzer.text.normalize import tokens

__all__ = ["RULE", "Push", "Steering", "find", "pushes", "steerings"]

RULE: Final = Rule(
    code="WAG202",
    name="senior-steering",
    kind="influence",
    summary=Phrase(
        "A member of higher standing tells others not to follow a rule, vouches for it, and they go along, in several sessions.",
        "Seorang yang dituakan menyarankan yang lain tidak menaati suatu aturan, menjaminnya, dan mereka mengikuti, dalam beberapa sesi.",
    ),
    severity=Level.MEDIUM,
    source="Katz and Lazarsfeld 1955 (two-step flow); Gilbert 2012 (CSCW): rank shows in address; Mayer et al. 2012.",
)

_AGAINST: Final = ("noncompliance", "reassurance")
_ADVICE: Final = frozenset(("leave", "harmless", "fades", "vouches", "appearance", "as_ever"))
_ADVICE_OF: Final = (0.0, 0.0, 0.6, 0.85)
_RANK: Final = frozenset(("vouches", "as_ever"))
_LEAST_DROPS: Final = 2
_LEAST_DROPPED: Final = 0.34
_RALLIES_CLEARLY: Final = 0.6
_RALLIES: Final = ("call_to_act", "headcount", "pledge", "protected")
_AROUND: Final = pd.Timedelta(days=30)
_FOLLOW_MINUTES: Final = 15.0
_FOLLOW_TURNS: Final = 10
_FOLLOW_WORDS: Final = 7
_RUN_MINUTES: Final = 6.0
_NO_FOLLOW: Final = ("opposition", "insult", "negative", "laughter", "excuse", "refusal", "invite", "offer", "delivery")
_SAYS_YES: Final = ("acknowledgement", "pledge", "accept", "noncompliance")
_LEAST_SESSIONS: Final = 3
_LEAST_PLAIN: Final = 2
_LEAST_FOLLOWERS: Final = 2
_LEAST_FOLLOWED: Final = 0.5
_MOST_OPPOSITE: Final = 0.34
_MOST_RALLYING: Final = 0.5
_LEAST_CUE: Final = 0.5
_LEAST_STANDING: Final = 0.3
_MOST_P: Final = 0.02
_SURE_P: Final = 0.001
_SURE_SESSIONS: Final = 4
_HALF_SURE: Final = 2
_NULL: Final = "turns of all members to everybody, with those that advise against a rule drawn among them (Fisher)"
_ALTERNATIVES: Final = (
    Phrase(
        "A way round that the management has agreed to, which this chat does not show.",
        "Jalan lain yang sudah disetujui pimpinan, tetapi persetujuannya tidak tampak di obrolan ini.",
    ),
    Phrase(
        "Experienced advice on a rule that does not work or is unsafe; the rule may need another look.",
        "Saran orang berpengalaman tentang aturan yang tidak berjalan atau tidak aman; aturannya mungkin perlu ditinjau lagi.",
    ),
    Phrase("Big talk that nobody acts on.", "Omongan besar yang tidak benar-benar dilakukan siapa pun."),
)


@dataclass(frozen=True)
class Push:
    """A stretch of one member's turns to everybody, who assented, and what it says."""

    turns: tuple[Turn, ...]
    follows: tuple[Turn, ...]
    hints: frozenset[str] = frozenset()
    drops: tuple[Turn, ...] = ()

    @property
    def person(self) -> str:
        """Return who writes."""
        return self.turns[0].person

    def shows(self, *signals: str) -> float:
        """Return the strongest of these signals."""
        return max(max(map(turn.acts.get, signals, repeat(0.0))) for turn in self.turns)

    @cached_property
    def advice(self) -> float:
        """Return how plainly it advises against following: by its words, or by hints of several kinds where nothing says that it may be."""
        hinted = 0.0 if "authorised" in self.hints else _ADVICE_OF[min(len(_ADVICE & self.hints), len(_ADVICE_OF) - 1)]
        return max(self.shows("noncompliance"), hinted)

    @property
    def vouches(self) -> bool:
        """Say whether it says in plain words both that the rule need not be followed and that nothing will happen."""
        return all(self.shows(signal) >= _LEAST_CUE for signal in _AGAINST)

    @cached_property
    def advises(self) -> bool:
        """Say whether it advises against following, more than it asks to follow."""
        return self.advice > self.shows("compliance")


@dataclass(frozen=True, slots=True)
class Steering:
    """A member's pushes against a rule: all of them, those to the contrary, and signs of standing."""

    person: str
    pushes: tuple[Push, ...]
    contrary: int
    followers: tuple[str, ...]
    standing: float

    @property
    def followed(self) -> tuple[Push, ...]:
        """Return the pushes that others assent to."""
        return tuple(push for push in self.pushes if push.follows)

    @property
    def is_whole(self) -> bool:
        """Say whether the parts are there: advice over sessions, assent of juniors, standing; and it is neither guidance nor a rally."""
        plain = [push for push in self.pushes if push.advises]
        rallying = sum(push.shows(*_RALLIES) >= _RALLIES_CLEARLY for push in self.pushes)
        return (
            len({push.turns[0].session for push in self.pushes}) >= _LEAST_SESSIONS
            and len(plain) >= _LEAST_PLAIN
            and len(self.followers) >= _LEAST_FOLLOWERS
            and len(self.followed) >= max(2, _LEAST_FOLLOWED * len(self.pushes))
            and self.contrary <= _MOST_OPPOSITE * len(self.pushes)
            and rallying <= _MOST_RALLYING * len(self.pushes)
            and self.standing >= _LEAST_STANDING
            and (
                sum(bool(push.drops) for push in self.pushes) >= max(_LEAST_DROPS, _LEAST_DROPPED * len(self.pushes))
                or sum(push.vouches for push in plain) >= _LEAST_PLAIN
            )
        )


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each member whom others follow away from a rule."""
    reading = once(Reading, analysis)
    every = pushes(reading, kinds(analysis, "setting_aside"))
    found = steerings(analysis, every)
    advising = sum(push.advises for push in every)
    assented = Counter(push.person for push in every if push.follows)
    for steering in found:
        test = _test(steering, (len(every), advising, assented[steering.person]), len(found))
        if steering.is_whole and test.p <= _MOST_P:
            yield _finding(reading, steering, test, (_topic(analysis, steering), _rate(every, steering.person)))


def pushes(reading: Reading, hints: Mapping[str, frozenset[str]]) -> list[Push]:
    """Return the stretches of one member's turns, with the short turns of others that assent.

    Parameters
    ----------
    reading
        The chat in turns.
    hints
        Message → kinds of hints of the lexicon ``setting_aside``.
    """
    found: list[Push] = []
    for turn in reading.turns:
        if found and any(turn is one for one in found[-1].turns):
            continue
        own, follows = [turn], dict[str, Turn]()
        for later in reading.following(turn, _FOLLOW_MINUTES, _FOLLOW_TURNS):
            if later.person == turn.person:
                near = later.clock - own[-1].clock <= 60 * _RUN_MINUTES
                if near and not later.to and later.does(*_AGAINST):
                    own.append(later)
            elif later.person not in follows and _assents(later, turn):
                follows[later.person] = later
        shown = _hints(own, hints)
        drops = tuple(later for later in follows.values() if "drops" in _hints([later], hints))
        found.append(Push(tuple(own), tuple(follows.values()), shown, drops))
    return found


def _hints(turns: Sequence[Turn], hints: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(kind for turn in turns for msg_id in turn.msg_ids for kind in hints.get(msg_id, ()))


def steerings(analysis: Analysis, every: Sequence[Push]) -> list[Steering]:
    """Return the members who push against a rule in two turns or more, in order of name."""
    texts = dict(zip(analysis.messages["msg_id"].tolist(), analysis.messages["text"].tolist(), strict=True))
    levels = _levels(analysis)
    of: defaultdict[str, list[Push]] = defaultdict(list)
    contrary: Counter[str] = Counter()
    for push in every:
        if max(push.advice, push.shows(*_AGAINST)) >= _LEAST_CUE and not (push.shows("compliance") > push.advice):
            of[push.person].append(push)
        elif push.shows("compliance") >= _LEAST_CUE and push.follows:
            contrary[push.person] += 1
    found = []
    for person, all_own in sorted(of.items()):
        own = [push for push in all_own if push.advises or push.follows]
        if sum(push.advises for push in own) < _LEAST_PLAIN:
            continue
        times = Counter(follow.person for push in own for follow in push.follows)
        followers = tuple(sorted(times, key=lambda one: (-times[one], one)))
        found.append(Steering(person, tuple(own), contrary[person], followers, _standing(own, texts, levels)))
    return found


def _assents(later: Turn, push: Turn) -> bool:
    """Say whether a turn may assent: a few words, not to somebody else, that do nothing else."""
    if later.words > _FOLLOW_WORDS or (later.to and push.person not in later.to):
        return False
    return later.does(*_SAYS_YES) or not later.does(*_NO_FOLLOW, least=0.6)


def _levels(analysis: Analysis) -> Mapping[str, float]:
    """Return person → level of the roster, 1 the highest; empty without a roster."""
    table = analysis.people.table
    if "level" not in table:
        return {}
    known = table.dropna(subset=["level"])
    return dict(zip(known["person"].tolist(), known["level"].tolist(), strict=True))


def _standing(own: Sequence[Push], texts: Mapping[str, object], levels: Mapping[str, float]) -> float:
    """Return how much speaks for higher standing: the roster where it knows both, else address given and not returned, years and vouching.

    Words such as *dek*, *kids*, *anak baru* look down the ranks; a title in the assent (*siap bang*, *ok boss*) looks up.
    """
    person = own[0].person
    ranked = [levels[follow.person] for push in own for follow in push.follows if follow.person in levels]
    if person in levels and ranked:
        return float(sum(level > levels[person] for level in ranked) / len(ranked))
    up, down = 0, 0
    for push in own:
        up += any(_words(follow, texts) & (titles() | grammar("ranks")) for follow in push.follows)
        down += any(_words(turn, texts) & grammar("juniors") or turn.does("reassurance", "standing") for turn in push.turns) or bool(
            _RANK & push.hints
        )
    return (up + down) / len(own)


def _words(turn: Turn, texts: Mapping[str, object]) -> set[str]:
    said = (texts[msg_id] for msg_id in turn.msg_ids)
    return {form for text in said if isinstance(text, str) for token in tokens(text) for form in (token.word, token.surface.lower())}


def _test(steering: Steering, tallies: tuple[int, int, int], tried: int) -> ChanceTest:
    """Test whether advice against rules gathers in this member's turns that others assent to (Fisher's exact test, one-sided).

    ``tallies`` are the turns of all, those that advise against a rule, and this member's that others assent to.
    """
    every, advising, own = tallies
    seen = sum(push.advises for push in steering.followed)
    return ChanceTest(_NULL, float(seen), own * advising / every, gathered(every, advising, own, seen), tried=tried)


def _topic(analysis: Analysis, steering: Steering) -> str:
    """Return the name of the rule: words of the advice that other members use elsewhere, or else that come back in it.

    Words of advice in which a word for rules stands (*memo*, *aturan*) are looked at alone when there are some.
    """
    turns = [turn for push in steering.pushes if push.advises for turn in push.turns]
    naming = [turn for turn in turns if turn.does("policy")] or turns
    own = {msg_id for push in steering.pushes for turn in push.turns for msg_id in turn.msg_ids}
    messages = analysis.messages
    around = messages["at"].between(steering.pushes[0].turns[0].at - _AROUND, steering.pushes[-1].turns[0].at + _AROUND)
    worded = (around & messages["text"].notna()).to_numpy(bool)
    mine = messages["msg_id"].isin(own).to_numpy(bool)
    texts = dict(zip(messages.loc[worded & mine, "msg_id"].tolist(), messages.loc[worded & mine, "text"].tolist(), strict=True))
    said = [(number, texts[msg_id]) for number, turn in enumerate(naming) for msg_id in turn.msg_ids if msg_id in texts]
    others = worded & ~mine & (messages["person"] != steering.person).to_numpy(bool)
    members = set(messages.loc[worded, "person"].unique().tolist())
    return spread([text for _, text in said], once(_spoken, analysis), others, members) or recurring(said, members)


def _spoken(analysis: Analysis) -> Spoken:
    return Spoken([str(person) for person in analysis.messages["person"].tolist()], once(chat_said, analysis))


def _rate(every: Sequence[Push], person: str) -> int:
    """Return in how many of a hundred turns of the others to everybody somebody assents."""
    others = [push for push in every if push.person != person]
    return round(100 * sum(bool(push.follows) for push in others) / len(others)) if others else 0


def _finding(reading: Reading, steering: Steering, test: ChanceTest, context: tuple[str, int]) -> Finding:
    topic, usual = context
    roles = _roles(steering)
    first, last = reading.span(roles)
    sessions = len({push.turns[0].session for push in steering.pushes})
    figures = {
        "n": len(steering.pushes),
        "k": len(steering.followers),
        "sessions": sessions,
        "followed": round(100 * len(steering.followed) / len(steering.pushes)),
        "usual": usual,
        "seen": round(test.statistic),
        "expected": round(test.expected, 1),
        "p": f"{test.p:.4f}",
        "contrary": steering.contrary,
    }
    return Finding(
        rule=RULE,
        persons=(steering.person,),
        targets=(topic,) if topic else (),
        statement=Phrase(
            "{who} advises others not to follow a rule, or to follow it in appearance, in {sessions} sessions, and {k} others go along.",
            "{who} menyarankan yang lain tidak menaati suatu aturan, atau menaatinya sekadar tampak, dalam {sessions} sesi, "
            "dan {k} orang lain mengikuti.",
            {"who": steering.person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(figures, steering),
        reasons_against=_against(figures),
        alternatives=_ALTERNATIVES,
        score=round(len(steering.followed) / (len(steering.followed) + _HALF_SURE), 3),
        confidence=Level.HIGH if sessions >= _SURE_SESSIONS and test.p <= _SURE_P and steering.standing >= 1 else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _roles(steering: Steering) -> dict[str, str]:
    roles: dict[str, str] = {}
    for push in steering.pushes:
        for turn in push.turns:
            role = "advises against" if push.advises or not turn.does("reassurance") else "reassures"
            roles.update(dict.fromkeys(turn.msg_ids, role))
        for follow in push.follows:
            if follow in push.drops or push.person in follow.to or follow.does(*_SAYS_YES):
                roles.setdefault(follow.msg_ids[0], "goes along")
    return roles


def _for(figures: Mapping[str, object], steering: Steering) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "{followed} % of these turns are answered with a few words of assent; {usual} % are usual for turns of others to everybody.",
            "{followed} % dari pesan ini dijawab dengan beberapa kata persetujuan; pada pesan orang lain kepada semua lazimnya {usual} %.",
            values=figures,
        ),
        Phrase(
            "Such advice stands {seen} times in the person's turns that others assent to, where {expected} would be expected (p = {p}).",
            "Saran seperti itu muncul {seen} kali dalam pesan orang itu yang disetujui, padahal diperkirakan {expected} kali (p = {p}).",
            values=figures,
        ),
        Phrase(
            "Standing is read from the roster, or from address that is given and not returned, years of service and vouching.",
            "Kedudukan terbaca dari daftar anggota, atau dari sapaan yang tidak dibalas serupa, lama bekerja, dan jaminan.",
        ),
    ]
    if any(push.shows("reassurance") for push in steering.pushes):
        reasons.append(Phrase("It is vouched that nothing will happen.", "Dijamin bahwa tidak akan terjadi apa-apa."))
    return tuple(reasons)


def _against(figures: Mapping[str, object]) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "Whether the rule was really broken cannot be read from the chat. Speaking together about a rule at work can be protected.",
            "Apakah aturan itu benar-benar dilanggar tidak terbaca dari obrolan. Berbicara bersama tentang aturan kerja dapat dilindungi.",
        )
    ]
    if figures["contrary"]:
        reasons.append(
            Phrase(
                "{contrary} times the person asked to follow rules instead.",
                "{contrary} kali orang ini justru meminta agar aturan diikuti.",
                values=figures,
            )
        )
    return tuple(reasons)
