/** Knows the one page of the weekly message for leaders: every red by name, of the rest a row each, and no more than a page bears. */
import { DIGEST_SECTIONS, type Digest, type DigestSection } from '../indicators/digest.ts'
import { WARNING_ENDS, type DigestFigures, type DigestLine, type Duty } from '../indicators/digest-line.ts'
import type { DigestRed } from '../indicators/digest-red.ts'
import { byDayText } from '../indicators/day-text.ts'
import { formatPercent } from '../indicators/figure-text.ts'
import { LIGHTS, type Light } from '../indicators/light.ts'
import { text, type Language, type Text } from '../indicators/text.ts'
import { WARNING_LEVELS, WARNING_STATES, type WarningLevel } from '../indicators/warnings/warning.ts'
import { countLines, groupName, listGroups, type LineGroup } from './digest-groups.ts'
import { markOfLine, nameOf, type BarWords, type Said } from './digest-line-words.ts'
import { briefReason, distanceText, figuresText } from './digest-reason-words.ts'
import { NEWS } from './digest-section-words.ts'

/** More rows than this do not stay on one sheet of A4; the reds come first. */
const ROWS = 5

export interface SummaryRow {
  readonly tone: Light
  /** `◆ 红色预警`. */
  readonly badge: string
  readonly name: string
  /** Number and age. */
  readonly mark: string
  readonly reason: string
  readonly bar: BarWords | null
  readonly responsible: Said
  readonly owed: { readonly sentence: string; readonly urgent: boolean }
}

export interface SummaryWords {
  readonly title: string
  readonly rows: readonly SummaryRow[]
  /** What finds no row of its own: the reds in passing, the others counted. */
  readonly rest: string | null
}

const NOUNS = {
  acknowledge: text('签收', 'acknowledgement'),
  explain: text('说明', 'explanation'),
} as const

const dutyText = (duty: Duty): Text => {
  if (duty.kind === 'review') return text('已说明，待复核', 'explained, to be reviewed')
  const noun = NOUNS[duty.kind]
  if (duty.overdue > 0)
    return text(`${noun.zh}已逾期${duty.overdue}天`, `${noun.en} ${duty.overdue} day(s) overdue`)
  const by = duty.by && byDayText(duty.by)
  return by
    ? text(`待${noun.zh}，${by.zh}`, `${noun.en} due ${by.en}`)
    : text(`待${noun.zh}`, `${noun.en} due`)
}

const standingText = ({ state, end }: DigestLine): Text =>
  end === null ? WARNING_STATES[state] : text('无需办理', 'nothing to do')

/** The duty that is longest overdue, else the first there is; else how the warnings stand. */
const owedOf = (lines: readonly DigestLine[]): { readonly said: Text; readonly urgent: boolean } => {
  const duties = lines.flatMap(({ duty }) => duty ?? [])
  const [duty] = duties.toSorted((a, b) => b.overdue - a.overdue)
  if (duty) return { said: dutyText(duty), urgent: duty.overdue > 0 }
  const [first] = lines
  const said = first ? standingText(first) : text('没有未了结的预警', 'no open warning')
  return { said, urgent: false }
}

/** Since when. */
const ageText = ({ ageWeeks }: DigestLine): Text =>
  ageWeeks === 0
    ? text('本周发出', 'opened this week')
    : text(`已延续${ageWeeks}周`, `for ${ageWeeks} week(s)`)

/** What changed since he last read of it. */
const changeText = ({ level, levelBefore, ageWeeks }: DigestLine): Text => {
  if (levelBefore === null)
    return ageWeeks === 0 ? text('', '') : text('首次告知，', 'told for the first time, ')
  if (level === levelBefore) return text('', '')
  return level === 'red'
    ? text('由黄色加重，', 'worse than yellow, ')
    : text('由红色减轻，', 'eased from red, ')
}

/** More numbers than this do not stay in a line. */
const NUMBERS = 2

/** The level is said where the badge says another. */
const markOf = (lines: readonly DigestLine[], tone: Light): Text => {
  const parts = lines.slice(0, NUMBERS).map((line) => {
    const [change, age] = [changeText(line), ageText(line)]
    const level = line.level === tone ? null : WARNING_LEVELS[line.level]
    return text(
      `${line.number} ${level ? `${level.zh}预警，` : ''}${change.zh}${age.zh}`,
      `${line.number} ${level ? `${level.en} warning, ` : ''}${change.en}${age.en}`,
    )
  })
  const more = lines.length - parts.length
  const rest = more > 0 ? text(`；另有${more}件`, `; ${more} more`) : text('', '')
  return text(
    `${parts.map((p) => p.zh).join('；')}${rest.zh}`,
    `${parts.map((p) => p.en).join('; ')}${rest.en}`,
  )
}

/** More units than this are counted: a leader turns to the first. */
const UNITS = 3

const unitsOf = (names: readonly string[]): Text => {
  const [first] = names
  if (first === undefined) return text('计划未明确', 'not named by the plan')
  if (names.length > UNITS)
    return text(`${first}等${names.length}家`, `${first} and ${names.length - 1} more`)
  return text(names.join('、'), names.join(', '))
}

interface Placed {
  readonly section: DigestSection
  readonly group: LineGroup
}

interface About {
  readonly tone: Light
  readonly sign: string
  readonly badge: Text
  readonly name: string
  readonly reason: Text | null
  /** What the bar shows; null without one. */
  readonly figures: DigestFigures | null
  readonly responsible: readonly string[]
  readonly lines: readonly DigestLine[]
}

const rowOf = (about: About, language: Language): SummaryRow => {
  const { said, urgent } = owedOf(about.lines)
  const { progress = null, light = null } = about.figures ?? {}
  return {
    tone: about.tone,
    badge: `${about.sign} ${about.badge[language]}`,
    name: about.name,
    mark: markOf(about.lines, about.tone)[language],
    reason: about.reason?.[language] ?? '',
    bar:
      progress === null || light === null
        ? null
        : { label: `P ${formatPercent(progress)}`, progress, tone: light },
    responsible: {
      label: text('责任单位', 'Responsible')[language],
      sentence: unitsOf(about.responsible)[language],
    },
    owed: { sentence: said[language], urgent },
  }
}

const levelText = (level: WarningLevel): Text =>
  text(`${WARNING_LEVELS[level].zh}预警`, `${WARNING_LEVELS[level].en} warning`)

const redRow = ({ figures, lines, responsible, ...red }: DigestRed, language: Language): SummaryRow => {
  const said = figures && [figuresText(figures), distanceText(figures)]
  const reason = said
    ? text(said.map((t) => t.zh).join(''), said.map((t) => t.en).join(''))
    : (lines[0]?.reason ?? null)
  const badge = lines.some(({ level }) => level === 'red') ? levelText('red') : text('红灯', 'red light')
  return rowOf(
    {
      tone: 'red',
      sign: LIGHTS.red.symbol,
      badge,
      name: nameOf(red, language),
      reason,
      figures,
      responsible,
      lines,
    },
    language,
  )
}

const groupRow = ({ group }: Placed, language: Language): SummaryRow => {
  const [line] = group
  const { end } = line
  return rowOf(
    {
      ...markOfLine(line),
      badge: end === null ? levelText(line.level) : WARNING_ENDS[end],
      name: groupName(group, language),
      reason: end === null ? briefReason(line) : line.reason,
      figures: group.length === 1 ? line.figures : null,
      responsible: [...new Set(group.flatMap(({ responsible }) => responsible))],
      lines: group,
    },
    language,
  )
}

/** A red that finds no row of its own still says what a row says. */
const inPassing = ({ name, reason, owed, responsible }: SummaryRow): Text => {
  const parts = [reason, responsible.sentence, owed.sentence].filter((part) => part !== '')
  return text(`${name}：${parts.join('，')}`, `${name}: ${parts.join(', ')}`)
}

const redsOf = (reds: readonly DigestRed[], language: Language): SummaryWords[] => {
  if (reds.length === 0) return []
  const rows = reds.map((red) => redRow(red, language))
  const left = rows.slice(ROWS).map(inPassing)
  const rest = text(
    `另有${left.length}项：${left.map((l) => l.zh).join('；')}。`,
    `${left.length} more: ${left.map((l) => l.en).join('; ')}.`,
  )
  const title = text(`红灯和红色预警（${reds.length}项）`, `Red lights and red warnings (${reds.length})`)
  return [
    { title: title[language], rows: rows.slice(0, ROWS), rest: left.length === 0 ? null : rest[language] },
  ]
}

/** One list, for a heading of each section takes the room of a row; `reds` stand above it. */
const othersOf = (
  others: readonly Placed[],
  { room, reds }: { readonly room: number; readonly reds: boolean },
  language: Language,
): SummaryWords[] => {
  const shown = others.slice(0, room)
  if (shown.length === 0) return []
  const [all, listed] = [others, shown].map((placed) => countLines(placed.map(({ group }) => group)))
  // The count of the first sentence must be found again here, whatever room there is.
  const count =
    all === listed ? text(`${all}件`, `${all}`) : text(`${all}件，列出${listed}件`, `${listed} of ${all}`)
  const title = reds
    ? text(`其他预警（${count.zh}）`, `Other warnings (${count.en})`)
    : text(`预警（${count.zh}）`, `Warnings (${count.en})`)
  return [{ title: title[language], rows: shown.map((one) => groupRow(one, language)), rest: null }]
}

/** `其余新增2件、延续5件见附件《预警清单》`. */
const leftText = (left: readonly Placed[], language: Language): string => {
  const counts = [...Map.groupBy(left, ({ section }) => section)].map(([section, placed]) => {
    const [word, length] = [DIGEST_SECTIONS[section], countLines(placed.map(({ group }) => group))]
    return text(`${word.zh}${length}件`, `${length} ${word.en}`)
  })
  return text(
    `其余${counts.map((c) => c.zh).join('、')}见附件《预警清单》`,
    `The rest in the attached list: ${counts.map((c) => c.en).join(', ')}`,
  )[language]
}

/** Every red in his scope, then what else was reported upwards to him; a warning on a red stands there and not again. */
export const composeSummary = ({ sections, reds }: Digest, language: Language): readonly SummaryWords[] => {
  const named = new Set(reds.flatMap(({ lines }) => lines.map((line) => line.number)))
  const others = [...NEWS, 'continuing' as const].flatMap((section) =>
    listGroups(sections[section].filter((line) => !named.has(line.number))).map((group) => ({
      section,
      group,
    })),
  )
  const room = Math.max(0, ROWS - reds.length)
  const lists = [...redsOf(reds, language), ...othersOf(others, { room, reds: reds.length > 0 }, language)]
  const left = others.slice(room)
  if (left.length === 0) return lists
  const said = leftText(left, language)
  return lists.map((list, index) =>
    index < lists.length - 1
      ? list
      : {
          ...list,
          rest: list.rest === null ? said : text(`${list.rest}${said}`, `${list.rest} ${said}`)[language],
        },
  )
}
