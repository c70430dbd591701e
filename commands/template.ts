/** Knows the command `template`: the blank form for a reporting unit. */
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import type { Form } from '../indicators/form.ts'
import { InputError } from '../indicators/input-error.ts'
import { periodKind, type Period } from '../indicators/period.ts'
import { openPriorFigures } from '../indicators/prior-figures.ts'
import type { ReportingUnit } from '../indicators/reporting-unit.ts'
import { joinTexts, text } from '../indicators/text.ts'
import { listObservations } from '../storage/observations.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { choosePlan, periodOption, planOption, parseOptions } from './options.ts'
import { printLines, type AddCommand, type Opened } from './session.ts'

const schema = z.object({
  plan: planOption,
  unit: z.string(),
  period: periodOption,
  form: z.string().optional(),
  output: z.string(),
})

const chooseUnit = ({ reportingUnits }: Catalogue, asked: string): ReportingUnit => {
  const unit = reportingUnits.find((u) => [u.code, u.name, ...u.aliases.map((a) => a.name)].includes(asked))
  if (unit) return unit
  const named = reportingUnits.map((u) => text(`${u.code}（${u.name}）`, `${u.code} (${u.name})`))
  throw new InputError([
    {
      where: text('填报单位', 'reporting unit'),
      found: asked,
      expected: joinTexts([text('其中之一：', 'one of '), joinTexts(named, text('、', ', '))], ''),
    },
  ])
}

/** Whether the unit has anything to report on the form. */
const answers = (form: Form, unit: ReportingUnit): boolean =>
  form.level === unit.level && form.items.some((i) => i.reportingUnits?.includes(unit.code) ?? true)

const chooseForm = (
  { forms }: Catalogue,
  unit: ReportingUnit,
  wanted: { period: Period; form: string | undefined },
): Form => {
  const own = forms.filter((f) => answers(f, unit))
  const form = own.find((f) =>
    wanted.form === undefined ? f.periodKind === periodKind(wanted.period) : f.code === wanted.form,
  )
  if (form) return form
  const named = own.map((f) =>
    text(`${f.code}（${f.title}，${f.periodKind}）`, `${f.code} (${f.title}, ${f.periodKind})`),
  )
  throw new InputError([
    {
      where: text(`${unit.name} ${wanted.period} 的表式`, `form of ${unit.code} for ${wanted.period}`),
      found: wanted.form ?? text('没有合适的表式', 'no form that fits'),
      expected:
        own.length === 0
          ? text('该单位没有要填报的表式', 'this unit reports no form')
          : joinTexts(named, text('、', ', ')),
    },
  ])
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
    .requiredOption('--period <period>', '报告期，如 2020-07 或 2019')
    .option('--form <code>', '表式（默认：按单位和报告期选定）')
    .requiredOption('-o, --output <file>', '写到的文件')
    .action(async (raw: unknown) => {
      const { plan, unit: asked, period, form: code, output } = parseOptions(schema, raw)
      const app = await session.open()
      const { catalogue } = app
      choosePlan(catalogue, plan)
      const unit = chooseUnit(catalogue, asked)
      const form = chooseForm(catalogue, unit, { period, form: code })
      const prior = await readPrior(app, { form, unit, period })
      await writeFile(
        output,
        await writeTemplate({ form, unit, period, variables: catalogue.variables, prior }),
      )
      printLines(session, [output])
    })
