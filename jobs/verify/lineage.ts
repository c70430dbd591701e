/** Knows the check of lineage: every figure says from which submission and cell it comes, and says of them what they say of themselves. */
import type { InputIssue } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { listSources, type FigureSource } from '../../storage/lineage.ts'
import type { Check } from './check.ts'

const CELL = /^[A-Z]{1,3}[1-9]\d*$/

const judge = (source: FigureSource): readonly InputIssue[] => {
  const where =
    source.kind === 'observation'
      ? text(`观测值 ${source.id}`, `observation ${source.id}`)
      : text(`观测值 ${source.observation} 的再次确认 ${source.id}`, `confirmation ${source.id}`)
  const problems: InputIssue[] = []
  const say = (found: string, zh: string, en: string) =>
    problems.push({ where, found, expected: text(zh, en) })
  if (source.received === null)
    return [
      { where, found: '—', expected: text(`报送 ${source.submission}`, `submission ${source.submission}`) },
    ]
  const { file, known } = source.received
  if (source.file !== file) say(source.file, `文件 ${file}`, `the file ${file}`)
  if (source.known !== known) say(source.known, `公布日 ${known}`, `known on ${known}`)
  if (source.sheet === '' || !CELL.test(source.cell))
    say(`${source.sheet} › ${source.cell}`, '工作表和单元格', 'a sheet and a cell')
  if (source.kind === 'confirmation' && !source.holds)
    say(`观测值 ${source.observation}`, '存在的观测值', 'an observation that exists')
  return problems
}

export const lineageCheck: Check = {
  code: 'lineage',
  name: text(
    '每个数值都能追到报送、文件、工作表和单元格',
    'every figure leads to submission, file, sheet and cell',
  ),
  deep: false,
  examine: async ({ storage }) => {
    let examined = 0
    const problems: InputIssue[] = []
    for await (const page of listSources(storage.db)) {
      examined += page.length
      problems.push(...page.flatMap(judge))
    }
    return { examined, problems }
  },
}
