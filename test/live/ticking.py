"""A job that takes no time to start and computes next to nothing: what a lab is tried out with when it is not the training
that matters. It records what a training would."""
import os, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../fixtures/live"))
from ordeal_hook import event

event("joined")
event("load.begin")
event("load.end", step=0, isScratch=True)
for step in range(1, 1_000_000):
    event("step.begin", step=step)
    until = time.monotonic() + 0.02
    while time.monotonic() < until - 0.015:
        pass
    time.sleep(0.015)
    event("step.end", step=step)
    if step % 50 == 0 and os.environ.get("RANK") == "0" and len(sys.argv) > 1:
        event("save.begin", step=step)
        with open(os.path.join(sys.argv[1], f"step-{step:09d}.pt"), "wb") as file:
            file.write(os.urandom(65_536))
        event("save.end", step=step)
        event("persist.end", step=step)
