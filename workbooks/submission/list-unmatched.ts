/** Knows which labels of a form's tables a person may confirm, what each may mean, and which confirmed matches were used. */
import type { ConfirmedMatch, MatchCandidate, UnmatchedLabel } from '../../indicators/confirmed-match.ts'
import type { Finding } from '../../indicators/finding.ts'
import { holdsFigures, type FormColumn, type FormItem } from '../../indicators/form.ts'
import type { Region } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import type { FoundTable } from '../find-table.ts'
import type { Cell } from '../grid.ts'
import { itemMeaning } from '../tables/form-names.ts'
import type { RowMatch } from '../tables/row-match.ts'
import { nameKey } from '../words/name-text.ts'
import { parseNumberText } from '../words/number-text.ts'
import type { AskedForm } from './list-absences.ts'

/** What may be meant, with every name that it has. */
interface Meaning extends MatchCandidate {
  readonly names: readonly string[]
}

const itemMeant = (item: FormItem): Meaning => ({
  means: itemMeaning(item),
  name: item.name.trim(),
  names: [item.name, ...item.synonyms],
})

const regionMeant = ({ code, name, shortNames }: Region): Meaning => ({
  means: code,
  name,
  names: [name, ...shortNames],
})

const columnMeant = ({ code, labels, synonyms }: FormColumn): Meaning => ({
  means: code,
  name: labels.join(' / '),
  names: [labels, ...synonyms].map((path) => path.join('')),
})

const pairsOf = (name: string): readonly string[] => {
  const key = nameKey(name)
  return Array.from({ length: Math.max(1, key.length - 1) }, (_, i) => key.slice(i, i + 2))
}

/** Share of pairs of characters that two names have in common, 0 to 1 (Dice). */
const likeness = (a: string, b: string): number => {
  const [some, others] = [pairsOf(a), pairsOf(b)]
  const common = some.filter((pair) => others.includes(pair)).length
  return (2 * common) / (some.length + others.length)
}

const nearestFirst = (label: string, meanings: readonly Meaning[]): readonly MatchCandidate[] =>
  meanings
    .map(({ means, name, names }) => ({
      candidate: { means, name },
      near: Math.max(...names.map((n) => likeness(label, n))),
    }))
    .toSorted((a, b) => b.near - a.near)
    .map((m) => m.candidate)

/** What no row of the tables is yet: items that the unit answers for, or regions. */
const freeRows = (tables: readonly FoundTable[], question: AskedForm): readonly Meaning[] => {
  const { form, isAsked, regions } = question
  const rows = tables.flatMap((t) => t.rows)
  const taken = new Set(
    rows.flatMap((row) => {
      if (row.kind === 'item') return [itemMeaning(row.item)]
      return row.kind === 'region' ? [String(row.region)] : []
    }),
  )
  const meanings = form.regions ? regions.map(regionMeant) : form.items.filter(isAsked).map(itemMeant)
  return meanings.filter((m) => !taken.has(m.means))
}

const freeColumns = (tables: readonly FoundTable[], { form }: AskedForm): readonly FormColumn[] =>
  form.columns
    .filter((c) => holdsFigures(c) && c.holds.kind !== 'period')
    .filter((c) => !tables.some((t) => t.columns.columns.some((m) => m.formColumn === c)))

const isFigure = ({ content }: Cell): boolean =>
  content.type === 'number' || (content.type === 'text' && parseNumberText(content.value) !== undefined)

const hasFigures = ({ map, columns, nameColumn }: FoundTable, row: RowMatch): boolean =>
  map.row(row.row).some((c) => c.column !== nameColumn && !columns.stub.includes(c.column) && isFigure(c))

const unmatchedRows = (table: FoundTable, free: readonly Meaning[]): readonly UnmatchedLabel[] =>
  table.rows.flatMap((row): UnmatchedLabel[] => {
    if (row.kind === 'item' || row.kind === 'region') return []
    const several = row.kind === 'rejected' && row.finding.rule === 'form.row-ambiguous'
    if (row.kind === 'rejected' ? !several : row.name === '' || !hasFigures(table, row)) return []
    const { name: label, cell, path } = row
    const meant = row.kind === 'rejected' ? row.items.map(itemMeant) : free
    const candidates = nearestFirst(label, meant)
    return [{ kind: 'row', sheet: table.map.sheet.name, cell, label, path, candidates }]
  })

const PRIOR_WORDS = /[上去]年|同期/
const PRESENT_WORDS = /[本今当][年期月季]/

/** Words of another year than that of the column: what is said of last year is never this year's figure, nor the other way round. */
const contradicts = (label: string, { holds }: FormColumn): boolean => {
  if (holds.kind !== 'measure' || holds.measure.startsWith('growth')) return false
  const isPrior = holds.measure.startsWith('prior')
  return PRIOR_WORDS.test(label) ? !isPrior : PRESENT_WORDS.test(label) && isPrior
}

const unmatchedColumns = (table: FoundTable, free: readonly FormColumn[]): readonly UnmatchedLabel[] => {
  const known = table.rows.flatMap((r) => (r.kind === 'item' || r.kind === 'region' ? [r.row] : []))
  return table.columns.stray
    .filter((stray) => stray.path !== '' && !stray.claims)
    .filter((stray) =>
      known.some((row) => {
        const cell = table.map.at(row, stray.column)
        return cell !== undefined && isFigure(cell)
      }),
    )
    .map(({ cell, label, path }) => ({
      kind: 'column' as const,
      sheet: table.map.sheet.name,
      cell,
      label,
      path,
      candidates: nearestFirst(label, free.filter((c) => !contradicts(label, c)).map(columnMeant)),
    }))
    .filter((unmatched) => unmatched.candidates.length > 0)
}

/** What may be confirmed: rows of figures that are not known or could be several, and columns that are not known. */
export const listUnmatched = (
  tables: readonly FoundTable[],
  question: AskedForm,
): readonly UnmatchedLabel[] => {
  const [rows, columns] = [freeRows(tables, question), freeColumns(tables, question)]
  return tables.flatMap((table) => [...unmatchedRows(table, rows), ...unmatchedColumns(table, columns)])
}

/** Says that a label was read as a person confirmed it. */
export const confirmedFinding = (
  { by }: ConfirmedMatch,
  place: { readonly sheet: string; readonly cell: string; readonly label: string; readonly name: string },
): Finding => ({
  rule: 'form.confirmed',
  class: 'notice',
  sheet: place.sheet,
  cell: place.cell,
  found: place.label,
  expected: text(
    `按已确认的对应读作「${place.name}」（${by.actor} ${by.on}）`,
    `read as ${place.name}, as ${by.actor} confirmed on ${by.on}`,
  ),
})
