"""Koppi's words in Finnish and Swedish: collect, check and compile them, without GNU gettext.

Words live beside the code that shows them: ``src/koppi/<package>/locale/<language>/LC_MESSAGES/django.po``.
The source language is English. Catalogues carry no dates and no line numbers, so that a change shows only
the sentences that changed.
"""

import ast
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1]
LANGUAGES = ("fi", "sv")
PLACEHOLDER = re.compile(r"%\([A-Za-z_]\w*\)[a-z]|%[sd]|\{[A-Za-z_][\w.]*\}")
# Which argument of each call is what: the context, the sentence, its plural.
CALLS: dict[str, tuple[str, ...]] = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}

Key = tuple[str | None, str]


@dataclass
class Sentence:
    """A sentence that the code shows."""

    text: str
    plural: str | None = None
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """What gettext finds it by."""
        return self.context, self.text


def packages(source: Path = SOURCE) -> list[Path]:
    """Return the folders of the packages."""
    return sorted(path for path in source.iterdir() if (path / "__init__.py").exists())


def sentences(package: Path) -> dict[Key, Sentence]:
    """Return the sentences that a package's code and templates show.

    :raises ValueError: a template is broken, or one sentence has two plurals
    """
    found: dict[Key, Sentence] = {}
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if {"tests", "migrations", "locale", "static"} & set(inside.parts[:-1]):
            continue
        if path.suffix == ".py":
            code = path.read_text()
        elif path.suffix in (".html", ".txt") and "templates" in inside.parts:
            # What stands between the calls is blanked out; indentation would only confuse the tokenizer.
            code = "\n".join(line.lstrip() for line in templatize(path.read_text(), str(inside)).splitlines())
        else:
            continue
        for sentence in _sentences_in(code):
            known = found.setdefault(sentence.key, sentence)
            if known.plural and sentence.plural and known.plural != sentence.plural:
                raise ValueError(f"{package.name}/{inside}: “{sentence.text}” has two plurals")
            known.plural = known.plural or sentence.plural
            known.files.add(str(inside))
    return found


def _sentences_in(code: str) -> Iterator[Sentence]:
    found = extract_python(io.BytesIO(code.encode()), dict.fromkeys(CALLS), [], {"encoding": "utf-8"})
    for _line, call, words, _comments in found:
        given = [words] if isinstance(words, str) else list(words or ())
        parts = dict(zip(CALLS[str(call)], given, strict=False))
        if parts.get("id"):
            yield Sentence(parts["id"], parts.get("plural"), parts.get("context"))


def catalogue_path(package: Path, language: str) -> Path:
    """Return where a package's words in a language are."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(source: Path = SOURCE) -> list[Path]:
    """Bring every catalogue up to the code: add what is new, drop what is gone, keep what is translated."""
    changed = []
    for package in packages(source):
        shown = sentences(package)
        for language in LANGUAGES:
            path = catalogue_path(package, language)
            before = path.read_text() if path.exists() else ""
            known = {_key(entry): entry for entry in _open(path)} if before else {}
            after = _written(language, shown.values(), known) if shown else ""
            if after == before:
                continue
            changed.append(path)
            if after:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(after)
            else:
                path.unlink()
    return changed


def _open(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=110)


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def _written(language: str, shown: Iterable[Sentence], known: dict[Key, polib.POEntry]) -> str:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for sentence in sorted(shown, key=lambda one: (one.text, one.context or "")):
        old = known.get(sentence.key)
        entry = polib.POEntry(
            msgid=sentence.text,
            msgctxt=sentence.context,
            msgid_plural=sentence.plural or "",
            occurrences=[(name, "") for name in sorted(sentence.files)],
            tcomment=old.tcomment if old else "",
            flags=[flag for flag in old.flags if flag == "fuzzy"] if old else [],
        )
        if sentence.plural:
            entry.msgstr_plural = {0: "", 1: "", **(old.msgstr_plural if old else {})}
        else:
            entry.msgstr = old.msgstr if old else ""
        catalogue.append(entry)
    return str(catalogue).rstrip() + "\n"


def problems(source: Path = SOURCE) -> list[str]:
    """Return what is wrong with the catalogues: missing, doubtful, unused, or with other placeholders."""
    found: list[str] = list(_uncollected(source))
    said: dict[tuple[str, Key], tuple[str, tuple[str, ...]]] = {}
    for package in packages(source):
        shown = sentences(package)
        for language in LANGUAGES:
            path = catalogue_path(package, language)
            where = f"{package.name}/{language}"
            entries = {_key(entry): entry for entry in _open(path)} if path.exists() else {}
            found += [
                f"{where}: missing “{text}”" for context, text in shown if (context, text) not in entries
            ]
            for key, entry in entries.items():
                found += [
                    f"{where}: {trouble} “{entry.msgid}”" for trouble in _troubles(entry, shown.get(key))
                ]
                # All catalogues are one when Koppi runs, so a sentence has one translation in the house.
                words = _translations(entry)
                first = said.setdefault((language, key), (where, words))
                if first[1] != words and all(first[1]) and all(words):
                    found.append(f"{where}: “{entry.msgid}” is translated otherwise in {first[0]}")
    return found


def _uncollected(source: Path) -> Iterator[str]:
    """Name the sentences inside f-strings, which the collector reads as one string until Python 3.12."""
    for path in sorted(source.rglob("*.py")):
        code = path.read_text()
        if 'f"' not in code and "f'" not in code:
            continue
        for text in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr)):
            for call in (node for node in ast.walk(text) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id in CALLS:
                    where = f"{path.relative_to(source)}:{call.lineno}"
                    yield f"{where}: a sentence inside an f-string is not collected"


def _translations(entry: polib.POEntry) -> tuple[str, ...]:
    if entry.msgid_plural:
        return tuple(text for _, text in sorted(entry.msgstr_plural.items()))
    return (entry.msgstr,)


def _troubles(entry: polib.POEntry, sentence: Sentence | None) -> Iterator[str]:
    if sentence is None or entry.obsolete:
        yield "unused"
        return
    if (sentence.plural or "") != entry.msgid_plural:
        yield "another plural than the code:"
    if entry.fuzzy:
        yield "fuzzy"
    words = _translations(entry)
    if not all(words) or (entry.msgid_plural and len(words) != 2):
        yield "not translated"
        return
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    allowed = wanted | set(PLACEHOLDER.findall(entry.msgid))
    if set(PLACEHOLDER.findall(words[-1])) != wanted or not set(PLACEHOLDER.findall(words[0])) <= allowed:
        yield "other placeholders in"


def compile_all(source: Path = SOURCE) -> int:
    """Write the compiled catalogues that are older than their source, and return how many were written."""
    written = 0
    for package in packages(source):
        for language in LANGUAGES:
            path = catalogue_path(package, language)
            target = path.with_suffix(".mo")
            if not path.exists():
                target.unlink(missing_ok=True)
                continue
            stamp = path.stat().st_mtime_ns
            if target.exists() and target.stat().st_mtime_ns == stamp:
                continue
            unfinished = target.with_suffix(f".{os.getpid()}.tmp")
            _open(path).save_as_mofile(str(unfinished))
            os.utime(unfinished, ns=(stamp, stamp))
            unfinished.replace(target)
            written += 1
    return written
