import pytest

from wag_analyzer.parser.export_names import group_from_file_name, looks_like_export_name


@pytest.mark.parametrize(
    "name",
    [
        "Chat WhatsApp dengan Tim Proyek.txt",
        "Chatting WhatsApp dengan Tim Proyek.TXT",
        "WhatsApp Chat with Tim Proyek.txt",
        "WhatsApp Chat - Tim Proyek.zip",
        "Tim Proyek ile WhatsApp Sohbeti.txt",
        "Tim ProyekとのWhatsAppチャット.txt",
        "folder/WhatsApp Chat with Tim Proyek (2).zip",
        "WhatsApp_Chat_with_Tim_Proyek.txt",
        "C:\\chats\\\u200eWhatsApp Chat with Tim Proyek.txt",
    ],
)
def test_the_group_stands_in_the_file_name(name: str) -> None:
    assert group_from_file_name(name) == "Tim Proyek"
    assert looks_like_export_name(name)


def test_the_plain_chat_of_a_zip_names_no_group() -> None:
    assert group_from_file_name("_chat.txt") is None
    assert looks_like_export_name("_chat.txt")
    assert looks_like_export_name("archive/_chat.txt")


@pytest.mark.parametrize("name", ["notes.txt", "", ".txt", "Rencana WhatsApp.txt", "WhatsApp Chat with .txt"])
def test_other_files_are_no_exports(name: str) -> None:
    assert group_from_file_name(name) is None
    assert not looks_like_export_name(name)
