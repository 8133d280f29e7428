"""What the user keeps apart in the joining of several phones' exports: the exports are joined again without that link."""

from collections import defaultdict

from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.decisions import Decisions

__all__ = ["unjoined"]


def unjoined(chat: Chat, decisions: Decisions) -> Chat:
    """Return the exports joined once more without the links between names that the user decided to be two persons.

    The chat comes back as it is when no *no* speaks of names that the joining made one. Nothing is lost by it: without the decision the
    same exports are joined as before.

    Parameters
    ----------
    chat
        As read, of several exports of one group.
    decisions
        Of the user.
    """
    from wag_analyzer.parser.merge import merged  # noqa: PLC0415 - only where exports were joined

    known = {str(name) for column in ("name", "same_as") for name in chat.aliases[column]}
    if not known or not chat.parts:
        return chat
    own = {name: _written(name, chat) for name in known}
    one: defaultdict[str, set[str]] = defaultdict(set)
    for name, person in zip(chat.aliases["name"], chat.aliases["same_as"], strict=True):
        one[str(person)] |= {str(name), str(person)}
    rows = [
        row for row in decisions.known(known).rows if not row.applied and any({row.name, row.person} <= names for names in one.values())
    ]
    pairs = {frozenset((own[row.name], own[row.person])) for row in rows} - {frozenset((name,)) for name in own.values()}
    return merged(chat.parts, pairs) if pairs else chat


def _written(name: str, chat: Chat) -> str:
    """Return a name as its export writes it, without the file that tells two of one name apart."""
    files = [source.file for source in chat.sources if name.endswith(f" ({source.file})")]
    return name.removesuffix(f" ({files[0]})") if files else name
