"""What is measured, and the page that tells it."""

import gc
import os
import platform
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from koppi.identity.models import User
from koppi.matters.queries import broken_promises

from . import ground, locks
from .resident import finished_drafts

# How a process happens to lie in memory makes one page up to a tenth slower than the other for as long as it
# lives; so the worklist is timed in several.
PROCESSES = 9


def report(sizes, rounds, fill):
    """Fill, measure at each size, and return the page as Markdown."""
    reader = User.objects.get(username="bench")
    browser = Client()
    browser.force_login(reader)
    lines, prices, filled = [], [], 0
    for size in sizes:
        fill(filled + 1, size + 1)
        filled = size
        lines.append(_worklist(browser, size, rounds))
        prices += _prices(browser, reader, f"{size:,}", rounds)
    wrong = [promise for promise, _ in broken_promises() if "event" not in promise]
    if wrong:
        raise SystemExit(f"The filled tables break promises: {wrong}")
    sent = _submissions(rounds)
    locks.hide_most(reader)
    prices += _prices(browser, reader, f"{filled:,}, most hidden", rounds)
    return _page(lines, prices, sent, rounds)


def _worklist(browser, size, rounds):
    with ProcessPoolExecutor(1, get_context("spawn"), ground.set_up, max_tasks_per_child=1) as fresh:
        times = [fresh.submit(_look, rounds // PROCESSES).result() for _ in range(PROCESSES)]
    ours, theirs = (statistics.median(each) for each in zip(*times, strict=True))
    _get(browser, "/desk/")
    with CaptureQueriesContext(connection) as statements:
        _get(browser, "/desk/")
    return size, ours, theirs, len(statements)


def _look(rounds):
    browser = Client()
    browser.force_login(User.objects.get(username="bench"))
    return _in_turn(lambda: _get(browser, "/desk/"), lambda: _get(browser, "/bare/worklist/"), rounds)


def _prices(browser, reader, size, rounds):
    """Time the worklist and a matter's page with the second lock and without it."""
    reader = User.objects.get(pk=reader.pk)
    matter = f"/desk/m/{locks.a_matter_of(reader)}/"
    for page, url in (("worklist", "/desk/"), ("a matter", matter)):
        yield size, page, *locks.price(lambda url=url: _get(browser, url), rounds)


def _submissions(rounds):
    """Time the sending of a whole contact form beside a bare three-row transaction."""
    browser, uuids = finished_drafts(rounds + 20)
    drafts = iter(uuids)

    def send():
        answer = browser.post(f"/contact/{next(drafts)}/send/")
        assert answer.status_code == 302, answer.status_code

    def send_bare():
        answer = browser.post(
            "/bare/submit/", {"key": str(uuid4()), "words": "Selkä kipeytyi lumitöissä. " * 10}
        )
        assert answer.status_code == 201, answer.status_code

    return _in_turn(send, send_bare, rounds)


def _get(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _in_turn(ours, theirs, rounds):
    """Run two things by turns and return the median seconds of each."""
    for _ in range(20):
        ours()
        theirs()
    gc.collect()
    times = ([], [])
    for _ in range(rounds):
        for what, kept in ((ours, times[0]), (theirs, times[1])):
            begun = time.perf_counter()
            what()
            kept.append(time.perf_counter() - begun)
    return statistics.median(times[0]), statistics.median(times[1])


def _page(worklists, prices, submissions, rounds):
    rows = "\n".join(
        f"| {size:,} | {ours * 1000:.1f} ms | {theirs * 1000:.1f} ms | {ours / theirs:.2f} | {statements} |"
        for size, ours, theirs, statements in worklists
    )
    locked = "\n".join(
        f"| {size} | {page} | {ours * 1000:.1f} ms | {theirs * 1000:.1f} ms | {ours / theirs:.2f} |"
        for size, page, ours, theirs in prices
    )
    sent, bare_sent = submissions
    smallest, largest = worklists[0], worklists[-1]
    return f"""# Benchmarks

Made by `bin/bench --write` on {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()},
PostgreSQL {connection.pg_version // 10000}, {rounds} rounds each by turns, the worklist's in {PROCESSES} processes, of which the
median is told. Milliseconds belong to that machine and that hour; the ratios are what to compare.

## The worklist page

Ten per cent of the matters are open, in 200 teams; the reader sees five teams. Beside it a bare logged view: session,
one worklist query, one line in the reading log, twenty-five plain rows with the same facts.

| Matters | Koppi's page | Bare logged view | Ratio | SQL statements |
|---|---|---|---|---|
{rows}

From {smallest[0]:,} to {largest[0]:,} matters the page's time changed {largest[1] / smallest[1]:.2f} times, the bare
view's {largest[2] / smallest[2]:.2f} times.

## The second lock

The same pages with row-level security and without it, by turns in blocks. “Most hidden”: nine of ten matters in the
reader's queues are of the other register, and a thousand clients have banned what was lent to the reader.

| Matters | Page | With it | Without it | Ratio |
|---|---|---|---|---|
{locked}

## Sending a contact

The last step of the contact form: the contact, its matter, two clocks, events, search words, and the receipt, in one
transaction. Beside it a bare view that commits three plain rows.

| | Koppi | Bare three rows | Ratio |
|---|---|---|---|
| median | {sent * 1000:.1f} ms | {bare_sent * 1000:.1f} ms | {sent / bare_sent:.2f} |
"""
