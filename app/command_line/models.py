"""`modelward model`: registering models and showing what is known of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import texts
from app.command_line.call import of
from app.command_line.event_text import event_document, event_lines, list_events
from app.command_line.family import new_family
from app.command_line.model_text import detail_text
from app.command_line.opening import acting, read, reading
from app.command_line.output import listed, table
from app.command_line.signing import PassphraseFile, signer_of
from app.errors import InputError, RefusedError
from app.models.home_folders import whole_path
from app.models.queries.find import find_model, find_numbered, find_version
from app.models.queries.inventory import InventoryQuery, ModelRow, count_models, list_models
from app.models.queries.many_models import list_model_ids
from app.models.queries.model_details import (
    ModelDetail,
    find_snapshot,
    load_model_detail,
)
from app.models.queries.registrations import RegistrationRow, load_registration
from app.models.queries.retirement import load_retirement
from app.models.queries.snapshot_diff import diff_snapshots
from app.models.tables.inventory import RegisteredModel, RegistrationRequest
from app.models.tables.life_cycle import LifeCycleBinding
from app.models.tables.organisation import Person
from app.services.adding_files import ROLES, add_file
from app.services.commands.bindings import choose_life_cycle
from app.services.commands.many_models import (
    Act,
    ChangeTags,
    GiveOwner,
    act_on_many,
    look_at_many,
)
from app.services.commands.models import (
    ModelEdit,
    NewModel,
    edit_model,
)
from app.services.commands.registration import settle
from app.services.commands.retiring import ask_retirement
from app.services.commands.service_tags import merge_tags
from app.services.intake.mlflow_server import MlflowAddress, MlflowServer, parse_mlflow
from app.services.intake.origin import sentences
from app.services.intake.sources import Given, download, parse_given
from app.services.pauses import heeding
from app.services.registering import Registration, check_data, register_data, register_path
from app.services.unit_of_work import Work

APP = new_family()


@APP.command("register")
def register(
    context: typer.Context,
    path: Annotated[
        str,
        typer.Argument(
            help="A folder, a ZIP, an ONNX file, a CSV file, or git+file:///path@REVISION#folder."
        ),
    ],
    name: Annotated[str, typer.Option(help="Default: the name of the folder or file.")] = "",
    unit: Annotated[str, typer.Option(help="Business unit. Default: where you work.")] = "",
    owner: Annotated[str, typer.Option(help="Handle of the owner. Default: you.")] = "",
    kind: Annotated[str, typer.Option(help="in_house, vendor, open_source, generative, …")] = (
        "in_house"
    ),
    risk: Annotated[str, typer.Option(help="Risk tier: low, medium or high.")] = "medium",
    framework: Annotated[str, typer.Option(help="What it was made with.")] = "",
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    service_tag: Annotated[
        list[str] | None,
        typer.Option(help="Where it may serve; may be repeated. Releases are for the first."),
    ] = None,
    label: Annotated[
        str, typer.Option(help="Column to learn from data: the life cycle trains the model.")
    ] = "",
    protected: Annotated[
        list[str] | None, typer.Option(help="Protected column of the data; may be repeated.")
    ] = None,
    positive: Annotated[str, typer.Option(help="The label's positive value.")] = "",
    seed: Annotated[int, typer.Option(help="Seed of training.")] = 20,
    life_cycle: Annotated[
        str, typer.Option(help="Key of the life cycle of a new model; an architect's to choose.")
    ] = "",
    request: Annotated[
        str, typer.Option(help="Number of the request that this answers: it gives name and unit.")
    ] = "",
) -> None:
    """Register a model from a folder (an MLflow one too), a ZIP, an ONNX file, or data and label.

    The same content again makes no second version. Of a folder under Git, and of a commit of a
    repository on this computer, the commit is kept with the version.
    """
    call = of(context)
    asked = parse_given(path)
    if label and not isinstance(asked, Path):
        raise InputError("Data with a label are a file.", hint="Give the path of the file.")
    new = NewModel(
        name=name,
        unit=unit,
        owner=owner,
        kind=kind,
        risk_tier=risk,
        framework=framework,
        description=description,
        service_tags=tuple(service_tag or ()),
        life_cycle=life_cycle,
    )
    with acting(call) as work, TemporaryDirectory(prefix="modelward-download-") as scratch:
        settings = heeding(call.settings, work.read)
        wanted = _wanted(work, request)
        if wanted is not None:
            new = _as_asked(new, wanted)
        after = partial(settle, wanted.id if wanted else None)
        given: Given
        if isinstance(asked, MlflowAddress):
            given = download(settings, asked, Path(scratch))
        else:
            given = asked
        if label and isinstance(given, Path):
            check_data(given, label)
            named = new if new.name else replace(new, name=given.stem)
            found = register_data(
                work,
                settings,
                given,
                named,
                label=label,
                protected=tuple(protected or ()),
                positive=positive or None,
                seed=seed,
                after=after,
            )
        else:
            found = register_path(work, settings, given, new, after=after)
    for note in found.notes:
        call.say(texts.told(note))
    if found.own_tag:
        call.say(texts.told(OWN_TAG.format(tag=found.own_tag, name=found.model_name)))
    call.answer(_registration(found), _told(found))


def _wanted(work: Work, number: str) -> RegistrationRow | None:
    """The request that is answered, where one is."""
    if not number:
        return None
    found = work.read(find_numbered, RegistrationRequest, number, what="request for a model")
    return work.read(load_registration, found.id, work.actor.id)


def _as_asked(new: NewModel, wanted: RegistrationRow) -> NewModel:
    """What was not said here is as it was asked."""
    return replace(
        new,
        name=new.name or wanted.name,
        unit=new.unit or wanted.unit_key,
        description=new.description or wanted.purpose,
    )


@APP.command("remote")
def remote(
    context: typer.Context,
    server: Annotated[str, typer.Argument(help="mlflow+https://host, with ?secret=mlflow.NAME")],
    text: Annotated[str, typer.Argument(help="In the name; empty: whatever is newest.")] = "",
) -> None:
    """What an MLflow server holds: versions of its registry and runs, each with its address.

    Its host must be allowed on this machine: modelward runtime allow HOST:PORT.
    """
    call = of(context)
    asked = MlflowServer(call.settings, parse_mlflow(server))
    try:
        found = asked.search(text)
    finally:
        asked.close()
    rows = [
        {"name": one.title, "what": one.detail, "at": one.at, "address": str(one.address),
         "problem": one.problem}
        for one in found
    ]  # fmt: skip
    lines = [
        line
        for one in found
        for line in (f"{one.title}  {one.detail}", f"  {texts.told(one.problem) or one.address}")
    ]
    shown = listed(lines) or "The server holds nothing of that."
    call.answer({"found": rows}, shown)


OWN_TAG = texts.N_(
    "No service tag was given, so it is released for #{tag}, and only to runtimes with that tag; "
    "before you submit it, modelward model change {name} --service-tag TAG gives it another one."
)


def _registration(found: Registration) -> dict[str, object]:
    return {
        "id": found.model_id,
        "model": found.model_name,
        "version": found.version,
        "version_id": found.version_id,
        "snapshot_id": found.snapshot_id,
        "digest": found.digest,
        "is_new": found.is_new,
        "missing": found.missing,
        "findings": found.findings,
        "notes": found.notes,
        "origin": found.origin.facts() if found.origin else None,
    }


def _told(found: Registration) -> str:
    name = f"{found.model_name}:{found.version}"
    first = f"{name} is registered." if found.is_new else f"{name} holds exactly this already."
    lines = [first, f"Snapshot {found.digest}"]
    lines += [texts.told(one) for one in sentences(found.origin)] if found.origin else []
    lines += [f"Missing: {sentence}" for sentence in found.missing]
    lines += [f"Finding: {sentence}" for sentence in found.findings]
    return listed(lines)


@APP.command("add-file")
def add(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL:1, or unit/MODEL:1")],
    path: Annotated[Path, typer.Argument(help="The file.")],
    role: Annotated[
        str, typer.Option(help="What it is for: " + ", ".join(ROLES) + ". Default: by its name.")
    ] = "",
) -> None:
    """Add a file that a version lacks, or replace one; a new snapshot is taken.

    Only until the version is approved for a stage. A task that waits for it is then ended with
    “supplied”.
    """
    call = of(context)
    with acting(call) as work:
        _, version = work.read(find_version, model)
        added = add_file(
            work, heeding(call.settings, work.read), version.id, whole_path(path), role
        )
    shown = f"{added.path} is added as {added.role}. Snapshot s{added.sequence} {added.digest}"
    call.answer(added, shown)


@APP.command("sample")
def sample(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder to make; it must not be there yet.")],
) -> None:
    """Make a small, complete model folder: what a release asks for, to look at and to try."""
    from app.services.demo.sample_folder import write_sample  # numpy and Arrow; no other needs it

    call = of(context)
    files = write_sample(whole_path(folder))
    call.answer({"folder": folder, "files": files}, "\n".join(f"{folder}/{one}" for one in files))


@APP.command("change")
def change(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="Name, or unit/name.")],
    owner: Annotated[str | None, typer.Option(help="Handle of the new owner.")] = None,
    risk: Annotated[str | None, typer.Option(help="Risk tier: low, medium or high.")] = None,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    framework: Annotated[str | None, typer.Option(help="What it was made with.")] = None,
    service_tag: Annotated[
        list[str] | None,
        typer.Option(help="All its service tags; repeated. Releases are for the first."),
    ] = None,
    move_service: Annotated[
        bool,
        typer.Option(
            "--move-service",
            help="Also where a version serves under the first tag, and another comes first now.",
        ),
    ] = False,
    life_cycle: Annotated[
        str, typer.Option(help="Key of the life cycle that its next submission runs.")
    ] = "",
) -> None:
    """Change what is known of a model. Snapshots keep the tags they were taken with."""
    call = of(context)
    tags = tuple(service_tag) if service_tag else None
    if move_service and not tags:
        raise InputError("Say the tags too.", hint="--service-tag, for each of them.")
    edit = ModelEdit(owner, description, framework, risk, tags, move_service)
    if edit == ModelEdit() and not life_cycle:
        raise InputError("Nothing was given to change.", hint="--help lists what can be.")
    with acting(call) as work:
        found = work.read(find_model, model)
        if edit != ModelEdit():
            work.write(edit_model, found.id, edit)
        if life_cycle:
            work.write(choose_life_cycle, found.id, life_cycle)
        document = work.read(_model_facts, found.id)
    call.answer(document, f"{found.name} is changed.")


@APP.command("merge-tags")
def merge_service_tags(
    context: typer.Context,
    gone: Annotated[str, typer.Argument(help="The service tag that goes.")],
    into: Annotated[str, typer.Argument(help="The one that takes its place.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the trail.")],
) -> None:
    """Give one service tag to all that has another. What was recorded keeps its words."""
    call = of(context)
    with acting(call) as work:
        found = work.write(merge_tags, gone, into, reason=reason)
    models, runtimes = found.of("registered_model"), found.of("runtime")
    document = {"gone": found.gone, "into": found.into, "models": models, "runtimes": runtimes}
    names = ", ".join((*models, *runtimes))
    call.answer(document, f"#{found.into} stands for #{found.gone} at: {names}.")


@APP.command("change-many")
def change_many(
    context: typer.Context,
    filter_text: Annotated[
        list[str], typer.Argument(metavar="FILTER...", help="As of `model list`: owner:me fraud")
    ],
    owner: Annotated[str, typer.Option(help="Handle of the new owner.")] = "",
    add_tag: Annotated[
        list[str] | None, typer.Option(help="A service tag to add; may be repeated.")
    ] = None,
    remove_tag: Annotated[
        list[str] | None, typer.Option(help="A service tag to take away; may be repeated.")
    ] = None,
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it, change nothing.")
    ] = False,
) -> None:
    """Give all models of a filter an owner, or change their service tags, model by model.

    Releases of a model are for its first tag. What is added comes after the others; a tag under
    which a version serves, or a release is under way, is not taken away.
    A model with which it can't be done is named with the reasons, and holds up no other; where it
    can be done with none, the exit code is 1.
    """
    call = of(context)
    tags = ChangeTags.of(add_tag or (), remove_tag or ())
    if bool(owner) == (tags != ChangeTags()):
        raise InputError("Give either --owner or tags to change.", hint="One act at a time.")
    with acting(call) as work:
        query = InventoryQuery.of(" ".join(filter_text), me=work.actor.id)
        if not query.filter.conditions and not query.filter.words:
            raise InputError(
                "The filter is empty: that would be all models.",
                hint="Say which ones, as for model list: unit:credit -stage:PROD.",
            )
        ids = work.read(list_model_ids, query)
        act: Act = GiveOwner(work.read(_person_id, owner)) if owner else tags
        if is_dry:
            came = work.read(look_at_many, act, ids, work.actor.id)
        else:
            came = act_on_many(work, act, ids)
    lines = [f"{len(came.done)} {'would change' if is_dry else 'changed'}."]
    lines += [f"{came.unchanged} are so already."] if came.unchanged else []
    whys = [[texts.blocker(why) for why in one.blockers] for one in came.left]
    left = [
        {"model": one.name, "id": one.id, "why": why}
        for one, why in zip(came.left, whys, strict=True)
    ]
    lines += [f"{one.name}: {' '.join(why)}" for one, why in zip(came.left, whys, strict=True)]
    if came.error is not None:
        call.say("\n".join(lines))
        raise came.error
    call.answer({"changed": came.done, "unchanged": came.unchanged, "left": left}, "\n".join(lines))
    if came.left and not came.done:
        raise typer.Exit(RefusedError.exit_code)


def _person_id(session: Session, handle: str) -> UUID:
    found = session.scalars(select(Person.id).where(Person.handle == handle)).first()
    if found is None:
        raise InputError(f"There is nobody called {handle} in this workspace.")
    return found


def _model_facts(session: Session, model_id: UUID) -> dict[str, object]:
    row = session.get_one(RegisteredModel, model_id)
    owner = session.get_one(Person, row.owner_id)
    return {
        "model": row.name,
        "id": row.id,
        "owner": owner.handle,
        "risk_tier": row.risk_tier,
        "description": row.description,
        "framework": row.framework,
        "service_tags": row.service_tags,
        "life_cycle": session.scalar(
            select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == model_id)
        ),
    }


@APP.command("retire")
def retire(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL:1, or unit/MODEL:1; no version is guessed")],
    reason: Annotated[str, typer.Option(help="What an auditor should know in a year.")],
    is_forced: Annotated[
        bool, typer.Option("--force", help="Also where it serves: then nothing answers there.")
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take a version out of every stage that it is in; signed with your key.

    Its files, snapshots and history stay. A new approval may bring it back.
    """
    call = of(context)
    if ":" not in model:
        raise InputError("Say which version.", hint=f"For example {model}:3.")
    with acting(call) as work:
        registered, version = work.read(find_version, model)
        found = work.read(load_retirement, version.id, work.actor.id)
        signer = signer_of(work, call, passphrase_file)
        seen = None if is_forced else ()
        asked = work.write(ask_retirement, version.id, reason=reason, seen=seen, signer=signer)
    document = {
        "asked": asked, "model": registered.name, "version": version.version,
        "places": [one.label for one in found.stays],
        "stops_serving": [one.label for one in found.served],
        "uses_left": found.uses, "monitors_left": found.monitors,
    }  # fmt: skip
    name = f"{registered.name} v{version.version}"
    lines = [f"Asked to retire {name}; a service does it."]
    lines += [f"It leaves {one.label}." for one in found.stays]
    lines += [f"It stops serving {one.label}." for one in found.served]
    lines += [f"Nothing in production serves the use {one} any more." for one in found.uses]
    call.answer(document, "\n".join(lines))


@APP.command("list")
def list_(
    context: typer.Context,
    filter_text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILTER]...", help="For example: stage:PROD risk:high fraud"),
    ] = None,
    sort: Annotated[str, typer.Option(help="The order: name, risk, stage, …")] = "name",
    is_descending: Annotated[bool, typer.Option("--descending", help="The other way.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
) -> None:
    """The inventory, by the filter language of the window."""
    call = of(context)
    text = " ".join(filter_text or ())
    with reading(call) as work:
        query = InventoryQuery.of(text, sort=sort, is_descending=is_descending, me=work.actor.id)
        rows = work.read(list_models, query, None, limit).rows
        total = work.read(count_models, query)
    columns = {
        "name": "model", "unit_key": "unit", "latest_version": "version", "in_place": "in place",
        "risk_tier": "risk", "owner_name": "owner", "tags": "tags",
    }  # fmt: skip
    shown = table(rows, columns, nothing="No model fits.")
    if total > len(rows):
        shown += f"\n{len(rows)} of {total}; --limit shows more."
    call.answer({"models": [_model_document(row) for row in rows], "total": total}, shown)


def _model_document(row: ModelRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "unit": row.unit_key,
        "kind": row.kind,
        "framework": row.framework,
        "risk": row.risk_tier,
        "owner": row.owner_name,
        "service_tags": row.tags,
        "version": row.latest_version,
        "stage": row.stage or None,
        "stage_version": row.stage_version,
        "health": row.health,
        "life_cycle": {"step": row.step.name, "state": row.step.state, "run": row.step.run_number},
        "debt": row.debt,
    }


@APP.command("show")
def show(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL, unit/MODEL or MODEL:3")],
) -> None:
    """A model with its versions, snapshots, files, schema and documents."""
    call = of(context)
    detail = read(call, _detail, model)
    call.answer(detail, detail_text(detail))


def _detail(session: Session, text: str) -> ModelDetail:
    _, version = find_version(session, text)
    return load_model_detail(session, version.id)


@APP.command("history")
def history(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL, unit/MODEL or MODEL:3")],
) -> None:
    """What was done to a model, by whom and when."""
    call = of(context)
    events = read(call, list_events, model)
    document = {"events": [event_document(one) for one in events]}
    call.answer(document, event_lines(events), is_told=True)


@APP.command("diff")
def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help="MODEL:1, or MODEL:1@s2 for its second snapshot")],
    after: Annotated[str, typer.Argument(help="MODEL:2, or MODEL:2@s1")],
) -> None:
    """What differs between two snapshots, each change with how grave it is."""
    call = of(context)
    with reading(call) as work:
        old, new = (work.read(_snapshot, text) for text in (before, after))
        found = work.read(diff_snapshots, old, new)
    if found.is_identical:
        shown = f"{found.before_label} and {found.after_label} are identical."
    else:
        columns = {
            "group": "group", "name": "what", "before": "before", "after": "after",
            "severity": "severity", "rule": "why",
        }  # fmt: skip
        shown = table(found.changes, columns, nothing="No change of content that is compared.")
    call.answer(found, shown)


def _snapshot(session: Session, text: str) -> UUID:
    name, _, snapshot = text.partition("@")
    _, version = find_version(session, name)
    return find_snapshot(session, snapshot, version.id)
