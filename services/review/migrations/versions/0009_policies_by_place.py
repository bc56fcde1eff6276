"""Acceptance runs, objectors, approvals and named entries are seen in their own region only."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COVERS = {
    "round": "SELECT 1 FROM review.rounds o WHERE o.id = wanted",
    "objection": "SELECT 1 FROM review.objections o WHERE o.id = wanted",
    "decision": "SELECT 1 FROM review.decisions o WHERE o.id = wanted",
}
OVERSEERS = "ARRAY['programme_officer', 'supervisor', 'auditor']"
RULING = "ARRAY['programme_officer', 'supervisor']"
BODY = "ARRAY['recognition_chair', 'recognition_member', 'programme_officer', 'supervisor', 'auditor']"
POLICIES = {
    "acceptance_runs": ("{roles}", OVERSEERS, "round", "round_id"),
    "objectors": ("{roles}", RULING, "objection", "objection_id"),
    "approvals": ("{roles}", BODY, "decision", "decision_id"),
    "decision_entries": ("(issued OR {roles})", BODY, "decision", "decision_id"),
}


def upgrade() -> None:
    for noun, found in COVERS.items():
        op.execute(
            f"CREATE FUNCTION review.covers_{noun}(wanted uuid) RETURNS boolean STABLE SECURITY DEFINER "
            f"LANGUAGE sql SET search_path = review AS $$ SELECT EXISTS ({found} "
            "AND o.region_path ^@ ANY (review.caller_regions())) $$"
        )
    for table, (seen, roles, noun, column) in POLICIES.items():
        by_role = f"(SELECT review.caller_roles())::text[] && {roles} AND review.covers_{noun}({column})"
        op.execute(
            f"ALTER POLICY {table}_rows ON review.{table} USING ("
            f"(SELECT review.caller_is_system()) OR {seen.format(roles=f'({by_role})')})"
        )


def downgrade() -> None:
    for table, (seen, roles, _noun, _column) in POLICIES.items():
        by_role = f"(SELECT review.caller_roles())::text[] && {roles}"
        op.execute(
            f"ALTER POLICY {table}_rows ON review.{table} USING ("
            f"(SELECT review.caller_is_system()) OR {seen.format(roles=f'({by_role})')})"
        )
    for noun in COVERS:
        op.execute(f"DROP FUNCTION review.covers_{noun}(uuid)")
