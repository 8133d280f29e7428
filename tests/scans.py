"""The scan by shapes beside the simple one: both must find the same headers."""

from wag_analyzer.parser.reference import simple_scan
from wag_analyzer.parser.scan import Scan, scan


def alike(data: bytes) -> Scan:
    """Scan in both ways, insist that they agree, and return what was found."""
    fast, slow = scan(data), simple_scan(data)
    assert fast.line.tolist() == slow.line.tolist()
    assert fast.rest.tolist() == slow.rest.tolist()
    assert fast.clock.tolist() == slow.clock.tolist()
    assert [fast.shapes[shape] for shape in fast.shape] == [slow.shapes[shape] for shape in slow.shape]
    assert [fast.dates[date] for date in fast.date] == [slow.dates[date] for date in slow.date]
    return fast
