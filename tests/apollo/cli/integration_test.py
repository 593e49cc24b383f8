"""apollo driven by another optimizer (evaluate --stdin), and driving another simulator (search --evaluator)."""
import csv
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import time
import unittest

from command_line import BINARY, WIDE, CommandLineTest

APOLLO = shlex.quote(BINARY)
STDIN = ["evaluate", "--stdin", "--workload", "tiny.json"]

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


class EvaluateStdinTest(CommandLineTest):
    def ask(self, *lines, status=0, options=()):
        text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
        result = subprocess.run([BINARY, *STDIN, *options], cwd=self.folder, input=text, capture_output=True, text=True,
                                timeout=300)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stderr, "")
        return [json.loads(line) for line in result.stdout.splitlines()]

    def test_answers_what_evaluate_says(self):
        self.write("other.json", {**self.edge, "pes_x": 2})
        expected = self.succeed_json("evaluate", "other.json", "--workload", "tiny.json")
        tiny = expected["workloads"][0]
        self.assertEqual(self.ask({"id": 7, "configuration": {**self.edge, "pes_x": 2}}),
                         [{"id": 7, "feasible": True, "reward": expected["reward"], "area_mm2": expected["area_mm2"],
                           "latency_ms_tiny": tiny["latency_ms"], "energy_mj_tiny": tiny["energy_mj"],
                           "dram_energy_mj_tiny": tiny["dram_energy_mj"],
                           "utilization_tiny": tiny["utilization"]}])

    def test_parameters_left_out_are_the_baselines(self):
        whole, empty = self.ask({"id": 1, "configuration": self.edge}, {"id": "text", "configuration": {}})
        self.assertEqual(empty, {**whole, "id": "text"})
        self.assertEqual(empty["reward"], 1)

    def test_an_infeasible_design_has_a_reason(self):
        answer, = self.ask({"id": 1, "configuration": {}}, options=["--area", "1.5"])
        self.assertEqual([answer["feasible"], answer["reason"], answer["available"]], [False, "area", 1.5])
        self.assertEqual(answer["needed"], answer["area_mm2"])
        self.assertNotIn("reward", answer)

    def test_the_systemc_engine_answers_the_same(self):
        requests = [{"id": pes, "configuration": {"pes_x": pes}} for pes in [1, 2, 4]]
        self.assertEqual(self.ask(*requests, options=["--engine", "systemc"]), self.ask(*requests))

    def test_each_answer_comes_at_once(self):
        with subprocess.Popen([BINARY, *STDIN], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
            for number in range(3):
                print(json.dumps({"id": number, "configuration": {}}), file=run.stdin, flush=True)
                self.assertEqual(json.loads(run.stdout.readline())["id"], number)
            run.stdin.close()
            self.assertEqual(run.wait(60), 0)

    def test_a_bad_line_is_answered_and_reading_goes_on(self):
        cases = [
            ("nonsense\n", None, ["request: not valid JSON"]),
            ("\n", None, ["request: is empty"]),
            ("[1]\n", None, ["must be an object"]),
            ("{" + " " * (1 << 20) + "}\n", None, ["longer than 1048576 bytes"]),
            ({"configuration": {}}, None, ["id is missing", "an integer or a text"]),
            ({"id": None, "configuration": {}}, None, ["id is null"]),
            ({"id": 1}, 1, ["configuration is missing"]),
            ({"id": 2, "configuration": [4]}, 2, ["configuration", "an object"]),
            ({"id": 3, "configuration": {}, "confguration": {}}, 3, ["confguration", "did you mean configuration?"]),
            ({"id": 4, "configuration": {"pes_z": 1}}, 4, ["pes_z", "did you mean pes_x?"]),
            ({"id": 5, "configuration": {"pes_x": 0}}, 5, ["pes_x is 0", "1 to 64"]),
            ({"id": 6, "configuration": {"pes_x": "many"}}, 6, ["pes_x", "many", "1 to 64"]),
        ]
        good = {"id": 9, "configuration": {}}
        answers = self.ask(good, *[case[0] for case in cases], good, status=2)
        self.assertEqual(len(answers), len(cases) + 2)
        for answer, (line, number, words) in zip(answers[1:], cases):
            with self.subTest(line=str(line)[:60]):
                self.assertEqual(set(answer), {"id", "error"})
                self.assertEqual(answer["id"], number)
                self.assertTrue(answer["error"].isprintable())
                for word in words:
                    self.assertIn(word, answer["error"])
        self.assertEqual(answers[-1], answers[0])

    def test_a_last_line_without_an_end_is_answered(self):
        self.assertEqual(self.ask('{"id": 5, "configuration": {}}')[0]["id"], 5)
        self.assertEqual(self.ask(), [])

    def test_goes_with_no_option_that_asks_for_more(self):
        self.reject(*STDIN, "edge.json", words=["CONFIG", "--stdin"])
        self.reject("evaluate", "--workload", "tiny.json", words=["CONFIG", "--stdin"])
        for option in [["--functional"], ["--per-layer"], ["--vcd", "v.vcd"], ["--timeline", "t.json"], ["--listing", "l.txt"]]:
            self.reject(*STDIN, *option, words=[option[0], "--stdin"])
        self.write("wide.json", WIDE)
        self.reject("evaluate", "--stdin", "--workload", "wide.json", words=["reward", "the baseline cannot run wide"])
        large = {**self.edge, "activation_memory_entries": 8192, "pe_memory_bytes": 1 << 20}
        request = json.dumps({"id": 1, "configuration": large}) + "\n"
        answer = subprocess.run([BINARY, "evaluate", "--stdin", "--workload", "wide.json", "--baseline", "none"], input=request,
                                cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.assertGreater(json.loads(answer.stdout)["reward"], 0)

    def test_a_full_standard_output(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([BINARY, *STDIN], cwd=self.folder, input='{"id": 1, "configuration": {}}\n', stdout=full,
                                    stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual([result.returncode, result.stderr], [2, "apollo: standard output: cannot be written\n"])


class EvaluatorTest(CommandLineTest):
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

    def assert_ends(self, process):
        """Waits some seconds for a process that is not ours."""
        stat = pathlib.Path(f"/proc/{process}/stat")
        for _ in range(1000):
            try:
                if stat.read_text().split(") ")[1][0] == "Z":
                    return
            except FileNotFoundError:
                return
            time.sleep(0.01)
        self.fail(f"process {process} is still there")

    def test_apollo_under_apollo_finds_what_apollo_finds(self):
        for options in [[], ["--area", "2"], ["--objective", "energy", "--latency", "0.134"],
                        ["--objective", "latency", "--objective", "area", "--reference", "0.1,0.5"]]:
            with self.subTest(options=options):
                objectives = options if "--reference" in options else []
                out = f"{len(options)}_options_"
                here = ["search", "--space", "space.json", "--trials", "20", "--seed", "3", "--out"]
                self.succeed(*here, out + "built_in", "--workload", "tiny.json", *options)
                self.succeed(*here, out + "exec", "--evaluator", f"exec:{APOLLO} {shlex.join([*STDIN, *options])}", "--jobs", "2", *objectives)
                self.assertEqual(self.text(out + "exec/trials.csv"), self.text(out + "built_in/trials.csv"))

    def test_a_space_of_other_parameters(self):
        summary = self.succeed_json(*self.search(self.worker(), "out"))
        self.assertEqual(summary["trials"], 40)
        self.assertEqual(summary["infeasible"], {"too_big": 8})
        best = summary["best"]
        self.assertEqual([best["reward"], best["area_mm2"]], [7, 10.5])
        self.assertEqual([best["configuration"]["x"], best["configuration"]["scale"]], [7, 1])
        self.assertEqual(best["details"], {"kind": best["configuration"]["kind"]})
        self.assertEqual(json.loads(self.text("out/best.json")), best["configuration"])
        self.assertEqual(json.loads(self.text("out/study.json"))["evaluation"],
                         {"evaluator": self.worker(), "on_failure": "retry=2"})
        printed = self.succeed(*self.search(self.worker(), "out"), "--resume")
        self.assertRegex(printed, r"\n  x +7\n  scale +1\n  kind +[ab]\n  area mm2 +10\.50\n  kind +[ab]\n  reward +7\.000\n")
        self.assertRegex(printed, r"\n  feasible +32 +80\.0 %\n  too_big +8 +20\.0 %\n\nresults in out")

    REPORTED = "answer.update(reward_far=x, reward_near=9 - x) if answer['feasible'] else None; answer.pop('reward', None)"

    def test_objectives_of_its_own(self):
        search = self.search(self.worker(self.REPORTED), "out", "--objective", "far", "--objective", "near")
        summary = self.succeed_json(*search)
        self.assertEqual(summary["best"]["reward"], max((x * (9 - x)) ** 0.5 for x in range(8)))
        front = json.loads(self.text("out/front.json"))
        self.assertEqual(front["objectives"], ["far", "near"])
        rewards = [design["rewards"] for design in front["designs"]]
        self.assertEqual(sorted(reward["far"] for reward in rewards), list(range(8)))
        self.assertTrue(all(reward["near"] == 9 - reward["far"] for reward in rewards))
        self.assertEqual(front["hypervolume"], sum(9 - x for x in range(1, 8)))  # a staircase, one wide
        self.assertEqual(float(self.rows("out")[-1]["hypervolume"]), front["hypervolume"])
        self.assertIn("front: 8 designs, hypervolume 35.00 above 0, 0", self.succeed("study", "out"))

    def test_one_of_its_objectives(self):
        summary = self.succeed_json(*self.search(self.worker(self.REPORTED), "out", "--objective", "near"))
        self.assertEqual(summary["best"]["reward"], 9)
        self.assertNotIn("front", summary)

    def test_an_objective_that_it_does_not_report_is_an_error_and_no_study(self):
        all_feasible = self.worker("answer.update(feasible=True, reward_far=x, reward_near=9 - x)")
        search = self.search(all_feasible, "out", "--objective", "far", "--objective")
        result = self.run_apollo(*search, "energy")
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, r"apollo: the evaluator is .*worker\.py\", in whose answer reward_energy is missing; must be")
        self.assertEqual(result.stderr.count("apollo: "), 1)
        self.succeed(*search, "near")  # no --resume, another folder or removal is needed

    def test_does_not_depend_on_the_number_of_jobs(self):
        for jobs in ["1", "3"]:
            self.succeed(*self.search(self.worker(), jobs, "--jobs", jobs))
        self.assertEqual(self.text("1/trials.csv"), self.text("3/trials.csv"))

    def test_an_area_limit(self):
        summary = self.succeed_json(*self.search(self.worker(), "out", "--area", "6"))
        self.assertEqual(summary["infeasible"], {"area": 4 * 5})  # x of 5 to 9
        self.assertEqual(summary["best"]["area_mm2"], 6)

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
        """Points of x = 2 fail; each has one attempt, for --on-failure says so."""
        search = [*self.search(self.worker("sys.exit(3) if x == 2 and not os.path.exists('mended') else None"), "out"),
                  "--on-failure", "retry=0", "--jobs", "2"]
        result = self.run_apollo(*search, "--json")
        self.assertEqual(result.returncode, 2, result.stderr)
        summary = json.loads(result.stdout)
        self.assertEqual([summary["trials"], summary["infeasible"], summary["paused"]], [36, {"too_big": 8}, None])
        self.assertEqual(len(summary["failed"]), 4)
        for trial in summary["failed"]:
            self.assertEqual({**trial, "trial": 0},
                             {"trial": 0, "attempts": 1, "reason": "evaluator_died", "error": "exit status 3"})
        self.assertEqual({row["x"] for row in self.rows("out")}, set("013456789"))
        status = self.succeed_json("study", "out")
        self.assertEqual([status["state"], status["trials"], status["failed"]], ["stopped", 36, summary["failed"]])
        printed = self.succeed("study", "out")
        self.assertIn("4 trials have failed, with no outcome so far\n  trial ", printed)
        self.assertIn(", attempts 1: evaluator_died: exit status 3\n", printed)
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

    def test_a_command_that_cannot_be_run_is_an_error_and_no_study(self):
        result = self.run_apollo(*self.search("exec:no_such_program --fast", "out"))
        self.assertEqual(result.returncode, 2)
        self.assertIn('apollo: the evaluator is "no_such_program --fast", which cannot be run: exit status 127', result.stderr)
        self.succeed(*self.search(self.worker(), "out"))  # no --resume, another folder or removal is needed

    def test_resuming_checks_the_command(self):
        self.succeed(*self.search(self.worker(), "out"))
        self.reject(*self.search("exec:other", "out", "--resume"), words=["out/study.json", "evaluation.evaluator", "exec:other"])

    def test_bad_options(self):
        search = self.search(self.worker(), "out")
        self.reject(*self.search("python3 worker.py", "out"), words=["--evaluator", "python3 worker.py", "exec:CMD"])
        self.reject(*self.search("exec:", "out"), words=["--evaluator", "exec:CMD"])
        for option in [["--workload", "tiny.json"], ["--suite", "edge"], ["--technology", "7nm"], ["--engine", "fast"],
                       ["--aggregate", "worst"], ["--latency", "1"], ["--power", "1"], ["--area-mode", "known"]]:
            self.reject(*search, *option, words=[option[0], "--evaluator"])
        self.reject(*search, "--evaluator-timeout", "0", words=["--evaluator-timeout", "0", "above 0"])
        for policy in ["retry", "retry=", "retry=-1", "retry=1001", "retry=02", "retry=1.5", "ignore", ""]:
            self.reject(*search, "--on-failure", policy, words=["--on-failure"])
        for option in [["--on-failure", "stop"], ["--minimize"]]:
            self.reject("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "3", *option,
                        words=[option[0], "must be used with --evaluator"])
        self.reject("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "3", "--evaluator-timeout", "3",
                    words=["--evaluator-timeout", "--evaluator"])

    def start(self, *arguments):
        """In a process group of its own, as a shell starts it; returns when a worker has answered."""
        run = subprocess.Popen([BINARY, *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               process_group=0)
        self.addCleanup(run.kill)
        for _ in range(6000):
            if (self.folder / "answers").exists() or run.poll() is not None:
                return run
            time.sleep(0.01)
        self.fail("no worker has answered")

    SLOWLY = "time.sleep(0.05); open('answers', 'a').write('.')"

    def test_a_killed_search_ends_its_workers_and_can_be_resumed(self):
        self.succeed(*self.search(self.worker(), "unbroken"))
        slow = self.worker(self.SLOWLY)
        run = self.start(*self.search(slow, "broken", "--jobs", "2"))
        run.kill()
        run.communicate(timeout=60)
        for process in self.workers():
            self.assert_ends(process)
        self.assertLess(len(self.text("answers")), 40)
        self.succeed(*self.search(slow, "broken", "--resume"))
        self.assertEqual(self.text("broken/trials.csv"), self.text("unbroken/trials.csv"))

    def test_ctrl_c_waits_for_the_answers_under_way(self):
        self.succeed(*self.search(self.worker(), "unbroken"))
        slow = self.worker(self.SLOWLY)
        run = self.start(*self.search(slow, "broken", "--jobs", "2"))
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does
        _, errors = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130, errors)
        self.assertNotIn("evaluator_died", errors)
        last = errors.splitlines()[-1]
        self.succeed(*shlex.split(last.split("to go on: apollo ")[1]))
        self.assertEqual(self.text("broken/trials.csv"), self.text("unbroken/trials.csv"))


if __name__ == "__main__":
    unittest.main()
