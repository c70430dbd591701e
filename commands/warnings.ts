/** Knows the command `warnings`: the warnings as they stood on a day. */
import { z } from 'zod'
import type { Plan } from '../indicators/plan.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import {
  WARNING_KINDS,
  WARNING_LEVELS,
  WARNING_STATES,
  type Warning,
} from '../indicators/warnings/warning.ts'
import { listWarnings } from '../storage/warnings.ts'
import { readPlan } from '../jobs/read-plan.ts'
import { renderColumns } from './columns.ts'
import { dayOption, jsonOption, planOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Session } from './session.ts'

const schema = z.object({ plan: planOption, asOf: dayOption, json: jsonOption })

const nameOf = (warning: Warning, plans: readonly Plan[]): string =>
  plans.find((p) => p.code === warning.plan)?.indicators.find((i) => i.code === warning.indicator)?.name ??
  warning.indicator

const describe = (warning: Warning, plans: readonly Plan[], session: Session) => ({
  number: warning.number,
  plan: warning.plan,
  indicator: warning.indicator,
  name: nameOf(warning, plans),
  region: warning.region,
  kind: warning.kind,
  level: warning.level,
  state: warning.state,
  openedAt: warning.openedAt,
  changedAt: warning.changedAt,
  period: warning.period,
  step: warning.step,
  replyBy: warning.replyBy,
  reasons: warning.reasons.map((r) => say(session, r)),
  derivation: say(session, warning.derivation),
  responsible: warning.responsible.map((r) => r.name),
  events: warning.events.map((e) => ({
    on: e.on,
    kind: e.kind,
    level: e.level,
    period: e.period,
    actor: e.actor,
    reasons: e.reasons.map((r) => say(session, r)),
  })),
})

/** Warnings as a table for people, in order of number. */
export const renderWarnings = (
  warnings: readonly Warning[],
  plans: readonly Plan[],
  session: Session,
): string[] => {
  const header =
    session.language === 'zh'
      ? ['编号', '发出', '指标', '种类', '级别', '状态', '报告期', '答复期限', '理由']
      : ['number', 'opened', 'indicator', 'kind', 'level', 'state', 'period', 'reply by', 'reason']
  const rows = warnings.map((w) => [
    w.number,
    w.openedAt,
    nameOf(w, plans),
    say(session, WARNING_KINDS[w.kind]),
    say(session, WARNING_LEVELS[w.level]),
    say(session, WARNING_STATES[w.state]),
    w.period,
    w.replyBy,
    w.reasons[0] ? say(session, w.reasons[0]) : '',
  ])
  return renderColumns(header, rows)
}

export const addWarnings: AddCommand = (program, session) =>
  void program
    .command('warnings')
    .description('预警')
    .option('--plan <code>', '计划代码（默认：全部计划）')
    .option('--as-of <day>', '以某日为准（默认：今天）')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const { catalogue, storage } = await session.open()
      const asOf = options.asOf ?? session.clock.today()
      const chosen = options.plan === undefined ? undefined : readPlan(catalogue, options.plan).code
      const stored = await listWarnings(storage.db, { asOf, ...(chosen ? { plan: chosen } : {}) })
      const warnings = stored.flatMap(
        (w) => foldWarning(w, { plan: readPlan(catalogue, w.subject.plan), asOf }) ?? [],
      )
      if (options.json)
        return printJson(session, { warnings: warnings.map((w) => describe(w, catalogue.plans, session)) })
      const none = session.language === 'zh' ? '没有预警' : 'no warnings'
      printLines(session, warnings.length > 0 ? renderWarnings(warnings, catalogue.plans, session) : [none])
    })
