/** Knows where everything stands on a template: heading, header rows, items, footer and notes, as rows and columns. */
import { dayText } from '../../indicators/day-text.ts'
import type { Form, FormColumn, FormItem } from '../../indicators/form.ts'
import type { Period } from '../../indicators/period.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { composePeriodText } from '../words/period-text.ts'
import { tightText } from '../words/plain-text.ts'

export type TemplateColumn =
  | {
      readonly kind: 'name' | 'unit' | 'code'
      readonly label: string
      readonly letter: string
      readonly width: number
    }
  | { readonly kind: 'form'; readonly formColumn: FormColumn; readonly width: number }

export interface TemplateItem {
  readonly row: number
  readonly item: FormItem
  /** False for a row that only shows what its sub-items belong to. */
  readonly asked: boolean
  readonly printedName: string
}

/** A text over a range of columns in one or more rows. */
export interface Block {
  readonly text: string
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export interface Layout {
  readonly columns: readonly TemplateColumn[]
  readonly title: Block
  readonly synthetic: Block | undefined
  /** 表号, 制定机关, 批准文号, 有效期至 at the upper right. */
  readonly imprint: readonly Block[]
  /** 填报单位, the period in the middle, 计量单位. */
  readonly line: {
    readonly unit: Block
    readonly period: Block | undefined
    readonly measure: Block | undefined
  }
  readonly header: readonly Block[]
  readonly headerTop: number
  readonly letterRow: number
  readonly items: readonly TemplateItem[]
  readonly lastItemRow: number
  readonly footer: Block | undefined
  readonly notes: readonly Block[]
}

export interface LayoutNeeds {
  readonly form: Form
  readonly unit: ReportingUnit
  readonly period: Period
  readonly synthetic: boolean
}

const NAME_WIDTHS = { least: 24, most: 46 }
/** Column widths count digits of the default font; a half-width of 宋体 of the same size is a little wider. */
export const SONG_WIDTH = 1.06
const FORM_WIDTHS = { measure: 13, period: 13, status: 11, note: 30 } as const
const SYNTHETIC_LINE = '合成数据：本表数字系演练编制，不是统计资料，不得引用'

/** Width in half characters: a Chinese character counts two. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0)

/** The items that the unit answers for, and over each the items it is part of. */
const printedItems = (form: Form, unit: ReportingUnit): readonly { item: FormItem; asked: boolean }[] => {
  const isAsked = (item: FormItem): boolean => item.reportingUnits?.includes(unit.code) ?? true
  const isAbove = (item: FormItem, index: number): boolean => {
    const below = form.items.slice(index + 1)
    const end = below.findIndex((other) => other.indent <= item.indent)
    return below.slice(0, end < 0 ? undefined : end).some(isAsked)
  }
  return form.items
    .map((item, index) => ({ item, asked: isAsked(item), needed: isAsked(item) || isAbove(item, index) }))
    .filter((one) => one.needed)
}

/** Units are printed in their column, else in one line for all items, else behind each name. */
const unitsOf = (form: Form, items: readonly { item: FormItem; asked: boolean }[]) => {
  const units = new Set(items.filter((i) => i.asked).map((i) => i.item.unit))
  const [only] = units
  const inLine = form.stub.unit === undefined && units.size === 1
  return { line: inLine ? only : undefined, behindName: form.stub.unit === undefined && !inLine }
}

const stubColumns = (form: Form, names: readonly string[]): readonly TemplateColumn[] => {
  const longest = Math.max(...names.map(widthOf), widthOf(form.stub.name))
  const width = Math.min(NAME_WIDTHS.most, Math.max(NAME_WIDTHS.least, Math.ceil(longest * SONG_WIDTH) + 2))
  const { unit, code } = form.stub
  const columns = [
    { kind: 'name' as const, label: form.stub.name, width },
    ...(unit === undefined ? [] : [{ kind: 'unit' as const, label: unit, width: 10 }]),
    ...(code === undefined ? [] : [{ kind: 'code' as const, label: code, width: 7 }]),
  ]
  return columns.map((column, i) => ({ ...column, letter: '甲乙丙'[i] ?? '' }))
}

const labelPath = (column: TemplateColumn): readonly string[] =>
  column.kind === 'form' ? column.formColumn.labels : [column.label]

/** The labels as blocks: equal labels side by side under one parent are one block, a short path reaches down to the letter row. */
const headerBlocks = (columns: readonly TemplateColumn[], top: number, depth: number): readonly Block[] =>
  Array.from({ length: depth }, (_, level) => level).flatMap((level) => {
    const blocks: Block[] = []
    columns.forEach((column, index) => {
      const path = labelPath(column)
      const label = path[level]
      if (label === undefined) return
      const before = columns[index - 1]
      const upTo = (p: readonly string[]): string => p.slice(0, level + 1).join('\n')
      const isLeaf = level === path.length - 1
      const last = blocks.at(-1)
      if (
        last &&
        before &&
        !isLeaf &&
        labelPath(before).length > level + 1 &&
        upTo(labelPath(before)) === upTo(path)
      )
        blocks.splice(-1, 1, { ...last, right: index + 1 })
      else
        blocks.push({
          text: label,
          top: top + level,
          bottom: isLeaf ? top + depth - 1 : top + level,
          left: index + 1,
          right: index + 1,
        })
    })
    return blocks
  })

/** Labels of the imprint are spread to one width, as on printed forms. */
const imprintLines = (form: Form): readonly string[] => [
  ...(form.tableNumber === undefined ? [] : [`表    号：${form.tableNumber}`]),
  ...(form.issuer === undefined ? [] : [`制定机关：${form.issuer}`]),
  ...(form.approval === undefined ? [] : [`批准文号：${form.approval}`]),
  ...(form.validUntil === undefined ? [] : [`有效期至：${dayText(form.validUntil).zh}`]),
]

/** First of the columns at the right that together are wide enough for a text. */
const rightBlockStart = (columns: readonly TemplateColumn[], width: number): number => {
  let [start, sum] = [columns.length, columns.at(-1)?.width ?? 0]
  while (sum < width && start > 2) {
    start -= 1
    sum += columns[start - 1]?.width ?? 0
  }
  return start
}

const imprintBlocks = (form: Form, columns: readonly TemplateColumn[], top: number): readonly Block[] => {
  const lines = imprintLines(form)
  const left = rightBlockStart(columns, Math.min(56, Math.max(0, ...lines.map(widthOf)) + 2))
  return lines.map((text, i) => ({ text, top: top + i, bottom: top + i, left, right: columns.length }))
}

const composeLine = (
  needs: LayoutNeeds,
  columns: readonly TemplateColumn[],
  place: { row: number; measure: string | undefined },
): Layout['line'] => {
  const stub = columns.filter((c) => c.kind !== 'form').length
  const rightStart = rightBlockStart(columns, 18)
  const [unit, period] = [`填报单位：${needs.unit.name}`, composePeriodText(needs.period)]
  const at = { top: place.row, bottom: place.row }
  const measure =
    place.measure === undefined
      ? undefined
      : { text: `计量单位：${place.measure}`, ...at, left: rightStart, right: columns.length }
  if (rightStart - stub < 2)
    return {
      unit: { text: `${unit}      ${period}`, ...at, left: 1, right: Math.max(1, rightStart - 1) },
      period: undefined,
      measure,
    }
  return {
    unit: { text: unit, ...at, left: 1, right: stub },
    period: { text: period, ...at, left: stub + 1, right: rightStart - 1 },
    measure,
  }
}

const footerText = (words: readonly string[]): string =>
  words
    .map((word) => (word.endsWith('日期') ? `${word}：20    年    月    日` : `${word}：              `))
    .join('    ')

const noteTexts = (form: Form, items: readonly { item: FormItem; asked: boolean }[]): readonly string[] => {
  const ofItems = items
    .filter(({ item, asked }) => asked && item.note !== undefined)
    .map(({ item }) =>
      `${item.code === undefined ? '' : `代码${item.code}`}“${tightText(item.name)}”：${item.note ?? ''}。`.replace(
        /。。$/,
        '。',
      ),
    )
  const all = [...form.notes, ...ofItems]
  return all.map((note, i) => `${i === 0 ? '说明：' : '　　　'}${all.length > 1 ? `${i + 1}.` : ''}${note}`)
}

const templateColumns = (form: Form, names: readonly string[]): readonly TemplateColumn[] => [
  ...stubColumns(form, names),
  ...form.columns.map((formColumn) => ({
    kind: 'form' as const,
    formColumn,
    width: FORM_WIDTHS[formColumn.holds.kind],
  })),
]

/** Lays the form out for one reporting unit. */
export const composeLayout = (needs: LayoutNeeds): Layout => {
  const { form, unit, synthetic } = needs
  const asked = printedItems(form, unit)
  const units = unitsOf(form, asked)
  const printedName = ({ item }: { item: FormItem }): string =>
    `${'　'.repeat(item.indent)}${item.name.trim()}${units.behindName ? `（${item.unit}）` : ''}`
  const columns = templateColumns(form, asked.map(printedName))
  const across = (text: string, row: number): Block => ({
    text,
    top: row,
    bottom: row,
    left: 1,
    right: columns.length,
  })
  const imprint = imprintBlocks(form, columns, synthetic ? 3 : 2)
  const lineRow = (synthetic ? 3 : 2) + imprint.length
  const headerTop = lineRow + 1
  const depth = Math.max(...columns.map((c) => labelPath(c).length))
  const letterRow = headerTop + depth
  const lastItemRow = letterRow + asked.length
  const notesTop = lastItemRow + (form.footer.length === 0 ? 1 : 2)
  return {
    columns,
    title: across(form.title, 1),
    synthetic: synthetic ? across(SYNTHETIC_LINE, 2) : undefined,
    imprint,
    line: composeLine(needs, columns, { row: lineRow, measure: units.line }),
    header: headerBlocks(columns, headerTop, depth),
    headerTop,
    letterRow,
    items: asked.map((one, i) => ({ ...one, row: letterRow + 1 + i, printedName: printedName(one) })),
    lastItemRow,
    footer: form.footer.length === 0 ? undefined : across(footerText(form.footer), lastItemRow + 1),
    notes: noteTexts(form, asked).map((text, i) => across(text, notesTop + i)),
  }
}
