"""``python -m chapters doctor``: one block to paste into a question; each line that is not well has its fix."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chapters.command_line import doctor_of_installation as of_installation
from chapters.command_line import doctor_of_machine as of_machine
from chapters.command_line.findings import Line
from runtime.errors import UserError
from runtime.wrapping import fitted


def doctor(arguments: Sequence[str]) -> int:
    """Print every finding.

    Returns:
        0 if all is well, 1 if a line has a fix.

    Raises:
        UserError: arguments were given.
    """
    if list(arguments) in (["-h"], ["--help"]):
        print(fitted(str(__doc__)))
        return 0
    if arguments:
        raise UserError(f"doctor takes nothing, not {arguments[0][:60]!r}; leave it out")
    failed = 0
    for check in CHECKS:
        line = _checked(check)
        failed += bool(line.fix)
        print(f"{'FIX ' if line.fix else 'ok  '}{line.what:12} {line.found}", flush=True)
        if line.fix:
            print(f"    {'':12} fix: {line.fix}", flush=True)
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} are well")
    return int(failed > 0)


def _checked(check: Callable[[], Line]) -> Line:
    try:
        return check()
    except UserError as error:  # its sentence has the fix
        return Line(check.__name__, "failed", str(error))
    except Exception as error:  # a check that breaks is a finding, too: the block must come to its end
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        return Line(
            check.__name__,
            f"failed: {reason}",
            "python -m pip install -r requirements.txt -c constraints.txt, in a fresh environment",
        )


CHECKS = (
    of_installation.versions,
    of_installation.names,
    of_installation.keras_settings,
    of_machine.system,
    of_machine.machine,
    of_machine.code_page,
    of_machine.path,
    of_machine.disk,
    of_machine.runs_folder,
    of_installation.fonts,
    of_installation.data,
    of_machine.port,
    of_installation.gpu,
    of_installation.devices,
    of_installation.training,
)
