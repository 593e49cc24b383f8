"""`apollo prove`: the best of a space, what is told of it, proofs that are broken off, and certificates that are wrong."""
import json
import random
import signal
import subprocess
import time
import unittest

from command_line import BINARY, SPACE, CommandLineTest

# Enough points that a run has many batches.
LARGER = {
    "parameters": [
        {"name": "pes_x", "values": [1, 2, 4]},
        {"name": "pes_y", "values": [1, 2, 4]},
        {"name": "compute_lanes", "values": [8, 16, 32, 64]},
        {"name": "pe_memory_bytes", "values": [8192, 16384, 262144]},
        {"name": "core_memory_bytes", "values": [8192, 16384, 32768]},
        {"name": "dram_bandwidth_gbps", "values": [1, 5, 30]},
    ]
}
PROVE = ("prove", "--space", "space.json", "--workload", "tiny.json")


class ProveTest(CommandLineTest):
    def best_by_search(self, *given):
        """Of all points of the space, as a search that goes on until none is left finds it."""
        found = self.succeed_json("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "10000", "--out", "all", *given)
        self.assertTrue(found["exhausted"])
        return found

    def lines(self, folder="proof"):
        return (self.folder / folder / "certificate.jsonl").read_text().splitlines()

    def test_the_best_is_that_of_all_points(self):
        found = self.best_by_search("--area", "4")
        proof = self.succeed_json(*PROVE, "--area", "4", "--out", "proof")
        self.assertTrue(proof["proved"])
        self.assertEqual((proof["best_reward"], proof["most"], proof["gap"]), (found["best"]["reward"], found["best"]["reward"], 0))
        self.assertEqual(proof["best"], found["best"]["configuration"])
        self.assertEqual(json.loads((self.folder / "proof/best.json").read_text()), found["best"]["configuration"])
        counts = proof["points"]
        self.assertEqual(sum(counts.values()), found["trials"])
        self.assertEqual(counts["area"], found["infeasible"]["area"])
        self.assertEqual(counts["open"], 0)

    def test_the_text_says_what_is_proved(self):
        text = self.succeed(*PROVE, "--out", "proof")
        self.assertTrue(text.startswith("proved: the best design has the reward "), text)
        text = self.succeed("prove", "--check", "proof/certificate.jsonl")
        self.assertTrue(text.startswith("proof/certificate.jsonl is right: proved: the best design has the reward "), text)
        result = self.run_apollo(*PROVE, "--area", "0.1", "--out", "nothing")
        self.assertEqual((result.returncode, result.stdout.splitlines()[0]), (1, "no design of the space is feasible"))

    def test_an_incumbent_of_a_study(self):
        self.best_by_search()
        proof = self.succeed_json(*PROVE, "--incumbent", "all", "--out", "proof")
        self.assertTrue(proof["proved"])
        self.assertEqual(json.loads(self.lines()[0])["question"]["incumbent"],
                         {p["name"]: proof["best"][p["name"]] for p in SPACE["parameters"]})

    def test_bad_incumbents(self):
        self.best_by_search()
        best = json.loads((self.folder / "all/best.json").read_text())
        self.reject(*PROVE, "--incumbent", "nowhere", "--out", "proof", words=["nowhere"])
        self.reject(*PROVE, "--incumbent", "all", "--area", "0.5", "--out", "proof",
                    words=["--incumbent: all", "the best design takes", "mm2; must be at most 0.5 (--area)"])
        fewer = [{**SPACE["parameters"][0], "values": [v for v in (1, 2, 4, 8) if v != best["pes_x"]]}, *SPACE["parameters"][1:]]
        self.write("fewer.json", {"parameters": fewer})
        self.reject("prove", "--space", "fewer.json", "--workload", "tiny.json", "--incumbent", "all", "--out", "proof",
                    words=["--incumbent: all", f"pes_x is {best['pes_x']}"])
        self.write("other.json", {"parameters": [{"name": "pes_y", "values": [1, 2]}]})
        self.reject("prove", "--space", "other.json", "--workload", "tiny.json", "--incumbent", "all", "--out", "proof",
                    words=["--incumbent: all", "is no point of the space"])
        self.run_apollo("search", "--space", "space.json", "--workload", "tiny.json", "--area", "0.1", "--trials", "3", "--out", "nothing")
        self.reject(*PROVE, "--incumbent", "nothing", "--out", "proof", words=["--incumbent: nothing", "no trial is feasible"])
        self.write("strict.json", {**SPACE, "require": [f"pes_x != {best['pes_x']}"]})
        self.reject("prove", "--space", "strict.json", "--workload", "tiny.json", "--incumbent", "all", "--out", "proof",
                    words=["--incumbent: all", "breaks a condition"])

    def test_bad_calls(self):
        self.reject("prove", words=["--space is required"])
        self.reject(*PROVE, "--objective", "energy", "--out", "proof", words=['objective is "energy"'])
        self.reject(*PROVE, "--slack", "2", "--out", "proof", words=["--slack"])
        self.reject(*PROVE, "--sample", "2", "--out", "proof", words=["--sample: must be used with --check"])
        self.reject("prove", "--check", "c.jsonl", "--out", "proof", words=["--out: must not be used with --check"])
        self.reject("prove", "--check", ".", words=[".: is a folder; must be the certificate.jsonl"])
        self.reject("prove", "--resume", words=["--resume: must be used with --space, or with --out"])
        self.reject("prove", "--resume", "--out", "none", words=["none: holds no proof to go on with"])
        self.succeed(*PROVE, "--out", "proof")
        self.reject(*PROVE, "--out", "proof", words=["proof: holds a proof already"])
        self.reject(*PROVE, "--area", "3", "--out", "proof", "--resume", words=["proof: holds a proof of another question"])
        self.reject("prove", "--resume", "--out", "proof", "--area", "3", words=["--area: is decided by the proof"])

    def test_a_network_that_has_changed(self):
        self.succeed(*PROVE, "--out", "proof")
        changed = json.loads((self.folder / "tiny.json").read_text())
        changed["layers"][0]["channels"] = 16
        self.write("tiny.json", changed)
        self.reject("prove", "--resume", "--out", "proof", words=["tiny"])
        self.reject("prove", "--check", "proof/certificate.jsonl", words=["tiny"])

    def test_certificates_that_are_wrong(self):
        self.succeed(*PROVE, "--area", "4", "--out", "proof")
        lines = self.lines()
        draw = random.Random(1)
        for i in range(len(lines)):
            digits = [k for k, c in enumerate(lines[i]) if c.isdigit()]
            k = draw.choice(digits)
            altered = lines[i][:k] + str((int(lines[i][k]) + 1) % 10) + lines[i][k + 1:]
            self.write("altered.jsonl", "\n".join([*lines[:i], altered, *lines[i + 1:], ""]).encode())
            self.reject("prove", "--check", "altered.jsonl", words=["altered.jsonl:"])
        for content in (b"", b"{}\n", b"\n\n\n\n", "\n".join(lines[:-1]).encode(), bytes(range(256)), "\n".join(lines[::-1]).encode()):
            self.write("altered.jsonl", content)
            self.reject("prove", "--check", "altered.jsonl", words=["altered.jsonl"])
        self.reject("prove", "--check", "nowhere.jsonl", words=["nowhere.jsonl: cannot be read"])

    def test_damaged_folders(self):
        self.succeed(*PROVE, "--out", "proof")
        question = (self.folder / "proof/question.json").read_bytes()
        for content in (b"", question[:-20], b"[]", question.replace(b'"slack"', b'"slak"')):
            self.write("proof/question.json", content)
            self.reject("prove", "--resume", "--out", "proof", words=["proof/question.json"])
        self.write("proof/question.json", question)
        self.write("proof/evaluated.jsonl", b"{}\n")
        self.reject("prove", "--resume", "--out", "proof", words=["proof/evaluated.jsonl:1"])

    def test_a_deadline_leaves_a_certificate_of_what_is_known(self):
        self.write("space.json", LARGER)
        whole = self.succeed_json(*PROVE, "--out", "whole")
        stopped = 0
        for seconds in (0.01, 0.1, 0.2, 0.4, 0.8, 1.6):
            folder = f"part{seconds}"
            part = self.run_apollo(*PROVE, "--out", folder, "--deadline", f"{seconds}s", "--jobs", "1", "--json")
            if part.returncode == 0:
                break
            self.assertEqual(part.returncode, 124, part.stderr)
            self.assertIn(f"to go on: apollo prove --resume --out {folder}", part.stderr)
            if part.stdout:
                known = json.loads(part.stdout)
                self.assertFalse(known["proved"])
                self.assertGreater(known["points"]["open"], 0)
                self.assertGreaterEqual(known["most"], whole["best_reward"])
                self.succeed("prove", "--check", folder + "/certificate.jsonl")
            stopped += 1
            self.succeed("prove", "--resume", "--out", folder)
            self.assertEqual(self.lines(folder), self.lines("whole"))
        self.assertGreater(stopped, 0)

    def test_a_killed_proof_goes_on(self):
        self.write("space.json", LARGER)
        start = time.monotonic()
        self.succeed(*PROVE, "--out", "whole", "--jobs", "2")
        duration = time.monotonic() - start
        draw = random.Random(2)
        for round_ in range(3):
            folder, kills = f"part{round_}", 0
            while True:
                run = subprocess.Popen([BINARY, *PROVE, "--out", folder, "--resume", "--jobs", "2"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
                if kills < 3:
                    time.sleep(draw.uniform(0, duration))
                    run.send_signal(signal.SIGKILL)
                    kills += 1
                if run.wait(timeout=300) == 0:
                    break
            self.assertEqual(self.lines(folder), self.lines("whole"))


if __name__ == "__main__":
    unittest.main()
