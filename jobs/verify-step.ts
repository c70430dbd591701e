/** Knows the step that checks the integrity of everything by schedule: what does not fit fails the job and stands in the log. */
import { z } from 'zod'
import { foundText, InputError } from '../indicators/input-error.ts'
import type { Prepare } from './step.ts'
import { verify } from './verify/index.ts'

const payloadSchema = z.object({ deep: z.boolean().default(false) })

/** The log has every problem; the ledger keeps as many as a person can look through. */
const MOST_KEPT = 50

/** A failed job is seen in the list, in the metrics and in the log; nothing is mended in silence. */
export const prepareVerify: Prepare = async (raw, context) => {
  const { deep } = payloadSchema.parse(raw ?? {})
  const verified = await verify(context, { deep })
  for (const { check, examined, problems } of verified) {
    context.log.info('checked', { check: check.code, examined, problems: problems.length })
    for (const problem of problems) {
      const { where, expected } = problem
      const found = foundText(problem, 'en')
      context.log.error('integrity', { check: check.code, where: where.en, found, expected: expected.en })
    }
  }
  const problems = verified.flatMap((one) => one.problems)
  if (problems.length > 0) throw new InputError(problems.slice(0, MOST_KEPT))
  return async () => []
}
