"""Vectors: the encoders and the models behind them."""
