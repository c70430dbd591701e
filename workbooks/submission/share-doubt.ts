/** Knows when a bare 0.44 under % is doubted: the variable's range, its history, the plan, or the figures around it say that 44 was meant. */
import { median } from '../../indicators/edit-rules/expectation.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { ReadObservation } from '../../indicators/observation.ts'
import { text, type Text } from '../../indicators/text.ts'
import type { Variable } from '../../indicators/variable.ts'
import { isGrowth } from './settle-unit.ts'

/** A hundred times, without the noise of binary fractions: 0.57 → 57. */
export const hundredfold = (value: number): number => {
  const shifted = Number(`${value}e2`)
  return Number.isFinite(shifted) ? shifted : value * 100
}

const list = (values: readonly number[]): string => values.slice(0, 5).join('、')

const isNear = (a: number, b: number): boolean => a * b > 0 && Math.abs(Math.log(a / b)) < Math.log(2)

/** Whether a hundred times the value lies where the witness does, and the value itself does not. */
const isHundredth = (value: number, witness: number): boolean =>
  isNear(hundredfold(value), witness) && !isNear(value, witness)

export interface BareShare {
  readonly value: number
  readonly variable: Variable
  /** The last figure known of the same series. */
  readonly last: number | undefined
  /** What the plan printed for it: baseline and targets. */
  readonly planned: readonly number[]
}

/** Whether a hundred times the value lies around what the plan printed, and the value itself far below all of it. */
const isHundredthOfPlanned = (value: number, planned: readonly number[]): boolean =>
  planned.some((p) => isHundredth(value, p)) && !planned.some((p) => isNear(value, p) || p < value)

/** Why a bare share is doubted by itself; undefined when it is not. */
export const findShareDoubt = ({ value, variable, last, planned }: BareShare): Text | undefined => {
  if (variable.unit !== '%' || value === 0 || Math.abs(value) > 1) return undefined
  if (last !== undefined && isHundredth(value, last)) return text(`上次为 ${last}`, `it was ${last} before`)
  const [least, most] = variable.range ?? [-Infinity, Infinity]
  const percent = hundredfold(value)
  if (value < least && percent >= least && percent <= most)
    return text(`该指标应在 ${least}—${most} 之间`, `the range is ${least} to ${most}`)
  // What was as small before is known better than what was planned.
  if (last !== undefined && isNear(value, last)) return undefined
  return isHundredthOfPlanned(value, planned)
    ? text(`计划的基期值和目标值为 ${list(planned)}`, `the plan's baseline and targets are ${list(planned)}`)
    : undefined
}

/** Where a doubted share stands. */
export interface DoubtedShare {
  readonly sheet: string
  readonly cell: string
  readonly shown: string
  readonly value: number
}

/**
 * The finding of a doubted share. By its own series or range it is 准强制性, as every slip by a power of ten: a factor of a
 * hundred would count until someone looked. By other variables of its column alone it is 核实性: they are weak witnesses.
 */
export const shareFinding = (
  { sheet, cell, shown, value }: DoubtedShare,
  why: Text,
  kind: 'quasi_mandatory' | 'verification' = 'quasi_mandatory',
): Finding => ({
  rule: 'read.share',
  class: kind,
  sheet,
  cell,
  found: `${shown}（按 ${value} % 读取；${why.zh}）`,
  expected: text(
    `百分数；若为比例，应填 ${hundredfold(value)} 或 ${hundredfold(value)}%`,
    `a percentage; if a ratio was meant, ${hundredfold(value)} or ${hundredfold(value)}% (${why.en})`,
  ),
})

interface Share {
  readonly o: ReadObservation
  readonly value: number
}

const isBare = ({ o, value }: Share): boolean =>
  value !== 0 && Math.abs(value) <= 1 && o.reported.unit === '%' && !/[%％]/.test(o.reported.text)

/** Two of them at least, all in tens: one alone may be anything. */
const FEWEST_NEIGHBOURS = 2

/** The column that a figure stands in. */
export const columnOf = ({ sheet, cell }: ReadObservation): string => `${sheet}!${cell.replace(/\d+$/, '')}`

interface Company {
  readonly shares: readonly Share[]
  readonly isDoubted: (share: Share) => boolean
  /** As small as was known or planned. */
  readonly isUsual: (share: Share) => boolean
}

const placeOf = ({ o, value }: Share): DoubtedShare => ({
  sheet: o.sheet,
  cell: o.cell,
  shown: o.reported.text,
  value,
})

/** By other variables of its column or its sheet: all in tens, or all as bare as it is. */
const judgeByOthers = (share: Share, { shares, isDoubted, isUsual }: Company): Finding | undefined => {
  const here = shares.filter((s) => s.o.sheet === share.o.sheet && s.o.variable !== share.o.variable)
  const column = here.filter((s) => !isBare(s) && columnOf(s.o) === columnOf(share.o)).map((s) => s.value)
  const percent = hundredfold(share.value)
  if (column.length >= FEWEST_NEIGHBOURS && column.every((v) => v >= 10) && percent >= 10)
    return shareFinding(
      placeOf(share),
      text(`同列其他百分数为 ${list(column)}`, `its column holds ${list(column)}`),
      'verification',
    )
  const doubted = here.filter(isDoubted)
  const alike = here.every((s) => isBare(s) && !isUsual(s)) ? here : doubted
  if (new Set(alike.map((s) => s.o.variable)).size < FEWEST_NEIGHBOURS) return undefined
  const values = alike.map((s) => s.value)
  return shareFinding(
    placeOf(share),
    text(`本表另有 ${list(values)} 也疑为比例`, `others here look like ratios too: ${list(values)}`),
    'verification',
  )
}

const judgeAmong = (share: Share, company: Company): Finding | undefined => {
  const same = company.shares
    .filter((s) => !isBare(s) && s.o.variable === share.o.variable)
    .map((s) => s.value)
  if (same.length === 0) return judgeByOthers(share, company)
  return isHundredth(share.value, median(same))
    ? shareFinding(placeOf(share), text(`本表中同一指标的其他数为 ${list(same)}`, `others are ${list(same)}`))
    : undefined
}

/**
 * Bare shares that stand among figures in tens, or among others as bare; those that were doubted already are not doubted
 * twice, and what is as small as the last figure known or the plan is not doubted at all.
 */
export const listShareDoubts = (
  observations: readonly ReadObservation[],
  doubted: readonly Finding[],
  expected: (o: ReadObservation) => readonly number[],
): readonly Finding[] => {
  const cells = new Set(doubted.filter((f) => f.rule === 'read.share').map((f) => `${f.sheet}!${f.cell}`))
  const isDoubted = ({ o }: Share): boolean => cells.has(`${o.sheet}!${o.cell}`)
  const shares = observations.flatMap((o): Share[] =>
    'value' in o.figure && o.unit === '%' && !isGrowth(o.measure) ? [{ o, value: o.figure.value }] : [],
  )
  const isUsual = ({ o, value }: Share): boolean => expected(o).some((e) => isNear(value, e))
  return shares
    .filter((s) => isBare(s) && !isDoubted(s) && !isUsual(s))
    .flatMap((s) => judgeAmong(s, { shares, isDoubted, isUsual }) ?? [])
}
