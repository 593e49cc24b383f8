"""apollo search: its folder, repeatability, resuming."""
import csv
import json
import sqlite3
import unittest

from command_line import WIDE, CommandLineTest

SEARCH = ["search", "--space", "space.json", "--workload", "tiny.json"]


class SearchTest(CommandLineTest):
    def text(self, name):
        return (self.folder / name).read_text()

    def test_leaves_the_files_of_the_contract(self):
        summary = self.succeed_json(*SEARCH, "--trials", "10", "--out", "out")
        self.assertEqual(summary["trials"], 10)
        self.assertEqual(summary["feasible"] + sum(summary["infeasible"].values()), 10)
        for name in ["study.json", "trials.sqlite", "trials.csv", "best.json"]:
            self.assertTrue((self.folder / "out" / name).is_file(), name)
        with sqlite3.connect(self.folder / "out/trials.sqlite") as database:
            self.assertEqual(database.execute("select count(*) from trials").fetchone()[0], 10)
        rows = list(csv.DictReader(self.text("out/trials.csv").splitlines()))
        self.assertEqual(list(rows[0])[:8], ["trial", "pes_x", "compute_lanes", "pe_memory_bytes", "feasible", "reward",
                                             "area_mm2", "reason"])
        best = max(float(row["reward"]) for row in rows)
        self.assertAlmostEqual(summary["best"]["reward"], best)

    def test_best_is_a_configuration_file_with_that_reward(self):
        best = self.succeed_json(*SEARCH, "--trials", "10", "--out", "out")["best"]
        self.assertEqual(json.loads(self.text("out/best.json")), best["configuration"])
        evaluation = self.succeed_json("evaluate", "out/best.json", "--workload", "tiny.json")
        self.assertEqual(evaluation["reward"], best["reward"])
        self.assertEqual(evaluation["area_mm2"], best["area_mm2"])

    def test_a_template_belongs_to_the_study(self):
        search = [*SEARCH, "--trials", "10", "--out", "out"]
        best = self.succeed_json(*search, "--template", "permissive")["best"]
        evaluate = ["evaluate", "out/best.json", "--workload", "tiny.json", "--template"]
        self.assertEqual(self.succeed_json(*evaluate, "default")["area_mm2"], best["area_mm2"], "the file has its constants")
        self.reject(*search, "--resume", words=["out/study.json", "constants"])
        self.succeed(*search, "--template", "permissive", "--resume")

    def test_goes_on_without_a_baseline_that_can_run_the_network(self):
        self.write("wide.json", WIDE)
        self.write("large.json", {**self.edge, "activation_memory_entries": 8192, "pe_memory_bytes": 1 << 20})
        self.write("wide_space.json", {"parameters": [{"name": "activation_memory_entries", "values": [1024, 8192]},
                                                      {"name": "pe_memory_bytes", "values": [1 << 20]},
                                                      {"name": "pes_x", "values": [2, 4]}]})
        search = ["search", "--space", "wide_space.json", "--workload", "wide.json", "--trials", "4"]
        absolute = self.succeed_json(*search, "--baseline", "none", "--out", "none")
        self.assertEqual(absolute["best"]["reward_unit"], "inferences/s/mm2")
        self.assertNotIn("baseline", absolute)
        self.assertAlmostEqual(absolute["best"]["reward"],
                               absolute["best"]["workloads"][0]["throughput_per_s"] / absolute["best"]["area_mm2"])
        again = self.succeed(*search, "--baseline", "none", "--out", "none", "--resume")
        self.assertIn("reward inferences/s/mm2", again)
        self.assertNotIn("baseline", again)

        relative = self.succeed_json(*search, "--baseline", "large.json", "--out", "large")
        self.assertEqual(relative["best"]["reward_unit"], "x baseline")
        self.assertEqual(relative["best"]["configuration"]["pes_x"], absolute["best"]["configuration"]["pes_x"])
        for out, other in [("none", "large.json"), ("large", "none")]:
            self.reject(*search, "--baseline", other, "--out", out, "--resume",
                        words=[out + "/study.json", "evaluation.baseline", '"none"'])

    def test_does_not_depend_on_the_number_of_jobs(self):
        self.succeed(*SEARCH, "--trials", "20", "--out", "one", "--jobs", "1")
        self.succeed(*SEARCH, "--trials", "20", "--out", "four", "--jobs", "4")
        for name in ["study.json", "trials.csv", "best.json"]:
            self.assertEqual(self.text(f"one/{name}"), self.text(f"four/{name}"), name)

    def test_the_systemc_engine_finds_the_same_with_any_number_of_jobs(self):
        self.succeed(*SEARCH, "--trials", "12", "--out", "fast")
        for jobs in ["1", "3"]:
            out = "systemc" + jobs
            self.succeed(*SEARCH, "--trials", "12", "--engine", "systemc", "--out", out, "--jobs", jobs)
            self.assertEqual(self.text(out + "/trials.csv"), self.text("fast/trials.csv"))
            self.assertEqual(self.text(out + "/best.json"), self.text("fast/best.json"))
            self.assertEqual(json.loads(self.text(out + "/study.json"))["evaluation"]["engine"], "systemc")
        self.reject(*SEARCH, "--trials", "12", "--out", "systemc1", "--resume",
                    words=["systemc1/study.json", "evaluation.engine", "systemc", "fast"])
        self.reject(*SEARCH, "--trials", "12", "--engine", "systmc", words=["--engine", "systmc", "did you mean systemc?"])

    def test_a_finished_study_is_not_overwritten_but_can_be_resumed(self):
        self.succeed(*SEARCH, "--trials", "5", "--out", "out")
        trials = self.text("out/trials.csv")
        self.reject(*SEARCH, "--trials", "5", "--out", "out", words=["out", "resume"])
        self.reject(*SEARCH, "--trials", "5", "--out", "out", "--seed", "2", "--resume", words=["out/study.json", "seed"])
        self.succeed(*SEARCH, "--trials", "5", "--out", "out", "--resume")
        self.assertEqual(self.text("out/trials.csv"), trials)

    def cut(self, folder, trials):
        """As if the study had been killed after so many trials."""
        with sqlite3.connect(self.folder / folder / "trials.sqlite") as database:
            database.execute(f"delete from trials where id >= {trials}")
        database.close()

    def expect_same(self, one, other):
        for name in ["study.json", "trials.csv", "best.json"]:
            self.assertEqual(self.text(f"{one}/{name}"), self.text(f"{other}/{name}"), name)

    def test_resuming_needs_only_the_folder(self):
        self.write("large.json", {**self.edge, "pes_x": 2})
        search = [*SEARCH, "--trials", "20", "--proposals", "6", "--seed", "3", "--optimizer", "p3bo", "--option", "temperature=0.5",
                  "--area", "40", "--objective", "energy", "--baseline", "large.json", "--technology", "28nm", "--batch", "2"]
        whole = self.succeed_json(*search, "--out", "whole")
        self.succeed(*search, "--out", "out")
        self.cut("out", 9)
        (self.folder / "space.json").unlink()
        (self.folder / "large.json").unlink()
        self.assertEqual(self.succeed_json("search", "--resume", "--out", "out")["best"], whole["best"])
        self.expect_same("out", "whole")

    def test_what_a_study_decides_is_not_given_when_it_is_resumed(self):
        self.succeed(*SEARCH, "--trials", "5", "--out", "out")
        for options in [["--seed", "1"], ["--workload", "tiny.json"], ["--proposals", "16"], ["--baseline", "edge.json"]]:
            self.reject("search", "--resume", "--out", "out", *options, words=[options[0] + ": is decided by the study"])
        self.reject("search", "--resume", words=["--resume", "--space", "--out"])
        self.reject("search", "--resume", "--out", "nowhere", words=["nowhere: holds no study to go on with"])
        self.reject("search", "--out", "new", words=["--space is required"])
        self.reject("search", "--space", "space.json", "--out", "new", words=["apollo: --trials is required; see apollo search --help"])
        self.reject("search", "--space", "space.json", "--out", "new", "--resume",
                    words=["--trials is required with --space; --resume --out DIR alone goes on"])
        self.reject("search", "--trials", "1", "--trials=2", words=["--trials is given twice"])

    def test_more_trials_make_a_study_longer(self):
        for optimizer in ["random", "evolutionary", "p3bo"]:
            search = [*SEARCH, "--optimizer", optimizer, "--proposals", "4", "--trials"]
            self.succeed(*search, "18", "--out", optimizer)
            out = optimizer + "_extended"
            self.succeed(*search, "7", "--out", out)
            before = {name: self.text(f"{out}/{name}") for name in ["study.json", "trials.csv", "best.json", "history.json"]}
            self.reject("search", "--resume", "--out", out, "--trials", "6", words=["trials is 7 in the study and 6 now", "fewer"])
            self.assertEqual({name: self.text(f"{out}/{name}") for name in before}, before)
            self.succeed("search", "--resume", "--out", out, "--trials", "11")
            self.succeed(*search, "18", "--out", out, "--resume")
            self.expect_same(out, optimizer)

    def test_a_resumed_program_may_have_another_timeout(self):
        self.write("evaluator.py", b"""import json, sys, time
for line in sys.stdin:
    time.sleep(float(open("seconds").read()))
    print(json.dumps({"id": json.loads(line)["id"], "feasible": True, "reward": 1}), flush=True)
""")
        self.write("seconds", b"0")
        self.succeed("search", "--space", "space.json", "--evaluator", "exec:python3 evaluator.py", "--trials", "3", "--out", "out")
        self.write("seconds", b"60")
        result = self.run_apollo("search", "--resume", "--out", "out", "--trials", "4", "--evaluator-timeout", "0.1", "--on-failure",
                                 "retry=0", "--json")
        self.assertEqual(json.loads(result.stdout)["failed"],
                         [{"trial": 3, "attempts": 1, "reason": "evaluator_timeout", "error": "no answer within 0.1 s"}])

    def test_a_changed_network_file_cannot_be_resumed(self):
        self.succeed(*SEARCH, "--trials", "5", "--out", "out")
        network = json.loads(self.text("tiny.json"))
        network["layers"][0]["channels"] = 16
        self.write("tiny.json", network)
        self.reject(*SEARCH, "--trials", "5", "--out", "out", "--resume", words=["out/study.json", "tiny.json"])
        self.reject("search", "--out", "out", "--resume", words=["tiny.json: is not the network that was searched for"])

    def test_a_broken_off_study_ends_like_an_unbroken_one(self):
        self.succeed(*SEARCH, "--trials", "20", "--out", "unbroken")
        self.succeed(*SEARCH, "--trials", "20", "--out", "broken")
        with sqlite3.connect(self.folder / "broken/trials.sqlite") as database:
            database.execute("delete from trials where id >= 7")
        database.close()
        self.succeed(*SEARCH, "--trials", "20", "--out", "broken", "--resume")
        self.assertEqual(self.text("broken/trials.csv"), self.text("unbroken/trials.csv"))

    def test_nothing_feasible_is_status_1(self):
        result = self.run_apollo(*SEARCH, "--trials", "5", "--area", "0.1", "--out", "out", "--json")
        self.assertEqual(result.returncode, 1, result.stderr)
        summary = json.loads(result.stdout)
        self.assertIsNone(summary["best"])
        self.assertEqual(summary["infeasible"]["area"], 5)
        self.assertFalse((self.folder / "out/best.json").exists())
        hint = "--area-mode known proposes none that are"
        self.assertIn(hint, self.run_apollo("search", "--resume", "--out", "out").stdout)
        self.assertNotIn(hint, self.run_apollo(*SEARCH, "--trials", "5", "--latency", "0.001", "--out", "slow").stdout)

    def test_a_known_area_budget_costs_no_trials(self):
        everything = self.succeed_json(*SEARCH, "--trials", "24", "--area", "2", "--out", "blackbox")
        over = everything["infeasible"]["area"]
        self.assertTrue(0 < over < 24)
        within = self.succeed_json(*SEARCH, "--trials", "24", "--area", "2", "--area-mode", "known", "--out", "known")
        self.assertEqual(within["trials"], 24 - over)
        self.assertEqual(within["infeasible"]["area"], 0)
        self.assertEqual(within["best"]["reward"], everything["best"]["reward"])
        self.reject(*SEARCH, "--trials", "24", "--area-mode", "known", words=["--area-mode", "known", "--area"])

    def test_objectives_and_constraints_decide_what_is_best(self):
        free = self.succeed_json(*SEARCH, "--trials", "24", "--out", "free", "--objective", "throughput")
        rows = list(csv.DictReader(self.text("free/trials.csv").splitlines()))
        latencies = sorted(float(row["latency_ms_tiny"]) for row in rows)
        self.assertEqual(float(rows[free["best"]["trial"]]["latency_ms_tiny"]), latencies[0])
        limit = latencies[len(latencies) // 2]
        slow = self.succeed_json(*SEARCH, "--trials", "24", "--out", "limited", "--objective", "energy", "--latency",
                                 str(limit))
        self.assertEqual(slow["feasible"], sum(latency <= limit for latency in latencies))
        self.assertEqual(slow["infeasible"]["latency"], 24 - slow["feasible"])
        allowed = [row for row in rows if float(row["latency_ms_tiny"]) <= limit]
        least = min(float(row["energy_mj_tiny"]) for row in allowed)
        self.assertEqual(float(rows[slow["best"]["trial"]]["energy_mj_tiny"]), least)
        self.reject(*SEARCH, "--trials", "5", "--objective", "energie", words=["--objective", "did you mean energy?"])
        self.reject(*SEARCH, "--trials", "5", "--power", "0", words=["--power", "0"])

    def test_the_default_folder_names_the_study(self):
        summary = self.succeed_json(*SEARCH, "--trials", "3", "--seed", "9", "--area", "6.8")
        self.assertEqual(summary["folder"], "results/space_tiny_random_9_6.8mm2")
        self.assertTrue((self.folder / summary["folder"] / "study.json").is_file())

    def test_a_space_that_is_used_up_ends_early(self):
        summary = self.succeed_json(*SEARCH, "--trials", "1000", "--out", "out")
        self.assertEqual(summary["trials"], 3 * 4 * 2)
        self.assertIs(summary["exhausted"], True)


if __name__ == "__main__":
    unittest.main()
