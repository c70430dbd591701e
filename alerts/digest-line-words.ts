/** Knows the sentences of one warning in the weekly message: badge, figures, reason, duty and who is responsible. */
import { byDayText, dayText } from '../indicators/day-text.ts'
import { formatPeriod } from '../indicators/derivation.ts'
import type { Digest, DigestSection } from '../indicators/digest.ts'
import type { DigestFigures, DigestLine, Duty } from '../indicators/digest-line.ts'
import { formatBounded, formatFigure, formatPercent } from '../indicators/figure-text.ts'
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
  /** Colour of the card: that of the warning, green once it is over, grey when it was withdrawn. */
  readonly tone: Light
  /** `■ 黄色预警`. */
  readonly badge: string
  readonly number: string
  /** Kind, state and age. */
  readonly meta: string
  readonly name: string
  readonly facts: readonly Fact[]
  /** P for a bar, in percent; null without one. */
  readonly progress: number | null
  readonly reason: string | null
  readonly duty: { readonly label: string; readonly sentence: string; readonly urgent: boolean }
  readonly responsible: { readonly label: string; readonly names: string }
}

/** Where a line stands and for whom it is said. */
export interface LinePlace {
  readonly section: DigestSection
  readonly digest: Digest
  readonly language: Language
}

const badgeOf = ({ level, levelBefore, state }: DigestLine, { section }: LinePlace): Text => {
  const { symbol } = LIGHTS[level]
  const now = text(
    `${symbol} ${WARNING_LEVELS[level].zh}预警`,
    `${symbol} ${WARNING_LEVELS[level].en} warning`,
  )
  if (section === 'ended' || section === 'withdrawn') {
    const [sign, word] = [LIGHTS[section === 'ended' ? 'green' : 'grey'].symbol, WARNING_STATES[state]]
    return text(
      `${sign} ${word.zh}（原${WARNING_LEVELS[level].zh}预警）`,
      `${sign} ${word.en} (was a ${WARNING_LEVELS[level].en} warning)`,
    )
  }
  if (levelBefore === null || (section !== 'worse' && section !== 'eased')) return now
  return text(
    `${now.zh}（原${WARNING_LEVELS[levelBefore].zh}）`,
    `${now.en} (was ${WARNING_LEVELS[levelBefore].en})`,
  )
}

const metaOf = (line: DigestLine, { section }: LinePlace): Text => {
  const parts = [
    WARNING_KINDS[line.kind],
    ...(section === 'ended' || section === 'withdrawn' ? [] : [WARNING_STATES[line.state]]),
    ...(section === 'continuing' && line.ageWeeks > 0
      ? [text(`已延续${line.ageWeeks}周`, `for ${line.ageWeeks} week(s)`)]
      : []),
    ...(line.escalated ? [text('本周升级', 'escalated this week')] : []),
    ...(line.updated ? [text('本周有新数据', 'new figures this week')] : []),
  ]
  return text(parts.map((p) => p.zh).join(' · '), parts.map((p) => p.en).join(' · '))
}

const withUnit = (figure: string, unit: string): string => (unit === '%' ? `${figure}%` : `${figure} ${unit}`)

const valueFact = ({ value, decimals, unit }: DigestFigures, language: Language): Fact => {
  const shown = formatBounded(withUnit(formatFigure(value.value, decimals), unit), value.bound)
  const when = formatPeriod(value.period, value.basis)
  const made = value.synthetic ? text('，合成数据', ', synthetic') : text('', '')
  const remark = text(
    `${when.zh}，${STATUSES[value.status].zh} ${value.known}${made.zh}`,
    `${when.en}, ${STATUSES[value.status].en} ${value.known}${made.en}`,
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
  return [
    valueFact(figures, language),
    pathFact(figures, language),
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

/** The request itself; past its day it says so and asks for it at once. */
const requestText = (
  { by, overdue }: Duty,
  who: Text,
  what: { readonly task: Text; readonly noun: Text },
): Text => {
  if (by === null) return text(`请${who.zh}${what.task.zh}`, `${who.en}: please ${what.task.en}`)
  const { task, noun } = what
  return overdue > 0
    ? text(
        `${noun.zh}已逾期${overdue}天（期限${dayText(by).zh}），请${who.zh}尽快${task.zh}`,
        `${noun.en} ${overdue} day(s) overdue (was due ${by}); ${who.en}: please ${task.en} at once`,
      )
    : text(`请${who.zh}于${byDayText(by).zh}${task.zh}`, `${who.en}: please ${task.en} ${byDayText(by).en}`)
}

const dutyText = (duty: Duty, who: Text): Text => {
  switch (duty.kind) {
    case 'acknowledge':
      return requestText(duty, who, {
        task: text('签收并书面说明原因和措施', 'acknowledge and explain cause and measures'),
        noun: text('签收', 'acknowledgement'),
      })
    case 'explain': {
      const said = requestText(duty, who, {
        task: text('书面说明原因和措施', 'explain cause and measures'),
        noun: text('说明', 'explanation'),
      })
      return text(`已签收；${said.zh}`, `acknowledged; ${said.en}`)
    }
    case 'review':
      return text('责任单位已说明，待复核', 'explained, to be reviewed')
  }
}

const withoutDuty = ({ state }: DigestLine): Text => {
  switch (state) {
    case 'closed':
      return text('已销号，无需再办', 'closed, nothing to do')
    case 'withdrawn':
      return text('预警撤回，无需办理', 'withdrawn, nothing to do')
    default:
      return text('已复核，待指标好转后销号', 'reviewed; to be closed when the indicator recovers')
  }
}

const whoOf = (line: DigestLine, digest: Digest): Text => {
  const names = line.responsible
  return digest.recipient.scope.kind === 'reporting-unit'
    ? text('贵单位', 'your unit')
    : text(names.join('、') || '责任单位', names.join(', ') || 'the responsible unit')
}

const dutyOf = (line: DigestLine, { digest, language }: LinePlace): LineWords['duty'] => {
  const said = line.duty ? dutyText(line.duty, whoOf(line, digest)) : withoutDuty(line)
  return {
    label: text('办理要求', 'To do')[language],
    sentence: text(`${said.zh}。`, `${said.en}.`)[language],
    urgent: (line.duty?.overdue ?? 0) > 0,
  }
}

const toneOf = ({ level }: DigestLine, { section }: LinePlace): Light => {
  if (section === 'ended') return 'green'
  return section === 'withdrawn' ? 'grey' : level
}

/** Composes the sentences of a line in its place. */
export const composeLineWords = (line: DigestLine, place: LinePlace): LineWords => {
  const { language } = place
  return {
    tone: toneOf(line, place),
    badge: badgeOf(line, place)[language],
    number: line.number,
    meta: metaOf(line, place)[language],
    name: line.region === null ? line.name : `${line.name}（${line.region}）`,
    facts: line.figures ? factsOf(line.figures, language) : [],
    progress: line.figures?.progress ?? null,
    reason: line.reason && text(`原因：${line.reason.zh}`, `Reason: ${line.reason.en}`)[language],
    duty: dutyOf(line, place),
    responsible: {
      label: text('责任单位', 'Responsible')[language],
      names:
        line.responsible.join(language === 'zh' ? '、' : ', ') ||
        text('计划未明确', 'not named by the plan')[language],
    },
  }
}
