/** Knows every check of the integrity of what is stored; a further one is a file and a line here. */
import type { StepContext } from '../step.ts'
import { cellsCheck } from './cells.ts'
import type { Check, Checked } from './check.ts'
import { engineCheck } from './engine.ts'
import { lineageCheck } from './lineage.ts'
import { originalsCheck } from './originals.ts'
import { submissionsCheck } from './submissions.ts'
import { warningsCheck } from './warnings.ts'

export const CHECKS: readonly Check[] = [
  engineCheck,
  originalsCheck,
  submissionsCheck,
  lineageCheck,
  warningsCheck,
  cellsCheck,
]

export interface Verified extends Checked {
  readonly check: Check
}

/** Makes every check, one after another; the deep ones when they are asked for. Nothing is mended. */
export const verify = async (
  context: StepContext,
  { deep }: { readonly deep: boolean },
): Promise<readonly Verified[]> => {
  const verified: Verified[] = []
  for (const check of CHECKS.filter((one) => deep || !one.deep))
    verified.push({ check, ...(await check.examine(context)) })
  return verified
}
