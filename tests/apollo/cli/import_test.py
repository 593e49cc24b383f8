"""apollo import: networks of ONNX models; and ONNX models as workloads."""
import json
import os
import unittest

import onnx_model as onnx
from command_line import CommandLineTest

INPUT = [1, 3, 8, 8]
MACS = 8 * 8 * 8 * 3 * 3 * 3 + 8 * 10
PARAMETERS = (8 * 3 * 3 * 3 + 8) + (8 * 10 + 10)

# Of the elements that the nodes make: the convolution, what is left out, the pool, its flattened form, and the scores.
SKIPPED_SHARE = 8 * 8 * 8 / (2 * 8 * 8 * 8 + 8 + 8 + 10)


def percent(share):
    return f"{100 * share:.1f} %"


MARK = f"odd (1 left out: {percent(SKIPPED_SHARE)} of its elements)"


def classifier(dims=None, middle=None, opset=13, between=()):
    """Conv, `middle` (Relu), GlobalAveragePool, Flatten, Gemm."""
    nodes = [
        onnx.node("Conv", "conv", ["image", "filters"], ["a"], pads=[1, 1, 1, 1]),
        middle or onnx.node("Relu", "relu", ["a"], ["b"]),
        onnx.node("GlobalAveragePool", "pool", ["b"], ["c"]),
        onnx.node("Flatten", "flatten", ["c"], ["d"]),
        onnx.node("Gemm", "dense", ["d", "weights"], ["scores"]),
    ]
    weights = [onnx.initializer("filters", [8, 3, 3, 3]), onnx.initializer("weights", [8, 10])]
    return onnx.model(nodes, [onnx.value("image", dims or INPUT)], ["scores"], weights, opset, between)


class ImportTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("small.onnx", classifier())
        self.write("dynamic.onnx", classifier(["N", 3, "height", "width"]))
        odd = onnx.node("Odd", "odd one", ["a"], ["b"], domain="my.domain")
        self.write("odd.onnx", classifier(middle=odd, between=[onnx.value("b", [1, 8, 8, 8])]))

    def test_summary(self):
        self.assertEqual(self.succeed("import", "small.onnx"),
                         f"small: 4 layers, {MACS} MACs, {PARAMETERS} parameters\n")

    def test_json_and_file_are_the_same_network(self):
        printed = self.succeed("import", "small.onnx", "--json", "-o", "small.json")
        self.assertEqual((self.folder / "small.json").read_text(), printed)
        network = json.loads(printed)
        self.assertEqual([layer["type"] for layer in network["layers"]],
                         ["convolution", "activation", "global_average_pool", "fully_connected"])
        self.assertEqual(network["inputs"][0]["shape"], [8, 8, 3])
        self.assertIn("small.onnx", network["source"])

    def test_the_network_evaluates_as_the_model_does(self):
        self.succeed("import", "small.onnx", "-o", "small.json")
        of_file = self.succeed_json("evaluate", "edge.json", "--workload", "small.json")
        of_model = self.succeed_json("evaluate", "edge.json", "--workload", "small.onnx")
        self.assertEqual(of_file["workloads"][0]["cycles"], of_model["workloads"][0]["cycles"])
        self.assertGreater(of_model["workloads"][0]["cycles"], 0)

    def test_input_shapes(self):
        self.reject("import", "dynamic.onnx", words=["input \"image\"", "1x3xheightxwidth", "--input-shape image="])
        text = self.succeed("import", "dynamic.onnx", "--input-shape", "image=1x3x8x8")
        self.assertIn(f"{MACS} MACs", text)
        self.reject("import", "dynamic.onnx", "--input-shape", "imagee=1x3x8x8",
                    words=["imagee", "did you mean", "image"])
        self.reject("import", "dynamic.onnx", "--input-shape", "image=1x3x8", words=["3 dimensions", "must have 4"])
        for shape in ["image", "image=", "=1x3x8x8", "image=1x3x0x8", "image=1x3x8x", "image=1x3x-8x8", "image=a"]:
            self.reject("import", "dynamic.onnx", "--input-shape", shape, words=["--input-shape"])
        self.reject("import", "dynamic.onnx", "--input-shape", "image=1x3x8x8", "--input-shape", "image=1x3x9x9",
                    words=["twice"])

    def test_unsupported_operators(self):
        self.reject("import", "odd.onnx", "-o", "odd.json",
                    words=["odd.onnx", "1 node is not supported: my.domain.Odd (odd one)", "--skip-unsupported"])
        text = self.succeed("import", "odd.onnx", "--skip-unsupported", "-o", "odd.json")
        self.assertIn("left out: my.domain.Odd odd one\n", text)
        self.assertIn(f"left out: {percent(SKIPPED_SHARE)} of all elements", text)
        network = json.loads((self.folder / "odd.json").read_text())
        self.assertEqual(network["skipped"], ["my.domain.Odd odd one"])
        self.assertAlmostEqual(network["skipped_share"], SKIPPED_SHARE, places=5)
        self.succeed("import", "odd.onnx", "--skip-unsupported", "-o", "odd.json")  # writes over it

    def test_name(self):
        self.write("same.onnx", classifier())
        self.succeed("import", "same.onnx", "--name", "small", "-o", "named.json")
        self.assertEqual(json.loads((self.folder / "named.json").read_text())["name"], "small")
        self.reject("evaluate", "edge.json", "--workload", "named.json", "--workload", "small.onnx",
                    words=["both networks named", "small", "--name"])

    def test_what_is_read_is_not_written_over(self):
        before = (self.folder / "small.onnx").read_bytes()
        self.reject("import", "small.onnx", "-o", "small.onnx", words=["small.onnx: is to be read"])
        self.reject("evaluate", "edge.json", "--workload", "small.onnx", "--listing", "small.onnx",
                    words=["small.onnx: is to be read"])
        self.assertEqual((self.folder / "small.onnx").read_bytes(), before)
        os.mkfifo(self.folder / "pipe")
        self.reject("import", "small.onnx", "-o", "pipe", words=["must be a regular file"])

    def test_reports_mark_what_was_left_out(self):
        skip = ["--workload", "odd.onnx", "--skip-unsupported"]
        result = self.run_apollo("evaluate", "edge.json", *skip)
        self.assertIn(MARK, result.stdout)
        self.assertIn("warning: odd: left out, as if they cost nothing: my.domain.Odd odd one", result.stderr)
        design = json.loads(self.run_apollo("evaluate", "edge.json", *skip, "--json").stdout)
        self.assertEqual(design["workloads"][0]["skipped"], ["my.domain.Odd odd one"])
        self.assertAlmostEqual(design["workloads"][0]["skipped_share"], SKIPPED_SHARE, places=5)
        self.assertIn("left out, as if it cost nothing: my.domain.Odd odd one",
                      self.run_apollo("explain", "edge.json", *skip).stdout)
        found = self.run_apollo("search", "--space", "apollo", *skip, "--trials", "8", "--out", "found")
        self.assertIn(MARK, found.stdout)
        study = json.loads((self.folder / "found/study.json").read_text())
        self.assertEqual(study["evaluation"]["skip_unsupported"], True)

    def test_shapes_are_for_the_models_that_have_such_an_input(self):
        both = ["--workload", "dynamic.onnx", "--workload", "tiny.json"]
        self.succeed("evaluate", "edge.json", *both, "--input-shape", "image=1x3x8x8")
        self.reject("evaluate", "edge.json", "--workload", "small.onnx", "--input-shape", "picture=1x3x8x8",
                    words=["--input-shape names \"picture\"", "an input of an ONNX model"])

    def test_notes(self):
        self.write("notes.onnx", classifier(middle=onnx.node("PRelu", "slopes", ["a", "filters"], ["b"])))
        self.assertIn("note: slopes: ", self.succeed("import", "notes.onnx"))
        self.assertNotIn("note", self.succeed("import", "small.onnx"))

    def test_files_that_are_no_models(self):
        self.write("text.onnx", b"hello")
        self.write("empty.onnx", b"")
        self.write("half.onnx", classifier()[:500])
        self.write("old.onnx", classifier(opset=6))
        (self.folder / "folder.onnx").mkdir()
        self.reject("import", "text.onnx", words=["text.onnx"])
        self.reject("import", "empty.onnx", words=["empty.onnx: is empty"])
        self.reject("import", "half.onnx", words=["half.onnx: is not an ONNX model, or damaged"])
        self.reject("import", "old.onnx", words=["operator set is 6; must be at least 7"])
        self.reject("import", "folder.onnx", words=["folder.onnx: is not a readable file"])
        self.reject("import", "none.onnx", words=["none.onnx: is not a readable file"])
        self.reject("import", words=["MODEL.onnx"])
        self.reject("import", "small.onnx", "-o", "missing/small.json", words=["missing"])

    def test_help(self):
        text = self.succeed("import", "--help")
        for word in ["MODEL.onnx", "-o", "--json", "--input-shape", "--skip-unsupported"]:
            self.assertIn(word, text)
        self.assertIn("import", self.succeed("--help"))


if __name__ == "__main__":
    unittest.main()
