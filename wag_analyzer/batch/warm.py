"""One small chat through the whole work, before workers are forked: word lists and grammars are then read once for all of them."""

from typing import Final

from wag_analyzer.analysis import examined
from wag_analyzer.detectors import judged
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings

__all__ = ["warmed"]

_CHAT: Final = (
    '13/01/24, 08.00 - Ani membuat grup "Uji"',
    "13/01/24, 08.00 - Ani menambahkan Budi",
    "13/01/24, 08.01 - Ani: tolong kirim rekap ya @Budi, besok jam 9",
    "13/01/24, 08.02 - Budi: siap bu, terima kasih",
    "13/01/24, 08.03 - Citra: can you check this please?",
    "13/01/24, 08.04 - Budi: <Media tidak disertakan>",
    "13/01/24, 08.05 - Ani: pesan ini dihapus",
    "13/01/24, 08.06 - Citra: ok thanks",
)


def warmed() -> None:
    """Read and examine a chat of a few lines."""
    judged(examined(read_text("\n".join(_CHAT)), Settings()))
