"""Two apollo binaries that are given the same calls, and what differs between their outcomes. For tools/compare_builds."""
import concurrent.futures
import hashlib
import itertools
import re
import sqlite3
import subprocess
import sys
import threading
import time

SHOWN = 10  # differences of a section
TIMEOUT_S = 3600
PROGRESS = re.compile(rb"(?m)^\d\d:\d\d:\d\d \d+/\d+ (trials|runs), .*\n")  # on the standard error: holds the time of day and the speed
ASSERT = re.compile(rb"(?m)^.*(Assertion `.*' failed\.)$")  # after the program's name, the file, its line and the function
TIMES = {".json": re.compile(rb'(?<="started": )"[^"]*"|(?<="ended": )"[^"]*"'), ".vcd": re.compile(rb"(?s)\$date.*?\$end")}  # in files


def first_difference(old, new):
    """Number and text of the first line that differs, cut around its first byte that does."""
    for number, (a, b) in enumerate(itertools.zip_longest(old.split(b"\n"), new.split(b"\n")), 1):
        if a != b:
            same = next((i for i, (x, y) in enumerate(zip(a or b"", b or b"")) if x != y), min(len(a or b""), len(b or b"")))
            cut = [b"(no such line)" if line is None else line[max(0, same - 60):same + 100] for line in (a, b)]
            return number, *(line.decode(errors="backslashreplace") for line in cut)
    return None


def digest(outcome):
    """Of an outcome, as a text."""
    return hashlib.sha256(repr(sorted(outcome.items())).encode()).hexdigest()


class Section:
    """Counts what is equal, and keeps the first differences. Of a name, which its line in the output begins with."""

    def __init__(self, name):
        self.name, self.equal, self.different, self.crashed, self.shown = name, 0, 0, 0, []
        self.lock, self.reported = threading.Lock(), time.monotonic()

    def check(self, label, old, new):
        """Compares {part: bytes} of one call."""
        part = next((part for part in {**old, **new} if old.get(part) != new.get(part)), None)
        with self.lock:
            self.equal += part is None
            self.different += part is not None
            self.crashed += part is None and old.get("status", b"").startswith(b"-")
            if part is not None and len(self.shown) < SHOWN:
                number, a, b = first_difference(old.get(part, b"(none)"), new.get(part, b"(none)"))
                self.shown.append(f"  {label}\n    {part}, line {number}\n      old: {a}\n      new: {b}")

    def each(self, function, items, jobs):
        """Calls the function with each item, so many at a time; says on the standard error how far it is."""
        items = list(items)
        pool = concurrent.futures.ThreadPoolExecutor(jobs)
        try:
            for done, _ in enumerate(pool.map(function, items), 1):
                if time.monotonic() - self.reported > 10 or done == len(items):
                    self.reported = time.monotonic()
                    print(f"{self.name}: {done}/{len(items)}, {self.different} differ", file=sys.stderr, flush=True)
        finally:
            pool.shutdown(cancel_futures=True)  # after an interruption only the calls under way go on

    def text(self):
        crashed = f" ({self.crashed} of the equal ones end by a signal)" if self.crashed else ""
        return "\n".join([f"{self.name}: {self.equal} equal, {self.different} differ{crashed}", *self.shown])


class Binary:
    """A binary and the folder in which it runs, so that all paths in its calls and messages are relative."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder
        folder.mkdir(exist_ok=True)

    def within(self, folder):
        return Binary(self.path, folder)

    def start(self, *arguments):
        return subprocess.Popen([self.path, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def run(self, *arguments, stdin=b"", files=(), remove=False):
        """{part: bytes}: status, stdout, stderr without progress and places in the code, and the files (a missing one is no part; removed if asked)."""
        done = subprocess.run([self.path, *arguments], cwd=self.folder, input=stdin, capture_output=True, timeout=TIMEOUT_S)
        outcome = {"status": str(done.returncode).encode(), "stdout": done.stdout, "stderr": ASSERT.sub(rb"\1", PROGRESS.sub(b"", done.stderr))}
        for name in files:
            path = self.folder / name
            if path.is_file():
                outcome[name] = path.read_bytes()
                if path.suffix in TIMES:
                    outcome[name] = TIMES[path.suffix].sub(b"(time)", outcome[name])
                if remove:
                    path.unlink()
        return outcome

    def trials(self, folder):
        """The rows of a study's database, one per line; empty before there are any."""
        try:
            connection = sqlite3.connect(f"file:{self.folder / folder}/trials.sqlite?mode=ro", uri=True, timeout=10)
            try:
                return b"".join(repr(row).encode() + b"\n" for row in connection.execute("select * from trials order by id"))
            finally:
                connection.close()
        except sqlite3.OperationalError:
            return b""


class Pair:
    """The old and the new binary, each in a folder of its own that holds the same files."""

    def __init__(self, old, new, scratch, known=None):
        """`known` holds digests of what the old binary has said, by call, and gets more; see run_new_first()."""
        self.scratch, self.known = scratch, known
        self.old, self.new = Binary(old, scratch / "old"), Binary(new, scratch / "new")

    def write(self, name, data):
        for binary in (self.old, self.new):
            path = binary.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def run(self, *arguments, **how):
        return self.old.run(*arguments, **how), self.new.run(*arguments, **how)

    def run_new_first(self, key, *arguments, **how):
        """As run(); but the old binary need not run if it is known to have said what the new one says. `key` stands for all input."""
        if self.known is None:
            return self.run(*arguments, **how)
        new = self.new.run(*arguments, **how)
        if self.known.get(key) == digest(new):
            return new, new
        old = self.old.run(*arguments, **how)
        self.known[key] = digest(old)
        return old, new

    def compare(self, section, *arguments, **how):
        """Compares one call, and gives the old binary's outcome."""
        old, new = self.run(*arguments, **how)
        section.check("apollo " + " ".join(arguments), old, new)
        return old
