"""Verifies all files of a corpus with pyHanko in this process: `python run_pyhanko.py DIR [--repeat N] [--list]`.

Prints files per second: the baseline of the benchmark.
"""

import argparse
import csv
import functools
import os
import signal
import sys
import time
from pathlib import Path

os.environ["TZ"] = "UTC"
sys.path.insert(0, str(Path(__file__).parent))

import judge  # noqa: E402


class TooLong(BaseException):
    pass


def stop(*_):
    raise TooLong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--limit", type=float, default=5.0, help="seconds per file")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--skip", default="files/hostile-", help="files that begin so are left out; empty: none")
    options = parser.parse_args()
    folder = Path(options.folder)
    # What is trusted and known is read once, as the other side does.
    judge.certificates_of = functools.lru_cache(judge.certificates_of)
    judge.revocation = functools.lru_cache(judge.revocation)
    with open(folder / "expected.csv", encoding="utf-8") as table:
        rows = [r for r in csv.DictReader(table) if not options.skip or not r["file"].startswith(options.skip)]
    signal.signal(signal.SIGALRM, stop)
    late = 0
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(options.repeat):
        for row in rows:
            signal.setitimer(signal.ITIMER_REAL, options.limit)
            try:
                verdict = judge.judge(folder, row)
            except TooLong:
                verdict, late = "no answer in time", late + 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            if options.list:
                print(row["file"], "|", verdict)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    count = len(rows) * options.repeat
    print(f"pyHanko: {count} files in {wall:.2f} s ({cpu:.2f} s of processor), {count / cpu:.1f} files per second of one core, {late} without answer")


if __name__ == "__main__":
    main()
