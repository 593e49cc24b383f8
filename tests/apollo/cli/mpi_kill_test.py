"""Kills mpirun, rank 0 or a worker of `apollo search` (SIGKILL) at random moments, and resumes the study under mpirun.

Nothing that was committed is lost or changed, no trial is there twice, no process is left, and the study ends with the files of an
unbroken run of one process. Without arguments: a kill of each. For many: mpi_kill_test.py --kills 30 --seed 1
"""
import argparse
import json
import os
import pathlib
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from command_line import BINARY
from kill_test import require, rows_of, rows_of_copy
from mpi import MPIRUN, PLUGIN
from program import OWN_SPACE, WORKER

TRIALS, RANKS = 38, 3  # of 40 points
FILES = ["study.json", "trials.csv", "best.json"]


def ranks_of(mpirun):
    """The processes of the ranks that it has started, by rank."""
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            environment = (process / "environ").read_bytes().split(b"\0")
        except (OSError, ValueError):
            continue
        rank = [value[len(b"OMPI_COMM_WORLD_RANK="):] for value in environment if value.startswith(b"OMPI_COMM_WORLD_RANK=")]
        if parent == mpirun and rank:
            found[int(rank[0])] = int(process.name)
    return found


def is_alive(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class KilledSearch:
    def __init__(self, folder, seed):
        self.folder, self.draw, self.stuck = folder, random.Random(seed), 0
        (folder / "space.json").write_text(json.dumps(OWN_SPACE))
        (folder / "worker.py").write_text(WORKER.replace("BEFORE", "time.sleep(0.2)"))
        self.search = ["search", "--space", "space.json", "--evaluator", f"exec:exec {shlex.quote(sys.executable)} worker.py", "--trials",
                       str(TRIALS), "--proposals", "4", "--lag", "1", "--optimizer", "evolutionary", "--option", "population=5", "--resume"]
        subprocess.run([BINARY, *self.search, "--out", "unbroken", "--jobs", "2"], cwd=folder, check=True, capture_output=True)

    def start(self, out):
        return subprocess.Popen([*MPIRUN, "-n", str(RANKS), BINARY, *self.search, "--out", out], cwd=self.folder, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)

    def finish(self, out):
        run = self.start(out)
        _, errors = run.communicate(timeout=120)
        require(run.returncode == 0, f"{out}: exit status {run.returncode}: {errors}")
        for name in FILES:
            require((self.folder / out / name).read_bytes() == (self.folder / "unbroken" / name).read_bytes(), f"{out}/{name} differs")
        require(rows_of_copy(self.folder / out) == rows_of_copy(self.folder / "unbroken"), f"{out}: trials differ")

    def kill(self, out, target):
        """What had been committed just before the kill; None if there was nothing to kill any more."""
        run = self.start(out)
        deadline, ranks = time.monotonic() + 60, {}
        while run.poll() is None and len(ranks) < RANKS and time.monotonic() < deadline:
            ranks = ranks_of(run.pid)
        known = len(rows_of(self.folder / out / "trials.sqlite"))
        wanted = self.draw.randrange(known, min(TRIALS, known + 8) + 1)
        while run.poll() is None and len(rows_of(self.folder / out / "trials.sqlite")) < wanted:
            time.sleep(0.002)
        time.sleep(self.draw.uniform(0, 0.1))
        before = rows_of(self.folder / out / "trials.sqlite")
        victim = {"mpirun": run.pid, "rank 0": ranks.get(0), "worker": ranks.get(self.draw.randrange(1, RANKS))}[target]
        if run.poll() is not None or not victim or not is_alive(victim):
            run.communicate(timeout=60)
            return None
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while any(is_alive(process) for process in ranks.values()):
            require(time.monotonic() < deadline, f"{target} killed: ranks outlive it")
            time.sleep(0.05)
        try:
            run.communicate(timeout=10)
        except subprocess.TimeoutExpired:  # that of Open MPI 4.1 may, if a rank dies while it starts
            self.stuck += 1
            run.kill()
            run.communicate(timeout=10)
        return before

    def survive(self, target, kills):
        studies, done, committed_at = 0, 0, []
        while done < kills:
            out, committed = f"{target.replace(' ', '_')}_{studies}", {}
            studies += 1
            while done < kills and len(committed) < TRIALS:
                before = self.kill(out, target)
                if before is None:
                    break
                after = rows_of_copy(self.folder / out)
                for rows in (committed, before):
                    require(rows.items() <= after.items(), f"{out}: trials are lost or changed")
                committed = after
                committed_at.append(len(after))
                done += 1
            self.finish(out)
            shutil.rmtree(self.folder / out)
        print(f"{target}: killed {done} times in {studies} studies of {TRIALS} trials, so many committed at each: {sorted(committed_at)};"
              f" all as unbroken; mpirun stayed without ranks {self.stuck} times so far", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1, help="of each target (default 1)")
    parser.add_argument("--targets", nargs="+", default=["mpirun", "worker", "rank 0"])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    if not PLUGIN or not shutil.which("mpirun"):
        print("skipped: apollo is built without MPI, or there is no mpirun")
        return
    print(f"--seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        search = KilledSearch(pathlib.Path(scratch), given.seed)
        for target in given.targets:
            search.survive(target, given.kills)


if __name__ == "__main__":
    main()
