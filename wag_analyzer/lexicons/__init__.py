"""Words, honorifics and slang rules, by language; data files only."""
