"""How many rows came, against the reference's number."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("volume")
class Volume(Measure):
    label = "Volume"
    dimension = Dimension.STABILITY
    is_default = False  # a day against a training set says nothing; a monitor asks for it

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        if pair.reference is None:
            return
        ratio = pair.current.rows / max(pair.reference.rows, 1)
        yield Measurement(
            "volume",
            ratio,
            pair.current.rows,
            f"rows over the reference's {pair.reference.rows}",
            dimension=Dimension.STABILITY,
            effect=ratio,
        )
