"""A case through any sequence of audits, looks, decisions, erasures, crashes and reopenings: it always opens, and its log always holds."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis, people_of, with_persons
from wag_analyzer.case import files, log, reviews
from wag_analyzer.case.contents import Listed
from wag_analyzer.case.folder import Case, open_case, table_files, write_case
from wag_analyzer.case.remains import still_there
from wag_analyzer.case.verify import problems_of_case
from wag_analyzer.case.withheld import LeftOut, withheld
from wag_analyzer.errors import CaseError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.leaks import Secrets
from wag_analyzer.settings import Settings

NAMES = ("Xanthippe Brambulo", "Zoltan Quirke", "Mbeki Oyelaran")


def export(start: int, lines: int) -> Chat:
    said = [f"{13 + turn // 20}/01/2024, 08:{turn % 60:02} - {NAMES[turn % 3]}: pesan {turn}\n" for turn in range(start, start + lines)]
    return read_text("".join(said), f"WhatsApp Chat with Divisi {start}.txt")


class CaseStates(RuleBasedStateMachine):
    make: Callable[..., Analysis]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "case"
        self.chats: list[Chat] = []
        self.decided: list[str] = []
        self.gone: set[str] = set()
        self.acts = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def written(self, chat: Chat, **about: Any) -> Case:
        """Write the case as an audit does, but for what takes long to compute."""
        analysis = replace(
            type(self).make(),
            chat=chat,
            people=people_of(chat, Settings()),
            messages=with_persons(chat, people_of(chat, Settings()), Settings()),
        )
        listed: Listed = {
            "messages": (tables.MESSAGES, analysis.messages),
            "events": (tables.EVENTS, chat.events),
            "links": (tables.LINKS, chat.links),
            "aliases": (tables.ALIASES, chat.aliases),
            "coverage": (tables.COVERAGE, chat.coverage),
            "people": (tables.PEOPLE, analysis.people.table),
        }
        return write_case(self.path, analysis, [], {**table_files(listed, chat), "report.html": f"{len(chat.messages)}"}, about)

    def whole(self) -> Chat:
        chat = merged(self.chats)
        out = dict.fromkeys(self.gone, "erased abcdef-1")
        return withheld(chat, LeftOut.of(out, [name for name in NAMES if name not in self.gone], "[erased]")) if out else chat

    @initialize()
    def first(self) -> None:
        self.chats.append(export(0, 9))
        self.written(self.whole())
        self.acts += 1

    @rule(start=st.integers(0, 20), lines=st.integers(3, 12))
    def add_export(self, start: int, lines: int) -> None:
        self.chats.append(export(start, lines))
        self.written(self.whole())
        self.acts += 1

    @rule()
    def add_again(self) -> None:
        before = open_case(self.path).chat().messages["text"].tolist()
        self.chats.append(self.chats[-1])
        self.written(self.whole())
        self.acts += 1
        assert open_case(self.path).chat().messages["text"].tolist() == before

    @rule(decision=st.sampled_from(["confirmed", "false-positive", "pending"]))
    def review(self, decision: str) -> None:
        reviews.add(open_case(self.path), [reviews.Decision(f"F-{len(self.decided)}", decision, "rina", "2024-01-13T08:00:00")])
        self.decided.append(decision)
        self.acts += 1

    @rule()
    def look(self) -> None:
        log.append(self.path / "audit.jsonl", "read", "rina", {"command": "ties"})
        self.acts += 1

    @precondition(lambda self: len(self.gone) < 2)
    @rule(name=st.sampled_from(NAMES))
    def forget(self, name: str) -> None:
        self.gone.add(name)
        self.written(self.whole(), erased=len(self.gone))
        self.acts += 1
        assert still_there(self.path, Secrets.of([name]))[1] == []

    @rule(point=st.integers(0, 12), lines=st.integers(3, 9))
    def crash_and_do_again(self, point: int, lines: int) -> None:
        self.chats.append(export(0, lines))
        left = point

        def failing(_folder: Path) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise OSError(28, "No space left on device")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "_flush_folder", failing)
            try:
                self.written(self.whole())
            except CaseError:
                open_case(self.path).chat()  # a half renewed case can still be opened
        self.written(self.whole())
        self.acts = sum(1 for _ in log.entries(self.path / "audit.jsonl"))

    @invariant()
    def it_holds(self) -> None:
        if not self.acts:
            return
        case = open_case(self.path)
        assert list(problems_of_case(case)) == []
        assert log.verify(self.path / "audit.jsonl") == self.acts
        assert case.reviews()["decision"].astype(object).tolist() == self.decided
        at: pd.Series[Any] = case.chat().messages["at"]
        assert at.is_monotonic_increasing
        assert not [path.name for path in self.path.iterdir() if path.name.endswith(".part")]


def test_a_case_survives_whatever_happens_to_it(make_analysis: Callable[..., Analysis]) -> None:
    machine = type("Machine", (CaseStates,), {"make": staticmethod(make_analysis)})
    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 - only here

    run_state_machine_as_test(machine, settings=profile(max_examples=3, stateful_step_count=5, deadline=None, derandomize=True))
