"""Consumer groups in the log's file: who is in, who holds which partition, and how partitions change hands.

No leader: whoever changes the membership computes, in the same transaction, who shall have which partition (`wanted`).
A live holder lets go at its next poll, when its batch is committed; then the wanted member takes hold and `generation`
grows. A dead holder is thrown out by any other member: at once where its process is seen to be gone, else when its
lease is over. A commit counts only from the present holder in the present generation.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence

from wire.balance import balance
from wire.process import ProcessIdentity, surely_dead

#: No lease is longer, in seconds; one that ends later is from before the machine was last started.
LONGEST_LEASE_S = 3600.0


def join(db: sqlite3.Connection, group: str, topics: Sequence[str], here: ProcessIdentity, lease_s: float) -> int:
    """Enter a group, after throwing out the dead; returns the member's id. Call within a write transaction."""
    remove(db, group, dead_members(db, group, here))
    row = (group, json.dumps(sorted(topics)), time.monotonic() + lease_s, here.boot, here.namespace, here.pid, here.started)
    member = db.execute(
        "INSERT INTO members (grp, topics, lease_until, boot, namespace, pid, started) VALUES (?, ?, ?, ?, ?, ?, ?)", row
    ).lastrowid
    assert member is not None
    rebalance(db, group)
    return member


def renew(db: sqlite3.Connection, member: int, lease_s: float) -> None:
    """Prolong a lease; does nothing for a member that was thrown out."""
    db.execute("UPDATE members SET lease_until = ? WHERE id = ?", (time.monotonic() + lease_s, member))


def dead_members(db: sqlite3.Connection, group: str, here: ProcessIdentity) -> list[int]:
    """Members whose process is gone or whose lease is over.

    Leases are kept in seconds of the monotonic clock, which all processes of one machine share.
    """
    now = time.monotonic()
    rows = db.execute("SELECT id, lease_until, boot, namespace, pid, started FROM members WHERE grp = ?", (group,)).fetchall()
    return [
        member
        for member, until, boot, namespace, pid, started in rows
        if not now <= until <= now + LONGEST_LEASE_S
        or surely_dead(ProcessIdentity(boot=boot, namespace=namespace, pid=pid, started=started), here)
    ]


def remove(db: sqlite3.Connection, group: str, members: Iterable[int]) -> None:
    """Throw members out, or let them leave, and share their partitions among the rest. Within a write transaction."""
    gone = list(members)
    if not gone:
        return
    for member in gone:
        db.execute("DELETE FROM members WHERE id = ?", (member,))
        db.execute("UPDATE assignments SET holder = NULL WHERE grp = ? AND holder = ?", (group, member))
    rebalance(db, group)


def rebalance(db: sqlite3.Connection, group: str) -> None:
    """Decide anew who shall have which partition. Within a write transaction."""
    topics = {m: json.loads(t) for m, t in db.execute("SELECT id, topics FROM members WHERE grp = ? ORDER BY id", (group,))}
    eligible: dict[int, list[int]] = {
        partition: [member for member, names in topics.items() if topic in names]
        for partition, topic in db.execute(
            "SELECT partitions.id, topics.name FROM partitions JOIN topics ON topics.id = partitions.topic ORDER BY 1"
        )
    }
    rows = db.execute("SELECT partition, wanted FROM assignments WHERE grp = ? AND wanted IS NOT NULL", (group,))
    target = balance(eligible, dict(rows.fetchall()))
    db.execute("UPDATE assignments SET wanted = NULL WHERE grp = ?", (group,))
    db.executemany(
        "INSERT INTO assignments (grp, partition, wanted) VALUES (?, ?, ?)"
        " ON CONFLICT (grp, partition) DO UPDATE SET wanted = excluded.wanted",
        [(group, partition, member) for partition, member in target.items()],
    )


def settle(db: sqlite3.Connection, group: str, member: int) -> None:
    """Let go of what others shall have, and take hold of what is free and ours. Within a write transaction."""
    db.execute("UPDATE assignments SET holder = NULL WHERE grp = ? AND holder = ? AND wanted IS NOT holder", (group, member))
    db.execute(
        "UPDATE assignments SET holder = wanted, generation = generation + 1 WHERE grp = ? AND wanted = ? AND holder IS NULL",
        (group, member),
    )


def unsettled(db: sqlite3.Connection, group: str, member: int) -> bool:
    """Whether `settle` would change anything."""
    found = db.execute(
        "SELECT 1 FROM assignments WHERE grp = ?"
        " AND ((holder = ? AND wanted IS NOT holder) OR (wanted = ? AND holder IS NULL)) LIMIT 1",
        (group, member, member),
    ).fetchone()
    return found is not None


def held(db: sqlite3.Connection, group: str, member: int) -> dict[int, int]:
    """Partitions a member holds, with the generation of each."""
    rows = db.execute("SELECT partition, generation FROM assignments WHERE grp = ? AND holder = ?", (group, member))
    return dict(rows.fetchall())


def is_member(db: sqlite3.Connection, member: int) -> bool:
    """Whether a member has not been thrown out."""
    return db.execute("SELECT 1 FROM members WHERE id = ?", (member,)).fetchone() is not None


def committed(db: sqlite3.Connection, group: str, partitions: Iterable[int]) -> dict[int, int]:
    """The next offset to read of each partition that has a commit."""
    wanted = set(partitions)
    rows = db.execute("SELECT partition, next_offset FROM offsets WHERE grp = ?", (group,))
    return {partition: offset for partition, offset in rows if partition in wanted}


def commit(db: sqlite3.Connection, group: str, offsets: Mapping[int, int]) -> None:
    """Record offsets. Within a write transaction that has checked `held`."""
    db.executemany(
        "INSERT INTO offsets (grp, partition, next_offset) VALUES (?, ?, ?)"
        " ON CONFLICT (grp, partition) DO UPDATE SET next_offset = excluded.next_offset",
        [(group, partition, offset) for partition, offset in offsets.items()],
    )
