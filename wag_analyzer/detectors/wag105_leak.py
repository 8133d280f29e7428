"""Restricted material or personal data of others is passed on."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._patterns import Datum, data_in
from wag_analyzer.detectors._said import Cued, cued
from wag_analyzer.detectors._said import said as chat_said
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import Evidence, Finding, Level, Phrase, Rule

__all__ = ["RULE", "Occasion", "find", "occasions"]

RULE: Final = Rule(
    code="WAG105",
    name="leak",
    kind="leak",
    summary=Phrase(
        "Restricted material or personal data of others is passed on in the chat.",
        "Bahan terbatas atau data pribadi orang lain diteruskan di obrolan.",
    ),
    severity=Level.MEDIUM,
    source="UU PDP 27/2022 articles 4, 65 and 67; GDPR articles 4, 5 and 33; layouts of numbers as listed in the lexicon of data patterns.",
)

_TURN_SECONDS: Final = 300
_LIST: Final = 3
_MANY: Final = 5
_FILES: Final = frozenset({"media", "contact"})
_SURE: Final = 0.8
_TALKED: Final = ("restricted", "subject", "passed_on")
_ENOUGH: Final = 2.0
_ALONE: Final = 3.0
_HINTED_ALONE: Final = 2.5
_HALF_SURE: Final = 3.0
_NAMED_FILE: Final = re.compile(r"\b[\w-]+\.(?:xlsx?|csv|pdf|docx?|pptx?|zip|rar|jpe?g|png|mp4|m4a)\b", re.IGNORECASE)
_FILE_WORDS: Final = re.compile(r"[._-]+")
_SENT: Final = frozenset(("origin", "quiet", "use", "outside"))
_LEAST_HINTED: Final = 1.0
_LEAST_TIMES: Final = 2
_LEAST_HELD: Final = 1
ALTERNATIVES: Final = (
    Phrase(
        "It belongs to the work of this group: a list for a training, a delivery or a payment that its members need.",
        "Ini bagian dari pekerjaan grup: daftar untuk pelatihan, pengiriman, atau pembayaran yang memang diperlukan anggotanya.",
    ),
    Phrase("The data are the writer's own, or invented for a test.", "Datanya milik penulis sendiri, atau dikarang untuk uji coba."),
    Phrase(
        "Nobody told the writer that the material is restricted; a reminder for everybody may be enough.",
        "Penulis tidak diberi tahu bahwa bahannya terbatas; pengingat untuk semua mungkin sudah cukup.",
    ),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Messages of one person within five minutes that hold material together with words that show what it is.

    ``data`` are pieces of personal data, ``files`` messages with a file or link, ``words`` the kinds of words.
    """

    person: str
    session: int
    places: tuple[int, ...]
    data: tuple[Datum, ...]
    files: tuple[int, ...]
    words: tuple[str, ...]
    hints: frozenset[str] = frozenset()

    @property
    def weight(self) -> float:
        """Return how much speaks for it: what the data are, how many, and which words go with them; below 2 it does not count."""
        values = {datum.value: datum.weight for datum in self.data}
        material = min(2.0, sum(values.values()))
        if not material and self.files:
            material = 0.5
        told = ("restricted" in self.words) + 0.7 * ("subject" in self.words) + 0.7 * ("passed_on" in self.words)
        plain = (material + told) if material and told else 0.0
        return max(plain, self.hinted)

    @property
    def hinted(self) -> float:
        """Return how much hints speak for it: what it is, and that it was got from somewhere, kept quiet, offered or given outside."""
        if "reminder" in self.hints or "matter" not in self.hints:
            return 0.0
        return len(self.hints & _SENT) + (0.5 if self.data or self.files else 0.0)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person who passes such material on: in two sessions, or once and plainly."""
    said = cued(analysis, "restricted")
    of: defaultdict[str, list[Occasion]] = defaultdict(list)
    for occasion in occasions(analysis, said):
        if occasion.weight >= _ENOUGH:
            of[occasion.person].append(occasion)
    for person, hinted in _hinted(analysis, said).items():
        if len({occasion.session for occasion in hinted}) >= _LEAST_TIMES:
            of[person] = [*of[person], *(one for one in hinted if not any(set(one.places) & set(other.places) for other in of[person]))]
    for person in sorted(of):
        plain = any(occasion.weight >= _ALONE or occasion.hinted >= _HINTED_ALONE for occasion in of[person])
        if plain or len({occasion.session for occasion in of[person]}) > 1:
            yield _finding(analysis, person, of[person], said)


def _hinted(analysis: Analysis, said: Mapping[int, Mapping[str, Cued]]) -> dict[str, list[Occasion]]:
    """Return person → stretches whose words and names of files hint that restricted material is passed on; one at least holds some."""
    messages = analysis.messages
    texts, files = messages["text"].tolist(), [_file_words(media) for media in messages["media"].tolist()]
    hints = _passing(analysis, files)
    people, sessions = messages["person"].astype(object).tolist(), messages["session"].tolist()
    seconds = messages["at"].to_numpy().astype("datetime64[s]").astype("int64").tolist()
    kinds = messages["kind"].astype(object).tolist()
    found: defaultdict[str, list[Occasion]] = defaultdict(list)
    for at, told in sorted(hints.items()):
        if "matter" not in told or "?" in str(texts[at]) or "own" in said.get(at, ()):
            continue
        run = [at, *(later for later in range(at + 1, min(at + 4, len(texts))) if people[later] == people[at])]
        run = [one for one in run if sessions[one] == sessions[at] and seconds[one] - seconds[at] <= _TURN_SECONDS]
        data = tuple(datum for one in run for datum in data_in(str(texts[one])))
        held = tuple(one for one in run if kinds[one] in _FILES or _NAMED_FILE.search(str(texts[one])))
        shown = frozenset(kind for one in run for kind in hints.get(one, ()))
        occasion = Occasion(people[at], sessions[at], tuple(run), data, held, (), shown)
        if occasion.hinted >= _LEAST_HINTED:
            found[people[at]].append(occasion)
    return {person: rows for person, rows in found.items() if sum(bool(row.data or row.files) for row in rows) >= _LEAST_HELD}


def _passing(analysis: Analysis, files: Sequence[str]) -> dict[int, dict[str, Cued]]:
    """Return place → hints of passing on, for messages whose text, with the words of its file's name before it, shows any."""
    named = [at for at, name in enumerate(files) if name]
    messages = analysis.messages.iloc[named]
    texts = [" ".join(filter(None, (files[at], str(text or "")))) for at, text in zip(named, messages["text"].tolist(), strict=True)]
    of_files = cued(replace(analysis, messages=messages.assign(text=texts)), "passing") if named else {}
    plain = {at: shown for at, shown in cued(analysis, "passing").items() if not files[at]}
    return plain | {named[place]: shown for place, shown in of_files.items()}


def _file_words(media: object) -> str:
    """Return the words of a file's name; empty where the message has no file or its name is not known."""
    return _FILE_WORDS.sub(" ", media) if isinstance(media, str) and "." in media else ""


def occasions(analysis: Analysis, said: Mapping[int, Mapping[str, Cued]]) -> Iterator[Occasion]:
    """Yield stretches of one person's messages that hold material, with the words around it.

    Parameters
    ----------
    analysis
        A chat analysed.
    said
        Cues of the lexicon ``restricted``.
    """
    messages = analysis.messages
    texts, kinds = messages["text"].tolist(), messages["kind"].astype(object).tolist()
    people, sessions = messages["person"].astype(object).tolist(), messages["session"].tolist()
    seconds = messages["at"].to_numpy().astype("datetime64[s]").astype("int64").tolist()
    chat = once(chat_said, analysis)
    found = {text: data for text, words in enumerate(chat.texts) if (data := data_in(words))}
    held = {at: data for at, text in enumerate(chat.code.tolist()) if text in found and (data := _others(found[text], said.get(at, {})))}
    done = -1
    for at in sorted({*held, *said}):
        if at <= done:
            continue
        run = [at]
        for later in range(at + 1, min(at + 12, len(texts))):
            if sessions[later] != sessions[at] or seconds[later] - seconds[run[-1]] > _TURN_SECONDS:
                break
            if people[later] == people[at]:
                run.append(later)
        files = tuple(one for one in run if kinds[one] in _FILES or "://" in str(texts[one]) or _NAMED_FILE.search(str(texts[one])))
        occasion = _occasion((people[at], sessions[at]), run, (held, files), said)
        if occasion is not None:
            done = max(occasion.places)
            yield occasion


def _others(found: list[Datum], shown: Mapping[str, Cued]) -> list[Datum]:
    """Return the personal data of others in a message: none where the words say they are the writer's own or for a payment."""
    return [] if "own" in shown and len({datum.value for datum in found}) < _LIST else found


def _occasion(
    who: tuple[str, int],
    run: Sequence[int],
    material: tuple[Mapping[int, list[Datum]], tuple[int, ...]],
    said: Mapping[int, Mapping[str, Cued]],
) -> Occasion | None:
    """Return what a run of messages passes on, None when it holds no material, or reminds of care."""
    held, files = material
    data = tuple(datum for at in run for datum in held.get(at, ()))
    words = {signal for at in run for signal, cue in said.get(at, {}).items() if cue.value >= _SURE}
    if "reminder" in words and len({datum.value for datum in data}) < _LIST:
        return None
    if not data and not (files and "restricted" in words and words & {"passed_on", "subject"}):
        return None
    places = tuple(at for at in run if at in held or at in files or at in said)
    return Occasion(*who, places, data, files, tuple(sorted(words.intersection(_TALKED))))


def _finding(analysis: Analysis, person: str, found: Sequence[Occasion], said: Mapping[int, Mapping[str, Cued]]) -> Finding:
    places = sorted({at for occasion in found for at in occasion.places})
    times = analysis.messages["at"].iloc[places]
    sessions = len({occasion.session for occasion in found})
    pieces = len({datum.value for occasion in found for datum in occasion.data})
    total = sum(occasion.weight for occasion in found)
    values = {"n": len(found), "s": sessions, "k": pieces, "f": len({at for occasion in found for at in occasion.files})}
    return Finding(
        rule=RULE,
        persons=(person,),
        statement=Phrase(
            "{who} passed on what seems restricted or personal to others, {n:time|times} in {s:session|sessions}.",
            "{who} meneruskan hal yang tampaknya terbatas atau data pribadi orang lain, {n} kali dalam {s} sesi.",
            {"who": person},
            values,
        ),
        evidence=_evidence(analysis, places, found, said),
        reasons_for=_for(found, values),
        reasons_against=(
            Phrase(
                "Whether it was allowed, and who else already had it, is not in an export.",
                "Apakah hal itu diizinkan, dan siapa saja yang sudah memilikinya, tidak ada dalam ekspor.",
            ),
        ),
        alternatives=ALTERNATIVES,
        score=round(total / (total + _HALF_SURE), 3),
        confidence=Level.HIGH if sessions > 1 and pieces >= _MANY else Level.MEDIUM if sessions > 1 or pieces >= _LIST else Level.LOW,
        first=times.min(),
        last=times.max(),
    )


def _evidence(
    analysis: Analysis, places: Sequence[int], found: Sequence[Occasion], said: Mapping[int, Mapping[str, Cued]]
) -> tuple[Evidence, ...]:
    ids, numbers = analysis.messages["msg_id"].tolist(), analysis.messages["line"].tolist()
    held = {at for occasion in found for at in occasion.places if data_in(str(analysis.messages["text"].iloc[at]))}
    files = {at for occasion in found for at in occasion.files}
    rows = []
    for at in places:
        role = "holds personal data" if at in held else "passes on material" if at in files else "says what it is"
        cue = next((said[at][signal] for signal in _TALKED if signal in said.get(at, {})), Cued(0.0, -1, -1))
        rows.append(Evidence(ids[at], numbers[at], role, cue.start, cue.end))
    return tuple(rows)


def _for(found: Sequence[Occasion], values: Mapping[str, object]) -> tuple[Phrase, ...]:
    kinds = {word for occasion in found for word in occasion.words}
    reasons = []
    if values["k"]:
        reasons.append(
            Phrase(
                "The messages hold {k:piece|pieces} of personal data (numbers of identity, accounts, cards, telephones, or mails).",
                "Pesannya memuat {k} data pribadi (nomor identitas, rekening, kartu, telepon, atau surel).",
                values=values,
            )
        )
    if values["f"]:
        reasons.append(Phrase("Files or links that go with it: {f}.", "Berkas atau tautan yang menyertainya: {f}.", values=values))
    said = {
        "restricted": Phrase("The words say that it is not meant for others.", "Kata-katanya menyebut bahwa itu tidak untuk orang lain."),
        "subject": Phrase(
            "The words name data of customers, staff or prices.", "Kata-katanya menyebut data pelanggan, karyawan, atau harga."
        ),
        "passed_on": Phrase(
            "The words say that it was taken over from elsewhere.",
            "Kata-katanya menyebut bahwa itu diambil atau diteruskan dari tempat lain.",
        ),
    }
    return (*reasons, *(said[word] for word in _TALKED if word in kinds))
