/** Knows that a rearranged workbook gives the same figures or a finding, and never a wrong figure: 200 rearrangements a run. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MergedRange } from '../../workbooks/grid.ts'
import { rangeAddress } from '../../workbooks/addresses.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { gridOf, type Value } from './grid-builder.ts'
import { catalogue, countyForm, departmentForm } from './small-catalogue.ts'

interface Table {
  readonly heading: readonly string[]
  /** One path of labels for each column; a path shorter than the longest is merged downwards. */
  readonly labels: readonly (readonly string[])[]
  readonly letters: readonly Value[]
  readonly rows: readonly (readonly Value[])[]
  readonly file: string
}

/** 2.03 is the figure of the second item in the third column. */
const keyed = (form: typeof departmentForm, variable: string, measure: string): number => {
  const column = form.columns.findIndex((c) => c.holds.kind === 'measure' && c.holds.measure === measure)
  return (100 * (form.items.findIndex((i) => i.variable === variable) + 1) + column + 1) / 100
}

/** Every figure tells its item and its column, so that a wrong one is seen. */
const figure = (form: typeof departmentForm, at: { item: number; column: number }): Value => {
  const [item, column] = [form.items[at.item], form.columns[at.column]]
  if (!item || column?.holds.kind !== 'measure') return null
  return (item.measures?.includes(column.holds.measure) ?? true)
    ? keyed(form, item.variable, column.holds.measure)
    : null
}

const asked = departmentForm.items.filter((i) => !i.reportingUnits)
const department: Table = {
  heading: ['数字经济主要指标月报表', '表号：浙数经月1表', '填报单位：省经信厅          2020年7月'],
  labels: [['指标名称'], ['计量单位'], ['代码'], ...departmentForm.columns.map((c) => c.labels)],
  letters: ['甲', '乙', '丙', 1, 2, 3, 4, 5, 6],
  rows: asked.map((item, i) => [
    '　'.repeat(item.indent) + item.name,
    item.unit,
    item.code ?? null,
    ...departmentForm.columns.map((_, column) => figure(departmentForm, { item: i, column })),
  ]),
  file: '报表.xlsx',
}
const county: Table = {
  heading: ['2016年3月(E41009)限额以上零售额（可比口径）'],
  labels: [['指标名称'], ...countyForm.columns.map((c) => c.labels)],
  letters: ['甲', 1, 2, 3, 4],
  rows: countyForm.items.map((item, i) => [
    '  '.repeat(item.indent) + item.name,
    ...countyForm.columns.map((_, column) => figure(countyForm, { item: i, column })),
  ]),
  file: 'E41009_429021000000_20160003.xls',
}

const wide = (s: string): string =>
  s.replace(/[0-9()%-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const lead = (s: string): string => /^\s*/.exec(s)?.[0] ?? ''
/** Ways in which a label or a name is typed differently and still means the same. */
const DRESSES: readonly ((s: string) => string)[] = [
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

const SYNONYMS: Readonly<Record<string, string>> = {
  本月: '本期',
  软件业务收入: '软件和信息服务业收入',
  去年同期: '上年同期',
  说明: '备注',
}
const renamed = (s: string, on: boolean): string => (on ? lead(s) + (SYNONYMS[s.trim()] ?? s.trim()) : s)

interface Change {
  readonly order: readonly number[]
  readonly dress: readonly number[]
  readonly synonyms: boolean
  readonly blankRows: readonly number[]
  readonly blankColumns: readonly number[]
  readonly merged: boolean
  readonly letters: boolean
  readonly codes: 'text' | 'number' | 'none'
  readonly above: number
  readonly months: boolean
  /** Something that is wrong: the same figures or a finding, never another figure. */
  readonly wrong:
    | 'nothing'
    | 'swap-codes'
    | 'repeat-row'
    | 'drop-row'
    | 'rename-row'
    | 'swap-labels'
    | 'wrong-month'
    | 'unit'
  readonly at: number
}

const changes = fc.record<Change>({
  order: fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 9, maxLength: 9 }),
  dress: fc.array(fc.nat({ max: 20 }), { minLength: 40, maxLength: 40 }),
  synonyms: fc.boolean(),
  blankRows: fc.array(fc.nat({ max: 8 }), { maxLength: 4 }),
  blankColumns: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
  merged: fc.boolean(),
  letters: fc.boolean(),
  codes: fc.constantFrom('text', 'number', 'none'),
  above: fc.nat({ max: 3 }),
  months: fc.boolean(),
  wrong: fc.constantFrom(
    'nothing',
    'nothing',
    'nothing',
    'swap-codes',
    'repeat-row',
    'drop-row',
    'rename-row',
    'swap-labels',
    'wrong-month',
    'unit',
  ),
  at: fc.nat({ max: 4 }),
})

const pick = <T>(list: readonly T[], index: number): T => {
  const one = list[index % list.length]
  if (one === undefined) throw new Error('empty list')
  return one
}

/** Wrongs that a person makes; what cannot be told from a right workbook is not among them. */
const spoil = (table: Table, { wrong, at }: Change): Table => {
  const row = pick(table.rows, at)
  const next = pick(table.rows, at + 1)
  const code = table.labels.findIndex(([label]) => label === '代码')
  const replace = (index: number, value: readonly Value[]): Table => ({
    ...table,
    rows: table.rows.with(index % table.rows.length, value),
  })
  if (wrong === 'repeat-row')
    return { ...table, rows: [...table.rows, row.map((v) => (typeof v === 'number' ? v + 1 : v))] }
  if (wrong === 'drop-row') return { ...table, rows: table.rows.filter((r) => r !== row) }
  if (wrong === 'swap-codes' && code > 0) {
    const codes = new Map([
      [row, next[code] ?? null],
      [next, row[code] ?? null],
    ])
    return { ...table, rows: table.rows.map((r) => r.with(code, codes.get(r) ?? r[code] ?? null)) }
  }
  if (wrong === 'rename-row') return replace(at, row.with(0, `${lead(String(row[0]))}别的指标`))
  return table
}

const monthOf = (table: Table): string => (table === county ? '3' : '7')

const labelled = (table: Table, base: Table, change: Change): Table => {
  const month = change.wrong === 'wrong-month' ? '5' : monthOf(base)
  const texts = table.labels.map((path) =>
    path.map((label) => {
      if (!change.months && change.wrong !== 'wrong-month') return label
      return label === '1-本月' ? `1-${month}月` : label === '本月' ? `${month}月` : label
    }),
  )
  const lower = texts.map((path) => path.at(-1) ?? '')
  const [a, b] = [
    lower.length - (table.labels.length > 6 ? 6 : 2),
    lower.length - (table.labels.length > 6 ? 5 : 1),
  ]
  if (change.wrong !== 'swap-labels' || !change.letters) return { ...table, labels: texts }
  return {
    ...table,
    labels: texts.map((path, i) =>
      i === a
        ? [...path.slice(0, -1), lower[b] ?? '']
        : i === b
          ? [...path.slice(0, -1), lower[a] ?? '']
          : path,
    ),
  }
}

/** Columns in another order; those of one group stay together, as a person moves them. */
const reorder = (table: Table, order: readonly number[]): Table => {
  const groups = [...new Set(table.labels.map((path) => path[0] ?? ''))]
  const rank = (i: number): number => order[groups.indexOf(table.labels[i]?.[0] ?? '')] ?? 0
  const columns = table.labels
    .map((_, i) => i)
    .toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        groups.indexOf(table.labels[a]?.[0] ?? '') - groups.indexOf(table.labels[b]?.[0] ?? '') ||
        a - b,
    )
  const take = <T>(list: readonly T[]): T[] => columns.flatMap((c) => list.slice(c, c + 1))
  return { ...table, labels: take(table.labels), letters: take(table.letters), rows: table.rows.map(take) }
}

const withCodes = (table: Table, codes: Change['codes']): Table => {
  const column = table.labels.findIndex(([label]) => label === '代码')
  if (column < 0 || codes === 'text') return table
  if (codes === 'number') return { ...table, rows: table.rows.map((r) => r.with(column, Number(r[column]))) }
  const cut = <T>(list: readonly T[]): readonly T[] => list.toSpliced(column, 1)
  return { ...table, labels: cut(table.labels), letters: cut(table.letters), rows: table.rows.map(cut) }
}

const dressed = (table: Table, { dress, synonyms, wrong }: Change): Table => ({
  ...table,
  labels: table.labels.map((path, i) =>
    path.map((label, j) => pick(DRESSES, pick(dress, i + j))(renamed(label, synonyms))),
  ),
  rows: table.rows.map((row, i) =>
    row.map((value, j) => {
      if (typeof value !== 'string') return value
      const isName = table.labels[j]?.[0] === '指标名称'
      if (wrong === 'unit' && i === 0 && value === '亿元') return '万家'
      return isName ? pick(NAME_DRESSES, pick(dress, i + 20))(renamed(value, synonyms)) : value
    }),
  ),
})

/** Lays the table out on a sheet: header rows with merges or plain, blank rows and columns anywhere. */
const layOut = (table: Table, change: Change) => {
  const depth = Math.max(...table.labels.map((p) => p.length))
  const header = Array.from({ length: depth }, (_, level) =>
    table.labels.map((path, i): Value => {
      const label = path[level]
      const left = table.labels[i - 1]
      const isRepeat = level < path.length - 1 && left !== undefined && left[level] === label
      return label === undefined || isRepeat ? null : label
    }),
  )
  const rows: (readonly Value[])[] = [...header, ...(change.letters ? [table.letters] : []), ...table.rows]
  for (const at of change.blankRows) if (at >= depth) rows.splice(at, 0, [])
  const top = change.above + table.heading.length
  // A blank column inside a group of a header without merges would cut the group: a person sees that, the reader refuses it.
  const columns = change.merged || depth === 1 ? change.blankColumns : []
  const shift = (c: number): number => c + columns.filter((b) => b <= c).length
  const merges: MergedRange[] = []
  table.labels.forEach((path, i) => {
    if (path.length < depth)
      merges.push({ top: top + path.length, bottom: top + depth, left: shift(i) + 1, right: shift(i) + 1 })
    if (path.length < 2 || table.labels[i - 1]?.[0] === path[0]) return
    const last = table.labels.findLastIndex((p) => p[0] === path[0])
    merges.push({ top: top + 1, bottom: top + 1, left: shift(i) + 1, right: shift(last) + 1 })
  })
  const spread = (row: readonly Value[]): Value[] => {
    const out: Value[] = []
    row.forEach((value, c) => {
      out[shift(c)] = value
    })
    return Array.from(out, (value) => value ?? null)
  }
  return {
    rows: [
      ...Array.from({ length: change.above }, () => []),
      ...table.heading.map((h) => [h]),
      ...rows.map(spread),
    ],
    merges: change.merged ? merges.map(rangeAddress) : [],
  }
}

const SEED = Math.floor(performance.timeOrigin % 2 ** 31)

test.each([
  ['a department', department, departmentForm],
  ['a county', county, countyForm],
] as const)(`the form of %s, rearranged (seed ${SEED})`, (_, base, form) => {
  const whole = base.rows.flat().filter((v) => typeof v === 'number').length
  fc.assert(
    fc.property(changes, (change) => {
      const spoilt = labelled(spoil(base, change), base, change)
      const table = dressed(reorder(withCodes(spoilt, change.codes), change.order), change)
      const reading = readSubmission({
        grid: gridOf(layOut(table, change)),
        file: base.file,
        catalogue,
        given: {},
      })
      const figures = reading.observations.filter((o) => 'value' in o.figure)
      const loud = reading.findings.filter((f) => f.class !== 'notice')
      const right = figures.every((o) => {
        const scale = o.unit === o.reported.unit ? 1 : 10000
        return (
          'value' in o.figure && Math.abs(o.figure.value * scale - keyed(form, o.variable, o.measure)) < 1e-6
        )
      })
      expect(reading.read).toBe(figures.length + reading.rejected)
      if (change.wrong === 'nothing') expect([reading.findings, figures.length]).toEqual([[], whole])
      expect(right || loud.length > 0).toBe(true)
      if (change.wrong !== 'swap-labels') expect(right).toBe(true)
      const monthly = figures.filter((o) => ['current', 'ytd'].includes(o.measure))
      if (change.wrong === 'wrong-month') expect(monthly).toEqual([])
      expect(figures.length === whole || loud.length > 0).toBe(true)
    }),
    { numRuns: 100, seed: SEED },
  )
})
