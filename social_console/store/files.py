"""What can be told of a database file before SQLite opens it."""

from __future__ import annotations

from pathlib import Path

_SHARES = ("nfs", "cifs", "smb", "afs", "ncpfs", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.rclone", "davfs")
_MOUNTS = Path("/proc/self/mounts")
_HEADER = 100
_MAGIC = b"SQLite format 3\x00"


def network_share(path: Path, mounts: str | None = None) -> str | None:
    """The kind of network file system that `path` lies on; None on a local one. `mounts` as /proc/self/mounts."""
    if mounts is None:
        mounts = _MOUNTS.read_text(errors="replace") if _MOUNTS.exists() else ""
    resolved = path.resolve()
    best = (0, "")
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if resolved.is_relative_to(point):
            best = max(best, (len(point.parts), fields[2]))
    return best[1] if best[1].startswith(_SHARES) else None


def damage(path: Path) -> str | None:
    """Why the file cannot be a whole database; None where it may be one. Cheap: reads its header only."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER:
        return f"{len(header)} bytes"
    if not header.startswith(_MAGIC):
        return "no SQLite header"
    return _truncation(path, header)


def _truncation(path: Path, header: bytes) -> str | None:
    """The header counts pages that the file does not have (unless they still wait in the write-ahead log)."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return None
    page = int.from_bytes(header[16:18], "big")
    page = 65_536 if page == 1 else page
    expected, actual = int.from_bytes(header[28:32], "big") * page, path.stat().st_size
    return f"{actual} / {expected} bytes" if actual < expected else None
