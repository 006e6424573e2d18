"""Whether the reading log is whole: nothing changed, taken away, put in, put in another order or cut off.

The seals and the 32 lanes are walked side by side, each lane up to where the next seal says it ended, so
that the whole log goes by once and a few thousand rows are in memory at any time, however long it is.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction

from . import chain

LINE = ("at", "reader_id", "register", "client_ids", "matter_id", "what", "why")
AT_A_TIME = 500
TOLD = 1_000

_LINES = (
    f"select {', '.join(LINE)}, seq, mac, link from access_reading"  # noqa: S608  constant names
    " where lane = %s and seq > %s order by seq"
)
_SEALS = "select id, at, heads::text, mac from access_seal where id > %s order by id"
# The last seal but ninety-nine or more that tells every lane; from there on the log can be walked by itself.
_LATE = (
    "select coalesce(max(id) - 1, 0) from access_seal"
    " where id %% %s = 1 and id <= (select max(id) - %s from access_seal)"
)
_COPIES = (
    "select array_agg(lane), array_agg(seq) from access_reading where mac is not null"
    " group by mac having count(*) > 1"
)
_STRANGERS = (
    "select id from access_reading where lane not between 1 and %s"
    " or (lane is null and at >= (select at from access_seal order by id limit 1))"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `kind` is a code; `where` names the lane and line, or the seal."""

    kind: str
    where: str


@dataclass(slots=True)
class Report:
    """What was looked at, what was wrong, and the last seal, which can be kept elsewhere as an anchor.

    `findings` holds the first thousand; `wrong` counts all.
    """

    lines: int = 0
    seals: int = 0
    unsealed: int = 0
    anchor: str = ""
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, kind, where):
        """Note one thing that is wrong."""
        self.wrong += 1
        if len(self.findings) < TOLD:
            self.findings.append(Finding(kind, where))


class _Lane:
    """One lane, walked line by line from its beginning, from a cut, or from a seal."""

    def __init__(self, number, start, key, report, step, begin=0):
        self.number, self.key, self.report, self.step = number, key, report, step
        self.first, self.link = start or (0, chain.beginning(number))
        self.seq = self.sealed = self.first
        self.rows = _rows(_LINES, [number, begin], name=f"lane_{number}")

    def walk_to(self, seq, link):
        """Go on to the line that a seal says was the last one then, and compare."""
        if seq < self.sealed:
            if seq < self.first:
                return  # sealed before the cut: those lines have served their time
            self.report.add("seal_broken", f"lane {self.number}")
        while self.seq < seq and (row := next(self.rows, None)):
            self._read(row)
        if self.seq < seq:
            if self.sealed <= self.seq:
                self.report.add("cut_off", f"lane {self.number}, after line {self.seq}")
        elif self.seq == seq and self.link.hex() != link:
            self.report.add("not_as_sealed", f"lane {self.number}, line {seq}")
        self.sealed = seq

    def walk_on(self, head):
        """Go on to the end, past the last seal, and compare with where the lane says it ends."""
        for row in self.rows:
            self._read(row)
        if head != (self.seq, self.link):
            self.report.add("end_changed", f"lane {self.number}")
        self.report.unsealed += max(self.seq - self.sealed, 0)

    def _read(self, row):
        *said, number, mac, link = row
        mac, link = bytes(mac), bytes(link)
        where = f"lane {self.number}, line {number}"
        self.report.lines += 1
        if self.report.lines % AT_A_TIME == 0:
            self.step(self.report.lines)
        if mac != chain.line_mac(self.key, **dict(zip(LINE, said, strict=True))):
            self.report.add("line_changed", where)
        if number <= self.first:
            # Older than the cut, in a month that stays: what it says is proved, its place no longer.
            return
        if number != self.seq + 1:
            self.report.add("lines_missing", f"lane {self.number}, after line {self.seq}")
        elif link != chain.next_link(self.link, mac):
            self.report.add("order_changed", where)
        self.seq, self.link = number, link


def verify_readings(
    *, key: str, anchor: str = "", late: bool = False, step: Callable | None = None
) -> Report:
    """Read the reading log and return what is wrong with it.

    What is younger than the last seal could be taken away unseen; everything older could not. Lines that
    are written meanwhile are not looked at.

    :param anchor: a seal as `Report.anchor` gave it earlier, kept where this database's owner cannot reach
    :param late: look at the last hundred seals or a few more, and the lines after them, only
    :param step: called with how many lines have been read and how many there are
    """
    report = Report()
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                # One moment's picture, so that lines written meanwhile are no findings.
                cursor.execute("set transaction isolation level repeatable read, read only")
        _verify(report, key, anchor, late, step)
    return report


def _verify(report, key, anchor, late, step):
    heads = {lane: (seq, bytes(link)) for lane, seq, link in _ask("select id, seq, link from access_lane")}
    cuts = _read_cuts(key, report)
    ((since,),) = _ask(_LATE, [chain.FULL_EVERY, chain.FULL_EVERY - 1]) if late else [(0,)]
    starts, total = cuts, sum(seq for seq, _ in heads.values()) - sum(seq for seq, _ in cuts.values())
    if since:
        starts = _read_starts(since + 1)
        total = sum(seq for seq, _ in heads.values()) - sum(seq for seq, _ in starts.values())
    tell = (lambda done: step(done, max(total, done))) if step else (lambda done: None)
    lanes = {
        lane: _Lane(lane, starts.get(lane), key, report, tell, starts[lane][0] if since else 0)
        for lane in chain.LANES
    }
    anchored = not anchor
    for seal, ends in _walk_seals(since, key, report):
        anchored = anchored or seal == anchor
        for lane, seq, link in ends:
            if lane in lanes:
                lanes[lane].walk_to(seq, link)
    if not anchored:
        report.add("anchor_gone", f"seal {anchor.partition(':')[0]}")
    for lane in lanes.values():
        lane.walk_on(heads.get(lane.number))
    if not late:
        for (line,) in _rows(_STRANGERS, [chain.LANES.stop - 1]):
            report.add("outside_the_chain", f"line {line}")
        # No two looks are alike to the microsecond, and only a copy has a line's hash.
        for of_lanes, lines in _rows(_COPIES):
            report.add("line_copied", f"lanes {of_lanes}, lines {lines}")


def _walk_seals(since, key, report) -> Iterator[tuple[str, list]]:
    """Yield each seal as an anchor, with the ends of the lanes that it tells; of a broken one no ends."""
    before = b""
    if since:
        ((before,),) = _ask("select mac from access_seal where id = %s", [since])
    number = since
    for row_id, at, told, mac in _rows(_SEALS, [since], name="seals"):
        number += 1
        heads, mac = json.loads(told), bytes(mac)
        said = chain.seal_mac(key, before=bytes(before), number=number, at=at, heads=heads)
        if row_id != number or mac != said:
            report.add("seal_broken", f"seal {row_id}")
            heads = []
        before, report.seals = mac, report.seals + 1
        report.anchor = f"{row_id}:{mac.hex()}"
        yield report.anchor, heads


def _read_cuts(key, report):
    """Return where each lane was last cut when its oldest lines had served their time."""
    cuts = {}
    for lane, seq, link, at, mac in _rows(
        "select lane, seq, link, at, mac from access_cut order by lane, seq", name="cuts"
    ):
        if bytes(mac) == chain.cut_mac(key, lane=lane, seq=seq, link=bytes(link), at=at):
            cuts[lane] = (seq, bytes(link))
        else:
            report.add("cut_broken", f"lane {lane}, line {seq}")
    return cuts


def _read_starts(number):
    """Return where the lanes ended at a seal that tells every lane; `_walk_seals` proves that seal."""
    ((told,),) = _ask("select heads::text from access_seal where id = %s", [number])
    return {lane: (seq, bytes.fromhex(link)) for lane, seq, link in json.loads(told)}


def _ask(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _rows(sql, params=(), name="audit") -> Iterator[tuple]:
    """Yield the rows of a statement, a few at a time, from the server's own cursor."""
    with connection.connection.cursor(name=f"audit_{name}") as cursor:
        cursor.itersize = AT_A_TIME
        cursor.execute(sql, params)
        yield from cursor
