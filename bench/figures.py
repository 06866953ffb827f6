"""How large the code is: `python -m bench.figures` counts files, lines and functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
CODE = ("app", "core", "solicitation", "collection", "moderation", "widgets")


def sources() -> list[Path]:
    """Every Python file of the product, tests left out."""
    listed = subprocess.run(
        ["git", "ls-files", *CODE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = (ROOT / line for line in listed.stdout.splitlines() if line.endswith(".py"))
    return [path for path in found if path.exists()]


def function_lengths(tree: ast.AST) -> list[int]:
    """Lines of each function, its docstring and signature included."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ]


def figures() -> dict[str, float | str]:
    """The figures that the README and release notes may quote."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    lengths = [n for path in lines for n in function_lengths(ast.parse(path.read_text("utf-8")))]
    longest = max(lines, key=lambda path: lines[path])
    return {
        "files": len(lines),
        "lines": sum(lines.values()),
        "median file": median(lines.values()),
        "longest file": f"{lines[longest]} ({longest.relative_to(ROOT)})",
        "functions": len(lengths),
        "median function": median(lengths),
        "functions of at most 20 lines": f"{sum(n <= 20 for n in lengths) / len(lengths):.1%}",
    }


if __name__ == "__main__":
    for name, value in figures().items():
        sys.stdout.write(f"{name:32}{value}\n")
