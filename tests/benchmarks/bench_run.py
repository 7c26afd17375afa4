"""Run the benchmark: ``python tests/benchmarks/bench_run.py --help``.

Nothing is imported here: the processes of the engines load this file, and their memory is measured.
"""

if __name__ == "__main__":
    from bench_command import main

    raise SystemExit(main())
