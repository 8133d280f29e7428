"""The scan by shapes beside the simple one: both must find the same headers."""

import numpy as np

from wag_analyzer.parser.masks import places
from wag_analyzer.parser.reference import simple_scan
from wag_analyzer.parser.scan import Scan, scan
from wag_analyzer.parser.signs import SIGNS, Signs, find_signs


def alike(data: bytes) -> Scan:
    """Scan in both ways, insist that they agree, and return what was found."""
    fast, slow = scan(data), simple_scan(data)
    assert fast.line.tolist() == slow.line.tolist()
    assert fast.rest.tolist() == slow.rest.tolist()
    assert fast.clock.tolist() == slow.clock.tolist()
    assert [fast.shapes[shape] for shape in fast.shape] == [slow.shapes[shape] for shape in slow.shape]
    assert [fast.dates[date] for date in fast.date] == [slow.dates[date] for date in slow.date]
    return fast


def signs_in(data: bytes) -> Signs:
    """Return the direction marks and the mentions that may stand in a text."""
    feeds, *signs = places(np.frombuffer(data, np.uint8), (10, *SIGNS))
    return find_signs(data, feeds, signs)
