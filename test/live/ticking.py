"""A job that takes no time to start and computes next to nothing: what a lab is tried out with when it is not the training
that matters. It records what a training would."""
import os, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../fixtures/live"))
from ordeal_hook import event

event("joined")
event("load.begin")
folder = sys.argv[1] if len(sys.argv) > 1 else None
copies = sorted(int(name[5:-3]) for name in os.listdir(folder)) if folder else []
begin = copies[-1] if copies else 0
event("load.end", step=begin, isScratch=begin == 0)
for step in range(begin + 1, 1_000_000):
    event("step.begin", step=step)
    until = time.monotonic() + 0.02
    while time.monotonic() < until - 0.015:
        pass
    time.sleep(0.015)
    event("step.end", step=step)
    if step % 50 == 0 and os.environ.get("RANK") == "0" and folder:
        event("save.begin", step=step)
        with open(os.path.join(folder, f"step-{step:09d}.pt"), "wb") as file:
            file.write(os.urandom(65_536))
        event("save.end", step=step)
        event("persist.end", step=step)
