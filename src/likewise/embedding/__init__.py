"""Vectors: the encoders and the models behind them."""

import sys

# OpenVINO reports its use over the network when it is imported, unless this package is absent.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment] # Python's own way to say so
