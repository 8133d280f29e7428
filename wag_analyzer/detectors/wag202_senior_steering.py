"""One member of higher standing advises others not to follow a rule, vouches for it, and they go along."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._asides import Asides
from wag_analyzer.detectors._chance import gathered
from wag_analyzer.detectors._columns import texts
from wag_analyzer.detectors._pushes import Push, Pushes
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._said import kinds
from wag_analyzer.detectors._said import said as chat_said
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._spelled import Spelled
from wag_analyzer.detectors._threads import Thread, Worded
from wag_analyzer.detectors._topics import Spoken, recurring, spread
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.names import titles

__all__ = ["RULE", "Push", "Pushes", "Steering", "find", "steerings"]

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
_RANK: Final = frozenset(("vouches", "as_ever"))
_LEAST_DROPS: Final = 2
_LEAST_DROPPED: Final = 0.34
_RALLIES_CLEARLY: Final = 0.6
_RALLIES: Final = ("call_to_act", "headcount", "pledge", "protected")
_AROUND: Final = pd.Timedelta(days=30)
_SAYS_YES: Final = ("acknowledgement", "pledge", "accept", "noncompliance")
_LEAST_SESSIONS: Final = 3
_LEAST_SAME: Final = 2
_LEAST_OF_TOPIC: Final = 0.3
_LEAST_PLAIN: Final = 2
_LEAST_FOLLOWERS: Final = 2
_LEAST_FOLLOWED: Final = 0.5
_MOST_OPPOSITE: Final = 0.34
_MOST_RALLYING: Final = 0.75
_LEAST_CUE: Final = 0.5
_LEAST_STANDING: Final = 0.3
_MOST_P: Final = 0.02
_MOST_P_PLAIN: Final = 0.03
_SURE_P: Final = 0.001
_SURE_SESSIONS: Final = 4
_HALF_SURE: Final = 2
_NULL: Final = "turns of all members to everybody, with those that advise against a rule drawn among them (Fisher)"
ALTERNATIVES: Final = (
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


@dataclass(frozen=True, slots=True)
class Steering:
    """A member's pushes against a rule: all of them, those to the contrary, and signs of standing."""

    person: str
    pushes: tuple[Push, ...]
    contrary: int
    followers: tuple[str, ...]
    standing: float
    thread: Thread | None = None

    @property
    def followed(self) -> tuple[Push, ...]:
        """Return the pushes that others assent to."""
        return tuple(push for push in self.pushes if push.follows)

    @property
    def sessions(self) -> int:
        """Return in how many sessions it comes up."""
        turns = [push.turns[0] for push in self.pushes]
        return len(
            {turn.session for turn in (*turns, *(self.thread.own if self.thread else ()), *(self.thread.others if self.thread else ()))}
        )

    @property
    def is_advice(self) -> bool:
        """Say whether it is advice over sessions by somebody of standing, and neither guidance nor a rally."""
        plain = [push for push in self.pushes if push.advises]
        rallying = sum(push.shows(*_RALLIES) >= _RALLIES_CLEARLY for push in self.pushes)
        return (
            len(plain) >= _LEAST_PLAIN
            and len({push.turns[0].session for push in plain}) > 1
            and self.contrary <= _MOST_OPPOSITE * len(self.pushes)
            and rallying <= _MOST_RALLYING * len(self.pushes)
            and self.standing >= _LEAST_STANDING
        )

    @property
    def is_taken_up(self) -> bool:
        """Say whether others bring it to the member, or assent to enough of it, and some drop the rule, or are vouched for, or each."""
        return self.thread is not None or (
            len({push.turns[0].session for push in self.pushes}) >= _LEAST_SESSIONS
            and len(self.followers) >= _LEAST_FOLLOWERS
            and len(self.followed) >= max(2, _LEAST_FOLLOWED * len(self.pushes))
            and (self.is_plain or (any(push.drops for push in self.pushes) and any(push.vouches for push in self.pushes if push.advises)))
        )

    @property
    def is_plain(self) -> bool:
        """Say whether others drop the rule more than once, or are vouched for more than once in plain words."""
        drops, vouches = sum(bool(push.drops) for push in self.pushes), sum(push.vouches for push in self.pushes if push.advises)
        return drops >= max(_LEAST_DROPS, _LEAST_DROPPED * len(self.pushes)) or vouches >= _LEAST_PLAIN


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each member whom others follow away from a rule."""
    reading = once(Reading, analysis)
    hints = kinds(analysis, "setting_aside")
    every = Pushes(reading, hints)
    found = steerings(analysis, every.telling)
    advising = sum(push.advises for push in every.telling)
    asides = Asides(analysis, hints)
    for plain in (one for one in found if one.is_advice):
        steering = plain if plain.is_taken_up else _with_thread(plain, asides)
        if not steering.is_taken_up:
            continue
        thread = steering.thread
        tallies = (len(every), advising, every.written[steering.person])
        test = asides.test(thread, len(found)) if thread else _test(steering, tallies, len(found))
        if test.p <= (_MOST_P_PLAIN if steering.is_plain else _MOST_P) and _is_of_one_thing(analysis, steering):
            yield _finding(reading, steering, test, (_topic(analysis, steering), _rate(every, steering.person)))


def _with_thread(steering: Steering, asides: Asides) -> Steering:
    """Return the pushes with the talk of the rule that others bring to the same member, who may answer in words that tell nothing."""
    thread = asides.thread(steering.person, [turn for push in steering.pushes if push.advises for turn in push.turns])
    if thread is None:
        return steering
    others = tuple(person for person in thread.people if person not in steering.followers)
    return replace(steering, thread=thread, followers=(*steering.followers, *others))


def _is_of_one_thing(analysis: Analysis, steering: Steering) -> bool:
    """Say whether a rule is named where a member advises against it, or one thing comes back that the member and others both speak of.

    Who says *no need* to this and that on many days steers nobody.
    """
    worded = once(Worded, analysis)
    turns = dict[int, Turn]()
    for push in (push for push in steering.pushes if push.advises):
        before = worded.reading.turns[max(0, push.turns[0].number - 1)]
        asked = () if before.session != push.turns[0].session else (before,)
        turns.update((turn.number, turn) for turn in (*asked, *push.turns, *push.follows))
    if steering.thread is not None or any(turn.does("policy", "compliance") for turn in turns.values()):
        return True
    sessions: defaultdict[str, set[int]] = defaultdict(set)
    users: defaultdict[str, set[bool]] = defaultdict(set)
    for turn in turns.values():
        for word in worded.of(turn):
            sessions[word].add(turn.session)
            users[word].add(turn.person == steering.person)
    if any(len(sessions[word]) >= _LEAST_SAME and len(users[word]) > 1 for word in sessions):
        return True
    return _is_of_its_topic(analysis, steering)


def _is_of_its_topic(analysis: Analysis, steering: Steering) -> bool:
    """Say whether the words that name the rule come back in the advice, and hardly more often in all other talk."""
    topic = _topic(analysis, steering).lower()
    own = {msg_id for push in steering.pushes if push.advises for turn in push.turns for msg_id in turn.msg_ids}
    columns = (analysis.messages[name].tolist() for name in ("msg_id", "session", "text"))
    spoken = [(msg_id in own, session) for msg_id, session, text in zip(*columns, strict=True) if topic and topic in str(text).lower()]
    mine = {session for is_mine, session in spoken if is_mine}
    return len(mine) >= _LEAST_SAME and len(mine) >= _LEAST_OF_TOPIC * len({session for _, session in spoken})


def steerings(analysis: Analysis, telling: Sequence[Push]) -> list[Steering]:
    """Return the members who push against a rule in two turns or more, in order of name; ``telling`` may tell something of one."""
    said, spelled = once(texts, analysis), once(Spelled, analysis)
    levels = _levels(analysis)
    of: defaultdict[str, list[Push]] = defaultdict(list)
    contrary: Counter[str] = Counter()
    for push in telling:
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
        found.append(Steering(person, tuple(own), contrary[person], followers, _standing(own, (said, spelled), levels)))
    return found


def _levels(analysis: Analysis) -> Mapping[str, float]:
    """Return person → level of the roster, 1 the highest; empty without a roster."""
    table = analysis.people.table
    if "level" not in table:
        return {}
    known = table.dropna(subset=["level"])
    return dict(zip(known["person"].tolist(), known["level"].tolist(), strict=True))


def _standing(own: Sequence[Push], said_in: tuple[Mapping[str, object], Spelled], levels: Mapping[str, float]) -> float:
    """Return how much speaks for higher standing: the roster where it knows both, else address given and not returned, years and vouching.

    Words such as *dek*, *kids*, *anak baru* look down the ranks; a title in the assent (*siap bang*, *ok boss*) looks up.
    """
    person = own[0].person
    ranked = [levels[follow.person] for push in own for follow in push.follows if follow.person in levels]
    if person in levels and ranked:
        return float(sum(level > levels[person] for level in ranked) / len(ranked))
    up, down = 0, 0
    for push in own:
        up += any(_words(follow, *said_in) & (titles() | grammar("ranks")) for follow in push.follows)
        down += any(_words(turn, *said_in) & grammar("juniors") or turn.does("reassurance", "standing") for turn in push.turns) or bool(
            _RANK & push.hints
        )
    return (up + down) / len(own)


def _words(turn: Turn, said_in: Mapping[str, object], spelled: Spelled) -> set[str]:
    said = (said_in[msg_id] for msg_id in turn.msg_ids)
    return {form for text in said if isinstance(text, str) for form in (*spelled.standard(text), *spelled.lower(text))}


def _test(steering: Steering, tallies: tuple[int, int, int], tried: int) -> ChanceTest:
    """Test whether advice against rules gathers in this member's turns (Fisher's exact test, one-sided).

    ``tallies`` are the turns of all, those that advise against a rule, and this member's.
    """
    every, advising, own = tallies
    seen = sum(push.advises for push in steering.pushes)
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
    theirs = dict(zip(messages.loc[worded & mine, "msg_id"].tolist(), messages.loc[worded & mine, "text"].tolist(), strict=True))
    said = [(number, theirs[msg_id]) for number, turn in enumerate(naming) for msg_id in turn.msg_ids if msg_id in theirs]
    others = worded & ~mine & (messages["person"] != steering.person).to_numpy(bool)
    members = set(messages.loc[worded, "person"].unique().tolist())
    return spread([text for _, text in said], once(_spoken, analysis), others, members) or recurring(said, members)


def _spoken(analysis: Analysis) -> Spoken:
    return Spoken([str(person) for person in analysis.messages["person"].tolist()], once(chat_said, analysis))


def _rate(every: Pushes, person: str) -> int:
    """Return in how many of a hundred turns of the others to everybody somebody assents."""
    others, followed = (times.total() - times[person] for times in (every.written, every.followed))
    return round(100 * followed / others) if others else 0


def _finding(reading: Reading, steering: Steering, test: ChanceTest, context: tuple[str, int]) -> Finding:
    topic, usual = context
    roles = _roles(steering)
    first, last = reading.span(roles)
    sessions = steering.sessions
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
            "{who} advises others not to follow a rule, or to follow it in appearance, "
            "in {sessions:session|sessions}, and {k:other goes|others go} along.",
            "{who} menyarankan yang lain tidak menaati suatu aturan, atau menaatinya sekadar tampak, dalam {sessions} sesi, "
            "dan {k} orang lain mengikuti.",
            {"who": steering.person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(figures, steering),
        reasons_against=_against(figures),
        alternatives=ALTERNATIVES,
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
    if steering.thread:
        for turn in (*steering.thread.own, *steering.thread.others):
            role = "speaks of the rule" if turn.person == steering.person else "goes along"
            roles.update({msg_id: role for msg_id in turn.msg_ids if msg_id not in roles})
    return roles


def _for(figures: Mapping[str, object], steering: Steering) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "{followed} % of these turns are answered with a few words of assent; {usual} % are usual for turns of others to everybody.",
            "{followed} % dari pesan ini dijawab dengan beberapa kata persetujuan; pada pesan orang lain kepada semua lazimnya {usual} %.",
            values=figures,
        ),
        Phrase(
            "Such words stand {seen:time|times} there, where {expected} would be expected of all turns of the chat (p = {p}).",
            "Kata-kata seperti itu muncul {seen} kali di sana, padahal dari seluruh obrolan diperkirakan {expected} kali (p = {p}).",
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
                "{contrary:time|times} the person asked to follow rules instead.",
                "{contrary} kali orang ini justru meminta agar aturan diikuti.",
                values=figures,
            )
        )
    return tuple(reasons)
