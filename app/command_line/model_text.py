"""A model as `modelward model show` prints it."""

from __future__ import annotations

from collections.abc import Sequence

from app import texts
from app.command_line.output import aligned, facts, table
from app.models.queries.model_details import FileSummary, ModelDetail
from app.services.intake.origin import sentences
from app.services.stores import own_name


def detail_text(d: ModelDetail) -> str:
    lines = [
        facts(
            {
                "model": f"{d.unit}/{d.name}",
                "owner": d.owner,
                "risk": d.risk_tier,
                "kind": d.kind,
                "service tags": d.service_tags,
                "stages": " → ".join(d.stages),
                "life cycle": d.life_cycle,
                "description": d.description,
            }
        )
    ]
    for version in d.versions:
        taken = ", ".join(f"s{s.sequence} {s.digest[:12]}" for s in version.snapshots)
        lines.append(f"v{version.version}  {version.source_kind} by {version.by}  {taken}")
    for place in d.places:
        lines.append(f"{place.stage}  v{place.version}  {place.service_tag}  {place.state}")
    fields = {"name": "column", "role": "role", "data_class": "class", "is_protected": "protected"}
    lines += [
        f"\nv{d.version}:",
        *([texts.told(one) for one in sentences(d.origin)] if d.origin else []),
        *_file_lines(d.files),
        "",
        table(d.fields, fields, nothing="No schema."),
    ]
    return "\n".join(lines)


def _file_lines(files: Sequence[FileSummary]) -> list[str]:
    """By the names that people gave them, where they are kept, and all of the digest."""
    if not files:
        return ["No files."]
    rows = [
        (
            one.role,
            own_name(one.path) if one.store else one.path,
            f"store {one.store}" if one.store else "database",
            one.size_bytes,
            one.sha256,
        )
        for one in files
    ]
    return aligned([("role", "file", "kept in", "bytes", "sha256"), *rows])
