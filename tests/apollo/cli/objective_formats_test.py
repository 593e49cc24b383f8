"""Files and answers of several objectives, and of a program's own, are as their schemas in configs/schema say."""
import json
import shutil
import sys
import unittest

from command_line import SWEEP
from schemas import SCHEMAS, SchemaTest, is_valid

OBJECTIVES = SCHEMAS["objectives.schema.json"]["$defs"]


class ObjectiveFormatsTest(SchemaTest):
    def test_files_of_several_objectives_and_networks(self):
        networks = ("--workload", "ds_cnn", "--workload", "anomaly_autoencoder")
        search = ("search", "--space", "space.json", *networks, "--trials", "12", "--json")
        two = ("--objective", "latency", "--objective", "energy")
        for folder, given in (("found", (*two, "--reference", "0.1,0.2", "--aggregate", "worst")),
                              ("three", (*two, "--objective", "area", "--optimizer", "p3bo")),
                              ("absolute", (*two, "--baseline", "none")), ("nothing", (*two, "--area", "0.01"))):
            printed = json.loads(self.run_apollo(*search, *given, "--out", folder).stdout)
            self.check("search_result", printed, folder)
            status = self.check_printed("study_status", "study", folder, "--json")
            self.assertEqual([result["front"] for result in (printed, status)], [printed["front"]] * 2)
            self.assertEqual("rests_on" in status, folder in ("found", "three"), folder)
            self.check_file("study", folder + "/study.json")
            report = self.check_printed("report", "report", folder, "--json")
            self.assertEqual(report["objectives"], printed["front"]["objectives"])
            self.assertEqual("front" in report["datasets"], folder != "nothing")
            self.assertEqual((self.folder / folder / "front.json").exists(), folder != "nothing")
            if folder == "nothing":
                continue
            self.check_file("front", folder + "/front.json")
            self.assertIn("hypervolume", [fact["label"] for fact in report["facts"]])
            best = self.check_printed("trials", "study", folder, "--top", "1", "--json")[0]
            self.check_printed("trials", "study", folder, "--export", "json")
            trial = self.check_printed("trial", "study", folder, "--trial", str(best["trial"]), "--json")
            self.assertEqual({"reward_" + name: reward for name, reward in trial["evaluation"]["rewards"].items()},
                             {name: reward for name, reward in best["details"].items() if name.startswith("reward_")})
        evaluation = self.check_printed("evaluation", "evaluate", "found/best.json", *networks, *two, "--json")
        self.assertEqual(list(evaluation["rewards"]), ["latency", "energy"])
        front = json.loads((self.folder / "found/front.json").read_text())
        self.assertFalse(is_valid("front", {**front, "designs": []}))
        self.assertFalse(is_valid("front", {**front, "objectives": ["latency"]}))
        study = json.loads((self.folder / "found/study.json").read_text())
        self.assertFalse(is_valid("study", {**study, "objective": "latency"}))  # with a reference

    def test_files_of_a_sweep_with_several_objectives_and_networks(self):
        self.write("sweep.json", {**SWEEP, "workloads": ["ds_cnn", "anomaly_autoencoder"], "objective": ["latency", "area"],
                                  "reference": [0, 0.5], "aggregate": "harmonic_mean", "optimizers": ["random", "p3bo"]})
        self.check_file("sweep", "sweep.json")
        summary = self.check_printed("sweep_summary", "sweep", "sweep.json", "--out", "swept", "--json")
        for name, file in (("sweep_summary", "summary"), ("sweep_runs", "sweep"), ("sweep", "request"), ("history", "history")):
            self.check_file(name, f"swept/{file}.json")
        for row in summary["rows"]:
            self.check_file("study", f"swept/{row['best_folder']}/study.json")
            self.check_file("front", f"swept/{row['best_folder']}/front.json")
        report = self.check_printed("report", "report", "swept", "--json")
        self.assertIn("front", report["datasets"])

    def test_files_of_a_search_for_objectives_of_a_program(self):
        self.write("program.py", b"""import json, sys
for line in sys.stdin:
    request = json.loads(line)
    lanes = request["configuration"]["compute_lanes"]
    answer = {"id": request["id"], "feasible": True, "reward_speed": lanes, "reward_small": 1 / lanes}
    print(json.dumps(answer), flush=True)
""")
        self.write("sweep.json", {"space": "space.json", "evaluator": f"exec:{sys.executable} program.py", "optimizers": ["random"],
                                  "objective": ["speed", "small"], "reference": [1, 0], "seeds": 1, "trials": 6})
        self.assertTrue(is_valid("sweep", json.loads((self.folder / "sweep.json").read_text())))
        self.check_printed("sweep_summary", "sweep", "sweep.json", "--out", "swept", "--json")
        self.check_file("study", "swept/random_1/study.json")
        self.check_file("front", "swept/random_1/front.json")
        self.check_printed("study_status", "study", "swept/random_1", "--json")
        self.assertIn("front", self.check_printed("report", "report", "swept", "--json")["datasets"])

    def test_an_answer_has_a_reward_or_some(self):
        for more, good in (({"reward": 1}, True), ({"reward_speed": 1, "reward_small": 2}, True), ({"speed": 1}, False), ({}, False)):
            self.assertEqual(is_valid("answer", {"id": 1, "feasible": True, **more}), good)

    def test_the_program_knows_the_objectives_of_the_schema(self):
        for option, names in (("--objective", OBJECTIVES["name"]["enum"]), ("--aggregate", OBJECTIVES["aggregate"]["enum"])):
            error = self.run_apollo("evaluate", "edge.json", "--workload", "tiny.json", option, "?").stderr
            self.assertEqual(error.strip().split("one of: ")[1].split(", "), names)

    def test_objectives_that_the_schema_refuses_the_program_refuses(self):
        two = {"objective": ["latency", "area"]}
        for given, good in (({"objective": "area"}, True), ({"objective": ["area"]}, True), (two, True), ({**two, "reference": [0, 2]}, True),
                            ({"aggregate": "weighted"}, True), ({"objective": OBJECTIVES["name"]["enum"][:4]}, True),
                            ({"objective": OBJECTIVES["name"]["enum"][:5]}, False), ({"objective": []}, False),
                            ({"objective": "speed"}, False), ({"objective": ["area", "area"]}, False), ({**two, "reference": [0, -1]}, False),
                            ({**two, "reference": 1}, False), ({"reference": [1, 1]}, False), ({"objective": "area", "reference": [1]}, False),
                            ({"aggregate": "median"}, False), ({"aggregate": None}, False), ({**two, "reference": None}, False)):
            with self.subTest(given=given):
                shutil.rmtree(self.folder / "swept", ignore_errors=True)
                content = {"space": "space.json", "workloads": ["tiny.json"], "optimizers": ["random"], "seeds": 1, "trials": 4, **given}
                self.assertEqual(is_valid("sweep", content), good)
                self.write("file.json", content)
                if good:
                    self.succeed("sweep", "file.json", "--out", "swept")
                else:
                    self.reject("sweep", "file.json", "--out", "swept", words=["file.json"])


if __name__ == "__main__":
    unittest.main()
