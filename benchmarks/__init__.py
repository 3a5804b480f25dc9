"""Benchmarks: one module each, `python -m benchmarks.bench_NAME`; figures are kept in RESULTS.md."""
