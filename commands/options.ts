/** Knows the options that several commands share and how they are read. */
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { parseRegionCode, type RegionCode } from '../indicators/codes.ts'
import { InputError } from '../indicators/input-error.ts'
import { parseDay, parsePeriod } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { text } from '../indicators/text.ts'
import { readPlan } from '../jobs/read-plan.ts'

export const dayOption = z.string().transform(parseDay).optional()
export const periodOption = z.string().transform(parsePeriod)
export const planOption = z.string().optional()
export const regionOption = z.string().optional()
export const jsonOption = z.boolean().default(false)

/** The plan asked for, or the only one there is. */
export const choosePlan = (catalogue: Catalogue, code: string | undefined): Plan => {
  const [only, another] = catalogue.plans
  if (code === undefined && only && !another) return only
  return readPlan(catalogue, code ?? '')
}

/** The region asked for by code or name; that of the plan when none is. */
export const chooseRegion = (catalogue: Catalogue, plan: Plan, asked: string | undefined): RegionCode => {
  if (asked === undefined) return plan.region
  const known = [plan.region, ...plan.subregions]
  const region = catalogue.regions.find((r) => [r.code, r.name, ...r.shortNames].includes(asked))
  if (region && known.includes(region.code)) return parseRegionCode(region.code)
  const names = known.map((code) => catalogue.regions.find((r) => r.code === code)?.name ?? code).join('、')
  throw new InputError([
    {
      where: text('地区', 'region'),
      found: asked,
      expected: text(`其中之一：${names}`, `one of ${known.join(', ')}`),
    },
  ])
}
