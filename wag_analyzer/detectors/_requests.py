"""Requests among members and what came of them: who helped, who declined, whether thanks followed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.text.lexicon import grammar

__all__ = ["Request", "requests"]

_REACTION_MINUTES: Final = 45
_THANKS_MINUTES: Final = 90
_LONG: Final = 4
_HELPS: Final = ("delivery", "offer", "promise")
_TALKS: Final = ("question", "thanks", "greeting", "laughter", "scorn", "banter", "apology", "distress", "positive", "negative", "insult")
_NO_WISH: Final = ("thanks", "greeting", "delivery", "offer", "share", "announcement", "promise", "solicitation", "chase")
_NO_VOLUNTEER: Final = ("refusal", "excuse", "request", "me_too")
_CLEARLY: Final = 0.85
_OWN_ENDING: Final = 6
_FEW_WORDS: Final = 6
_REACTION_TURNS: Final = 20
_SURE: Final = 0.5
_LIKELY: Final = 0.3
_STARTS: Final = 0.35
_OTHER: Final = (
    "thanks", "greeting", "acknowledgement", "offer", "delivery", "refusal", "share", "announcement", "promise", "excuse", "leave_notice",
    "solicitation", "chase",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A request, whom it was said to (``""``: everybody), who helped, who declined, whether thanks followed, and the lines that show it."""

    turn: Turn
    by: str
    to: str
    helper: str = ""
    declined: tuple[str, ...] = ()
    thanked: bool = False
    obliged: bool = False
    shows: tuple[tuple[str, str], ...] = ()

    @property
    def helped(self) -> bool:
        """Return whether somebody helped."""
        return bool(self.helper)

    @property
    def week(self) -> tuple[int, int]:
        """Return year and week."""
        when = self.turn.at.isocalendar()
        return (when.year, when.week)

    @property
    def by_asked(self) -> bool:
        """Return whether the member it was said to helped."""
        return self.helper == self.to != ""


def requests(reading: Reading) -> list[Request]:
    """Return the requests of a chat with what came of them, in order."""
    found = []
    for turn in reading.turns:
        if _asks(turn):
            found.append(_outcome(reading, turn))
        elif _may_ask(turn):
            ask = _outcome(reading, turn)
            if ask.by_asked and ask.obliged:
                found.append(ask)
        elif _wishes(turn):
            ask = _outcome(reading, turn)
            if ask.to in ask.declined and not ask.helped:
                found.append(ask)
    return found


def _asks(turn: Turn) -> bool:
    if turn.does("announcement", least=0.8) and not turn.to:
        return False
    if turn.does("solicitation", "private_channel", "channel_link", least=0.6):
        return False
    if turn.does("thanks", "delivery", "excuse", least=0.8) and not turn.does("question", least=0.85):
        return False
    return turn.does("request", least=0.6) or (bool(turn.to) and turn.does("question", least=0.85) and turn.started >= _STARTS)


def _may_ask(turn: Turn) -> bool:
    """Return whether a turn could be a request in words we do not know: said to one member, begins something, does nothing else known."""
    return len(turn.to) == 1 and turn.started >= _STARTS and turn.words >= _LONG and not turn.does(*_OTHER)


def _wishes(turn: Turn) -> bool:
    """Return whether a turn could be a request by a weak word for one, said to one member; whether it was one, a refusal tells."""
    return len(turn.to) == 1 and turn.started >= _STARTS and turn.does("request", "question") and not turn.does(*_NO_WISH, least=_CLEARLY)


def _outcome(reading: Reading, turn: Turn) -> Request:
    """Follow what came of a request: who declined, who helped first (the member named, or anybody), then thanks."""
    asked = next(iter(turn.to), "")
    shows = [(turn.acts_at.get("request", turn.acts_at.get("question", turn.msg_ids[0])), "asks")]
    declined: dict[str, None] = {}
    helps = None
    first = _volunteer(reading, turn) if not asked else None
    for later in chain((first,) if first else (), _reactions(reading, turn, asked)):
        if later.does("refusal") and not later.does("delivery", "offer", least=0.85):
            declined[later.person] = None
            shows.append((later.acts_at["refusal"], "declines"))
        elif later is first or _helps(later, asked):
            helps = later
            shows.append((later.acts_at.get("delivery", later.acts_at.get("offer", later.msg_ids[0])), "helps"))
            break
    if helps is None:
        return Request(turn, turn.person, asked, declined=tuple(declined), shows=tuple(shows))
    thanks = next((later for later in reading.following(helps, _THANKS_MINUTES) if _is_thanks(later, turn.person, helps.person)), None)
    if thanks:
        shows.append((thanks.acts_at["thanks"], "thanks"))
    return Request(turn, turn.person, asked, helps.person, tuple(declined), thanks is not None, _obliges(helps), tuple(shows))


def _is_thanks(turn: Turn, asker: str, helper: str) -> bool:
    return turn.person == asker and turn.does("thanks") and (not turn.to or helper in turn.to)


def _helps(later: Turn, asked: str) -> bool:
    if later.does(*_HELPS):
        return True
    long = later.words >= _LONG and not later.does("question", "excuse")
    return later.person == asked and (long or later.does("acknowledgement"))


def _volunteer(reading: Reading, turn: Turn) -> Turn | None:
    """Return the next turn when it offers its author for what the author of a turn wants: a few words such as *aku bisa*, *sini gue*."""
    later = next(reading.following(turn, _REACTION_MINUTES, 1), None)
    if later is None or later.person == turn.person or later.words > _FEW_WORDS or later.does(*_TALKS, *_NO_VOLUNTEER):
        return None
    if not turn.does("request", least=_CLEARLY) or turn.does("offer", "share", "leave_notice", "announcement", "social"):
        return None
    return later if _is_of_self(reading, turn) and _is_of_self(reading, later) else None


def _is_of_self(reading: Reading, turn: Turn) -> bool:
    """Return whether a turn speaks of its author: *I*, *my*, *aku*, or an ending that means *my*."""
    return any(word in grammar("self") or (word.endswith("ku") and len(word) >= _OWN_ENDING) for word in reading.words_of(turn))


def _obliges(later: Turn) -> bool:
    """Return whether a turn reads as doing what it was told: something handed over, or a few words that are no talk of another kind."""
    return later.does("delivery", "offer", least=0.8) or (later.words <= _FEW_WORDS and not later.does(*_TALKS))


def _reactions(reading: Reading, turn: Turn, asked: str) -> Iterator[Turn]:
    """Yield the turns that may react to a request: by the member named, to the one who asks, or probable answers."""
    likely = {later.number: p for later, p in reading.answers.to(turn.number)}
    reacting = {asked}
    for later in reading.following(turn, _REACTION_MINUTES, _REACTION_TURNS):
        if later.person == turn.person:
            if _asks(later) and later.started >= _STARTS:
                return
            continue
        probable = likely.get(later.number, 0.0) >= (_SURE if asked else _LIKELY) and later.does(*_HELPS, "refusal", "acknowledgement")
        if later.person in reacting or turn.person in later.to or probable:
            reacting.add(later.person)
            yield later
