"""apollo driven by another optimizer (evaluate --stdin), and driving another simulator (search --evaluator)."""
import json
import os
import pathlib
import shlex
import signal
import subprocess
import time
import unittest

from command_line import BINARY, WIDE, CommandLineTest
from program import ProgramTest

APOLLO = shlex.quote(BINARY)
STDIN = ["evaluate", "--stdin", "--workload", "tiny.json"]


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


class EvaluatorTest(ProgramTest):
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
