"""The report and the evidence of a finding as they are read on paper: no script, everything open, as Markdown or as a page to print."""
