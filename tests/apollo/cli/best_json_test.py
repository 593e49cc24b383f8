"""Kills `apollo search` and `apollo sweep` (SIGKILL) at random moments over a space of two parameters and looks at best.json.

At every kill it is missing, or a whole configuration file that `apollo evaluate` takes and that scores what the best of the
trials that are stored has. Without arguments: a few kills. For many: best_json_test.py --kills 100 --seed 1
"""
import argparse
import json
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from command_line import BINARY

VALUES = 12  # of best.json: the ten parameters, technology and batch
SPACE = {"parameters": [{"name": "pes_x", "values": list(range(1, 33))},
                        {"name": "compute_lanes", "values": list(range(8, 136, 4))}]}
NETWORK = "rnnt_decoder"
SEARCH = ["search", "--space", "space.json", "--workload", NETWORK, "--trials", "200", "--proposals", "4", "--jobs", "2"]
SWEEP = {"space": "space.json", "workloads": [NETWORK], "optimizers": ["random", "evolutionary"], "seeds": 4, "trials": 60,
         "proposals": 4}


def require(condition, message):
    if not condition:
        sys.exit(f"FAILED: {message}")


def best_reward_of(study):
    """Of the trials that are stored; None if nothing is feasible, or there is no store yet."""
    try:
        connection = sqlite3.connect(f"file:{study / 'trials.sqlite'}?mode=ro", uri=True)
        row = connection.execute("select max(reward) from trials where feasible").fetchone()
        connection.close()
    except sqlite3.OperationalError:
        return None
    return row[0]


class Folder:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.rewards = {}  # that `apollo evaluate` gives, by the text of best.json
        self.missing = self.seen = 0
        (self.path / "space.json").write_text(json.dumps(SPACE))
        (self.path / "sweep.json").write_text(json.dumps(SWEEP))

    def start(self, arguments):
        return subprocess.Popen([BINARY, *arguments, "--resume"], cwd=self.path, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)

    def reward_of(self, best):
        text = best.read_text()
        if text not in self.rewards:
            require(len(json.loads(text)) == VALUES, f"{best} has not all values: {text}")
            answer = subprocess.run([BINARY, "evaluate", str(best), "--workload", NETWORK, "--json"], cwd=self.path,
                                    capture_output=True, text=True)
            require(answer.returncode == 0, f"apollo evaluate {best}: {answer.stderr}")
            self.rewards[text] = json.loads(answer.stdout)["reward"]
        return self.rewards[text]

    def look(self, out):
        for study in (path.parent for path in sorted((self.path / out).rglob("study.json"))):
            best = study / "best.json"
            if best.exists():
                self.seen += 1
                require(self.reward_of(best) == best_reward_of(study), f"{best} is not that of the best trial")
            else:
                self.missing += 1

    def kill(self, arguments, out, duration, draw):
        """Starts or resumes and kills; whether it was killed before its end."""
        run = self.start(arguments)
        time.sleep(draw.uniform(0, duration))
        run.send_signal(signal.SIGKILL)
        _, errors = run.communicate()
        require(run.returncode in (0, -signal.SIGKILL), f"{arguments}: {errors}")
        self.look(out)
        return run.returncode != 0


def survive(folder, arguments, kills, draw):
    """Kills and resumes one run after the other until that many kills."""
    def begin(count):
        out = f"{arguments[0]}-{count}"
        seed = ["--seed", str(count)] if arguments[0] == "search" else []
        return out, [*arguments, *seed, "--out", out]

    out, command = begin(0)
    started = time.monotonic()
    require(folder.start(command).wait() == 0, f"{command} failed")
    duration = time.monotonic() - started
    folder.look(out)
    require(folder.missing == 0, f"{out}: a run without best.json")
    killed, count = 0, 1
    out, command = begin(count)
    while killed < kills:
        if folder.kill(command, out, duration, draw):
            killed += 1
        else:
            count += 1
            out, command = begin(count)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=8, help="of the search and of the sweep (default 8)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    print(f"--seed {given.seed}", flush=True)
    for arguments in (SEARCH, ["sweep", "sweep.json", "--jobs", "2"]):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Folder(scratch)
            survive(folder, arguments, given.kills, random.Random(f"{given.seed} {arguments[0]}"))
            require(folder.seen > 1, "no kill has met a best.json")
            print(f"{arguments[0]}: {given.kills} kills, best.json there {folder.seen} times with {len(folder.rewards)} contents, "
                  f"missing {folder.missing} times", flush=True)


if __name__ == "__main__":
    main()
