"""history.json: what searches and sweeps say of their calls, and the command made of it that repeats them."""
import json
import os
import platform
import signal
import subprocess
import time
import unittest

import command_line
from command_line import BINARY, CommandLineTest

PRINT_REPEAT_COMMAND = os.environ["APOLLO_PRINT_REPEAT_COMMAND"]
EVALUATOR = b"""import json, sys, time
for line in sys.stdin:
    request = json.loads(line)
    time.sleep(float(sys.argv[1]))
    print(json.dumps({"id": request["id"], "feasible": True, "reward": request["configuration"]["pes_x"]}), flush=True)
"""
SWEEP = {**command_line.SWEEP, "optimizers": ["random", {"name": "p3bo", "label": "ensemble", "options": {"temperature": 0.5}}]}


class HistoryTest(CommandLineTest):
    def history(self, folder):
        return json.loads((self.folder / folder / "history.json").read_text())

    def repeat(self, folder):
        """Runs the command that repeats the folder's study, and returns the name of the new folder."""
        printed = subprocess.run([PRINT_REPEAT_COMMAND, folder], cwd=self.folder, capture_output=True, text=True, check=True)
        environment = {**os.environ, "PATH": os.path.dirname(BINARY) + os.pathsep + os.environ["PATH"]}
        subprocess.run(["sh", "-c", printed.stdout], cwd=self.folder, env=environment, capture_output=True, check=True, timeout=300)
        return folder + "_again"

    def expect_same(self, one, other):
        for name in ["study.json", "trials.csv", "best.json"]:
            self.assertEqual((self.folder / one / name).read_bytes(), (self.folder / other / name).read_bytes(), name)

    def interrupt(self, arguments, ready):
        """Runs a call until ready(), and then to its end by a signal."""
        run = subprocess.Popen([BINARY, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 120
        while run.poll() is None and not ready() and time.monotonic() < deadline:
            time.sleep(0.005)
        run.send_signal(signal.SIGINT)
        errors = run.communicate(timeout=120)[1]
        self.assertEqual(run.returncode, 130, errors)

    def test_a_search_says_how_it_was_called(self):
        search = ["search", "--space=space.json", "--workload", "tiny.json", "--trials", "8", "--out", "a b"]
        self.succeed(*search)
        [call] = self.history("a b")
        self.assertEqual(call["version"], self.succeed("--version").split()[1])
        self.assertEqual(call["command"], ["apollo", *search])
        self.assertEqual((call["folder"], call["trials_before"], call["trials_after"]), ("a b", 0, 8))
        self.assertEqual(sorted(call["machine"]), ["memory_gib", "processor", "processors", "system"])
        self.assertIn(platform.release(), call["machine"]["system"])
        self.assertNotIn(str(self.folder), json.dumps(call))

    def test_a_search_is_repeated(self):
        for number, options in enumerate([["--optimizer", "p3bo", "--option", "temperature=0.5", "--jobs", "2"],
                                          ["--optimizer=evolutionary", "--seed=7", "--json", "--resume"],
                                          ["--workload", "a 'network'.json", "--area", "3", "--area-mode", "known"]]):
            with self.subTest(options):
                network = json.loads((self.folder / "tiny.json").read_text())
                self.write("a 'network'.json", {**network, "name": "other"})
                folder = f"it's {number}"
                self.succeed("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "18", "--proposals", "4", *options,
                             "--out", folder)
                self.expect_same(folder, self.repeat(folder))

    def test_an_interrupted_search_with_a_program_is_repeated(self):
        self.write("my evaluator.py", EVALUATOR)
        search = ["search", "--space", "space.json", "--evaluator", "exec:python3 'my evaluator.py' 0.05", "--optimizer", "evolutionary",
                  "--trials", "20", "--jobs", "2", "--out=found"]
        database = self.folder / "found/trials.sqlite"
        self.interrupt(search, lambda: database.exists() and (self.folder / "found/history.json").exists())
        self.succeed(*search, "--resume")
        first, second = self.history("found")
        self.assertLess(first["trials_after"], 20)
        self.assertEqual((second["trials_before"], second["trials_after"]), (first["trials_after"], 20))
        self.expect_same("found", self.repeat("found"))

    def test_a_search_that_was_extended_is_repeated(self):
        self.write("evaluator.py", EVALUATOR)
        search = ["search", "--space", "space.json", "--evaluator", "exec:python3 evaluator.py 0.05", "--optimizer", "evolutionary",
                  "--out", "found"]
        self.succeed(*search, "--trials", "7", "--proposals", "4", "--deadline", "1h")
        self.interrupt(["search", "--resume", "--out", "found", "--trials", "18", "--jobs", "1"],
                       lambda: len(self.history("found")) == 2)
        self.succeed("search", "--resume", "--out", "found")
        self.assertEqual([entry["trials"] for entry in self.history("found")], [7, 18, 18])
        self.expect_same("found", self.repeat("found"))

    def test_a_killed_search_has_no_end(self):
        self.write("evaluator.py", EVALUATOR)
        search = ["search", "--space", "space.json", "--evaluator", "exec:python3 evaluator.py 0.05", "--trials", "20", "--out", "found"]
        run = subprocess.Popen([BINARY, *search], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (self.folder / "found/history.json").exists():
            time.sleep(0.005)
        run.kill()
        run.wait(timeout=60)
        [call] = self.history("found")
        self.assertEqual((call["ended"], call["trials_after"]), (None, None))
        self.succeed(*search, "--resume")
        self.assertEqual([entry["trials_after"] for entry in self.history("found")], [None, 20])
        self.expect_same("found", self.repeat("found"))

    def test_a_damaged_history_is_reported_in_one_line(self):
        search = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "8", "--out", "out"]
        self.succeed(*search)
        self.write("out/history.json", b"[{")
        result = self.run_apollo(*search, "--resume")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stderr, r"(?m)^apollo: out/history.json: not valid JSON.*; a new history begins$")
        self.assertEqual(len(self.history("out")), 1)

    def test_a_refused_call_leaves_no_trace(self):
        search = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "8", "--out", "out"]
        self.succeed(*search)
        before = (self.folder / "out/history.json").read_bytes()
        self.reject(*search, words=["holds a study already"])
        self.reject(*search, "--resume", "--seed", "2", words=["does not match"])
        self.assertEqual((self.folder / "out/history.json").read_bytes(), before)
        self.run_apollo("search", "--space", "space.json", "--evaluator", "exec:no_such_command", "--trials", "8", "--out", "fresh")
        self.assertEqual([path.name for path in (self.folder / "fresh").iterdir()], [".lock"])

    def runs(self, folder):
        return [run["folder"] for run in json.loads((self.folder / folder / "sweep.json").read_text())["runs"]]

    def expect_same_sweep(self, one, other):
        self.assertEqual(self.runs(one), self.runs(other))
        for run in self.runs(one):
            self.expect_same(f"{one}/{run}", f"{other}/{run}")

    def test_a_sweep_is_repeated_from_its_folder(self):
        self.write("my sweep.json", SWEEP)
        self.succeed("sweep", "my sweep.json", "--jobs", "2", "--out", "all runs")
        self.assertEqual((self.folder / "all runs/request.json").read_bytes(), (self.folder / "my sweep.json").read_bytes())
        [call] = self.history("all runs")
        self.assertEqual((call["trials_before"], call["trials_after"]), (0, 8 * 12))
        (self.folder / "my sweep.json").unlink()
        self.expect_same_sweep("all runs", self.repeat("all runs"))

    def test_an_interrupted_and_longer_sweep_is_repeated(self):
        self.write("evaluator.py", EVALUATOR)
        program = {key: SWEEP[key] for key in ["space", "optimizers", "seeds", "trials"]}
        program["evaluator"] = "exec:python3 evaluator.py 0.05"
        self.write("sweep.json", {**program, "seeds": 1})
        sweep = ["sweep", "sweep.json", "--out", "out"]
        self.interrupt(sweep, (self.folder / "out/random_1/study.json").exists)
        self.write("sweep.json", program)
        self.succeed(*sweep, "--resume")
        first, second = self.history("out")
        self.assertEqual((second["trials_before"], second["trials_after"]), (first["trials_after"], 4 * 12))
        self.expect_same_sweep("out", self.repeat("out"))

    def test_a_sweep_with_more_trials_and_seeds_is_repeated(self):
        self.write("a.json", {**SWEEP, "seeds": 1})
        self.succeed("sweep", "a.json", "--out", "out")
        self.write("a.json", {**SWEEP, "seeds": 1, "trials": 18})
        self.succeed("sweep", "a.json", "--out", "out", "--resume")
        self.succeed("sweep", "a.json", "--out", "out", "--resume", "--add-seeds", "1")
        self.assertEqual([call["request"] for call in self.history("out")], ["request.json", "request_2.json", "request_3.json"])
        self.assertEqual(len(self.runs("out")), 8)
        self.expect_same_sweep("out", self.repeat("out"))

    def test_a_sweep_that_another_file_resumed_is_repeated(self):
        self.write("a.json", {**SWEEP, "seeds": 1})
        self.write("e.json", {**SWEEP, "optimizers": ["evolutionary"]})
        self.succeed("sweep", "a.json", "--out", "both")
        self.succeed("sweep", "e.json", "--out", "both", "--resume")
        self.succeed("sweep", "a.json", "--out", "both", "--resume")
        self.assertEqual([call["request"] for call in self.history("both")], ["request.json", "request_2.json", "request.json"])
        self.assertEqual(len(self.runs("both")), 8)
        for name in ["a.json", "e.json"]:
            (self.folder / name).unlink()
        self.expect_same_sweep("both", self.repeat("both"))

    def test_a_study_in_its_default_folder_is_repeated(self):
        self.succeed("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "8")
        [folder] = [path.relative_to(self.folder) for path in (self.folder / "results").iterdir()]
        self.expect_same(str(folder), self.repeat(str(folder)))


if __name__ == "__main__":
    unittest.main()
