"""Programs that may be stopped by Ctrl-C: what they found until then is kept, and no traceback is shown."""
from __future__ import annotations

import sys
from typing import Callable, NoReturn


def as_program(main: Callable[[], int]) -> NoReturn:
    """End with the exit code of the program, or with 130 if it is interrupted."""
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
