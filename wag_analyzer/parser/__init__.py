"""From the bytes of an export to a chat: archive, layouts, scan, dates, events, coverage."""
