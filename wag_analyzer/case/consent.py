"""Only those who agreed: everybody else's messages become placeholders, their names stand-ins, before anything is analysed."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from wag_analyzer import given
from wag_analyzer.case.withheld import LeftOut, withheld
from wag_analyzer.errors import ConsentError, SettingsError
from wag_analyzer.parser.chat import Chat, Notice
from wag_analyzer.people.identities import SELF, identify
from wag_analyzer.people.names import digits, folded
from wag_analyzer.settings import Settings

__all__ = ["consented", "tag"]

_NOTE: Final = "[left out: no consent]"
_TAG: Final = 6


def consented(chat: Chat, settings: Settings) -> Chat:
    """Return ``chat`` with the words of those only who agreed, by ``settings.consent_message`` or ``settings.consent_list``.

    A member agrees by a message that says just these words, in any case and with any spaces between them. All others are left out:
    see ``withheld``. What they are called tells nobody from another chat.

    Raises
    ------
    SettingsError
        The list cannot be read.
    ConsentError
        Nobody agreed.
    """
    people = identify(chat)
    agreed = {people.person_of[name] for name in _said(chat, settings.consent_message)}
    agreed |= {people.person_of[name] for name in _listed(settings.consent_list, people.person_of)}
    if not agreed:
        raise ConsentError("nobody in the chat agreed", where="--consent-message", hint="check its words, or name people in --consent-list")
    out = [person for person in people.persons if person not in agreed]
    code = tag(chat)
    called = {person: f"no consent {code}-{turn}" for turn, person in enumerate(out, 1)}
    stand_ins = {name: called[person] for name, person in people.person_of.items() if person in called and name != SELF}
    kept = [name for name, person in people.person_of.items() if person in agreed]
    what = f"{len(out)} of {len(people.persons)} people did not agree: what they wrote is left out, order and times are kept"
    chat = withheld(chat, LeftOut.of(stand_ins, kept, _NOTE))
    return replace(chat, notices=(*chat.notices, Notice("WAG013", "no-consent", what)))


def tag(chat: Chat) -> str:
    """Return a few characters that tell stand-ins of one chat from those of others."""
    return sha256("\n".join(sorted(source.sha256 for source in chat.sources)).encode()).hexdigest()[-_TAG:]


def _said(chat: Chat, message: str | None) -> list[str]:
    if message is None:
        return []
    wanted = folded(message)
    texts = chat.messages["text"].astype(object)
    senders = chat.messages["sender"].astype(object)[texts.map(lambda text: isinstance(text, str) and folded(text) == wanted).astype(bool)]
    return [str(name) for name in senders.dropna().unique()]


def _listed(path: Path | None, known: Iterable[str]) -> list[str]:
    if path is None:
        return []
    try:
        lines = given.text(path).split("\n")
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="write one name or number a line") from None
    except UnicodeDecodeError:
        raise SettingsError("is not UTF-8", where=str(path), hint="save it as UTF-8 text") from None
    wanted = {folded(line) for line in lines if line.strip()}
    numbers = {digits(line) for line in lines if digits(line)}
    return [name for name in known if folded(name) in wanted or digits(name) in numbers]
