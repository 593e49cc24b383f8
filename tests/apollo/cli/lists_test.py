"""apollo space, workloads, optimizers, and help."""
import re
import shutil
import subprocess
import unittest

from command_line import SOURCE, TINY, TINY_MACS, CommandLineTest


class ListsTest(CommandLineTest):
    def test_space(self):
        self.assertIn({"name": "apollo", "parameters": 10, "points": 452760000}, self.succeed_json("space"))
        self.assertIn("452760000 points", self.succeed("space", "apollo"))
        self.assertEqual(self.succeed_json("space", "space.json")["points"], 3 * 4 * 2)

    def test_parameters(self):
        lists = self.succeed_json("space", "--parameters")
        searched = [entry["name"] for entry in self.succeed_json("space", "apollo")["parameters"]]
        self.assertEqual([field["name"] for field in lists["parameters"]], searched)
        self.assertEqual({field["name"]: field["default"] for field in lists["parameters"]}, self.edge)
        text = self.succeed("space", "--parameters")
        for field in [*lists["parameters"], *lists["constants"]]:
            self.assertLessEqual(field["lowest"], field["default"])
            self.assertLessEqual(field["default"], field["highest"])
            cells = [field[key] for key in ["name", "unit", "lowest", "highest", "default", "help"]]
            self.assertRegex(text, r"(?m)^" + " +".join(re.escape(str(cell)) for cell in cells) + "$")
        self.reject("space", "apollo", "--parameters", words=["--parameters", "apollo"])

    def test_the_documentation_has_the_parameters(self):
        page = (SOURCE / "docs/template.md").read_text()
        for kind, fields in self.succeed_json("space", "--parameters").items():
            table = [f"| {kind[:-1]} | unit | lowest | highest | default | what it is |", "|---|---|---|---|---|---|"]
            table += [f"| `{f['name']}` | {f['unit']} | {f['lowest']} | {f['highest']} | {f['default']} | {f['help']} |"
                      for f in fields]
            self.assertIn("\n".join(["", *table, "", ""]), page)

    def test_workloads(self):
        lists = self.succeed_json("workloads")
        domains = {w["name"]: w["domain"] for w in lists["workloads"]}
        self.assertEqual(domains["resnet50"], "classification")
        for suite in lists["suites"].values():
            self.assertLessEqual({entry["network"] for entry in suite}, set(domains))
        self.assertEqual({entry["weight"] for suite in lists["suites"].values() for entry in suite}, {1})
        text = self.succeed("workloads")
        for word in [*domains, *(f"suite {name}: " for name in lists["suites"])]:
            self.assertIn(word, text)

    def test_the_documentation_has_the_totals(self):
        page = (SOURCE / "docs/workloads.md").read_text()
        rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \| [^|]+ \| (\d+) \| [^|]+ \| (\d+) \|", page, re.MULTILINE)
        shown = {name: (domain, int(macs), int(parameters)) for name, domain, macs, parameters in rows}
        networks = self.succeed_json("workloads")["workloads"]
        self.assertEqual(shown, {n["name"]: (n["domain"], n["macs"], n["parameters"]) for n in networks})

    def test_one_network(self):
        network = self.succeed_json("workloads", "tiny.json")
        self.assertEqual(network["macs"], TINY_MACS)
        self.assertEqual([layer["name"] for layer in network["layers"]], ["conv", "dense"])
        self.assertEqual(network["layers"][0]["inputs"], [{"name": "image", "shape": [8, 8, 3]}])
        self.assertIn("dense", self.succeed("workloads", "tiny.json"))

    def test_bits_are_shown_where_not_all_are_8(self):
        self.assertNotIn("bits", self.succeed("workloads", "tiny.json"))
        conv, dense = TINY["layers"]
        mixed = {**TINY, "activation_bits": 16, "layers": [{**conv, "weight_bits": 4}, {**dense, "output_bits": 8}]}
        self.write("mixed.json", mixed)
        text = self.succeed("workloads", "mixed.json")
        self.assertRegex(text, r"parameters +bits\n")
        self.assertRegex(text, r"conv .* 16x4->16\n")
        self.assertRegex(text, r"dense .* 16x8->8\n")
        network = self.succeed_json("workloads", "mixed.json")
        self.assertEqual(network["layers"][0]["weight_bits"], 4)
        self.assertEqual(network["inputs"], [{"name": "image", "shape": [8, 8, 3], "bits": 16}])
        self.succeed("evaluate", "edge.json", "--workload", "mixed.json", "--listing", "listing.txt", "--functional")
        self.assertRegex((self.folder / "listing.txt").read_text(), r"conv: mac, .*, bits 16x4->16\n")

    def test_a_layer_is_shown_with_its_inputs(self):
        joined = {"name": "join", "type": "concatenation", "inputs": ["conv"] * 6}
        self.write("joined.json", {**TINY, "layers": [*TINY["layers"], joined], "outputs": ["dense", "join"]})
        text = self.succeed("workloads", "joined.json")
        self.assertRegex(text, r"join +concatenation +conv, conv, conv, conv and 2 more +8x8x48 ")
        self.assertIn("inputs: image 8x8x3\noutputs: dense 1x1x10, join 8x8x48\n", text)

    def test_the_graph_of_a_network(self):
        cell = {"name": 'a "cell" \\', "type": "lstm", "inputs": ["x", "h", "c"], "outputs": ["next h", "next c"], "channels": 4}
        inputs = [{"name": name, "shape": [1, 1, 4]} for name in "xhc"]
        self.write("cell.json", {"name": "cell", "source": "test", "inputs": inputs, "layers": [cell, {
            "name": "gate", "type": "activation", "inputs": ["next h"], "activation": "relu"}], "outputs": ["gate", "next c"]})
        text = self.succeed("workloads", "cell.json", "--dot")
        nodes = dict(re.findall(r"^  (\w+) \[label=(.*)\];$", text, re.MULTILINE))
        self.assertEqual(nodes, {
            "input0": r'"x\n1x1x4", shape=ellipse', "input1": r'"h\n1x1x4", shape=ellipse', "input2": r'"c\n1x1x4", shape=ellipse',
            "layer0": r'"a \"cell\" \\\nlstm\n1x1x4"', "layer1": r'"gate\nactivation\n1x1x4"',
            "output4": r'"next c\n1x1x4", shape=doubleoctagon', "output5": r'"gate\n1x1x4", shape=doubleoctagon'})
        edges = re.findall(r"^  (\w+ -> \w+)(?: \[label=(.*)\])?;$", text, re.MULTILINE)
        self.assertEqual(sorted(edges), [
            ("input0 -> layer0", ""), ("input1 -> layer0", ""), ("input2 -> layer0", ""), ("layer0 -> layer1", '"next h"'),
            ("layer0 -> output4", '"next c"'), ("layer1 -> output5", "")])
        self.assertEqual(len(text.splitlines()), 3 + len(nodes) + len(edges))
        if shutil.which("dot"):
            subprocess.run(["dot", "-Tsvg"], input=text, text=True, capture_output=True, check=True)
        self.reject("workloads", "--dot", words=["--dot", "NAME"])
        self.reject("workloads", "cell.json", "--dot", "--json", words=["--dot", "--json"])

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
            text = self.succeed(command, "--help")
            self.assertIn(f"Usage: apollo {command}", text)
            self.assertLessEqual(max(map(len, text.splitlines())), 80, "columns of a terminal")


if __name__ == "__main__":
    unittest.main()
