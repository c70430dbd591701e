/** Knows the command `template`: the blank form for a reporting unit. */
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { dayText } from '../indicators/day-text.ts'
import type { Form } from '../indicators/form.ts'
import { InputError } from '../indicators/input-error.ts'
import { lastDayOf, type Period, type PeriodKind } from '../indicators/period.ts'
import { openPriorFigures } from '../indicators/prior-figures.ts'
import type { ReportingUnit } from '../indicators/reporting-unit.ts'
import { joinTexts, text, type Text } from '../indicators/text.ts'
import { listObservations } from '../storage/observations.ts'
import { nameOf } from '../workbooks/forms/form-findings.ts'
import { fitPeriod } from '../workbooks/words/period-text.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { choosePlan, parseOptions, periodWordsOption, planOption } from './options.ts'
import { printLines, say, type AddCommand, type Opened } from './session.ts'

const schema = z.object({
  plan: planOption,
  unit: z.string(),
  period: periodWordsOption,
  form: z.string().optional(),
  output: z.string(),
})
type Options = z.output<typeof schema>

const COMMA = text('、', ', ')

const listUnits = (units: readonly ReportingUnit[]): Text =>
  joinTexts(
    units.map((u) => text(`${u.code}（${u.name}）`, `${u.code} (${u.name})`)),
    COMMA,
  )

const chooseUnit = ({ reportingUnits }: Catalogue, asked: string): ReportingUnit => {
  const unit = reportingUnits.find((u) => [u.code, u.name, ...u.aliases.map((a) => a.name)].includes(asked))
  if (unit) return unit
  throw new InputError([
    {
      where: text('填报单位', 'reporting unit'),
      found: asked,
      expected: joinTexts([text('其中之一：', 'one of '), listUnits(reportingUnits)], ''),
    },
  ])
}

/** Whether the unit has anything to report on the form. */
const answers = (form: Form, unit: ReportingUnit): boolean =>
  form.level === unit.level && form.items.some((i) => i.reportingUnits?.includes(unit.code) ?? true)

const KINDS: Readonly<Record<PeriodKind, Text>> = {
  month: text('按月填报', 'monthly'),
  quarter: text('按季填报', 'quarterly'),
  year: text('按年填报', 'annual'),
}

/** Forms as a person may name them, and how often they are sent. */
const listForms = (forms: readonly Form[]): Text =>
  joinTexts(
    forms.map((f) => {
      const { zh, en } = KINDS[f.periodKind]
      return text(`${f.code}（${nameOf(f)}，${zh}）`, `${f.code} (${en})`)
    }),
    COMMA,
  )

const refuse = (option: string, found: string, expected: Text): never => {
  throw new InputError([{ where: text(`选项 --${option}`, `option --${option}`), found, expected }])
}

/** The forms of a unit. */
const listOwn = ({ forms, reportingUnits }: Catalogue, unit: ReportingUnit): readonly Form[] => {
  const own = forms.filter((f) => answers(f, unit))
  if (own.length > 0) return own
  const others = reportingUnits.filter((u) => forms.some((f) => answers(f, u)))
  const { zh, en } = listUnits(others)
  return refuse('unit', unit.name, text(`有表式要填的单位：${zh}`, `a unit with a form to fill in: ${en}`))
}

const listNamed = (own: readonly Form[], code: string | undefined, unit: ReportingUnit): readonly Form[] => {
  const named = code === undefined ? own : own.filter((f) => f.code === code)
  if (named.length > 0) return named
  const { zh, en } = listForms(own)
  return refuse(
    'form',
    code ?? '',
    text(`${unit.name}填报的表式之一：${zh}`, `one of the forms of ${unit.code}: ${en}`),
  )
}

interface Choice {
  readonly form: Form
  readonly period: Period
}

/** What is to be said where the form is not valid to the end of the period. */
const findExpiry = ({ form, period }: Choice): Text | undefined => {
  const until = form.validUntil
  if (until === undefined || until >= lastDayOf(period)) return undefined
  const day = dayText(until)
  return text(
    `注意：${nameOf(form)}有效期至${day.zh}，报告期 ${period} 已超出；报回时列为核实性审核结果，须说明依据`,
    `note: ${form.code} is valid until ${day.en}, not for ${period}; sent in, it asks for an explanation`,
  )
}

/** Of the unit's forms the one whose kind the words fit best, and rather one that is valid. */
const chooseForm = (
  catalogue: Catalogue,
  unit: ReportingUnit,
  { period: words, form: code }: Pick<Options, 'period' | 'form'>,
): Choice => {
  const forms = listNamed(listOwn(catalogue, unit), code, unit)
  const rank = (one: Choice): number => (one.period === words.period ? 0 : 2) + (findExpiry(one) ? 1 : 0)
  const [best] = forms
    .flatMap((form): readonly Choice[] => {
      const period = fitPeriod(words, form.periodKind)
      return period === undefined ? [] : [{ form, period }]
    })
    .toSorted((a, b) => rank(a) - rank(b))
  if (best) return best
  const { zh, en } = listForms(forms)
  return refuse('period', words.period, text(`与表式相符的报告期：${zh}`, `a period of the form: ${en}`))
}

/** What the region's units reported before, as far as it counts today. */
const readPrior = async (
  { storage, catalogue: { units }, clock }: Opened,
  { form, unit, period }: { form: Form; unit: ReportingUnit; period: Period },
) => {
  const { region } = unit
  const variables = form.items.map((i) => i.variable)
  const observations = await listObservations(storage.db, { asOf: clock.today(), variables, region })
  return openPriorFigures({ form, region, period, units, observations })
}

export const addTemplate: AddCommand = (program, session) =>
  void program
    .command('template')
    .description('给填报单位的空白表')
    .option('--plan <code>', '计划代码')
    .requiredOption('--unit <unit>', '填报单位代码、名称或简称')
    .requiredOption('--period <period>', '报告期，如 2020-07、2019，或 2020年7月')
    .option('--form <code>', '表式（默认：按单位和报告期选定）')
    .requiredOption('-o, --output <file>', '写到的文件')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const { plan, unit: asked, output } = options
      const app = await session.open()
      const { catalogue } = app
      choosePlan(catalogue, plan)
      const unit = chooseUnit(catalogue, asked)
      const choice = chooseForm(catalogue, unit, options)
      const { form, period } = choice
      const prior = await readPrior(app, { form, unit, period })
      await writeFile(
        output,
        await writeTemplate({ form, unit, period, variables: catalogue.variables, prior }),
      )
      const expired = findExpiry(choice)
      if (expired) session.io.err(`${say(session, expired)}\n`)
      printLines(session, [output])
    })
