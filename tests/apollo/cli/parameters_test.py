"""Spaces that name constants, technology and batch and have conditions, and --set: everything is a parameter."""
import csv
import json
import sys
import unittest

from command_line import BINARY, CommandLineTest

CHIP = {
    "parameters": [
        {"name": "technology", "kind": "categorical", "values": ["7nm", "28nm"]},
        {"name": "clock_mhz", "values": [400, 800, 1000, 1600]},
        {"name": "batch", "values": [1, 8]},
        {"name": "compute_lanes", "values": [16, 32, 64]},
        {"name": "pe_memory_read_bytes", "values": [64, 128]},
    ],
    "require": ["compute_lanes * mac_ways <= 2 * pe_memory_read_bytes", "technology == \"7nm\" || batch < 8"],
}
FASTEST_28NM = 1500  # MHz, configs/technologies/28nm.json


def keeps_conditions(row):
    """Whether a row of trials.csv keeps those of CHIP; mac_ways is 4."""
    return (int(row["compute_lanes"]) * 4 <= 2 * int(row["pe_memory_read_bytes"])
            and (row["technology"] == "7nm" or int(row["batch"]) < 8)
            and (row["technology"] == "7nm" or int(row["clock_mhz"]) <= FASTEST_28NM))


class ParametersTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("chip.json", CHIP)

    def text(self, name):
        return (self.folder / name).read_text()

    def search(self, *arguments):
        return self.succeed_json("search", "--space", "chip.json", "--workload", "tiny.json", *arguments)

    def rows(self, folder):
        return list(csv.DictReader(self.text(folder + "/trials.csv").splitlines()))

    def reject_search(self, content, words):
        self.write("bad.json", content)
        search = ["search", "--space", "bad.json", "--trials", "3"]
        self.reject(*search, "--workload", "tiny.json", words=["bad.json: ", *words])

    def test_every_trial_keeps_the_conditions_and_the_whole_rest_is_found(self):
        combinations = [{"technology": t, "clock_mhz": c, "batch": b, "compute_lanes": l, "pe_memory_read_bytes": r}
                        for t in ["7nm", "28nm"] for c in [400, 800, 1000, 1600] for b in [1, 8] for l in [16, 32, 64]
                        for r in [64, 128]]
        allowed = sum(map(keeps_conditions, combinations))
        summary = self.search("--trials", "200", "--out", "out")
        self.assertEqual((summary["trials"], summary["exhausted"]), (allowed, True))
        self.assertTrue(all(map(keeps_conditions, self.rows("out"))))
        shown = self.succeed_json("space", "chip.json")
        self.assertEqual(shown["points"], len(combinations))
        self.assertTrue(shown["allowed_share_is_exact"])
        self.assertAlmostEqual(shown["allowed_share"], allowed / len(combinations))
        self.assertIn(f"of which the conditions leave {allowed}, ", self.succeed("space", "chip.json"))

    def test_every_trial_evaluates_again_to_the_same_reward(self):
        best = self.search("--trials", "12", "--out", "out")["best"]
        self.assertEqual(json.loads(self.text("out/best.json")), best["configuration"])
        self.assertLessEqual({"technology", "batch", "constants"}, set(best["configuration"]))
        again = self.succeed_json("evaluate", "out/best.json", "--workload", "tiny.json")
        self.assertEqual(again["reward"], best["reward"])
        self.assertEqual(again["area_mm2"], best["area_mm2"])
        for row in self.rows("out"):
            shown = self.succeed("study", "out", "--trial", row["trial"])
            self.assertNotIn("otherwise", shown)
            self.write("trial.json", {"constants": {"clock_mhz": int(row["clock_mhz"]),
                                                    "pe_memory_read_bytes": int(row["pe_memory_read_bytes"])},
                                      "technology": row["technology"], "batch": int(row["batch"]),
                                      "compute_lanes": int(row["compute_lanes"])})
            evaluation = self.succeed_json("evaluate", "trial.json", "--workload", "tiny.json")
            self.assertEqual(evaluation["reward"], float(row["reward"]))

    def test_a_searched_design_is_shown_with_all_that_was_searched(self):
        shown = self.succeed("search", "--space", "chip.json", "--workload", "tiny.json", "--trials", "8", "--out", "out")
        for name in ["technology", "clock_mhz", "batch", "pe_memory_read_bytes"]:
            self.assertIn(f"  {name} ", shown)
        self.assertNotIn("mac_ways", shown)

    def test_a_resumed_and_longer_search_keeps_conditions_and_what_is_set(self):
        given = ["--set", "dram_bandwidth_gbps=10", "--set", "mac_ways=2", "--optimizer", "evolutionary",
                 "--option", "population=4"]
        self.search(*given, "--trials", "30", "--out", "whole")
        self.search(*given, "--trials", "10", "--out", "part")
        self.succeed("search", "--resume", "--out", "part", "--trials", "30")
        for name in ["study.json", "trials.csv", "best.json"]:
            self.assertEqual(self.text("part/" + name), self.text("whole/" + name), name)
        study, best = json.loads(self.text("whole/study.json")), json.loads(self.text("whole/best.json"))
        self.assertEqual(study["evaluation"]["set"], {"dram_bandwidth_gbps": 10, "mac_ways": 2})
        self.assertEqual(study["space"]["require"], CHIP["require"])
        self.assertEqual((best["dram_bandwidth_gbps"], best["constants"]["mac_ways"]), (10, 2))
        self.reject("search", "--space", "chip.json", "--workload", "tiny.json", "--trials", "30", "--out", "whole", "--resume",
                    "--optimizer", "evolutionary", "--option", "population=4", words=["whole/study.json", "set"])

    def test_a_program_is_asked_for_points_that_keep_the_conditions(self):
        self.write("score.py", b"""import json, sys
for line in sys.stdin:
    request = json.loads(line)
    c = request["configuration"]
    assert c["technology"] in ("7nm", "28nm") and c["compute_lanes"] * 2 <= c["pe_memory_read_bytes"], c
    print(json.dumps({"id": request["id"], "feasible": True, "reward": c["clock_mhz"], "area_mm2": 1}), flush=True)
""")
        space = {**CHIP, "require": "compute_lanes * 2 <= pe_memory_read_bytes"}
        self.write("chip.json", space)
        summary = self.succeed_json("search", "--space", "chip.json", "--evaluator", f"exec:{sys.executable} score.py",
                                    "--trials", "100", "--out", "out")
        self.assertEqual((summary["feasible"], summary["infeasible"]), (2 * 4 * 2 * 5, {}))
        self.assertEqual(json.loads(self.text("out/best.json"))["clock_mhz"], 1600)
        self.write("bad.json", {**space, "require": "compute_lanes * mac_ways > 2"})
        self.reject("search", "--space", "bad.json", "--evaluator", "exec:true", "--trials", "1", words=["bad.json", "mac_ways"])

    def test_apollo_as_the_program_scores_like_apollo_itself(self):
        self.write("chip.json", {**CHIP, "require": ["technology == \"7nm\" && clock_mhz > 400"]})
        own = self.search("--trials", "30", "--out", "own")
        program = self.succeed_json("search", "--space", "chip.json", "--trials", "30", "--out", "program", "--evaluator",
                                    f"exec:{BINARY} evaluate --stdin --workload tiny.json")
        self.assertEqual(program["best"]["reward"], own["best"]["reward"])
        self.assertEqual([row["reward"] for row in self.rows("program")], [row["reward"] for row in self.rows("own")])

    def test_a_sweep_takes_spaces_with_conditions_and_values(self):
        sweep = {"space": "chip.json", "workloads": ["tiny.json"], "optimizers": ["random", "p3bo"], "seeds": 1, "trials": 24,
                 "set": {"mac_ways": 8}}
        self.write("sweep.json", sweep)
        self.succeed("sweep", "sweep.json", "--out", "out")
        for folder in ["random_1", "p3bo_1"]:
            rows = self.rows("out/" + folder)
            self.assertTrue(rows and all(int(r["compute_lanes"]) * 8 <= 2 * int(r["pe_memory_read_bytes"]) for r in rows))
        self.write("sweep.json", {**sweep, "set": {"mac_wys": 8}})
        self.reject("sweep", "sweep.json", "--out", "other", words=["sweep.json: set", "mac_wys", "did you mean mac_ways?"])
        self.write("sweep.json", {**sweep, "set": {"clock_mhz": 800}})
        self.reject("sweep", "sweep.json", "--out", "other", words=["clock_mhz", "must be one of the two"])

    def test_a_known_area_and_conditions_hold_together(self):
        limit = self.succeed_json("evaluate", "edge.json", "--workload", "tiny.json")["area_mm2"]
        self.search("--trials", "200", "--out", "out", "--area", str(limit), "--area-mode", "known")
        rows = self.rows("out")
        self.assertTrue(rows)
        for row in rows:
            self.assertTrue(keeps_conditions(row) and float(row["area_mm2"]) <= limit, row)
        self.assertEqual({row["technology"] for row in rows}, {"7nm"})

    def test_conditions_that_are_wrong(self):
        for condition, words in [
                ("clock_mzh > 3", ["clock_mzh", "did you mean clock_mhz?"]),
                ("compute_lanes / (batch - 1) > 2", ["divides by zero", "batch is 1"]),
                ("1 / 0", ["divides by zero"]),
                ("clock_mhz >", ["clock_mhz >", "cannot be read"]),
                ("clock_mhz = 800", ["cannot be read"]),
                ("technology == \"9nm\"", ["9nm"]),
                ("clock_mhz > 1600", ["leaves no point"]),
                ("mac_ways > 4", ["leaves no point"]),
                ("technology == \"28nm\" && clock_mhz == 1600", ["leaves no point"])]:
            with self.subTest(condition=condition):
                self.reject_search({**CHIP, "require": [condition]}, ["require", *words])
        self.reject_search({**CHIP, "require": 3}, ["require is 3"])
        self.reject_search({**CHIP, "requires": "1"}, ["requires", "did you mean require?"])

    def test_constants_that_are_out_of_range(self):
        def with_parameter(name, values, kind="ordinal"):
            return {"parameters": [{"name": name, "kind": kind, "values": values}]}
        self.reject_search(with_parameter("mac_ways", [1, 65]), ["mac_ways is 65", "1 to 64"])
        self.reject_search(with_parameter("clock_mhz", [800, 5000]), ["clock_mhz is 5000", "at most 1600 at 7nm"])
        self.reject_search(with_parameter("batch", [0, 1]), ["batch is 0"])
        self.reject_search(with_parameter("technology", ["7nm", "9nm"], "categorical"), ["9nm", "7nm"])
        self.reject_search(with_parameter("mac_wys", [1]), ["mac_wys", "did you mean mac_ways?"])

    def test_a_condition_that_was_damaged_loses_nothing(self):
        self.search("--trials", "5", "--out", "out")
        study = json.loads(self.text("out/study.json"))
        study["space"]["require"] = ["clock_mzh > 3"]
        self.write("out/study.json", study)
        trials = self.text("out/trials.csv")
        self.reject("search", "--resume", "--out", "out", words=["out/study.json", "clock_mzh"])
        self.assertEqual(self.text("out/trials.csv"), trials)


class SetTest(CommandLineTest):
    def test_it_changes_the_design_and_not_the_baseline(self):
        evaluate = ["evaluate", "edge.json", "--workload", "tiny.json"]
        faster = self.succeed_json(*evaluate, "--set", "clock_mhz=1600", "--set", "pes_x=2")
        self.write("faster.json", {**self.edge, "pes_x": 2, "constants": {"clock_mhz": 1600}})
        self.assertEqual(faster, self.succeed_json("evaluate", "faster.json", "--workload", "tiny.json"))
        self.assertNotEqual(faster["reward"], 1)
        self.assertIn("clock_mhz 1600 instead of 800", self.succeed(*evaluate, "--set", "clock_mhz=1600"))
        self.assertIn("28nm instead of 7nm", self.succeed(*evaluate, "--set", "technology=28nm"))

    def test_it_wins_over_the_file_and_explain_takes_it(self):
        self.write("slow.json", {"constants": {"clock_mhz": 400}})
        explain = ["explain", "slow.json", "--workload", "tiny.json"]
        self.assertEqual(self.succeed(*explain, "--set", "clock_mhz=800"), self.succeed("explain", "edge.json", *explain[2:]))
        self.assertNotEqual(self.succeed(*explain), self.succeed("explain", "edge.json", *explain[2:]))

    def test_what_a_configuration_leaves_out_is_the_baselines(self):
        self.write("base.json", {**self.edge, "pes_x": 2, "constants": {"mac_ways": 2}, "batch": 3, "technology": "16nm"})
        self.write("part.json", {"pes_y": 1})
        self.write("whole.json", {**self.edge, "pes_x": 2, "pes_y": 1, "constants": {"mac_ways": 2}, "batch": 3,
                                  "technology": "16nm"})
        options = ["--workload", "tiny.json", "--baseline", "base.json"]
        part = self.succeed_json("evaluate", "part.json", *options)
        self.assertEqual(part, self.succeed_json("evaluate", "whole.json", *options))
        self.assertEqual(self.succeed_json("explain", "part.json", *options), self.succeed_json("explain", "whole.json", *options))
        self.assertAlmostEqual(self.succeed_json("evaluate", "base.json", *options)["reward"], 1)

    def test_verify_takes_a_baseline_and_values(self):
        self.write("base.json", {"constants": {"clock_mhz": 500}})
        verify = ["verify", "--samples", "4", "--baseline", "base.json", "--set", "mac_ways=2", "--set", "cores_per_pe=1"]
        result = self.succeed_json(*verify)
        self.assertEqual((result["samples"], result["differences"]), (4, []))
        self.reject(*verify, "--space", "space.json", "--set", "pes_x=2", words=["space.json", "pes_x"])

    def test_values_that_are_wrong(self):
        for command in [["evaluate", "edge.json", "--workload", "tiny.json"], ["explain", "edge.json", "--workload", "tiny.json"],
                        ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "1"], ["verify"]]:
            for given, words in [("clok_mhz=1", ["clok_mhz=1", "did you mean clock_mhz?"]), ("clock_mhz", ["NAME=VALUE"]),
                                 ("mac_ways=65", ["mac_ways is 65", "1 to 64"]), ("mac_ways=1.5", ["1.5"]),
                                 ("mac_ways=many", ["many", "number"]), ("technology=9nm", ["9nm"]), ("batch=0", ["batch is 0"]),
                                 ("clock_mhz=5000", ["5000", "at most 1600 at 7nm"])]:
                if command == ["verify"] and given == "clock_mhz=5000":
                    continue  # it has no technology but for areas
                with self.subTest(command=command[0], given=given):
                    self.reject(*command, "--set", given, words=words)
        self.reject("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "1", "--set", "pes_x=2",
                    words=["space.json", "pes_x", "must be one of the two"])
        self.reject("search", "--space", "space.json", "--evaluator", "exec:true", "--trials", "1", "--set", "pes_x=2",
                    words=["--set", "--evaluator"])


if __name__ == "__main__":
    unittest.main()
