"""A chat under what the user says of it: the one place where a chat that was read becomes the chat that is worked on.

Nothing heavy is imported before it is needed: ``wag messages`` of a short chat passes here too.
"""

from typing import TYPE_CHECKING

from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.parser.chat import Chat

__all__ = ["is_asked", "settled"]


def is_asked(settings: Settings) -> bool:
    """Say whether people had to agree."""
    return settings.consent_message is not None or settings.consent_list is not None


def settled(chat: "Chat", settings: Settings) -> "Chat":
    """Return a chat as read under what the user says: joins taken back by decisions, who agreed, times in UTC.

    Raises
    ------
    SettingsError
        The decisions or the list of those who agreed cannot be used.
    ConsentError
        Nobody agreed.
    """
    if settings.identities is not None and chat.parts:
        from wag_analyzer.people.apart import unjoined  # noqa: PLC0415 - only for several exports of one group
        from wag_analyzer.people.decisions import read_decisions  # noqa: PLC0415 - as above

        chat = unjoined(chat, read_decisions(settings.identities))
    if is_asked(settings):
        from wag_analyzer.case.consent import consented  # noqa: PLC0415 - only when asked for

        chat = consented(chat, settings)
    if settings.tz:
        from wag_analyzer.parser.zones import in_utc  # noqa: PLC0415 - only when asked for

        chat = in_utc(chat, settings.tz)
    return chat
