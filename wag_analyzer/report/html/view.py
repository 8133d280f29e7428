"""How one page looks at an analysis: tier, language, smallest group, and who has which place in the arrays."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors import role_in_words
from wag_analyzer.findings import Finding
from wag_analyzer.report.summary import live_ties
from wag_analyzer.report.tiers import Tier
from wag_analyzer.report.words import Language, day, hour, words
from wag_analyzer.visible import visible

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """One way to look at one analysis.

    Parameters
    ----------
    analysis
        What is shown.
    tier
        How people are called; already shortened for reading.
    full
        The same tier with whole pseudonyms.
    lang
        Language of the page.
    min_group
        Circles of fewer people are not shown as circles outside tier names.
    """

    analysis: Analysis
    tier: Tier
    full: Tier
    lang: Language
    min_group: int

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Wording by section."""
        return words(self.lang)

    @cached_property
    def persons(self) -> list[str]:
        """Everyone, by what they are called here: the order of all arrays."""
        known = [str(person) for person in self.analysis.people.table["person"]]
        return sorted(known, key=lambda person: (self.label(person).casefold(), person))

    @cached_property
    def place(self) -> dict[str, int]:
        """Person → place in the arrays."""
        return {person: place for place, person in enumerate(self.persons)}

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Ties that count as present, strongest first."""
        return live_ties(self.analysis)

    @cached_property
    def circles(self) -> list[int]:
        """Circle of each person as shown: 0 for none, also when circles are not clear or too small to show."""
        found = self.analysis.network.communities
        if not self.analysis.network.circles_are_clear:
            return [0] * len(self.persons)
        circle = {str(person): int(number) for person, number in zip(found["person"], found["circle"], strict=True)}
        sizes = Counter(circle.values())
        least = 1 if self.tier.level == "names" else self.min_group
        kept = {number for number, size in sizes.items() if number > 0 and size >= least}
        return [circle.get(person, 0) if circle.get(person, 0) in kept else 0 for person in self.persons]

    @cached_property
    def folded(self) -> int:
        """How many circles are too small to be shown."""
        found = self.analysis.network.communities
        if not self.analysis.network.circles_are_clear or not len(found):
            return 0
        return len(set(found["circle"][found["circle"] > 0]) - set(self.circles))

    def label(self, person: str) -> str:
        """Return what ``person`` is called, safe to show."""
        return visible(self.tier.name(person))

    def of(self, finding: Finding) -> "View":
        """Return the view in which a finding is shown: nobody is named in protected talk."""
        own = self.full.of(finding)
        return self if own is self.full else replace(self, tier=own.short(), full=own)

    def role(self, said: str) -> str:
        """Return what a line of evidence does in its finding."""
        return visible(role_in_words(said, self.words["roles"], self.lang))

    def when(self, at: object) -> str:
        """Return a time as coarse as the tier asks."""
        return hour(at, self.lang, minutes=self.tier.has_minutes)

    def day(self, at: object) -> str:
        """Return a day."""
        return day(at, self.lang)
