"""The local web app: drop exports, see what they are, run the audit, read, search, decide. It listens on this machine only."""
