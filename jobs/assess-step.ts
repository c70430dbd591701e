/** Knows the step that lays the annual assessment table into the data folder. */
import { join } from 'node:path'
import { z } from 'zod'
import { parsePlanCode, parseRegionCode } from '../indicators/codes.ts'
import { parseDay } from '../indicators/period.ts'
import { writeDurably } from '../storage/durable-file.ts'
import { assessYear, composeAssessmentWorkbook } from './assess.ts'
import { makeFolder } from '../storage/make-folder.ts'
import { readPlan } from './read-plan.ts'
import type { Prepare } from './step.ts'

const payloadSchema = z.object({
  plan: z.string().transform(parsePlanCode),
  region: z.string().transform(parseRegionCode),
  year: z.number().int(),
  asOf: z.string().transform(parseDay),
})

/** Writes whole or not at all, so that doing it twice is harmless. */
export const prepareAssess: Prepare = async (raw, context) => {
  const { plan: code, region, year, asOf } = payloadSchema.parse(raw)
  const plan = readPlan(context.catalogue, code)
  const assessed = await assessYear(context, { plan, region, year, asOf })
  const folder = join(context.directory, 'assessments')
  await makeFolder(folder)
  const file = `${code}_${region}_${year}_${asOf}.xlsx`
  await writeDurably(join(folder, file), await composeAssessmentWorkbook(assessed, { ...context, plan }))
  return async () => []
}
