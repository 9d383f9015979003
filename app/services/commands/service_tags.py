"""One service tag takes the place of another, wherever models and runtimes have it."""

from __future__ import annotations

from app.models.queries.acts import home_unit
from app.models.queries.tag_merge import list_models_with, list_runtimes_with, load_merge
from app.models.rules.acts import TAGS_MERGED
from app.models.rules.blockers import require
from app.models.rules.service_tags import MergeFacts, merge_blockers, merged
from app.models.rules.tasks import reason_blockers
from app.services.commands.acts import record_act
from app.services.commands.models import change_tags, clean_tag
from app.services.commands.runtimes import tag_runtime
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork


def merge_tags(work: UnitOfWork, gone: str, into: str, *, reason: str) -> MergeFacts:
    """Give `into` to all that has `gone`: both tags were there before, one is afterwards.

    Snapshots, decisions and deployments keep the words they were made with.

    Raises:
        RefusedError: something rests on the tag, or this person may not change all that has it.
    """
    gone, into, said = clean_tag(gone), clean_tag(into), clean_reason(reason)
    facts = load_merge(work.session, gone, into, work.actor.id)
    require([*merge_blockers(facts), *reason_blockers(said)])
    for model in list_models_with(work.session, gone):
        change_tags(work, model.id, lambda tags: merged(tags, gone, into))
    for runtime in list_runtimes_with(work.session, gone):
        tag_runtime(work, runtime.id, service_tags=merged(runtime.service_tags, gone, into))
    record_act(
        work, TAGS_MERGED, "unit", home_unit(work.session, work.actor.id),
        gone=gone, into=into, models=len(facts.of("registered_model")),
        runtimes=len(facts.of("runtime")), reason=said,
    )  # fmt: skip
    return facts
