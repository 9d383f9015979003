"""Git as a source: real repositories, honest and hostile, read by the real program."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.errors import InputError
from app.models.queries.lineage_graph import load_lineage_graph
from app.models.queries.model_details import load_model_detail
from app.models.rules.origin import PATH, Origin
from app.models.tables.inventory import ModelVersion
from app.services.adding_files import add_file
from app.services.commands.models import NewModel
from app.services.intake import git
from app.services.intake.folder import read_folder
from app.services.intake.git import check_out, describe_folder, parse_git
from app.services.intake.look import look_at
from app.services.registering import register_path
from tests.git_kit import commit, needs_git, new_repository, run
from tests.machine import machine
from tests.workspaces import TestWorkspace

pytestmark = needs_git
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return new_repository(tmp_path)


def described(folder: Path) -> Origin | None:
    return describe_folder(folder, read_folder(folder).assets)


def address(repository: Path, revision: str = "", folder: str = "models/credit") -> str:
    end = f"@{revision}" if revision else ""
    return f"git+file://{quote(str(repository))}{end}#{folder}"


def make_tree(repository: Path, *lines: str) -> str:
    """A tree of exactly these lines, as the program that reads it would never make it."""
    listed = ("".join(f"{one}\n" for one in lines)).encode()
    command = ["git", "-C", str(repository), "mktree"]
    return subprocess.run(command, input=listed, check=True, capture_output=True).stdout.decode()[
        :40
    ]


def test_a_folder_under_git_keeps_its_commit_with_the_version(
    workspace: TestWorkspace, repository: Path, tmp_path: Path
) -> None:
    """In the snapshot, in what people read, and in the lineage; no token anywhere."""
    folder, sanne = repository / "models" / "credit", workspace.work("sanne")
    settings = machine(home=tmp_path / "home")
    first = run(repository, "rev-parse", "HEAD")

    made = register_path(sanne, settings, folder, NewModel(name="credit"))
    (repository / "README.md").write_text("more models\n")
    second = commit(repository)
    again = register_path(sanne, settings, folder, NewModel(name="credit"))
    (folder / "train.py").write_text("print()\n")
    third = commit(repository)
    changed = register_path(
        sanne, settings, parse_git(address(repository)), NewModel(name="credit")
    )

    assert made.origin == Origin(
        "git", address="https://git.bank.example/models.git", name="models/credit", commit=first
    )
    assert (again.is_new, again.version_id) == (False, made.version_id)  # the same files
    assert again.origin == made.origin  # what is kept, not the commit that it was read at
    assert changed.version == 2
    details = [sanne.read(load_model_detail, one.version_id) for one in (made, changed)]
    assert [one.origin.commit for one in details if one.origin] == [first, third]
    assert second not in (first, third)
    assert [one.role for one in details[0].files if one.path == PATH] == ["source"]
    with workspace.service.reading() as session:
        kinds = session.scalars(
            select(ModelVersion.source_kind).order_by(ModelVersion.version)
        ).all()
    assert kinds == ["folder", "git"]
    graph = sanne.read(load_lineage_graph, changed.model_id, changed.version_id)
    assert f"code:{third}" in {node.key for node in graph.nodes}
    assert look_at(folder).found[:2] == (
        "Git: https://git.bank.example/models.git models/credit", f"commit {third[:12]}",
    )  # fmt: skip


def test_a_commit_that_only_removes_a_file_is_a_version_and_what_was_added_later_is_no_reason(
    workspace: TestWorkspace, repository: Path, tmp_path: Path
) -> None:
    folder, sanne = repository / "models" / "credit", workspace.work("sanne")
    settings, new = machine(home=tmp_path / "home"), NewModel(name="credit")
    made = register_path(sanne, settings, folder, new)
    for name, text in (("notes.md", "added\n"), ("train.py", "mended\n")):
        (tmp_path / name).write_text(text)
        add_file(sanne, settings, made.version_id, tmp_path / name)

    original = register_path(sanne, settings, folder, new)  # its train.py was replaced in v1
    (tmp_path / "more.md").write_text("added\n")
    add_file(sanne, settings, original.version_id, tmp_path / "more.md")
    same = register_path(sanne, settings, folder, new)
    (folder / "train.py").unlink()
    commit(repository)
    removed = register_path(sanne, settings, folder, new)

    assert [one.version for one in (made, original, same, removed)] == [1, 2, 2, 3]
    assert same.origin == original.origin


def test_what_is_not_as_in_the_commit_is_named_byte_by_byte(repository: Path) -> None:
    folder = repository / "models" / "credit"
    (folder / "train.py").write_bytes(b"pass\r\n")  # as Windows checks it out
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_text("x")  # never registered
    clean = described(folder)
    (folder / "train.py").write_text("pass  \n")
    (folder / "new.py").write_text("pass\n")
    (folder / "model_card.md").unlink()
    dirty = described(folder)
    elsewhere = repository / "notes"
    elsewhere.mkdir()
    (elsewhere / "a.md").write_text("not committed\n")

    assert clean is not None
    assert not clean.is_dirty
    assert dirty is not None
    assert dirty.differing == ("model_card.md", "new.py", "train.py")
    assert described(elsewhere) is None


def test_a_revision_is_read_from_the_objects_whatever_is_checked_out(
    repository: Path, tmp_path: Path
) -> None:
    run(repository, "tag", "v1")
    run(repository, "branch", "team/next")
    (repository / "models" / "credit" / "train.py").write_text("later\n")
    later = commit(repository)
    shown = [look_at(parse_git(address(repository, one))).found for one in ("v1", "team/next", "")]

    assert [one[1][7:19] == later[:12] for one in shown] == [False, False, True]
    into = tmp_path / "v1"
    into.mkdir()
    origin = check_out(parse_git(address(repository, "v1")), into)
    assert (into / "train.py").read_text() == "pass\n"
    assert origin.revision == "v1"


REFUSED = {
    "git+https://git.bank.example/models.git": "Only a Git repository on this computer",
    "git+file://other.example/tmp": "Only a Git repository on this computer",
    "git+file:///nowhere/at/all": "There is no folder",
    "git+file://": "names no folder",
    "{}@no-such-branch": "has no commit",
    "{}@--upload-pack=touch%20pwned": "no revision",
    "{}@-h": "no revision",
    "{}@HEAD..HEAD": "no revision",
    "{}@HEAD:README.md": "no revision",
    "{}#../..": "is not taken",
    "{}#.git": "is not taken",
    "{}#nothing/here": "holds no files",
}


@pytest.mark.parametrize("text", REFUSED)
def test_an_address_that_leads_elsewhere_is_refused_in_a_sentence(
    repository: Path, tmp_path: Path, text: str
) -> None:
    with pytest.raises(InputError, match=REFUSED[text]):
        check_out(parse_git(text.format(f"git+file://{quote(str(repository))}")), tmp_path)


def test_what_was_looked_at_is_what_is_registered(repository: Path, tmp_path: Path) -> None:
    first = run(repository, "rev-parse", "HEAD")
    given = replace(parse_git(address(repository, "main")), commit=first)
    (repository / "models" / "credit" / "train.py").write_text("print()\n")
    commit(repository)

    origin = check_out(given, tmp_path)

    assert (origin.commit, origin.revision) == (first, "main")
    assert (tmp_path / "train.py").read_text() == "pass\n"


def test_a_folder_whose_name_begins_with_a_dot_is_compared_with_itself(repository: Path) -> None:
    hidden = repository / ".models" / "credit"
    hidden.parent.mkdir()
    shutil.copytree(repository / "models" / "credit", hidden)
    (hidden / "train.py").write_text("other\n")
    commit(repository)

    found = described(hidden)

    assert found is not None
    assert (found.name, found.differing) == (".models/credit", ())


@pytest.mark.parametrize("names", [("a", "a"), ("a", "a/b")])
def test_a_forged_commit_with_one_name_twice_is_refused(
    repository: Path, tmp_path: Path, names: tuple[str, str]
) -> None:
    file = run(repository, "rev-parse", "HEAD:README.md")
    inner = make_tree(repository, f"100644 blob {file}\tb")
    second = f"100644 blob {file}\ta" if names[1] == "a" else f"040000 tree {inner}\ta"
    tree = make_tree(repository, f"100644 blob {file}\ta", second)
    forged = run(repository, "commit-tree", "-m", "forged", tree)

    with pytest.raises(InputError, match="is there twice in the commit"):
        check_out(parse_git(address(repository, forged, "")), tmp_path / "out")


def test_a_list_without_end_is_cut_off(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "MOST_LISTED_BYTES", 100)

    with pytest.raises(InputError, match="holds too much"):
        check_out(parse_git(address(repository, folder="")), tmp_path)


def test_a_link_and_another_repository_are_refused(repository: Path, tmp_path: Path) -> None:
    (repository / "models" / "credit" / "passwd").symlink_to("/etc/passwd")
    commit(repository)

    with pytest.raises(InputError, match="passwd is a link"):
        check_out(parse_git(address(repository)), tmp_path)


def test_nothing_that_a_hostile_repository_says_is_run(repository: Path, tmp_path: Path) -> None:
    """Filters, hooks, monitors, pagers, signature programs; a partial clone that would fetch."""
    mark = tmp_path / "pwned"
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    evil.chmod(0o755)
    (repository / ".gitattributes").write_text("* filter=evil diff=evil\n")
    commit(repository)
    for name in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
                 "diff.evil.textconv", "diff.evil.command", "core.fsmonitor", "core.pager",
                 "core.editor", "core.sshCommand", "core.askPass", "gpg.program",
                 "credential.helper", "core.alternateRefsCommand", "alias.ls-tree"):  # fmt: skip
        run(repository, "config", name, str(evil) if "alias" not in name else f"!{evil}")
    for name, value in (("log.showSignature", "true"), ("filter.evil.required", "true"),
                        ("core.repositoryFormatVersion", "1"),
                        ("extensions.partialClone", "origin"),
                        ("remote.origin.promisor", "true"), ("protocol.ext.allow", "always"),
                        ("remote.origin.url", f"ext::{evil}")):  # fmt: skip
        run(repository, "config", name, value)
    for hook in (
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
    ):
        shutil.copy(evil, repository / ".git" / "hooks" / hook)
    if os.geteuid() == 0:  # then git would refuse it, as the folder of somebody else
        for one in (repository, repository / ".git"):
            os.chown(one, 54321, 54321)

    folder = repository / "models" / "credit"
    clean = described(folder)
    into = tmp_path / "whole"
    into.mkdir()
    check_out(parse_git(address(repository)), into)
    lost = repository / ".git" / "objects"
    blob = run_plain(repository, "rev-parse", "HEAD:models/credit/train.py")
    (lost / blob[:2] / blob[2:]).unlink()
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    with pytest.raises(InputError, match=r"train.py is not in this clone|can't read"):
        check_out(parse_git(address(repository)), lacking)

    assert clean is not None
    assert not clean.is_dirty
    assert clean.address == f"ext::{evil}"
    assert (into / "train.py").read_text() == "pass\n"
    assert not mark.exists()


@pytest.mark.parametrize("origin", ["/srv/models", "../models", "file:///srv/models", "C:\\models"])
def test_a_remote_that_is_a_folder_of_this_machine_is_not_kept(
    repository: Path, origin: str
) -> None:
    run(repository, "config", "remote.origin.url", origin)

    found = described(repository / "models" / "credit")

    assert found is not None
    assert (found.address, found.name) == ("", "models/credit")


def run_plain(repository: Path, *words: str) -> str:
    """Plumbing only: the repository is hostile by now."""
    return run(repository, "-c", "safe.directory=*", *words)


def test_without_git_a_folder_is_registered_and_says_that_its_commit_is_not_known(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = parse_git(address(repository))
    monkeypatch.setattr(git.shutil, "which", lambda _name: None)

    seen = look_at(repository / "models" / "credit")
    with pytest.raises(InputError, match="git is not installed"):
        look_at(given)

    assert seen.doubts[0] == (
        "The commit is not recorded: The program git is not installed on this computer."
    )


def test_what_git_lfs_keeps_is_the_file_itself(repository: Path, tmp_path: Path) -> None:
    folder = repository / "models" / "credit"
    (folder / "weights.bin").write_bytes(b"w" * 2000)
    digest = read_folder(folder).asset("weights.bin").sha256
    (folder / "weights.bin").write_text(POINTER.format(digest=digest, size=2000))
    commit(repository)
    first, second = tmp_path / "first", tmp_path / "second"
    for one in (first, second):
        one.mkdir()
    with pytest.raises(InputError, match=r"weights.bin is kept in Git LFS"):
        check_out(parse_git(address(repository)), first)
    kept = repository / ".git" / "lfs" / "objects" / digest[:2] / digest[2:4] / digest
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"w" * 2000)
    (folder / "weights.bin").write_bytes(b"w" * 2000)  # as the filter of Git LFS checks it out

    check_out(parse_git(address(repository)), second)

    assert (second / "weights.bin").read_bytes() == b"w" * 2000
    here = described(folder)
    assert here is not None
    assert not here.is_dirty
