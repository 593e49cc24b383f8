"""The one table of all floors: what docs/architecture.md draws and layering_test.py holds the code to."""
from typing import NamedTuple


class Row(NamedTuple):
    floor: tuple[int, int]  # floor and step on it: a folder may include what lies lower
    folder: str             # one CMake library of the files directly in it
    namespace: str          # below apollo::
    side: str               # "hardware" and "search" know nothing of each other; "both" knows all, "neither" none


FLOORS = [
    Row((0, 0), "files", "files", "neither"),
    Row((0, 1), "processes", "processes", "neither"),
    Row((1, 0), "workloads", "workloads", "hardware"),
    Row((1, 1), "workloads/random", "workloads::random", "hardware"),
    Row((1, 1), "workloads/onnx", "workloads::importer", "hardware"),
    Row((1, 2), "workloads/zoo", "zoo", "hardware"),
    Row((1, 0), "optimizers", "optimizers", "search"),
    Row((2, 0), "simulator/machine", "machine", "hardware"),
    Row((2, 1), "simulator/cost", "cost", "hardware"),
    Row((3, 0), "simulator/program", "program", "hardware"),
    Row((4, 0), "simulator", "simulator", "hardware"),
    Row((4, 1), "simulator/fast", "fast", "hardware"),
    Row((4, 1), "simulator/systemc", "systemc", "hardware"),
    Row((5, 0), "apollo/compiler/lower", "compiler::lower", "hardware"),
    Row((5, 1), "apollo/compiler/bound", "compiler::bound", "hardware"),
    Row((5, 1), "apollo/compiler/decisions", "compiler::decisions", "hardware"),
    Row((5, 2), "apollo/compiler/emit", "compiler::emit", "hardware"),
    Row((5, 2), "apollo/compiler/map", "compiler::map", "hardware"),
    Row((5, 3), "apollo/compiler/plan", "compiler::plan", "hardware"),
    Row((5, 4), "apollo/compiler", "compiler", "hardware"),
    Row((6, 0), "apollo/designs", "designs", "hardware"),
    Row((7, 0), "apollo/study", "study", "both"),
    Row((7, 1), "apollo/cluster", "cluster", "both"),
    Row((7, 2), "apollo/cluster/mpi", "cluster", "both"),  # loaded under mpirun
    Row((8, 0), "apollo/prove", "prove", "both"),
    Row((8, 0), "apollo/transfer", "transfer", "both"),
    Row((8, 0), "apollo/verify", "verify", "both"),
    Row((8, 0), "apollo/report/tsne", "tsne", "search"),
    Row((8, 1), "apollo/report", "report", "both"),
    Row((8, 2), "apollo/report/web", "web", "both"),
    Row((9, 0), "apollo/cli", "cli", "both"),
    Row((9, 0), "python", "python", "both"),  # a module, no library
    Row((9, 1), "apollo", "", "both"),  # main.cpp alone
]

LIBRARIES = ["files", "processes", "workloads", "optimizers", "simulator", "apollo"]  # top-level folders whose headers are installed
TOPS = [*LIBRARIES, "python"]  # top-level folders of the product's code


def may_include(upper, lower):
    """Whether the files of row `upper` may include those of row `lower`."""
    if upper.folder == lower.folder:
        return True
    return lower.floor < upper.floor and (upper.side == "both" or lower.side in (upper.side, "neither"))
