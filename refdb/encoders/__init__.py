"""Run a model: ONNX, or sentence-transformers."""
