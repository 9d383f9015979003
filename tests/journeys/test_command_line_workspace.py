"""Making and keeping workspaces, and how one is found again."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.command_line import opening
from app.models.database import Database
from app.services.settings_file import load_settings
from tests.journeys.command_line import CommandLine
from tests.postgres import PostgresServer, as_login
from tests.services.test_lying_snapshots import forge
from tests.services.test_rules_witness import change_and_seal
from tests.stories import register
from tests.workspaces import TestWorkspace

ADMIN = "ada:Ada Root"


def _damaged(source: Path, target: Path) -> Path:
    content = bytearray(source.read_bytes())
    content[8192:200_000] = b"\xff" * (200_000 - 8192)
    target.write_bytes(content)
    return target


def test_a_damaged_file_is_said_to_be_damaged(modelward_file: CommandLine, tmp_path: Path) -> None:
    broken = str(_damaged(Path(modelward_file.workspace.url), tmp_path / "broken.db"))

    answer = modelward_file("model", "list", "--workspace", broken, by="tom")
    check = modelward_file("workspace", "check", "--workspace", broken)

    assert answer.code == 4
    assert answer.document["error"]["message"] == "broken.db is damaged."
    assert (check.code, check.document["intact"]) == (4, False)


def test_a_file_of_something_else_or_of_a_newer_version_is_left_as_it_is(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    newer, foreign = tmp_path / "newer.db", tmp_path / "foreign.db"
    shutil.copyfile(modelward_file.workspace.url, newer)
    for path, statement in (
        (newer, "UPDATE alembic_version SET version_num = '9999'"),
        (foreign, "CREATE TABLE accounts (iban TEXT)"),
    ):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    upgrade = modelward_file("workspace", "upgrade", "--workspace", str(newer))
    opening = modelward_file("model", "list", "--workspace", str(newer))
    init = modelward_file("workspace", "init", "--workspace", str(foreign))

    assert (upgrade.code, opening.code, init.code) == (2, 2, 2)
    assert "of a newer Modelward" in upgrade.document["error"]["message"]
    assert opening.document["error"]["hint"] == "Open it with that newer version."
    assert "tables of something else" in init.document["error"]["message"]
    with closing(sqlite3.connect(foreign)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("accounts",)]
    with closing(sqlite3.connect(newer)) as connection:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert revision == [("9999",)]


def test_a_workspace_that_was_made_before_a_key_was_there_is_not_intact(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    older = tmp_path / "older.db"
    shutil.copyfile(modelward_file.workspace.url, older)
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("DROP INDEX uq_placement_promised")

    check = modelward_file("workspace", "check", "--workspace", str(older))
    upgrade = modelward_file("workspace", "upgrade", "--workspace", str(older))

    missing = "placement UNIQUE (model_id, service_tag) of uq_placement_promised"
    assert (check.code, check.document["intact"]) == (4, False)
    assert check.document["checks"]["tables"].startswith(f"missing: {missing}. Open it with")
    assert upgrade.code == 4
    assert missing in upgrade.document["error"]["message"]
    assert "workspace init" in upgrade.document["error"]["hint"]


@pytest.mark.skipif(os.geteuid() != 0, reason="not run: a small disk needs root")
def test_a_full_disk_is_said_and_nothing_before_it_is_lost(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("not run: mounting is not allowed here")
    try:
        workspace = place / "w.db"
        shutil.copyfile(modelward_file.workspace.url, workspace)
        before = modelward_file("store", "add", "kept", "--workspace", str(workspace), by="tom")
        with contextlib.suppress(OSError), (place / "rest").open("wb", buffering=0) as rest:
            while rest.write(b"x" * 4096):
                pass

        refused = modelward_file("store", "add", "lost", "--workspace", str(workspace), by="tom")
        (place / "rest").unlink()
        after = modelward_file("store", "list", "--workspace", str(workspace), by="tom")

        assert before.code == 0
        assert refused.code == 3, refused.out
        assert "disk" in refused.document["error"]["message"]
        assert [one["name"] for one in after.document["stores"]] == ["kept"]
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_init_makes_a_workspace_that_is_found_again(
    modelward_home: CommandLine, tmp_path: Path
) -> None:
    place = tmp_path / "bank.db"
    made = modelward_home.done(
        "workspace", "init", "--workspace", str(place), "--name", "Bank", "--unit", "bank:The Bank",
        "--admin", ADMIN, "--person", "sanne:Sanne:data_scientist,validator",
    )  # fmt: skip

    assert (made["workspace"], made["unit"], made["people"]) == (
        str(place),
        "bank",
        ["ada", "sanne"],
    )
    people = {p["handle"]: p for p in modelward_home.done("user", "list")["people"]}
    assert [one["role"] for one in people["sanne"]["roles"]] == ["data_scientist", "validator"]
    assert modelward_home.done("workspace", "info")["name"] == "Bank"
    assert modelward_home.done("workspace", "check")["intact"] is True


def test_init_says_that_a_file_is_for_one_person(modelward_home: CommandLine) -> None:
    answer = modelward_home("workspace", "init", is_json=False)

    assert "A file is for one person, or for a trial" in answer.out


def test_alone_you_hold_every_role_that_goes_together(modelward_home: CommandLine) -> None:
    made = modelward_home.done("workspace", "init")

    assert made["workspace"] == str(modelward_home.home / "workspace.db")
    assert made["people"] == [getpass.getuser()]
    inbox = modelward_home.done("task", "list")
    assert inbox == {
        "tasks": [],
        "registrations": [],
        "more_registrations": 0,
        "for": "root",
        "others": 0,
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--person", "a:A:chief"], "There is no role chief."),
        (["--person", "a:A:tester", "--person", "b:B:tester"], "Nobody is an administrator"),
        (["--admin", "a:A", "--person", "a:A:tester"], "a is named twice."),
        (["--admin", "a:A@login"], "A workspace in a file has no logins."),
        (["--admin", ":A"], "“:A” names nobody."),
    ],
)
def test_what_init_refuses_leaves_no_file(
    options: list[str], sentence: str, modelward_home: CommandLine
) -> None:
    answer = modelward_home("workspace", "init", *options)

    assert answer.code == 2
    assert answer.document["error"]["message"].startswith(sentence)
    assert not (modelward_home.home / "workspace.db").exists()


def test_a_second_init_is_refused_and_harms_nothing(modelward_home: CommandLine) -> None:
    modelward_home.done("workspace", "init", "--admin", ADMIN)

    answer = modelward_home("workspace", "init", "--admin", "eve:Eve")

    assert answer.code == 2
    assert "holds a workspace already" in answer.document["error"]["message"]
    assert modelward_home.done("workspace", "check")["intact"] is True


def test_upgrade_may_run_twice(modelward_home: CommandLine) -> None:
    modelward_home.done("workspace", "init", "--admin", ADMIN)

    for _ in range(2):
        assert modelward_home.done("workspace", "upgrade")["done"]


def test_a_backup_is_a_whole_workspace(modelward_home: CommandLine, tmp_path: Path) -> None:
    modelward_home.done("workspace", "init", "--admin", ADMIN, "--name", "Bank")
    copy = tmp_path / "copy.db"

    modelward_home.done("workspace", "backup", "--out", str(copy))

    assert modelward_home("workspace", "backup", "--out", str(copy)).code == 2
    found = modelward_home.done("workspace", "info", "--workspace", str(copy))
    assert found["name"] == "Bank"


def test_check_tells_a_workspace_without_its_rules(modelward_home: CommandLine) -> None:
    place = modelward_home.done("workspace", "init", "--admin", ADMIN)["workspace"]
    with sqlite3.connect(place) as raw:
        triggers = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            raw.execute(f'DROP TRIGGER "{name}"')
    raw.close()

    answer = modelward_home("workspace", "check")

    assert answer.code == 4
    assert answer.document["checks"]["rules"] != "ok"


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all, but long enough to look like it"]
)
def test_a_file_that_is_no_workspace_is_told_so(
    content: bytes, modelward_home: CommandLine, tmp_path: Path
) -> None:
    place = tmp_path / "other.db"
    place.write_bytes(content)

    answer = modelward_home("model", "list", "--workspace", str(place))

    assert answer.code == 2
    assert "workspace" in answer.document["error"]["message"]


def test_the_environment_names_a_workspace_and_the_option_wins(
    modelward_home: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    for place in (one, two):
        modelward_home.done(
            "workspace", "init", "--workspace", place, "--admin", ADMIN, "--name", Path(place).stem
        )
    assert modelward_home.done("workspace", "info")["name"] == "two"

    monkeypatch.setenv("MODELWARD_WORKSPACE", one)
    assert modelward_home.done("workspace", "info")["name"] == "one"
    assert modelward_home.done("workspace", "info", "--workspace", two)["name"] == "two"


def test_a_damaged_settings_file_is_named(modelward_home: CommandLine) -> None:
    modelward_home.home.mkdir(parents=True)
    (modelward_home.home / "settings.json").write_text("{")

    answer = modelward_home("model", "list")

    assert answer.code == 2
    assert "settings.json" in answer.document["error"]["message"]


def test_hosts_are_allowed_on_this_machine_by_its_own_settings(
    modelward_home: CommandLine,
) -> None:
    assert modelward_home.done("runtime", "allowed") == {"hosts": []}
    modelward_home.done("runtime", "allow", "Models.Bank.example:8443")
    found = modelward_home.done("runtime", "allow", "models.vendor.example")
    hosts = ["models.bank.example:8443", "models.vendor.example"]
    assert found == {"allowed": "models.vendor.example", "hosts": hosts}
    assert load_settings(modelward_home.home / "demo").runtime_hosts() == set(hosts)

    running = load_settings()  # as a service has them that is not started anew
    modelward_home.done("runtime", "disallow", "models.vendor.example")
    again = modelward_home("runtime", "disallow", "models.vendor.example")
    wrong = modelward_home("runtime", "allow", "https://models.bank.example:8443")

    assert again.code == wrong.code == 2
    assert modelward_home.done("runtime", "allowed") == {"hosts": hosts[:1]}
    assert running.runtime_hosts() == {hosts[0]}


def test_a_demo_that_is_handed_over_allows_no_host(home: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"runtime_hosts": ["evil.example:1"]}')

    assert load_settings(tmp_path).runtime_hosts() == frozenset()


@pytest.mark.parametrize("hosts", ['"evil.example"', "[1]", '["*.example"]', "{}"])
def test_a_damaged_list_of_hosts_is_named(modelward_home: CommandLine, hosts: str) -> None:
    modelward_home.home.mkdir(parents=True)
    (modelward_home.home / "settings.json").write_text(f'{{"runtime_hosts": {hosts}}}')

    answer = modelward_home("runtime", "allowed")

    assert answer.code == 2
    assert "host" in answer.document["error"]["message"]


def test_stores_are_mapped_on_this_machine_only(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward_file.done("store", "add", "lake", "--folder", str(tmp_path), by="tom")

    assert modelward_file.done("store", "list", by="tom")["here"] == {"lake": str(tmp_path)}
    settings = json.loads((modelward_file.home / "settings.json").read_text())
    assert settings["stores"] == {"lake": str(tmp_path)}
    mode = os.stat(modelward_file.home / "settings.json").st_mode
    assert not mode & (stat.S_IRWXG | stat.S_IRWXO)


def test_without_a_command_the_window_opens_on_the_workspace(
    modelward_file: CommandLine,
) -> None:
    assert modelward_file(is_json=False).code == 0

    assert modelward_file.opened == [(modelward_file.workspace.url, "")]


def test_the_window_opens_as_the_person_who_was_named(modelward_file: CommandLine) -> None:
    assert modelward_file(is_json=False, by="tom").code == 0

    assert modelward_file.opened == [(modelward_file.workspace.url, "tom")]


# PostgreSQL


def test_on_postgresql_init_prints_the_statements_and_makes_no_login(
    modelward_home: CommandLine, postgres: PostgresServer
) -> None:
    url = postgres.new_database()

    made = modelward_home.done(
        "workspace", "init", "--workspace", url, "--admin", f"{ADMIN}@Init ada",
        "--admin", "bea:Bea Bos@Init bea", "--service-login", "init_service",
    )  # fmt: skip

    assert len(made["to_do"]) == 3
    assert made["to_do"][0].startswith('CREATE ROLE "Init ada" LOGIN')
    assert any("pg_hba.conf" in hint for hint in made["hints"])
    for statement in made["to_do"]:
        postgres.make_login(statement)
    found = modelward_home.done(
        "user", "add", "tim:Tim", "--role", "tester", "--workspace", as_login(url, "Init ada")
    )
    assert found["to_do"][0].startswith('CREATE ROLE "tim" LOGIN')
    postgres.make_login(found["to_do"][0])
    answered = modelward_home.done(
        "user", "confirm", str(found["requests"][0]), "--workspace", as_login(url, "Init bea")
    )
    assert answered["request"]["state"] == "confirmed"
    assert answered["to_do"] == []
    tim = modelward_home.done("user", "list", "--workspace", as_login(url, "tim"))["people"]
    assert [one["role"] for one in tim[-1]["roles"]] == ["tester"]


@pytest.mark.parametrize("named", [2, 3])
def test_init_says_where_the_sealing_key_lies_and_how_many_confirm(
    modelward_home: CommandLine, postgres: PostgresServer, named: int
) -> None:
    administrators = ("ada:Ada", "bea:Bea", "cas:Cas")[:named]
    given = [word for one in administrators for word in ("--admin", one)]

    answer = modelward_home(
        "workspace", "init", "--workspace", postgres.new_database(), *given, is_json=False
    )

    assert "not encrypted. Move it to the host of the service" in answer.out
    assert ("of two, neither gets one" in answer.out) is (named == 2)
    assert "A file is for one person" not in answer.out


def test_a_login_that_is_made_after_its_role_was_confirmed_is_told_and_mended(
    modelward_home: CommandLine, postgres: PostgresServer
) -> None:
    url = postgres.new_database()
    made = modelward_home.done(
        "workspace", "init", "--workspace", url, "--admin", f"{ADMIN}@late_ada",
        "--admin", "bea:Bea Bos@late_bea", "--service-login", "late_service",
    )  # fmt: skip
    for statement in made["to_do"]:
        postgres.make_login(statement)
    ada, bea = (("--workspace", as_login(url, f"late_{one}")) for one in ("ada", "bea"))
    added = modelward_home.done("user", "add", "yan:Yan Yip", "--role", "tester", *ada)

    confirmed = modelward_home("user", "confirm", str(added["requests"][0]), *bea, is_json=False)
    before = modelward_home.done("workspace", "check", "--workspace", url)["warnings"]
    postgres.make_login(added["to_do"][0])
    listed = modelward_home("user", "list", *ada, is_json=False).out
    mended = modelward_home.done("workspace", "check", "--mend", *ada)["warnings"]

    assert "The login yan of yan is not there yet." in confirmed.out
    assert "IN ROLE mw_tester;" in confirmed.out
    assert any("The login yan of yan is not there yet." in one for one in before)
    assert "lacks tester. A database administrator runs: GRANT mw_tester TO yan;" in listed
    assert not any("yan" in one for one in mended)
    assert modelward_home.done("user", "list", *ada)["stray_logins"] == []


def test_one_administrator_is_too_few_for_a_team(
    modelward_home: CommandLine, postgres: PostgresServer
) -> None:
    answer = modelward_home(
        "workspace", "init", "--workspace", postgres.new_database(), "--admin", ADMIN
    )

    assert answer.code == 2
    assert "a second one confirms" in answer.document["error"]["message"]


def test_roles_by_request_on_the_command_line(modelward: CommandLine) -> None:
    ask = ("user", "request-role", "piet", "operator", "--reason", "He joins the night shift.")
    number = str(modelward.done(*ask, by="root")["number"])
    waiting = modelward.done("user", "requests", by="rosa")["requests"]
    assert [(one["person"], one["role"]) for one in waiting] == [("piet", "operator")]
    assert modelward("user", "confirm", number, by="root").code == 1

    confirmed = modelward.done("user", "confirm", number, by="rosa")

    assert confirmed["request"]["answered_by"] == "rosa"
    assert modelward.done("user", "requests", by="rosa") == {"requests": []}
    close = ("user", "close", "piet", "--reason")
    assert modelward("user", "close", "piet", by="rosa").code == 2
    short = modelward(*close, "gone" + " " * 20, by="rosa")
    assert [one["code"] for one in short.document["error"]["blockers"]] == ["person.reason"]

    closed = modelward.done(*close, "Left the bank on the 1st.", by="rosa")

    assert closed["person"]["roles"] == []
    assert closed["person"]["closed_at"]
    assert closed["person"]["closed_because"] == "Left the bank on the 1st."
    listed = modelward("user", "list", by="rosa", is_json=False).out
    assert "Left the bank on the 1st." in listed
    for tried in (ask, ("task", "list"), ("user", "list")):
        gone = modelward(*tried, by="piet")
        told = gone.document["error"]
        assert (gone.code, told["title"]) == (1, "Not let in")
        assert "was closed on" in told["message"]
        assert "administrator of the workspace" in told["hint"]


def test_who_left_is_told_so_also_where_the_service_ends_the_session(
    postgres_workspace: TestWorkspace,
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bank = CommandLine(postgres_workspace, home, capsys)

    def cut(database: Database) -> None:
        with database.session() as session:
            pid = session.scalar(text("SELECT pg_backend_pid()"))
            with postgres_workspace.owner_database().session() as owner:
                owner.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            session.execute(text("SELECT 1"))

    with monkeypatch.context() as patched:
        patched.setattr(opening, "require_current", cut)
        lost = bank("task", "list", by="piet")
    assert (lost.code, "does not answer" in lost.document["error"]["message"]) == (3, True)

    bank.done("user", "close", "piet", "--reason", "Left the bank on the 1st.", by="root")
    with monkeypatch.context() as patched:
        patched.setattr(opening, "require_current", cut)
        gone = bank("task", "list", by="piet")

    told = gone.document["error"]
    assert (gone.code, told["title"]) == (1, "Not let in")
    assert "was closed on" in told["message"]


def test_a_team_workspace_needs_an_administrator(
    modelward_home: CommandLine, postgres: PostgresServer
) -> None:
    answer = modelward_home("workspace", "init", "--workspace", postgres.new_database())

    assert answer.code == 2
    assert "administrator" in answer.document["error"]["message"]


def test_on_postgresql_the_login_is_the_person(modelward: CommandLine) -> None:
    if modelward.workspace.is_sqlite:
        return
    answer = modelward("task", "list", "--as", "sanne", by="tom")

    assert answer.code == 2
    assert "the login is the person" in answer.document["error"]["message"]


def test_a_server_that_does_not_answer_is_not_reachable(modelward_home: CommandLine) -> None:
    url = "postgresql+psycopg://sanne@127.0.0.1:1/bank"

    answer = modelward_home("model", "list", "--workspace", url)

    assert answer.code == 3
    assert answer.document["error"]["title"] == "Not reachable"


def test_a_password_in_the_address_is_refused_and_never_shown(modelward_home: CommandLine) -> None:
    url = "postgresql+psycopg://sanne:hunter2canary@127.0.0.1:1/bank"

    for line in (["model", "list"], ["info"], ["workspace", "init"]):
        answer = modelward_home(*line, "--workspace", url)
        assert "hunter2canary" not in answer.out + answer.err

    assert not (modelward_home.home / "settings.json").exists()


def test_a_login_that_is_nobody_is_told_so(modelward: CommandLine) -> None:
    if modelward.workspace.is_sqlite:
        return
    answer = modelward("model", "list", "--workspace", modelward.workspace.url, by="tom")

    assert answer.code == 2
    assert "belongs to nobody" in answer.document["error"]["message"]


def test_rules_changed_by_hand_are_said_and_stop_the_service(modelward_file: CommandLine) -> None:
    with closing(sqlite3.connect(modelward_file.workspace.url)) as file:
        file.execute("DROP TRIGGER mw_decision_guard_insert")

    checked = modelward_file("workspace", "check")
    assert checked.code == 4
    assert "triggers" in checked.document["checks"]["schema"]
    assert modelward_file("model", "list").code == 0
    stopped = modelward_file("service", "--once")
    assert stopped.code != 0
    assert "changed by hand" in stopped.document["error"]["message"]

    modelward_file.done("workspace", "upgrade")
    assert modelward_file.done("workspace", "check")["intact"] is True


def test_rules_sealed_anew_are_said_by_who_saw_others_and_stop_the_service(
    modelward: CommandLine,
) -> None:
    modelward.done("model", "list", by="tom")
    part = change_and_seal(modelward.workspace)

    checked = modelward("workspace", "check", by="tom")
    listed = modelward("model", "list", by="tom")
    stopped = modelward("service", "--once")
    modelward.done("audit", "verify", "--accept-restored", by="tom")

    assert checked.code == 4
    assert f"same version of Modelward: {part}." in checked.document["checks"]["schema"]
    assert (listed.code, "sealed anew" in listed.err) == (0, True)
    assert stopped.code != 0
    assert "sealed anew" in stopped.document["error"]["message"]
    assert modelward.done("workspace", "check", by="tom")["intact"] is True


def test_a_login_above_the_rules_is_said_and_stops_the_service(modelward: CommandLine) -> None:
    bank = modelward.workspace
    if bank.is_sqlite:
        return
    with bank.owner_database().session(writes=True) as session:
        session.execute(text("ALTER ROLE nb_piet BYPASSRLS"))
    try:
        checked = modelward("workspace", "check", by="tom")
        listed = modelward("model", "list", by="tom")
        stopped = modelward("service", "--once")
    finally:
        with bank.owner_database().session(writes=True) as session:
            session.execute(text("ALTER ROLE nb_piet NOBYPASSRLS"))

    assert checked.code == 4
    assert "nb_piet bypasses row security" in checked.document["checks"]["schema"]
    assert "nb_piet bypasses row security" in listed.err
    assert stopped.code != 0
    assert "nb_piet bypasses row security" in stopped.document["error"]["message"]


def test_what_everybody_may_by_postgresql_itself_is_said_and_the_service_works(
    modelward: CommandLine,
) -> None:
    bank = modelward.workspace
    if bank.is_sqlite:
        return
    with bank.owner_database().session(writes=True) as session:
        session.execute(text("GRANT EXECUTE ON FUNCTION pg_sleep(float8) TO PUBLIC"))
    try:
        checked = modelward.done("workspace", "check", by="tom")
        listed = modelward("model", "list", by="tom")
        worked = modelward("service", "--once")
    finally:
        with bank.owner_database().session(writes=True) as session:
            session.execute(text("REVOKE EXECUTE ON FUNCTION pg_sleep(float8) FROM PUBLIC"))

    assert checked["intact"] is True
    assert any("everybody may call pg_sleep" in one for one in checked["warnings"])
    assert (listed.code, "everybody may call pg_sleep" in listed.err) == (0, True)
    assert (worked.code, "everybody may call pg_sleep" in worked.err) == (0, True)


def test_check_names_a_snapshot_that_is_not_what_was_frozen(
    modelward_file: CommandLine,
) -> None:
    registered = register(modelward_file.workspace)
    sound = modelward_file.done("workspace", "check")["checks"]["snapshots"]

    forge(modelward_file.workspace, registered.version_id, model_sha256="ab" * 32)
    answer = modelward_file("workspace", "check")

    assert sound == "ok"
    assert answer.code == 4
    assert answer.document["checks"]["snapshots"].startswith("1 not as frozen: cc-fraud v1 s2")
