"""A methods section written from what a case says of itself: data, loss, models, parameters, rules, versions, references.

It names nobody: no person, group or file, so that it may be printed.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from wag_analyzer.case.folder import Case
from wag_analyzer.case.reviews import known
from wag_analyzer.detectors import looked_for, rule, weighed_precision
from wag_analyzer.errors import CaseError
from wag_analyzer.findings import Rule
from wag_analyzer.given import content
from wag_analyzer.parser.chat import Chat
from wag_analyzer.report.counted import Language, filled, number
from wag_analyzer.settings import Settings

__all__ = ["Described", "methods", "section"]

_MOST: Final = 1 << 32
"""Bytes of a table."""
_VERSIONS: Final = ("wag-analyzer", "pandas", "numpy", "scipy", "networkx")
_NOT_TOLD: Final = frozenset(
    {"lang", "tier", "seed", "policy", "calibration", "roster", "vcard", "identities", "as_of", "consent_message", "consent_list"}
)
"""Settings that change no result, or that name a file or are told elsewhere."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a methods section rests on.

    Parameters
    ----------
    chat, settings
        What was read, and what could change a result.
    people, is_given
        How many persons were told, and whether the user decided on who is who.
    fired
        Code → number of findings.
    versions
        Name → version of what made it.
    inputs
        SHA-256 of each file that was read.
    stated, regime, policy, reviewed
        As a case keeps them; nothing where none is kept.
    more
        Sentences on the data of a store.
    """

    chat: Chat
    settings: Settings
    people: int
    is_given: bool
    fired: Mapping[str, int]
    versions: Mapping[str, Any]
    inputs: Sequence[str]
    stated: Mapping[str, str] = field(default_factory=dict)
    regime: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] | None = None
    reviewed: int = 0
    more: Mapping[str, int] = field(default_factory=dict)


def methods(case: Case, lang: Language = "en") -> str:
    """Return the methods section of a case in Markdown.

    Parameters
    ----------
    case
        An opened case.
    lang
        Language of the text.

    Raises
    ------
    CaseError
        A table of the case is missing or damaged.
    """
    told = Described(
        chat=case.chat(),
        settings=case.settings,
        people=_rows(case.path / "people.csv"),
        is_given=case.decisions is not None,
        fired=Counter(known(case).values()),
        versions=case.run,
        inputs=[str(entry["sha256"]) for entry in case.run["inputs"]],
        stated=case.stated,
        regime=case.run.get("reply_regime") or {},
        policy=case.run.get("policy"),
        reviewed=case.reviews()["finding_id"].nunique(),
    )
    return section(told, lang)


def section(told: Described, lang: Language = "en") -> str:
    """Return a methods section in Markdown."""
    words = _words()[lang]
    parts = [f"# {words['title']}", _stated(told, words), _data(told.chat, words, lang)]
    parts += [filled(words["store"], lang, **told.more)] if told.more else []
    parts += [words["missing"], *_models(told, words, lang), *_findings(told, words, lang), _made(told, words)]
    parts += [f"## {words['inputs_head']}", "\n".join(f"- `{digest}`" for digest in told.inputs), f"## {words['references_head']}"]
    return "\n\n".join([*parts, "\n".join(f"{turn}. {text}" for turn, text in enumerate(_words()["references"]["list"], 1))]) + "\n"


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("wag_analyzer.case") / "methods.toml").read_text(encoding="utf-8"))


def _stated(case: Described, words: Mapping[str, str]) -> str:
    told = {name: case.stated.get(name) or words["unstated"] for name in ("purpose", "legal_basis")}
    return words["stated"].format_map(told)


def _data(chat: Chat, words: Mapping[str, str], lang: Language) -> str:
    lines, skipped = (sum(getattr(source, name) for source in chat.sources) for name in ("lines_total", "skipped_lines"))
    times = chat.messages["at"]
    days = [str(at.date()) for at in (times.min(), times.max())] if len(times) else ["–", "–"]
    return filled(
        words["data"],
        lang,
        exports=len(chat.sources),
        platforms=_listed(f"{source.platform} {source.locale}" for source in chat.sources),
        messages=len(chat.messages),
        lines=lines,
        first=days[0],
        last=days[1],
        orders=_listed(_word(source.date_order, lang) for source in chat.sources),
        lost=filled(words["some_lost"], lang, skipped=skipped, share=_plain(float(f"{100 * skipped / lines:.2g}"), lang))
        if skipped
        else words["none_lost"],
    )


def _models(case: Described, words: Mapping[str, str], lang: Language) -> Iterable[str]:
    """Yield how people, answers, ties and measures came about."""
    settings, regime = case.settings, case.regime
    given = words["given_some" if case.is_given else "given_none"]
    told = {name: _plain(getattr(settings, name), lang) for name in ("reply_model", "null", "session_gap", "draws", "half_life")}
    yield filled(words["people"], lang, people=case.people, given=given)
    yield words["replies"].format_map({**told, "names_people": _word(str(regime.get("names_people", "–")), lang)})
    yield words["ties"].format_map(told)
    yield words["measures"]


def _rows(path: Path) -> int:
    try:
        return content(path, _MOST).count(b"\n") - 1
    except OSError as error:
        raise CaseError(f"cannot be read ({error.strerror})", where=str(path), hint="run 'wag audit' again") from None


def _findings(case: Described, words: Mapping[str, str], lang: Language) -> Iterable[str]:
    """Yield what was looked for, what came up, and how often each rule that fired is wrong."""
    settings, used, fired = case.settings, case.policy, case.fired
    ran = looked_for(settings.select, settings.ignore, settings.plugins)
    cards = [rule(card.code, settings) for card in ran if card.code in fired]
    odds = [card.precision for card in cards if card.precision is not None]
    yield filled(
        words["findings"],
        lang,
        rules=len(ran),
        found=sum(fired.values()),
        counts=_listed(f"{code} ({number})" for code, number in sorted(fired.items())) or words["nothing"],
        policy=words["policy"].format(sha256=used["sha256"], day=used["as_of"] or words["last_day"]) if used else words["no_policy"],
        reviewed=filled(words["reviewed"], lang, n=case.reviewed),
    )
    yield filled(words["wrong"], lang, rate=_plain(settings.base_rate, lang), reviews=sum(one.reviewed for one in odds))
    yield from _weighed(ran, settings, words, lang)
    if cards:
        yield f"## {words['rules_head']}"
        yield "\n".join(f"- {_rule(card, words, lang)}" for card in cards)


def _weighed(ran: Iterable[Rule], settings: Settings, words: Mapping[str, str], lang: Language) -> Iterable[str]:
    """Yield what was made of hints weighed together; nothing where no rule that ran has a kind told so."""
    known = [found for found in map(weighed_precision, ran) if found is not None]
    if known and settings.weighed == "off":
        yield words["weighed_off"]
    elif known:
        yield filled(words["weighed_on"], lang, n=sum(one.n for one in known), wrong=sum(one.wrong for one in known))


def _rule(card: Rule, words: Mapping[str, str], lang: Language) -> str:
    known = card.precision
    if known is None or known.p_wrong is None:
        return words["rule_unknown"].format(code=card.code, name=card.name)
    p, lo, hi = (number(share, lang, 2) for share in (known.p_wrong, *known.p_wrong_interval()))
    return words["rule"].format(code=card.code, name=card.name, wrong=known.wrong, n=known.n, p=p, lo=lo, hi=hi)


def _made(case: Described, words: Mapping[str, str]) -> str:
    settings, usual = case.settings, Settings()
    values = {field.name: getattr(settings, field.name) for field in fields(Settings) if field.name not in _NOT_TOLD}
    other = [f"{name} = {_set(value)}" for name, value in values.items() if value != getattr(usual, name)]
    versions = _listed(f"{name} {case.versions[name]}" for name in _VERSIONS if name in case.versions)
    return words["made"].format(versions=versions, seed=settings.seed, settings=_listed(other) or words["defaults"])


def _set(value: object) -> str:
    """Return a value as it is written in a settings file."""
    return "+".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _plain(value: object, lang: Language) -> str:
    """Return a value as it is written in a sentence."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace(".", ",") if lang == "id" and isinstance(value, float) else text


def _word(name: str, lang: str) -> str:
    return str(_words()["words"][lang].get(name, name))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
