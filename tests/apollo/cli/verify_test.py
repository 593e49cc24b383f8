"""apollo verify: the engines agree; what is drawn depends on the seed and the sample's number alone; samples run in processes of their own."""
import json
import os
import pathlib
import shlex
import signal
import subprocess
import time
import unittest

from command_line import BINARY, CommandLineTest

# Each sample takes a while, and has a mapping.
WHOLE = ["verify", "--workload", "mobilenet_v2", "--whole-networks", "--space", "roomy.json"]
ROOMY = {"parameters": [{"name": "pes_x", "values": [1, 2, 4]}, {"name": "pe_memory_bytes", "values": [262144, 524288]}]}


def children(pid):
    """The processes that a process has started and not yet waited for."""
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def family(pid):
    """All processes below one."""
    below = children(pid)
    return below + [p for child in below for p in family(child)]


def state(pid):
    """The state letter of a process; Z if it has ended."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def wait_for(condition):
    end = time.monotonic() + 120
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("did not happen")
        time.sleep(0.001)


class VerifyTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("roomy.json", ROOMY)

    def start(self, *arguments):
        process = subprocess.Popen([BINARY, *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_bounds_alone_compare_no_values(self):
        command = ["verify", "--samples", "20"]
        both, bounds = self.succeed_json(*command), self.succeed_json(*command, "--bounds")
        self.assertGreater(both["values"], 0)
        self.assertEqual(bounds, {**both, "functional": 0, "values": 0})

    def test_random_layers_of_all_kinds(self):
        result = self.succeed_json("verify", "--samples", "48", "--seed", "5")
        self.assertEqual(result["samples"], 48)
        self.assertEqual(result["differences"], [])
        self.assertGreater(result["functional"], 40)
        self.assertGreater(result["values"], 1000)

    def test_layers_and_whole_networks_on_points_of_a_space(self):
        result = self.succeed_json("verify", "--workload", "rnnt_encoder", "--space", "space.json", "--samples", "26")
        self.assertEqual(result["differences"], [])
        self.assertEqual(result["networks"], 2)  # samples 0 and 25
        self.assertEqual(result["layers"], 24)

    def test_whole_networks_only(self):
        result = self.succeed_json("verify", "--workload", "tiny.json", "--whole-networks", "--samples", "6")
        self.assertEqual(result["layers"], 0)
        self.assertGreater(result["networks"], 0)
        self.reject("verify", "--whole-networks", words=["--whole-networks", "--workload"])

    def test_points_within_an_area(self):
        def cycles(*arguments):
            return self.succeed_json("verify", "--workload", "tiny.json", "--whole-networks", "--space", "small.json", "--samples", "8",
                                     *arguments)["cycles"]

        # Only the first value fits: every sample is that design.
        self.write("small.json", {"parameters": [{"name": "pe_memory_bytes", "values": [1048576, 16777216, 33554432]},
                                                 {"name": "pes_x", "values": [1, 4]}]})
        one = {"parameters": [{"name": "pe_memory_bytes", "values": [1048576]}, {"name": "pes_x", "values": [1]}]}
        limited = cycles("--area", "6.8")
        self.assertNotEqual(limited, cycles())
        self.write("small.json", one)
        self.assertEqual(limited, cycles())
        self.reject("verify", "--workload", "tiny.json", "--space", "small.json", "--area", "0.1", words=["area", "must be larger"])
        self.reject("verify", "--area", "6.8", words=["--area", "--space"])

    def test_the_number_of_jobs_does_not_matter(self):
        for form in [[], ["--json"]]:
            one = self.succeed("verify", "--samples", "30", "--jobs", "1", *form)
            self.assertEqual(one, self.succeed("verify", "--samples", "30", "--jobs", "3", *form))

    def test_one_sample_alone(self):
        cycles = [self.succeed_json("verify", "--samples", "3", "--sample", str(i))["cycles"] for i in range(3)]
        self.assertEqual(sum(cycles), self.succeed_json("verify", "--samples", "3")["cycles"])

    def test_a_process_that_dies_is_a_difference_and_the_rest_go_on(self):
        run = self.start(*WHOLE, "--samples", "5", "--jobs", "2", "--json")

        def killed_one():
            for worker in children(run.pid):
                os.kill(worker, signal.SIGSTOP)  # so that it does not end before the kill
                wait_for(lambda: state(worker) in "TZ")
                if state(worker) == "T":
                    os.kill(worker, signal.SIGKILL)
                    return True
            return False

        wait_for(killed_one)
        text, errors = run.communicate(timeout=300)
        self.assertEqual(run.returncode, 1, errors)
        result = json.loads(text)
        self.assertEqual(result["samples"], 5)
        self.assertEqual(result["feasible"], 4)
        self.assertEqual(len(result["differences"]), 1)
        lost = result["differences"][0]
        self.assertEqual(lost["difference"], "worker process: died of signal Killed\n")
        self.assertEqual(lost["network"], "mobilenet_v2")
        again = shlex.split(lost["reproduce"])
        self.assertEqual(again[0], "apollo")
        self.assertEqual(self.succeed_json(*again[1:])["feasible"], 1)

    def test_sigint_ends_it_in_order(self):
        run = self.start(*WHOLE, "--samples", "10000", "--jobs", "2", "--json")
        wait_for(lambda: children(run.pid))
        run.send_signal(signal.SIGINT)
        text, errors = run.communicate(timeout=300)
        self.assertEqual(run.returncode, 130, errors)
        result = json.loads(text)
        self.assertLess(result["samples"], 10000)
        self.assertGreater(result["samples"], 0)
        self.assertEqual(result["differences"], [])

    def test_no_process_outlives_it(self):
        run = self.start(*WHOLE, "--samples", "10000", "--jobs", "2")
        wait_for(lambda: len(family(run.pid)) >= 2)
        below = family(run.pid)
        run.kill()
        run.communicate()
        wait_for(lambda: all(state(pid) == "Z" for pid in below))


if __name__ == "__main__":
    unittest.main()
