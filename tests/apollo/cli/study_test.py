"""apollo study: how a search stands, also while it runs, and its trials."""
import csv
import io
import json
import re
import subprocess
import time
import unittest

from command_line import BINARY, CommandLineTest

SEARCH = ["search", "--space", "space.json", "--workload", "tiny.json", "--area", "2.5", "--trials", "20", "--out", "out"]
# Answers after the time that it is told, and finds nothing feasible where pes_x is 4.
EVALUATOR = b"""import json, sys, time
for line in sys.stdin:
    request = json.loads(line)
    time.sleep(float(sys.argv[1]))
    x = request["configuration"]["pes_x"]
    answer = {"feasible": True, "reward": x, "speed": 2 * x} if x < 4 else {"feasible": False, "reason": "heat"}
    print(json.dumps({"id": request["id"], **answer}), flush=True)
"""


class StudyTest(CommandLineTest):
    def rows(self, text):
        return list(csv.DictReader(io.StringIO(text)))

    def finished(self):
        """The rows of a study that has ended, and of these the feasible ones, best first."""
        self.succeed(*SEARCH)
        rows = self.rows((self.folder / "out/trials.csv").read_text())
        feasible = [row for row in rows if row["feasible"] == "true"]
        return rows, sorted(feasible, key=lambda row: (-float(row["reward"]), int(row["trial"])))

    def start(self, seconds, folder="live", trials=24):
        """A search that takes so long for a trial, once it has some."""
        self.write("evaluator.py", EVALUATOR)
        run = subprocess.Popen([BINARY, "search", "--space", "space.json", "--evaluator", f"exec:python3 evaluator.py {seconds}", "--jobs",
                                "1", "--trials", str(trials), "--out", folder], cwd=self.folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: run.poll() is None and run.kill())
        while not (self.folder / folder / "best.json").exists():
            self.assertIsNone(run.poll())
            time.sleep(0.01)
        return run

    def test_status_of_a_search_that_has_ended(self):
        rows, best = self.finished()
        status = self.succeed_json("study", "out")
        self.assertEqual((status["state"], status["trials"], status["trials_asked_for"]), ("finished", 20, 20))
        self.assertEqual(status["feasible"], len(best))
        reasons = [row["reason"] for row in rows if row["reason"]]
        self.assertTrue(reasons)
        self.assertEqual(status["infeasible"], {reason: reasons.count(reason) for reason in set(reasons)})
        self.assertEqual(status["best"]["trial"], int(best[0]["trial"]))
        self.assertEqual(status["best"]["configuration"], json.loads((self.folder / "out/best.json").read_text()))
        text = self.succeed("study", "out")
        self.assertTrue(text.startswith("out: finished\n20/20 trials, best "), text)
        self.assertRegex(text, r"[^\n]\n\Z")
        for key in ["pes_x", "compute_lanes", "pe_memory_bytes"]:
            self.assertIn(f"{key} {best[0][key]}", text)
        self.assertRegex(text, rf"over the area budget +{reasons.count('area')} ")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_a_run_that_goes_on_and_one_that_was_killed(self):
        run = self.start(0.1)
        before = sorted(path.name for path in (self.folder / "live").iterdir())
        status = self.succeed_json("study", "live")
        self.assertEqual((status["state"], status["trials_asked_for"]), ("running", 24))
        self.assertGreater(status["trials"], 0)
        rows = self.rows(self.succeed("study", "live", "--export", "csv"))
        self.assertTrue(status["trials"] <= len(rows) < 24)
        self.assertEqual(len(json.loads(self.succeed("study", "live", "--export", "json"))) >= len(rows), True)
        self.assertIn("live: running\n", self.succeed("study", "live"))
        self.assertEqual(sorted(path.name for path in (self.folder / "live").iterdir()), before, "looking leaves nothing")
        run.kill()
        run.wait()
        text = self.succeed("study", "live")
        self.assertTrue(text.startswith("live: stopped\nto go on: apollo search --resume --out live\n"), text)
        self.assertRegex(text, r"heat +\d+ ")
        self.write("evaluator.py", EVALUATOR.replace(b"time.sleep", b"float"))
        self.succeed("search", "--resume", "--out", "live")
        self.assertEqual(self.succeed_json("study", "live")["state"], "finished")

    def test_follows_a_run_to_its_end(self):
        run = self.start(0.3)
        shown = self.succeed("study", "live", "--follow")
        self.assertIsNotNone(run.poll() if run.poll() is not None else run.wait(timeout=5))
        lines, _, last = shown.partition("live: finished\n")
        self.assertRegex(lines, r"^(\d+/24 trials, best \S+, \S+ % feasible[^\n]*\n)+$")
        self.assertTrue(last.startswith("24/24 trials, best 2.000, "), last)
        self.assertNotIn("\033", shown)
        self.assertTrue(self.succeed("study", "live", "--follow").startswith("live: finished\n"))

    def test_follows_a_run_as_json(self):
        self.start(0.3)
        states = [json.loads(line) for line in self.succeed("study", "live", "--follow", "--json").splitlines()]
        self.assertEqual([state["state"] for state in states], ["running"] * (len(states) - 1) + ["finished"])
        trials = [state["trials"] for state in states]
        self.assertEqual(trials, sorted(trials))
        self.assertEqual(trials[-1], 24)
        self.assertGreater(states[-2]["trials_per_s"], 0)

    def test_draws_anew_on_a_terminal(self):
        run = self.start(0.2)
        status, shown = self.run_on_terminal("study", "live", "--follow", rows=40)
        self.assertEqual(status, 0)
        self.assertEqual(run.wait(timeout=5), 0)
        text = shown.decode().replace("\r\n", "\n")
        self.assertIn("live: running\n", text)
        drawn = re.split(r"\033\[(\d+)A\033\[J", text)
        self.assertGreater(len(drawn), 3)
        for block, taken_back in zip(drawn[::2], drawn[1::2]):
            self.assertEqual(block.count("\n"), int(taken_back))
        self.assertTrue(drawn[-1].startswith("live: finished\n24/24 trials"), drawn[-1])

    def test_the_best_trials(self):
        _, best = self.finished()
        top = self.succeed_json("study", "out", "--top", "7")
        self.assertEqual([trial["trial"] for trial in top], [int(row["trial"]) for row in best[:7]])
        self.assertEqual([trial["reward"] for trial in top], [float(row["reward"]) for row in best[:7]])
        text = self.succeed("study", "out", "--top", "1000")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        tables = [[line.split() for line in table.splitlines()] for table in text.split("\n\n")]
        cells = {name: [cell for table in tables for line in table if line[0] == name for cell in line[1:]]
                 for name in ["trial", "pes_x", "compute_lanes", "pe_memory_bytes"]}
        self.assertEqual(cells, {name: [row[name] for row in best] for name in cells})

    def test_one_trial_is_evaluated_and_explained(self):
        rows, best = self.finished()
        row = best[1]
        parameters = {key: int(row[key]) for key in ["pes_x", "compute_lanes", "pe_memory_bytes"]}
        self.write("design.json", {**self.edge, **parameters})
        score = ["design.json", "--workload", "tiny.json", "--area", "2.5"]
        trial = self.succeed_json("study", "out", "--trial", row["trial"])
        self.assertEqual((trial["trial"], trial["configuration"]), (int(row["trial"]), parameters))
        self.assertEqual(trial["evaluation"], self.succeed_json("evaluate", *score))
        self.assertEqual(trial["explanation"], self.succeed_json("explain", *score))
        text = self.succeed("study", "out", "--trial", row["trial"], "--listing", "listing.txt")
        self.assertIn(self.succeed("evaluate", *score, "--listing", "other.txt"), text)
        self.assertIn(self.succeed("explain", *score), text)
        self.assertNotIn("otherwise", text)
        self.assertEqual((self.folder / "listing.txt").read_text(), (self.folder / "other.txt").read_text())
        bad = next(row for row in rows if row["feasible"] == "false")
        self.assertIn(f"trial {bad['trial']}: infeasible: area\n", self.succeed("study", "out", "--trial", bad["trial"]))
        network = json.loads((self.folder / "tiny.json").read_text())
        network["layers"][0]["channels"] = 16
        self.write("tiny.json", network)
        self.reject("study", "out", "--trial", "0", words=["tiny.json: is not the network that was searched for"])

    def test_a_trial_that_a_program_has_scored(self):
        self.start(0).wait(timeout=60)
        best = self.succeed_json("study", "live")["best"]["trial"]
        trial = self.succeed_json("study", "live", "--trial", str(best))
        self.assertEqual((trial["reward"], trial["details"]), (2, {"speed": 4}))
        self.assertRegex(self.succeed("study", "live", "--trial", str(best)), r"speed +4\n")
        self.reject("study", "live", "--trial", str(best), "--listing", "listing.txt", words=["--listing", "program"])

    def test_exports_all_trials(self):
        rows, _ = self.finished()
        self.assertEqual(self.succeed("study", "out", "--export", "csv"), (self.folder / "out/trials.csv").read_text())
        trials = json.loads(self.succeed("study", "out", "--export", "json"))
        self.assertEqual(len(trials), len(rows))
        for trial, row in zip(trials, rows):
            self.assertEqual(str(trial["trial"]), row["trial"])
            for key, value in trial["configuration"].items():
                self.assertEqual(str(value), row[key])
            self.assertEqual((trial["feasible"], trial["reason"]), (row["feasible"] == "true", row["reason"]))
            self.assertEqual((trial["reward"], trial["area_mm2"]), (float(row["reward"]), float(row["area_mm2"])))
            for key, value in trial["details"].items():
                self.assertEqual(str(value), row[key])

    def test_exports_texts_that_a_spreadsheet_does_not_take_for_formulas(self):
        self.write("own_space.json", {"parameters": [{"name": "flag", "kind": "categorical", "values": ["-O2", "+1", "plain"]}]})
        self.write("worker.py", b"""import json, sys
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "feasible": request["configuration"]["flag"] == "plain", "reward": -1.5,
                      "reason": "@SUM(A1)", "=detail": "=1+1", "number": -2, "tab": "\\tx"}), flush=True)
""")
        search = ["search", "--evaluator", "exec:exec python3 worker.py", "--space", "own_space.json", "--trials", "3", "--out", "own"]
        self.succeed(*search)
        exact = self.succeed("study", "own", "--export", "csv")
        self.assertEqual(exact, (self.folder / "own/trials.csv").read_text())
        exact, safe = [list(csv.reader(text.splitlines()))
                       for text in [exact, self.succeed("study", "own", "--export", "csv", "--csv-safe")]]
        self.assertEqual(exact[0], ["trial", "flag", "feasible", "reward", "area_mm2", "reason", "=detail", "number", "tab"])
        for exact_row, safe_row in zip(exact, safe, strict=True):
            for cell, safe_cell in zip(exact_row, safe_row, strict=True):
                is_number = cell in ["-1.5", "-2"]
                self.assertEqual(safe_cell, "'" + cell if cell[:1] in list("=+-@\t") and not is_number else cell)
        self.assertIn("'-O2", [row[1] for row in safe])
        self.reject("study", "own", "--csv-safe", words=["--csv-safe", "--export csv"])
        self.reject("study", "own", "--export", "json", "--csv-safe", words=["--csv-safe", "--export csv"])

    def test_rejects_what_is_no_study_or_trial(self):
        self.finished()
        self.reject("study", "nowhere", words=["nowhere: no such folder"])
        (self.folder / "empty").mkdir()
        self.reject("study", "empty", words=["empty: holds no study.json"])
        self.reject("study", "out", "--trial", "20", words=["--trial is 20", "the last one is 19"])
        self.reject("study", "out", "--top", "0", words=["--top", "0"])
        self.reject("study", "out", "--top", "1", "--follow", words=["--follow", "--top"])
        self.reject("study", "out", "--export", "xml", words=["--export", "csv, json"])
        self.reject("study", "out", "--export", "csv", "--json", words=["--json", "--export"])
        self.reject("study", "out", "--listing", "x", words=["--listing", "--trial"])
        self.write("sweep.json", {"space": "space.json", "workloads": ["tiny.json"], "optimizers": ["random"], "seeds": 1, "trials": 4})
        self.succeed("sweep", "sweep.json", "--out", "all")
        self.reject("study", "all", words=["all: holds a sweep; must be the folder of one of its runs"])
        self.assertEqual(self.succeed_json("study", "all/random_1")["trials"], 4)


if __name__ == "__main__":
    unittest.main()
