/** Knows how what a person gives with a workbook is held against it before anything is received. */
import { basename } from 'node:path'
import type { InputIssue } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { areOfSeveralOrigins } from '../../workbooks/read-submission.ts'
import { GIVEN_WORDS } from '../../workbooks/submission/given.ts'
import type { StepContext } from '../step.ts'
import { readOriginalSubmission } from './read-original.ts'
import type { Sent } from './submit.ts'

/**
 * What of it the workbook contradicts: whoever typed it mends it, and nothing is filed under the wrong word. A file from
 * the inbox has nobody to ask; there the same doubt is a finding, and the workbook goes back.
 */
export const listWrongGiven = async (
  { file, bytes, given }: Sent,
  context: StepContext,
): Promise<readonly InputIssue[]> => {
  const { clock } = context
  const asked = { id: '', file: basename(file), known: clock.today(), receivedAt: clock.now(), given }
  const { findings } = (await readOriginalSubmission(bytes, asked, context)).reading
  // A workbook of several units or periods goes back whatever is given, and is told what to do about each table.
  if (areOfSeveralOrigins(findings)) return []
  return GIVEN_WORDS.flatMap((word) =>
    findings
      .filter((f) => f.rule === `given.${word}`)
      .map(({ sheet, cell, expected }) => {
        const place = [asked.file, sheet, cell].filter((part) => part !== '').join(' › ')
        return {
          where: text(`${place}，选项 --${word}`, `${place}, option --${word}`),
          found: given[word] ?? '',
          expected,
        }
      }),
  )
}
