/** Knows which form each table of a workbook is: by its stamp, by what is printed, else by its header and rows; never by a guess. */
import type { Finding } from '../indicators/finding.ts'
import type { Form } from '../indicators/form.ts'
import { findTable, looksLike, type FoundTable } from './find-table.ts'
import {
  ambiguousForm,
  ambiguousSheet,
  blankForms,
  listDisagreements,
  listOutdated,
  noSuchForm,
  unknownForm,
  unknownTable,
  unnamedForm,
  unreadSheet,
} from './forms/form-findings.ts'
import { listTables, placeOf, type SheetTable } from './forms/list-tables.ts'
import { excerptOf, listFileForms, listPrintedForms } from './forms/printed-forms.ts'
import type { Grid } from './grid.ts'
import type { FormNames } from './tables/form-names.ts'
import { findStamp, type Stamp } from './template/stamp.ts'

export interface FormQuestion {
  readonly grid: Grid
  readonly file: string
  readonly forms: readonly Form[]
  readonly namesOf: (form: Form) => FormNames
  /** The form that the sender named. */
  readonly named?: string | undefined
}

/** The tables that were recognised, and a form that should be there though its table was not found. */
export interface FormMatches {
  readonly tables: readonly FoundTable[]
  readonly form: Form | undefined
  readonly findings: readonly Finding[]
}

/** What became of one table; `form` without `table`: it says that it is the form, and its table was not found. */
interface Settled {
  readonly source: SheetTable
  readonly form?: Form
  readonly table?: FoundTable
  readonly finding?: Finding
}

interface Work extends FormQuestion {
  readonly sources: readonly SheetTable[]
  readonly printed: ReadonlyMap<SheetTable, readonly Form[]>
  readonly stamp: Stamp | undefined
}

const match = (source: SheetTable, form: Form, { namesOf }: Work): Settled => {
  const found = findTable(source.map, form, namesOf(form))
  return { source, form, ...found }
}

const isAlike = ({ table }: Settled): boolean => table !== undefined && looksLike(table)

/** The one of several that is alike; undefined when none or more than one is. */
const theAlike = (settled: readonly Settled[]): Settled | undefined => {
  const [only, ...others] = settled.filter(isAlike)
  return only && others.length === 0 ? only : undefined
}

/** The form printed over the first table of the sheet speaks for those under it that print nothing. */
const formAbove = (source: SheetTable, { sources, printed }: Work): readonly Form[] =>
  printed.get(sources.find((s) => s.map.sheet.name === source.map.sheet.name) ?? source) ?? []

const settle = (source: SheetTable, work: Work): Settled => {
  const printed = work.printed.get(source) ?? []
  const [form, ...others] = printed
  if (form && others.length > 0) return { source, finding: ambiguousForm(printed, placeOf(source)) }
  if (form) return match(source, form, work)
  const tries = [formAbove(source, work), listFileForms(work.file, work.forms)]
  for (const some of tries) {
    const alike = theAlike(some.map((one) => match(source, one, work)))
    if (alike) return alike
  }
  const known = work.forms.filter((f) => f.recognisedBy === 'layout')
  const alike = known.map((one) => match(source, one, work)).filter(isAlike)
  const [only, ...more] = alike
  if (only && more.length > 0)
    return {
      source,
      finding: ambiguousForm(
        alike.flatMap((a) => a.form ?? []),
        placeOf(source),
      ),
    }
  return only ?? { source }
}

const isLaidOutLike = (source: SheetTable, work: Work): readonly Form[] =>
  work.forms.filter((form) => form.recognisedBy !== 'layout' && isAlike(match(source, form, work)))

/** Tables with figures that were not recognised, beside others that were: said, not read. */
const listUnread = (settled: readonly Settled[], work: Work): readonly Finding[] =>
  settled.flatMap(({ source, form, finding }) => {
    if (form || finding || source.figures.length === 0) return []
    if (!source.header) return [unreadSheet(source.map.sheet.name, source.figures.length)]
    return [unknownTable(placeOf(source), excerptOf(source.map), isLaidOutLike(source, work))]
  })

/** Nothing was recognised: why not. */
const explain = (work: Work): Finding => {
  const { sources, forms, file } = work
  const headed = sources.filter((s) => s.header)
  if (headed.length > 0 && headed.every((s) => s.figures.length === 0))
    return blankForms([...new Set(headed.map((s) => s.map.sheet.name.replace(/\s+/g, '')))])
  const [unnamed] = headed.flatMap((source) => {
    const alike = isLaidOutLike(source, work)
    return alike.length === 0 ? [] : [unnamedForm(alike, placeOf(source))]
  })
  const wanted = listFileForms(file, forms)
  return (
    unnamed ??
    unknownForm(
      sources.map((s) => `${s.map.sheet.name} ${excerptOf(s.map)}`),
      wanted.length > 0 ? wanted : forms,
    )
  )
}

/** A cover bears the number of the form too: where the table stands elsewhere, a sheet without one is none. */
const withoutCovers = (settled: readonly Settled[]): readonly Settled[] =>
  settled.filter(
    (one) =>
      one.form === undefined ||
      one.table !== undefined ||
      !settled.some((other) => other.form === one.form && other.table !== undefined),
  )

const conclude = (settled: readonly Settled[], work: Work, more: readonly Finding[] = []): FormMatches => {
  const kept = withoutCovers(settled)
  const tables = kept.flatMap((s) => s.table ?? [])
  const form = kept.find((s) => s.form)?.form
  const findings = [...more, ...kept.flatMap((s) => s.finding ?? [])]
  const said = form || findings.length > 0 ? listUnread(kept, work) : [explain(work)]
  return { tables, form, findings: [...findings, ...said] }
}

/** The form is named: it is on the tables that bear its words, else on those that look like it, else on the only one. */
const onNamed = (form: Form, work: Work): FormMatches => {
  const { sources, printed, stamp, named } = work
  const all = sources.map((source) => match(source, form, work))
  const bearing = all.filter((s) => printed.get(s.source)?.includes(form))
  const silent = all.filter((s) => printed.get(s.source)?.length === 0 && isAlike(s))
  const [likely = []] = [
    bearing.length === 0 ? [] : all.filter((s) => bearing.includes(s) || silent.includes(s)),
    all.filter(isAlike),
    all,
  ].filter((some) => some.length > 0)
  if (likely.length === 0) return { tables: [], form: undefined, findings: [unknownForm([], [form])] }
  if (likely === all && all.length > 1) {
    const sheets = [...new Set(sources.map((s) => s.map.sheet.name))]
    return { tables: [], form: undefined, findings: [ambiguousSheet(form, sheets)] }
  }
  const other = work.forms.filter((f) => f.code === stamp?.form && f !== form)
  const said = likely.flatMap((s) =>
    listDisagreements(
      form,
      [...(printed.get(s.source) ?? []), ...other],
      named === undefined ? '模板标记' : '报送时指定',
    ),
  )
  const rest = sources.filter((source) => !likely.some((s) => s.source === source))
  // A sender who names one form means that one; a template may come with other forms beside it.
  const beside = rest.map((source): Settled => (named === undefined ? settle(source, work) : { source }))
  return conclude([...likely, ...beside], work, [
    ...said.slice(0, 1),
    ...(stamp?.form === form.code ? listOutdated(form, stamp.version) : []),
  ])
}

/** Finds the form of every table among the forms of the catalogue; only visible sheets are looked at. */
export const findForms = (question: FormQuestion): FormMatches => {
  const { grid, forms, namesOf } = question
  const stamp = findStamp(grid)
  const named = question.named ?? stamp?.form
  const form = forms.find((f) => f.code === named)
  if (named !== undefined && !form && (question.named !== undefined || stamp?.form !== ''))
    return { tables: [], form: undefined, findings: [noSuchForm(named, forms)] }
  const sources = listTables(grid, forms, namesOf)
  const printed = new Map(
    sources.map((source) => [source, listPrintedForms(source.map, forms, source.header?.top)] as const),
  )
  const work: Work = { ...question, sources, printed, stamp }
  if (form) return onNamed(form, work)
  return conclude(
    sources.map((source) => settle(source, work)),
    work,
  )
}
