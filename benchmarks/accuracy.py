"""All tables of findings in docs/explanation/accuracy.md, by one command: some 25 minutes on one quiet core.

::

    python benchmarks/accuracy.py FOLDER [EXTERNAL …]

``FOLDER`` holds chats ``NAME.txt`` with ``NAME.truth.json``. Simulated chats are measured, the weights are taught anew (each trade held out
from those that read it), then rules, weights and heads are compared. ``EXTERNAL``: the words of ``external.py``, for who has fetched those
texts. What changes in the repository afterwards is read before it is kept.
"""

import subprocess
import sys
from pathlib import Path

from weighed import TAUGHT

HERE = Path(__file__).parent


def main() -> int:
    """Run one after the other; return 1 when one of them failed."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    folder, *external = sys.argv[1:]
    steps = [["simulated_findings.py", "--write"], ["weighed.py", "--write", folder], ["variants.py", "--write", *TAUGHT, folder]]
    for script, *words in [*steps, *([["external.py", "--write", *external]] if external else [])]:
        if subprocess.run([sys.executable, str(HERE / script), *words], check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
