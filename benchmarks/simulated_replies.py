"""How well links and ties are recovered where the truth is known: ``python benchmarks/simulated_replies.py [CHATS]``.

Simulated chats of two languages and several phones; the truth comes from the simulation, which never saw the reply model. Links and the
ties that their probabilities add up to for each reply model; then the table of ``wag ties`` with its own intervals.
"""

import sys
from collections.abc import Iterator
from typing import Final, Literal

from wag_analyzer.analysis import analyze, people_of, with_persons
from wag_analyzer.interactions.replies import replies
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Simulation, Spec, simulate
from wag_analyzer.simulate.figures import Figure
from wag_analyzer.simulate.gold import Truth, truth_of
from wag_analyzer.simulate.guesses import Replies, frame_rows, reply_guesses, tie_guesses
from wag_analyzer.simulate.link_scores import score_replies
from wag_analyzer.simulate.tie_scores import score_ties

MODELS: Final[tuple[Literal["full", "linear", "adjacency"], ...]] = ("full", "linear", "adjacency")
PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))
LINKS: Final = ("link_f1", "reply_f1", "person_f1", "ece", "tie_rank_correlation", "tie_wrong_weight", "tie_coverage_90")
TIES: Final = ("rank_correlation", "rank_correlation_undirected", "wrong_weight", "top_10", "coverage_90")


def chats(count: int) -> Iterator[Simulation]:
    """Yield simulated chats, Indonesian and English in turn."""
    for number in range(count):
        lang, phone = PHONES[number % len(PHONES)]
        yield simulate(Spec(seed=1000 + number, lang=lang, dialect=phone, messages=1200, days=60))


def told(figure: Figure) -> str:
    """Return a figure with its interval."""
    if figure.lo is None or figure.hi is None:
        return f"{figure.value or 0:.3f}".rjust(22)
    return f"{figure.value or 0:.3f} ({figure.lo:.3f}-{figure.hi:.3f})".rjust(22)


def main(count: int) -> None:
    """Print one row for each model, and one for the table of ties."""
    links: dict[str, list[tuple[Truth, Replies]]] = {model: [] for model in MODELS}
    ties = []
    for made in chats(count):
        chat, truth = read_text(made.export().decode()), truth_of(made.truth())
        people = people_of(chat, Settings())
        messages = with_persons(chat, people, Settings())
        for model in MODELS:
            found = replies(messages, people, Settings(reply_model=model))
            links[model].append((truth, reply_guesses(frame_rows(found))))
        ties.append((truth, tie_guesses(frame_rows(analyze(chat).network.ties))))
    scores = {model: score_replies(pairs, draws=200) for model, pairs in links.items()}
    print(f"{count} simulated chats, {scores['full'].messages:,} messages; 95 % intervals")
    print("wag replies".ljust(12), *(name.removeprefix("tie_").rjust(22) for name in LINKS))
    for model, score in scores.items():
        print(model.ljust(12), *(told(score.figures[name]) for name in LINKS))
    print("\nwag ties".ljust(13), *(name.rjust(27) for name in TIES))
    found_ties = score_ties(ties, draws=200)
    print("full".ljust(12), *(told(found_ties.figures[name]).rjust(27) for name in TIES))
    print(f"{found_ties.figures['coverage_90'].n} pairs")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
