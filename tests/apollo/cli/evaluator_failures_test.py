"""A program that fails while `apollo search --evaluator` asks it: failures are no outcomes."""
import json
import os
import shlex
import unittest

from command_line import BINARY
from program import ProgramTest

APOLLO = shlex.quote(BINARY)
STDIN = ["evaluate", "--stdin", "--workload", "tiny.json"]


class EvaluatorFailuresTest(ProgramTest):
    FAILING = ("print('garbage', flush=True) if x == 1 else sys.exit(3) if x == 2 else time.sleep(1000) if x == 3 and "
               "design['kind'] == 'a' and design['scale'] == 1 else os.kill(os.getpid(), signal.SIGKILL) if x == 4 else None")
    FAILURES = {"1": ("evaluator_garbage", 'the answer "garbage": not valid JSON'), "2": ("evaluator_died", "exit status 3"),
                "3": ("evaluator_timeout", "no answer within 5 s"), "4": ("evaluator_died", "signal Killed")}

    def test_failures_are_shown_and_may_be_outcomes(self):
        search = [*self.search(self.worker(self.FAILING), "out"), "--evaluator-timeout", "5", "--json", "--jobs", "2",
                  "--on-failure", "infeasible"]
        result = self.run_apollo(*search)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(result.stdout)["infeasible"],
                         {"evaluator_garbage": 4, "evaluator_died": 8, "evaluator_timeout": 1, "too_big": 8})
        for row in self.rows("out"):
            if row["reason"].startswith("evaluator_"):
                self.assertEqual(row["reason"], self.FAILURES[row["x"]][0])
                self.assertIn(self.FAILURES[row["x"]][1], row["evaluator_error"])
            else:
                self.assertEqual(row["feasible"], "true" if int(row["x"]) < 8 else "false")
        shown = [line for line in result.stderr.splitlines() if "evaluator_" in line]
        self.assertEqual(len(shown), 5, result.stderr)
        for line in shown:
            self.assertRegex(line, r"^\d\d:\d\d:\d\d trial \d+: evaluator_(garbage|died|timeout): .+")
        self.assertTrue(shown[-1].endswith("(further failures are not shown)"))
        for process in self.workers():
            self.assertFalse(os.path.exists(f"/proc/{process}"))
        again = self.run_apollo(*search, "--resume")
        self.assertEqual(json.loads(again.stdout), json.loads(result.stdout), "recorded failures are not tried again")

    def test_failed_trials_are_kept_apart_and_tried_again(self):
        """Points of x = 2 fail; each has one attempt, for --on-failure says so, and another if two failed at the same time."""
        search = [*self.search(self.worker("sys.exit(3) if x == 2 and not os.path.exists('mended') else None"), "out"),
                  "--on-failure", "retry=0", "--jobs", "2"]
        result = self.run_apollo(*search, "--json")
        self.assertEqual(result.returncode, 2, result.stderr)
        summary = json.loads(result.stdout)
        self.assertEqual([summary["trials"], summary["infeasible"], summary["paused"]], [36, {"too_big": 8}, None])
        self.assertEqual(len(summary["failed"]), 4)
        for trial in summary["failed"]:
            self.assertIn(trial["attempts"], [1, 2])
            self.assertEqual([trial["reason"], trial["error"]], ["evaluator_died", "exit status 3"])
        self.assertEqual({row["x"] for row in self.rows("out")}, set("013456789"))
        status = self.succeed_json("study", "out")
        self.assertEqual([status["state"], status["trials"], status["failed"]], ["stopped", 36, summary["failed"]])
        printed = self.succeed("study", "out")
        self.assertIn("4 trials have failed, with no outcome so far\n  trial ", printed)
        self.assertRegex(printed, r", attempts [12]: evaluator_died: exit status 3\n")
        last = result.stderr.splitlines()[-1]
        self.assertTrue(last.startswith("4 trials have failed; to try again: apollo search --resume --out out"), last)
        self.write("mended", b"")
        self.succeed(*shlex.split(last.split("again: apollo ")[1]))
        rows = self.rows("out")
        self.assertEqual(len(rows), 40)
        for row in rows:
            self.assertEqual(row["feasible"], "true" if int(row["x"]) < 8 else "false")
        self.assertEqual(self.succeed_json("study", "out")["failed"], [])

    def test_an_outage_pauses_the_search_and_costs_no_trial(self):
        down = "sys.exit(1) if os.path.exists('down') else open('down', 'w').close() if x == 5 and not os.path.exists('up') else None"
        self.succeed(*self.search(self.worker(), "whole"))
        search = self.search(self.worker(down), "out", "--on-failure", "stop")
        result = self.run_apollo(*search)
        self.assertEqual(result.returncode, 2, result.stderr)
        last = result.stderr.splitlines()[-1]
        self.assertRegex(last, r"^paused: the evaluator has failed at trial \d+: evaluator_died: exit status 1; to go on: apollo ")
        self.write("up", b"")
        os.remove(self.folder / "down")
        self.succeed(*shlex.split(last.split("to go on: apollo ")[1]))
        self.assertEqual(self.text("out/trials.csv"), self.text("whole/trials.csv"))

    def test_a_sweep_pauses_and_goes_on(self):
        evaluator = self.worker("sys.exit(1) if x == 5 and not os.path.exists('up') else None")
        self.write("sweep.json", {"space": "own_space.json", "evaluator": evaluator, "on_failure": "stop", "minimize": True,
                                  "optimizers": ["random", "evolutionary"], "seeds": 2, "trials": 40})
        result = self.run_apollo("sweep", "sweep.json", "--out", "out", "--jobs", "1")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("the evaluator has failed at trial ", result.stderr)
        self.write("up", b"")
        self.succeed("sweep", "sweep.json", "--out", "out", "--resume")
        self.succeed("sweep", "sweep.json", "--out", "whole")
        for run in ["random_1", "random_2", "evolutionary_1", "evolutionary_2"]:
            self.assertEqual(self.text(f"out/{run}/trials.csv"), self.text(f"whole/{run}/trials.csv"))
            self.assertEqual(len(self.rows(f"out/{run}")), 40)

    def test_the_policy_for_failures_may_change(self):
        self.succeed(*self.search(self.worker(), "out", "--on-failure", "stop"))
        stored = lambda: json.loads(self.text("out/study.json"))["evaluation"]["on_failure"]
        self.succeed(*self.search(self.worker(), "out"), "--resume")
        self.assertEqual(stored(), "stop")
        self.succeed("search", "--resume", "--out", "out", "--on-failure", "retry=5", "--trials", "40")
        self.assertEqual(stored(), "retry=5")

    def test_a_search_for_the_least(self):
        as_text = self.succeed(*self.search(self.worker("answer.update(reward=x - 3) if x < 8 else None"), "least", "--minimize"))
        self.assertRegex(as_text, r"\n  x +0\n")
        self.assertTrue(json.loads(self.text("least/study.json"))["evaluation"]["minimize"])
        self.assertEqual({float(row["reward"]) for row in self.rows("least") if row["x"] == "0"}, {3})
        best = self.succeed_json("study", "least")["best"]
        self.assertEqual([best["configuration"]["x"], best["reward"]], [0, 3])
        best = self.succeed_json(*self.search(self.worker("answer.update(reward=x - 30) if x < 8 else None"), "negative"))["best"]
        self.assertEqual([best["configuration"]["x"], best["reward"]], [7, -23])

    def test_lines_sent_ahead_are_no_answers(self):
        """Each answer is followed by one to the next request, if requests were numbered, and by one of the last id."""
        ahead = ("print(json.dumps(answer), flush=True); "
                 "[print(json.dumps({'id': i, 'feasible': True, 'reward': 1e6}), flush=True) "
                 "for i in (answer['id'] + 1, 2, answer['id'])]; continue")
        result = self.run_apollo(*self.search(self.worker(f"exec('') or None\n    {ahead}"), "out", "--on-failure", "retry=1000"))
        self.assertEqual(result.returncode, 0, result.stderr)
        for row in self.rows("out"):
            self.assertEqual(row["feasible"], "true" if int(row["x"]) < 8 else "false")
            self.assertLess(float(row["reward"]), 8)

    def test_a_program_that_never_answers_uses_up_no_trial(self):
        for command in ["cat", "while read -r line; do echo hello; done", "exit 3", "sleep 0"]:
            result = self.run_apollo(*self.search("exec:" + command, "out"))
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn("apollo: the evaluator has failed 8 times in a row, the last at trial", result.stderr)
            self.assertFalse((self.folder / "out/study.json").exists())
        self.succeed(*self.search(self.worker(), "out"))  # no --resume, another folder or removal is needed

    def test_an_error_message_is_a_failure(self):
        self.write("apollo_space.json", {"parameters": [{"name": "pes_x", "values": [0, 1]}]})
        evaluator = f"exec:{APOLLO} {shlex.join(STDIN)}"
        search = ["search", "--evaluator", evaluator, "--space", "apollo_space.json", "--trials", "2", "--out", "out", "--json"]
        result = self.run_apollo(*search, "--on-failure", "retry=0")
        self.assertEqual(result.returncode, 2, result.stderr)
        failed = json.loads(result.stdout)["failed"]
        self.assertEqual([trial["reason"] for trial in failed], ["evaluator_refused"])
        self.assertIn("configuration: pes_x is 0", failed[0]["error"])


if __name__ == "__main__":
    unittest.main()
