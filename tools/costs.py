"""Run a command and write what it cost: ``python tools/costs.py make check unit``.

The figure is CPU time, user and system, of the command and of every program that it started and waited for: seconds on
a clock depend on what else the machine does. The exit status is the command's.
"""

from __future__ import annotations

import os
import subprocess
import sys

#: Whether the system counts the CPU time of programs that have ended; Windows does not.
COUNTED = os.name != "nt"


def sentence(name: str, user: float, system: float) -> str:
    """Return what a command cost, in seconds."""
    if not COUNTED:
        return f"{name}: this system does not count the CPU time of programs that have ended."
    return f"{name} took {user + system:.0f} CPU-seconds (user {user:.0f}, system {system:.0f}) in all processes."


def main(name: str, command: list[str]) -> int:
    """Run ``command``, write what it cost under ``name`` and return its exit status."""
    status = subprocess.run(command, check=False).returncode
    spent = os.times()
    print(f"\n{sentence(name, spent.children_user, spent.children_system)}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
