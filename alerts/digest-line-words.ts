/** Knows the sentences of one warning in the weekly message: badge, figures, reason, duty and who is responsible. */
import { byDayText, dayText } from '../indicators/day-text.ts'
import { formatPeriod } from '../indicators/derivation.ts'
import type { Digest, DigestSection } from '../indicators/digest.ts'
import { WARNING_ENDS, type DigestFigures, type DigestLine, type Duty } from '../indicators/digest-line.ts'
import { formatBounded, formatFigure, formatPercent } from '../indicators/figure-text.ts'
import { briefReason, withUnit } from './digest-reason-words.ts'
import { LIGHTS, type Light } from '../indicators/light.ts'
import { STATUSES } from '../indicators/observation.ts'
import { text, type Language, type Text } from '../indicators/text.ts'
import { WARNING_KINDS, WARNING_LEVELS, WARNING_STATES } from '../indicators/warnings/warning.ts'

export interface Fact {
  readonly label: string
  readonly value: string
  /** Period and vintage of a value, 推算 of a path. */
  readonly remark: string
}

export interface LineWords {
  /** Colour of the card: that of the warning; green once it has recovered, grey when it ended otherwise. */
  readonly tone: Light
  /** `■ 黄色预警`. */
  readonly badge: string
  readonly number: string
  /** Kind, state and age. */
  readonly meta: string
  readonly name: string
  /** Empty in a brief line: its reason carries the figures. */
  readonly facts: readonly Fact[]
  readonly bar: BarWords | null
  readonly reason: Said | null
  readonly duty: Said & { readonly urgent: boolean }
  /** Named here and nowhere else in the line. */
  readonly responsible: Said
}

/** P for a bar, in percent, in the colour of the light that it leads to. The label is empty where the facts say it. */
export interface BarWords {
  readonly label: string
  readonly progress: number
  readonly tone: Light
}

/** A sentence under its word. */
export interface Said {
  readonly label: string
  readonly sentence: string
}

/** Where a line stands, for whom it is said, and whether in few lines. */
export interface LinePlace {
  readonly section: DigestSection
  readonly digest: Digest
  readonly language: Language
  readonly brief: boolean
}

/** The sign of what ended and did not recover: that of no light. */
const OVER = '－'

/** Colour and sign of a warning: those of its level, or of how it ended. */
export const markOfLine = ({ level, end }: DigestLine): { readonly tone: Light; readonly sign: string } => {
  if (end === null) return { tone: level, sign: LIGHTS[level].symbol }
  return end === 'recovered' ? { tone: 'green', sign: LIGHTS.green.symbol } : { tone: 'grey', sign: OVER }
}

const badgeOf = (line: DigestLine, { section }: LinePlace): Text => {
  const { level, levelBefore, end } = line
  const { sign } = markOfLine(line)
  const now = text(`${sign} ${WARNING_LEVELS[level].zh}预警`, `${sign} ${WARNING_LEVELS[level].en} warning`)
  if (end !== null)
    return text(
      `${sign} ${WARNING_ENDS[end].zh}（原${WARNING_LEVELS[level].zh}预警）`,
      `${sign} ${WARNING_ENDS[end].en} (was a ${WARNING_LEVELS[level].en} warning)`,
    )
  if (levelBefore === null || (section !== 'worse' && section !== 'eased')) return now
  return text(
    `${now.zh}（原${WARNING_LEVELS[levelBefore].zh}）`,
    `${now.en} (was ${WARNING_LEVELS[levelBefore].en})`,
  )
}

const metaOf = (line: DigestLine, { section }: LinePlace): Text => {
  const parts = [
    WARNING_KINDS[line.kind],
    ...(line.end === null ? [WARNING_STATES[line.state]] : []),
    ...(section === 'continuing' && line.ageWeeks > 0
      ? [text(`已延续${line.ageWeeks}周`, `for ${line.ageWeeks} week(s)`)]
      : []),
    ...(line.escalated ? [text('本周升级', 'escalated this week')] : []),
    ...(line.updated && section !== 'new' ? [text('本周有新数据', 'new figures this week')] : []),
  ]
  return text(parts.map((p) => p.zh).join(' · '), parts.map((p) => p.en).join(' · '))
}

const valueFact = ({ value, decimals, unit }: DigestFigures, language: Language): Fact => {
  const shown = formatBounded(withUnit(formatFigure(value.value, decimals), unit), value.bound)
  const when = formatPeriod(value.period, value.basis)
  const known = dayText(value.known)
  const made = value.synthetic ? text('，合成数据', ', synthetic') : text('', '')
  const remark = text(
    `${when.zh}，${STATUSES[value.status].zh} ${known.zh}${made.zh}`,
    `${when.en}, ${STATUSES[value.status].en} ${known.en}${made.en}`,
  )
  return { label: text('实际值', 'Actual')[language], value: shown[language], remark: remark[language] }
}

const pathFact = ({ planned, decimals, unit }: DigestFigures, language: Language): Fact => {
  const remark = planned?.derived ? text('推算', 'derived') : text('', '')
  return {
    label: text('路径值', 'Path')[language],
    value: planned ? withUnit(formatFigure(planned.value, decimals), unit) : formatFigure(null, decimals),
    remark: remark[language],
  }
}

const factsOf = (figures: DigestFigures, language: Language): Fact[] => {
  const light = `${LIGHTS[figures.light].symbol} ${figures.lightWord[language]}`
  const shown = [valueFact(figures, language), pathFact(figures, language)]
  // Where nothing may be compared, the light alone says so.
  if (figures.progress === null && figures.level === null)
    return [...shown, { label: text('灯号', 'Light')[language], value: light, remark: '' }]
  return [
    ...shown,
    {
      label: text('增量完成度 P', 'Increment achieved, P')[language],
      value: formatPercent(figures.progress),
      remark: light,
    },
    {
      label: text('水平达成度 L', 'Level attained, L')[language],
      value: formatPercent(figures.level),
      remark: '',
    },
  ]
}

interface Task {
  readonly task: Text
  readonly noun: Text
}

const TASKS = {
  acknowledge: {
    task: text('签收并书面说明原因和措施', 'acknowledge and explain cause and measures'),
    noun: text('签收', 'acknowledgement'),
  },
  explain: {
    task: text('书面说明原因和措施', 'explain cause and measures'),
    noun: text('说明', 'explanation'),
  },
} as const satisfies Record<string, Task>

/** The units are named in their own row; here it is only said whether the reader is one of them. */
const whoOf = ({ recipient }: Digest): Text =>
  recipient.scope.kind === 'reporting-unit'
    ? text('贵单位', 'your unit')
    : text('责任单位', 'the responsible units')

/** The request itself; past its day it says so and asks for it at once. */
const requestText = ({ by, overdue }: Duty, { task, noun }: Task, { digest, brief }: LinePlace): Text => {
  const who = whoOf(digest)
  if (by === null) return text(`请${who.zh}${task.zh}`, `${who.en}: please ${task.en}`)
  if (overdue === 0)
    return text(
      `请${who.zh}于${byDayText(by).zh}${task.zh}`,
      `${who.en}: please ${task.en} ${byDayText(by).en}`,
    )
  const at = brief ? text('办理', 'do so') : task
  return text(
    `${noun.zh}已逾期${overdue}天（期限${dayText(by).zh}），请${who.zh}尽快${at.zh}`,
    `${noun.en} ${overdue} day(s) overdue (was due ${by}); ${who.en}: please ${at.en} at once`,
  )
}

const dutyText = (duty: Duty, place: LinePlace): Text => {
  switch (duty.kind) {
    case 'acknowledge':
      return requestText(duty, TASKS.acknowledge, place)
    case 'explain': {
      const said = requestText(duty, TASKS.explain, place)
      return text(`已签收；${said.zh}`, `acknowledged; ${said.en}`)
    }
    case 'review':
      return place.digest.recipient.scope.kind === 'reporting-unit'
        ? text('已说明，待复核，暂无需办理', 'explained, to be reviewed; nothing to do for now')
        : text('责任单位已说明，待复核', 'explained, to be reviewed')
  }
}

const withoutDuty = ({ end }: DigestLine): Text => {
  switch (end) {
    case 'recovered':
    case 'closed':
      return text('已销号，无需再办', 'closed, nothing to do')
    case 'withdrawn':
      return text('预警撤回，无需办理', 'withdrawn, nothing to do')
    case null:
      return text('已复核，待指标好转后销号', 'reviewed; to be closed when the indicator recovers')
  }
}

const dutyOf = (line: DigestLine, place: LinePlace): LineWords['duty'] => {
  const { language } = place
  const said = line.duty ? dutyText(line.duty, place) : withoutDuty(line)
  return {
    label: text('办理要求', 'To do')[language],
    sentence: text(`${said.zh}。`, `${said.en}.`)[language],
    urgent: (line.duty?.overdue ?? 0) > 0,
  }
}

const reasonOf = (line: DigestLine, { brief, language }: LinePlace): Said | null => {
  const said = brief && line.end === null ? briefReason(line) : line.reason
  return said && { label: text('理由', 'Reason')[language], sentence: said[language] }
}

const barOf = ({ figures }: DigestLine, { brief, language }: LinePlace): LineWords['bar'] => {
  if (figures === null || figures.progress === null) return null
  const { progress, light: tone } = figures
  const label = text('增量完成度 P', 'Increment achieved, P')[language]
  return { label: brief ? `${label} ${formatPercent(progress)}` : '', progress, tone }
}

/** The name of an indicator, with the region where it is not that of the plan. */
export const nameOf = (
  { name, region }: { readonly name: string; readonly region: string | null },
  language: Language,
): string => (region === null ? name : text(`${name}（${region}）`, `${name} (${region})`)[language])

/** Composes the sentences of a line in its place. */
export const composeLineWords = (line: DigestLine, place: LinePlace): LineWords => {
  const { language, brief } = place
  const units = text(
    line.responsible.join('、') || '计划未明确',
    line.responsible.join(', ') || 'not named by the plan',
  )
  return {
    tone: markOfLine(line).tone,
    badge: badgeOf(line, place)[language],
    number: line.number,
    meta: metaOf(line, place)[language],
    name: nameOf(line, language),
    facts: line.figures && !brief ? factsOf(line.figures, language) : [],
    bar: barOf(line, place),
    reason: reasonOf(line, place),
    duty: dutyOf(line, place),
    responsible: { label: text('责任单位', 'Responsible')[language], sentence: units[language] },
  }
}
