"""Text in many charsets, of which the truth is known: the text that comes out, and the name of the charset."""

import json
from collections.abc import Iterator
from pathlib import Path

from .measure import Measure
from .programs import Programs, lines


def measure(folder: Path, programs: Programs) -> Iterator[Measure]:
    out = programs.new_folder("encodings")
    named = {line["file"]: line for line in lines(programs.tabular("decode", folder, out))}
    truth = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    right = sum(text(out / file["file"]) == file["text"] for file in truth)
    yield Measure("encodings_text", right, 1, whole=len(truth))
    answers = [{"file": file["file"], "encoding": named.get(file["file"], {}).get("encoding")} for file in truth]
    scored = programs.score("encodings.py", "score", folder, programs.saved("\n".join(map(json.dumps, answers)) + "\n"))
    yield Measure("encodings_named", int(scored.split("/")[0]), 1, whole=len(truth))


def text(file: Path) -> str | None:
    """What was decoded, without a byte order mark; line ends stay as they are."""
    try:
        return file.read_bytes().decode().lstrip("\ufeff")
    except (OSError, UnicodeDecodeError):
        return None
