"""What stops a row from being stored, whoever writes it: code to sentence, and the way out."""

from __future__ import annotations

from app.texts.marks import N_

# Code of a blocker -> sentence, and what to do about it.
OF_ROWS: dict[str, tuple[str, str]] = {
    "act.empty": (N_("It has no words."), N_("Write what you mean.")),
    "act.fact": (N_("This is not said of such an act: {names}."), ""),
    "act.not_signed": (
        N_("This is not signed, so no signature is stored with it."),
        N_("Leave document, signature and key empty."),
    ),
    "act.object": (
        N_("What this is about is not there, or lies in a unit you don't see."),
        "",
    ),
    "act.often": (
        N_("So many acts of yours as one person may add in a day are in the trail already."),
        N_("Go on when the first of them are a day old."),
    ),
    "act.subject": (
        N_("This is not what was read, or nothing of it is signed."),
        N_("Read it again, then sign it."),
    ),
    "act.unknown": (N_("The trail keeps no such act."), ""),
    "act.unsigned": (
        N_("This needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "json.depth": (
        N_("Lists and values by name stand inside each other more often than can be kept."),
        N_("32 of them may: write what is further inside as a text."),
    ),
    "json.number": (
        N_("A number is too large to be kept."),
        N_("Leave it out, or write it as a text."),
    ),
    "json.shape": (
        N_("A value is not of the kind that is kept there."),
        N_("Tags and tests are a list of texts; parameters and answers are values by name."),
    ),
    "reason.reworded": (
        N_("What somebody else said stays in their own words."),
        N_("Say yours with a step of your own, or as a comment."),
    ),
    "reason.short": (
        N_("The reason needs at least {minimum} characters."),
        N_("Write what an auditor should know in a year."),
    ),
    "record.block": (
        N_("These leaves are not those of the decision records that came in."),
        N_("Import them with Modelward: modelward records import."),
    ),
    "record.log": (
        N_("What a runtime logged is recorded by who runs it: an operator or an MLOps engineer."),
        N_("Ask one of them, or import your own file."),
    ),
    "record.order": (
        N_("The records of an import follow one another; this one does not come next."),
        N_("Import them with Modelward: modelward records import."),
    ),
    "record.root": (
        N_("This import seals other decision records than those that came in."),
        N_("Import them with Modelward: modelward records import."),
    ),
    "record.sealed": (
        N_("This import of decision records is sealed; nothing is added to it."),
        N_("Import what is missing; that becomes an import of its own."),
    ),
    "row.answered": (
        N_("This begins without an answer: what is said of it comes from whom it asks."),
        N_("Store it without one, and have it answered then."),
    ),
    "row.exists": (
        N_("There is one of this name or number already."),
        N_("Look at the one that is there, or choose another name."),
    ),
    "share.full": (
        N_("There are as many of yours as one person may have."),
        N_("Wait until some of what you asked is answered, or use again what you have."),
    ),
    "text.size": (
        N_("A text is empty, or longer than can be kept."),
        N_("A name has 200 characters at most, a line 1,000, a text 10,000, a file's text 2 MiB."),
    ),
    "time.range": (
        N_("A time lies before the year 1900, or after the year 2999."),
        N_("Give a day that a calendar has."),
    ),
    "transaction.isolation": (N_("The database connection has an unsafe setting."), ""),
    "transition.refused": (
        N_("This step is not allowed from here, or not for your roles."),
        N_("The states and who may change them are in the user guide."),
    ),
    "value.size": (
        N_("A value is larger than can be kept."),
        N_("Tags have 10,000 bytes at most, other values 1 MiB, a file in a row 16 MiB."),
    ),
    "write.append_only": (N_("What is recorded here is never changed or deleted."), ""),
    "write.changes_nothing": (N_("Nothing would change."), ""),
    "write.column": (N_("This is filled by the service or the database only."), ""),
    "write.conflict_clause": (
        N_("A workspace in a file takes no OR ABORT, OR FAIL or OR ROLLBACK."),
        N_("Leave these words out: what is refused without them changes nothing, too."),
    ),
    "write.refused": (
        N_("Your roles do not allow this here."),
        N_("An administrator sees who holds the role that does."),
    ),
    "write.settled": (
        N_("What this was made for is settled: nobody changes that afterwards."),
        "",
    ),
    "write.stale": (
        N_("Somebody else changed this since you opened it."),
        N_("Look at it again, then repeat."),
    ),
    "write.time": (
        N_("When it happened is told by the database."),
        N_("Leave the time out."),
    ),
}
