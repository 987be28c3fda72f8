"""`python3 -m readers`: runs the tests and prints the line that scripts/test sums up."""

import sys
import unittest
from pathlib import Path


def main() -> int:
    folder = Path(__file__).parent
    suite = unittest.defaultTestLoader.discover(str(folder), "*_test.py", str(folder.parent))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    passed = result.testsRun - failed - len(result.skipped)
    print(f"readers result: {passed} passed, {failed} failed, {len(result.skipped)} ignored", flush=True)
    return 1 if failed or not passed else 0


sys.exit(main())
