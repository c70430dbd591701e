/** Knows the deep check: every original is read again, and each figure must stand in its cell, to the word and to the value. */
import type { InputIssue } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { inspectOriginal } from '../../storage/archive.ts'
import { listReportedCells, type ReportedCell } from '../../storage/lineage.ts'
import { listSubmissions, type StoredSubmission } from '../../storage/submissions.ts'
import { findReported, mapCells, type CellMap } from '../../workbooks/reported-cell.ts'
import type { StepContext } from '../step.ts'
import type { Check } from './check.ts'

const judge = (
  { id, file }: StoredSubmission,
  reported: ReportedCell,
  { cells, units }: { cells: CellMap; units: StepContext['catalogue']['units'] },
): readonly InputIssue[] => {
  const { sheet, cell, observation } = reported
  const at = `${file} › ${sheet} › ${cell}`
  const where = text(
    `报送 ${id} ${at}（观测值 ${observation}）`,
    `submission ${id} ${at} (observation ${observation})`,
  )
  const there = findReported(cells, reported, units)
  if (!there) return [{ where, found: '—', expected: text(`工作表 ${sheet}`, `a sheet ${sheet}`) }]
  if (there.text !== reported.text)
    return [{ where, found: there.text, expected: text(`「${reported.text}」`, `"${reported.text}"`) }]
  if (reported.value === null || there.value === reported.value) return []
  const expected = text(`${reported.value} ${reported.unit}`, `${reported.value} ${reported.unit}`)
  return [{ where, found: String(there.value ?? '—'), expected }]
}

/** An original that is not there as it was is told by the check of the archive. */
const examineSubmission = async (
  one: StoredSubmission,
  reported: readonly ReportedCell[],
  { storage, readWorkbook, catalogue }: StepContext,
): Promise<readonly InputIssue[]> => {
  const original = await inspectOriginal(storage.archive, one.sha256)
  if ('damage' in original) return []
  const result = await readWorkbook(original.bytes)
  if ('refused' in result) {
    const where = text(`报送 ${one.id} ${one.file}`, `submission ${one.id} ${one.file}`)
    return [
      {
        where,
        found: result.refused.reason,
        expected: text('仍可读取的原件', 'an original that can still be read'),
      },
    ]
  }
  const cells = mapCells(result.grid)
  return reported.flatMap((cell) => judge(one, cell, { cells, units: catalogue.units }))
}

export const cellsCheck: Check = {
  code: 'cells',
  name: text('重读原件，每个数值都在它的单元格里', 'read again, every figure stands in its cell'),
  deep: true,
  examine: async (context) => {
    let examined = 0
    const problems: InputIssue[] = []
    for (const one of await listSubmissions(context.storage.db)) {
      const reported = await listReportedCells(context.storage.db, one.id)
      if (reported.length === 0) continue
      examined += reported.length
      problems.push(...(await examineSubmission(one, reported, context)))
    }
    return { examined, problems }
  },
}
