"""Processes and executors: same results as in one process, whatever happens to the workers."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agentlint import processes, workers
from agentlint.lint.job import Batch, Job, run_batch
from agentlint.lint.result import INTERNAL_ERROR
from agentlint.project.facts import ProjectFacts
from agentlint.project.settings import Settings
from agentlint.session import Request, run
from agentlint.source import Source
from tests.session.workers_rules import DEADLY, Deadly

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "---\nname: agent-{}\ndescription: Writes part {} of the report. {}\ntools: Raed\n---\n\nWrite it.\n"
METHODS = ["fork", "spawn"] if sys.platform == "linux" else ["spawn"]


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way to start processes, used from ten files on."""
    context = multiprocessing.get_context(request.param)
    monkeypatch.setattr(processes, "_context", lambda: context)
    monkeypatch.setattr(workers, "WORTHWHILE", 5)
    return str(request.param)


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    folder = tmp_path / ".claude" / "agents"
    folder.mkdir(parents=True)
    for number in range(40):
        (folder / f"agent-{number:02}.md").write_text(TEXT.format(number % 30, number, ""), encoding="utf-8")
    return tmp_path


def batch(*words: str) -> Batch:
    jobs = (
        Job(Source(f".claude/agents/a{n}.md", TEXT.format(n, n, word)), ("claude-code/agent",), ProjectFacts())
        for n, word in enumerate(words)
    )
    return Batch(Settings(), (Deadly(),), tuple(jobs))


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_processes_give_the_same_report_in_the_same_order(fleet: Path, method: str) -> None:
    alone = run(Request(cwd=fleet, jobs=1))
    together = run(Request(cwd=fleet, jobs=2))
    assert together.diagnostics == alone.diagnostics
    assert {d.rule for d in alone.diagnostics} >= {"unknown-tool", "duplicate-name"}
    assert (together.files, together.notes, together.failures) == (40, alone.notes, ())


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_work_is_done_in_other_processes(method: str) -> None:
    results = list(workers.lint_batches([batch(*[""] * 20)], jobs=2))
    messages = {result.diagnostics[0].message for result in results}
    assert f"checked by {os.getpid()}" not in messages


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_worker_that_dies_names_its_file_and_the_others_are_checked(method: str) -> None:
    words = [DEADLY if n in (3, 17) else "" for n in range(24)]
    results = list(workers.lint_batches([batch(*words)], jobs=2))
    rules = [[d.rule for d in result.diagnostics] for result in results]
    assert rules == [[INTERNAL_ERROR] if word else ["test/deadly"] for word in words]
    found = results[3].diagnostics[0]
    assert (found.path, found.kind, found.hosts) == (".claude/agents/a3.md", "claude-code/agent", ("claude-code",))
    assert "the process that checked the file died" in found.message
    assert len({result.diagnostics[0].fingerprint for result in results}) == len(results)


def test_small_runs_and_one_job_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "lint_in_processes", lambda *_: pytest.fail("started processes"))
    few, many = batch("", ""), batch(*[""] * (workers.WORTHWHILE * 2))
    for results in (workers.lint_batches([few], jobs=2), workers.lint_batches([many], jobs=1)):
        assert {r.diagnostics[0].message for r in results} == {f"checked by {os.getpid()}"}


def test_rules_that_only_this_process_can_import_run_here(fleet: Path, method: str) -> None:
    (fleet / "agentlint.toml").write_text('rule-paths = ["own.py"]\nselect = ["local/own"]\n', encoding="utf-8")
    (fleet / "own.py").write_text(
        "import os\nfrom agentlint.api import Rule, Severity, Span\n\n\nclass Own(Rule):\n"
        '    name = "local/own"\n    summary = "Says where it runs"\n    severity = Severity.INFO\n    since = "1"\n\n'
        "    def check(self, file):\n        yield self.report(Span(0, 1), str(os.getpid()))\n",
        encoding="utf-8",
    )
    report = run(Request(cwd=fleet, jobs=2, allow_local_rules=True))
    assert {d.message for d in report.diagnostics} == {str(os.getpid())}


class Counting(Executor):
    """An executor from outside that counts what it is given and what is open at once."""

    def __init__(self) -> None:
        self.inner = ThreadPoolExecutor(2)
        self.sizes: list[int] = []
        self.closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert fn is run_batch
        self.sizes.append(len(args[0].jobs))
        return self.inner.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.closed = True
        self.inner.shutdown(wait, cancel_futures=cancel_futures)


def test_an_injected_executor_does_the_work_and_stays_open(fleet: Path) -> None:
    executor = Counting()
    report = run(Request(cwd=fleet), executor)
    assert report.diagnostics == run(Request(cwd=fleet)).diagnostics
    assert executor.sizes == [40]
    assert not executor.closed
    executor.shutdown()


# In a process of its own: what the cluster leaves behind, threads above all, is not for the tests that come after.
CLUSTER = """\
import os
from pathlib import Path
from distributed import Client, LocalCluster
from agentlint import workers
from agentlint.session import Request, run
from tests.session.test_workers import batch

def main():
    request = Request(cwd=Path.cwd())
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        report = run(request, client.get_executor())
        [checked] = workers.lint_batches([batch("")], executor=client.get_executor())
    print(len(report.diagnostics), report.diagnostics == run(request).diagnostics)
    print(checked.diagnostics[0].message.startswith("checked by "))
    print(checked.diagnostics[0].message == f"checked by {os.getpid()}")

if __name__ == "__main__":
    main()
"""


def environment() -> dict[str, str]:
    """Variables for a program that imports these tests."""
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, f"{root}/rules"])}


def test_a_cluster_does_the_work(fleet: Path) -> None:
    pytest.importorskip("distributed")
    script = fleet / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=fleet, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    count = len(run(Request(cwd=fleet)).diagnostics)
    assert count > 40
    assert done.stdout.split() == [str(count), "True", "True", "False"]


# -- leaving early, with the real program

# A program that a shell starts in the background ignores Ctrl-C, and so would all that it starts.
SLEEPER = """\
import signal
import sys
from pathlib import Path
from agentlint import workers
from agentlint.lint.job import Batch, Job
from agentlint.project.facts import ProjectFacts
from agentlint.project.settings import Settings
from agentlint.source import Source
from tests.session.workers_rules import Slow

def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sources = [Source(f"a{n}.md", "---\\nname: a\\n---\\n") for n in range(20)]
    jobs = tuple(Job(source, ("claude-code/agent",), ProjectFacts()) for source in sources)
    workers.WORTHWHILE = 5
    print("started", flush=True)
    list(workers.lint_batches([Batch(Settings(), (Slow(),), jobs)], jobs=2))

if __name__ == "__main__":
    main()
"""


def status(pid: int) -> list[str]:
    """State, parent and more of a process, as Linux tells them; nothing of one that is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ["X", "0"]
    return text.rpartition(")")[2].split()


def children(pid: int) -> set[int]:
    """Processes that a process started."""
    pids = {int(path.name) for path in Path("/proc").glob("[0-9]*")}
    return {one for one in pids if status(one)[1] == str(pid)}


def alive(pids: set[int]) -> set[int]:
    """Those that still run; one that nobody has waited for yet does not."""
    return {pid for pid in pids if status(pid)[0] not in "ZX"}


def until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_at_once_and_no_process_behind(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"started\n"
            assert until(lambda: len(children(process.pid)) == 2, 120)
            started = children(process.pid)
            if how is signal.SIGINT:
                os.killpg(process.pid, how)  # as a terminal does
            else:
                process.send_signal(how)
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode != 0
    assert until(lambda: not alive(started), 60)
    assert errors.count(b"Traceback") == (how is signal.SIGINT)


# -- the page


def page_blocks() -> list[str]:
    page = Path(__file__).parents[2] / "docs" / "clusters.md"
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def run_block(number: int, folder: Path) -> list[str]:
    """Run a program of the page as its readers do; what it prints."""
    pytest.importorskip("distributed")
    script = folder / "program.py"
    script.write_text(page_blocks()[number], encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_page_on_a_project(fleet: Path) -> None:
    (fleet / ".claude").rename(fleet / "prompts")
    lines = run_block(0, fleet)
    assert "prompts/agents/agent-07.md:4: unknown-tool: `Raed` is not a tool of Claude Code" in lines


def test_the_page_on_a_data_set(tmp_path: Path) -> None:
    assert run_block(1, tmp_path) == ["1000 findings"]
