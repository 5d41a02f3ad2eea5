"""Runs getmail without a race of its own.

It forks a process for each delivery and only then asks to be told of its end; when the end comes first, it waits for
its whole time limit and gives up. Here it simply waits for that process. Nothing else is changed.
"""
import os
import runpy
import shutil

from getmailcore import baseclasses


def wait_for_child(self, process):
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


baseclasses.ForkingBase._prepare_child = lambda self: None
baseclasses.ForkingBase._wait_for_child = wait_for_child
runpy.run_path(shutil.which("getmail"), run_name="__main__")
