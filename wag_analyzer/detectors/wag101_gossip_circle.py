"""Three or more people who answer each other talk down the same absent person over several sessions."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from types import MappingProxyType
from typing import Final, TypeAlias

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Circle, Talk, circle, excess, extended, lines, moment, percent, stretches, talk
from wag_analyzer.detectors._learned import readings
from wag_analyzer.detectors._said import said
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._wrongs import wrongs
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Precision, Rule
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.names import articles

__all__ = ["RULE", "Episode", "episodes", "find"]

RULE: Final = Rule(
    code="WAG101",
    name="gossip-circle",
    kind="gossip",
    summary=Phrase(
        "Three or more people who answer each other talk down the same absent person over several sessions.",
        "Tiga orang atau lebih yang saling menanggapi menjelekkan orang yang sama, yang tidak hadir, dalam beberapa sesi.",
    ),
    severity=Level.MEDIUM,
    source="Mitra and Gilbert 2012 (ICWSM); Ellwardt et al. 2012; Estévez and Takács 2022: harm comes with more than one sender.",
    precision=Precision(
        right=7,
        n=7,
        false_alarms=0,
        messages=6156,
        data="30 simulated office chats in Indonesian and English on which the rule was developed",
        data_id="30 obrolan kantor simulasi (Indonesia dan Inggris) untuk pengembangan aturan ini",
    ),
)

_AGAINST: Final = ("negative", "insult", "exclusion", "sarcasm")
_LEAST_WEIGHT: Final = 0.3
_LEAST_SENDERS: Final = 2
_LEAST_SESSIONS: Final = 2
_LEAST_KINDS: Final = 2
_LEAST_SHARE: Final = 0.3
_MOST_TAKEN: Final = 0.5
_MOST_WRONGS: Final = 0.3
_MOST_ACTS: Final = 0.2
_MOST_P: Final = 0.05
_MOST_ADDRESSED: Final = 0.34
_SURE_P: Final = 0.001
_SURE_SESSIONS: Final = 3
_SURE_WEIGHT: Final = 0.7
_NULL: Final = "the same people's words, with what talks down, hides or passes on drawn over all their messages"
ALTERNATIVES: Final = (
    Phrase(
        "Colleagues share a real work problem with somebody who is away, and nobody has told that person yet.",
        "Rekan kerja membicarakan masalah nyata dengan orang yang sedang tidak ada, dan belum ada yang menyampaikannya langsung.",
    ),
    Phrase(
        "They are affected by this person's conduct themselves and look for support; a complaint may be justified.",
        "Mereka sendiri terkena dampak perilaku orang itu dan mencari dukungan; keluhannya bisa saja benar.",
    ),
    Phrase(
        "It is talk about somebody outside work, such as a celebrity or a character in a series.",
        "Yang dibicarakan orang di luar pekerjaan, misalnya selebritas atau tokoh serial.",
    ),
)


_HINTS: Final[Mapping[str, tuple[str, float]]] = {
    "ways": ("negative", -0.4), "private": ("negative", -0.4), "cannot": ("negative", -0.4), "away": ("scorn", -0.5),
    "rumour": ("hearsay", 1.0), "hidden": ("secrecy", 1.0), "kind": ("positive", 0.5), "alike": ("negative", -0.4),
}  # fmt: skip
"""Families of the lexicon ``behind`` and of the head of that name (``alike``), and the signals they count as."""
_FAMILIES: Final = _HINTS.keys() - {"kind"}
Unnamed: TypeAlias = Mapping[frozenset[str], Sequence[range]]
_MOST_OF: Final = 0.67
_SHORT: Final = 8
_TOLD_SENDERS: Final = 2
_TOLD_SESSIONS: Final = 4
_TOLD_FAMILIES: Final = 3
_TOLD_WEIGHT: Final = 0.8
_TOLD_SHARE: Final = 0.5
_MOST_KIND: Final = 0.2
_SOME_PRAISE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Episode:
    """A circle around one absent person: the messages and what they show, as shares of the messages."""

    target: str
    circle: Circle
    places: tuple[int, ...]
    against: float
    senders: int
    secrecy: float
    hearsay: float
    scorn: float
    praise: float

    @property
    def weight(self) -> float:
        """Return how much speaks for talking down, praise and care subtracted; shares saturate so that no single sign decides."""
        return (
            2.5 * min(self.against, 0.4)
            + 2 * min(self.secrecy, 0.15)
            + 1.5 * min(self.hearsay, 0.2)
            + 0.5 * min(self.scorn, 0.2)
            - 2 * self.praise
        )

    @property
    def is_kind(self) -> bool:
        """Say whether they praise the person at least as often as they talk the person down; a surprise is kept hidden, too."""
        return self.praise >= max(self.against, _SOME_PRAISE)

    @property
    def kinds(self) -> int:
        """Return how many kinds of evidence the words give."""
        return (self.against > 0) + (self.secrecy > 0) + (self.hearsay > 0) + (self.scorn > 0)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each circle that keeps talking an absent person down; of two on the same lines the clearer one."""
    chat = once(talk, analysis)
    taken: set[int] = set()
    yield from _plain(analysis, episodes(chat), taken)
    often = (episode for episode in episodes(chat, unnamed=_unnamed(analysis)) if _is_often(analysis, episode))
    yield from _plain(analysis, often, taken)
    for hints in readings(analysis, "behind"):
        yield from _told(chat, hints, taken)


def _plain(analysis: Analysis, found: Iterable[Episode], taken: set[int]) -> Iterator[Finding]:
    """Yield the episodes that plain words show; what they rest on is ``taken`` from others."""
    chat = once(talk, analysis)
    against = chat.showing(*_AGAINST, "secrecy", "hearsay")
    flagged = [at for at in chat.signals if against[at]]
    for episode in sorted(found, key=lambda episode: (-episode.weight, episode.target)):
        if episode.weight < _LEAST_WEIGHT or episode.senders < _LEAST_SENDERS or episode.kinds < _LEAST_KINDS:
            continue
        if episode.is_kind or len(taken.intersection(episode.places)) > _MOST_TAKEN * len(episode.places):
            continue
        if len(once(wrongs, analysis).acts_of(episode.target).intersection(episode.places)) >= _MOST_WRONGS * len(episode.places):
            taken.update(episode.places)  # that is WAG104
            continue
        if sum(against[at] for at in episode.places) < _LEAST_SHARE * len(episode.places):
            continue
        test = excess(chat, episode.places, flagged, _NULL)
        if test.p <= _MOST_P:
            taken.update(episode.places)
            yield _finding(chat, episode, test)


def _is_often(analysis: Analysis, episode: Episode) -> bool:
    """Say whether a circle that mostly says *he* or *she* meets often enough, and does not tell of wrongdoing, which WAG104 looks at."""
    sessions = episode.circle.sessions(once(talk, analysis))
    return sessions >= _TOLD_SESSIONS and once(wrongs, analysis).acts(episode.places) < _MOST_ACTS * len(episode.places)


def _told(chat: Talk, hints: Mapping[int, Mapping[str, object]], taken: set[int]) -> Iterator[Finding]:
    """Yield the circles that weak hints of most families show, where plain words leave them; more sessions are asked for."""
    kinds = {at: frozenset(shown) for at, shown in hints.items()}
    whole = hinted(chat, kinds)
    flagged = {at for at, shown in kinds.items() if _FAMILIES & shown and "kind" not in shown}
    for episode in sorted(episodes(whole, flagged), key=lambda episode: (-episode.weight, episode.target)):
        families = Counter(family for at in episode.places for family in kinds.get(at, ()))
        kind = families.pop("kind", 0)
        if (
            episode.weight >= _TOLD_WEIGHT
            and episode.senders >= _TOLD_SENDERS
            and episode.circle.sessions(chat) >= _TOLD_SESSIONS
            and sum(count > 1 for count in families.values()) >= _TOLD_FAMILIES
            and kind <= _MOST_KIND * len(episode.places)
            and len(taken.intersection(episode.places)) <= _MOST_TAKEN * len(episode.places)
            and sum(at in flagged for at in episode.places) >= _TOLD_SHARE * len(episode.places)
        ):
            test = excess(whole, episode.places, flagged, _NULL)
            if test.p <= _SURE_P:
                taken.update(episode.places)
                yield _finding(whole, episode, test)


def hinted(chat: Talk, kinds: Mapping[int, frozenset[str]]) -> Talk:
    """Return the chat with hints of talking somebody down among its signals.

    Parameters
    ----------
    chat
        The chat.
    kinds
        Place of a message → families of the lexicon ``behind``.
    """
    signals = dict(chat.signals)
    nothing: Mapping[str, float] = {}
    known: dict[tuple[int, frozenset[str]], Mapping[str, float]] = {}
    for at, families in kinds.items():
        plain = signals.get(at, nothing)
        if (id(plain), families) not in known:
            known[id(plain), families] = _with_hints(plain, families)
        signals[at] = known[id(plain), families]
    return replace(chat, signals=signals)


def _with_hints(plain: Mapping[str, float], families: Iterable[str]) -> Mapping[str, float]:
    shown = dict(plain)
    for family in sorted(families):
        signal, value = _HINTS[family]
        shown[signal] = max(shown.get(signal, 0.0), value, key=abs)
    return shown


def episodes(chat: Talk, hinted_at: Collection[int] = (), unnamed: Unnamed = MappingProxyType({})) -> Iterator[Episode]:
    """Yield every circle of three or more around an absent person, whatever its tone.

    Parameters
    ----------
    chat
        The chat.
    hinted_at
        Messages at which the circle may be at it again without the name: stretches begun there count when most of the circle takes part.
    unnamed
        People → short stretches among them alone that begin with a pronoun: those of people who meet at a name are about that name.
    """
    for target, all_spots in sorted(_spoken_about(chat).items()):
        spots = _while_away(chat, target, all_spots)
        if not unnamed and len({chat.session[at] for at in spots}) < _LEAST_SESSIONS:
            continue
        meetings = stretches(chat, spots)
        meetings += _among(chat, meetings, unnamed)
        if len({chat.session[meeting.start] for meeting in meetings}) < _LEAST_SESSIONS:
            continue
        found = circle(chat, meetings, without=(target,))
        if found is None or found.sessions(chat) < _LEAST_SESSIONS or not _is_away(chat, target, found):
            continue
        again = [at for at in hinted_at if chat.people[at] in found.persons]
        yield _episode(chat, target, extended(chat, found, again, share=_MOST_OF) if again else found)


def _spoken_about(chat: Talk) -> Mapping[str, list[int]]:
    """Return absent person → messages that name the person; members count while they write nothing."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, named in chat.named.items():
        for person, form in named:
            if form == "third" and not person.startswith("@") and len(person.rstrip(".")) > 1:
                found[person].append(at)
    return found


def _among(chat: Talk, meetings: Sequence[range], unnamed: Unnamed) -> list[range]:
    """Return the stretches begun at a pronoun in which only those write who all met at a name."""
    there = {frozenset(map(chat.people.__getitem__, meeting)) for meeting in meetings}
    taken = {at for meeting in meetings for at in meeting}
    theirs = (found for few, found in unnamed.items() if any(few <= those for those in there))
    return sorted((stretch for found in theirs for stretch in found if taken.isdisjoint(stretch)), key=lambda stretch: stretch.start)


def _unnamed(analysis: Analysis) -> Unnamed:
    """Return the short stretches of two people or more that begin with a pronoun for somebody, by who writes there."""
    chat = once(talk, analysis)
    found: defaultdict[frozenset[str], list[range]] = defaultdict(list)
    for stretch in stretches(chat, _pronouns(analysis, chat)):
        few = frozenset(map(chat.people.__getitem__, stretch))
        if len(few) > 1 and len(stretch) <= _SHORT:
            found[few].append(stretch)
    return found


def _pronouns(analysis: Analysis, chat: Talk) -> Iterator[int]:
    """Yield the messages that speak of somebody by a pronoun (*dia*, *she*, *si ibu*) before anybody is named in the session."""
    spoken = once(said, analysis)
    pointing = spoken.words.mean(grammar("pronouns")) | spoken.words.are(lambda surface: surface.lower() in articles())
    texts = frozenset(spoken.words.message[pointing[spoken.words.surface]].tolist())
    session, is_named = -1, False
    for at, code in enumerate(spoken.code.tolist()):
        if chat.session[at] != session:
            session, is_named = chat.session[at], False
        is_named = is_named or any(form == "third" for _, form in chat.named.get(at, ()))
        if code in texts and not is_named:
            yield at


def _while_away(chat: Talk, target: str, spots: Sequence[int]) -> list[int]:
    """Return the longest run of these messages in which the person writes nothing in between; all of them when the person never writes."""
    own = chat.by_person.get(target)
    if not own:
        return list(spots)
    runs: defaultdict[int, list[int]] = defaultdict(list)
    for at in spots:
        runs[bisect_left(own, at)].append(at)
    return max(runs.values(), key=len)


def _is_away(chat: Talk, target: str, found: Circle) -> bool:
    """Say whether the person writes nothing from the first to the last meeting and is not spoken to in them."""
    forms = chat.forms(target, found.meetings)
    addressed = sum(form != "third" for form in forms) / max(1, len(forms))
    return addressed <= _MOST_ADDRESSED and not chat.writes(target, range(found.meetings[0].start, found.meetings[-1].stop))


def _episode(chat: Talk, target: str, found: Circle) -> Episode:
    places, against = found.places(chat), chat.showing(*_AGAINST, "hearsay")
    return Episode(
        target=target,
        circle=found,
        places=tuple(places),
        against=chat.share(places, *_AGAINST),
        senders=len({chat.people[at] for at in places if against[at]}),
        secrecy=chat.share(places, "secrecy"),
        hearsay=chat.share(places, "hearsay"),
        scorn=chat.share(places, "scorn", "laughter"),
        praise=chat.share(places, "positive"),
    )


def _finding(chat: Talk, episode: Episode, test: ChanceTest) -> Finding:
    sessions = episode.circle.sessions(chat)
    sure = test.p <= _SURE_P and sessions >= _SURE_SESSIONS and episode.weight >= _SURE_WEIGHT
    return Finding(
        rule=RULE,
        persons=episode.circle.persons,
        targets=(episode.target,),
        statement=Phrase(
            "{who} talk about {whom}, who is not there, in {n:session|sessions}, and much of it is unfavourable.",
            "{who} membicarakan {whom}, yang tidak hadir, dalam {n} sesi, dan banyak di antaranya bernada menjelekkan.",
            {"who": episode.circle.persons, "whom": episode.target},
            {"n": sessions},
        ),
        evidence=lines(chat, episode.places, _roles(chat, episode)),
        reasons_for=_for(episode, test, sessions),
        reasons_against=_against(chat, episode),
        alternatives=ALTERNATIVES,
        score=1 / (1 + exp(-5 * (episode.weight - 0.5))),
        confidence=Level.HIGH if sure else Level.MEDIUM if episode.weight >= _SURE_WEIGHT or sessions >= _SURE_SESSIONS else Level.LOW,
        first=moment(chat, episode.places[0]),
        last=moment(chat, episode.places[-1]),
        test=test,
    )


def _roles(chat: Talk, episode: Episode) -> Mapping[int, str]:
    roles: dict[int, str] = {}
    for at in episode.places:
        if any(person == episode.target for person, _ in chat.named.get(at, ())):
            roles[at] = "names the person"
        for signal, role in (("hearsay", "passes on"), ("secrecy", "keeps it hidden"), *((signal, "talks down") for signal in _AGAINST)):
            if chat.has(at, signal):
                roles[at] = role
    return roles


def _for(episode: Episode, test: ChanceTest, sessions: int) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "The same {k} people come together around this name in {n:session|sessions}.",
            "{k} orang yang sama berkumpul membicarakan nama ini dalam {n} sesi.",
            values={"k": len(episode.circle.persons), "n": sessions},
        ),
        Phrase(
            "{p} % of their {m:message|messages} there talk the person or the person's work down; {s:person does|people do} so.",
            "{p} % dari {m} pesan mereka di sana menjelekkan orang itu atau pekerjaannya; pelakunya {s} orang.",
            values={"p": percent(episode.against), "m": len(episode.places), "s": episode.senders},
        ),
        Phrase(
            "Such words are {x} there where {e} would be expected from the same people's other talk (p = {p}).",
            "Kata-kata seperti itu muncul {x} kali, padahal dari percakapan mereka yang lain diperkirakan {e} kali (p = {p}).",
            values={"x": round(test.statistic), "e": round(test.expected, 1), "p": f"{test.p:.4f}"},
        ),
    ]
    if episode.secrecy:
        reasons.append(
            Phrase(
                "{p} % of the messages ask to keep it hidden.",
                "{p} % pesannya meminta agar dirahasiakan.",
                values={"p": percent(episode.secrecy)},
            )
        )
    if episode.hearsay:
        reasons.append(
            Phrase(
                "{p} % pass on what others are said to have said.",
                "{p} % meneruskan kabar dari orang lain.",
                values={"p": percent(episode.hearsay)},
            )
        )
    return tuple(reasons)


def _against(chat: Talk, episode: Episode) -> tuple[Phrase, ...]:
    reasons = []
    if episode.praise:
        reasons.append(
            Phrase(
                "{p} % of the messages praise or wish the person well.",
                "{p} % pesannya memuji atau mendoakan orang itu.",
                values={"p": percent(episode.praise)},
            )
        )
    if len(episode.circle.meetings) < _SURE_SESSIONS:
        reasons.append(Phrase("It is seen in two meetings only.", "Hanya terlihat dalam dua pertemuan."))
    silent = _others(chat, episode)
    if silent:
        reasons.append(
            Phrase(
                "{k:other member writes|other members write} in between without joining in.",
                "{k} anggota lain menulis di sela-selanya tanpa ikut.",
                values={"k": silent},
            )
        )
    reasons.append(
        Phrase(
            "What was said before and after in private or face to face is not in the export.",
            "Apa yang dibicarakan secara pribadi atau tatap muka tidak ada dalam ekspor ini.",
        )
    )
    return tuple(reasons)


def _others(chat: Talk, episode: Episode) -> int:
    near: Sequence[range] = episode.circle.meetings
    return len({chat.people[at] for meeting in near for at in meeting} - set(episode.circle.persons))
