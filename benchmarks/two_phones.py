"""How well two phones' exports of one group are laid side by side, on simulated pairs with known truth; and how fast.

python benchmarks/two_phones.py [pairs] [messages]
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from wag_analyzer.parser.align import Alignment, align
from wag_analyzer.parser.align_lines import SELF as YOU
from wag_analyzer.parser.align_lines import SYSTEM, Lines, lines_of
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.merge_steps import words_alike
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.simulate.generate import simulate
from wag_analyzer.simulate.items import SELF, Item
from wag_analyzer.simulate.phones import Phone, View, contacts, view
from wag_analyzer.simulate.spec import Spec

DIALECTS = ("android-id", "android-en-us", "ios-id", "ios-en-gb", "android-es", "ios-de")
SHIFTS = (0, 0, 7, 60, 60 * 7, -137, 23)


def chat(seed: int, messages: int) -> list[Item]:
    """Return a simulated chat in which the exporter has a name."""
    made = simulate(Spec(seed=seed, messages=messages, days=max(30, messages // 25)))
    owner = next(item.sender for item in made.items if item.sender)
    return [
        replace(item, actor=owner if item.actor == SELF else item.actor, targets=tuple(owner if t == SELF else t for t in item.targets))
        for item in made.items
    ]


def pair(items: Sequence[Item], seed: int) -> tuple[Phone, Phone]:
    """Return two phones of its members."""
    dice = Random(seed)  # noqa: S311 - simulated data
    persons = list(dict.fromkeys(item.sender for item in items if item.sender))
    everyone = list(dict.fromkeys(name for item in items for name in (item.sender, item.actor, *item.targets) if name))
    owners = dice.sample(persons[:10], 2)
    cut = dice.choice([0, 0, len(items) // 4, len(items) // 2])
    end = dice.choice([None, None, len(items) * 3 // 4])
    one = Phone(owners[0], contacts(everyone, seed * 2), dice.choice(DIALECTS), last=end, lost=0.01, deleted=0.01, seed=seed * 2)
    shift = timedelta(minutes=dice.choice(SHIFTS))
    two = Phone(owners[1], contacts(everyone, seed * 2 + 1), dice.choice(DIALECTS), shift, cut, lost=0.01, deleted=0.01, edited=0.01,
                attached=True, seed=seed * 2 + 1)  # fmt: skip
    return one, two


def read(shown: View, name: str) -> Chat:
    """Return an export as read."""
    return read_bytes(shown.rendered.data, f"WhatsApp Chat with {name}.txt")


def truth_of(read_chat: Chat, shown: View) -> dict[tuple[bool, int], int]:
    """Return for each line (message or not, row) the item it shows."""
    told = read_chat.events.drop_duplicates("msg_id")
    return {(written, number): shown.lines[line] for written, frame in ((True, read_chat.messages), (False, told))
            for number, line in enumerate(frame["line"].tolist()) if line in shown.lines}  # fmt: skip


def plain(name: str) -> str:
    """Return a name without the spaces and hyphens an iPhone writes in numbers."""
    return name.replace("\u00a0", " ").replace("\u2011", "-").removeprefix("~ ")


class Score:
    """Counts over the pairs."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = self.names_right = self.names_wrong = self.names_missed = 0
        self.clocks = self.joined = self.wanted = 0

    def lines(self, found: Alignment, sides: Sequence[Lines], chats: Sequence[Chat], views: Sequence[View]) -> None:
        """Count pairs of lines."""
        a, b = sides
        true = [truth_of(one, shown) for one, shown in zip(chats, views, strict=True)]
        same = [
            true[0][bool(a.kind[i] != SYSTEM), int(a.row[i])] == true[1][bool(b.kind[j] != SYSTEM), int(b.row[j])]
            for i, j in zip(found.a.tolist(), found.b.tolist(), strict=True)
        ]
        self.right += sum(same)
        self.wrong += len(same) - sum(same)
        self.missed += len(set(views[0].truth) & set(views[1].truth)) - sum(same)

    def names(self, found: Alignment, sides: Sequence[Lines], views: Sequence[View], phones: Sequence[Phone]) -> None:
        """Count names of the second export linked to a name of the first."""
        person = [
            {plain(n): who for who, n in shown.names.items()} | {YOU: phone.owner} for shown, phone in zip(views, phones, strict=True)
        ]
        known = [[person[turn][plain(name)] for (name,) in lines.names] for turn, lines in enumerate(sides)]
        linked = {link.b: link.a for link in found.links}
        for code, who in enumerate(known[1]):
            if code in linked:
                self.names_right += known[0][linked[code]] == who
                self.names_wrong += known[0][linked[code]] != who
            else:
                self.names_missed += who in known[0]


def main() -> None:
    """Print one line."""
    pairs, messages = (int(word) for word in (*sys.argv[1:], "20", "3000")[:2])
    score, spent = Score(), 0.0
    for seed in range(pairs):
        items = chat(seed, messages)
        phones = pair(items, seed)
        views = [view(items, "Tim Kantor", phone) for phone in phones]
        chats = [read(shown, f"Tim Kantor{number}") for number, shown in enumerate(views)]
        start = time.process_time()
        a, b = (lines_of(one) for one in chats)
        found = align(a, b, words_alike({0: chats[0]}, chats[1], a.row * 0, a, b))
        spent += time.process_time() - start
        score.lines(found, (a, b), chats, views)
        score.names(found, (a, b), views, phones)
        score.clocks += abs(int(found.clock.shifts[0]) - int((phones[0].shift - phones[1].shift).total_seconds())) < 60
        whole = merged(chats)
        score.joined += len(whole.messages) + whole.events["msg_id"].nunique()
        score.wanted += len(set(views[0].truth) | set(views[1].truth))
    both = score.right + score.missed
    print(f"pairs {pairs}; lines both hold {both}, paired right {score.right} ({100 * score.right / both:.3f} %), wrong {score.wrong}")
    print(f"clocks right {score.clocks}; names right {score.names_right}, wrong {score.names_wrong}, not linked {score.names_missed}")
    print(f"joined lines {score.joined}, true {score.wanted}; {spent / pairs:.2f} s CPU a pair")


if __name__ == "__main__":
    main()
