/** Knows which row of a sheet is which item of the form: by code and name together, by parents where names repeat. */
import type { ConfirmedMatch } from '../../indicators/confirmed-match.ts'
import type { Finding } from '../../indicators/finding.ts'
import { text, type Text } from '../../indicators/text.ts'
import { cellAddress } from '../grid.ts'
import { codeKey, indentOf, nameKey } from '../words/name-text.ts'
import { splitUnit } from '../words/unit-text.ts'
import { itemMeaning, labelPath } from './form-names.ts'
import { ancestorsOf, formTree, nameKeys, type TreeItem } from './form-tree.ts'
import { beginsFoot, findConfirmedRow, type RowMatch, type RowNeeds } from './row-match.ts'
import { cellText, type SheetMap } from './sheet-map.ts'

interface PrintedRow {
  readonly row: number
  readonly name: string
  readonly cell: string
  readonly code: string | undefined
  /** Keys of the names above it by indentation, nearest first; empty when nothing is indented less. */
  readonly above: readonly string[]
  readonly keys: readonly string[]
  /** By which a person may confirm what the row is. */
  readonly path: string
}

type Decision =
  | { readonly tree: TreeItem; readonly confirmed?: ConfirmedMatch }
  | { readonly wrong: Finding; readonly trees: readonly TreeItem[] }
  | undefined

/** More levels than any form has. */
const DEEPEST = 12

const readRows = (map: SheetMap, needs: RowNeeds): readonly PrintedRow[] => {
  const stack: { indent: number; key: string }[] = []
  return map.rows
    .filter((row) => row >= needs.dataStart)
    .map((row) => {
      const name = cellText(map.labelAt(row, needs.nameColumn))
      const code =
        needs.codeColumn === undefined ? undefined : codeKey(cellText(map.labelAt(row, needs.codeColumn)))
      const indent = indentOf(name)
      if (name.trim() !== '') {
        while ((stack.at(-1)?.indent ?? -1) >= indent) stack.pop()
      }
      const above = stack
        .slice(-DEEPEST)
        .map((s) => s.key)
        .toReversed()
      const key = nameKey(splitUnit(name, needs.names.isUnit).name)
      if (name.trim() !== '') stack.push({ indent, key })
      return {
        row,
        name: name.trim(),
        cell: cellAddress(row, needs.nameColumn),
        code,
        above,
        keys: nameKeys(name, needs.names.isUnit),
        path: labelPath([...above.toReversed(), key]),
      }
    })
}

const rowFinding = (map: SheetMap, row: PrintedRow, said: { rule: string; expected: Text }): Finding => ({
  rule: said.rule,
  class: 'mandatory',
  sheet: map.sheet.name,
  cell: row.cell,
  found: row.code === undefined ? row.name : `${row.code} ${row.name}`.trim(),
  expected: said.expected,
})

const label = (tree: TreeItem): string => `${tree.item.code ?? ''} ${tree.item.name.trim()}`.trim()
const labels = (trees: readonly TreeItem[]): string => trees.map(label).join('、')

const disagreement = (map: SheetMap, row: PrintedRow, trees: readonly TreeItem[]): Decision => ({
  wrong: rowFinding(map, row, {
    rule: 'form.row-disagrees',
    expected: text(
      `代码与指标名称应指同一指标（${labels(trees)}）；本行未读取，请更正`,
      `code and name of one item (${labels(trees)}); the row was not read`,
    ),
  }),
  trees,
})

/** Code and name are one item but for a bracket behind the name that is no unit of the catalogue: 14 跨境网络零售出口额（亿美元）. */
const foreignUnit = (map: SheetMap, row: PrintedRow, trees: readonly TreeItem[]): Decision => {
  const [, name = '', words = ''] = /^(.+)\(([^()]+)\)$/.exec(nameKey(row.name)) ?? []
  const tree = trees.find((t) => t.code === row.code && t.keys.includes(name))
  if (!tree) return undefined
  const { unit } = tree.item
  const wrong = rowFinding(map, row, {
    rule: 'form.row-unit',
    expected: text(
      `「${label(tree)}」按「${unit}」填报；名称后的「${words}」不是本目录的计量单位，不能换算，本行未读取，请换算为${unit}后更正`,
      `${label(tree)} in ${unit}: ${words} is no unit of the catalogue and is not converted; the row was not read`,
    ),
  })
  return { wrong, trees: [tree] }
}

const ambiguous = (map: SheetMap, row: PrintedRow, trees: readonly TreeItem[]): Decision => ({
  wrong: rowFinding(map, row, {
    rule: 'form.row-ambiguous',
    expected: text(
      `能够确定上级指标的名称或代码；同名指标有 ${trees.map((t) => [...ancestorsOf(t).toReversed(), t].map(label).join(' > ')).join('、')}，本行未读取`,
      `a code or an indentation that tells the parent; items of this name: ${labels(trees)}; the row was not read`,
    ),
  }),
  trees,
})

/** Where parents are printed by indentation they must be the item's own; without indentation they say nothing. */
const parentsAgree = (row: PrintedRow, tree: TreeItem): boolean =>
  tree.parent === undefined ||
  row.above.length === 0 ||
  ancestorsOf(tree).some((a) => a.keys.some((key) => row.above.includes(key)))

/** Of several items of one name, the one whose parent is the nearest printed above. */
const byParent = (row: PrintedRow, trees: readonly TreeItem[]): readonly TreeItem[] => {
  const nearest = row.above.find((key) => trees.some((t) => t.parent?.keys.includes(key)))
  return nearest === undefined ? trees : trees.filter((t) => t.parent?.keys.includes(nearest))
}

const decide = (map: SheetMap, row: PrintedRow, trees: readonly TreeItem[]): Decision => {
  const named = row.name === '' ? [] : trees.filter((t) => t.keys.some((key) => row.keys.includes(key)))
  const coded = row.code === undefined ? [] : trees.filter((t) => t.code === row.code)
  const [both, ...more] = row.name === '' ? coded : coded.filter((t) => named.includes(t))
  if (both && more.length === 0) return { tree: both }
  if (
    row.code !== undefined &&
    (coded.length > 0 || (named.length > 0 && named.every((t) => t.code !== undefined)))
  )
    return foreignUnit(map, row, coded) ?? disagreement(map, row, [...new Set([...coded, ...named])])
  if (named.length === 0) return undefined
  const agreeing = byParent(row, named)
  const [only, ...others] = agreeing
  if (!only || others.length > 0) return ambiguous(map, row, agreeing)
  return parentsAgree(row, only) ? { tree: only } : ambiguous(map, row, [only])
}

/** Where repeated names carry neither code nor indentation, rows in exactly the form's order are still certain. */
const byOrder = (rows: readonly PrintedRow[], trees: readonly TreeItem[]): ReadonlyMap<number, TreeItem> => {
  const known = rows.filter(
    (r) => r.name !== '' && trees.some((t) => t.keys.some((key) => r.keys.includes(key))),
  )
  const inOrder =
    known.length === trees.length &&
    known.every((r, i) => r.above.length === 0 && (trees[i]?.keys ?? []).some((key) => r.keys.includes(key)))
  return new Map(inOrder ? known.flatMap((r, i) => trees.slice(i, i + 1).map((tree) => [r.row, tree])) : [])
}

interface Decided {
  readonly row: PrintedRow
  readonly decision: Decision
}

/** What a person confirmed counts where the form itself does not tell; never against a code. */
const byConfirmation = (
  row: PrintedRow,
  decision: Decision,
  { trees, needs }: { trees: readonly TreeItem[]; needs: RowNeeds },
): Decision => {
  if (decision && !('wrong' in decision && decision.wrong.rule === 'form.row-ambiguous')) return decision
  const confirmed = findConfirmedRow(needs.names, row.path)
  const tree = trees.find((t) => itemMeaning(t.item) === confirmed?.means)
  return confirmed && tree ? { tree, confirmed } : decision
}

const toMatch = (map: SheetMap, { row, decision }: Decided, needs: RowNeeds): RowMatch => {
  const place = { row: row.row, name: row.name, cell: row.cell, path: row.path }
  if (!decision) return { kind: 'unknown', ...place }
  if ('wrong' in decision)
    return {
      kind: 'rejected',
      ...place,
      items: decision.trees.map((t) => t.item),
      regions: [],
      finding: decision.wrong,
    }
  const { confirmed } = decision
  const { item } = decision.tree
  const found = { kind: 'item' as const, row: row.row, item, ...(confirmed ? { confirmed } : {}) }
  const column = needs.unitColumn ?? needs.nameColumn
  const printed = needs.unitColumn === undefined ? '' : cellText(map.labelAt(row.row, column)).trim()
  const { unit } = splitUnit(row.name, needs.names.isUnit)
  if (printed === '') return { ...found, unit: unit ?? '', unitCell: row.cell }
  const nameUnit = unit === undefined ? {} : { nameUnit: { unit, cell: row.cell } }
  return { ...found, unit: printed, unitCell: cellAddress(row.row, column), ...nameUnit }
}

/** Rows that are decided to be the same item: none of them is read, for nobody knows which is meant. */
const rejectRepeated = (map: SheetMap, decided: readonly Decided[]): readonly Decided[] => {
  const rowsOf = Map.groupBy(decided, ({ decision }) =>
    decision && 'tree' in decision ? decision.tree : undefined,
  )
  return decided.map(({ row, decision }) => {
    if (!decision || 'wrong' in decision) return { row, decision }
    const { tree } = decision
    const same = rowsOf.get(tree) ?? []
    if (same.length < 2) return { row, decision }
    const list = same.slice(0, 10).map((s) => s.row.row)
    const expected = text(
      `「${tree.item.name.trim()}」只应有一行（现有第 ${list.join('、')} 行）；各行均未读取，请删去重复的行`,
      `one row for ${tree.item.name.trim()} (rows ${list.join(', ')}); none was read`,
    )
    return {
      row,
      decision: { wrong: rowFinding(map, row, { rule: 'form.row-twice', expected }), trees: [tree] },
    }
  })
}

/** The first row of the footer: signatures or notes, and no item. */
const footerAt = (map: SheetMap, decided: readonly Decided[]): number => {
  const index = decided.findIndex(({ row, decision }) => decision === undefined && beginsFoot(map, row.row))
  return index < 0 ? decided.length : index
}

/** Matches every row under the header; below the footer only rows that are certainly items still count. */
export const matchRows = (map: SheetMap, needs: RowNeeds): readonly RowMatch[] => {
  const trees = formTree(needs.form, needs.names.isUnit)
  const rows = readRows(map, needs)
  const ordered = byOrder(rows, trees)
  const decided = rows.map((row) => {
    const decision = decide(map, row, trees)
    const unclear = decision && 'wrong' in decision && decision.wrong.rule === 'form.row-ambiguous'
    const tree = unclear ? ordered.get(row.row) : undefined
    return { row, decision: tree ? { tree } : byConfirmation(row, decision, { trees, needs }) }
  })
  const footer = footerAt(map, decided)
  const kept = decided.filter(
    ({ decision }, index) => index < footer || (decision !== undefined && 'tree' in decision),
  )
  return rejectRepeated(map, kept).map((one) => toMatch(map, one, needs))
}
