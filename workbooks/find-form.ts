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
  nameOf,
  noSuchForm,
  noSuchGivenForm,
  textOf,
  unknownForm,
  unknownTable,
  unnamedForm,
  unreadSheet,
} from './forms/form-findings.ts'
import { listTables, placeOf, type SheetTable } from './forms/list-tables.ts'
import { excerptOf, listFileForms, listPrintedForms, type PrintedForms } from './forms/printed-forms.ts'
import type { Grid } from './grid.ts'
import { asStated, wrongGiven } from './submission/given.ts'
import { SHEET, STAMP } from './submission/witnesses.ts'
import type { FormNames } from './tables/form-names.ts'
import { cellText } from './tables/sheet-map.ts'
import { findStamp, type Stamp } from './template/stamp.ts'
import { nameKey } from './words/name-text.ts'

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
  readonly printed: ReadonlyMap<SheetTable, PrintedForms>
  readonly stamp: Stamp | undefined
}

const match = (source: SheetTable, form: Form, { namesOf }: Work): Settled => {
  const found = findTable(source.map, form, namesOf(form))
  return { source, form, ...found }
}

const isAlike = ({ table }: Settled): boolean => table !== undefined && looksLike(table)

/** The one of several forms that a table looks like, or that it could be several; undefined when it looks like none. */
const findAlike = (source: SheetTable, forms: readonly Form[], work: Work): Settled | undefined => {
  const alike = forms.map((form) => match(source, form, work)).filter(isAlike)
  const [only, ...others] = alike
  if (others.length === 0) return only
  return {
    source,
    finding: ambiguousForm(
      alike.flatMap((a) => a.form ?? []),
      placeOf(source),
    ),
  }
}

/** The form printed over the next table above speaks for those under it that print nothing. */
const formAbove = (source: SheetTable, work: Work): readonly Form[] => {
  const { header, map } = source
  if (!header) return []
  const above = work.sources
    .filter((s) => s.map.sheet.name === map.sheet.name && (s.header?.top ?? Infinity) < header.top)
    .filter(({ map: { span } }) => span.left <= header.name.column && span.right >= header.name.column)
    .toSorted((a, b) => (b.header?.top ?? 0) - (a.header?.top ?? 0))
  return above.map((s) => printedOf(s, work).own).find((forms) => forms.length > 0) ?? []
}

const printedOf = (source: SheetTable, { printed }: Work): PrintedForms =>
  printed.get(source) ?? { own: [], near: [] }

const labelsOf = ({ map, header }: SheetTable): string =>
  map.sheet.cells
    .filter(
      (c) =>
        header !== undefined && c.row >= header.top && c.row <= header.bottom && c.column >= map.span.left,
    )
    .map((c) => nameKey(cellText(c)))
    .join('|')

/** A table whose labels are those of the one beside it, word for word, goes on with the form that is printed there. */
const formBeside = (source: SheetTable, work: Work): Form | undefined => {
  const twin = work.sources.find(
    (s) =>
      s !== source &&
      s.map.sheet.name === source.map.sheet.name &&
      s.header?.top === source.header?.top &&
      printedOf(s, work).own.length === 1 &&
      labelsOf(s) === labelsOf(source),
  )
  return twin && source.header && printedOf(twin, work).own[0]
}

const settle = (source: SheetTable, work: Work): Settled => {
  const { own, near } = printedOf(source, work)
  const [form, ...others] = own
  if (form && others.length > 0) return { source, finding: ambiguousForm(own, placeOf(source)) }
  if (form) return match(source, form, work)
  const tries = [
    near,
    formAbove(source, work),
    listFileForms(work.file, work.forms),
    work.forms.filter((f) => f.recognisedBy === 'layout'),
  ]
  for (const some of tries) {
    const alike = findAlike(source, some, work)
    if (alike) return alike
  }
  const beside = formBeside(source, work)
  return beside ? match(source, beside, work) : { source }
}

const isLaidOutLike = (source: SheetTable, work: Work): readonly Form[] =>
  work.forms.filter((form) => form.recognisedBy !== 'layout' && isAlike(match(source, form, work)))

/** Tables with figures that were not recognised, beside others that were: said, not read. */
const listUnread = (settled: readonly Settled[], work: Work): readonly Finding[] =>
  settled.flatMap(({ source, form, finding }) => {
    if (form || finding || source.figures.length === 0) return []
    if (!source.header) return [unreadSheet(source.map.sheet.name, source.figures.length)]
    const [alike, { near }] = [isLaidOutLike(source, work), printedOf(source, work)]
    // What the heading names is in the catalogue: it is the layout that is not.
    return [unknownTable(placeOf(source), excerptOf(source.map), alike.length > 0 ? alike : near)]
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

/**
 * A cover bears the number of the form too: where the table stands elsewhere, what has none is no table of the form; it
 * is still said when it holds figures.
 */
const withoutCovers = (settled: readonly Settled[]): readonly Settled[] =>
  settled.map((one) =>
    one.form !== undefined &&
    one.table === undefined &&
    settled.some((other) => other.form === one.form && other.table !== undefined)
      ? { source: one.source }
      : one,
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
  const { sources, stamp, named } = work
  const all = sources.map((source) => match(source, form, work))
  const bearing = all.filter((s) => printedOf(s.source, work).own.includes(form))
  const silent = all.filter((s) => printedOf(s.source, work).own.length === 0 && isAlike(s))
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
  const said = likely.flatMap((s) => listDisagreements(form, printedOf(s.source, work).own))
  const rest = sources.filter((source) => !likely.some((s) => s.source === source))
  // A sender who names one form means that one; a template may come with other forms beside it.
  const beside = rest.map((source): Settled => (named === undefined ? settle(source, work) : { source }))
  return conclude([...likely, ...beside], work, [
    ...said.slice(0, 1),
    ...(stamp?.form === form.code ? listOutdated(form, stamp.version) : []),
  ])
}

/** The form that was given is not the one that is printed, or where none is printed stamped. */
const findWrongForm = (form: Form, { named, printed, stamp, forms }: Work): Finding | undefined => {
  if (named === undefined) return undefined
  const own = [...new Set([...printed.values()].flatMap((p) => p.own))]
  const said = own.length > 0 ? own : forms.filter((f) => f.code === stamp?.form)
  return said.length === 0 || said.includes(form)
    ? undefined
    : wrongGiven('form', {
        sheet: '',
        cell: '',
        said: nameOf(form),
        expected: asStated(textOf(said), own.length > 0 ? SHEET : STAMP),
      })
}

/** Finds the form of every table among the forms of the catalogue; only visible sheets are looked at. */
export const findForms = (question: FormQuestion): FormMatches => {
  const { grid, forms, namesOf } = question
  const stamp = findStamp(grid)
  const named = question.named ?? stamp?.form
  const form = forms.find((f) => f.code === named)
  if (named !== undefined && !form && (question.named !== undefined || stamp?.form !== ''))
    return {
      tables: [],
      form: undefined,
      findings: [(question.named === undefined ? noSuchForm : noSuchGivenForm)(named, forms)],
    }
  const sources = listTables(grid, forms, namesOf)
  const printed = new Map(
    sources.map((source) => {
      const alone = sources.filter((s) => s.map.sheet.name === source.map.sheet.name).length === 1
      return [source, listPrintedForms(source.map, forms, { top: source.header?.top, alone })] as const
    }),
  )
  const work: Work = { ...question, sources, printed, stamp }
  const wrong = form && findWrongForm(form, work)
  if (wrong) return { tables: [], form, findings: [wrong] }
  if (form) return onNamed(form, work)
  return conclude(
    sources.map((source) => settle(source, work)),
    work,
  )
}
