"""Fixtures: the program, to compare with, and a small network, so that evaluations are quick."""
import json
import os
import pathlib
import subprocess

import pytest

import apollo

BINARY, SOURCE = os.environ["APOLLO_BINARY"], pathlib.Path(os.environ["APOLLO_SOURCE"])
SMALL = {"parameters": [{"name": "pes_x", "values": [1, 2, 4]}, {"name": "pes_y", "values": [1, 2, 4]},
                        {"name": "compute_lanes", "values": [16, 32, 64]}]}


@pytest.fixture
def program(tmp_path):
    """Runs `apollo ARGUMENT...`; gives its output."""
    def run(*arguments):
        result = subprocess.run([BINARY, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True)
        assert result.returncode in (0, 1), result.stderr
        return result.stdout
    return run


@pytest.fixture
def network(tmp_path):
    """The path of a network file: one fully connected layer."""
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps({
        "name": "tiny", "source": "test", "inputs": [{"name": "x", "shape": [1, 1, 64]}],
        "layers": [{"name": "y", "type": "fully_connected", "inputs": ["x"], "channels": 32}], "outputs": ["y"]}))
    return path


@pytest.fixture
def evaluator(network):
    return apollo.Evaluator(workloads=network)
