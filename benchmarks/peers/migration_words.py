"""What each tool's rules say of a migration, in the words of the labelled cases; and which rules are a matter of style.

The words are those of `data.hazard` (`hazards.md` beside the cases). A rule has each word that the tool's own documentation
gives as a reason for it; a rule that gives none has the empty set, and its findings can only be loud or alarm.
"""

from __future__ import annotations

Words = dict[str, str]

# https://github.com/3YOURMIND/django-migration-linter docs/incompatibilities.md, and sql_analyser/postgresql.py for
# CREATE_INDEX_EXCLUSIVE. It gives no reason for a unique constraint or an altered column: these have all that may be meant.
LINTER: Words = {
    "NOT_NULL": "old-code-insert notnull-default notnull-scan notnull-null-data",
    "DROP_COLUMN": "drop-before-code data-loss",
    "DROP_TABLE": "drop-before-code data-loss",
    "RENAME_COLUMN": "rename",
    "RENAME_TABLE": "rename",
    "ALTER_COLUMN": "rewrite type-mismatch range-overflow data-overflow",
    "ADD_UNIQUE": "lock-index unique-dup-data unique-default",
    "RUNPYTHON_REVERSIBLE": "irreversible",
    "RUNSQL_REVERSIBLE": "irreversible",
    "RUNPYTHON_MODEL_IMPORT": "live-model-import",
    "CREATE_INDEX": "lock-index",
    "CREATE_INDEX_EXCLUSIVE": "lock-index lock-long",
    "DROP_INDEX": "lock-index",
    "REINDEX": "lock-index",
}
LINTER_STYLE = frozenset({"RUNPYTHON_ARGS_NAMING_CONVENTION", "RUNPYTHON_MODEL_VARIABLE_NAME"})

# https://github.com/YasserShkeir/django-safe-migrations, the README's table of rules and each rule's own docstring. SM033 is
# about the very sites of `notnull-default`, if for another reason, and what it advises mends them: it has the word.
SAFE: Words = {
    "SM001": "rewrite lock-long old-code-insert notnull-null-data",
    "SM002": "drop-before-code data-loss",
    "SM003": "drop-before-code data-loss",
    "SM004": "rewrite type-mismatch",
    "SM005": "lock-long fk-recreate-scan fk-orphans",
    "SM006": "rename",
    "SM007": "irreversible",
    "SM008": "unbatched-data",
    "SM009": "lock-index unique-dup-data",
    "SM010": "lock-index",
    "SM011": "lock-index unique-dup-data",
    "SM012": "nonatomic-required",
    "SM013": "rewrite",
    "SM014": "rename",
    "SM016": "irreversible",
    "SM017": "lock-long check-violated",
    "SM018": "nonatomic-required",
    "SM020": "notnull-scan notnull-null-data",
    "SM021": "lock-index unique-dup-data",
    "SM022": "lock-long",
    "SM023": "lock-long",
    "SM026": "unbatched-data",
    "SM027": "",
    "SM029": "",
    "SM030": "lock-index",
    "SM033": "notnull-default rewrite",
    "SM037": "live-model-import",
    "SM038": "mixed-ddl-dml pending-triggers",
    "SM040": "unique-default unique-dup-data",
    "SM041": "rewrite",
    "SM042": "",
    "SM047": "lock-long check-violated fk-orphans",
    "SM048": "data-loss",
    "SM049": "nonatomic-required",
    "SM050": "data-loss",
    "SM054": "lock-long",
    "SM056": "lock-long check-violated",
}
#: Deprecated spelling, reserved words, types that are liked better, injection, an index that queries may want, lock_timeout.
SAFE_STYLE = frozenset("SM015 SM019 SM024 SM025 SM028 SM031 SM032 SM034 SM035 SM036".split())

# `zdm rule R001` and so on, of zdm 0.9.1. R008 and R009 need a git reference to compare with, and are silent here.
ZDM: Words = {
    "R001": "lock-index",
    "R002": "lock-index",
    "R003": "lock-index",
    "R004": "nonatomic-required",
    "R005": "drop-before-code data-loss",
    "R006": "lock-index lock-long fk-recreate-scan",
    "R008": "",
    "R009": "",
    "R010": "rewrite old-code-insert notnull-null-data",
    "R011": "rename",
    "R012": "irreversible",
    "R013": "irreversible",
    "R014": "live-model-import",
    "R015": "notnull-scan rewrite",
    "R016": "lock-index",
    "R017": "lock-long check-violated",
    "R018": "lock-index",
    "R019": "rename drop-before-code data-loss",
}

# https://github.com/sbdchd/squawk docs/docs/*.md, a page for each rule. A rule that is not here has no word of ours.
SQUAWK: Words = {
    "adding-field-with-default": "rewrite",
    "adding-foreign-key-constraint": "lock-long fk-recreate-scan fk-orphans",
    "adding-not-nullable-field": "notnull-scan notnull-null-data old-code-insert",
    "adding-required-field": "old-code-insert notnull-null-data",
    "adding-serial-primary-key-field": "rewrite lock-index",
    "ban-concurrent-index-creation-in-transaction": "nonatomic-required",
    "ban-drop-column": "drop-before-code data-loss",
    "ban-drop-default": "old-code-insert notnull-default",
    "ban-drop-database": "drop-before-code data-loss",
    "ban-drop-table": "drop-before-code data-loss",
    "ban-truncate-cascade": "data-loss",
    "changing-column-type": "rewrite type-mismatch",
    "constraint-missing-not-valid": "lock-long check-violated fk-recreate-scan fk-orphans",
    "disallowed-unique-constraint": "lock-index",
    "renaming-column": "rename",
    "renaming-table": "rename",
    "require-concurrent-index-creation": "lock-index",
    "require-concurrent-index-deletion": "lock-index",
    "require-concurrent-reindex": "lock-index",
}
SQUAWK_STYLE = frozenset(
    """ban-char-field identifier-too-long prefer-big-int prefer-bigint-over-int prefer-bigint-over-smallint prefer-identity
    prefer-repack prefer-robust-stmts prefer-text-field prefer-timestamp-tz require-lock-timeout require-statement-timeout
    require-table-schema require-timeout-settings syntax-error unused-ignore""".split()
)
