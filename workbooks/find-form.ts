/** Knows which form a workbook is: by its stamp, by what is printed, else by its header and items; never by a guess. */
import type { Finding } from '../indicators/finding.ts'
import type { Form } from '../indicators/form.ts'
import { text } from '../indicators/text.ts'
import type { UnitOfMeasure } from '../indicators/unit-of-measure.ts'
import { findTables } from './find-table.ts'
import type { Grid } from './grid.ts'
import { findHeaders } from './tables/find-header.ts'
import { cellText, mapSheet, type SheetMap } from './tables/sheet-map.ts'
import { findStamp, STAMP_SHEET } from './template/stamp.ts'
import { plainText, tightText } from './words/plain-text.ts'

export interface FormHints {
  readonly file: string
  /** The form that the sender named. */
  readonly form?: string | undefined
  readonly units: readonly UnitOfMeasure[]
}

/** The form and the sheet it stands on, with what is odd about it; or why there is none. */
export type FormMatch =
  | { readonly form: Form; readonly map: SheetMap; readonly findings: readonly Finding[] }
  | { readonly findings: readonly Finding[] }

interface Candidate {
  readonly form: Form
  readonly map: SheetMap
}

/** What was printed, where, and the words by which forms are recognised in it. */
interface Printed {
  readonly text: string
  readonly words: (form: Form) => readonly string[]
}

const HEADING_ROWS = 12
const nameOf = (form: Form): string => `${form.tableNumber ?? form.code}「${form.title}」`
const listForms = (forms: readonly Form[]): string => forms.map(nameOf).join('、')

const finding = (rule: string, said: Pick<Finding, 'found' | 'expected'>): Finding => ({
  rule,
  class: 'mandatory',
  sheet: '',
  cell: '',
  ...said,
})

/** A mark of letters and digits must stand alone: `E4100` is not in `E41002`. */
const bears = (printed: string, word: string): boolean => {
  const tight = tightText(word)
  const from = printed.indexOf(tight)
  if (!/^[\x20-\x7e]+$/.test(tight) || from < 0) return from >= 0
  return printed.split(tight).some((before, i, all) => {
    const after = all[i + 1]
    return after !== undefined && !/[A-Za-z0-9]$/.test(before) && !/^[A-Za-z0-9]/.test(after)
  })
}

/** The forms whose words are printed; a word inside a longer one that is printed too does not count. */
const borne = (forms: readonly Form[], { text: printed, words }: Printed): readonly Form[] => {
  const hits = forms.flatMap((form) =>
    words(form)
      .filter((w) => bears(printed, w))
      .map((word) => ({ form, word })),
  )
  const best = hits.filter(
    ({ word, form }) => !hits.some((h) => h.form !== form && h.word !== word && h.word.includes(word)),
  )
  return [...new Set(best.map((h) => h.form))]
}

const headingText = (map: SheetMap, forms: readonly Form[]): string => {
  const tops = forms.flatMap((form) => findHeaders(map, form)).map((h) => h.top)
  const end = tops.reduce((least, top) => Math.min(least, top), HEADING_ROWS)
  return map.sheet.cells
    .filter((c) => c.row <= end)
    .map((c) => tightText(cellText(c)))
    .join('\n')
}

const marksOf = (form: Form): readonly string[] => [
  ...form.marks,
  ...(form.tableNumber === undefined ? [] : [form.tableNumber]),
]
const titleOf = (form: Form): readonly string[] => [form.title]

/** What is printed on a sheet, in the order in which it counts: marks over the table, its title, the sheet's name. */
const byPrint = (map: SheetMap, forms: readonly Form[]): readonly Form[] => {
  const heading = headingText(map, forms)
  const name = tightText(map.sheet.name)
  const tries: readonly Printed[] = [
    { text: heading, words: marksOf },
    { text: heading, words: titleOf },
    { text: name, words: (form) => [...marksOf(form), ...titleOf(form)] },
  ]
  return tries.map((one) => borne(forms, one)).find((found) => found.length > 0) ?? []
}

/** Whether the header and the rows are mostly the form's. */
const looksLike = ({ form, map }: Candidate, units: readonly UnitOfMeasure[]): boolean => {
  const [table] = findTables(map, form, units).tables
  if (!table) return false
  const measures = form.columns.filter((c) => c.holds.kind === 'measure')
  const known = measures.filter((c) => table.columns.columns.some((m) => m.formColumn === c)).length
  const items = table.rows.filter((r) => r.kind === 'item').length
  const named = table.rows.filter((r) => r.kind !== 'unknown' || r.name !== '').length
  return known >= measures.length * 0.6 && items > 0 && items >= named * 0.6
}

const ambiguous = (candidates: readonly Candidate[]): FormMatch => {
  const forms = [...new Set(candidates.map((c) => c.form))]
  const sheets = [...new Set(candidates.map((c) => c.map.sheet.name))]
  if (forms.length > 1)
    return {
      findings: [
        finding('form.ambiguous', {
          found: listForms(forms),
          expected: text(
            '只对应一种表式；请注明表号，或使用下发的模板',
            'one form; print its number or use the template',
          ),
        }),
      ],
    }
  return {
    findings: [
      finding('form.sheets', {
        found: sheets.join('、'),
        expected: text(
          `只有一张可见的工作表是${listForms(forms)}`,
          `one visible sheet with ${forms[0]?.code ?? ''}`,
        ),
      }),
    ],
  }
}

/** Of the sheets that may carry the form, the one on which its table stands. */
const settle = (candidates: readonly Candidate[], units: readonly UnitOfMeasure[]): FormMatch => {
  const [first, ...others] = candidates
  if (first && others.length === 0) return { ...first, findings: [] }
  if (new Set(candidates.map((c) => c.form)).size > 1) return ambiguous(candidates)
  const [only, ...more] = candidates.filter((c) => looksLike(c, units))
  return only && more.length === 0 ? { ...only, findings: [] } : ambiguous(candidates)
}

const unknownForm = (maps: readonly SheetMap[], forms: readonly Form[]): FormMatch => {
  const seen = maps.flatMap((m) => [m.sheet.name, ...m.sheet.cells.slice(0, 2).map(cellText)])
  return {
    findings: [
      finding('form.unknown', {
        found:
          maps.length === 0
            ? '没有可见的、有内容的工作表'
            : plainText(seen.filter((t) => t.trim() !== '').join(' · ')).slice(0, 120),
        expected: text(
          `下列表式之一：${listForms(forms)}`,
          `one of the forms ${forms.map((f) => f.code).join(', ')}`,
        ),
      }),
    ],
  }
}

const asVerification = (rule: string, said: Pick<Finding, 'found' | 'expected'>): Finding => ({
  ...finding(rule, said),
  class: 'verification',
})

const outdated = (form: Form, version: string): readonly Finding[] =>
  version === form.version
    ? []
    : [
        asVerification('form.version', {
          found: version === '' ? '未注明' : version,
          expected: text(
            `现行版本 ${form.version} 的模板；请下载新模板填报`,
            `the template of version ${form.version}`,
          ),
        }),
      ]

const contradiction = (form: Form, printed: readonly Form[], who: string): readonly Finding[] =>
  printed.length === 0 || printed.includes(form)
    ? []
    : [
        finding('form.disagrees', {
          found: `${who}：${nameOf(form)}；表上印的是${listForms(printed)}`,
          expected: text('同一种表式', 'one form'),
        }),
      ]

/** The form is named: it stands on the sheet that bears its words, else on the one with its table, else on the only sheet. */
const onSheet = (
  form: Form,
  maps: readonly SheetMap[],
  all: { forms: readonly Form[]; units: readonly UnitOfMeasure[] },
): FormMatch => {
  const candidates = maps.map((map) => ({ form, map }))
  const printed = candidates.filter((c) => byPrint(c.map, all.forms).includes(form))
  const tables = candidates.filter((c) => looksLike(c, all.units))
  const [likely = []] = [printed, tables, candidates].filter((some) => some.length > 0)
  return likely.length === 0 ? unknownForm(maps, [form]) : settle(likely, all.units)
}

const withFindings = (match: FormMatch, more: readonly Finding[]): FormMatch => ({
  ...match,
  findings: [...match.findings, ...more],
})

/** Finds the form among the forms of the catalogue; only visible sheets are looked at. */
export const findForm = (grid: Grid, forms: readonly Form[], hints: FormHints): FormMatch => {
  const maps = grid.sheets
    .filter((s) => s.state === 'visible' && s.name !== STAMP_SHEET && s.cells.length > 0)
    .map(mapSheet)
  const stamp = findStamp(grid)
  const named = hints.form ?? stamp?.form
  const form = forms.find((f) => f.code === named)
  if (named !== undefined && !form && (hints.form !== undefined || stamp?.form !== ''))
    return {
      findings: [
        finding('form.unknown', {
          found: named,
          expected: text(
            `下列表式之一：${listForms(forms)}`,
            `one of the forms ${forms.map((f) => f.code).join(', ')}`,
          ),
        }),
      ],
    }
  const units = hints.units
  if (form) {
    const match = onSheet(form, maps, { forms, units })
    if (!('form' in match)) return match
    const stamped = stamp && stamp.form !== form.code ? forms.filter((f) => f.code === stamp.form) : []
    const who = hints.form === undefined ? '模板标记' : '报送时指定'
    const disagreeing = contradiction(form, [...byPrint(match.map, forms), ...stamped], who)
    return withFindings(match, [
      ...disagreeing,
      ...(stamp?.form === form.code ? outdated(form, stamp.version) : []),
    ])
  }
  const printed = maps.flatMap((map) => byPrint(map, forms).map((f) => ({ form: f, map })))
  if (printed.length > 0) return settle(printed, units)
  const inFile = borne(forms, { text: tightText(hints.file), words: (f) => [...marksOf(f), ...titleOf(f)] })
  const [only, ...others] = inFile
  if (only && others.length === 0) return onSheet(only, maps, { forms, units })
  if (only) return ambiguous(inFile.flatMap((f) => maps.slice(0, 1).map((map) => ({ form: f, map }))))
  const alike = maps.flatMap((map) => forms.map((f) => ({ form: f, map }))).filter((c) => looksLike(c, units))
  return alike.length > 0 ? settle(alike, units) : unknownForm(maps, forms)
}
