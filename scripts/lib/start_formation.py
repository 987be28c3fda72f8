"""Starts honcho with the patience that Rowmill's processes need, and closes two gaps in its stopping.

A worker may drain for 25 s; honcho kills 5 s after the first process ended, and never when none does;
here it kills 30 s after it was told to stop or a process ended. And honcho fails, leaving its children behind, when
the signal to stop arrives before each of them has reported its start (here the stop is carried out
afterwards) or in the middle of a line that it prints (here that one message is dropped).
Exits with 0 when it was told to stop and every process then ended with 0, or by the signal itself
because it had not come far enough to handle it.
"""

import multiprocessing
import signal
import sys

sys.path.insert(0, sys.argv.pop(1))
from honcho import command, manager

manager.KILL_WAIT = 30


class Manager(manager.Manager):
    stop_asked = False

    def add_process(self, name, cmd, **options):
        # Without exec, how a process ended is hidden behind how its shell did.
        return super().add_process(name, "exec " + cmd, **options)

    def loop(self):
        super().loop()
        if self.returncode in (130, 143):  # INT, TERM
            drained = (0, -signal.SIGTERM)
            self.returncode = int(any(p["returncode"] not in drained for p in self._processes.values()))

    def terminate(self):
        if super()._all_started():
            super().terminate()
        else:
            self.stop_asked = True

    def _all_started(self):  # the loop asks this after every event
        started = super()._all_started()
        if started and self.stop_asked:
            super().terminate()
        return started

    def _any_stopped(self):  # starts the clock of KILL_WAIT
        return self._terminating or super()._any_stopped()

    def _system_print(self, data):
        try:
            super()._system_print(data)
        except RuntimeError:  # "reentrant call": this runs inside the signal handler
            pass


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    command.Manager = Manager
    command.main()
