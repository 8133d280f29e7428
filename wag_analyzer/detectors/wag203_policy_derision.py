"""A policy or the management is talked down by few, again and again; about pay, safety, hours or union it is protected voice."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, excess, lines, moment, percent, stretches, talk
from wag_analyzer.detectors._jeers import Jeers, jeers
from wag_analyzer.detectors._learned import readings
from wag_analyzer.detectors._said import cued
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._shield import NOTICE, about, protected_topics
from wag_analyzer.detectors._topics import recurring
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule

__all__ = ["RULE", "Episode", "find"]

RULE: Final = Rule(
    code="WAG203",
    name="policy-derision",
    kind="policy_derision",
    summary=Phrase(
        "A policy or the management is talked down by few people, repeatedly; protected when it is about pay, safety, hours or union.",
        "Kebijakan atau manajemen direndahkan segelintir orang, berulang; dilindungi bila soal upah, keselamatan, jam kerja, serikat.",
    ),
    severity=Level.LOW,
    source="Brader Yefta, Kompasiana, 2020: groups that watch and talk down policies; Morrison 2014 (voice at work).",
)

_SUBJECT: Final = ("policy", "management")
_AGAINST: Final = ("negative", "opposition", "insult", "sarcasm", "scorn", "exclusion")
_CALLS: Final = ("call_to_act", "pledge", "pressure")
_CLEAR: Final = 0.4
_SURE: Final = 0.8
_LEAST_EACH: Final = 3
_LEAST_SENDERS: Final = 2
_MOST_SENDERS: Final = 5
_LEAST_SESSIONS: Final = 3
_LEAST_MESSAGES: Final = 7
_HELD: Final = 0.6
_MOST_PROPOSALS: Final = 0.25
_RALLY: Final = 2
_LIFT: Final = 2.0
_MOST_P: Final = 0.01
_HALF_SURE: Final = 8
_EXCHANGE_SECONDS: Final = 600
_LEAST_EXCHANGES: Final = 4
_LEAST_TOLD: Final = 3
_SURE_P: Final = 0.001
_JUDGES: Final = frozenset(("futile", "mock_praise", "makers", "escalation"))
_LEAST_KINDS: Final = 2
_LEAST_JUDGING: Final = 2
_OF_ALL_JUDGING: Final = 0.2
_LEAST_JEERS: Final = 5
_OF_PLACES: Final = 0.4
_MOST_FAIR: Final = 0.2
_LEAST_HELD: Final = 0.5
_TOGETHER: Final = frozenset(("unity", "holding", "counting"))
_MANY: Final = 12
_NULL: Final = "the same people's words, with what talks down drawn over all their messages"
ALTERNATIVES: Final = (
    Phrase(
        "The rule does not work, and those who feel it most say so; it may need another look.",
        "Aturannya memang tidak jalan, dan yang paling merasakan menyampaikannya; mungkin perlu ditinjau lagi.",
    ),
    Phrase(
        "Letting off steam among colleagues, which ends with the day.",
        "Sekadar melepas penat di antara rekan, yang selesai pada hari itu juga.",
    ),
    Phrase(
        "Nobody has explained the rule, or asked those who work under it.",
        "Aturan itu belum dijelaskan, atau pelaksananya belum ditanya.",
    ),
)


@dataclass(frozen=True, slots=True)
class Episode:
    """What few people say against a policy or the management: who, in which messages, and what else they say about it."""

    persons: tuple[str, ...]
    places: tuple[int, ...]
    subject: tuple[int, ...]
    joined: tuple[int, ...]
    proposals: int
    sessions: int
    held: float
    topic: str = ""


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield at most one finding: the few who keep talking a policy or the management down.

    Where no plain words show it, two who keep mocking one and the same thing to each other, whatever it is called; then a few who hold most
    of the exchanges that mock rules, one way or another.
    """
    chat = once(talk, analysis)
    episode = _episode(analysis, chat)
    if episode is not None:
        test = excess(chat, episode.subject, chat.where(_is_against), _NULL)
        if test.p <= _MOST_P and test.statistic >= _LIFT * test.expected:
            yield _finding(chat, episode, test)
            return
    for hints in readings(analysis, "mockery"):
        mocked = _mocked(hints)
        found = next(chain(_between(analysis, chat, mocked), _held(analysis, chat, hints, mocked)), None)
        if found is not None:
            yield _finding(chat, *found)
            return


def _between(analysis: Analysis, chat: Talk, mocked: Mapping[int, frozenset[str]]) -> Iterator[tuple[Episode, ChanceTest]]:
    """Yield what two keep mocking to each other and chance does not bring together."""
    for pair, exchanges in _pairs(chat, mocked):
        found = _of_two(analysis, chat, pair, (exchanges, mocked))
        if found is not None:
            test = excess(chat, found.subject, list(mocked), _NULL)
            if test.p <= _SURE_P and test.statistic >= _LIFT * test.expected:
                yield found, test


def _held(
    analysis: Analysis, chat: Talk, hints: Mapping[int, Mapping[str, object]], mocked: Mapping[int, frozenset[str]]
) -> Iterator[tuple[Episode, ChanceTest]]:
    """Yield what a few say in exchanges that mock rules, where they hold most of these, mock in several ways, and hardly are fair."""
    jeering = {*mocked, *chat.where(_is_against)}
    subject = set(_subject(chat))
    helpful = {at for at in cued(analysis, "constructive", among=subject) if at not in mocked and not chat.has(at, "insult")}
    for few in jeers(chat, jeering - helpful, subject):
        own = tuple(at for at in few.places if at in jeering and at not in helpful)
        fair = sum(chat.people[at] in few.persons for at in helpful)
        fair += sum("fair" in hints.get(at, ()) and at not in mocked and at not in helpful for at in few.places)
        if _is_jeer(chat, few, len(own), fair) and _judging(own, mocked) >= max(_LEAST_JUDGING, _OF_ALL_JUDGING * len(own)):
            test = excess(chat, few.places, list(jeering), _NULL)
            if test.p <= _SURE_P and test.statistic >= _LIFT * test.expected:
                sessions = len({chat.session[at] for at in few.places})
                yield Episode(few.persons, own, few.places, _joined(chat, own), fair, sessions, few.held), test


def _is_jeer(chat: Talk, few: Jeers, own: int, fair: int) -> bool:
    """Say whether there is enough of it, over sessions, and mostly theirs."""
    return (
        len({chat.session[at] for at in few.about}) >= _LEAST_SESSIONS
        and len({chat.session[at] for at in few.places}) >= _LEAST_EXCHANGES
        and own >= max(_LEAST_JEERS, _OF_PLACES * len(few.places))
        and fair <= _MOST_FAIR * len(few.places)
        and few.held >= _LEAST_HELD
    )


def _judging(own: Sequence[int], mocked: Mapping[int, frozenset[str]]) -> int:
    """Return how many kinds of mockery that judge stand in some messages, all told."""
    return sum(len(mocked.get(at, frozenset()) & _JUDGES) for at in own)


def _mocked(hints: Mapping[int, Mapping[str, object]]) -> dict[int, frozenset[str]]:
    """Return place of a message → kinds of mockery in it, for messages that mock and are not fair, or mock in two ways or more."""
    found = {}
    for at, shown in hints.items():
        kinds = frozenset(shown.keys() - {"fair"})
        if len(kinds) > ("fair" in shown):
            found[at] = kinds
    return found


def _pairs(chat: Talk, mocked: Mapping[int, frozenset[str]]) -> list[tuple[tuple[str, str], list[tuple[int, int]]]]:
    """Return the pairs who mock one after the other in four sessions or more, those with most first."""
    met: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for at in sorted(mocked):
        for before in (at - 1, at - 2):
            near = (
                before in mocked
                and chat.session[before] == chat.session[at]
                and chat.seconds[at] - chat.seconds[before] <= _EXCHANGE_SECONDS
            )
            if near and chat.people[before] != chat.people[at]:
                one, other = sorted((chat.people[before], chat.people[at]))
                met[one, other].append((before, at))
                break
    enough = [(pair, rows) for pair, rows in met.items() if len({chat.session[at] for _, at in rows}) >= _LEAST_EXCHANGES]
    return sorted(enough, key=lambda item: (-len(item[1]), item[0]))


def _of_two(
    analysis: Analysis, chat: Talk, pair: tuple[str, str], found: tuple[Sequence[tuple[int, int]], Mapping[int, frozenset[str]]]
) -> Episode | None:
    """Return what two mock again and again; None when their exchanges have no one thing in common, or when people are called together."""
    exchanges, mocked = found
    texts = analysis.messages["text"].tolist()
    said = [(chat.session[at], str(texts[at])) for exchange in exchanges for at in exchange]
    people = [*chat.by_person, *chat.absent, *(person for named in chat.named.values() for person, _ in named)]
    topic = recurring(said, people)
    about_it = [at for at, text in enumerate(texts) if topic and topic in str(text).lower() and chat.people[at] in pair]
    both = sorted({at for exchange in exchanges for at in exchange if set(exchange).intersection(about_it)})
    if len({chat.session[at] for at in both}) < _LEAST_TOLD or any(chat.people[at] not in pair for at in both):
        return None
    called = cued(analysis, "together", among=both)
    if sum(bool(_TOGETHER.intersection(shown)) for shown in called.values()) >= max(2, 0.25 * len(both)):
        return None
    theirs = tuple(sorted({*about_it, *both}))
    own = tuple(at for at in theirs if at in mocked)
    sessions = len({chat.session[at] for at in own})
    proposals = len(cued(analysis, "mockery", among=theirs).keys() - set(own))
    times = Counter(kind for at in own for kind in mocked[at])
    if len(times.keys() & _JUDGES) < _LEAST_KINDS or sum(times[kind] for kind in _JUDGES) < _LEAST_EXCHANGES:
        return None
    if len(own) < _LEAST_MESSAGES or proposals > _MOST_PROPOSALS * len(own):
        return None
    everybody = sum(topic in str(texts[at]).lower() for at in mocked)
    mine = sum(topic in str(texts[at]).lower() for at in own)
    held = mine / everybody if everybody else 1.0
    return Episode(pair, own, theirs, _joined(chat, own), 0, sessions, held, topic) if held >= _HELD else None


def _subject(chat: Talk) -> list[int]:
    return chat.where(lambda shown: not shown.keys().isdisjoint(_SUBJECT))


def _is_against(shown: Mapping[str, float]) -> bool:
    return any(abs(shown.get(signal, 0.0)) >= _CLEAR for signal in _AGAINST)


def _episode(analysis: Analysis, chat: Talk) -> Episode | None:
    """Return what few people say again and again against a policy or the management; None when it is many, or seldom."""
    subject = _subject(chat)
    helpful = {at for at, shown in cued(analysis, "constructive", among=subject).items() if shown["proposal"].value >= _SURE}
    rally = _called(chat, subject)
    against = [at for at in subject if at not in rally and at not in helpful and _is_against(chat.signals[at])]
    times = Counter(chat.people[at] for at in against)
    few = tuple(person for person, count in sorted(times.items(), key=lambda item: (-item[1], item[0])) if count >= _LEAST_EACH)
    own = tuple(at for at in against if chat.people[at] in few)
    sessions = len({chat.session[at] for at in own})
    if not _LEAST_SENDERS <= len(few) <= _MOST_SENDERS or len(own) < _LEAST_MESSAGES or sessions < _LEAST_SESSIONS:
        return None
    proposals = sum(chat.people[at] in few for at in helpful)
    held = len(own) / len(against)
    if held < _HELD or proposals > _MOST_PROPOSALS * len(own):
        return None
    theirs = tuple(at for at in subject if chat.people[at] in few and at not in rally)
    return Episode(few, own, theirs, _joined(chat, own), proposals, sessions, held)


def _called(chat: Talk, subject: list[int]) -> set[int]:
    """Return the messages of stretches in which people are called together; these are looked at by WAG201."""
    calling = chat.where(lambda shown: any(abs(shown.get(signal, 0.0)) >= _SURE for signal in _CALLS))
    return {
        at
        for stretch in stretches(chat, subject)
        if bisect_left(calling, stretch.stop) - bisect_left(calling, stretch.start) >= _RALLY
        for at in stretch
    }


def _joined(chat: Talk, own: tuple[int, ...]) -> tuple[int, ...]:
    """Return the messages just after that laugh along or agree."""
    near = {at + step for at in own for step in (1, 2) if at + step < len(chat.people) and chat.session[at + step] == chat.session[at]}
    return tuple(sorted(at for at in near - set(own) if chat.has(at, "laughter", "me_too", "scorn")))


def _finding(chat: Talk, episode: Episode, test: ChanceTest) -> Finding:
    topics = protected_topics(chat, episode.places)
    values = {"m": len(episode.places), "n": episode.sessions, "h": percent(episode.held)}
    people = {"who": episode.persons}
    statement = (
        Phrase(
            "Collective voice: {who} speak of what is wrong with a rule or the management, {m:time|times} in {n:session|sessions}.",
            "Suara bersama: {who} menyampaikan yang salah pada suatu aturan atau manajemen, {m} kali dalam {n} sesi.",
            people,
            values,
        )
        if topics
        else Phrase(
            "{who} speak unfavourably of a rule or the management, {m:time|times} in {n:session|sessions}.",
            "{who} membicarakan suatu aturan atau manajemen dengan nada menjelekkan, {m} kali dalam {n} sesi.",
            people,
            values,
        )
    )
    return Finding(
        rule=RULE,
        persons=episode.persons,
        targets=(episode.topic,) if episode.topic else (),
        statement=statement,
        evidence=lines(chat, (*episode.places, *episode.joined), _roles(episode)),
        reasons_for=_for(test, values),
        reasons_against=_against(episode, topics),
        alternatives=ALTERNATIVES,
        score=round(len(episode.places) / (len(episode.places) + _HALF_SURE), 3),
        confidence=Level.MEDIUM if len(episode.places) >= _MANY else Level.LOW,
        first=moment(chat, episode.places[0]),
        last=moment(chat, max(episode.places)),
        protected=bool(topics),
        test=test,
    )


def _roles(episode: Episode) -> Mapping[int, str]:
    return dict.fromkeys(episode.joined, "agrees or laughs") | dict.fromkeys(episode.places, "speaks against it")


def _for(test: ChanceTest, values: Mapping[str, object]) -> tuple[Phrase, ...]:
    return (
        Phrase(
            "They hold {h} % of all such messages in the chat: it is few, not everybody.",
            "Mereka menulis {h} % dari semua pesan seperti itu di obrolan ini: segelintir orang, bukan semua.",
            values=values,
        ),
        Phrase(
            "Of their messages about rules and the management {x} talk down; from what they say otherwise {e} would be expected.",
            "Dari pesan mereka tentang aturan dan manajemen, {x} bernada menjelekkan; dari topik lain diperkirakan {e}.",
            values={"x": round(test.statistic), "e": round(test.expected, 1)},
        ),
    )


def _against(episode: Episode, topics: tuple[str, ...]) -> tuple[Phrase, ...]:
    reasons = [NOTICE, about(topics)] if topics else []
    if episode.proposals:
        reasons.append(
            Phrase(
                "They also make proposals: {p:message|messages}.",
                "Mereka juga mengusulkan perbaikan: {p} pesan.",
                values={"p": episode.proposals},
            )
        )
    if not episode.joined:
        reasons.append(Phrase("Nobody laughs along or agrees.", "Tidak ada yang ikut tertawa atau mengiyakan."))
    reasons.append(
        Phrase(
            "Speaking about a rule at work is nobody's fault; whether it was raised elsewhere is not in an export.",
            "Membicarakan aturan kerja bukan kesalahan siapa pun; apakah sudah disampaikan di tempat lain tidak ada dalam ekspor.",
        )
    )
    return tuple(reasons)
