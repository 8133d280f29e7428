"""One member belittles others when they ask or tell something, mostly claiming higher standing, and they fall silent."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._chance import gathered
from wag_analyzer.detectors._columns import texts
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._said import kinds
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule

__all__ = ["RULE", "Answer", "answers", "find", "unasked"]

RULE: Final = Rule(
    code="WAG103",
    name="condescension",
    kind="condescension",
    summary=Phrase(
        "One member answers others by belittling their ability or role, in several sessions, and they fall silent.",
        "Seorang anggota menjawab rekan-rekannya dengan meremehkan kemampuan atau perannya, dalam beberapa sesi, dan mereka terdiam.",
    ),
    severity=Level.MEDIUM,
    source="Wang and Potts 2019 (TalkDown, EMNLP): often not to be told from one utterance; Vescio et al. 2005: patronising and its cost.",
)

_ANSWER_MINUTES: Final = 10.0
_ANSWER_TURNS: Final = 6
_REACTION_MINUTES: Final = 10.0
_LINKED: Final = 0.3
_DOWN: Final = ("belittling", "standing")
_SHARP: Final = ("insult", "sarcasm")
_TELLS: Final = frozenset((*_DOWN, *_SHARP))
_GLAD: Final = ("thanks", "laughter", "banter", "positive")
_KIND: Final = ("thanks", "greeting")
_BY_FAMILIES: Final = (0.0, 0.1, 0.45, 0.7, 0.9)
_HALF: Final = 0.4
_FEW_WORDS: Final = 3
_PLAINLY: Final = 0.5
_HURT: Final = re.compile(r"(?:\.\.\.|…)\W*$|^\W*[🙂🙃😶😐😑🥲😔😞😓🥹]\W*$")
_LEAST_PLAIN: Final = 3
_LEAST_WORDED: Final = 2
_LEAST_SESSIONS: Final = 3
_LEAST_TARGETS: Final = 2
_ONE_TARGET_SESSIONS: Final = 5
_LEAST_SHARE: Final = 0.08
_MOST_GLAD: Final = 0.34
_LEAST_FLAT: Final = 0.4
_MOST_P: Final = 0.003
_SURE_P: Final = 0.0005
_MANY: Final = 5
_EVERYBODY: Final = 6
_LEAST_OFTEN: Final = 1.5
_HALF_SURE: Final = 3
_NULL: Final = "answers of all members, with those that talk down drawn among them (hypergeometric)"
ALTERNATIVES: Final = (
    Phrase(
        "Banter among people who know each other; what is meant is heard in the voice, not read in the words.",
        "Candaan di antara orang yang saling kenal; maksudnya terdengar dari nada suara, bukan terbaca dari kata-katanya.",
    ),
    Phrase(
        "Teaching by somebody whose task it is, put too short or clumsily.",
        "Penjelasan dari orang yang memang bertugas mengajari, yang disampaikan terlalu singkat atau kurang luwes.",
    ),
    Phrase(
        "A quotation, or a manner of the region or trade that nobody there takes amiss.",
        "Kutipan, atau kebiasaan bicara daerah atau bidang kerja yang di sana tidak menyinggung siapa pun.",
    ),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to a member's words, how plainly it talks down, and how the member reacted."""

    said: Turn
    turns: tuple[Turn, ...]
    to: str
    reaction: Turn | None
    down: float
    is_hurt: bool = False

    @property
    def is_plain(self) -> bool:
        """Say whether its words talk down."""
        return self.down >= _PLAINLY

    @property
    def is_case(self) -> bool:
        """Say whether its words talk down, if only by hints of two kinds, or the reaction looks hurt; and not taken gladly."""
        return (self.down >= _HALF or self.is_hurt) and not self.is_glad

    @property
    def is_glad(self) -> bool:
        """Say whether the member thanked, laughed or joked back."""
        return self.reaction is not None and self.reaction.does(*_GLAD)

    @property
    def is_flat(self) -> bool:
        """Say whether the member answered in a few bare words, or not at all."""
        return not self.is_glad and (self.reaction is None or self.reaction.words <= _FEW_WORDS)


@dataclass(frozen=True)
class Manner:
    """The answers of one member."""

    person: str
    all: tuple[Answer, ...]

    @cached_property
    def plain(self) -> tuple[Answer, ...]:
        """Return those that talk down by their words or by the reaction, and were not taken with thanks or laughter."""
        return tuple(answer for answer in self.all if answer.is_case)

    @cached_property
    def glad(self) -> float:
        """Return the share of those that talk down which were taken with thanks, laughter or jokes."""
        down = [answer for answer in self.all if answer.is_plain]
        return sum(answer.is_glad for answer in down) / len(down) if down else 0.0

    @property
    def is_whole(self) -> bool:
        """Say whether it happens often enough, to enough people, and is not taken as help or play."""
        targets = {answer.to for answer in self.plain}
        sessions = {answer.said.session for answer in self.plain}
        enough = len(sessions) >= (_LEAST_SESSIONS if len(targets) >= _LEAST_TARGETS else _ONE_TARGET_SESSIONS)
        return (
            len(self.plain) >= _LEAST_PLAIN
            and sum(answer.is_plain for answer in self.plain) >= _LEAST_WORDED
            and enough
            and (len(targets) < _EVERYBODY or len(self.plain) >= _LEAST_OFTEN * len(targets))
            and len(self.plain) >= _LEAST_SHARE * len(self.all)
            and self.glad <= _MOST_GLAD
            and sum(answer.is_flat for answer in self.plain) >= _LEAST_FLAT * len(self.plain)
        )


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each member who talks others down again and again, as they hardly do themselves.

    First by answers to what others write; then, of those whom these do not show, together with words put to somebody unasked.
    """
    desk = once(Desk, analysis)
    answered = answers(analysis, desk)
    taken: set[str] = set()
    for every, most in ((answered, _MOST_P), ([*answered, *unasked(analysis, desk, answered)], _SURE_P)):
        for manner, test in _manners(every, taken):
            if test.p <= most:
                taken.add(manner.person)
                yield _finding(desk.reading, manner, test)


def _manners(every: Sequence[Answer], taken: Collection[str]) -> Iterator[tuple[Manner, ChanceTest]]:
    """Yield the members but those ``taken`` who talk down often enough, with the test of how much of what they answer does."""
    of: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in every:
        of[answer.turns[0].person].append(answer)
    manners = [Manner(person, tuple(own)) for person, own in sorted(of.items()) if any(answer.is_case for answer in own)]
    marked = (sum(map(_is_case, every)), sum(map(_is_plain_case, every)))
    for manner in manners:
        if manner.person not in taken and manner.is_whole:
            yield manner, _test(manner, len(every), marked, len(manners))


def answers(analysis: Analysis, desk: Desk) -> list[Answer]:
    """Return what members answered each other's words with at once, in order.

    An answer is a member's turn within ten minutes that names the other or is linked to the other's words, with the member's further turns
    in that time. Where others join in, it is no matter of two.
    """
    named, judge = once(_named, analysis), _judge(analysis, desk)
    spoken_to = _spoken_to(desk.reading, named)
    found = []
    for said in desk.reading.turns:
        linked = {later.number for later, p in desk.reading.answers.to(said.number) if p >= _LINKED}
        if not linked and said.number not in spoken_to:
            continue
        seen: dict[str, list[Turn]] = {}
        for later in desk.reading.following(said, _ANSWER_MINUTES, _ANSWER_TURNS):
            if later.person == said.person:
                break
            if said.person in named.get(later.number, ()) or later.number in linked or later.person in seen:
                seen.setdefault(later.person, []).append(later)
        for turns in seen.values():
            own = tuple(turn for turn in turns if _is_to(turn, said.person, named))
            if own:
                found.append(judge(said, own, said.person))
    return found


def _spoken_to(reading: Reading, named: Mapping[int, set[str]]) -> frozenset[int]:
    """Return the turns whose author is named in one of the next turns."""
    before = ((persons, reading.turns[max(0, number - _ANSWER_TURNS) : number]) for number, persons in named.items())
    return frozenset(turn.number for persons, turns in before for turn in turns if turn.person in persons)


def unasked(analysis: Analysis, desk: Desk, answered: Sequence[Answer]) -> Iterator[Answer]:
    """Yield the turns that name one other member and are no answer, in order."""
    named, judge = once(_named, analysis), _judge(analysis, desk)
    taken = {turn.number for answer in answered for turn in answer.turns}
    for turn in desk.reading.turns:
        others = named.get(turn.number, set()) - {turn.person}
        if len(others) == 1 and turn.number not in taken:
            yield judge(turn, (turn,), next(iter(others)))


def _judge(analysis: Analysis, desk: Desk) -> Callable[[Turn, tuple[Turn, ...], str], Answer]:
    """Return what makes an answer of turns to a member: how plainly they talk down, and how the member reacts."""
    named, hints, words = once(_named, analysis), once(_hints, analysis), once(texts, analysis)
    telling = once(_telling, analysis)

    def judge(said: Turn, own: tuple[Turn, ...], person: str) -> Answer:
        reaction = _reaction(desk, own[-1], person)
        hurt = reaction is not None and _is_hurt(reaction, words)
        down = 0.0 if telling.isdisjoint(turn.number for turn in own) else _down(own, person, named, hints)
        return Answer(said, own, person, reaction, down, hurt)

    return judge


def _is_to(turn: Turn, person: str, named: Mapping[int, set[str]]) -> bool:
    others = named.get(turn.number, set())
    return not others or person in others


def _hints(analysis: Analysis) -> Mapping[str, frozenset[str]]:
    return kinds(analysis, "manner")


def _telling(analysis: Analysis) -> frozenset[int]:
    """Return the turns that may talk down: no others do."""
    reading = once(Reading, analysis)
    shown = {turn.number for turn in reading.turns if not turn.acts.keys().isdisjoint(_TELLS)}
    return frozenset(shown | {reading.turn_of[msg_id].number for msg_id in once(_hints, analysis)})


def _named(analysis: Analysis) -> Mapping[int, set[str]]:
    """Return turn → members it names in any form."""
    reading = once(Reading, analysis)
    references = analysis.references
    found: defaultdict[int, set[str]] = defaultdict(set)
    known = references[references["is_member"]]
    for msg_id, person in zip(known["msg_id"].tolist(), known["refers_to"].tolist(), strict=True):
        found[reading.turn_of[msg_id].number].add(person)
    return found


def _reaction(desk: Desk, turn: Turn, person: str) -> Turn | None:
    """Return the member's next turn soon after."""
    later = next(desk.after(person, turn), None)
    return later if later is not None and later.clock - turn.clock <= 60 * _REACTION_MINUTES else None


def _is_hurt(turn: Turn, texts: Mapping[str, object]) -> bool:
    """Say whether a turn is short and apologises, trails off, or is a lone flat smile."""
    return turn.words <= _FEW_WORDS and (turn.does("apology") or bool(_HURT.search(str(texts[turn.msg_ids[0]]))))


def _down(turns: Sequence[Turn], person: str, named: Mapping[int, set[str]], hints: Mapping[str, frozenset[str]]) -> float:
    """Return how plainly turns talk down; sharp words count when they name the member, kind ones are subtracted.

    Words that hint at it (at ability, schooling, age, praise, taking over, menial tasks; retorts) count by the number of their kinds.
    """
    strongest = 0.0
    for turn in turns:
        cue = max(turn.acts.get(signal, 0.0) for signal in _DOWN)
        sharp = max(turn.acts.get(signal, 0.0) for signal in _SHARP) * (person in named.get(turn.number, ()))
        kind = max(turn.acts.get(signal, 0.0) for signal in ("laughter", "banter")) if not cue else 0.0
        strongest = max(strongest, cue, 0.7 * sharp - 0.3 * kind)
    curt = [turn for turn in turns if not turn.does(*_KIND)]
    families = {family for turn in curt for msg_id in turn.msg_ids for family in hints.get(msg_id, ())}
    return max(strongest, _BY_FAMILIES[min(len(families), len(_BY_FAMILIES) - 1)])


def _test(manner: Manner, every: int, marked: tuple[int, int], tried: int) -> ChanceTest:
    """Compare how many of a member's answers talk down with a draw of as many from all answers (hypergeometric).

    Once with all cases, once with the plain ones alone, which are rarer with everybody (``marked``: how many there are of each among
    ``every`` answer); the smaller p counts twice.
    """
    n = len(manner.all)
    best = (1.0, 0.0, 0.0)
    for down, is_marked in zip(marked, (_is_case, _is_plain_case), strict=True):
        seen = sum(map(is_marked, manner.all))
        best = min(best, (gathered(every, down, n, seen), float(seen), down * n / every))
    return ChanceTest(_NULL, best[1], best[2], min(1.0, 2 * best[0]), tried=tried)


def _is_case(answer: Answer) -> bool:
    return answer.is_case


def _is_plain_case(answer: Answer) -> bool:
    return answer.is_case and answer.is_plain


def _finding(reading: Reading, manner: Manner, test: ChanceTest) -> Finding:
    plain = manner.plain
    roles = _roles(plain)
    first, last = reading.span(roles)
    figures = {
        "n": len(plain),
        "all": len(manner.all),
        "members": len({answer.to for answer in plain}),
        "sessions": len({answer.said.session for answer in plain}),
        "flat": sum(answer.is_flat for answer in plain),
        "standing": sum(any(turn.does("standing") for turn in answer.turns) for answer in plain),
        "expected": round(test.expected, 1),
    }
    targets = tuple(dict.fromkeys(answer.to for answer in plain))
    return Finding(
        rule=RULE,
        persons=(manner.person,),
        targets=targets,
        statement=Phrase(
            "{n} of {all:time|times} that {who} answered or addressed somebody, the words talk {whom} down, "
            "in {sessions:session|sessions}.",
            "{n} dari {all} kali {who} menjawab atau menyapa seseorang, kata-katanya meremehkan {whom}, dalam {sessions} sesi.",
            {"who": manner.person, "whom": targets},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(figures, test),
        reasons_against=_against(manner),
        alternatives=ALTERNATIVES,
        score=round(len(plain) / (len(plain) + _HALF_SURE), 3),
        confidence=Level.HIGH if len(plain) >= _MANY and test.p <= _SURE_P and len(targets) >= _LEAST_TARGETS else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _roles(plain: Sequence[Answer]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for answer in plain:
        for turn in answer.turns:
            roles.update(dict.fromkeys(turn.msg_ids, "belittles"))
        roles.setdefault(answer.said.msg_ids[-1], "is spoken down to")
        if answer.reaction is not None:
            roles.setdefault(answer.reaction.msg_ids[0], "answers")
    return roles


def _for(figures: Mapping[str, object], test: ChanceTest) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "Such answers are {seen} where {expected} would be expected if they were spread over all who answer (p = {p}).",
            "Jawaban seperti itu {seen} kali, padahal diperkirakan {expected} kali bila tersebar di antara semua yang menjawab (p = {p}).",
            values={**figures, "seen": round(test.statistic), "p": f"{test.p:.4f}"},
        ),
        Phrase(
            "{flat:time|times} the other then wrote a few bare words or nothing.",
            "{flat} kali lawan bicaranya lalu hanya menulis sepatah dua patah kata atau diam.",
            values=figures,
        ),
    ]
    if figures["standing"]:
        reasons.append(
            Phrase(
                "{standing:time|times} higher standing is claimed.", "{standing} kali kedudukan lebih tinggi ditonjolkan.", values=figures
            )
        )
    return tuple(reasons)


def _against(manner: Manner) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "Talking down is often not to be told from the words alone; read the lines in their place.",
            "Nada meremehkan sering tidak dapat dipastikan dari kata-kata saja; bacalah barisnya dalam konteks.",
        )
    ]
    kind = sum(answer.is_glad and not answer.is_plain for answer in manner.all)
    if kind:
        reasons.append(
            Phrase(
                "{n:other answer was|other answers were} taken with thanks or laughter.",
                "{n} jawaban lain disambut dengan terima kasih atau tawa.",
                values={"n": kind},
            )
        )
    return tuple(reasons)
