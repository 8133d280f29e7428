"""Findings of hints weighed together: what no rule found, with the hints that tell most and how often such findings are wrong."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import lines, moment
from wag_analyzer.detectors._measured import weighed_precision
from wag_analyzer.detectors._shield import NOTICE, about, protected_topics
from wag_analyzer.detectors._topics import recurring
from wag_analyzer.detectors._weighed import MOST_SHARED, Pattern, Weighed, apart, weighed
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule
from wag_analyzer.text.names import is_everyday

__all__ = ["WEIGHED_NULL", "beside", "concerns", "found", "role_in_words"]

WEIGHED_NULL: Final = "stretches of everyday talk, as often as they look so in the chats the weights were made from (binomial)"
_MOST_NAMED: Final = 4
_LEAST_TIMES: Final = 2
_OF_FIRST: Final = 0.5
_OF_SOMEBODY: Final = frozenset(("gossip", "accusation", "condescension"))
"""Kinds that are about somebody: without knowing whom, nothing is said."""
_AGAINST_SOMEBODY: Final = frozenset(("condescension", "pile_on"))
_RETURNS: Final = ("manner.retort", "act.banter", "act.laughter", "act.belittling", "act.insult")
_DIRECT: Final = frozenset(("address", "mention"))
_HALF: Final = 2.0
_LEAST_P: Final = 0.0001
_LEAST_LETTERS: Final = 5
"""A shorter word that comes back is mostly one of grammar (*iku*), not a topic."""
_NOT_A_RULE: Final = Phrase(
    "The rule's own parts are not all there: this is told by many weak hints weighed together, which is weaker evidence. Read the lines.",
    "Unsur-unsur aturan ini tidak lengkap: temuan ini berasal dari banyak petunjuk lemah yang ditimbang bersama, jadi buktinya "
    "lebih lemah. Bacalah pesannya.",
)


def found(analysis: Analysis, rules: Mapping[str, tuple[Rule, Sequence[Phrase]]]) -> Iterator[Finding]:
    """Yield what hints weighed together tell.

    Parameters
    ----------
    analysis
        A chat analysed.
    rules
        Kind → card and innocent readings of the rules that were asked.
    """
    made = weighed(analysis)
    texts = analysis.messages["text"].tolist() if made.patterns else []
    concerned = {id(pattern): concerns(made, pattern, texts) for pattern in made.patterns}
    for pattern in apart(one for one in made.patterns if concerned[id(one)] is not None):
        if pattern.kind in rules:
            yield _finding(made, pattern, concerned[id(pattern)] or (), rules[pattern.kind])


def beside(weighed: Iterable[Finding], known: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what was weighed and no rule told.

    Of what the rule of the kind told, no person and no line comes again; of what another rule told of the same person, at most three lines
    in ten: somebody chased for what was promised is not also somebody who does not answer.
    """
    told = [(one.rule.code, set(one.persons), _told_in(one)) for one in known if not one.rule.strength]
    for one in weighed:
        persons, own = set(one.persons), _told_in(one)
        if not any(
            (code == one.rule.code and (people & persons or there & own))
            or (people & persons and len(there & own) > MOST_SHARED * min(len(there), len(own)))
            for code, people, there in told
        ):
            yield one


def _told_in(finding: Finding) -> set[str]:
    return {line.msg_id for line in finding.evidence}


def concerns(made: Weighed, pattern: Pattern, texts: Sequence[object]) -> tuple[str, ...] | None:
    """Return whom or what a pattern concerns; None where nothing is said of it: a kind that is about somebody, unknown whom, or banter.

    Parameters
    ----------
    made
        A chat weighed.
    pattern
        One of its patterns.
    texts
        The words of each message.
    """
    targets = _targets(made, pattern, texts)
    silent = (not targets and pattern.kind in _OF_SOMEBODY) or _is_returned(made, pattern, targets)
    return None if silent else targets


@cache
def _words() -> Mapping[str, Any]:
    path = resources.files("wag_analyzer.detectors") / "weighed.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _finding(made: Weighed, pattern: Pattern, targets: tuple[str, ...], rule: tuple[Rule, Sequence[Phrase]]) -> Finding:
    chat = made.rows.chat
    places = made.places(pattern)
    card, alternatives = rule
    words = _words()["kinds"][pattern.kind]
    topics = protected_topics(chat, places) if pattern.kind in {"rally", "accusation"} else ()
    limit = made.known.limits[pattern.kind]
    values = {
        "n": pattern.sessions,
        "k": len(pattern.rows),
        "of": pattern.of,
        "w": round(pattern.weight, 1),
        "limit": round(limit, 1),
        "clear": round(pattern.clear, 1),
        "least": round(max(0.0, made.known.clears[pattern.kind]), 1),
        "e": round(pattern.expected, 1),
        "p": f"= {pattern.p:.4f}" if pattern.p >= _LEAST_P else f"< {_LEAST_P}",
    }
    test = ChanceTest(WEIGHED_NULL, float(len(pattern.rows)), pattern.expected, pattern.p, tried=made.tried)
    return Finding(
        rule=replace(card, precision=weighed_precision(card) or card.precision),
        persons=pattern.persons,
        targets=targets,
        statement=Phrase(
            f"{{who}}: many weak hints of {words['en']} come together in {{n}} sessions.",
            f"{{who}}: banyak petunjuk lemah tentang {words['id']} berkumpul dalam {{n}} sesi.",
            {"who": pattern.persons},
            values,
        ),
        evidence=lines(chat, places, {at: _role(borne) for at in places if (borne := made.borne(pattern, at))}),
        reasons_for=(
            _named(made, pattern),
            Phrase(
                "Weighed together they come to {w} points, where {limit} are needed (a point is a natural logarithm of odds).",
                "Ditimbang bersama nilainya {w} poin, sedangkan syaratnya {limit} (satu poin: logaritma natural peluang).",
                values=values,
            ),
            Phrase(
                "They look more like this than like any other kind or innocent twin, by {clear} points, where {least} are needed.",
                "Semuanya lebih mirip ini daripada jenis atau kembaran wajar mana pun, selisihnya {clear} poin; syaratnya {least}.",
                values=values,
            ),
            Phrase(
                "{k} of {of} stretches of talk with the first person look so, where {e} would be expected of everyday talk (p {p}).",
                "{k} dari {of} rentang obrolan orang pertama tampak demikian, padahal dari obrolan sehari-hari diperkirakan {e} (p {p}).",
                values=values,
            ),
        ),
        reasons_against=(_NOT_A_RULE, *((NOTICE, about(topics)) if topics else ())),
        alternatives=tuple(alternatives),
        score=round(pattern.weight / (pattern.weight + _HALF * limit), 3),
        confidence=Level.LOW,
        first=moment(chat, places[0]),
        last=moment(chat, places[-1]),
        protected=bool(topics),
        test=test,
        weighed=True,
    )


_ROLE: Final = "bears a hint"
_MOST_OF_LINE: Final = 2


def _role(borne: Sequence[str]) -> str:
    """Return what a line does in the finding: that it bears hints, and which."""
    labels: Mapping[str, Sequence[str]] = _words()["hints"]
    return f"{_ROLE}: {'; '.join(labels[name][0] for name in borne[:_MOST_OF_LINE])}"


def role_in_words(role: str, known: Mapping[str, str], lang: Literal["en", "id"]) -> str:
    """Return what a line of evidence does in the finding, and which hints it bears, in ``lang``; an unknown role as it is.

    Parameters
    ----------
    role
        As it stands in the evidence: one of the roles, after a colon the hints.
    known
        Role → wording.
    lang
        Language of the hints' names.
    """
    head, colon, hints = role.partition(": ")
    if not colon or head not in known:
        return known.get(role, role)
    said = {en: (en, local)[lang == "id"] for en, local in _words()["hints"].values()}
    return f"{known[head]}: {'; '.join(said.get(hint, hint) for hint in hints.split('; '))}"


def _named(made: Weighed, pattern: Pattern) -> Phrase:
    """Return the sentence that names the hints that tell most, with how often they are there."""
    labels: Mapping[str, Sequence[str]] = _words()["hints"]
    told = made.hints(pattern)[:_MOST_NAMED]
    en = "; ".join(f"{labels[name][0]} ({times})" for name, times in told)
    local = "; ".join(f"{labels[name][1]} ({times})" for name, times in told)
    return Phrase(f"What tells most, with the messages that show it: {en}.", f"Petunjuk terkuat, dengan jumlah pesannya: {local}.")


def _targets(made: Weighed, pattern: Pattern, texts: Sequence[object]) -> tuple[str, ...]:
    """Return whom or what it concerns: persons named in most sessions, or words that come back; none where nothing does."""
    chat, places, who = made.rows.chat, made.places(pattern), _words()["kinds"][pattern.kind]["target"]
    if who == "none":
        return ()
    if who == "topic":
        own = ((chat.session[at], str(texts[at])) for at in places if chat.people[at] in pattern.persons and isinstance(texts[at], str))
        topic = recurring(own, chat.by_person.keys())
        return (topic,) if " " in topic or (len(topic) >= _LEAST_LETTERS and not is_everyday(topic)) else ()
    times = _told(made, pattern) if who == "told" else _absent(made, places)
    ranked = sorted(times, key=lambda person: (-times[person], person))
    least = max(_LEAST_TIMES, _OF_FIRST * times[ranked[0]]) if ranked else 0
    kept = tuple(person for person in ranked if times[person] >= least)
    alone = len(ranked) < 2 or times[ranked[0]] > times[ranked[1]]
    return kept if who == "told" else kept[:1] if alone else ()


def _is_returned(made: Weighed, pattern: Pattern, targets: Sequence[str]) -> bool:
    """Say whether whoever is spoken to laughs or gives it back in half of the stretches or more: banter, not one against another."""
    if pattern.kind not in _AGAINST_SOMEBODY:
        return False
    rows = made.rows
    back = [made.known.hints.index(hint) for hint in _RETURNS if hint in made.known.hints]
    returned = 0
    for stretch in pattern.stretches:
        there = [at for at in range(int(rows.begin[stretch]), int(rows.end[stretch])) if rows.chat.people[at] in targets]
        returned += bool(there) and bool(rows.shown[there][:, back].sum())
    return 2 * returned >= len(pattern.stretches)


def _told(made: Weighed, pattern: Pattern) -> Counter[str]:
    """Return how often somebody is spoken to in words that bear a hint: by name, else as the one who wrote before."""
    chat = made.rows.chat
    times: Counter[str] = Counter()
    for stretch in pattern.stretches:
        for at in range(int(made.rows.begin[stretch]), int(made.rows.end[stretch])):
            if chat.people[at] in pattern.persons and made.tells(pattern, at):
                named = [person for person, form in chat.named.get(at, ()) if form in _DIRECT and person in chat.by_person]
                before = [chat.people[at - 1]] if at > int(made.rows.begin[stretch]) else []
                times.update({person for person in named or before if person not in pattern.persons})
    return times


def _absent(made: Weighed, places: Sequence[int]) -> Counter[str]:
    """Return in how many messages somebody is spoken of who does not write there."""
    chat = made.rows.chat
    there = {chat.people[at] for at in places}
    return Counter(person for at in places for person in dict(chat.named.get(at, ())) if person not in there)
