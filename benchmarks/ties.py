"""How fast parsed messages become ties: ``python benchmarks/ties.py [EXPORT ...]`` prints messages a second, stage by stage, on one core.

Without an export, a simulated office chat of 30,000 messages is used. Times are CPU time, the best of three runs after one that is not
counted; memory is what the process grew by at its peak over what it held when the chat was read.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any, Final, Literal

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

RUNS: Final = 3
MESSAGES: Final = 30_000
Model = Literal["linear", "full"]
MODELS: Final[tuple[Model, ...]] = ("linear", "full")
BESIDE: Final = ("signals",)
"""Stages that ties do not need."""


def stages(chat: Any, model: Model) -> dict[str, float]:  # noqa: PLR0915 - the imports count
    """Return the seconds each stage took."""
    import pyarrow as pa  # noqa: PLC0415 - threads are told first

    from wag_analyzer import tables  # noqa: PLC0415 - as above
    from wag_analyzer.analysis import people_of, stacked, with_persons  # noqa: PLC0415 - as above
    from wag_analyzer.interactions.about import about  # noqa: PLC0415 - as above
    from wag_analyzer.interactions.invitations import invitations  # noqa: PLC0415 - as above
    from wag_analyzer.interactions.mentions import mentions  # noqa: PLC0415 - as above
    from wag_analyzer.interactions.reactions import reactions  # noqa: PLC0415 - as above
    from wag_analyzer.interactions.replies import replies, reply_acts  # noqa: PLC0415 - as above
    from wag_analyzer.network.ties import ties  # noqa: PLC0415 - as above
    from wag_analyzer.settings import Settings  # noqa: PLC0415 - as above
    from wag_analyzer.text.persons import references  # noqa: PLC0415 - as above
    from wag_analyzer.text.signals import signals  # noqa: PLC0415 - as above

    pa.set_cpu_count(1)
    use, took = Settings(reply_model=model), dict[str, float]()

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        begin = time.process_time()
        made = work()
        took[stage] = took.get(stage, 0.0) + time.process_time() - begin
        return made

    def parts() -> tuple[Any, ...]:
        return (
            reply_acts(answers, messages),
            mentions(messages, people),
            invitations(chat.events, people),
            about(named, messages),
            reactions(chat.links, messages, people),
        )

    people = timed("persons", lambda: people_of(chat, use))
    messages = timed("messages", lambda: with_persons(chat, people, use))
    named = timed("references", lambda: references(messages, people))
    timed("signals", lambda: signals(messages, named))
    answers = timed("replies", lambda: replies(messages, people, use, chat.links))
    acts = timed("interactions", lambda: tables.INTERACTIONS.check(stacked(parts())))
    timed("ties", lambda: ties(acts, messages, people, use))
    return took


def peak() -> float:
    """Return the most memory the process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def chats(paths: list[str]) -> dict[str, Any]:
    """Return the chats by name."""
    from wag_analyzer.parser.read import read, read_bytes  # noqa: PLC0415 - threads are told first
    from wag_analyzer.simulate import Spec, simulate  # noqa: PLC0415 - as above

    if paths:
        return {path: read([path]) for path in paths}
    made = simulate(Spec(seed=7, lang="id", dialect="android-id", messages=MESSAGES, days=200))
    return {"simulated": read_bytes(made.export())}


def main(paths: list[str]) -> None:
    """Print one line for each chat and model."""
    for name, chat in chats(paths).items():
        count = len(chat.messages)
        for model in MODELS:
            held = peak()
            runs = [stages(chat, model) for _ in range(RUNS + 1)][1:]
            best = {stage: min(run[stage] for run in runs) for stage in runs[0]}
            total = sum(seconds for stage, seconds in best.items() if stage not in BESIDE)
            print(f"{name}, {count:,} messages, {model}: {count / total:,.0f} messages/s from parsed messages to ties")
            print("  us a message: " + ", ".join(f"{stage} {seconds / count * 1e6:.1f}" for stage, seconds in best.items()))
            print(f"  memory: {(peak() - held) / count * 1e6:,.0f} MB a million messages over what was held before", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
