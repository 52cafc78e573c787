#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Takes each guard of guards.txt out in turn and sees the tests that it names fail: by hand, for hours.

    tests/faults/guards.py [--build DIR] [NAME...]    NAME: F14-a, or a pattern as 'F14*'; without: all

Works in a git worktree of HEAD, so what is not committed takes no part (guards.txt itself does). It is a
temporary one; with --build DIR it stays in DIR, with what was built, for the next time.

RED       every named test failed: as it must be
GREEN(!)  one at least did not notice          HANG     one did not end in two minutes
CRASH     one ended otherwise than by failing  NOTEST   the program has no test of that name
NOBUILD   it does not compile                  NOPLACE  what it takes out is not there exactly once

Exit code 0 only if all are RED, and all tests green before and after, with every guard in its place.
"""
import argparse
import collections
import contextlib
import dataclasses
import fnmatch
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = "faults_test"
TEST_SECONDS = 120
ALL_TESTS_SECONDS = 1800


@dataclasses.dataclass
class Mutant:
    name: str
    path: str
    tests: list = dataclasses.field(default_factory=list)
    edits: list = dataclasses.field(default_factory=list)  # [lines that stand there, lines instead]

    def places_missing(self, text):
        return [old for old, _ in self.edits_as_text() if text.count(old) != 1]

    def edits_as_text(self):
        return [("\n".join(old), "\n".join(new)) for old, new in self.edits]

    def applied_to(self, text):
        for old, new in self.edits_as_text():
            text = text.replace(old, new)
        return text


@dataclasses.dataclass
class Outcome:
    word: str
    note: str = ""
    seconds: float = 0


def read_table(path):
    mutants = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        head = re.fullmatch(r"(F\d\d-\w+) (\S+)", line)
        if not line or line.startswith("#"):
            continue
        if head:
            mutants.append(Mutant(*head.groups()))
        elif not mutants:
            sys.exit(f"{path}:{number}: begin with a name and a file, as 'F01-a src/base/time.cc'")
        elif re.fullmatch(r"  F\S+\.\S+", line):
            mutants[-1].tests.append(line.strip())
        elif line[:2] in ("-", "- "):
            if not mutants[-1].edits or mutants[-1].edits[-1][1]:
                mutants[-1].edits.append(([], []))
            mutants[-1].edits[-1][0].append(line[2:])
        elif line[:2] in ("+", "+ ") and mutants[-1].edits:
            mutants[-1].edits[-1][1].append(line[2:])
        else:
            sys.exit(f"{path}:{number}: neither a name and a file, nor a test, nor lines with '- ' and then '+ '")
    names = collections.Counter(mutant.name for mutant in mutants)
    for mutant in mutants:
        if not mutant.tests or not mutant.edits or names[mutant.name] > 1:
            sys.exit(f"{path}: {mutant.name} needs a test, a place, and a name that is its own")
    return mutants


def chosen(mutants, patterns):
    for pattern in patterns:
        if not fnmatch.filter([mutant.name for mutant in mutants], pattern):
            sys.exit(f"guards.txt has no {pattern}: names are as 'F14-a', patterns as 'F14*'")
    return [m for m in mutants if not patterns or any(fnmatch.fnmatch(m.name, p) for p in patterns)]


def git(folder, *words):
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"git {' '.join(map(str, words))} in {folder}: {done.stderr.strip()}")
    return done.stdout.strip()


def prepare_kept(repository, tree, commit):
    """The worktree of an earlier run at `commit`, or a new one. Never what somebody works in."""
    if not tree.exists():
        git(repository, "worktree", "add", "--detach", tree, commit)
        return
    is_own = (tree / ".git").is_file() and not tree.samefile(repository)
    if not is_own or git(tree, "rev-parse", "--abbrev-ref", "HEAD") != "HEAD":
        sys.exit(f"{tree} is not a worktree that this program has made: name a folder that does not exist")
    if git(tree, "status", "--porcelain", "--untracked-files=no"):
        sys.exit(f"{tree} holds a change, perhaps of a run that was killed: git -C {tree} checkout -- .")
    git(tree, "checkout", "--detach", commit)


@contextlib.contextmanager
def worktree(kept):
    """A worktree of HEAD at `kept`, or at a temporary place."""
    repository = pathlib.Path(git(HERE, "rev-parse", "--show-toplevel"))
    commit = git(HERE, "rev-parse", "HEAD")
    if kept:
        prepare_kept(repository, kept, commit)
        yield kept
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix="keel-guards-"))
    try:
        git(repository, "worktree", "add", "--detach", folder / "tree", commit)
        yield folder / "tree"
    finally:
        shutil.rmtree(folder)
        git(repository, "worktree", "prune")


class Workshop:
    """A tree that is built and tested."""

    def __init__(self, tree):
        self.tree = tree
        self.build_folder = tree / "build" / "release"
        # So that ccache knows a file again in a worktree at another place, unless the file names the place.
        self.environment = dict(os.environ, CCACHE_BASEDIR=str(tree), CCACHE_NOHASHDIR="1")

    def run(self, *words, seconds=None):
        """Exit code and text; none of the first if it did not end in time. Its children end with it."""
        process = subprocess.Popen(
            list(map(str, words)), cwd=self.tree, env=self.environment, text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            text, _ = process.communicate(timeout=seconds)
            return process.returncode, text
        except BaseException as stopped:
            text = self.end(process)
            if isinstance(stopped, subprocess.TimeoutExpired):
                return None, text
            raise

    @staticmethod
    def end(process):
        os.killpg(process.pid, signal.SIGTERM)  # ninja ends its compilers then
        try:
            return process.communicate(timeout=5)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.communicate()[0]

    def configure(self):
        code, text = self.run("cmake", "--preset", "release", "-DKEEL_BENCH=OFF")
        if code != 0:
            sys.exit(f"cmake does not configure {self.tree}:\n{text[-3000:]}")

    def build(self):
        """Nothing, or what the compiler said."""
        code, text = self.run("ninja", "-C", self.build_folder, PROGRAM)
        return None if code == 0 else text

    def test(self, *options, seconds):
        return self.run(self.build_folder / "tests" / PROGRAM, "--gtest_color=no", *options, seconds=seconds)

    def names_of_tests(self):
        suite, names = "", set()
        for line in self.test("--gtest_list_tests", seconds=TEST_SECONDS)[1].splitlines():
            if line.startswith("  "):
                names.add(suite + line.split()[0])
            else:
                suite = line.strip()
        return names

    def check_unchanged(self, when):
        """Whether the program builds and every test passes with all guards in their places."""
        wrong = self.build()
        if wrong is None:
            code, text = self.test("--gtest_brief=1", seconds=ALL_TESTS_SECONDS)
            if code == 0:
                say(f"{when}: every test green")
                return True
            wrong = text
        print(f"{when}, with every guard in its place, it does not build or is not green:\n{wrong[-3000:]}")
        return False


def say(text):
    print(text, file=sys.stderr, flush=True)


def outcome_of_test(shop, test):
    code, text = shop.test("--gtest_brief=1", f"--gtest_filter={test}", seconds=TEST_SECONDS)
    if code is None:
        return Outcome("HANG", test)
    if code == 0:
        return Outcome("GREEN(!)", test)
    if code == 1 and f"[  FAILED  ] {test}" in text:
        place = re.search(r"tests/faults/(\w+\.\w+:\d+)", text)
        return Outcome("RED", place.group(1) if place else "")
    return Outcome("CRASH", f"{test} ended with {code}")


def outcome_of_build(shop, mutant):
    said = shop.build()
    if said is not None:
        error = re.search(r".*\berror\b.*", said)
        return Outcome("NOBUILD", error.group(0) if error else said[-200:].strip())
    outcomes = [outcome_of_test(shop, test) for test in mutant.tests]
    return next((outcome for outcome in outcomes if outcome.word != "RED"), outcomes[0])


def outcome_of(shop, mutant, tests):
    unknown = [test for test in mutant.tests if test not in tests]
    if unknown:
        return Outcome("NOTEST", unknown[0])
    file = shop.tree / mutant.path
    if not file.is_file():
        return Outcome("NOPLACE", f"no {mutant.path}")
    text = file.read_text()
    missing = mutant.places_missing(text)
    if missing:
        first = missing[0].splitlines()[0].strip()
        return Outcome("NOPLACE", f"{text.count(missing[0])} times in {mutant.path}: {first}")
    try:
        file.write_text(mutant.applied_to(text))
        return outcome_of_build(shop, mutant)
    finally:
        file.write_text(text)


def line_of(mutant, outcome):
    return f"{mutant.name:8} {outcome.word:9} {outcome.seconds:4.0f} s  {outcome.note or ' '.join(mutant.tests)}"


def take_out_each(shop, mutants):
    tests, outcomes = shop.names_of_tests(), {}
    # File by file: what is put back is compiled together with what is taken out next.
    for mutant in sorted(mutants, key=lambda m: (m.path, m.name)):
        began = time.monotonic()
        outcome = outcome_of(shop, mutant, tests)
        outcome.seconds = time.monotonic() - began
        outcomes[mutant.name] = outcome
        say(f"{len(outcomes)}/{len(mutants)} {line_of(mutant, outcome)}")
    return outcomes


def print_table(mutants, outcomes):
    for mutant in mutants:
        print(line_of(mutant, outcomes[mutant.name]))
    red, numbers = collections.Counter(), collections.Counter()
    for name, outcome in outcomes.items():
        numbers[name[:3]] += 1
        red[name[:3]] += outcome.word == "RED"
    print("red by number:", ", ".join(f"{n} {red[n]}/{numbers[n]}" for n in sorted(numbers)))
    words = collections.Counter(outcome.word for outcome in outcomes.values())
    print(f"{len(outcomes)} mutants of {len(numbers)} numbers:", ", ".join(f"{words[w]} {w}" for w in sorted(words)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", metavar="DIR", type=pathlib.Path, help="a worktree to keep, with its build")
    parser.add_argument("names", metavar="NAME", nargs="*", help="of guards.txt; patterns as 'F14*'")
    options = parser.parse_args()
    mutants = chosen(read_table(HERE / "guards.txt"), options.names)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is taken out is put back then too
    with worktree(options.build and options.build.resolve()) as tree:
        shop = Workshop(tree)
        say(f"builds {PROGRAM} in {tree}")
        shop.configure()
        if not shop.check_unchanged("before"):
            return 1
        outcomes = take_out_each(shop, mutants)
        is_green = shop.check_unchanged("after")
    print_table(mutants, outcomes)
    return 0 if is_green and all(outcome.word == "RED" for outcome in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
