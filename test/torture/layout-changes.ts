/** Knows the ways in which people lay out, rename, split and spoil a table, and how the result stands on a sheet. */
import fc from 'fast-check'
import type { Grid, MergedRange } from '../../workbooks/grid.ts'
import { rangeAddress } from '../../workbooks/addresses.ts'
import { gridOf, type SheetPlan, type Value } from '../workbooks/grid-builder.ts'
import type { Model, ModelColumn } from './layout-models.ts'

export type Wrong =
  | 'nothing'
  | 'repeat-row'
  | 'drop-row'
  | 'rename-row'
  | 'swap-codes'
  | 'other-month'
  | 'other-unit'
  | 'repeat-column'
  | 'repeat-table'

/** How one table is laid out. */
export interface Change {
  readonly order: readonly number[]
  readonly dress: readonly number[]
  readonly synonyms: number
  readonly blankRows: readonly number[]
  readonly blankColumns: readonly number[]
  readonly header: 'merged' | 'blank' | 'repeated'
  readonly letters: boolean
  readonly codes: 'text' | 'number' | 'none'
  /** Units are printed in a column, behind the name, or (where all are one) over the table. */
  readonly units: 'column' | 'name' | 'line'
  readonly scale: boolean
  readonly months: boolean
  readonly above: number
  readonly texts: readonly number[]
  readonly split:
    | 'whole'
    | 'rows-below'
    | 'rows-beside'
    | 'rows-sheet'
    | 'columns-below'
    | 'columns-beside'
    | 'columns-sheet'
  readonly headed: boolean
  readonly gap: number
  readonly wrong: Wrong
  readonly at: number
}

/** How the tables of a workbook stand together. */
export interface Arrangement {
  readonly second: 'none' | 'below' | 'beside' | 'sheet'
  readonly sheets: 'none' | 'figures' | 'notes' | 'hidden' | 'unknown-table'
}

const WRONGS: readonly Wrong[] = [
  'nothing',
  'nothing',
  'nothing',
  'nothing',
  'repeat-row',
  'drop-row',
  'rename-row',
  'swap-codes',
  'other-month',
  'other-unit',
  'repeat-column',
  'repeat-table',
]

export const changes: fc.Arbitrary<Change> = fc.record({
  order: fc.array(fc.nat({ max: 1e6 }), { minLength: 12, maxLength: 12 }),
  dress: fc.array(fc.nat({ max: 20 }), { minLength: 60, maxLength: 60 }),
  synonyms: fc.nat({ max: 3 }),
  blankRows: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
  blankColumns: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
  header: fc.constantFrom('merged', 'blank', 'repeated'),
  letters: fc.boolean(),
  codes: fc.constantFrom('text', 'number', 'none'),
  units: fc.constantFrom('column', 'name', 'line'),
  scale: fc.boolean(),
  months: fc.boolean(),
  above: fc.nat({ max: 3 }),
  texts: fc.array(fc.nat({ max: 8 }), { minLength: 40, maxLength: 40 }),
  split: fc.constantFrom(
    'whole',
    'whole',
    'whole',
    'rows-below',
    'rows-beside',
    'rows-sheet',
    'columns-below',
    'columns-beside',
    'columns-sheet',
  ),
  headed: fc.boolean(),
  gap: fc.nat({ max: 2 }),
  wrong: fc.constantFrom(...WRONGS),
  at: fc.nat({ max: 60 }),
})

export const arrangements: fc.Arbitrary<Arrangement> = fc.record({
  second: fc.constantFrom('none', 'none', 'none', 'below', 'beside', 'sheet'),
  sheets: fc.constantFrom('none', 'none', 'figures', 'notes', 'hidden', 'unknown-table'),
})

/** A piece of a sheet: rows of values and the merges in it, counted from its own first row and column. */
export interface Block {
  readonly rows: readonly (readonly Value[])[]
  readonly merges: readonly MergedRange[]
}

const pick = <T>(list: readonly T[], index: number): T => {
  const one = list[index % list.length]
  if (one === undefined) throw new Error('empty list')
  return one
}

const wide = (s: string): string =>
  s.replace(/[0-9()%-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const lead = (s: string): string => /^\s*/.exec(s)?.[0] ?? ''
/** Ways in which a label or a name is typed differently and still means the same. */
const DRESSES: readonly ((s: string) => string)[] = [
  (s) => s,
  (s) => s,
  wide,
  (s) => s.replaceAll('-', '—'),
  (s) => lead(s) + [...s.trim()].join(' '),
  (s) => `${s}　`,
  (s) => s.replaceAll('（', '(').replaceAll('）', ')'),
]
const NAME_DRESSES: readonly ((s: string) => string)[] = [
  ...DRESSES,
  (s) => `${lead(s)}一、${s.trim()}`,
  (s) => `${lead(s)}其中：${s.trim()}`,
  (s) => `${lead(s)}（二）${s.trim()}`,
  (s) => `${lead(s)}#${s.trim()}`,
]

const SCALES: Readonly<Record<string, readonly [unit: string, times: number]>> = {
  亿元: ['万元', 1e4],
  万元: ['亿元', 1e-4],
  万家: ['家', 1e4],
  万户: ['户', 1e4],
  万台: ['台', 1e4],
  万人: ['人', 1e4],
  Tbps: ['Gbps', 1e3],
}

/** A figure as it is typed: a number, a text, a number with its unit, a percentage. */
const typed = (value: number, unit: string, how: number): Value => {
  if (how === 1) return String(value)
  if (how === 2) return wide(String(value))
  if (how === 3 && unit !== '') return `${value}${unit}`
  if (how === 4 && unit === '%') return { type: 'number', value: value / 100, percent: true }
  if (how === 5) return ` ${value}　`
  return value
}

type StubKind = 'unit' | 'code'

interface Column {
  readonly path: readonly string[]
  readonly letter: string
  readonly cell: (row: number) => Value
}

const printedUnit = (model: Model, row: number, { scale }: Change): string => {
  const unit = model.rows[row]?.unit ?? ''
  return scale ? (SCALES[unit]?.[0] ?? unit) : unit
}

/** Where units can be printed at all, so that a scaled figure is not a wrong one. */
const unitPlace = (model: Model, change: Change): Change['units'] | 'label' | 'none' => {
  const units = new Set(model.rows.map((r) => r.unit))
  if (model.form.regions) return model.form.code === 'nbs-province-gdp' ? 'line' : 'label'
  if (model.unit.code === 'nbs') return 'none'
  return change.units === 'line' && units.size > 1 ? 'column' : change.units
}

const regionalUnit = (change: Change): string => (change.scale ? '万元' : '亿元')

const figureValue = (model: Model, place: { row: number; column: number }, change: Change): Value => {
  const figure = model.figure(place.row, place.column)
  if (!figure) return pick<Value>([null, null, '—', null], place.row + place.column)
  const where = unitPlace(model, change)
  const scaled = change.scale && where !== 'none' ? SCALES[figure.unit] : undefined
  const value = scaled ? Number((figure.value * scaled[1]).toPrecision(15)) : figure.value
  const how = pick(change.texts, place.row * 3 + place.column)
  return typed(value, scaled ? scaled[0] : figure.unit, how)
}

const withMonth = (label: string, model: Model, { months, wrong }: Change): string => {
  const month = Number(model.period.slice(5, 7))
  if (!model.period.includes('-') || (!months && wrong !== 'other-month')) return label
  const told = wrong === 'other-month' ? (month % 12) + 1 : month
  return label.replace(/^1[-—]本月$/, `1-${told}月`).replace(/^本月/, `${told}月`)
}

const figurePath = (model: Model, column: ModelColumn, change: Change): readonly string[] => {
  const path = pick(column.paths, change.synonyms).map((label) => withMonth(label, model, change))
  const regional = model.form.regions && !column.percent && unitPlace(model, change) === 'label'
  // Growth of a form without units in its labels stays without one.
  const growing = /增速|增长/.test(path.join(''))
  return regional && !growing ? [...path.slice(0, -1), `${path.at(-1) ?? ''}(${regionalUnit(change)})`] : path
}

const nameColumn = (model: Model, change: Change): Column => ({
  path: [model.nameLabel],
  letter: '甲',
  cell: (row) => {
    const { names = [''], indent = 0 } = model.rows[row] ?? {}
    const behind = unitPlace(model, change) === 'name' ? `（${printedUnit(model, row, change)}）` : ''
    const name = `${'　'.repeat(indent)}${pick(names, change.synonyms)}${behind}`
    return pick(NAME_DRESSES, pick(change.dress, row))(name)
  },
})

const stubColumns = (model: Model, change: Change): readonly Column[] => {
  const kinds: readonly StubKind[] = [
    ...(unitPlace(model, change) === 'column' ? (['unit'] as const) : []),
    ...(model.form.stub.code !== undefined && change.codes !== 'none' ? (['code'] as const) : []),
  ]
  return kinds.map((kind, i) => ({
    path: [kind === 'unit' ? '计量单位' : '代码'],
    letter: '乙丙'[i] ?? '',
    cell: (row) => {
      if (kind === 'unit') return printedUnit(model, row, change)
      const code = model.rows[row]?.code ?? ''
      return change.codes === 'number' && code !== '' ? Number(code) : code
    },
  }))
}

/** Columns of figures in another order; those of one group stay together, as a person moves them. */
const figureColumns = (model: Model, change: Change): readonly Column[] => {
  const groupOf = (c: ModelColumn): string =>
    (c.paths[0]?.length === 1 ? c.paths[0][0] : c.paths[0]?.[0]) ?? ''
  const groups = [...new Set(model.columns.map(groupOf))]
  const rank = (c: ModelColumn): number => pick(change.order, groups.indexOf(groupOf(c)))
  return model.columns
    .map((column, index) => ({ column, index }))
    .toSorted(
      (a, b) =>
        rank(a.column) - rank(b.column) ||
        groups.indexOf(groupOf(a.column)) - groups.indexOf(groupOf(b.column)) ||
        a.index - b.index,
    )
    .map(({ column, index }, i) => ({
      path: figurePath(model, column, change).map((label, level) =>
        pick(DRESSES, pick(change.dress, level === 0 ? groups.indexOf(groupOf(column)) + 20 : i + 30))(label),
      ),
      letter: column.code,
      cell: (row) => figureValue(model, { row, column: index }, change),
    }))
}

const WRONG_NAME = '别的名称'

/** The rows of values of a table, after a person spoilt one of them. */
const spoiltRows = (
  columns: readonly Column[],
  rows: readonly number[],
  { wrong, at }: Change,
): readonly (readonly Value[])[] => {
  const values = rows.map((row) => columns.map((c) => c.cell(row)))
  if (values.length === 0) return values
  const index = at % values.length
  const row = pick(values, index)
  const name = columns.findIndex((c) => c.letter === '甲')
  const code = columns.findIndex((c) => c.path[0] === '代码')
  const unit = columns.findIndex((c) => c.path[0] === '计量单位')
  if (wrong === 'repeat-row') return [...values, row.map((v) => (typeof v === 'number' ? v + 1 : v))]
  if (wrong === 'drop-row') return values.toSpliced(index, 1)
  if (wrong === 'rename-row') return values.with(index, row.with(name, WRONG_NAME))
  if (wrong === 'other-unit' && unit >= 0) return values.with(index, row.with(unit, '头'))
  const next = values[(index + 1) % values.length]
  if (wrong !== 'swap-codes' || code < 0 || !next || next === row) return values
  return values
    .with(index, row.with(code, next[code] ?? null))
    .with((index + 1) % values.length, next.with(code, row[code] ?? null))
}

const headerRows = (columns: readonly Column[], header: Change['header']): Block => {
  const depth = Math.max(...columns.map((c) => c.path.length))
  const isRepeat = (i: number, level: number): boolean => {
    const [path, left] = [columns[i]?.path ?? [], columns[i - 1]?.path]
    return (
      level < path.length - 1 && left !== undefined && left.length > level + 1 && left[level] === path[level]
    )
  }
  const rows = Array.from({ length: depth }, (_, level) =>
    columns.map(({ path }, i): Value => {
      const label = path[level]
      return label === undefined || label === '' || (header !== 'repeated' && isRepeat(i, level))
        ? null
        : label
    }),
  )
  if (header !== 'merged') return { rows, merges: [] }
  const merges = columns.flatMap(({ path }, i): MergedRange[] => {
    if (path.length < depth) return [{ top: path.length, bottom: depth, left: i + 1, right: i + 1 }]
    if (path.length < 2 || isRepeat(i, 0)) return []
    const next = columns.findIndex((_, j) => j > i && !isRepeat(j, 0))
    return [{ top: 1, bottom: 1, left: i + 1, right: next < 0 ? columns.length : next }]
  })
  return { rows, merges }
}

const shiftMerges = (merges: readonly MergedRange[], down: number, right: number): readonly MergedRange[] =>
  merges.map((m) => ({
    top: m.top + down,
    bottom: m.bottom + down,
    left: m.left + right,
    right: m.right + right,
  }))

/** One under the other. */
export const stack = (blocks: readonly Block[]): Block =>
  blocks.reduce((above, block) => ({
    rows: [...above.rows, ...block.rows],
    merges: [...above.merges, ...shiftMerges(block.merges, above.rows.length, 0)],
  }))

/** Side by side; the first rows of both lie in one line. */
export const beside = (left: Block, right: Block, gap: number): Block => {
  const width = Math.max(0, ...left.rows.map((r) => r.length)) + gap
  const height = Math.max(left.rows.length, right.rows.length)
  return {
    rows: Array.from({ length: height }, (_, i) => {
      const own = left.rows[i] ?? []
      const other = right.rows[i]
      return other ? [...own, ...Array<Value>(width - own.length).fill(null), ...other] : own
    }),
    merges: [...left.merges, ...shiftMerges(right.merges, 0, width)],
  }
}

const lines = (texts: readonly string[]): Block => ({ rows: texts.map((t) => [t]), merges: [] })
const blank = (count: number): Block => ({ rows: Array.from({ length: count }, () => []), merges: [] })

const spread = (block: Block, blanks: readonly number[]): Block => {
  const shift = (c: number): number => c + blanks.filter((b) => b <= c).length
  return {
    rows: block.rows.map((row) => {
      const out: Value[] = []
      row.forEach((value, c) => {
        out[shift(c)] = value
      })
      return Array.from(out, (value) => value ?? null)
    }),
    merges: block.merges.map((m) => ({ ...m, left: shift(m.left - 1) + 1, right: shift(m.right - 1) + 1 })),
  }
}

interface Part {
  readonly rows: readonly number[]
  readonly figures: readonly Column[]
}

/** Header, letters and rows of one table. */
const tableOf = (model: Model, part: Part, change: Change): Block => {
  const stub = stubColumns(model, change)
  const figures =
    change.wrong === 'repeat-column' ? [...part.figures, ...part.figures.slice(0, 1)] : part.figures
  const columns = [nameColumn(model, change), ...stub, ...figures]
  const header = headerRows(columns, change.header)
  const lettered = change.letters && columns.every((c) => c.letter !== '')
  const letters = lettered
    ? [columns.map((c): Value => (/^\d+$/.test(c.letter) ? Number(c.letter) : c.letter))]
    : []
  const rows: (readonly Value[])[] = [...spoiltRows(columns, part.rows, change)]
  for (const at of change.blankRows) rows.splice(at, 0, [])
  const table = { rows: [...header.rows, ...letters, ...rows], merges: header.merges }
  const oneLine = header.rows.length === 1 || change.header === 'merged'
  return spread(table, oneLine ? change.blankColumns : [])
}

const unitLine = (model: Model, change: Change): readonly string[] => {
  if (unitPlace(model, change) !== 'line') return []
  const unit = model.form.regions ? regionalUnit(change) : printedUnit(model, 0, change)
  return [`计量单位：${unit}`]
}

const halves = <T>(list: readonly T[]): readonly [readonly T[], readonly T[]] => {
  const middle = Math.ceil(list.length / 2)
  return [list.slice(0, middle), list.slice(middle)]
}

/** The blocks of a submission, one for each sheet that it needs. */
export const layOut = (model: Model, change: Change): readonly Block[] => {
  const figures = figureColumns(model, change)
  const rows = model.rows.map((_, i) => i)
  const heading = lines([...model.heading, ...unitLine(model, change)])
  const foot = lines(model.foot)
  const whole = tableOf(model, { rows, figures }, change)
  const above = blank(change.above)
  if (change.wrong === 'repeat-table') return [stack([above, heading, whole, blank(change.gap), whole])]
  if (change.split === 'whole') return [stack([above, heading, whole, foot])]
  const [part, how] = change.split.split('-')
  const [rowHalves, columnHalves] = [halves(rows), halves(figures)]
  const [first, second] = [0, 1].map((i) =>
    tableOf(
      model,
      part === 'rows' ? { rows: rowHalves[i] ?? [], figures } : { rows, figures: columnHalves[i] ?? [] },
      // What is wrong is wrong in one of them.
      i === 0 ? change : { ...change, wrong: change.wrong === 'other-month' ? 'other-month' : 'nothing' },
    ),
  )
  if (!first || !second) return []
  if (how === 'beside') return [stack([above, heading, beside(first, second, change.gap), foot])]
  const own = change.headed ? heading : blank(0)
  if (how === 'sheet') return [stack([above, heading, first, foot]), stack([own, second, foot])]
  return [stack([above, heading, first, blank(change.gap), own, second, foot])]
}

const EXTRA: Readonly<Record<Arrangement['sheets'], readonly SheetPlan[]>> = {
  none: [],
  figures: [
    {
      name: '计算',
      rows: [
        [1.5, 2.5],
        [4, 9999],
      ],
    },
  ],
  notes: [{ name: '填表说明', rows: [['填表说明'], ['1.各单位按时报送。'], ['2.数据须经审核。']] }],
  hidden: [
    {
      name: '旧数',
      state: 'hidden',
      rows: [
        ['指标名称', '本月'],
        ['软件业务收入', 7777],
      ],
    },
  ],
  'unknown-table': [
    {
      name: '其他',
      rows: [
        ['项目名称', '投资额'],
        ['某某项目', 8888],
        ['另一项目', 7777],
      ],
    },
  ],
}

/** The blocks of one or two submissions as a workbook. */
export const composeGrid = (blocks: readonly (readonly Block[])[], { second, sheets }: Arrangement): Grid => {
  const [first = [], other = []] = blocks
  const [own, ...more] = first
  const [others, ...moreOthers] = other
  const together = ((): readonly Block[] => {
    if (!own || !others) return first
    if (second === 'below') return [stack([own, blank(1), others]), ...more, ...moreOthers]
    if (second === 'beside') return [beside(own, others, 1), ...more, ...moreOthers]
    return [own, ...more, others, ...moreOthers]
  })()
  const plans = together.map((block, i): SheetPlan => ({
    name: `表${i + 1}`,
    rows: block.rows,
    merges: block.merges.map(rangeAddress),
  }))
  return gridOf(...plans, ...EXTRA[sheets])
}
