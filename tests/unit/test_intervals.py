import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer.network.acts import acts, talk
from wag_analyzer.network.intervals import doubt, margin, phi


def test_doubt_is_the_share_of_variance_in_the_expected_replies() -> None:
    names = pd.Index(list("AB"), dtype=object)
    done = chats.acts(("A", "B", "reply", "a2", "a0", 0.2), ("A", "B", "reply", "a2", "a1", 0.4), ("B", "A", "reply", "a4", "a2", 1.0))
    assert doubt(acts(done, talk(chats.talk("BBAAB"), names), names)["reply"]) == pytest.approx(0.6 * 0.4 / 1.6)
    assert doubt(acts(chats.acts(), talk(chats.talk(), names), names)["reply"]) == 0


def test_intervals_widen_with_doubt_and_more_for_large_ties() -> None:
    assert phi(0.1) == 1 < phi(0.4) < phi(0.5)
    small, large = margin(np.array([0.5, 50.0]), 1.0)
    assert small == pytest.approx(1.645 * np.sqrt(0.5) + 0.5)
    assert large == pytest.approx(1.645 * np.sqrt(5 * 50) + 0.5)
