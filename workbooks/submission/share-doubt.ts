/** Knows when a bare 0.44 under % is doubted: the variable's range, its history, or the figures around it say that 44 was meant. */
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

const isNear = (a: number, b: number): boolean => a * b > 0 && Math.abs(Math.log(a / b)) < Math.log(2)

/** Whether a hundred times the value lies where the witness does, and the value itself does not. */
const isHundredth = (value: number, witness: number): boolean =>
  isNear(hundredfold(value), witness) && !isNear(value, witness)

export interface BareShare {
  readonly value: number
  readonly variable: Variable
  /** The last figure known of the same series. */
  readonly last: number | undefined
}

/** Why a bare share is doubted by itself; undefined when it is not. */
export const findShareDoubt = ({ value, variable, last }: BareShare): Text | undefined => {
  if (variable.unit !== '%' || value === 0 || Math.abs(value) > 1) return undefined
  if (last !== undefined && isHundredth(value, last)) return text(`上次为 ${last}`, `it was ${last} before`)
  const [least, most] = variable.range ?? [-Infinity, Infinity]
  const percent = hundredfold(value)
  return value < least && percent >= least && percent <= most
    ? text(`该指标应在 ${least}—${most} 之间`, `the range is ${least} to ${most}`)
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

const columnOf = ({ sheet, cell }: ReadObservation): string => `${sheet}!${cell.replace(/\d+$/, '')}`

const list = (values: readonly number[]): string => values.slice(0, 5).join('、')

const judgeAmong = (share: Share, shares: readonly Share[]): Finding | undefined => {
  const { o, value } = share
  const place = { sheet: o.sheet, cell: o.cell, shown: o.reported.text, value }
  const others = shares.filter((s) => !isBare(s))
  const same = others.filter((s) => s.o.variable === o.variable).map((s) => s.value)
  if (same.length > 0)
    return isHundredth(value, median(same))
      ? shareFinding(place, text(`本表中同一指标的其他数为 ${list(same)}`, `others are ${list(same)}`))
      : undefined
  const column = others.filter((s) => columnOf(s.o) === columnOf(o)).map((s) => s.value)
  const percent = hundredfold(value)
  const inTens = column.length >= FEWEST_NEIGHBOURS && column.every((v) => v >= 10) && percent >= 10
  return inTens
    ? shareFinding(
        place,
        text(`同列其他百分数为 ${list(column)}`, `its column holds ${list(column)}`),
        'verification',
      )
    : undefined
}

/** Bare shares that stand among figures in tens; those that were doubted already are not doubted twice. */
export const listShareDoubts = (
  observations: readonly ReadObservation[],
  doubted: readonly Finding[],
): readonly Finding[] => {
  const cells = new Set(doubted.filter((f) => f.rule === 'read.share').map((f) => `${f.sheet}!${f.cell}`))
  const shares = observations.flatMap((o): Share[] =>
    'value' in o.figure && o.unit === '%' && !isGrowth(o.measure) ? [{ o, value: o.figure.value }] : [],
  )
  return shares
    .filter((s) => isBare(s) && !cells.has(`${s.o.sheet}!${s.o.cell}`))
    .flatMap((s) => judgeAmong(s, shares) ?? [])
}
