"""The command line, as `python -m policyengine`."""

from policyengine.cli.main import run

if __name__ == "__main__":
    run()
