"""The peer of the drift benchmark, run by a Python that has Evidently (never by ours).

Arguments: the reference's and the current Parquet file. Prints one JSON line.
"""

import json
import resource
import sys
import time

START = time.perf_counter()


def main(reference: str, current: str) -> None:
    import evidently
    import pandas as pd
    from evidently import Report
    from evidently.presets import DataDriftPreset

    before, now = pd.read_parquet(reference), pd.read_parquet(current)
    loaded = time.perf_counter()
    Report([DataDriftPreset()]).run(now, before)
    done = time.perf_counter()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "version": evidently.__version__,
        "rows": len(now),
        "run_s": done - loaded,
        "process_s": done - START,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1000,
    }
    sys.stdout.write(json.dumps(found) + "\n")


main(*sys.argv[1:])
