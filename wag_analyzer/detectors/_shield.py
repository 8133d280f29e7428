"""Protected talk: which topics of work are protected by law, and what a finding about them says."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from wag_analyzer.detectors._episodes import Talk
from wag_analyzer.findings import Phrase

__all__ = ["LEAST", "NOTICE", "about", "protected_topics"]

LEAST: Final = 2
"""Messages about protected topics from which an episode counts as protected."""

NOTICE: Final = Phrase(
    "What employees say together on pay, safety, hours, union matters, harassment or wrongdoing is protected: in Indonesia by Law 21/2000, "
    "article 28, in the United States by section 7 of the NLRA, and reports of wrongdoing in many countries by laws of their own. "
    "It is no ground for measures against anybody. Not legal advice.",
    "Yang disuarakan pekerja bersama soal upah, keselamatan, jam kerja, serikat, pelecehan, atau pelanggaran dilindungi: di Indonesia oleh "
    "UU 21/2000 pasal 28, di Amerika Serikat oleh NLRA pasal 7, dan pelaporan pelanggaran di banyak negara oleh aturannya sendiri. "
    "Ini bukan dasar tindakan terhadap siapa pun. Bukan nasihat hukum.",
)
_WORDS: Final[Mapping[str, Phrase]] = {
    "pay": Phrase("pay", "upah"),
    "safety": Phrase("safety", "keselamatan kerja"),
    "hours": Phrase("working hours", "jam kerja"),
    "union": Phrase("union and workers' rights", "serikat dan hak pekerja"),
    "harassment": Phrase("harassment", "pelecehan"),
    "whistle_blowing": Phrase("reporting of wrongdoing", "pelaporan pelanggaran"),
}


def protected_topics(chat: Talk, places: Iterable[int]) -> tuple[str, ...]:
    """Return the protected topics of an episode, most frequent first; none when fewer than two messages are about any."""
    shown = [chat.topics[at] for at in places if at in chat.topics]
    times = Counter(topic for topics in shown for topic in topics)
    return tuple(topic for topic, _ in sorted(times.items(), key=lambda item: (-item[1], item[0]))) if len(shown) >= LEAST else ()


def about(topics: Iterable[str]) -> Phrase:
    """Return the sentence that names protected topics."""
    named = [_WORDS[topic] for topic in topics]
    return Phrase(
        "It is about: " + ", ".join(word.en for word in named) + ".", "Ini tentang: " + ", ".join(word.id for word in named) + "."
    )
