"""Compare what Koppi counts in the sample questionnaires with the reference, npm's `fhirpath`.

Run from the clone: `.venv/bin/python scripts/questionnaires.py`. Needs node and npm; the reference
is put into a folder that is gone afterwards. Each sample is answered by lot (always the same lot), and each
of its expressions is evaluated by both. Prints the table of docs/questionnaires.md.
"""

import json
import random
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

CLONE = Path(__file__).resolve().parents[1]
SHEETS = 40
REFERENCE = """
const path = require('fhirpath'), r4 = require('fhirpath/fhir-context/r4');
const jobs = JSON.parse(require('fs').readFileSync(0));
const plain = found => JSON.parse(JSON.stringify(found));
console.log(JSON.stringify(jobs.map(job => {
  const names = {resource: job.response, questionnaire: job.questionnaire};
  const ask = (here, text) => { try { return path.evaluate(here, text, names, r4); } catch { return []; } };
  for (const [name, text, here] of job.variables) names[name] = ask(here, text);
  return plain(ask(job.here, job.expression));
})));
"""


def by_lot(items, lot):
    """Return answers to items, drawn by lot."""
    from koppi.questionnaires.response import Answer, Given

    found = []
    for item in items:
        if item.is_group:
            found.append(Given(item.link_id, (), by_lot(item.items, lot)))
        elif lot.random() < 0.75 and item.is_question and (answer := _answer(item, lot)):
            found.append(Given(item.link_id, (Answer(*answer, by_lot(item.items, lot)),)))
    return tuple(found)


def _answer(item, lot):
    if item.options:
        option = lot.choice(item.options)
        return option.kind, option.value
    return {
        "boolean": ("Boolean", lot.random() < 0.5),
        "integer": ("Integer", lot.randint(0, 9)),
        "decimal": ("Decimal", Decimal(lot.randint(0, 40)) / 10),
        "string": ("String", lot.choice(["abc", "chicken", "x"])),
        "date": ("Date", "2026-05-01"),
    }.get(item.type)


def jobs_of(form, sheet):
    """Return what both evaluate on a sheet: the job for the reference, what Koppi found, and its kind."""
    from koppi.questionnaires.response import write_response
    from koppi.questionnaires.rules import _nodes

    response = write_response(form, sheet.given, completed=False)
    nodes = _nodes(response)
    for place in sheet.places:
        item, above, chain = place.item, place.above, [place]
        if above and not above.asked:
            continue
        while above:
            chain, above = [above, *chain], above.above
        named = [[one.name, one.expression, response] for one in form.variables]
        for one in chain:
            here = nodes.get(one.address, {"linkId": one.item.link_id})
            named += [[variable.name, variable.expression, here] for variable in one.item.variables]
        job = {"response": response, "questionnaire": form.source, "variables": named}
        job["here"] = nodes.get(place.address, {"linkId": item.link_id})
        if item.calculated and place.asked:
            said = [answer.value for answer in place.answers]
            yield {**job, "expression": item.calculated}, said, item
        if item.shown_when and not item.conditions:
            yield {**job, "expression": item.shown_when}, place.asked, item


def agree(item, koppi, reference):
    if isinstance(koppi, bool):
        return koppi == (reference == [True])
    return _plain(koppi) == _plain(reference if item.repeats else reference[:1])


def _plain(values):
    return json.loads(json.dumps(values, default=float), parse_int=float)


def main():
    sys.path.insert(0, str(CLONE / "src"))
    from django.conf import settings

    settings.configure(USE_I18N=False)
    from koppi.questionnaires.errors import BrokenQuestionnaire
    from koppi.questionnaires.reading import read
    from koppi.questionnaires.rules import settle
    from koppi.questionnaires.tests.samples import names, sample

    rows, asked = [], []
    for name in names():
        try:
            form = read(sample(name))
        except BrokenQuestionnaire as broken:
            flaw = broken.flaws[0]
            rows.append([name, f"refused: {flaw.place}: {flaw}", []])
            continue
        lot, mine = random.Random(name), []  # noqa: S311
        for _sheet in range(SHEETS):
            mine += list(jobs_of(form, settle(form, by_lot(form.items, lot))))
        rows.append([name, f"{len(form.by_id)} items", mine])
        asked += mine
    with tempfile.TemporaryDirectory(prefix="koppi-fhirpath-") as folder:
        subprocess.run(["npm", "install", "--silent", "fhirpath@5"], cwd=folder, check=True)
        told = subprocess.run(
            ["node", "-e", REFERENCE], cwd=folder, check=True, capture_output=True, text=True,
            input=json.dumps([job for job, _said, _item in asked], default=float),
        )  # fmt: skip
    reference = iter(json.loads(told.stdout))
    lines = ["| Sample | Read | Expressions evaluated by both | Agree |", "|---|---|---|---|"]
    for name, read_as, mine in rows:
        verdicts = [agree(item, said, next(reference)) for _job, said, item in mine]
        lines.append(
            f"| `{name}` | {read_as} | {len(verdicts) or '–'} | {sum(verdicts) if verdicts else '–'} |"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
