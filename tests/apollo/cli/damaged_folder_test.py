"""apollo search --resume on a folder that is damaged, does not match or is in use: refused in one line, and nothing is touched."""
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from command_line import BINARY, CommandLineTest

SEARCH = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "20", "--proposals", "5", "--out", "out"]
RESUME = [*SEARCH, "--resume"]


class DamagedFolderTest(CommandLineTest):
    """Each test begins with a study that was broken off in its second batch (out) and the same, unbroken (whole)."""

    def setUp(self):
        super().setUp()
        self.succeed(*SEARCH)
        shutil.move(self.folder / "out", self.folder / "whole")
        shutil.copytree(self.folder / "whole", self.folder / "out")
        self.change("delete from trials where id >= 7")
        self.good = self.content()

    def content(self):
        return {path: path.read_bytes() for path in sorted((self.folder / "out").rglob("*")) if path.is_file()}

    def change(self, *statements):
        database = sqlite3.connect(self.folder / "out/trials.sqlite")
        with database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def expect_refused(self, *words):
        """Refused, and untouched; resumed like an unbroken study when what it was before is put back."""
        damaged = self.content()
        message = self.reject(*RESUME, words=["out", *words])
        self.assertEqual(self.content(), damaged)
        shutil.rmtree(self.folder / "out")
        (self.folder / "out").mkdir()
        for path, content in self.good.items():
            path.write_bytes(content)
        return message

    def expect_resumed(self):
        self.succeed(*RESUME)
        for name in ["study.json", "trials.csv", "best.json"]:
            self.assertEqual((self.folder / "out" / name).read_bytes(), (self.folder / "whole" / name).read_bytes(), name)

    def test_a_database_that_is_cut_off(self):
        whole = (self.folder / "out/trials.sqlite").read_bytes()
        self.write("out/trials.sqlite", whole[:-100])
        self.expect_refused("out/trials.sqlite: is damaged or not a study's trials")
        self.expect_resumed()

    def test_rows_that_were_changed(self):
        for change in ["reward = reward + 1e-9", "reward = 'much'", "reward = 9e999", "feasible = 1 - feasible", "point = '[0,0]'",
                       "point = '[0,0,99]'", "point = 'here'", "point = '{}'", "details = '['", "id = 19", "id = -1", "checksum = 0"]:
            with self.subTest(change):
                self.change(f"update trials set {change} where id = 3")
                self.expect_refused("out/trials.sqlite: is damaged or not a study's trials: trial", "is not what was written")
        self.expect_resumed()

    def test_a_database_of_other_content(self):
        for change in ["alter table trials drop column details", "alter table trials rename to other", "pragma application_id = 0"]:
            with self.subTest(change):
                self.change(change)
                self.expect_refused("out/trials.sqlite: is damaged or not a study's trials")

    def test_a_row_that_is_missing(self):
        self.change("delete from trials where id = 3")  # in the first batch; the second one has begun
        self.expect_refused("out/trials.sqlite: does not match its study: trial 3 is missing")
        self.change("delete from trials where id = 5")  # in the second
        self.expect_resumed()

    def test_a_study_that_is_damaged_or_another(self):
        text = (self.folder / "out/study.json").read_text()
        study = json.loads(text)
        for name, damage, words in [
            ("cut off", text[:200].encode(), ["not valid JSON"]),
            ("empty", b"", ["is empty"]),
            ("binary", b"\0\xff\x80" * 100, ["not valid JSON"]),
            ("huge number", text.replace('"seed": 1', '"seed": 1e999').encode(), ["not valid JSON", "1e999"]),
            ("large number", {**study, "seed": 2**63}, ["seed is 9223372036854775808", "from 0 to 9223372036854775807"]),
            ("key twice", text.replace('"seed": 1', '"seed": 1, "seed": 1').encode(), ['"seed" occurs twice']),
            ("no object", [], ["must be an object"]),
            ("wrong type", {**study, "trials": "20"}, ["trials is", "an integer from 1"]),
            ("unknown key", {**study, "sede": 1}, ["sede", "did you mean seed?"]),
            ("missing key", {key: study[key] for key in study if key != "seed"}, ["seed is missing"]),
            ("other space", {**study, "space": {"parameters": study["space"]["parameters"][:2]}},
             ["does not match: space.parameters is", "in the study and", "now"]),
            ("more trials", {**study, "trials": 21}, ["does not match: trials is 21 in the study and 20 now; must not become fewer"]),
            ("fewer trials", {**study, "trials": 6}, ["does not match its study: trial 6 is there; must be 0 to 5"]),
            ("other number of proposals", {**study, "proposals": 6}, ["does not match: proposals is 6 in the study and 5 now"]),
        ]:
            with self.subTest(name):
                self.write("out/study.json", damage)
                self.expect_refused("out/trials.sqlite: " if name == "fewer trials" else "out/study.json: ", *words)
        self.expect_resumed()

    def test_a_study_of_another_seed(self):
        study = json.loads((self.folder / "out/study.json").read_text())
        self.write("out/study.json", {**study, "seed": 2})
        before = self.content()
        self.reject(*RESUME, "--seed", "2", words=["out/trials.sqlite: does not match its study: trial 0 is not the point"])
        self.assertEqual(self.content(), before)

    def test_files_that_are_missing_or_no_files(self):
        out = self.folder / "out"
        database, study, lock = out / "trials.sqlite", out / "study.json", out / ".lock"
        for name, damage, words in [
            ("no study", study.unlink, ["out/trials.sqlite: has no study.json beside it"]),
            ("study is a pipe", lambda: (study.unlink(), os.mkfifo(study)), ["out/study.json: not a regular file"]),
            ("trials are a folder", lambda: (database.unlink(), database.mkdir()), ["out/trials.sqlite: ", "not a regular file"]),
            ("trials are a pipe", lambda: (database.unlink(), os.mkfifo(database)), ["out/trials.sqlite: ", "not a regular file"]),
            ("only a log", lambda: database.rename(out / "trials.sqlite-wal"), ["out/trials.sqlite: is missing: its write-ahead log"]),
            ("lock is a folder", lambda: (lock.unlink(), lock.mkdir()), ["out/.lock: cannot be written to"]),
        ]:
            with self.subTest(name):
                damage()
                self.expect_refused(*words)
        self.expect_resumed()

    def test_a_second_run_is_refused_and_the_first_unharmed(self):
        search = ["search", "--space", "apollo", "--workload", "tiny.json", "--trials", "300", "--resume", "--out"]
        first = subprocess.Popen([BINARY, *search, "two"], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while first.poll() is None and not (self.folder / "two/trials.sqlite").exists():
            time.sleep(0.0005)
        first.send_signal(signal.SIGSTOP)
        (self.folder / "link").symlink_to("two")
        self.reject(*search, "two", words=["two: is in use by another run"])
        self.reject(*search, "link", words=["link: is in use by another run"])
        first.send_signal(signal.SIGCONT)
        self.assertEqual(first.wait(timeout=60), 0)
        self.succeed(*search, "alone")
        self.assertEqual((self.folder / "two/trials.csv").read_bytes(), (self.folder / "alone/trials.csv").read_bytes())

    def test_links_that_lie_in_the_way_are_not_followed(self):
        """What is written through them would be somewhere else; a lock through one would be of another folder."""
        self.write("precious", b"untouched")
        out = self.folder / "out"
        for name in ["trials.csv", "best.json", "history.json"]:
            (out / name).unlink()
            (out / name).symlink_to("../precious")
        self.expect_resumed()
        self.assertEqual((self.folder / "precious").read_bytes(), b"untouched")
        (out / ".lock").unlink()
        (out / ".lock").symlink_to("../elsewhere")
        self.reject(*RESUME, words=["out/.lock: cannot be written to"])
        self.assertFalse((self.folder / "elsewhere").exists())

    def test_what_killed_runs_have_left_is_removed(self):
        for name in ["study.json.abcdef.tmp", "trials.sqlite.a1b2c3.tmp-journal", "best.json.abc123.tmp"]:
            self.write("out/" + name, b"half")
        self.write("out/notes.abcdef.tmp", b"of the user")
        self.expect_resumed()
        self.assertEqual([path.name for path in (self.folder / "out").glob("*.tmp*")], ["notes.abcdef.tmp"])

    def test_a_copy_with_its_log_where_nothing_may_be_written(self):
        """As another user, if this is the superuser, who may write everywhere."""
        search = ["search", "--space", "apollo", "--workload", "tiny.json", "--trials", "100000", "--out", "killed"]
        run = subprocess.Popen([BINARY, *search], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = self.folder / "killed/trials.sqlite-wal"
        while run.poll() is None and not (log.exists() and log.stat().st_size > 50000):
            time.sleep(0.001)
        run.kill()
        run.wait(60)
        shutil.copytree(self.folder / "killed", self.folder / "copy", ignore=shutil.ignore_patterns("*-shm"))
        expected = self.succeed("study", "killed", "--export", "csv")
        self.assertGreater(expected.count("\n"), 10)
        self.folder.chmod(0o755)
        for path in (self.folder / "copy").iterdir():
            path.chmod(0o444)
        (self.folder / "copy").chmod(0o555)
        self.addCleanup((self.folder / "copy").chmod, 0o755)

        def another_user():
            if os.getuid() == 0:
                os.setuid(65534)
        shutil.copy(BINARY, self.folder / "apollo")  # the build may be where only this user may go
        read = subprocess.run(["./apollo", "study", "copy", "--export", "csv"], cwd=self.folder, capture_output=True, text=True,
                              preexec_fn=another_user, timeout=60)
        self.assertEqual([read.returncode, read.stderr, read.stdout], [0, "", expected])

    def test_too_few_file_descriptors(self):
        """Every number, from one with which nothing can be opened to one that suffices: an error of status 2, or success."""
        search = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "4", "--jobs", "2"]
        for limit in range(4, 21, 2):
            def limited(limit=limit):
                resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
            for arguments in [[*search, "--out", f"few_{limit}"], [*search, "--engine", "systemc", "--out", f"few_systemc_{limit}"],
                              ["study", "whole"], ["search", "--resume", "--out", "whole"]]:
                with self.subTest(limit=limit, arguments=arguments):
                    result = subprocess.run([BINARY, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60,
                                            preexec_fn=limited)
                    self.assertIn(result.returncode, [0, 1, 2], result.stderr)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_disk_that_is_full(self):
        """By a limit on the size of files: none, one that study.json exceeds, and those that the database and its log reach."""
        for limit in [0, 4096, 20000, 50000]:
            with self.subTest(limit):
                shutil.rmtree(self.folder / "out")

                def limited():
                    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

                result = subprocess.run([BINARY, *RESUME], cwd=self.folder, capture_output=True, text=True, preexec_fn=limited)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertRegex(result.stderr, r"^apollo: out/(study.json|trials.sqlite): cannot be [^\n]*\n$")
                self.expect_resumed()

    def test_names_of_folders(self):
        for name in ["\u00fc \u4e2d", "a\nb", "file:x", ":memory:", "a?mode=ro#%41'\"", "x" * 255]:
            with self.subTest(name):
                search = [*SEARCH[:-1], name]
                self.succeed(*search)
                self.reject(*search, words=["holds a study already"])
                self.succeed(*search, "--resume")
                trials = self.folder / name / "trials.csv"
                self.assertEqual(trials.read_bytes(), (self.folder / "whole/trials.csv").read_bytes())
        self.succeed_json(*SEARCH[:-1], "\udcff")  # the byte ff
        self.reject(*SEARCH[:-1], "x" * 256, words=["cannot be created as a folder"])
        self.reject(*SEARCH[:-1], "folder/" * 80, words=["its path has", "characters; must have at most 480"])


if __name__ == "__main__":
    unittest.main()
