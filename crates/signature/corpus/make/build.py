"""Writes a corpus: `python build.py --variant 1 --out DIR [--only PREFIX] [--no-judge]`."""

import argparse
import os
import shutil
import sys
from pathlib import Path

os.environ["TZ"] = "UTC"
sys.path.insert(0, str(Path(__file__).parent))

import cases  # noqa: E402
import decisions  # noqa: E402
from kit import Kit  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--variant", type=int, default=1)
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--no-judge", action="store_true")
    options = parser.parse_args()
    final = Path(options.out)
    out = final.with_name(final.name + ".new")
    shutil.rmtree(out, ignore_errors=True)
    start = os.times().elapsed
    kit = Kit(options.variant, out)
    for module in cases.ALL:
        if module.__name__.split(".")[-1].startswith(options.only):
            kit.set_clock()
            module.build(kit)
            print(f"{module.__name__}: {len(kit.rows)} files, {os.times().elapsed - start:.0f} s", flush=True)
    kit.freezer.stop()
    for row in kit.rows:
        decisions.settle(row)
    if not options.no_judge:
        import judge
        import explanations
        for row in kit.rows:
            row["pyhanko"] = judge.judge_with_limit(out, row)
            accepts = judge.accepts(row["pyhanko"])
            if explanations.differs(row, accepts) and not row["difference"]:
                row["difference"] = explanations.of(row, accepts)
            if row["difference"] == "?" or "-v" in sys.argv:
                print("DIFFERS", row["file"], row["verdict"], row["sub_indication"], "|", row["pyhanko"])
    kit.write_table()
    old = final.with_name(final.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    out.rename(final)
    shutil.rmtree(old, ignore_errors=True)
    out = final
    print(len(kit.rows), "files,", sum(f.stat().st_size for f in out.rglob("*") if f.is_file()) // 1024, "KB")


if __name__ == "__main__":
    main()
