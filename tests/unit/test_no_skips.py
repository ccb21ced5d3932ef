"""In continuous integration nothing is skipped silently."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
SKIPS = {
    "in_the_test": "import pytest\ndef test_it():\n    pytest.skip('no browser')\n",
    "by_a_mark": "import pytest\n@pytest.mark.skip(reason='no browser')\ndef test_it():\n    pass\n",
    "of_the_module": "import pytest\npytest.importorskip('no_such_browser')\ndef test_it():\n    pass\n",
}


PASSES = "def test_it():\n    pass\n"


def run(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(CONFTEST, folder / "conftest.py")
    kept = {key: value for key, value in os.environ.items() if key not in ("CI", "PYTEST_ADDOPTS")}
    plain = ["no:cacheprovider", "no:xdist", "no:cov", "no:hypothesispytest"]  # quicker, and nothing to do with it
    options = [word for plugin in plain for word in ("-p", plugin)]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rA",
        "--continue-on-collection-errors",
        *options,
        "--rootdir",
        str(folder),
        str(folder),
    ]
    return subprocess.run(command, cwd=folder, env=kept | environ, capture_output=True, text=True, timeout=60)


@pytest.fixture
def folder(tmp_path):
    for kind, text in {**SKIPS, "which_passes": PASSES}.items():
        (tmp_path / f"test_{kind}.py").write_text(text)
    return tmp_path


def test_in_ci_every_skip_fails_and_says_why_and_what_passes_passes(folder):
    done = run(folder, CI="true")
    assert done.returncode != 0
    assert done.stdout.count("skipped, which fails in CI") >= len(SKIPS)
    for kind in SKIPS:
        assert re.search(rf"^(FAILED|ERROR) test_{kind}\.py", done.stdout, re.M), done.stdout
    assert re.findall(r"^PASSED (\S+)", done.stdout, re.M) == ["test_which_passes.py::test_it"]
    assert "browser" in done.stdout


def test_a_skip_is_a_skip_elsewhere(folder):
    done = run(folder)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 3 skipped" in done.stdout
