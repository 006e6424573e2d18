"""What people type, made safe to keep without changing what it says."""

from __future__ import annotations

import unicodedata

# An overridden direction lets a name read backwards; direction marks (200E, 200F) are harmless.
_OVERRIDES = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def clean(value: str, *, lines: bool = True) -> str:
    """Return text in NFC without control characters; emoji and their joiners stay.

    Line ends become ``\\n`` and tabs a space. With ``lines=False`` line ends become a space too and runs of
    spaces shrink to one. Surrogates and noncharacters, which a database refuses, are left out.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    value = value.replace("\t", " ")
    kept = "".join(letter for letter in value if letter == "\n" or _is_text(letter))
    kept = unicodedata.normalize("NFC", kept)
    if not lines:
        return " ".join(kept.split())
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip("\n").rstrip()


def blocks(written: str) -> list[tuple[str, list[str]]]:
    """Return a plain text as blocks: "p" with the lines of a paragraph, or "ul" with the points of a list.

    A line that begins with "- " or "• " is a point. An empty line ends a block.
    """
    found: list[tuple[str, list[str]]] = []
    standing = ""
    for line in (line.strip() for line in written.splitlines()):
        kind = "ul" if line[:2] in ("- ", "• ") else "p" if line else ""
        if kind and kind != standing:
            found.append((kind, []))
        if kind:
            found[-1][1].append(line[2:].strip() if kind == "ul" else line)
        standing = kind
    return found


def initials(name: str) -> str:
    """Return up to two letters for a face: "Liisa Koski" is "LK"; nothing for an empty name."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    if not words:
        return ""
    chosen = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0].upper() for word in chosen)


def _is_text(letter: str) -> bool:
    if letter in _OVERRIDES or letter == "\ufeff":
        return False
    code = ord(letter)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return unicodedata.category(letter) not in ("Cc", "Cs")
