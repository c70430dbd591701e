/** Knows the command `slip`: a reply slip that came back is what its unit signed for and answered. */
import { basename } from 'node:path'
import { z } from 'zod'
import { EVER } from '../indicators/period.ts'
import type { SlipFile } from '../indicators/warnings/act.ts'
import { readWarning, rehearseWarningSteps, takeWarningSteps } from '../jobs/warning/warning-step.ts'
import { writeOriginal } from '../storage/archive.ts'
import { readSlip, type Slip } from '../workbooks/notice/read-slip.ts'
import { readGiven } from './given.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, type AddCommand, type Opened } from './session.ts'
import { describeWarning, printTaken } from './warning-text.ts'

const schema = z.object({ json: jsonOption })

type Steps = Parameters<typeof takeWarningSteps>[2]

/** Signs for the notice where nobody has yet, and answers it. */
const stepsOf = (
  { cause, measures, due, signed, answered }: Slip,
  isOpened: boolean,
  slip?: SlipFile,
): Steps => {
  const on = slip ? { slip } : {}
  const sign = { wish: { kind: 'acknowledged', text: '', ...on }, actor: signed } as const
  const answer = { wish: { kind: 'explained', cause, measures, due, ...on }, actor: answered } as const
  return isOpened ? [sign, answer] : [answer]
}

/** Both steps, or neither when the answer is none; the file is kept before the log names it, and only where it counts. */
const take = async (app: Opened, slip: Slip, { file, bytes }: { file: string; bytes: Uint8Array }) => {
  const { number } = slip
  const { warning } = await readWarning(app, { number, asOf: EVER })
  const isOpened = warning.stage === 'opened'
  await rehearseWarningSteps(app, number, stepsOf(slip, isOpened))
  const sha256 = await writeOriginal(app.storage.archive, bytes)
  const kept = { file: basename(file), sha256, size: bytes.length }
  return takeWarningSteps(app, number, stepsOf(slip, isOpened, kept))
}

export const addSlip: AddCommand = (program, session) =>
  void program
    .command('slip')
    .description('收入填好的预警通知单回执：签收并答复')
    .argument('<file>', '填好的预警通知单（.xlsx）')
    .option('--json', '输出 JSON')
    .action(async (file: string, raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const app = await session.open()
      const bytes = await readGiven(file)
      const slip = readSlip(file, await app.readWorkbook(bytes))
      const taken = await take(app, slip, { file, bytes })
      if (!json) return printTaken(taken, session)
      printJson(session, {
        warning: describeWarning(taken.warning, app.catalogue.plans, session),
        seal: taken.seal,
      })
    })
