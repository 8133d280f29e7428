"""What is said of a signal across groups: always with what speaks against it and with innocent readings."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

from wag_analyzer.findings import Phrase
from wag_analyzer.network.across import SURE, Across

__all__ = ["Told", "told", "wording"]

Language = Literal["en", "id"]


class Told(NamedTuple):
    """A signal in words."""

    title: str
    statement: str
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    alternatives: tuple[str, ...]


class _Words(NamedTuple):
    title: Phrase
    statement: Phrase
    for_: tuple[Phrase, ...]
    against: tuple[Phrase, ...]
    alternatives: tuple[Phrase, ...]


_SAME_NAME: Final = Phrase(
    "Persons are joined over groups by name and number; two people of one name would look like one who is in both.",
    "Orang digabungkan lintas grup menurut nama dan nomor; dua orang bernama sama akan tampak seperti satu orang di keduanya.",
)
_CHANCE: Final = Phrase("By chance this would be seen with p {p}.", "Secara kebetulan ini akan terlihat dengan p {p}.")
_MAY_BE_CHANCE: Final = Phrase(
    "As much would be seen by chance with p {p}: it may be no more than that.",
    "Sebanyak itu akan terlihat secara kebetulan dengan p {p}: bisa jadi hanya kebetulan.",
)
_NO_TEST: Final = Phrase(
    "There is no test against chance for this: it is how the groups are made up.",
    "Untuk ini tidak ada uji terhadap kebetulan: demikianlah susunan grupnya.",
)
_WORDS: Final[Mapping[str, _Words]] = {
    "recruiter": _Words(
        Phrase("Recruiting in several groups", "Perekrutan di beberapa grup"),
        Phrase(
            "{who} brings members in by personal solicitation in {groups} of {of} groups: {where}.",
            "{who} menarik anggota lewat ajakan pribadi di {groups} dari {of} grup: {where}.",
        ),
        (Phrase("In each of them rule WAG301 found it by itself.", "Di tiap grup itu aturan WAG301 menemukannya sendiri."),),
        (_SAME_NAME,),
        (
            Phrase(
                "Adding people is part of this person's job, in all these groups.", "Menambah anggota memang tugasnya, di semua grup itu."
            ),
            Phrase("A social event was announced in several groups.", "Sebuah acara sosial diumumkan di beberapa grup."),
        ),
    ),
    "movers": _Words(
        Phrase("Members who moved together", "Anggota yang pindah bersama"),
        Phrase(
            "{people:person|people} went from {there} to {here} within {days:day|days}: {who}.",
            "{people} orang berpindah dari {there} ke {here} dalam {days} hari: {who}.",
        ),
        (),
        (
            Phrase(
                "An export shows when somebody was first seen, not why.",
                "Ekspor menunjukkan kapan seseorang pertama terlihat, bukan alasannya.",
            ),
            _SAME_NAME,
        ),
        (
            Phrase("A team was reorganised, or a project began.", "Tim ditata ulang, atau sebuah proyek dimulai."),
            Phrase("The old group was replaced by a new one.", "Grup lama diganti dengan yang baru."),
        ),
    ),
    "bridge": _Words(
        Phrase("The only link between groups", "Satu-satunya penghubung antargrup"),
        Phrase(
            "Without {who}, who is in {where}, {cut} of {groups} groups would share nobody with the others; a second link would help.",
            "Tanpa {who}, yang ada di {where}, {cut} dari {groups} grup tak berbagi siapa pun dengan yang lain; penghubung kedua menolong.",
        ),
        (),
        (
            Phrase(
                "Only groups that were handed over count; the others may join these.",
                "Hanya grup yang diserahkan yang dihitung; grup lain mungkin menghubungkannya.",
            ),
            _NO_TEST,
            _SAME_NAME,
        ),
        (Phrase("Whoever exported the chats is in all of them.", "Orang yang mengekspor chat itu ada di semuanya."),),
    ),
    "shadow_group": _Words(
        Phrase("A group that lies inside another", "Grup yang berada di dalam grup lain"),
        Phrase(
            "{both} of the {people} people of {small} are in {large} too, which has {larger}; {expected} would be expected.",
            "{both} dari {people} orang di {small} juga ada di {large}, yang berisi {larger} orang; yang diharapkan {expected}.",
        ),
        (),
        (
            Phrase("Teams within a department look just so.", "Tim di dalam sebuah bagian memang tampak demikian."),
            _SAME_NAME,
        ),
        (
            Phrase("A working group of the larger one.", "Kelompok kerja dari grup yang lebih besar."),
            Phrase(
                "A social or support circle, which is its members' own affair.",
                "Lingkaran sosial, yang merupakan urusan anggotanya sendiri.",
            ),
        ),
    ),
}
_LATER: Final = Phrase(
    "Its first signs are later than those of the larger one.", "Tanda pertamanya lebih baru daripada grup yang lebih besar."
)


def told(signal: Across, lang: Language, rename: Callable[[str], str]) -> Told:
    """Return a signal in words.

    Parameters
    ----------
    rename
        What a person or a group is called.
    """
    words = _WORDS[signal.kind]
    named: dict[str, str | tuple[str, ...]] = {"who": signal.persons, "where": signal.groups}
    if signal.kind == "movers":
        named |= {"there": signal.groups[0], "here": signal.groups[1]}
    if signal.kind == "shadow_group":
        named |= {"small": signal.groups[0], "large": signal.groups[1]}
    is_sure = signal.p is not None and signal.p <= SURE
    of = _CHANCE if is_sure else _MAY_BE_CHANCE
    chance = () if signal.p is None else (Phrase(of.en, of.id, values={"p": f"{signal.p:.2g}"}),)
    later = (_LATER,) if signal.figures.get("later") else ()

    def said(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
        return tuple(phrase.render(lang, rename) for phrase in phrases)

    statement = Phrase(words.statement.en, words.statement.id, named, dict(signal.figures))
    return Told(
        words.title.render(lang),
        statement.render(lang, rename),
        said((*words.for_, *later, *(chance if is_sure else ()))),
        said((*(() if is_sure else chance), *words.against)),
        said(words.alternatives),
    )


def wording() -> list[str]:
    """Return every sentence that may be said, without names: our own words, which are no leak."""
    phrases = [_LATER, _CHANCE, _MAY_BE_CHANCE]
    for words in _WORDS.values():
        phrases += [words.title, words.statement, *words.for_, *words.against, *words.alternatives]
    return [text for phrase in phrases for text in (phrase.en, phrase.id)]
