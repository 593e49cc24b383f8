"""apollo search --transfer-from and --offline: studies that learn from other studies."""
import csv
import io
import json
import unittest

from schemas import SchemaTest

SEARCH = ["search", "--space", "space.json", "--workload", "tiny.json"]


class TransferTest(SchemaTest):
    def setUp(self):
        super().setUp()
        self.succeed(*SEARCH, "--area", "4", "--trials", "24", "--out", "source", "--seed", "5")

    def rows(self, folder):
        return list(csv.DictReader(io.StringIO((self.folder / folder / "trials.csv").read_text())))

    def rewards(self, folder):
        return [float(row["reward"]) for row in self.rows(folder) if row["feasible"] == "true"]

    def test_begins_with_the_best_that_is_known(self):
        self.succeed(*SEARCH, "--area", "3", "--trials", "20", "--transfer-from", "source", "--out", "out")
        fitting = [float(row["reward"]) for row in self.rows("source") if row["feasible"] == "true" and float(row["area_mm2"]) <= 3]
        first = self.rows("out")[0]
        self.assertEqual(float(first["reward"]), max(fitting))
        self.check_file("study", "out/study.json")
        self.check_file("transfer", "out/transfer.json")

    def test_goes_on_without_the_source_with_the_same_trials(self):
        for optimizer in ("random", "local", "evolutionary", "bayesian", "p3bo"):
            args = [*SEARCH, "--optimizer", optimizer, "--transfer-from", "source"]
            self.succeed(*args, "--trials", "40", "--out", f"whole_{optimizer}")
            self.succeed(*args, "--trials", "20", "--out", f"parts_{optimizer}")
        (self.folder / "source").rename(self.folder / "gone")
        for optimizer in ("random", "local", "evolutionary", "bayesian", "p3bo"):
            self.succeed("search", "--resume", "--out", f"parts_{optimizer}", "--trials", "40")
            self.assertEqual(self.rows(f"parts_{optimizer}"), self.rows(f"whole_{optimizer}"), optimizer)

    def test_offline_proposes_what_the_log_has_not(self):
        self.succeed(*SEARCH, "--area", "4", "--trials", "10", "--out", "log")
        result = self.succeed_json(*SEARCH, "--area", "4", "--offline", "log", "--propose", "8", "--out", "out")
        self.assertEqual(result["trials"], 8)
        parameters = [parameter["name"] for parameter in json.loads((self.folder / "space.json").read_text())["parameters"]]
        logged, proposed = ({tuple(row[name] for name in parameters) for row in self.rows(folder)} for folder in ("log", "out"))
        self.assertEqual(len(proposed), 8)
        self.assertFalse(logged & proposed)

    def test_refuses_what_it_cannot_learn_from(self):
        transfer = [*SEARCH, "--trials", "8", "--out", "out"]
        (self.folder / "other.json").write_text('{"parameters": [{"name": "knob", "values": [1, 2, 3]}]}')
        self.write("evaluator.py", b"import json, sys\nfor line in sys.stdin:\n    print(json.dumps({'id': json.loads(line)['id'], 'feasible': True, "
                                   b"'reward': 1}), flush=True)\n")
        self.succeed("search", "--space", "other.json", "--evaluator", "exec:python3 evaluator.py", "--trials", "3", "--out", "knobs")
        for args, words in (
                ([*transfer, "--transfer-from", "nothing"], ["nothing/study.json"]),
                ([*transfer, "--transfer-from", "knobs"], ["knobs", "has none of the parameters of the space: pes_x, compute_lanes, pe_memory_bytes"]),
                ([*transfer, "--transfer-from", "source", "--offline", "source", "--propose", "3"], ["--offline", "--transfer-from"]),
                ([*transfer, "--propose", "3"], ["--propose", "must be used with --offline"]),
                ([*SEARCH, "--offline", "source", "--out", "out"], ["--propose is required with --offline"]),
                ([*transfer, "--offline", "source", "--propose", "3"], ["--trials", "must not be used with --offline"])):
            self.reject(*args, words=words)

    def test_refuses_copies_that_were_changed(self):
        self.succeed(*SEARCH, "--trials", "20", "--transfer-from", "source", "--out", "out")
        path = self.folder / "out/transfer.json"
        path.write_text(path.read_text().replace("true", "false", 1))
        self.reject("search", "--resume", "--out", "out", "--trials", "40", words=["out/transfer.json", "has changed since the study began"])


if __name__ == "__main__":
    unittest.main()
