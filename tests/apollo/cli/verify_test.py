"""apollo verify: the engines agree, and what is drawn depends on the seed and the sample's number alone."""
import os
import unittest

from command_line import CommandLineTest


class VerifyTest(CommandLineTest):
    def test_random_layers_of_all_kinds(self):
        result = self.succeed_json("verify", "--samples", "48", "--seed", "5", "--jobs", "1")
        self.assertEqual(result["samples"], 48)
        self.assertEqual(result["differences"], [])
        self.assertGreater(result["functional"], 40)
        self.assertGreater(result["values"], 1000)

    def test_layers_and_whole_networks_on_points_of_a_space(self):
        result = self.succeed_json(
            "verify", "--workload", "rnnt_encoder", "--space", "space.json", "--samples", "26",
            "--jobs", "1")
        self.assertEqual(result["differences"], [])
        self.assertEqual(result["networks"], 2)  # samples 0 and 25
        self.assertEqual(result["layers"], 24)

    @unittest.skipIf(os.environ.get("APOLLO_SANITIZE") == "ON",
                     "the address sanitizer's allocator may hang in the child of a process with several threads")
    def test_the_number_of_jobs_does_not_matter(self):
        one = self.succeed_json("verify", "--samples", "30", "--jobs", "1")
        self.assertEqual(one, self.succeed_json("verify", "--samples", "30", "--jobs", "3"))

    def test_one_sample_alone(self):
        cycles = [self.succeed_json("verify", "--samples", "3", "--sample", str(i), "--jobs", "1")["cycles"] for i in range(3)]
        self.assertEqual(sum(cycles), self.succeed_json("verify", "--samples", "3", "--jobs", "1")["cycles"])


if __name__ == "__main__":
    unittest.main()
