"""Runs the binary in a folder of its own. The environment names it: APOLLO_BINARY, and the source tree: APOLLO_SOURCE."""
import fcntl
import json
import os
import pathlib
import pty
import struct
import subprocess
import tempfile
import termios
import unittest

BINARY = os.environ["APOLLO_BINARY"]
SOURCE = pathlib.Path(os.environ["APOLLO_SOURCE"])

# The smallest network with a convolution and a vector.
TINY = {
    "name": "tiny",
    "source": "test",
    "inputs": [{"name": "image", "shape": [8, 8, 3]}],
    "layers": [
        {"name": "conv", "type": "convolution", "inputs": ["image"], "channels": 8, "kernel": [3, 3],
         "padding": [1, 1, 1, 1]},
        {"name": "dense", "type": "fully_connected", "inputs": ["conv"], "channels": 10},
    ],
    "outputs": ["dense"],
}
TINY_MACS = 8 * 8 * 8 * 3 * 3 * 3 + 8 * 8 * 8 * 10
TINY_PARAMETERS = (8 * 3 * 3 * 3 + 8) + (8 * 8 * 8 * 10 + 10)

# The baseline's activation memory of 64 KiB does not hold two rows of this network; one of 512 KiB does.
WIDE = {
    "name": "wide",
    "source": "test",
    "inputs": [{"name": "row", "shape": [1, 1, 200000]}],
    "layers": [{"name": "softmax", "type": "softmax", "inputs": ["row"]}],
    "outputs": ["softmax"],
}

SPACE = {
    "parameters": [
        {"name": "pes_x", "values": [1, 2, 4]},
        {"name": "compute_lanes", "values": [16, 32, 64, 128]},
        {"name": "pe_memory_bytes", "values": [8192, 262144]},
    ]
}

# Two strategies, two area budgets, two seeds: eight short runs.
SWEEP = {
    "space": "space.json",
    "workloads": ["tiny.json"],
    "constraints": {"area_mm2": [3, 2.5]},
    "optimizers": ["random", {"name": "evolutionary", "label": "few", "options": {"population": 4}}],
    "seeds": 2,
    "trials": 12,
    "proposals": 4,
}


class CommandLineTest(unittest.TestCase):
    """Each test has its own folder, with edge.json, tiny.json and space.json, in which the binary runs."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.edge = json.loads((SOURCE / "configs/baselines/edge.json").read_text())
        self.write("edge.json", self.edge)
        self.write("tiny.json", TINY)
        self.write("space.json", SPACE)

    def write(self, name, content):
        """Bytes as they are, anything else as JSON."""
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (self.folder / name).write_bytes(data)

    def run_apollo(self, *arguments, columns=1000, text_in="", **environment):
        """Lines as long as they want to be, unless `columns` says otherwise."""
        return subprocess.run([BINARY, *arguments], cwd=self.folder, input=text_in, capture_output=True, text=True, timeout=300,
                              env={**os.environ, "COLUMNS": str(columns), **environment})

    def run_on_terminal(self, *arguments, rows=24, columns=80, **environment):
        """The exit status of a run on a terminal, and all that it has written there."""
        child, terminal = pty.fork()
        if child == 0:
            os.environ.pop("COLUMNS", None)
            os.environ.update({"TERM": "xterm", **environment})
            os.chdir(self.folder)
            os.execv(BINARY, [BINARY, *arguments])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        shown = b""
        while True:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        os.close(terminal)
        return os.waitpid(child, 0)[1], shown

    def succeed(self, *arguments):
        """The standard output of a run that must end with status 0."""
        result = self.run_apollo(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def succeed_json(self, *arguments):
        return json.loads(self.succeed(*arguments, "--json"))

    def files(self):
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))

    def reject(self, *arguments, words):
        """A user's error: status 2, one line with all the words on the standard error, nothing printed, no new file."""
        before = self.files()
        result = self.run_apollo(*arguments)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertTrue(result.stderr.startswith("apollo: ") and result.stderr.endswith("\n"), result.stderr)
        self.assertTrue(result.stderr.rstrip("\n").isprintable(), result.stderr)
        self.assertLess(len(result.stderr), 1500)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertEqual(self.files(), before)
        return result.stderr
