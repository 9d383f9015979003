"""Nothing that a person does on any screen keeps the Qt thread for longer than is felt."""

from __future__ import annotations

import gc
import sys
import time
from functools import partial
from pathlib import Path

from app.views import safe_text
from app.views.screen import SCREENS as REGISTERED
from tests.views.demo_desk import PATIENCE_S, SCREENS, calm, demo_desk, faces
from tests.views.watchdog import LONGEST_S, watching

COLD_S = 0.4  # a screen that is built now; its own line among the goals
WALK = (*SCREENS, "settings")


def test_no_act_and_no_turn_of_the_loop_is_felt_on_any_screen(demo: Path, tmp_path: Path) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop, watching() as dog:
        end = time.monotonic() + PATIENCE_S
        while not REGISTERED.is_loaded or "pyqtgraph" not in sys.modules:
            assert time.monotonic() < end, "What screens import late was not imported beside them."
            calm(desktop)
        gc.collect()
        gc.freeze()  # what other tests left; the program does the same after its start
        try:
            for key in WALK:
                dog.doing = f"{key}, for the first time"
                dog.longest_s = COLD_S
                dog.act(partial(desktop.window.go, key))
                dog.longest_s = LONGEST_S
                calm(desktop, dog.turn)
            for key in WALK:
                for n, show in enumerate(faces(desktop, key)):
                    dog.doing = f"{key}, {n}"
                    dog.act(show)
                    calm(desktop, dog.turn)
        finally:
            gc.unfreeze()

    assert len(dog.turns) > 20 * len(WALK)
    assert not [str(one) for one in dog.blocks]


def test_the_dog_names_what_blocks() -> None:
    def work() -> None:
        end = time.thread_time() + 0.1
        while time.thread_time() < end:
            safe_text.clean("\u202e" * 9_000)

    with watching(0.05) as dog:
        dog.doing = "a comment"
        dog.act(work)
        dog.act(lambda: time.sleep(0.1))  # to wait for others is no work of its own

    (block,) = dog.blocks
    assert str(block).startswith("a comment: ")
    assert "safe_text.py" in str(block)
