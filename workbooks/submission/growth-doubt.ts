/** Knows when a growth under % is doubted: 0.167 or 116.7 where its row gives 16.7, or a whole column below 1. */
import { findGrowthRange, growthHalf } from '../../indicators/edit-rules/growth.ts'
import { showNumber } from '../../indicators/edit-rules/figures.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { ReadObservation } from '../../indicators/observation.ts'
import { text, type Text } from '../../indicators/text.ts'
import { isGrowth } from './settle-unit.ts'
import { columnOf, hundredfold } from './share-doubt.ts'

interface Growth {
  readonly o: ReadObservation
  readonly value: number
  /** What the level and its base of the same row leave possible, in %; undefined where one of them is not there. */
  readonly range: readonly [number, number] | undefined
}

/** What people write for a growth that is none, and the growth that each of them means. */
const SLIPS: readonly {
  readonly name: Text
  readonly meant: (value: number) => number
  readonly scale: number
}[] = [
  { name: text('比例', 'a ratio'), meant: hundredfold, scale: 100 },
  {
    name: text('以上年为 1 的倍数', 'a multiple of the year before'),
    meant: (value) => Number((hundredfold(value) - 100).toFixed(6)),
    scale: 100,
  },
  {
    name: text('以上年为 100 的指数', 'an index on the year before'),
    meant: (value) => Number((value - 100).toFixed(6)),
    scale: 1,
  },
]

/** Points of per cent that a growth may differ from the one computed, as in the rule of growth. */
const WITHIN = 0.1

const isBare = ({ o, value }: Growth): boolean => value !== 0 && !/[%％]/.test(o.reported.text)

const lies = (value: number, [low, high]: readonly [number, number], slack: number): boolean =>
  value >= low - slack && value <= high + slack

const agrees = ({ o, value, range }: Growth): boolean =>
  range !== undefined && lies(value, range, WITHIN + growthHalf(o))

/** 0.2 for 16.7 was rounded too far to tell what it means: a tenth of the growth is the most that is forgiven. */
const slackOf = ({ o }: Growth, [low, high]: readonly [number, number], scale: number): number =>
  WITHIN + Math.min(growthHalf(o) * scale, Math.max(Math.abs(low), Math.abs(high)) / 10)

const judgeByRow = (growth: Growth): Finding | undefined => {
  const { o, value, range } = growth
  if (range === undefined || !isBare(growth) || agrees(growth)) return undefined
  const slip = SLIPS.find(({ meant, scale }) => lies(meant(value), range, slackOf(growth, range, scale)))
  if (!slip) return undefined
  const computed = showNumber(Number(((range[0] + range[1]) / 2).toFixed(2)))
  const meant = showNumber(slip.meant(value))
  return {
    rule: 'read.growth',
    class: 'quasi_mandatory',
    sheet: o.sheet,
    cell: o.cell,
    found: `${o.reported.text}（按 ${showNumber(value)} % 读取；由同行的两个数推算为 ${computed} %）`,
    expected: text(
      `以 % 表示的增速；此数似为${slip.name.zh}，应填 ${meant}`,
      `growth in %; this looks like ${slip.name.en}: ${meant} (its row gives ${computed} %)`,
    ),
  }
}

/** Fewer may all have stood still. */
const FEWEST_IN_COLUMN = 3

/** A column that no row bears out and that lies below 1 from top to bottom: one finding for all of it. */
const judgeColumn = (
  column: readonly Growth[],
  isDoubted: (growth: Growth) => boolean,
): readonly Finding[] => {
  const moving = column.filter((g) => g.value !== 0)
  const open = moving.filter((g) => g.range === undefined && isBare(g))
  const [first] = open
  const small = moving.every((g) => Math.abs(g.value) < 1 && (isDoubted(g) || open.includes(g)))
  if (!first || !small || moving.length < FEWEST_IN_COLUMN) return []
  const { sheet, cell } = first.o
  const shown = open.slice(0, 5).map((g) => `${g.o.cell} ${g.o.reported.text}`)
  const more = open.length > shown.length ? '……' : ''
  return [
    {
      rule: 'read.growth',
      class: 'verification',
      sheet,
      cell,
      found: `本列增速 ${moving.length} 个数都小于 1，按 % 读取：${shown.join('、')}${more}`,
      expected: text(
        `以 % 表示的增速；若为比例，${cell} 应填 ${showNumber(hundredfold(first.value))}，其余类推`,
        `growth in %; if ratios were meant, ${cell} is ${showNumber(hundredfold(first.value))}, and so on`,
      ),
    },
  ]
}

const seriesOf = ({ variable, region, period, measure }: ReadObservation): string =>
  [variable, region, period, measure].join(' ')

/** Growths that look like ratios or indices: by the figures of their row 准强制性, by their column alone 核实性. */
export const listGrowthDoubts = (observations: readonly ReadObservation[]): readonly Finding[] => {
  const series = new Map(observations.map((o) => [seriesOf(o), o]))
  const find = (about: ReadObservation) => series.get(seriesOf(about))
  const growths = observations.flatMap((o): Growth[] =>
    'value' in o.figure && isGrowth(o.measure)
      ? [{ o, value: o.figure.value, range: findGrowthRange(o, find) }]
      : [],
  )
  const byRow = growths.flatMap((g) => judgeByRow(g) ?? [])
  const cells = new Set(byRow.map((f) => `${f.sheet}!${f.cell}`))
  const isDoubted = ({ o }: Growth): boolean => cells.has(`${o.sheet}!${o.cell}`)
  const columns = Map.groupBy(growths, (g) => columnOf(g.o))
  return [...byRow, ...[...columns.values()].flatMap((column) => judgeColumn(column, isDoubted))]
}
