"""In continuous integration nothing is skipped silently."""

import os
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


def run(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(CONFTEST, folder / "conftest.py")
    kept = {key: value for key, value in os.environ.items() if key not in ("CI", "PYTEST_ADDOPTS")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, cwd=folder, env=kept | environ, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("kind", SKIPS)
def test_a_skip_fails_in_ci_and_says_why(tmp_path, kind):
    (tmp_path / "test_it.py").write_text(SKIPS[kind])
    done = run(tmp_path, CI="true")
    assert done.returncode != 0
    assert "skipped, which fails in CI" in done.stdout and "browser" in done.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path):
    (tmp_path / "test_it.py").write_text(SKIPS["in_the_test"])
    assert run(tmp_path).returncode == 0


def test_a_test_that_passes_passes_in_ci(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_it():\n    pass\n")
    assert run(tmp_path, CI="true").returncode == 0
