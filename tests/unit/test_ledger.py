"""What may tell of a commitment is looked up; it is what going through all turns of the two gives."""

from pathlib import Path

import pytest

from wag_analyzer import Settings, analyze, read
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._ledger import Ledger
from wag_analyzer.detectors._reading import Turn

SAMPLE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(analyze(read([SAMPLE]), Settings(draws=1)))


@pytest.fixture(scope="module")
def naming(desk: Desk) -> dict[str, dict[int, Turn]]:
    """Every third turn names whoever wrote the fifth one before it: also people who name themselves."""
    found: dict[str, dict[int, Turn]] = {}
    turns = desk.reading.turns
    for turn in turns[5::3]:
        found.setdefault(turns[turn.number - 5].person, {})[turn.number] = turn
    return found


@pytest.mark.parametrize("firm", [True, False])
@pytest.mark.parametrize("nobody", [True, False])
def test_turns_that_may_tell_are_found(desk: Desk, naming: dict[str, dict[int, Turn]], *, firm: bool, nobody: bool) -> None:
    ledger, turns = Ledger(desk, naming), desk.reading.turns
    people = sorted(desk.of)
    seen = 0
    for made in turns[:: max(1, len(turns) // 60)]:
        for other in people[:6]:
            by, to = made.person, "" if nobody else other
            if by == to:
                continue
            words, end = desk.answering.about(made), min(len(turns) - 1, made.number + 200)

            def may_tell(turn: Turn, by: str = by, to: str = to, words: frozenset[str] = words) -> bool:
                names = turn.number in naming.get(by, {})
                if turn.person == by:
                    return not words.isdisjoint(desk.answering.about(turn)) or turn.does("delivery")
                if not to:
                    return names
                speaks = desk.led_to(turn) == by or desk.is_next(turn, by)
                told = not words.isdisjoint(desk.answering.about(turn)) or turn.does("thanks", least=0.8)
                return turn.person == to and (told or names or (firm and speaks))

            plain = [turn.number for turn in turns[made.number + 1 : end + 1] if may_tell(turn)]
            assert ledger.telling(by, to, words, (made.number, end), firm=firm) == plain
            seen += len(plain)
    assert seen > 50


def test_the_share_of_a_word_is_that_of_its_turns(desk: Desk) -> None:
    ledger = Ledger(desk, {})
    people = sorted(desk.of)[:2]
    words = sorted({word for turn in desk.reading.turns for word in desk.answering.about(turn)})
    for word in words[::20]:
        with_it = [turn.person for turn in desk.reading.turns if word in desk.answering.about(turn)]
        assert ledger.share_of(word, people) == sum(person in people for person in with_it) / len(with_it)
    assert ledger.share_of("no such word", people) == 0
    assert words


def test_the_last_turn_before_a_time_counts_clocks_set_back(desk: Desk) -> None:
    turns = desk.reading.turns
    for turn in turns[::50]:
        assert desk.reading.last_by(turn.clock) == max(one.number for one in turns if one.clock <= turn.clock)
    assert desk.reading.last_by(turns[0].clock - 1) == -1
