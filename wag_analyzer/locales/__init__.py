"""Phrases WhatsApp writes, by language; data files only."""
