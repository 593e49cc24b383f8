"""A program of the user's that scores points, for `apollo search --evaluator`, and a space for it."""
import csv
import shlex
import sys

from command_line import CommandLineTest

OWN_SPACE = {"parameters": [{"name": "x", "values": list(range(10))}, {"name": "scale", "values": [0.5, 1]},
                            {"name": "kind", "kind": "categorical", "values": ["a", "b"]}]}
# Answers by a formula; `before` may do something else first.
WORKER = """import json, os, signal, sys, time
open("workers", "a").write(str(os.getpid()) + "\\n")
for line in sys.stdin:
    request = json.loads(line)
    design = request["configuration"]
    x = design["x"]
    answer = {"id": request["id"], "feasible": x < 8, "area_mm2": 1.5 * x}
    answer.update({"reward": x * design["scale"], "kind": design["kind"]} if x < 8 else {"reason": "too_big"})
    BEFORE
    print(json.dumps(answer), flush=True)
"""


class ProgramTest(CommandLineTest):
    """Each test's folder has own_space.json, too."""

    def setUp(self):
        super().setUp()
        self.write("own_space.json", OWN_SPACE)

    def worker(self, before="pass", name="worker.py"):
        self.write(name, WORKER.replace("BEFORE", before).encode())
        return f"exec:exec {shlex.quote(sys.executable)} {name}"

    def search(self, evaluator, out, *more):
        return ["search", "--evaluator", evaluator, "--space", "own_space.json", "--trials", "40", "--out", out, *more]

    def text(self, name):
        return (self.folder / name).read_text()

    def rows(self, out):
        return list(csv.DictReader(self.text(out + "/trials.csv").splitlines()))

    def workers(self):
        return [int(line) for line in self.text("workers").split()]
