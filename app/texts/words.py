"""Names of roles, and words that stand in the database as codes."""

from __future__ import annotations

from app.texts.marks import N_

ROLE_NAMES = {
    "data_scientist": N_("data scientist"),
    "mlops_engineer": N_("ModelOps engineer"),
    "architect": N_("AI architect"),
    "operator": N_("operator"),
    "tester": N_("tester"),
    "validator": N_("validator"),
    "risk_officer": N_("risk officer"),
    "compliance": N_("compliance officer"),
    "lob_analyst": N_("business analyst"),
    "executive": N_("executive"),
    "auditor": N_("auditor"),
    "administrator": N_("administrator"),
    "viewer": N_("viewer"),
    "worker": N_("background service"),
}


SERVICE = N_("Background service")  # as its account is named in every database

# Places of sentences that are filled with codes, never with what people wrote.
CODED = frozenset(
    ("action", "kind", "outcome", "part", "severity", "state", "thing", "tier", "verdict")
)
# Words that stand in the database as codes, as people read them.
WORDS: frozenset[str] = frozenset(
    (
        N_("reminded"), N_("voters"), N_("lifted"), N_("merged"), N_("moved"),
        N_("abandon"), N_("abandoned"), N_("accept"), N_("accepted"), N_("account closed"),
        N_("accuracy"), N_("acknowledged"),
        N_("active"), N_("adjusted p"), N_("alert"), N_("application"), N_("approved"),
        N_("archived"), N_("asked"), N_("asset"), N_("assigned"), N_("attestation"),
        N_("automatic"), N_("baseline"), N_("batch"), N_("bias"), N_("binding"), N_("blue green"),
        N_("boundary"), N_("breaking"), N_("business rule"), N_("busy"), N_("calibration"),
        N_("call activity"), N_("canary"), N_("cancelled"), N_("case"), N_("cases"),
        N_("chi square"), N_("citizen"), N_("claimed"), N_("closed"), N_("code"), N_("completed"),
        N_("concept drift"), N_("config"), N_("consequence"), N_("cosmetic"), N_("created"),
        N_("critical"), N_("current"), N_("data"), N_("data drift"), N_("data quality"),
        N_("data source"), N_("decision"), N_("dependencies"), N_("deployed"),
        N_("deploying"), N_("deployment"), N_("deprecated"), N_("description"), N_("dimension"),
        N_("disparate impact"),
        N_("document"), N_("documentation"), N_("done"), N_("draft"), N_("draining"), N_("drift"),
        N_("different"), N_("equal"), N_("within tolerance"), N_("not possible"), N_("evaluation"),
        N_("scoring"), N_("reproduce"), N_("compare versions"), N_("retire version"),
        N_("champion"),
        N_("challenger"), N_("undecided"),
        N_("some"), N_("many"), N_("person advised"), N_("machine"), N_("small"), N_("material"),
        N_("severe"), N_("public"), N_("internal"), N_("confidential"), N_("personal"),
        N_("special"), N_("fully"), N_("partly"), N_("hardly"), N_("files"), N_("runtime log"),
        N_("records"), N_("review"), N_("sample"), N_("scan"), N_("source"),
        N_("duration"), N_("effect"), N_("end"), N_("environment"), N_("equal opportunity"),
        N_("error"), N_("error rate"), N_("escalated"), N_("ethics"), N_("evidence"),
        N_("exclusive"), N_("executing"), N_("expired"), N_("fail"), N_("failed"), N_("fairness"),
        N_("feature"), N_("finding"), N_("findings"), N_("fix"), N_("folder"), N_("free"),
        N_("generative"),
        N_("granted"), N_("high"), N_("id"), N_("ignored"), N_("in house"), N_("in place"),
        N_("in remediation"), N_("in review"), N_("incident"), N_("info"), N_("input"),
        N_("inputs"), N_("instance"), N_("insufficient data"), N_("key"), N_("kind"), N_("label"),
        N_("latency"), N_("left"), N_("left to"), N_("limit"), N_("low"), N_("manual"),
        N_("matching"), N_("max difference"), N_("medium"), N_("membership"), N_("message"),
        N_("metrics"), N_("missing"), N_("mitigating"), N_("model"), N_("model card"),
        N_("monitor"), N_("needed"), N_("new"), N_("new categories"), N_("no threshold"),
        N_("none"), N_("not applicable"), N_("not passed"), N_("not run"), N_("notable"),
        N_("note"), N_("noted"), N_("ok"), N_("online"), N_("open"), N_("open source"),
        N_("order"), N_("other"), N_("other runtime"), N_("output"), N_("outputs"), N_("owner"),
        N_("parallel"), N_("parameters"), N_("pass"), N_("passed"), N_("paused"), N_("pending"),
        N_("performance"), N_("person"), N_("placement"), N_("policy"), N_("precision"),
        N_("prediction"), N_("previous"), N_("privacy"), N_("profile"), N_("promised"),
        N_("production"),
        N_("proposed"), N_("protected"), N_("published"), N_("range"), N_("ready"), N_("recall"),
        N_("receive"), N_("recorded"), N_("refused"), N_("registered"),
        N_("declined"), N_("registration request"), N_("regulated"),
        N_("reject"), N_("rejected"), N_("request"), N_("requested"), N_("requirements"),
        N_("resolved"), N_("resubmit"), N_("resumed"), N_("retired"), N_("retry"), N_("retrying"),
        N_("returned"), N_("revoked"), N_("risk"), N_("risk tier"), N_("role request"),
        N_("roles"), N_("rolled back"), N_("rolling back"), N_("rows"), N_("rule set"),
        N_("rules"), N_("run"), N_("running"), N_("runtime"), N_("scheduled"), N_("schema"),
        N_("score"), N_("scoring log"), N_("script"), N_("security"), N_("send"), N_("sent"),
        N_("service"),
        N_("service tag"), N_("serving"), N_("severity"), N_("size"), N_("size bytes"),
        N_("skipped"), N_("snapshot"), N_("stability"), N_("stage"), N_("stage path"),
        N_("staging"),
        N_("start"), N_("started"), N_("state"), N_("statistical parity"), N_("stopped"),
        N_("store"), N_("strategy"),
        N_("sub process"), N_("submitted"), N_("superseded"), N_("supplied"), N_("suspended"),
        N_("table"), N_("tags"), N_("target"), N_("task"), N_("technical"), N_("template"),
        N_("test"), N_("test report"), N_("test run"), N_("tests"), N_("throw"), N_("tier"),
        N_("timer"), N_("training"), N_("undeployed"), N_("undeploying"), N_("unit"),
        N_("unknown"), N_("accountable"), N_("act"), N_("attached"), N_("carried"),
        N_("changed"), N_("coming"), N_("consulted"), N_("control"), N_("dropped"), N_("ended"),
        N_("framework"), N_("gone"), N_("in force"), N_("informed"), N_("not in force"),
        N_("other evidence"), N_("other verdict"), N_("over"), N_("raci"), N_("reassess"),
        N_("window"), N_("planned"), N_("closed window"), N_("on call"),
        N_("lineage review"), N_("signed"), N_("reviewed"), N_("unreviewed"),
        N_("reassessed"),
        N_("replaced"), N_("requirement"), N_("requirement evidence"), N_("responsible"),
        N_("step"), N_("too old"),
        N_("cancel"), N_("request closed"), N_("resume"), N_("roll back"), N_("run monitor"),
        N_("attested"), N_("put in force"), N_("retire"),
        N_("suspend"), N_("task outcome"),
        N_("diff"), N_("summary"),  # parts of evidence
        N_("turn"), N_("unloaded"), N_("unreachable"), N_("use case"), N_("user"),
        N_("validation"), N_("validation report"), N_("value"), N_("vendor"), N_("verdict"),
        N_("verified"), N_("version"), N_("volume"), N_("votes"), N_("waiting"), N_("waive"),
        N_("waived"),
        N_("waiver"), N_("warn"), N_("warning"), N_("wasserstein"), N_("withdraw"),
        N_("withdrawn"), N_("workspace"),
        # What a column of a schema is for, and what it holds.
        N_("predictor"), N_("non-predictor"), N_("identifier"), N_("weight"), N_("timestamp"),
        N_("segment"), N_("numerical"), N_("categorical"), N_("text"),
        # What else may be done to a thing, by the tag of its event.
        N_("added"), N_("commented"), N_("confirmed"), N_("delegated"), N_("endorsed"),
        N_("exported"), N_("list"), N_("opened"), N_("proof"), N_("room"), N_("trail"),
        N_("finished"), N_("imported"), N_("inbox"), N_("model added"), N_("pinned"),
        N_("reference"), N_("weights"),
        N_("released"), N_("snoozed"), N_("taken"), N_("taken back"), N_("uses model"), N_("woken"),
    )
)  # fmt: skip
