"""Refresh the committed outputs of every notebook: run it, keep deterministic text, drop everything else."""

import json
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def refresh(path: Path) -> bool:
    """Run one notebook and write it back if anything changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    for n, cell in enumerate(notebook.cells):
        cell.id = f"{path.stem}-{n:03d}"[-64:]
        cell.metadata = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}, "title": title})
    notebook.nbformat_minor = 5
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.metadata = {}
            if "data" in output:
                output.data = {"text/plain": output.data["text/plain"]}
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}, "title": title})
    nbformat.validate(notebook)
    after = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"IPT_TEXT": "1", "IPT_DATA_DIR": folder, "IPYTHONDIR": folder, "PYTHONPATH": str(ROOT)}
        for notebook in (
            sorted((ROOT / "notebooks").rglob("*.ipynb")) if len(sys.argv) == 1 else map(Path, sys.argv[1:])
        ):
            if ".ipynb_checkpoints" not in notebook.parts:
                print(
                    f"{notebook.relative_to(ROOT) if notebook.is_absolute() else notebook}: {'refreshed' if refresh(notebook) else 'unchanged'}"
                )
