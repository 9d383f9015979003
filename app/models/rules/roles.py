"""Who people are in the process: the one list of roles, and which may not meet in one person."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    DATA_SCIENTIST = "data_scientist"
    MLOPS_ENGINEER = "mlops_engineer"
    ARCHITECT = "architect"
    OPERATOR = "operator"
    TESTER = "tester"
    VALIDATOR = "validator"
    RISK_OFFICER = "risk_officer"
    COMPLIANCE = "compliance"
    LOB_ANALYST = "lob_analyst"
    EXECUTIVE = "executive"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    VIEWER = "viewer"
    WORKER = "worker"  # the background service; never granted to a person


PEOPLE = frozenset(Role) - {Role.WORKER}
BUILDERS = frozenset({Role.DATA_SCIENTIST, Role.MLOPS_ENGINEER})
DECIDERS = frozenset(
    {Role.DATA_SCIENTIST, Role.VALIDATOR, Role.RISK_OFFICER, Role.COMPLIANCE, Role.TESTER}
)
WAIVER_GRANTERS = frozenset({Role.RISK_OFFICER, Role.COMPLIANCE, Role.VALIDATOR})
# Who looks over what others did, without having to decide on it: they sign off ranges of a lineage.
LINEAGE_REVIEWERS = frozenset({Role.COMPLIANCE, Role.VALIDATOR, Role.AUDITOR})
OPERATORS = frozenset({Role.OPERATOR, Role.MLOPS_ENGINEER})
DUTIES = PEOPLE - {Role.VIEWER, Role.EXECUTIVE, Role.AUDITOR}

# Separation of duty that holds whatever the request: either may never meet one of the others.
ROLE_CONFLICTS: tuple[tuple[Role, Role], ...] = tuple(
    (apart, deciding)
    for apart in (Role.ADMINISTRATOR, Role.AUDITOR)
    for deciding in sorted(DECIDERS)
)
