"""apollo space, workloads, optimizers, and help."""
import unittest

from command_line import TINY_MACS, CommandLineTest


class ListsTest(CommandLineTest):
    def test_space(self):
        self.assertIn({"name": "apollo", "parameters": 10, "points": 452760000}, self.succeed_json("space"))
        self.assertIn("452760000 points", self.succeed("space", "apollo"))
        self.assertEqual(self.succeed_json("space", "space.json")["points"], 3 * 4 * 2)

    def test_workloads(self):
        lists = self.succeed_json("workloads")
        self.assertIn("resnet50", [w["name"] for w in lists["workloads"]])
        self.assertIn("edge", lists["suites"])
        network = self.succeed_json("workloads", "tiny.json")
        self.assertEqual(network["macs"], TINY_MACS)
        self.assertEqual([layer["name"] for layer in network["layers"]], ["conv", "dense"])
        self.assertIn("dense", self.succeed("workloads", "tiny.json"))

    def test_optimizers(self):
        names = [o["name"] for o in self.succeed_json("optimizers")]
        self.assertIn("random", names)
        for name in names:
            self.assertEqual(self.succeed_json("optimizers", name)["name"], name)
            self.assertIn(name, self.succeed("optimizers", name))

    def test_every_command_explains_itself(self):
        overview = self.succeed("--help")
        commands = [line.split()[0] for line in overview.splitlines() if line.startswith("  ")]
        self.assertIn("evaluate", commands)
        for command in commands:
            self.assertIn(f"Usage: apollo {command}", self.succeed(command, "--help"))


if __name__ == "__main__":
    unittest.main()
