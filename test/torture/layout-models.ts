/** Knows correct submissions of every form in seeds/: what is printed on them, and what every figure on them is about. */
import { findMeasure, holdsFigures, itemsOfColumn, type Form } from '../../indicators/form.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { composePeriodText } from '../../workbooks/words/period-text.ts'
import { parsePeriod, type Period } from '../../indicators/period.ts'
import { seedCatalogue as catalogue } from '../workbooks/seed-catalogue.ts'

/** One row of a table: an item or a region, with every name that means it. */
export interface ModelRow {
  readonly names: readonly string[]
  readonly indent: number
  readonly unit: string
  readonly code: string
}

/** One column of figures; the first path of labels is the form's own, the others mean the same. */
export interface ModelColumn {
  readonly paths: readonly (readonly string[])[]
  readonly code: string
  /** Figures under it are percentages whatever the row says. */
  readonly percent: boolean
}

/** A figure and what it is about: `gdp 330000 2022 current`, in the unit of the form. */
export interface ModelFigure {
  readonly about: string
  readonly value: number
  readonly unit: string
}

export interface Model {
  readonly form: Form
  readonly unit: ReportingUnit
  readonly period: Period
  readonly heading: readonly string[]
  readonly nameLabel: string
  readonly rows: readonly ModelRow[]
  readonly columns: readonly ModelColumn[]
  /** The figure of a row in a column; undefined where none belongs. */
  readonly figure: (row: number, column: number) => ModelFigure | undefined
  readonly foot: readonly string[]
}

interface Sent {
  readonly form: string
  readonly unit: string
  readonly period: string
  /** The periods of the columns, newest first. */
  readonly periods?: readonly string[]
}

const MONTHS = ['2020-04', '2020-03', '2020-02', '2019-12', '2019-11', '2019-10']
const SENT: readonly Sent[] = [
  { form: 'zj-dept-monthly', unit: 'zj-jxt', period: '2020-07' },
  { form: 'zj-dept-monthly', unit: 'zj-tgj', period: '2021-12' },
  { form: 'zj-dept-annual', unit: 'zj-stats', period: '2021' },
  { form: 'zj-city-monthly', unit: 'hangzhou', period: '2020-09' },
  { form: 'E41002', unit: '429021000000', period: '2016-03' },
  { form: 'hb-above-quota-goods', unit: 'hb-stats', period: '2016-05' },
  { form: 'hb-retail-cities', unit: 'hb-stats', period: '2016-11' },
  { form: 'hb-retail-feedback', unit: 'hb-stats', period: '2016-06' },
  { form: 'nbs-industry-growth', unit: 'nbs', period: '2020-04', periods: MONTHS },
  {
    form: 'nbs-province-gdp',
    unit: 'nbs',
    period: '2023',
    periods: ['2023', '2022', '2021', '2020', '2019'],
  },
]

const only = <T>(found: T | undefined, what: string): T => {
  if (found === undefined) throw new Error(`no ${what} in seeds/`)
  return found
}

const DATABASE = ['数据库：月度数据', '时间：最近36个月']

/** What is over the table; the database prints its own words and neither unit nor period. */
const headingOf = (form: Form, unit: ReportingUnit, period: Period): readonly string[] =>
  unit.code === 'nbs'
    ? DATABASE
    : [
        form.title,
        ...(form.tableNumber === undefined ? [] : [`表    号：${form.tableNumber}`]),
        `填报单位：${unit.name}          ${composePeriodText(period)}`,
      ]

const rowsOf = (form: Form, unit: ReportingUnit): readonly (ModelRow & { readonly about: string })[] => {
  const { regions } = form
  if (!regions)
    return form.items
      .filter((i) => i.reportingUnits?.includes(unit.code) ?? true)
      .map((i) => ({
        names: [i.name, ...i.synonyms],
        indent: i.indent,
        unit: i.unit,
        code: i.code ?? '',
        about: `${i.variable} ${unit.region}`,
      }))
  const listed = catalogue.regions
    .filter((r) => r.parent === regions.of)
    .map((r) => ({ names: [r.name, ...r.shortNames], indent: 1, unit: '', code: '', about: r.code }))
  const [total] = regions.total
  const whole = { names: [total ?? ''], indent: 0, unit: '', code: '', about: regions.of }
  return total === undefined || regions.of === '100000' ? listed : [whole, ...listed]
}

const columnsOf = (form: Form, periods: readonly string[]): readonly ModelColumn[] =>
  form.columns.filter(holdsFigures).flatMap((c): ModelColumn[] => {
    if (c.holds.kind === 'period')
      return periods.map((p) => ({
        paths: [[composePeriodText(parsePeriod(p))]],
        code: '',
        percent: false,
      }))
    const unit = c.holds.kind === 'measure' ? c.holds.unit : undefined
    return [{ paths: [c.labels, ...c.synonyms], code: c.code, percent: unit === '%' }]
  })

const modelOf = (sent: Sent): Model => {
  const form = only(
    catalogue.forms.find((f) => f.code === sent.form),
    sent.form,
  )
  const unit = only(
    catalogue.reportingUnits.find((u) => u.code === sent.unit),
    sent.unit,
  )
  const period = parsePeriod(sent.period)
  const rows = rowsOf(form, unit)
  const columns = columnsOf(form, sent.periods ?? [])
  const figures = form.columns.filter(holdsFigures)
  return {
    form,
    unit,
    period,
    heading: headingOf(form, unit, period),
    nameLabel: form.regions && form.stub.name === '地区' && unit.code !== 'nbs' ? '' : form.stub.name,
    rows,
    columns,
    foot:
      unit.code === 'nbs'
        ? ['注：1.数据为模拟编制。', '　　　2.2012年至2017年口径不同。', '数据来源：国家统计局']
        : [],
    figure: (row, column) => {
      const formColumn = sent.periods ? figures[0] : figures[column]
      const about = rows[row]?.about
      if (!formColumn || about === undefined) return undefined
      const item = form.regions
        ? itemsOfColumn(form, formColumn)[0]
        : form.items.find((i) => `${i.variable} ${unit.region}` === about && findMeasureOf(i, rows[row]))
      const measure = item && findMeasure(item, formColumn)
      if (!item || measure === undefined) return undefined
      const subject = form.regions ? `${item.variable} ${about}` : about
      const growth = measure.startsWith('growth')
      // Every figure tells its row and its column, so that one in the wrong place is seen; whole numbers of percent stay below 100.
      const value = row + 1 + (column + 1) / 100
      return {
        about: `${subject} ${sent.periods?.[column] ?? sent.period} ${measure}`,
        value,
        unit: growth ? '%' : item.unit,
      }
    },
  }
}

/** Two items of one variable differ by their name. */
const findMeasureOf = (item: Form['items'][number], row: ModelRow | undefined): boolean =>
  row?.names[0] === item.name

/** One correct submission of every form, two of the form with most units. */
export const MODELS: readonly Model[] = SENT.map(modelOf)
