"""Runs a command on a terminal of its own, presses Ctrl-C when the pattern was seen, and writes what the terminal got."""

import os
import pty
import re
import select
import sys
import termios
import time
import fcntl
import struct

pattern, columns, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, int(columns), 0, 0))
got = b""
pressed = False
ends = time.monotonic() + 60
while time.monotonic() < ends:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not part:
            break
        got += part
    if not pressed and re.search(pattern.encode(), got):
        os.write(terminal, b"\x03")
        pressed = True
else:
    os.kill(child, 9)
sys.stdout.buffer.write(got)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) % 256)
