"""Faster operations give what the usual ones give, and say no to training."""

from __future__ import annotations

import numpy as np
import pytest
from thinc.api import NumpyOps

from enrich.reading_ops import ReadingOps


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_maxout_is_the_same(pieces: int) -> None:
    x = np.random.default_rng(1).normal(size=(50, 96, pieces)).astype(np.float32)
    assert np.array_equal(ReadingOps().maxout(x)[0], NumpyOps().maxout(x)[0])


def test_training_is_refused_with_the_way_out() -> None:
    with pytest.raises(RuntimeError, match="load the model again"):
        ReadingOps().backprop_maxout(None, None, 3)
