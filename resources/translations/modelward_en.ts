<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>limit {value}, fires %n time(s)</source>
        <translation>
            <numerusform>limit {value}, fires %n times</numerusform>
            <numerusform>limit {value}, fires %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n result</numerusform>
            <numerusform>%n results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) · {names}</source>
        <translation>
            <numerusform>%n service · {names}</numerusform>
            <numerusform>%n services · {names}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{when}, %n day(s) from now</source>
        <translation>
            <numerusform>{when}, %n day from now</numerusform>
            <numerusform>{when}, %n days from now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Asked for %n waivers</source>
        <translation>
            <numerusform>Asked for %n waiver</numerusform>
            <numerusform>Asked for %n waivers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) not read: look at it first.</source>
        <translation>
            <numerusform>%n message not read: look at it first.</numerusform>
            <numerusform>%n messages not read: look at it first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n limit(s) not met: look at it and decide on its own.</source>
        <translation>
            <numerusform>%n limit not met: look at it and decide on its own.</numerusform>
            <numerusform>%n limits not met: look at it and decide on its own.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n test result(s)</source>
        <translation>
            <numerusform>%n test result</numerusform>
            <numerusform>%n test results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approved %n request(s)</source>
        <translation>
            <numerusform>Approved %n request</numerusform>
            <numerusform>Approved %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rejected %n request(s)</source>
        <translation>
            <numerusform>Rejected %n request</numerusform>
            <numerusform>Rejected %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approve %n promotion(s)</source>
        <translation>
            <numerusform>Approve %n promotion</numerusform>
            <numerusform>Approve %n promotions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %n promotion(s)</source>
        <translation>
            <numerusform>Reject %n promotion</numerusform>
            <numerusform>Reject %n promotions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n document(s)</source>
        <translation>
            <numerusform>%n document</numerusform>
            <numerusform>%n documents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Vote {votes_given} of {votes_needed}; %n more must follow.</source>
        <translation>
            <numerusform>Vote {votes_given} of {votes_needed}; %n more must follow.</numerusform>
            <numerusform>Vote {votes_given} of {votes_needed}; %n more must follow.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask for %n waivers</source>
        <translation>
            <numerusform>Ask for %n waiver</numerusform>
            <numerusform>Ask for %n waivers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more request(s) for a model not listed</source>
        <translation>
            <numerusform>%n more request for a model is not listed</numerusform>
            <numerusform>%n more requests for models are not listed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) you</source>
        <translation>
            <numerusform>%n needs you</numerusform>
            <numerusform>%n need you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You are approver in %n step(s): {steps}.</source>
        <translation>
            <numerusform>You are approver in %n step: {steps}.</numerusform>
            <numerusform>You are approver in %n steps: {steps}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) exported</source>
        <translation>
            <numerusform>%n model exported</numerusform>
            <numerusform>%n models exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference in %n group(s)</source>
        <translation>
            <numerusform>No difference in %n group</numerusform>
            <numerusform>No difference in %n groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open alert(s); the worst: {rule}</source>
        <translation>
            <numerusform>%n open alert; the worst: {rule}</numerusform>
            <numerusform>%n open alerts; the worst: {rule}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s)</source>
        <translation>
            <numerusform>%n gap</numerusform>
            <numerusform>%n gaps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open alert(s)</source>
        <translation>
            <numerusform>%n open alert</numerusform>
            <numerusform>%n open alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{role} (%n needed): {names}</source>
        <translation>
            <numerusform>{role} (%n needed): {names}</numerusform>
            <numerusform>{role} (%n needed): {names}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{people} and %n more</source>
        <translation>
            <numerusform>{people} and %n more</numerusform>
            <numerusform>{people} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s)</source>
        <translation>
            <numerusform>%n rule</numerusform>
            <numerusform>%n rules</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{events} in the last %n day(s)</source>
        <translation>
            <numerusform>{events} in the last %n day</numerusform>
            <numerusform>{events} in the last %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) until {when}</source>
        <translation>
            <numerusform>%n event until {when}</numerusform>
            <numerusform>%n events until {when}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) that fit(s) the filter</source>
        <translation>
            <numerusform>%n event that fits the filter</numerusform>
            <numerusform>%n events that fit the filter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>%n series</numerusform>
            <numerusform>%n series</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feature(s)</source>
        <translation>
            <numerusform>%n feature</numerusform>
            <numerusform>%n features</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With {value} it would have fired {times} in %n day(s)</source>
        <translation>
            <numerusform>With {value} it would have fired {times} in %n day</numerusform>
            <numerusform>With {value} it would have fired {times} in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Acknowledge %n alert(s)</source>
        <translation>
            <numerusform>Acknowledge %n alert</numerusform>
            <numerusform>Acknowledge %n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Begin to remedy %n alert(s)</source>
        <translation>
            <numerusform>Begin to remedy %n alert</numerusform>
            <numerusform>Begin to remedy %n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Comment on %n alert(s)</source>
        <translation>
            <numerusform>Comment on %n alert</numerusform>
            <numerusform>Comment on %n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %n alert(s)</source>
        <translation>
            <numerusform>Take back %n alert</numerusform>
            <numerusform>Take back %n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Snooze %n alert(s)</source>
        <translation>
            <numerusform>Snooze %n alert</numerusform>
            <numerusform>Snooze %n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give %n alert(s) to {name}</source>
        <translation>
            <numerusform>Give %n alert to {name}</numerusform>
            <numerusform>Give %n alerts to {name}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) open again; the trail keeps both</source>
        <translation>
            <numerusform>%n alert open again; the trail keeps both</numerusform>
            <numerusform>%n alerts open again; the trail keeps both</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s)</source>
        <translation>
            <numerusform>%n alert</numerusform>
            <numerusform>%n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) since {when}</source>
        <translation>
            <numerusform>%n event since {when}</numerusform>
            <numerusform>%n events since {when}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count}, %n put off</source>
        <translation>
            <numerusform>{count}, %n put off</numerusform>
            <numerusform>{count}, %n put off</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) need(s) you</source>
        <translation>
            <numerusform>%n thing needs you</numerusform>
            <numerusform>%n things need you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n is/are overdue</source>
        <translation>
            <numerusform>%n is overdue</numerusform>
            <numerusform>%n are overdue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) under way</source>
        <translation>
            <numerusform>%n run under way</numerusform>
            <numerusform>%n runs under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of it finish as they began.</source>
        <translation>
            <numerusform>%n run of it finishes as it began.</numerusform>
            <numerusform>%n runs of it finish as they began.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} written, %n byte(s)</source>
        <translation>
            <numerusform>{name} written, %n byte</numerusform>
            <numerusform>{name} written, %n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) exported</source>
        <translation>
            <numerusform>%n event exported</numerusform>
            <numerusform>%n events exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %n event(s)</source>
        <translation>
            <numerusform>Stopped after %n event</numerusform>
            <numerusform>Stopped after %n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wish(es) refused</source>
        <translation>
            <numerusform>%n wish refused</numerusform>
            <numerusform>%n wishes refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) are as they were sealed, each by its digest.</source>
        <translation>
            <numerusform>%n event is as it was sealed, by its digest.</numerusform>
            <numerusform>%n events are as they were sealed, each by its digest.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n row(s) that the database holds now agree with the events.</source>
        <translation>
            <numerusform>The %n row that the database holds now agrees with the events.</numerusform>
            <numerusform>The %n rows that the database holds now agree with the events.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n of them only the leaf, not yours to read.</source>
        <translation>
            <numerusform>Of %n of them only the leaf, not yours to read.</numerusform>
            <numerusform>Of %n of them only the leaf, not yours to read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{result}, %n missed</source>
        <translation>
            <numerusform>{result}, %n missed</numerusform>
            <numerusform>{result}, %n missed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The worst %n are listed: filter for others.</source>
        <translation>
            <numerusform>The worst %n is listed: filter for others.</numerusform>
            <numerusform>The worst %n are listed: filter for others.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runtime(s) without a stage tag, for no deployments: {names}</source>
        <translation>
            <numerusform>%n runtime has no stage tag and takes no deployments: {names}</numerusform>
            <numerusform>%n runtimes have no stage tag and take no deployments: {names}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n row copied</numerusform>
            <numerusform>%n rows copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n new row(s)</source>
        <translation>
            <numerusform>Show %n new row</numerusform>
            <numerusform>Show %n new rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incident(s)</source>
        <translation>
            <numerusform>%n incident</numerusform>
            <numerusform>%n incidents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write at least %n character(s) as the reason.</source>
        <translation>
            <numerusform>Write at least %n character as the reason.</numerusform>
            <numerusform>Write at least %n characters as the reason.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s)</source>
        <translation>
            <numerusform>%n draft</numerusform>
            <numerusform>%n drafts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s) kept on this computer</source>
        <translation>
            <numerusform>%n draft kept on this computer</numerusform>
            <numerusform>%n drafts kept on this computer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only this alert broke the limit, %n time(s) since {day}</source>
        <translation>
            <numerusform>Only this alert broke the limit, once since {day}</numerusform>
            <numerusform>Only this alert broke the limit, %n times since {day}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fit(s)</source>
        <translation>
            <numerusform>%n fits</numerusform>
            <numerusform>%n fit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n later</source>
        <translation>
            <numerusform>%n later</numerusform>
            <numerusform>%n later</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n after one fix</source>
        <translation>
            <numerusform>%n after one fix</numerusform>
            <numerusform>%n after one fix</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n do(es) not</source>
        <translation>
            <numerusform>%n does not</numerusform>
            <numerusform>%n do not</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other tag(s)</source>
        <translation>
            <numerusform>%n other tag</numerusform>
            <numerusform>%n other tags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reason, at least %n character(s)</source>
        <translation>
            <numerusform>Reason, at least %n character</numerusform>
            <numerusform>Reason, at least %n characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) since {since} can still be changed unseen.</source>
        <translation>
            <numerusform>%n event since {since} can still be changed unseen.</numerusform>
            <numerusform>%n events since {since} can still be changed unseen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n earlier</source>
        <translation>
            <numerusform>and %n earlier</numerusform>
            <numerusform>and %n earlier</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s), {size}</source>
        <translation>
            <numerusform>%n file, {size}</numerusform>
            <numerusform>%n files, {size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) may be removed by now.</source>
        <translation>
            <numerusform>%n file may be removed by now.</numerusform>
            <numerusform>%n files may be removed by now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n day(s)</source>
        <translation>
            <numerusform>every day</numerusform>
            <numerusform>every %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n notices are new: G N shows them</source>
        <translation>
            <numerusform>%n notice is new: G N shows it</numerusform>
            <numerusform>%n notices are new: G N shows them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) are shown</source>
        <translation>
            <numerusform>%n thing is shown</numerusform>
            <numerusform>%n things are shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sealed event(s) in the file</source>
        <translation>
            <numerusform>%n sealed event in the file</numerusform>
            <numerusform>%n sealed events in the file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sealed event(s) left out</source>
        <translation>
            <numerusform>%n sealed event left out</numerusform>
            <numerusform>%n sealed events left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sealed event(s)</source>
        <translation>
            <numerusform>%n sealed event</numerusform>
            <numerusform>%n sealed events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) can still be changed unseen</source>
        <translation>
            <numerusform>%n event can still be changed unseen</numerusform>
            <numerusform>%n events can still be changed unseen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) in all.</source>
        <translation>
            <numerusform>%n place in all.</numerusform>
            <numerusform>%n places in all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) stay as they are</source>
        <translation>
            <numerusform>%n line stays as it is</numerusform>
            <numerusform>%n lines stay as they are</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more event(s) in the file</source>
        <translation>
            <numerusform>%n more event in the file</numerusform>
            <numerusform>%n more events in the file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s)</source>
        <translation>
            <numerusform>%n link</numerusform>
            <numerusform>%n links</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s)</source>
        <translation>
            <numerusform>%n thing</numerusform>
            <numerusform>%n things</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) of the challenger&apos;s hold-out</source>
        <translation>
            <numerusform>%n record of the challenger&apos;s hold-out</numerusform>
            <numerusform>%n records of the challenger&apos;s hold-out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out, without label or score</source>
        <translation>
            <numerusform>%n left out, without label or score</numerusform>
            <numerusform>%n left out, without label or score</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fewer people decide than usual, so the tests and documents rest on you. A second role ({roles}) reviews it within %n day(s).</source>
        <translation>
            <numerusform>Fewer people decide than usual, so the tests and documents rest on you. A second role ({roles}) reviews it within %n day.</numerusform>
            <numerusform>Fewer people decide than usual, so the tests and documents rest on you. A second role ({roles}) reviews it within %n days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are selected: the buttons below the list decide on all.</source>
        <translation>
            <numerusform>%n is selected: the buttons below the list decide on it.</numerusform>
            <numerusform>%n are selected: the buttons below the list decide on all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) of {monitor}, {model}</source>
        <translation>
            <numerusform>%n alert of {monitor}, {model}</numerusform>
            <numerusform>%n alerts of {monitor}, {model}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Open alert of severity {severity}, seen %n time(s). Acknowledge it, or begin to remedy.</source>
        <translation>
            <numerusform>Open alert of severity {severity}, seen once. Acknowledge it, or begin to remedy.</numerusform>
            <numerusform>Open alert of severity {severity}, seen %n times. Acknowledge it, or begin to remedy.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) on customers</source>
        <translation>
            <numerusform>%n decision on customers</numerusform>
            <numerusform>%n decisions on customers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n column(s) hidden</source>
        <translation>
            <numerusform>%n column hidden</numerusform>
            <numerusform>%n columns hidden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n alert(s) of this list are chosen, also those further down.</source>
        <translation>
            <numerusform>The %n alert of this list is chosen.</numerusform>
            <numerusform>All %n alerts of this list are chosen, also those further down.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It is a limit of the policy: it counts for %n monitor(s) that it judges, each from when somebody lets it be judged by the new version.</source>
        <translation>
            <numerusform>It is a limit of the policy: it counts for %n monitor that it judges, from when somebody lets it be judged by the new version.</numerusform>
            <numerusform>It is a limit of the policy: it counts for %n monitors that it judges, each from when somebody lets it be judged by the new version.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) chosen</source>
        <translation>
            <numerusform>%n model chosen</numerusform>
            <numerusform>%n models chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n model(s) of the filter chosen</source>
        <translation>
            <numerusform>The %n model of the filter chosen</numerusform>
            <numerusform>All %n models of the filter chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Who owns %n model(s)?</source>
        <translation>
            <numerusform>Who owns %n model?</numerusform>
            <numerusform>Who owns %n models?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Service tags of %n model(s)</source>
        <translation>
            <numerusform>Service tags of %n model</numerusform>
            <numerusform>Service tags of %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Request promotion of %n model(s)</source>
        <translation>
            <numerusform>Request promotion of %n model</numerusform>
            <numerusform>Request promotion of %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %n model(s)</source>
        <translation>
            <numerusform>Change %n model</numerusform>
            <numerusform>Change %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) changed.</source>
        <translation>
            <numerusform>%n model changed.</numerusform>
            <numerusform>%n models changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) not tried: it was stopped.</source>
        <translation>
            <numerusform>%n model not tried: it was stopped.</numerusform>
            <numerusform>%n models not tried: it was stopped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go on with %n model(s)</source>
        <translation>
            <numerusform>Go on with %n model</numerusform>
            <numerusform>Go on with %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n life cycle(s) will start: {models}.</source>
        <translation>
            <numerusform>%n life cycle will start: {models}.</numerusform>
            <numerusform>%n life cycles will start: {models}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) start(s) nothing: under way, or decided on already.</source>
        <translation>
            <numerusform>%n model starts nothing: it is under way, or decided on already.</numerusform>
            <numerusform>%n models start nothing: they are under way, or decided on already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) is (are) so already.</source>
        <translation>
            <numerusform>%n model is so already.</numerusform>
            <numerusform>%n models are so already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) will change: {models}.</source>
        <translation>
            <numerusform>%n model will change: {models}.</numerusform>
            <numerusform>%n models will change: {models}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) left out:</source>
        <translation>
            <numerusform>%n model left out:</numerusform>
            <numerusform>%n models left out:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n life cycle(s) started.</source>
        <translation>
            <numerusform>%n life cycle started.</numerusform>
            <numerusform>%n life cycles started.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n monitor(s) go(es) on where it was; pause what is over.</source>
        <translation>
            <numerusform>%n monitor goes on where it was; pause what is over.</numerusform>
            <numerusform>%n monitors go on where it was; pause what is over.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more window(s) were open.</source>
        <translation>
            <numerusform>%n more window was open.</numerusform>
            <numerusform>%n more windows were open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>median of %n release(s)</source>
        <translation>
            <numerusform>of %n release</numerusform>
            <numerusform>median of %n releases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not resolved yet</source>
        <translation>
            <numerusform>%n not resolved yet</numerusform>
            <numerusform>%n not resolved yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Register %n model(s)</source>
        <translation>
            <numerusform>Register %n model</numerusform>
            <numerusform>Register %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) ticked</source>
        <translation>
            <numerusform>%n model ticked</numerusform>
            <numerusform>%n models ticked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s) in its files</source>
        <translation>
            <numerusform>%n gap in its files</numerusform>
            <numerusform>%n gaps in its files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) registered.</source>
        <translation>
            <numerusform>%n model registered.</numerusform>
            <numerusform>%n models registered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) not registered; each says why.</source>
        <translation>
            <numerusform>%n model not registered; it says why.</numerusform>
            <numerusform>%n models not registered; each says why.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) registered and frozen</source>
        <translation>
            <numerusform>%n model registered and frozen</numerusform>
            <numerusform>%n models registered and frozen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s) in its files: its checklist says which</source>
        <translation>
            <numerusform>%n gap in its files: its checklist says which</numerusform>
            <numerusform>%n gaps in its files: its checklist says which</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop to register %n model(s)</source>
        <translation>
            <numerusform>Drop to register %n model</numerusform>
            <numerusform>Drop to register %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) found. What is ticked is registered.</source>
        <translation>
            <numerusform>%n model found. What is ticked is registered.</numerusform>
            <numerusform>%n models found. What is ticked is registered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) and runs.</source>
        <translation>
            <numerusform>%n model or run.</numerusform>
            <numerusform>%n models and runs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n change(s) are listed.</source>
        <translation>
            <numerusform>The %n change is listed.</numerusform>
            <numerusform>All %n changes are listed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deployment(s) exported</source>
        <translation>
            <numerusform>%n deployment exported</numerusform>
            <numerusform>%n deployments exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The log is saved: %n step(s)</source>
        <translation>
            <numerusform>The log is saved: %n step</numerusform>
            <numerusform>The log is saved: %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove “{condition}” (%n would match)</source>
        <translation>
            <numerusform>Remove “{condition}” (%n would match)</numerusform>
            <numerusform>Remove “{condition}” (%n would match)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look in “{view}” (%n match there)</source>
        <translation>
            <numerusform>Look in “{view}” (%n matches there)</numerusform>
            <numerusform>Look in “{view}” (%n match there)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry the steps of %n run(s)?</source>
        <translation>
            <numerusform>Retry the steps of %n run?</numerusform>
            <numerusform>Retry the steps of %n runs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n run(s)</source>
        <translation>
            <numerusform>Retry %n run</numerusform>
            <numerusform>Retry %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n retry/retries asked for; the service does them</source>
        <translation>
            <numerusform>%n retry asked for; the service does it</numerusform>
            <numerusform>%n retries asked for; the service does them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %n day(s) ahead.</source>
        <translation>
            <numerusform>At most %n day ahead.</numerusform>
            <numerusform>At most %n days ahead.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) is (are) not what was registered</source>
        <translation>
            <numerusform>%n file is not what was registered</numerusform>
            <numerusform>%n files are not what was registered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read</source>
        <translation>
            <numerusform>%n file could not be read</numerusform>
            <numerusform>%n files could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped; %n file(s) had been checked.</source>
        <translation>
            <numerusform>Stopped; %n file had been checked.</numerusform>
            <numerusform>Stopped; %n files had been checked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) checked: the bytes are those that were registered.</source>
        <translation>
            <numerusform>%n file checked: the bytes are those that were registered.</numerusform>
            <numerusform>%n files checked: the bytes are those that were registered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more, in the Inventory</source>
        <translation>
            <numerusform>%n more, in the Inventory</numerusform>
            <numerusform>%n more, in the Inventory</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} and %n more</numerusform>
            <numerusform>{names} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{failed} of the last %n deployment(s) failed.</source>
        <translation>
            <numerusform>{failed} of the last %n deployment failed.</numerusform>
            <numerusform>{failed} of the last %n deployments failed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more window(s)</source>
        <translation>
            <numerusform>and %n more window</numerusform>
            <numerusform>and %n more windows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) with somebody on call</source>
        <translation>
            <numerusform>%n unit with somebody on call</numerusform>
            <numerusform>%n units with somebody on call</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tag(s)</source>
        <translation>
            <numerusform>%n tag</numerusform>
            <numerusform>%n tags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) of {name} signed off</source>
        <translation>
            <numerusform>%n event of {name} signed off</numerusform>
            <numerusform>%n events of {name} signed off</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them your own act(s)</source>
        <translation>
            <numerusform>%n of them your own act</numerusform>
            <numerusform>%n of them your own acts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) not covered: not sealed yet</source>
        <translation>
            <numerusform>%n event not covered: not sealed yet</numerusform>
            <numerusform>%n events not covered: not sealed yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} · %n no longer</source>
        <translation>
            <numerusform>{count} · %n no longer</numerusform>
            <numerusform>{count} · %n no longer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n measure(s) got worse</source>
        <translation>
            <numerusform>%n measure got worse</numerusform>
            <numerusform>%n measures got worse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n measure(s) got worse (drift and data are not compared)</source>
        <translation>
            <numerusform>%n measure got worse (drift and data are not compared)</numerusform>
            <numerusform>%n measures got worse (drift and data are not compared)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) passed</source>
        <comment>of tests</comment>
        <translation>
            <numerusform>%n other passed</numerusform>
            <numerusform>%n others passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{place} · %n done</source>
        <translation>
            <numerusform>{place} · %n done</numerusform>
            <numerusform>{place} · %n done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n breaking difference(s)</source>
        <translation>
            <numerusform>%n breaking difference</numerusform>
            <numerusform>%n breaking differences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) not resolved</source>
        <translation>
            <numerusform>%n alert not resolved</numerusform>
            <numerusform>%n alerts not resolved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) come back</source>
        <translation>
            <numerusform>%n alert comes back</numerusform>
            <numerusform>%n alerts come back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tried %n time(s) before, last with {outcome} by {person}, {at}. It came back.</source>
        <translation>
            <numerusform>Tried %n time before, with {outcome} by {person}, {at}. It came back.</numerusform>
            <numerusform>Tried %n times before, last with {outcome} by {person}, {at}. It came back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask for a waiver for all %n…</source>
        <comment>limits</comment>
        <translation>
            <numerusform>Ask for a waiver for this %n…</numerusform>
            <numerusform>Ask for a waiver for all %n…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) with these words</source>
        <translation>
            <numerusform>%n part with these words</numerusform>
            <numerusform>%n parts with these words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{what} {number} is recorded, and %n more with it</source>
        <translation>
            <numerusform>{what} {number} is recorded, and %n more with it</numerusform>
            <numerusform>{what} {number} is recorded, and %n more with it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n of them</source>
        <comment>failed rules</comment>
        <translation>
            <numerusform>The %n of them</numerusform>
            <numerusform>All %n of them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) exported</source>
        <translation>
            <numerusform>%n row exported</numerusform>
            <numerusform>%n rows exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{role} in {unit}: %n holder(s) now, {after} afterwards.</source>
        <translation>
            <numerusform>{role} in {unit}: %n holder now, {after} afterwards.</numerusform>
            <numerusform>{role} in {unit}: %n holders now, {after} afterwards.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them remain(s) where {person} is excluded.</source>
        <translation>
            <numerusform>%n of them remains where {person} is excluded.</numerusform>
            <numerusform>%n of them remain where {person} is excluded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them remain(s) where {person} and {asked_by} are excluded.</source>
        <translation>
            <numerusform>%n of them remains where {person} and {asked_by} are excluded.</numerusform>
            <numerusform>%n of them remain where {person} and {asked_by} are excluded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n administrator(s) may confirm it: neither who asked nor who it is about.</source>
        <translation>
            <numerusform>%n administrator may confirm it: neither who asked nor who it is about.</numerusform>
            <numerusform>%n administrators may confirm it: neither who asked nor who it is about.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) of its monitor</source>
        <translation>
            <numerusform>%n other of its monitor</numerusform>
            <numerusform>%n others of its monitor</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) taken: {numbers}</source>
        <translation>
            <numerusform>%n task taken: {numbers}</numerusform>
            <numerusform>%n tasks taken: {numbers}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attestation(s) asked: {numbers}</source>
        <translation>
            <numerusform>%n attestation asked: {numbers}</numerusform>
            <numerusform>%n attestations asked: {numbers}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) you have not read</source>
        <translation>
            <numerusform>%n message you have not read</numerusform>
            <numerusform>%n messages you have not read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n confirmation(s) of keys and roles carry no signature, as is allowed until their administrators have a key.</source>
        <translation>
            <numerusform>%n confirmation of a key or role carries no signature, as is allowed until its administrator has a key.</numerusform>
            <numerusform>%n confirmations of keys and roles carry no signature, as is allowed until their administrators have a key.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The signature of %n wish(es) does not hold, so the service refused it, and did nothing on it.</source>
        <translation>
            <numerusform>The signature of %n wish does not hold, so the service refused it, and did nothing on it.</numerusform>
            <numerusform>The signatures of %n wishes do not hold, so the service refused them, and did nothing on them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The signature of %n wish(es) does not hold, and a version was taken out of its place later. Only a proof of everything tells whether that was done on it.</source>
        <translation>
            <numerusform>The signature of %n wish does not hold, and a version was taken out of its place later. Only a proof of everything tells whether that was done on it.</numerusform>
            <numerusform>The signatures of %n wishes do not hold, and a version was taken out of its place later. Only a proof of everything tells whether that was done on them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What people signed for %n act(s) of the service is not here: it is about other models too, or lies outside what was asked for. A proof of everything holds it.</source>
        <translation>
            <numerusform>What people signed for %n act of the service is not here: it is about other models too, or lies outside what was asked for. A proof of everything holds it.</numerusform>
            <numerusform>What people signed for %n acts of the service is not here: it is about other models too, or lies outside what was asked for. A proof of everything holds it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of this model, the gravest: {alert}</source>
        <translation>
            <numerusform>%n of this model: {alert}</numerusform>
            <numerusform>%n of this model, the gravest: {alert}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more retired runtime(s)</source>
        <translation>
            <numerusform>and %n more retired runtime</numerusform>
            <numerusform>and %n more retired runtimes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run {number}: {verdict}, which ended %n alert(s)</source>
        <translation>
            <numerusform>Run {number}: {verdict}, which ended %n alert</numerusform>
            <numerusform>Run {number}: {verdict}, which ended %n alerts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>raised %n alert(s) on {subject} again</source>
        <translation>
            <numerusform>raised %n alert on {subject} again</numerusform>
            <numerusform>raised %n alerts on {subject} again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>raised %n alert(s) on {subject}</source>
        <translation>
            <numerusform>raised %n alert on {subject}</numerusform>
            <numerusform>raised %n alerts on {subject}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>resolved %n alert(s) on {subject}: what they were about is over</source>
        <translation>
            <numerusform>resolved %n alert on {subject}: what it was about is over</numerusform>
            <numerusform>resolved %n alerts on {subject}: what they were about is over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>resolved %n alert(s) on {subject} by a passing re-test of v{measured}</source>
        <translation>
            <numerusform>resolved %n alert on {subject} by a passing re-test of v{measured}</numerusform>
            <numerusform>resolved %n alerts on {subject} by a passing re-test of v{measured}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>resolved %n alert(s) on {subject} by a passing re-test</source>
        <translation>
            <numerusform>resolved %n alert on {subject} by a passing re-test</numerusform>
            <numerusform>resolved %n alerts on {subject} by a passing re-test</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>acknowledged %n alert(s) on {subject}</source>
        <translation>
            <numerusform>acknowledged %n alert on {subject}</numerusform>
            <numerusform>acknowledged %n alerts on {subject}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In an emergency: decision on {stage} within {hours} hours. {who}. A second role ({roles}) reviews it within %n day(s).</source>
        <translation>
            <numerusform>In an emergency: decision on {stage} within {hours} hours. {who}. A second role ({roles}) reviews it within %n day.</numerusform>
            <numerusform>In an emergency: decision on {stage} within {hours} hours. {who}. A second role ({roles}) reviews it within %n days.</numerusform>
        </translation>
    </message>
</context>
</TS>
