"""ERNIE: BERT that was taught whole words and facts; a text may have a task (Sun et al. 2019; ERNIE 3.0, 2021)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, bert
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    plain, tasks = bert.spec(config), config.take("use_task_id", bool)
    count = config.size("task_type_vocab_size") if tasks else 0
    config.ignore("task_type_vocab_size", "there are no tasks")
    return replace(plain, n_tasks=count)


TABLE = bert.FAMILY.table
FAMILY = Family(
    spec,
    replace(
        TABLE,
        names={**TABLE.names, "task_embedding": "embeddings.task_type_embeddings.weight"},
        renames=((r"^ernie\.", ""), *TABLE.renames),
    ),
)
