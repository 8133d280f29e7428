"""Something to read: text, JSON lines, CSV, SARIF, HTML, graph formats."""
