"""apollo under mpirun, with a user's program as evaluator that every rank runs."""
import os
import pathlib
import shutil
import subprocess
import unittest

from command_line import BINARY
from program import ProgramTest

PLUGIN = list(pathlib.Path(BINARY).parent.parent.glob("lib/**/apollo_mpi.so"))
MPIRUN = ["mpirun", "--oversubscribe", *(["--allow-run-as-root"] if os.geteuid() == 0 else [])]


@unittest.skipUnless(PLUGIN and shutil.which("mpirun"), "apollo is built without MPI, or there is no mpirun")
class MpiTest(ProgramTest):
    def mpirun(self, ranks, *arguments, binary=BINARY, **environment):
        return subprocess.run([*MPIRUN, "-n", str(ranks), binary, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=300,
                              env={**os.environ, "COLUMNS": "1000", **environment})

    def mpi_succeed(self, ranks, *arguments):
        result = self.mpirun(ranks, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout
