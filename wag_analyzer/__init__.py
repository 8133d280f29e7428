r"""Read exported WhatsApp group chats and show the informal network inside them.

Four verbs, in order: ``read`` an export into a ``Chat``, ``analyze`` it into an ``Analysis``, ``detect`` findings in that, and report.

>>> from wag_analyzer import read_text
>>> chat = read_text("31/12/24, 09.00 - Sari: selamat pagi\n31/12/24, 09.01 - Budi: pagi, Sari\n")
>>> chat.messages["sender"].tolist()
['Sari', 'Budi']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis, analyze
    from wag_analyzer.detectors import detect
    from wag_analyzer.errors import WagError
    from wag_analyzer.findings import Finding
    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.parser.read import read, read_text
    from wag_analyzer.settings import Settings
    from wag_analyzer.validity.sensitivity import sensitivity

__version__ = "0.1.0"
__all__ = ["Analysis", "Chat", "Finding", "Settings", "WagError", "__version__", "analyze", "detect", "read", "read_text", "sensitivity"]

_HOMES: Final = {
    "Analysis": "analysis",
    "Chat": "parser.chat",
    "Finding": "findings",
    "Settings": "settings",
    "WagError": "errors",
    "analyze": "analysis",
    "detect": "detectors",
    "read": "parser.read",
    "read_text": "parser.read",
    "sensitivity": "validity.sensitivity",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: ``import wag_analyzer`` alone stays instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'wag_analyzer' has no attribute {name!r}")
    value = getattr(import_module(f"wag_analyzer.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
