"""The twenty provisions of policy.yaml by hand in Polars: the same sets of possible outcomes and due days as by_hand.sql.

Polars's lists do not see the row they belong to, so what is asked of an entry and the row together (an activity in the
first half year) is asked of the earliest such entry. In `when`, as in SQL's CASE, an unknown condition does not hold.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

TODAY = pl.lit(date(2018, 6, 15))
FROM = pl.lit(date(2016, 1, 1))
LONG_AGO = pl.lit(date(1, 1, 1))
NO_DAY = pl.lit(None, pl.Date)
c = pl.col
item = pl.element().struct.field


def bits(value: int) -> pl.Expr:
    return pl.lit(value, pl.Int16)


def pick(*branches: tuple[pl.Expr, pl.Expr | int], otherwise: pl.Expr | int) -> pl.Expr:
    """Return the value of the first condition that is true."""
    chain: pl.Expr = _value(otherwise)
    for condition, value in reversed(branches):
        chain = pl.when(condition).then(_value(value)).otherwise(chain)
    return chain


def _value(value: pl.Expr | int) -> pl.Expr:
    return bits(value) if isinstance(value, int) else value


def event(day: pl.Expr) -> pl.Expr:
    return pl.when(day <= TODAY).then(day)


def is_false(condition: pl.Expr) -> pl.Expr:
    return condition.not_().fill_null(value=False)


def perhaps(condition: pl.Expr) -> pl.Expr:
    return pick((condition, 0), otherwise=1)


# --- a duty with a known due day, and with one between two ------------------------


def met(due: pl.Expr, done: pl.Expr) -> pl.Expr:
    return pick(
        ((done <= due) & (done <= TODAY), 8),
        (due >= TODAY, 4),
        (done <= TODAY, 16),
        otherwise=32,
    )


def met_or_unknown(due: pl.Expr, done: pl.Expr) -> pl.Expr:
    unknown = pick((due >= TODAY, 12), otherwise=56)
    return pick((done.is_null(), unknown), otherwise=met(due, done))


def eased(due: pl.Expr, done: pl.Expr, exempt: pl.Expr) -> pl.Expr:
    """Return what is possible where an exception holds, may hold, or does not."""
    unmet = pick(
        (due >= TODAY, 4), (done.is_null(), 48), (done <= TODAY, 16), otherwise=32
    )
    exempted = pick((exempt, 2), (exempt.is_null(), unmet | 2), otherwise=unmet)
    open_ = pick((done.is_null(), 8), otherwise=0)
    return pick(((done <= due) & (done <= TODAY), 8), otherwise=exempted | open_)


def earliest(due: pl.Expr, sure: str, low: str, high: str) -> pl.Expr:
    never = pick((c(sure).is_not_null(), 0), (due >= TODAY, 4), otherwise=32)
    late = pick((c(high) > due, 16), otherwise=0)
    in_time = pick((c(low) <= due, 8), otherwise=0)
    return pick((c(sure) <= due, 8), otherwise=never | late | in_time)


def open_met(done: pl.Expr) -> pl.Expr:
    return pick((done.is_null() | (done > TODAY), 37), (done > FROM, 25), otherwise=9)


def open_earliest(
    first: pl.Expr, last: pl.Expr, sure: str, low: str, high: str
) -> pl.Expr:
    breached = pick((first < TODAY, 32), otherwise=0)
    pending = pick((last >= TODAY, 4), otherwise=0)
    never = pick((c(sure).is_not_null(), 0), otherwise=breached | pending)
    late = pick((c(high) > first, 16), otherwise=0)
    return pick((c(low) <= last, 8), otherwise=0) | late | never | 1


def state(condition: pl.Expr) -> pl.Expr:
    return pick((condition, 8), (condition.is_null(), 40), otherwise=32)


def duty(
    number: int, group: pl.Expr, start: str | None, known: pl.Expr, unknown: pl.Expr | int, last: date
) -> list[pl.Expr]:  # fmt: skip
    """Return the three columns of a duty; `start` is the trigger that may be unknown, `last` its latest due day."""
    due = c(f"d{number}")
    outside, binds = is_false(group), due >= FROM
    opens = c(start).is_null() if start is not None else pl.lit(value=False)
    return [
        pick((outside, 1), (binds, known | perhaps(group)), (opens, unknown), otherwise=1).alias(f"p{number}"),
        pl.when(outside).then(NO_DAY).when(binds).then(due).when(opens).then(FROM).alias(f"p{number}_from"),
        pl.when(outside).then(NO_DAY).when(binds).then(due).when(opens).then(pl.lit(last)).alias(f"p{number}_until"),
    ]  # fmt: skip


# --- lists ----------------------------------------------------------------------------


def first_entry(name: str, day: str, belongs: pl.Expr, stem: str) -> list[pl.Expr]:
    """Return the earliest certain day of the entries that belong, and the ends of what is possible."""
    entries, seen = c(name), item(day)
    may = belongs.fill_null(value=True)
    sure = entries.list.eval(pl.when(belongs).then(event(seen))).list.min()
    low = entries.list.eval(pl.when(may).then(event(seen.fill_null(LONG_AGO)))).list.min()  # fmt: skip
    high = entries.list.eval(pl.when(may).then(event(seen.fill_null(TODAY)))).list.max()
    return [
        sure.alias(f"{stem}_sure"),
        pl.when(entries.is_null()).then(LONG_AGO).otherwise(low).alias(f"{stem}_low"),
        pl.when(entries.is_null()).then(TODAY).otherwise(sure.fill_null(high)).alias(f"{stem}_high"),
    ]  # fmt: skip


def every(name: str, holds: pl.Expr) -> pl.Expr:
    """Return whether all entries meet a condition; unknown where the list is, or one of them."""
    truths = c(name).list.eval(holds)
    some_false = truths.list.contains(pl.lit(value=False))
    unknown = c(name).list.eval(holds.is_null()).list.any()
    return (
        pl.when(c(name).is_null()).then(None)
        .when(some_false).then(pl.lit(value=False))
        .when(unknown).then(None)
        .otherwise(pl.lit(value=True))
    )  # fmt: skip


# --- the provisions -------------------------------------------------------------------


def possible(cohort: pl.LazyFrame) -> pl.LazyFrame:
    """Return `id`, and for each provision its set of outcomes and the ends of its due day."""
    working = item("kind").is_in(["placement", "wage_subsidy", "ordinary_job"])
    with_language = item("with_language")
    on_early = item("started_on")
    arrived, responsible = event(c("arrived_on")), event(c("responsible_from"))
    made, agreed = event(c("plan_made_on")), event(c("plan_agreed_on"))
    senior = c("birth_date").dt.offset_by("65y")
    staged = cohort.with_columns(
        refugee=c("residence_basis").is_in(["refugee", "family_reunified"]),
        senior=senior,
        d0=arrived.dt.offset_by("3mo"),
        d1=responsible.dt.offset_by("1mo"),
        d2=arrived + pl.duration(days=42),
        d3=responsible + pl.duration(days=14),
        d4=responsible.dt.offset_by("6mo"),
        d5=event(c("danish_referred_on")).dt.offset_by("1mo"),
        d6=event(c("danish_started_on")).dt.offset_by("5y"),
        d7=arrived.dt.offset_by("1y"),
        d8=arrived + pl.duration(days=28),
        d9=arrived + pl.duration(days=21),
        d10=event(c("danish_passed_on")).dt.offset_by("2mo"),
        d11=pl.lit(date(2018, 5, 31)),
        d12=event(senior).dt.offset_by("3mo"),
        half_year=arrived.dt.offset_by("6mo"),
        plan=pl.when(made.is_not_null() & agreed.is_not_null()).then(pl.max_horizontal(made, agreed)),
        plan_open=made.is_not_null() & c("plan_agreed_on").is_null(),
        working_age=pl.when(c("arrived_on").is_not_null()).then(
            (arrived >= c("birth_date").dt.offset_by("18y")) & (arrived < senior)
        ),
        job=event(c("job_started_on")),
        busy=pl.min_horizontal(event(c("job_started_on")), event(c("education_started_on"))),
        early_sure=c("activities").list.eval(pl.when(with_language).then(event(on_early))).list.min(),
        early_low=c("activities").list.eval(
            pl.when(with_language.fill_null(value=True)).then(event(on_early.fill_null(LONG_AGO)))
        ).list.min(),
        needy=c("needs").list.contains("finances") | c("needs").list.contains("housing"),
        interpreted=every("conversations", item("interpreted") | (item("topic") == "wishes")),
        enough=every("activities", (item("hours") >= 15) | (item("kind") == "guidance")),
        offered=every("children", item("daycare_offered") | (item("age_on_arrival") > 5)),
        placed_at=c("activities").list.eval(item("kind").is_in(["placement", "wage_subsidy"])).list.sum(),
        perhaps_at=c("activities").list.eval(item("kind").is_in(["placement", "wage_subsidy"]).fill_null(value=True)).list.sum(),
    ).with_columns(
        *first_entry("activities", "started_on", working, "work"),
        *first_entry("activities", "started_on", (item("kind") == "placement") & with_language, "placed"),
        *first_entry("conversations", "held_on", item("topic").is_in(["resources", "wishes"]), "talked"),
        first_arrival=pl.max_horizontal(c("birth_date").dt.offset_by("18y"), pl.lit(date(2015, 1, 1))),
        last_arrival=pl.min_horizontal(senior - pl.duration(days=1), TODAY),
    )  # fmt: skip
    job_open = c("job_started_on").is_null()
    earlier = pl.min_horizontal("work_sure", "job")
    staged = staged.with_columns(
        w_sure=earlier,
        w_low=pl.when(job_open).then(LONG_AGO).otherwise(pl.min_horizontal("work_low", "job")),
        w_high=pl.when(earlier.is_not_null()).then(earlier).when(job_open).then(TODAY).otherwise(c("work_high")),
        w_first=pl.when(c("birth_date").is_null()).then(FROM).otherwise(c("first_arrival").dt.offset_by("1y")),
        w_last=pl.when(c("birth_date").is_null()).then(pl.lit(date(2019, 6, 15))).otherwise(c("last_arrival").dt.offset_by("1y")),
        w_opens=c("arrived_on").is_null() & (c("birth_date").is_null() | (c("first_arrival") <= c("last_arrival"))),
    )  # fmt: skip
    return staged.select("id", *_deadlines(), *_conditions())


def _deadlines() -> list[pl.Expr]:
    refugee, programme = c("refugee"), c("in_programme")
    health, contract, dwelling = c("health_assessed_on"), c("contract_signed_on"), c("dwelling_from")  # fmt: skip
    contact, left = event(c("contact_person_on")), event(c("left_on"))
    unavailable = c("dwelling_available").not_()
    d2, d3, d4 = c("d2"), c("d3"), c("d4")
    plan_open = pick((d2 >= TODAY, 12), (c("plan_made_on") <= d2, 56), otherwise=48)
    contact_open = pick(
        (contact <= FROM, 9),
        (contact.is_not_null() & left.is_null(), 25),
        (contact.is_not_null(), pick((left < contact, 2), otherwise=0) | pick((left > FROM, 16), otherwise=0) | 9),
        (left > FROM, 35),
        (left.is_not_null(), 3),
        otherwise=37,
    )  # fmt: skip
    unhoused = pick((dwelling.is_null(), 48), (dwelling <= TODAY, 16), otherwise=32)
    excused = pick((unavailable, 2), (unavailable.is_null(), unhoused | 2), otherwise=unhoused)  # fmt: skip
    dwelling_open = pick((dwelling.is_null(), 12), (dwelling <= TODAY, 8), otherwise=4)
    either_open = c("job_started_on").is_null() | c("education_started_on").is_null()
    d7, d10, busy, age = c("d7"), c("d10"), c("busy"), c("working_age")
    basis = c("residence_basis")
    return [
        *duty(0, refugee, "arrived_on", met_or_unknown(c("d0"), health),
              pick((health.is_null(), 61), otherwise=open_met(health)), date(2018, 9, 15)),
        *duty(1, refugee, "responsible_from", met(c("d1"), contract), open_met(contract), date(2018, 7, 15)),
        *duty(2, programme, "arrived_on", pick((c("plan_open"), plan_open), otherwise=met(d2, c("plan"))),
              pick((c("plan_open"), 61), otherwise=open_met(c("plan"))), date(2018, 7, 27)),
        *duty(3, refugee, "responsible_from",
              pick((contact <= d3, 8), (left <= d3, 2), (d3 >= TODAY, 4), (contact.is_not_null(), 16), otherwise=32),
              contact_open, date(2018, 6, 29)),
        *duty(4, refugee, "responsible_from",
              pick((d4 >= TODAY, met_or_unknown(d4, dwelling)), (dwelling <= d4, 8),
                   otherwise=excused | pick((dwelling.is_null(), 8), otherwise=0)),
              pick((dwelling <= FROM, 9), otherwise=excused | dwelling_open | 1), date(2018, 12, 15)),
        *duty(5, programme, None, eased(c("d5"), c("danish_started_on"), c("health_exception")), 1, date(1, 1, 1)),
        *duty(6, programme, "danish_started_on", met(c("d6"), c("danish_passed_on")),
              open_met(c("danish_passed_on")), date(2023, 6, 15)),
        pick((d7 >= FROM, pick((is_false(age), 1), otherwise=earliest(d7, "w_sure", "w_low", "w_high") | perhaps(age))),
             (c("w_opens"), open_earliest(c("w_first"), c("w_last"), "w_sure", "w_low", "w_high")), otherwise=1).alias("p7"),
        *(
            pl.when((d7 >= FROM) & is_false(age)).then(NO_DAY).when(d7 >= FROM).then(d7)
            .when(c("w_opens")).then(c(f"w_{end}")).alias(f"p7_{name}")
            for end, name in (("first", "from"), ("last", "until"))
        ),
        *duty(8, programme, "arrived_on", earliest(c("d8"), "placed_sure", "placed_low", "placed_high"),
              open_earliest(FROM, pl.lit(date(2018, 7, 13)), "placed_sure", "placed_low", "placed_high"), date(2018, 7, 13)),
        *duty(9, refugee, "arrived_on", earliest(c("d9"), "talked_sure", "talked_low", "talked_high"),
              open_earliest(FROM, pl.lit(date(2018, 7, 6)), "talked_sure", "talked_low", "talked_high"), date(2018, 7, 6)),
        *duty(10, programme, None,
              pick((busy <= d10, 8), (either_open & busy.is_not_null(), 24), (either_open & (d10 >= TODAY), 12),
                   (either_open, 56), otherwise=met(d10, busy)), 1, date(1, 1, 1)),
        *duty(11, programme, None, eased(c("d11"), c("evaluated_on"), c("health_exception")), 1, date(1, 1, 1)),
        *duty(12, basis != "student", "birth_date", met(c("d12"), c("visit_offered_on")),
              open_met(c("visit_offered_on")), date(2018, 9, 15)),
    ]  # fmt: skip


def _conditions() -> list[pl.Expr]:
    refugee, programme, exempt = c("refugee"), c("in_programme"), c("health_exception")
    hours = c("language_hours") + c("company_hours") >= 37
    unmet = pick((exempt, 2), (exempt.is_null(), 34), otherwise=32)
    interpreter = refugee & c("needs_interpreter").fill_null(value=False)
    started = pl.min_horizontal(c("early_low"), TODAY)
    early = (
        pl.when(c("early_sure") <= c("half_year")).then(pl.lit(value=True))
        .when(c("activities").is_null()).then(None)
        .when(c("half_year").is_null() & c("early_low").is_not_null()).then(None)
        .when(c("early_low").is_not_null() & (started <= c("half_year"))).then(None)
        .otherwise(pl.lit(value=False))
    )  # fmt: skip
    placements = (
        pl.when(c("activities").is_null()).then(None)
        .when(c("placed_at") >= 2).then(pl.lit(value=True))
        .when(c("perhaps_at") < 2).then(pl.lit(value=False))
    )  # fmt: skip
    needy = refugee & c("needy")
    young = (c("birth_date") <= date(2000, 6, 15)) & (c("birth_date") > date(1993, 6, 15))  # fmt: skip
    offered = pl.when(c("children").is_null()).then(pl.lit(value=True)).otherwise(c("offered"))  # fmt: skip
    known = [
        (programme, pick((hours, 8), (hours.is_null(), unmet | 8), otherwise=unmet)),
        (interpreter, state(c("interpreted"))),
        (programme, state(c("enough"))),
        (refugee, state(early)),
        (programme, state(placements)),
        (needy, state(c("household_income") >= 6000 * c("household_size"))),
        (young, state(offered)),
    ]
    return [
        pick((is_false(group), 1), otherwise=outcome | perhaps(group)).alias(f"p{number}")
        for number, (group, outcome) in enumerate(known, start=13)
    ]  # fmt: skip


def write(source: Path, target: Path) -> None:
    """Answer a cohort in Parquet by Polars's streaming engine."""
    possible(pl.scan_parquet(source)).sink_parquet(target, engine="streaming")
