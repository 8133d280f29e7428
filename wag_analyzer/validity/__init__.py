"""Whether results hold: under other settings, other parts of the chat, and with messages lost."""
