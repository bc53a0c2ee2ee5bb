"""A stack that is ended is gone, whatever happened to it."""

import psutil

from deploy.local.stack import Stack


def test_a_stack_leaves_no_process_behind(stack: Stack) -> None:
    assert stack.postgres is not None
    assert stack.broker is not None
    assert stack.mail is not None
    started = [stack.postgres.process, stack.broker.process, stack.mail, *stack.services.values()]
    family = [psutil.Process(process.pid) for process in started]
    children = [*family, *(child for parent in family for child in parent.children(recursive=True))]
    assert len(children) > 7
    stack.stop()
    _, alive = psutil.wait_procs(children, timeout=60)
    assert [process.name() for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
