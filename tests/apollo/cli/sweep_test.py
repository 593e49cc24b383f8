"""apollo sweep: strategies at area budgets with seeds."""
import json
import signal
import subprocess
import time
import unittest

from command_line import BINARY, SWEEP, CommandLineTest


class SweepTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("sweep.json", SWEEP)

    def test_runs_every_combination_and_compares(self):
        summary = self.succeed_json("sweep", "sweep.json", "--out", "out")
        self.assertEqual([(row["area_mm2"], row["optimizer"], row["runs"]) for row in summary["rows"]],
                         [(3, "random", 2), (3, "few", 2), (2.5, "random", 2), (2.5, "few", 2)])
        self.assertEqual(json.loads((self.folder / "out/summary.json").read_text()), summary)
        for row in summary["rows"]:
            best = []
            for seed in ["1", "2"]:
                run = f"out/{row['area_mm2']:g}mm2_{row['optimizer']}_{seed}"
                options = [] if row["optimizer"] == "random" else ["--option", "population=4"]
                alone = self.succeed_json("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "12",
                                          "--proposals", "4", "--seed", seed, "--area", str(row["area_mm2"]), "--optimizer",
                                          "random" if row["optimizer"] == "random" else "evolutionary", *options,
                                          "--out", "alone/" + run)
                for name in ["study.json", "trials.csv", "best.json"]:
                    self.assertEqual((self.folder / run / name).read_text(), (self.folder / "alone" / run / name).read_text())
                best.append(alone["best"]["reward"])
            self.assertEqual(row["best_reward"]["highest"], max(best))
            self.assertEqual(row["best_reward"]["lowest"], min(best))

    def test_without_a_baseline_names_the_unit_of_rewards(self):
        self.write("sweep.json", {**SWEEP, "baseline": "none", "objective": "energy", "seeds": 1})
        text = self.succeed("sweep", "sweep.json", "--out", "out")
        self.assertIn("\nrewards in rounds/J\n", text)
        self.assertEqual(json.loads((self.folder / "out/summary.json").read_text())["reward_unit"], "rounds/J")

    def test_options_go_before_keys_of_the_file(self):
        changed = {"baseline": "other.json", "template": "permissive", "set": {"clock_mhz": 900}}
        self.write("other.json", {**self.edge, "compute_lanes": 32})
        self.write("keys.json", {**SWEEP, **changed})
        self.write("sweep.json", {**SWEEP, "baseline": "none", "set": {"clock_mhz": 700}})
        options = ["--baseline", "other.json", "--template", "permissive", "--set", "clock_mhz=900"]
        self.succeed("sweep", "keys.json", "--out", "keys")
        self.succeed("sweep", "sweep.json", "--out", "options", *options)
        self.assertEqual(self.runs("options"), self.runs("keys"))
        self.reject("sweep", "sweep.json", "--out", "options", "--resume", words=["study.json", "evaluation"])
        self.succeed("sweep", "sweep.json", "--out", "options", "--resume", *options)
        for option, words in ((["--set", "clock=9"], ["--set", "clock=9", "must name a parameter"]), (["--set", "clock_mhz=9e9"], ["--set: "]),
                              (["--baseline", "nowhere.json"], ["nowhere.json"]), (["--template", "defualt"], ["defualt"])):
            self.reject("sweep", "sweep.json", "--out", "other", *option, words=words)

    def test_is_the_same_with_any_number_of_jobs(self):
        one = self.succeed_json("sweep", "sweep.json", "--out", "one", "--jobs", "1")
        four = self.succeed_json("sweep", "sweep.json", "--out", "four", "--jobs", "4")
        self.assertEqual(one["rows"], four["rows"])

    def test_goes_on_where_it_was_broken_off(self):
        self.write("sweep.json", {**SWEEP, "seeds": 8})
        process = subprocess.Popen([BINARY, "sweep", "sweep.json", "--out", "out", "--jobs", "1"], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while not (self.folder / "out/3mm2_few_2/trials.csv").exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        error = process.communicate(timeout=60)[1]
        if process.returncode == 130:  # else it was faster than the signal
            self.assertIn("apollo sweep sweep.json --out out --jobs 1 --resume", error)
        self.reject("sweep", "sweep.json", "--out", "out", words=["out", "resume"])
        resumed = self.succeed_json("sweep", "sweep.json", "--out", "out", "--resume")
        self.assertEqual(resumed["rows"], self.succeed_json("sweep", "sweep.json", "--out", "unbroken")["rows"])

    def test_a_changed_sweep_does_not_go_on_with_old_runs(self):
        self.succeed("sweep", "sweep.json", "--out", "out")
        self.write("sweep.json", {**SWEEP, "proposals": 3})
        self.reject("sweep", "sweep.json", "--out", "out", "--resume", words=["study.json", "proposals is 4", "3"])
        self.write("sweep.json", {**SWEEP, "trials": 11})
        self.reject("sweep", "sweep.json", "--out", "out", "--resume", words=["study.json", "trials is 12", "11", "must not become fewer"])

    def runs(self, folder):
        return {path.relative_to(self.folder / folder): path.read_bytes() for name in ["study.json", "trials.csv", "best.json"]
                for path in (self.folder / folder).glob("*/" + name)}

    def test_gets_more_trials(self):
        self.succeed("sweep", "sweep.json", "--out", "out")
        self.write("sweep.json", {**SWEEP, "trials": 18})
        extended = self.succeed_json("sweep", "sweep.json", "--out", "out", "--resume")
        whole = self.succeed_json("sweep", "sweep.json", "--out", "whole")
        self.assertEqual(extended["rows"], whole["rows"])
        self.assertEqual(self.runs("out"), self.runs("whole"))

    def test_gets_more_seeds(self):
        self.succeed("sweep", "sweep.json", "--out", "out")
        more = ["sweep", "sweep.json", "--out", "out", "--add-seeds", "1"]
        self.reject(*more, words=["out", "resume"])
        added = self.succeed_json(*more, "--resume")
        self.assertEqual(self.succeed_json(*more, "--resume")["rows"], added["rows"], "no further ones by the same command")
        self.write("sweep.json", {**SWEEP, "seeds": 3})
        whole = self.succeed_json("sweep", "sweep.json", "--out", "whole")
        self.assertEqual(added["rows"], whole["rows"])
        self.assertEqual(self.runs("out"), self.runs("whole"))
        self.reject("sweep", "sweep.json", "--out", "other", "--add-seeds", "0", words=["--add-seeds", "0"])

    def test_stops_at_a_deadline(self):
        self.write("evaluator.py", b"""import json, sys, time
for line in sys.stdin:
    time.sleep(0.05)
    print(json.dumps({"id": json.loads(line)["id"], "feasible": True, "reward": 1}), flush=True)
""")
        program = {key: SWEEP[key] for key in ["space", "optimizers", "seeds", "trials", "proposals"]}
        self.write("sweep.json", {**program, "evaluator": "exec:python3 evaluator.py"})
        result = self.run_apollo("sweep", "sweep.json", "--out", "out", "--jobs", "1", "--deadline", "1s")
        self.assertEqual(result.returncode, 124, result.stderr)
        self.assertEqual(result.stderr.splitlines()[-1],
                         "stopped by the deadline; to go on: apollo sweep sweep.json --out out --jobs 1 --resume")

    def test_sweeps_over_a_program_of_the_user(self):
        self.write("evaluator.py", b"""import json, sys
for line in sys.stdin:
    request = json.loads(line)
    reward = request["configuration"]["pes_x"] / 4
    print(json.dumps({"id": request["id"], "feasible": True, "reward": reward, "area_mm2": 3 * reward}), flush=True)
""")
        program = {key: SWEEP[key] for key in ["space", "optimizers", "seeds", "trials", "proposals"]}
        program["evaluator"] = "exec:python3 evaluator.py"
        program["constraints"] = {"area_mm2": [3, 2]}
        self.write("sweep.json", program)
        rows = self.succeed_json("sweep", "sweep.json", "--out", "out")["rows"]
        self.assertEqual([row["best_reward"]["highest"] for row in rows], [1, 1, 0.5, 0.5])
        for key, value in [("workloads", ["tiny.json"]), ("aggregate", "worst"), ("constraints", {"power_w": 3})]:
            self.write("sweep.json", {**program, key: value})
            self.reject("sweep", "sweep.json", "--out", "other", words=["is not a known key"])
        self.write("sweep.json", {**program, "evaluator": "python3 evaluator.py"})
        self.reject("sweep", "sweep.json", "--out", "other", words=["evaluator", "exec:CMD"])

    def test_a_feasible_reward_of_0_is_a_result(self):
        self.write("evaluator.py", b"""import json, sys
for line in sys.stdin:
    print(json.dumps({"id": json.loads(line)["id"], "feasible": True, "reward": 0}), flush=True)
""")
        program = {key: SWEEP[key] for key in ["space", "optimizers", "seeds", "trials", "proposals"]}
        self.write("sweep.json", {**program, "evaluator": "exec:python3 evaluator.py"})
        for row in self.succeed_json("sweep", "sweep.json", "--out", "out")["rows"]:
            self.assertEqual((row["feasible_share"], row["best_reward"]["highest"]), (1, 0))
            self.assertIn(row["optimizer"] + "_", row["best_folder"])

    def test_rejects_what_is_wrong_with_the_file(self):
        for change, words in [
            ({"optimizers": ["randon"]}, ["sweep.json", "randon", "did you mean random?"]),
            ({"optimizers": ["random", "random"]}, ["optimizers[1]", "label"]),
            ({"optimizers": []}, ["optimizers"]),
            ({"optimizers": [3]}, ["optimizers[0]"]),
            ({"optimizers": [{"name": "random", "label": "../up"}]}, ["label", "../up"]),
            ({"optimizers": [{"name": "random", "options": {"heat": 1}}]}, ["random", "heat"]),
            ({"seeds": 0}, ["seeds is 0"]),
            ({"workloads": []}, ["sweep.json: workloads"]),
            ({"constraints": {"area": 5}}, ["constraints.area is not a known key"]),
            ({"constraints": {"area_mm2": []}}, ["constraints.area_mm2"]),
            ({"constraints": {"area_mm2": [3, 3.0]}}, ["constraints.area_mm2 has 3 twice"]),
            ({"area_mode": "known", "constraints": {}}, ["sweep.json: area_mode is", "constraints.area_mm2"]),
            ({"objective": "speed"}, ["objective", "speed"]),
            ({"space": "nowhere.json"}, ["nowhere.json"]),
            ({"budget": 3}, ["budget is not a known key of a sweep"]),
        ]:
            self.write("sweep.json", {**SWEEP, **change})
            self.reject("sweep", "sweep.json", "--out", "out", words=words)
        self.write("sweep.json", {key: value for key, value in SWEEP.items() if key != "workloads"})
        self.reject("sweep", "sweep.json", "--out", "out", words=["sweep.json: workloads is missing", "suite", "evaluator"])


if __name__ == "__main__":
    unittest.main()
