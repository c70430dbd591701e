/** Knows the command `assess`: the annual assessment table as a workbook, or its figures for another program. */
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { composeStatus } from '../indicators/status.ts'
import { renderAssessmentCsv, renderAssessmentSdmx } from '../workbooks/assessment-csv.ts'
import { assessYear, composeAssessmentWorkbook, type YearAssessment } from '../jobs/assess.ts'
import type { RegionCode } from '../indicators/codes.ts'
import type { Plan } from '../indicators/plan.ts'
import {
  choosePlan,
  chooseRegion,
  dayOption,
  yearOption,
  jsonOption,
  planOption,
  regionOption,
  parseOptions,
} from './options.ts'
import { printJson, printLines, type AddCommand, type Opened } from './session.ts'

const FORMATS = ['xlsx', 'json', 'csv', 'sdmx-csv'] as const
type Format = (typeof FORMATS)[number]

const schema = z.object({
  plan: planOption,
  year: yearOption,
  region: regionOption,
  asOf: dayOption,
  output: z.string().optional(),
  format: z.enum(FORMATS).optional(),
  json: jsonOption,
})

const formatOf = ({ format, json, output }: z.output<typeof schema>): Format => {
  if (json) return 'json'
  return format ?? (output?.endsWith('.csv') ? 'csv' : output === undefined ? 'json' : 'xlsx')
}

interface Result {
  readonly assessed: YearAssessment
  readonly document: { readonly year: number } & ReturnType<typeof composeStatus>
  readonly plan: Plan
  readonly region: RegionCode
}

const render = async (
  format: Format,
  { assessed, document, plan, region }: Result,
  { clock }: Opened,
): Promise<string | Uint8Array> => {
  switch (format) {
    case 'xlsx':
      return composeAssessmentWorkbook(assessed, { plan, clock })
    case 'json':
      return JSON.stringify(document, null, 2)
    case 'csv':
      return renderAssessmentCsv(document.indicators)
    case 'sdmx-csv':
      return renderAssessmentSdmx(document.indicators, { plan: plan.code, region, year: document.year })
  }
}

export const addAssess: AddCommand = (program, session) =>
  void program
    .command('assess')
    .description('年度评估表')
    .option('--plan <code>', '计划代码')
    .requiredOption('--year <year>', '年度')
    .option('--region <region>', '地区代码或名称')
    .option('--as-of <day>', '以某日所知为准（默认：今天）')
    .option('-o, --output <file>', '写到的文件（.xlsx）')
    .option('--format <format>', 'xlsx、json、csv 或 sdmx-csv')
    .option('--json', '等于 --format json')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      const plan = choosePlan(app.catalogue, options.plan)
      const region = chooseRegion(app.catalogue, plan, options.region)
      const asOf = options.asOf ?? app.clock.today()
      const assessed = await assessYear(app, { plan, region, asOf, year: options.year })
      const assessments = assessed.assessed.map((a) => a.assessment)
      const format = formatOf(options)
      const document = { year: options.year, ...composeStatus({ plan, assessments }, session.language) }
      if (format === 'json' && options.output === undefined) return printJson(session, document)
      const content = await render(format, { assessed, document, plan, region }, app)
      if (options.output === undefined) session.io.out(String(content))
      else {
        await writeFile(options.output, content)
        printLines(session, [options.output])
      }
    })
