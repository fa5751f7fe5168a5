"""Rules are looked at by themselves when data arrive, and at their own times …"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.decide.rules.shop import DEAR, MARCH, Shop, person

from adhelm.core import jobs
from adhelm.core.jobs import Runner, State
from adhelm.core.jobs.schedules import enqueue_scheduled
from adhelm.decide import rules
from adhelm.decide.rules import Mode, tasks


def run_all(shop: Shop, **how: Any) -> dict[str, State]:
    kinds = tasks.handlers(warehouse=lambda: shop.warehouse, **how)
    runner = Runner(
        shop.database, {kind: jobs.Task(handle) for kind, handle in kinds.items()}, shop.clock
    )
    with shop.database.reading() as connection:
        waiting = jobs.list_jobs(connection, workspace_id="acme")
    for one in waiting:
        if one.state is State.queued:
            runner.run_this("acme", one.id)
    with shop.database.reading() as connection:
        return {one.kind: one.state for one in jobs.list_jobs(connection, workspace_id="acme")}


def ask(shop: Shop, kind: str) -> None:
    with shop.database.transaction() as connection:
        jobs.enqueue(connection, workspace_id="acme", kind=kind, payload={}, clock=shop.clock)


def test_the_job_after_a_sync_looks_and_hands_autopilot_on(little: Shop):
    little.alone()
    made = little.add(DEAR)
    boss = {**little.changing, "principal": person("boss")}
    rules.set_mode(**boss, rule_id=made.id, mode=Mode.autopilot)
    little.sync(MARCH)
    ask(little, tasks.RUN)
    handed: list[str] = []
    states = run_all(
        little,
        hand=lambda _, done: handed.extend(one.recommendation_id for one in done.autopilot),
    )
    assert states[tasks.RUN] is State.done
    (firing,) = rules.list_firings(**little.records)
    assert handed == [firing.recommendation_id]


def test_the_schedule_of_a_rule_follows_what_it_says(little: Shop):
    little.alone()
    made = little.add(DEAR + 'when: {at: "10:00"}\n')
    little.sync(MARCH)
    little.clock.advance(timedelta(hours=2))
    for expected in (1, 1):
        with little.database.transaction() as connection:
            enqueue_scheduled(connection, clock=little.clock)
        run_all(little)
        assert len(rules.list_firings(**little.records)) == expected
    rules.pause_rule(**little.changing, rule_id=made.id)
    with little.database.reading() as connection:
        assert jobs.list_schedules(connection, workspace_id="acme") == []
