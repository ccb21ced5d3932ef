"""`python -m bot.locale [--prune]`: brings every catalogue up to date with the code and lists what lacks a translation.

Safe to run at any time: translations are kept, and what the code no longer says is only marked obsolete (`#~`) until
--prune drops it. Exits with 1 while a translation is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.locale.catalogue import TRANSLATED, path_of, untranslated, update


def main(arguments: list[str]) -> int:
    """Updates the catalogues in place; returns the exit code."""
    missing = 0
    for language in TRANSLATED:
        path = path_of(language)
        catalogue = update(path, language, Path(__file__).parent.parent, prune="--prune" in arguments)
        gaps = untranslated(catalogue)
        missing += len(gaps)
        sys.stdout.write(f"{path}: {len(catalogue)} messages, {len(gaps)} without translation, ")
        sys.stdout.write(f"{len(catalogue.obsolete)} obsolete\n")
        for msgid in sorted(gaps, key=str):
            sys.stdout.write(f"  {msgid!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
