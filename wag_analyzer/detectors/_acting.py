"""Which turns do something: what many turns do alike is looked at once."""

from collections.abc import Collection, Mapping, Sequence

from wag_analyzer.detectors._reading import Turn

__all__ = ["doing"]


def doing(turns: Sequence[Turn], signals: Collection[str], least: float = 0.5) -> set[int]:
    """Return the numbers of the turns that do one of some acts, as ``Turn.does`` says.

    Parameters
    ----------
    turns
        Turns; equal ``acts`` are one object.
    signals
        The acts.
    least
        How strongly one of them must show.
    """
    known: dict[int, bool] = {}
    found = set()
    for turn in turns:
        acts = turn.acts
        does = known.get(id(acts))
        if does is None:
            does = known[id(acts)] = _does(acts, signals, least)
        if does:
            found.add(turn.number)
    return found


def _does(acts: Mapping[str, float], signals: Collection[str], least: float) -> bool:
    return any(acts.get(signal, 0.0) >= least for signal in signals)
