/** Knows the first schema: portable SQL, days and instants as ISO text, JSON as text, yes and no as 1 and 0. */
import type { Ddl, Migration } from './ddl.ts'

const submissions = [
  `create table submission (
    id text primary key,
    sequence integer not null unique,
    file text not null,
    sha256 text not null,
    size integer not null,
    unit text,
    form text,
    form_version text,
    period text,
    known text not null,
    received_at text not null,
    outcome text not null,
    read_count integer not null,
    accepted_count integer not null,
    rejected_count integer not null,
    unchanged_count integer not null
  )`,
  'create index submission_sha256 on submission (sha256, sequence)',
  'create index submission_known on submission (known, sequence)',
  `create table finding (
    submission text not null references submission (id),
    sequence integer not null,
    rule text not null,
    class text not null,
    sheet text not null,
    cell text not null,
    found text not null,
    expected_zh text not null,
    expected_en text not null,
    primary key (submission, sequence)
  )`,
  `create table decision (
    submission text not null references submission (id),
    sequence integer not null,
    on_day text not null,
    at text not null,
    actor text not null,
    kind text not null,
    finding integer,
    text text not null,
    outcome text not null,
    in_force integer not null check (in_force in (0, 1)),
    primary key (submission, sequence)
  )`,
]

/** Where a figure was read; the same for an observation and its confirmations. */
const cellColumns = `
    submission text not null references submission (id),
    file text not null,
    sheet text not null,
    cell text not null,
    reported_text text not null,
    reported_unit text not null,
    known text not null,
    recorded_at text not null`

const observations = (ddl: Ddl) => [
  `create table observation (
    id integer primary key,
    variable text not null,
    region text not null,
    period text not null,
    measure text not null,
    value double precision,
    bound text,
    missing text,
    unit text not null,
    status text not null,
    note text not null,
    synthetic integer not null check (synthetic in (0, 1)),${cellColumns},
    constraint figure_or_reason check ((value is null) <> (missing is null)),
    constraint bound_with_value check ((value is null) = (bound is null)),
    constraint value_is_finite check (value is null or abs(value) < 1e300)
  )`,
  'create index observation_key on observation (variable, region, period, measure, known, id)',
  'create index observation_known on observation (known)',
  'create index observation_submission on observation (submission)',
  `create table confirmation (
    id ${ddl.serial},
    observation integer not null references observation (id),${cellColumns}
  )`,
  'create index confirmation_observation on confirmation (observation, known, id)',
]

const verdicts = (ddl: Ddl) => [
  `create table indicator_value (
    id ${ddl.serial},
    plan text not null,
    version text not null,
    indicator text not null,
    region text not null,
    period text not null,
    basis text not null,
    known text not null,
    fingerprint text not null,
    body text not null,
    unique (plan, version, indicator, region, period, basis, fingerprint)
  )`,
  `create table assessment (
    id ${ddl.serial},
    plan text not null,
    version text not null,
    indicator text not null,
    region text not null,
    period text,
    as_of text not null,
    body text not null
  )`,
  'create index assessment_key on assessment (plan, indicator, region, as_of, id)',
]

const warnings = [
  `create table warning (
    number text primary key,
    year integer not null,
    serial integer not null,
    plan text not null,
    indicator text not null,
    region text not null,
    kind text not null,
    opened_at text not null,
    reply_by text not null,
    responsible text not null,
    unique (year, serial)
  )`,
  'create index warning_subject on warning (plan, indicator, region, kind)',
  `create table warning_event (
    warning text not null references warning (number),
    sequence integer not null,
    on_day text not null,
    kind text not null,
    level text not null,
    period text not null,
    actor text not null,
    reasons text not null,
    derivation text not null,
    primary key (warning, sequence)
  )`,
]

const messages = (ddl: Ddl) => [
  `create table outbox (
    id ${ddl.serial},
    key text not null unique,
    recipient text not null,
    message_id text not null unique,
    body text not null,
    state text not null check (state in
      ('queued', 'sending', 'committing', 'sent', 'unknown', 'failed', 'bounced', 'held')),
    detail text not null,
    created_at text not null,
    updated_at text not null
  )`,
  'create index outbox_state on outbox (state, id)',
  `create table digest_log (
    recipient text not null,
    week text not null,
    told text not null,
    recorded_at text not null,
    primary key (recipient, week)
  )`,
]

const jobs = (ddl: Ddl) => [
  `create table job (
    id ${ddl.serial},
    kind text not null,
    key text not null,
    payload text not null,
    state text not null default 'ready' check (state in ('ready', 'running', 'done', 'failed', 'parked')),
    priority integer not null,
    run_at text not null,
    attempt integer not null default 0,
    crash integer not null default 0,
    lease text,
    lease_until text,
    worker text,
    error text,
    created_at text not null,
    done_at text,
    unique (kind, key),
    constraint lease_while_running check
      ((state = 'running') = (lease is not null) and (lease is null) = (lease_until is null))
  )`,
  'create index job_ready on job (state, priority, run_at, id)',
  'create index job_lease on job (state, lease_until)',
  `create table job_event (
    id ${ddl.serial},
    job integer not null references job (id),
    at text not null,
    kind text not null,
    worker text,
    detail text not null
  )`,
  'create index job_event_job on job_event (job, id)',
  `create table schedule (
    id text primary key,
    expr text not null,
    tz text not null,
    catchup text not null check (catchup in ('all', 'latest', 'skip')),
    last_slot text
  )`,
]

const SUBMISSION_IDENTITY = [
  'id',
  'sequence',
  'file',
  'sha256',
  'size',
  'unit',
  'form',
  'form_version',
  'period',
  'known',
  'received_at',
]
const OUTBOX_FROZEN = ['id', 'key', 'recipient', 'message_id', 'body', 'created_at']
const APPEND_ONLY = [
  'finding',
  'decision',
  'observation',
  'confirmation',
  'indicator_value',
  'assessment',
  'warning',
  'warning_event',
  'digest_log',
  'job_event',
]

export const firstSchema: Migration = {
  name: 'first-schema',
  statements: (ddl) => [
    ...submissions,
    ...observations(ddl),
    ...verdicts(ddl),
    ...warnings,
    ...messages(ddl),
    ...jobs(ddl),
    ...ddl.appendOnly('submission', SUBMISSION_IDENTITY),
    ...ddl.appendOnly('outbox', OUTBOX_FROZEN),
    ...APPEND_ONLY.flatMap((table) => ddl.appendOnly(table)),
  ],
}
