"""Completion scripts, asked as the shells ask them, and manual pages, read by groff."""
import os
import pty
import re
import select
import shutil
import subprocess
import time
import unittest

from command_line import CommandLineTest

SHELLS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}
ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_apollo
printf '%s\\n' "${COMPREPLY[@]}"
"""


class CompletionTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        for shell in SHELLS:
            self.write(shell, self.succeed("completion", shell).encode())

    def ask_bash(self, *words):
        result = subprocess.run(["bash", "-c", ASK, "ask", "./bash", "apollo", *words], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return set(result.stdout.split("\n")) - {""}

    def ask_fish(self, line):
        result = subprocess.run(["fish", "-c", f"source ./fish; complete -C '{line}'"], cwd=self.folder, capture_output=True, text=True,
                                timeout=60, env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"})
        return {answer.split("\t")[0] for answer in result.stdout.splitlines()}

    def options(self, command):
        return set(re.findall(r"(?m)^  (?:-\w,)?(--[\w-]+|-o)", self.succeed(command, "--help")))

    def commands(self):
        return re.findall(r"(?m)^  ([a-z]\w*)  ", self.succeed("help"))

    def test_every_shell_that_is_there_reads_its_script(self):
        for shell, check in SHELLS.items():
            if shutil.which(shell):
                result = subprocess.run([*check, shell], cwd=self.folder, capture_output=True, text=True, timeout=60)
                self.assertEqual((result.returncode, result.stderr), (0, ""), shell)

    def test_every_option_of_every_command_is_in_every_script(self):
        for command in self.commands():
            options = self.options(command)
            self.assertIn("--quiet", options)
            self.assertEqual({name for name in self.ask_bash(command, "-") if name != "-h"}, options, command)
            if shutil.which("fish"):
                offered = self.ask_fish(f"apollo {command} --")
                self.assertEqual(offered & options, options - {"-o"}, command)
            for option in options:
                self.assertRegex((self.folder / "zsh").read_text(), rf"'\*?{option}\[")

    def test_bash_completes_commands(self):
        self.assertEqual(self.ask_bash("se"), {"search"})
        self.assertLessEqual(set(self.commands()), self.ask_bash(""))
        self.assertEqual(self.ask_bash("help", "ex"), {"explain"})

    def test_bash_completes_values(self):
        self.assertEqual(self.ask_bash("search", "--optimizer", "b"), {"bayesian"})
        self.assertEqual(self.ask_bash("search", "--optimizer", "=", "b"), {"bayesian"})
        self.assertEqual(self.ask_bash("search", "--optimizer", "="), {o["name"] for o in self.succeed_json("optimizers")})
        self.assertEqual(self.ask_bash("evaluate", "edge.json", "--workload", "resn"), {"resnet50"})
        self.assertEqual(self.ask_bash("optimizers", "p"), {"p3bo"})
        self.assertEqual(self.ask_bash("study", "--export", ""), {"csv", "json"})
        self.assertEqual(self.ask_bash("search", "--trials", ""), set())

    def test_bash_completes_files_and_folders(self):
        (self.folder / "folder").mkdir()
        self.write("name with spaces.json", {})
        self.assertEqual(self.ask_bash("evaluate", "ed"), {"edge.json"})
        self.assertEqual(self.ask_bash("evaluate", "name"), {"name with spaces.json"})
        self.assertEqual(self.ask_bash("search", "--space", "s"), {"space.json"})
        self.assertEqual(self.ask_bash("search", "--out", "f"), {"folder"})

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish_completes(self):
        self.assertIn("search", self.ask_fish("apollo se"))
        self.assertEqual(self.ask_fish("apollo search --optimizer b"), {"bayesian"})

    def ask_zsh(self, line, expected):
        """What a terminal shows when Tab is pressed at the end of the line, until that is what is expected, or for a while."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "HOME": str(self.folder)})
        shown = b""

        def wait_for(word, seconds):
            nonlocal shown
            end = time.monotonic() + seconds
            while word not in shown and time.monotonic() < end:
                if select.select([terminal], [], [], 0.1)[0]:
                    shown += os.read(terminal, 65536)

        os.write(terminal, b"autoload -U compinit; compinit -u -D; source ./zsh; print -n rea; print dy\n")
        wait_for(b"ready", 60)
        shown = b""
        os.write(terminal, line.encode() + b"\t")
        wait_for(expected.encode(), 20)
        os.write(terminal, b"\x15exit\n")
        os.close(terminal)
        os.waitpid(child, 0)
        return shown.decode()

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh_completes(self):
        for line, rest in [("apollo se", "arch "), ("apollo search --objective energy_", "delay_product "), ("apollo study --exp", "ort "),
                           ("apollo evaluate --workload resn", "et50 "), ("apollo evaluate ed", "ge.json "), ("apollo help opt", "imizers ")]:
            self.assertIn(line + rest, self.ask_zsh(line, line + rest))

    def test_a_shell_that_is_none(self):
        self.reject("completion", "tcsh", words=["SHELL", "tcsh", "bash, zsh, fish"])
        self.reject("completion", words=["SHELL"])


class ManualTest(CommandLineTest):
    def pages(self):
        commands = re.findall(r"(?m)^  ([a-z]\w*)  ", self.succeed("help"))
        return {"apollo": self.succeed("manual"), **{f"apollo-{c}": self.succeed("manual", c) for c in commands}}

    def shown(self, page):
        """Without warnings, as a terminal of 80 columns has it."""
        result = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou", "-ww", "-rLL=78n"], input=page, capture_output=True, text=True, timeout=60)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    @unittest.skipUnless(shutil.which("groff"), "no groff")
    def test_groff_reads_every_page_and_finds_every_option(self):
        for name, page in self.pages().items():
            shown = self.shown(page)
            self.assertLessEqual(max(map(len, shown.splitlines())), 80)
            self.assertRegex(shown, rf"NAME\n +{name} +- ")
            self.assertIn("EXIT STATUS", shown)
            if name == "apollo":
                continue
            help_text = self.succeed(name.removeprefix("apollo-"), "--help")
            for option in re.findall(r"(?m)^  (?:-\w,)?(--[\w-]+|-o)", help_text):
                self.assertRegex(shown, rf"(?m)^ +(-h, )?{option}( |$)")

    @unittest.skipUnless(shutil.which("mandoc"), "no mandoc")
    def test_mandoc_has_no_error(self):
        for name, page in self.pages().items():
            result = subprocess.run(["mandoc", "-T", "lint", "-W", "error"], input=page, capture_output=True, text=True, timeout=60)
            self.assertEqual(result.returncode, 0, name + ": " + result.stdout)

    def test_every_page_has_its_parts(self):
        for name, page in self.pages().items():
            self.assertTrue(page.startswith(".TH " + name.upper().replace("-", "\\-") + " 1 "), name)
            self.assertEqual([part for part in (".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH EXIT STATUS", ".SH ENVIRONMENT")
                              if part not in page], [])

    def test_a_page_that_is_none(self):
        self.reject("manual", "serach", words=["COMMAND", "serach", "did you mean search?"])


if __name__ == "__main__":
    unittest.main()
