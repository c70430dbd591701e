/** Knows how a warning is shown: as a row, as a document, and with its whole history. */
import type { Catalogue } from '../indicators/catalogue.ts'
import { addDays } from '../indicators/period.ts'
import { joinTexts, text } from '../indicators/text.ts'
import { composeActText } from '../indicators/warnings/act.ts'
import { listSteps } from '../indicators/warnings/life.ts'
import {
  WARNING_EVENTS,
  WARNING_KINDS,
  WARNING_LEVELS,
  WARNING_STATES,
  type Warning,
  type WarningEvent,
} from '../indicators/warnings/warning.ts'
import type { Taken } from '../jobs/warning/warning-step.ts'
import { renderListing } from './columns.ts'
import { wallTime } from '../indicators/wall-time.ts'
import { printLines, say, sayAll, type Session } from './session.ts'

type Plans = Catalogue['plans']

const nameOf = (warning: Warning, plans: Plans): string =>
  plans.find((p) => p.code === warning.plan)?.indicators.find((i) => i.code === warning.indicator)?.name ??
  warning.indicator

const describeEvent = (event: WarningEvent, session: Session) => ({
  sequence: event.sequence,
  on: event.on,
  at: event.at,
  kind: event.kind,
  level: event.level,
  period: event.period,
  actor: event.actor,
  reasons: event.reasons.map((r) => say(session, r)),
  text: event.act ? say(session, composeActText(event.act)) : null,
  act: event.act,
})

/** A warning as a document for other programs. */
export const describeWarning = (warning: Warning, plans: Plans, session: Session) => ({
  number: warning.number,
  plan: warning.plan,
  indicator: warning.indicator,
  name: nameOf(warning, plans),
  region: warning.region,
  kind: warning.kind,
  level: warning.level,
  state: warning.state,
  stage: warning.stage,
  silence: warning.silence,
  openSteps: listSteps(warning),
  openedAt: warning.openedAt,
  changedAt: warning.changedAt,
  period: warning.period,
  step: warning.step,
  replyBy: warning.replyBy,
  reasons: warning.reasons.map((r) => say(session, r)),
  derivation: say(session, warning.derivation),
  responsible: warning.responsible.map((r) => r.name),
  events: warning.events.map((e) => describeEvent(e, session)),
})

const HEADER = [
  text('编号', 'number'),
  text('发出', 'opened'),
  text('指标', 'indicator'),
  text('种类', 'kind'),
  text('级别', 'level'),
  text('状态', 'state'),
  text('报告期', 'period'),
  text('答复期限', 'reply by'),
  text('理由', 'reason'),
]
const NONE = text('没有预警', 'no warnings')

/** Warnings as a table for people, in order of number. */
export const renderWarnings = (warnings: readonly Warning[], plans: Plans, session: Session): string[] => {
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
  return renderListing({ header: HEADER, rows, none: NONE }, session)
}

const timeOf = ({ at }: WarningEvent): string => (at === null ? '' : wallTime(at))

/** What was said at a step; the figures' reasons where no one spoke. */
const saidAt = (event: WarningEvent, session: Session): string =>
  event.act
    ? say(session, composeActText(event.act))
    : say(session, joinTexts(event.reasons, text('；', '; ')))

const silenceLine = ({ silence }: Warning, session: Session): string[] => {
  if (!silence) return []
  const { since, until, owner, reason } = silence
  return [
    session.language === 'zh'
      ? `静默：${since} 至 ${until}，${addDays(until, 1)} 起恢复提示；负责人 ${owner}；理由 ${reason}`
      : `silent: ${since} to ${until}, speaks again on ${addDays(until, 1)}; ${owner} answers for it: ${reason}`,
  ]
}

const EVENT_HEADER = [
  text('序号', 'no.'),
  text('日期', 'day'),
  text('记录时间', 'written'),
  text('步骤', 'step'),
  text('经办', 'actor'),
  text('内容', 'text'),
]
const NO_EVENTS = text('没有经过', 'no history')

/** One warning with its whole history: who did what, when, and in what words. */
export const renderWarning = (warning: Warning, plans: Plans, session: Session): string[] => {
  const zh = session.language === 'zh'
  const steps = listSteps(warning).map((kind) => say(session, WARNING_EVENTS[kind]))
  const responsible = sayAll(
    session,
    warning.responsible.map((r) => r.name),
  )
  const [level, state] = [
    say(session, WARNING_LEVELS[warning.level]),
    say(session, WARNING_STATES[warning.state]),
  ]
  const head = zh
    ? [
        `预警 ${warning.number}  ${nameOf(warning, plans)}  ${say(session, WARNING_KINDS[warning.kind])}`,
        `级别：${level}  状态：${state}  报告期：${warning.period}  督办层级：${warning.step}`,
        `责任单位：${responsible}`,
        `答复期限：${warning.replyBy}  可行的步骤：${sayAll(session, steps) || '无（已了结）'}`,
      ]
    : [
        `warning ${warning.number}  ${nameOf(warning, plans)}  ${say(session, WARNING_KINDS[warning.kind])}`,
        `level: ${level}  state: ${state}  period: ${warning.period}  step of the ladder: ${warning.step}`,
        `responsible: ${responsible}`,
        `reply by: ${warning.replyBy}  open steps: ${sayAll(session, steps) || 'none, it has ended'}`,
      ]
  const rows = warning.events.map((e) => [
    String(e.sequence),
    e.on,
    timeOf(e),
    say(session, WARNING_EVENTS[e.kind]),
    e.actor,
    saidAt(e, session),
  ])
  return [
    ...head,
    ...silenceLine(warning, session),
    '',
    ...renderListing({ header: EVENT_HEADER, rows, none: NO_EVENTS }, session),
  ]
}

/** Says which step was taken, and its seal: who keeps it can show later what the log said. */
export const printTaken = ({ event, warning, seal }: Taken, session: Session): void => {
  const said = event.act ? say(session, composeActText(event.act)) : ''
  const now = say(session, WARNING_STATES[warning.state])
  printLines(session, [
    `${warning.number} ${event.actor}  ${said} → ${now}`,
    session.language === 'zh'
      ? `日志第 ${seal.place} 条，校验值 ${seal.hash}`
      : `step ${seal.place} of the log, hash ${seal.hash}`,
  ])
}
