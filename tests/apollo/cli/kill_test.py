"""Kills `apollo search` (SIGKILL) at random moments of start-up, of the run and of its last writing, and resumes it.

Whatever the moments, nothing that was committed is lost or changed, no trial is there twice, no child process is left,
and the study ends with the files of an unbroken run, which an extended one does too: it is first asked for half of the
trials. A front is that of two objectives. Without arguments: a few kills. For many:

  kill_test.py --kills 25 --searches random-fast evolutionary-fast bayesian-fast p3bo-fast random-systemc --seed 1
"""
import argparse
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from command_line import BINARY

# By engine and strategy: so many that a run has many batches and takes about a second.
TRIALS = {
    "fast": {"random": 800, "evolutionary": 800, "bayesian": 60, "p3bo": 80},
    "systemc": {"random": 24, "evolutionary": 24, "bayesian": 24, "p3bo": 24},
}
MOMENTS = ["run", "start", "end", "run", "run"]  # in turn
FILES = ["study.json", "trials.csv", "best.json"]
COLUMNS = "id, point, feasible, reward, area_mm2, reason, details"


def require(condition, message):
    if not condition:
        sys.exit(f"FAILED: {message}")


def rows_of(database):
    """The trials by id; nothing if there is no database yet. Reads only: repairs nothing, and leaves the file alone."""
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    except sqlite3.OperationalError:
        return {}
    try:
        rows = connection.execute(f"select {COLUMNS} from trials").fetchall()
    except sqlite3.OperationalError as error:
        require("unable to open" in str(error), f"{database}: {error}")
        return {}
    finally:
        connection.close()
    require(len({row[0] for row in rows}) == len(rows), f"{database}: a trial is there twice")
    return {row[0]: row[1:] for row in rows}


def rows_of_copy(folder):
    """As rows_of(), of a copy, so that what the killed run left is what the next one finds."""
    with tempfile.TemporaryDirectory() as scratch:
        for file in folder.glob("trials.sqlite*"):
            shutil.copy(file, scratch)
        return rows_of(pathlib.Path(scratch) / "trials.sqlite")


def members_of(group):
    """Living processes of the process group."""
    members = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of_group = stat.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(of_group) == group and state not in "ZX":
            members.append(stat.parent.name)
    return members


class Search:
    def __init__(self, scratch, name, trials):
        strategy, engine, *kinds = name.split("-")
        self.scratch, self.name, self.extended = scratch, name, "extended" in kinds
        self.trials = trials or TRIALS[engine][strategy]
        self.command = [BINARY, "search", "--space", "apollo", "--workload", "rnnt_encoder", "--area", "40", "--jobs", "2",
                        "--engine", engine, "--optimizer", strategy, "--proposals", "8", "--resume"]
        self.files = FILES
        if "front" in kinds:
            self.command += ["--objective", "latency", "--objective", "area"]
            self.files = [*FILES, "front.json"]
        self.unbroken = scratch / f"{self.name}-unbroken"
        start = time.monotonic()
        run = self.start(self.unbroken)
        while run.poll() is None and not (self.unbroken / "trials.sqlite").exists():
            time.sleep(0.0005)
        self.startup = time.monotonic() - start
        self.end_of(run)
        self.duration = time.monotonic() - start
        require(sorted(rows_of(self.unbroken / "trials.sqlite")) == list(range(self.trials)), "the unbroken run is incomplete")

    def end_of(self, run):
        _, errors = run.communicate(timeout=300)
        require(run.returncode == 0, f"{self.name}: exit status {run.returncode}: {errors}")

    def start(self, folder):
        if (folder / "study.json").exists():
            command = [BINARY, "search", "--resume", "--jobs", "2", "--trials", str(self.trials)]
        else:
            first = self.trials // 2 if self.extended and folder != self.unbroken else self.trials
            command = [*self.command, "--trials", str(first)]
        return subprocess.Popen([*command, "--out", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                start_new_session=True)

    def finish(self, folder):
        """Resumes the study to its end, which has to be that of the unbroken one."""
        if not (folder / "study.json").exists():  # killed before it was a study: an extended one has its first half then
            self.end_of(self.start(folder))
        self.end_of(self.start(folder))
        for name in self.files:
            require((folder / name).read_bytes() == (self.unbroken / name).read_bytes(), f"{folder}/{name} differs")
        require(rows_of_copy(folder) == rows_of_copy(self.unbroken), f"{folder}: trials differ")
        left = {path.name for path in folder.iterdir() if not path.name.startswith("trials.sqlite")} - {*self.files, ".lock", "history.json"}
        require(not left, f"{folder}: leaves {left}")

    def kill(self, folder, moment, draw):
        """Starts or resumes the study and kills it. What it had committed just before; None if it ended first."""
        run = self.start(folder)
        if moment == "end":
            while run.poll() is None and len(rows_of(folder / "trials.sqlite")) < self.trials:
                time.sleep(0.001)
        time.sleep(draw.uniform(0, {"start": self.startup * 1.5, "run": self.duration, "end": 0.003}[moment]))
        seen = rows_of(folder / "trials.sqlite")
        run.send_signal(signal.SIGKILL)
        if run.wait(timeout=60) != -signal.SIGKILL:
            self.end_of(run)
            return None
        deadline = time.monotonic() + 10
        while members_of(run.pid):
            require(time.monotonic() < deadline, f"{self.name}: child processes outlive the killed run")
            time.sleep(0.001)
        return seen

    def survive(self, kills, draw):
        """One study after the other, each killed and resumed until it ends, until that many kills."""
        folder, committed = None, {}
        tried, studies, killed_at, moments = 0, 0, [], []
        while len(moments) < kills:
            if folder is None:
                folder, committed, studies = self.scratch / f"{self.name}-{studies}", {}, studies + 1
            moment = MOMENTS[tried % len(MOMENTS)]
            tried += 1
            seen = self.kill(folder, moment, draw)
            if seen is None and len(rows_of_copy(folder)) < self.trials:  # the end of a first half
                committed = rows_of_copy(folder)
                continue
            if seen is not None:
                after = rows_of_copy(folder)
                for rows in (committed, seen):
                    require(rows.items() <= after.items(), f"{folder}: trials are lost or changed")
                committed = after
                moments.append(moment)
                killed_at.append(len(after))
            if seen is None or (len(committed) == self.trials and draw.random() < 0.7):
                self.finish(folder)
                folder = None
        if folder:
            self.finish(folder)
        counts = ", ".join(f"{moments.count(moment)} {moment}" for moment in sorted(set(moments)))
        print(f"{self.name}: {studies} studies of {self.trials} trials, {kills} kills ({counts}), so many trials committed at"
              f" each: {sorted(killed_at)}; all as unbroken", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=3, help="of each search (default 3)")
    parser.add_argument("--searches", nargs="+", default=["random-fast", "bayesian-fast", "evolutionary-systemc", "p3bo-fast-extended",
                                                              "bayesian-fast-front-extended"],
                        metavar="STRATEGY-ENGINE[-front][-extended]")
    parser.add_argument("--trials", type=int, help="of each study, instead of so many as take about a second")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    print(f"--seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name in given.searches:
            Search(pathlib.Path(scratch), name, given.trials).survive(given.kills, random.Random(f"{given.seed} {name}"))


if __name__ == "__main__":
    main()
