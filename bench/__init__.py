"""The measurements of docs/benchmarks.md."""
