"""Acts of one person towards another: replies, mentions, invitations, talk about."""
