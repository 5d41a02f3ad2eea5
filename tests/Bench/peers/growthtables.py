"""The tables of growth: what each column is, and whether it may grow."""
import math
from dataclasses import dataclass

# A line through measured points is never quite straight.
LINEAR, FLAT = 1.1, 0.12
# What less memory than this costs does not show: the heap has it.
HEAP = 10e6


@dataclass
class Column:
    key: str
    title: str
    unit: str
    # What is wanted: "linear" (at most), "flat", or nothing.
    wanted: str = ""
    # Smaller sizes, and smaller figures, are not fitted.
    size: int = 1
    figure: float = 0


MAILBOX = [
    Column("first", "first login + STAT ever", "s", "linear"), Column("poll", "login + STAT", "s", "flat"), Column("stat", "STAT alone", "s", "flat"),
    Column("uidl", "UIDL", "s", "linear"), Column("list", "LIST", "s", "linear"), Column("quit", "QUIT", "s", "flat"),
    Column("new", "login + STAT after a delivery", "s", "linear"), Column("dele", "DELE 1 + QUIT", "s", "linear"),
    Column("memory", "memory of UIDL and LIST", "B", "linear", figure=HEAP), Column("memory_first", "of the first login", "B", "linear", figure=HEAP)]
MESSAGE = [
    Column("first", "first octet, first RETR ever", "s", "linear"), Column("octet", "first octet", "s", "flat", size=1_000_000), Column("retr", "RETR", "s", "linear"),
    Column("speed", "", " MB/s"), Column("peak", "server's peak", "B", "flat")]
SESSIONS = [
    Column("memory", "memory", "B", "linear", figure=HEAP), Column("each", "of it each", "B"), Column("whole", "whole server", "B"), Column("noop", "NOOP, median", "s", "flat"),
    Column("noop99", "99 %", "s"), Column("poll", "a poll, median", "s", "flat"), Column("poll99", "99 %", "s"), Column("opened", "opened", "/s"), Column("files", "descriptors each", "")]
DELIVERY = [
    Column("poll", "a poll, median", "s", "linear"), Column("poll99", "99 %", "s"),
    Column("alone", "delivered alone", "/s"), Column("delivered", "delivered beside sessions", "/s"), Column("sessions", "sessions beside it", "/s")]
TABLES = {"mailbox": ("mails", MAILBOX), "message": ("octets", MESSAGE), "sessions": ("idle sessions", SESSIONS), "delivery": ("deliveries a second", DELIVERY)}


def show(value, unit):
    if value is None:
        return ""
    if unit == "s":
        return f"{value:,.3g} s" if value >= 1 else f"{value * 1e3:.3g} ms" if value >= 1e-3 else f"{value * 1e6:.3g} µs"
    if unit == "B":
        return f"{value / 1e6:,.0f} MB" if value >= 1e7 else f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value / 1e3:.1f} kB"
    return (f"{value:,.0f}" if value >= 100 else f"{value:.3g}") + unit


def exponent(points):
    """The slope of the straight line that fits the logarithms best: 1 is linear, 0 flat, 2 quadratic."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    if len(logs) < 2:
        return None
    middle_x, middle_y = (sum(p[i] for p in logs) / len(logs) for i in (0, 1))
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / sum((x - middle_x) ** 2 for x, _ in logs)


def fit(column, rows):
    points = [(size, row[column.key]) for size, row in rows if size >= column.size and row.get(column.key, 0) > column.figure]
    if column.wanted == "linear" and points:
        # What is fixed hides the growth of the small ones: the two largest decades tell.
        points = [p for p in points if p[0] * 101 >= points[-1][0]]
    return exponent(points)


def verdict(column, slope):
    if not column.wanted or slope is None:
        return ""
    return ("at most linear" if column.wanted == "linear" else "flat") + (": holds" if slope <= (LINEAR if column.wanted == "linear" else FLAT) else ": **does not hold**")


def table(name, rows):
    """Markdown; rows are pairs of a size and its figures, the smallest first."""
    title, columns = TABLES[name]
    lines = ["| " + " | ".join([title, *(c.title for c in columns)]) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += ["| " + " | ".join([f"{size:,}" if size < 1e9 or name != "delivery" else "as fast as it goes", *(show(row.get(c.key), c.unit) for c in columns)]) + " |" for size, row in rows]
    slopes = [fit(c, [r for r in rows if r[0] < 1e9 or name != "delivery"]) if c.wanted else None for c in columns]
    lines.append("| *exponent* | " + " | ".join("" if s is None else f"*{s:.2f}*" for s in slopes) + " |")
    lines.append("| *wanted* | " + " | ".join(verdict(c, s) for c, s in zip(columns, slopes)) + " |")
    return "\n".join(lines)
