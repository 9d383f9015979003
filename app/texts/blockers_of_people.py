"""What stops who comes in, holds a role or signs: code to sentence, and the way out."""

from __future__ import annotations

from app.texts.marks import N_

# Code of a blocker -> sentence, and what to do about it.
OF_PEOPLE: dict[str, tuple[str, str]] = {
    "actor.forged": (
        N_("This can only be recorded under your own name."),
        N_("Do it yourself, or ask the person to."),
    ),
    "database.no_right": (
        N_("Your database login has no right to do this."),
        N_("The duty belongs to another role; an administrator sees who holds it."),
    ),
    "key.closed": (
        N_("This key is {state}; that step is not open to it."),
        N_("Administration shows where each key stands; so does modelward key list."),
    ),
    "key.elsewhere": (
        N_("The private half of your key {kid} is not on this computer."),
        N_(
            "Sign where you made it, or make another here: in your account or by modelward key new."
        ),
    ),
    "key.inactive": (
        N_("Only a key of your own that is in force signs for you."),
        N_(
            "Your account shows your keys, and which confirmations they still need; so"
            " does modelward key list."
        ),
    ),
    "key.name": (
        N_("This is not the key that its name says."),
        N_("Refuse it, and ask its owner for a new one: modelward key new."),
    ),
    "key.none": (
        N_("You have no signing key in force, and decisions here are signed."),
        N_("Your account or modelward key new makes one; two administrators confirm it."),
    ),
    "key.not_yours": (
        N_("A key is revoked by its owner or by an administrator."),
        N_("Ask one of them."),
    ),
    "key.own": (
        N_("Nobody confirms their own key."),
        N_("Two other administrators do it."),
    ),
    "key.passphrase": (
        N_("A passphrase has at least {minimum} characters."),
        N_("Several words that do not belong together are easy to keep in mind."),
    ),
    "key.position": (
        N_("The trail was sealed further meanwhile."),
        N_("Repeat it."),
    ),
    "key.purpose": (
        N_("People's keys are for decisions only."),
        "",
    ),
    "key.same_administrator": (
        N_("You have confirmed this key already; a second administrator does it next."),
        N_(
            "Ask another administrator: they confirm it in Administration, or with"
            " modelward key confirm {kid}."
        ),
    ),
    "key.alone": (
        N_("It is the only key in force, and nobody else works here who could confirm another."),
        N_(
            "Sign on with it. If others may have it, export a proof now (modelward audit export)"
            " and begin a new workspace."
        ),
    ),
    "key.seal": (
        N_("The key that seals the trail is not revoked: no other key could take its place."),
        N_(
            "If others may have it, export a proof now (modelward audit export) and begin a new"
            " workspace."
        ),
    ),
    "key.weak": (
        N_("By this key anybody could sign: it proves nothing."),
        N_("modelward key new makes another."),
    ),
    "membership.by_request": (
        N_("Where a team works, roles change by request only."),
        N_(
            "Ask for it in Administration, or with modelward user request-role;"
            " another administrator confirms."
        ),
    ),
    "membership.conflict": (
        N_("This role may not meet a role that the person already holds."),
        N_("Administrators and auditors never decide; end the other membership first."),
    ),
    "membership.ended": (
        N_("A role that has ended is not given again by changing its end."),
        N_("Grant it anew."),
    ),
    "membership.own": (
        N_("Nobody changes their own roles."),
        N_("Another administrator does it."),
    ),
    "membership.unknown_role": (N_("There is no such role."), ""),
    "membership.worker": (N_("The worker's role is never given to a person."), ""),
    "need.critical": (
        N_("What is critical is not put off."),
        N_("Open it, or hand it to somebody."),
    ),
    "need.due": (
        N_("It falls due before that."),
        N_("Choose an earlier time, or hand it to somebody."),
    ),
    "need.long": (
        N_("It can be put off for at most {days} days."),
        N_("For longer, hand it to somebody."),
    ),
    "need.overdue": (
        N_("What is overdue is not put off."),
        N_("Open it, or hand it to somebody."),
    ),
    "need.past": (N_("That time is past."), N_("Choose a later one.")),
    "past.read_only": (
        N_("You see the workspace as it was recorded; nothing of that can be changed."),
        N_("Go back to now first: the strip above has the button."),
    ),
    "person.administers": (
        N_("The account of an administrator is not closed by another one alone."),
        N_("Ask that the role ends; when a second administrator has confirmed, close the account."),
    ),
    "person.closed": (N_("This account is closed, and stays so."), N_("Add the person anew.")),
    "person.handle": (
        N_("A handle is what everybody can type: this one holds other signs."),
        N_("Use a to z, digits and . _ - + @, and begin with a letter or digit."),
    ),
    "person.handle_taken": (
        N_("Somebody has this handle already, or one that reads the same."),
        N_("Choose another one. Upper and lower case count as the same."),
    ),
    "person.kind": (
        N_("Who is added is a person; the background service is made with the workspace."),
        N_("Leave the kind out."),
    ),
    "person.login": (
        N_("This person has a database login; it can't be given another."),
        N_("Close the account and add the person anew, or rename the login in the database."),
    ),
    "person.name": (
        N_("Everybody has a name that can be read."),
        N_("Write the full name."),
    ),
    "person.reason": (
        N_("Who closes an account says why, in ten characters or more."),
        N_("Write what an auditor should know in a year."),
    ),
    "person.reserved": (
        N_("Logins that begin with mw_ or pg_ are the database's own."),
        N_("Choose another login."),
    ),
    "person.reworded": (
        N_("Why an account was closed is said as it is closed, and stays so."),
        "",
    ),
    "person.root": (
        N_("People belong to the whole bank; only an administrator of its top unit changes them."),
        N_("Ask one of them."),
    ),
    "person.service": (
        N_("The background service is no person; its account stays."),
        "",
    ),
    "role_request.action": (N_("A role is granted or ended."), ""),
    "role_request.administrator": (
        N_("Only an administrator of the unit answers requests for roles."),
        N_("Administration names who they are."),
    ),
    "role_request.closed": (N_("This request for a role has been answered already."), ""),
    "role_request.held": (N_("The person holds this role there already."), ""),
    "role_request.not_held": (
        N_("The person does not hold this role in this unit."),
        N_("Administration shows who holds what; so does modelward user list."),
    ),
    "role_request.second": (
        N_("A second administrator confirms: neither who asked, nor who gets the role."),
        N_("Ask another administrator."),
    ),
    "room.read_only": (N_("This is a review room: nothing can be changed in it."), ""),
    "view.exists": (
        N_("You have a view called {name} already."),
        N_("Choose another name, or save your changes to that one."),
    ),
    "view.name": (N_("The name of a view has at most {most} characters."), ""),
    "view.not_yours": (
        N_("This view is somebody else's."),
        N_("Save it under a name of your own."),
    ),
    "viewing.read_only": (
        N_("You see the app as somebody else; nothing can be changed."),
        N_("Leave that view first: the strip above has the button."),
    ),
}
