"""When an office talks: working days with their own weight, hours of the day, and bursts in which conversations overlap."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from wag_analyzer.simulate.dice import Dice

__all__ = ["Calendar"]

_WEEKDAYS: Final = (1.15, 1.05, 1.0, 1.0, 0.95, 0.22, 0.04)
_HOURS: Final = {
    "morning": ((7.6, 0.4, 1.0),),
    "work": ((9.4, 1.0, 0.5), (11.2, 0.7, 0.15), (14.6, 1.2, 0.35)),
    "lunch": ((11.8, 0.35, 1.0),),
    "evening": ((19.2, 0.9, 1.0),),
    "off": ((20.6, 0.8, 1.0),),
}
_OPEN: Final = {"morning": (6.5, 8.9), "work": (7.5, 17.8), "lunch": (11.0, 13.0), "evening": (17.9, 21.8), "off": (18.8, 22.6)}
_TOGETHER: Final = 0.45


@dataclass(slots=True)
class Calendar:
    """Days of the chat and the moments at which something has started already."""

    start: date
    days: int
    dice: Dice
    busy: dict[int, list[datetime]] = field(default_factory=dict)
    _weights: list[float] = field(default_factory=list)

    def moment(self, hours: str, day: int | None = None) -> datetime:
        """Return a moment for a new conversation, often beside one that has just started."""
        if day is None:
            day = self.dice.weighted(range(self.days), self._by_weight())
        near = [at for at in self.busy.get(day, []) if hours == "work"]
        if near and self.dice.chance(_TOGETHER):
            at = self.dice.one(near) + timedelta(seconds=self.dice.between(15, 419))
        else:
            at = self._fresh(hours, day)
        self.busy.setdefault(day, []).append(at)
        return at

    def spread(self, count: int, low: float = 0.12, high: float = 0.95) -> list[int]:
        """Return days for the sessions of an episode: in order, apart from one another, seldom on a weekend."""
        step = (high - low) / max(count - 1, 1)
        found = []
        for number in range(count):
            spot = (low + number * step) * (self.days - 1) + self.dice.normal(0, self.days / count / 6)
            day = min(max(round(spot), 1), self.days - 1)
            while self._weekday(day) > 4 and self.dice.chance(0.9):
                day = day + 1 if day + 1 < self.days else day - 2
            found.append(day)
        return sorted(found)

    def _fresh(self, hours: str, day: int) -> datetime:
        peaks = _HOURS[hours]
        centre, width, _ = self.dice.weighted(peaks, [peak[2] for peak in peaks])
        low, high = _OPEN[hours]
        hour = min(max(self.dice.normal(centre, width), low), high)
        return datetime.combine(self.start + timedelta(days=day), time()) + timedelta(seconds=int(hour * 3600) + self.dice.between(0, 59))

    def _weekday(self, day: int) -> int:
        return (self.start + timedelta(days=day)).weekday()

    def _by_weight(self) -> list[float]:
        if not self._weights:
            self._weights = [_WEEKDAYS[self._weekday(day)] * self.dice.gamma(6.0, 1 / 6.0) for day in range(self.days)]
        return self._weights
