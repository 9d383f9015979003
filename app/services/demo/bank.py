"""Noorderbank: the people, units and models of the demo, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.rules.roles import Role
from app.services.demo.scorecards import NumberColumn, Scorecard, WordColumn
from app.services.workspace import FirstPerson, NewWorkspace


@dataclass(frozen=True, slots=True)
class DemoPerson:
    handle: str
    full_name: str
    roles: tuple[Role, ...]
    unit: str = "bank"


ROOT = FirstPerson("ada", "Ada Root")
SECOND_ROOT = FirstPerson("bram", "Bram Visser")
PEOPLE = (
    DemoPerson("sanne", "Sanne de Vries", (Role.DATA_SCIENTIST,)),
    DemoPerson("mark", "Mark Jansen", (Role.DATA_SCIENTIST, Role.VALIDATOR)),
    DemoPerson("aisha", "Aisha Rahman", (Role.RISK_OFFICER,)),
    DemoPerson("jo", "Jo Vermeer", (Role.COMPLIANCE,)),
    DemoPerson("tom", "Tom Bakker", (Role.OPERATOR, Role.MLOPS_ENGINEER)),
    DemoPerson("eva", "Eva Lindqvist", (Role.ARCHITECT,)),
    DemoPerson("piet", "Piet Smit", (Role.TESTER,)),
    DemoPerson("lin", "Lin Chen", (Role.EXECUTIVE,)),
    DemoPerson("noor", "Noor Hendriks", (Role.LOB_ANALYST,)),
)
UNITS = (("credit", "Credit"), ("fraud", "Fraud"), ("hr", "HR"))
WORKSPACE = NewWorkspace(
    name="Noorderbank (demo)", unit_key="bank", unit_name="Noorderbank", people=(ROOT, SECOND_ROOT),
    is_demo=True,
)  # fmt: skip

FRAUD = Scorecard(
    numbers=(
        NumberColumn("income", 3400, 900, -0.6, "EUR a month"),
        NumberColumn("amount_7d", 420, 160, 0.9, "EUR"),
        NumberColumn("device_age", 700, 240, -0.5, "days"),
        NumberColumn("distance_km", 14, 6, 0.7, "km"),
        NumberColumn("card_age", 48, 20, -0.3, "months"),
        NumberColumn("n_tx_24h", 5, 2, 0.6),
        NumberColumn("hour_of_day", 14, 4, 0.1),
    ),
    words=(
        WordColumn(
            "channel",
            {"pos": 0.55, "web": 0.35, "phone": 0.10},
            {"pos": -0.4, "web": 0.3, "phone": 0.6},
        ),
        WordColumn(
            "region",
            {"north": 0.3, "east": 0.25, "south": 0.3, "west": 0.15},
            {"north": 0.0, "east": 0.05, "south": -0.05, "west": 0.1},
        ),
        WordColumn(
            "age_band",
            {"18-30": 0.25, "31-50": 0.45, "51+": 0.30},
            {"18-30": 0.0, "31-50": 0.0, "51+": 0.0},
            is_protected=True,
        ),
    ),
    intercept=-1.1,
    noise=0.35,
    shift={"income": 0.75, "device_age": -0.25},
)
LIMIT = Scorecard(
    numbers=(
        NumberColumn("income", 3400, 900, 0.9, "EUR a month"),
        NumberColumn("debt", 9000, 3500, -0.8, "EUR"),
        NumberColumn("months_customer", 60, 24, 0.5, "months"),
        NumberColumn("late_payments", 2, 1, -0.7),
    ),
    words=(
        WordColumn(
            "housing",
            {"owner": 0.5, "rent": 0.4, "other": 0.1},
            {"owner": 0.3, "rent": -0.1, "other": -0.3},
        ),
        WordColumn(
            "sex", {"female": 0.5, "male": 0.5}, {"female": 0.0, "male": 0.0}, is_protected=True
        ),
    ),
    intercept=0.2,
    noise=0.4,
)
CHURN = Scorecard(
    numbers=(
        NumberColumn("balance", 2500, 900, -0.3, "EUR"),
        NumberColumn("logins_30d", 12, 5, -0.3),
        NumberColumn("complaints", 1, 0.6, 0.3),
    ),
    words=(
        WordColumn(
            "segment_name",
            {"retail": 0.8, "private": 0.2},
            {"retail": 0.1, "private": -0.2},
        ),
    ),
    intercept=0.0,
    noise=2.2,  # hardly better than chance: its release test fails
)


@dataclass(frozen=True, slots=True)
class DemoModel:
    name: str
    unit: str
    owner: str
    risk_tier: str
    description: str
    card: Scorecard
    kind: str = "in_house"
    framework: str = "scorecard"


MODELS = (
    DemoModel("cc-fraud", "fraud", "sanne", "high",
              "Scores card payments for fraud before they are booked.", FRAUD),
    DemoModel("cc-limit", "credit", "mark", "high",
              "Sets the limit of a new credit card.", LIMIT),
    DemoModel("hmrm", "credit", "sanne", "medium",
              "Home mortgage risk model: probability of arrears within a year.", LIMIT),
    DemoModel("churn", "bank", "mark", "medium",
              "Who is likely to leave in the next quarter.", CHURN),
    DemoModel("credit-score", "credit", "sanne", "high",
              "The retail credit score.", LIMIT),
    DemoModel("hr-attrition", "hr", "mark", "medium",
              "Which teams will need people; used by HR only.", CHURN, "citizen"),
    DemoModel("aml-screening", "fraud", "sanne", "high",
              "Ranks transactions for the anti-money-laundering desk.", FRAUD, "vendor"),
)  # fmt: skip
