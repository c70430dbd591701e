/** Knows the check of what was received: nothing lost between ledger and desk, every figure counted, every step in its order. */
import { listOpenFindings, type Decision } from '../../indicators/desk.ts'
import type { InputIssue } from '../../indicators/input-error.ts'
import { text, type Text } from '../../indicators/text.ts'
import { listDecisions } from '../../storage/decisions.ts'
import { listJobs } from '../../storage/jobs.ts'
import type { Db } from '../../storage/schema.ts'
import { listSubmissions, type StoredSubmission } from '../../storage/submissions.ts'
import type { Check, Checked } from './check.ts'

const placeOf = ({ id }: { id: string }): Text => text(`报送 ${id}`, `submission ${id}`)

const judgeCounts = (one: StoredSubmission): readonly InputIssue[] => {
  const { read, accepted, rejected, unchanged } = one.counts
  if (read === accepted + rejected + unchanged) return []
  const expected = text('读取 = 接收 + 拒收 + 未变', 'read = accepted + rejected + unchanged')
  return [{ where: placeOf(one), found: `${read} ≠ ${accepted} + ${rejected} + ${unchanged}`, expected }]
}

/** What is wrong with a step by itself. */
const judgeStep = (one: StoredSubmission, step: Decision, index: number): readonly Text[] => {
  const wrong: Text[] = []
  if (step.sequence !== index + 1) wrong.push(text(`第 ${index + 1} 步`, `step ${index + 1}`))
  if ((step.kind === 'received') !== (index === 0))
    wrong.push(text('第一步是收到', 'receipt as the first step'))
  if (step.finding !== null && !one.findings[step.finding - 1])
    wrong.push(text(`有第 ${step.finding} 条审核结果`, `a finding ${step.finding}`))
  const counts = step.outcome === 'accepted' || step.outcome === 'to-explain'
  if (step.inForce && !counts) wrong.push(text('退回的不计入', 'figures that do not count'))
  return wrong
}

/** Steps are only appended, so that the last says where the submission stands, and a release all that was released. */
const judgeSteps = (one: StoredSubmission, steps: readonly Decision[]): readonly InputIssue[] => {
  const problems: InputIssue[] = steps.flatMap((step, index) =>
    judgeStep(one, step, index).map((expected) => ({
      where: text(`报送 ${one.id} 第 ${step.sequence} 步`, `submission ${one.id}, step ${step.sequence}`),
      found: step.kind,
      expected,
    })),
  )
  const last = steps.at(-1)
  if (last?.outcome !== one.outcome)
    problems.push({
      where: placeOf(one),
      found: last?.outcome ?? '—',
      expected: text(`最后一步的结果 ${one.outcome}`, `${one.outcome} as the outcome of the last step`),
    })
  const open = listOpenFindings({ submission: one, decisions: steps }, 'released')
  if (last?.inForce && open.length > 0)
    problems.push({
      where: placeOf(one),
      found: text(
        `第 ${open.join('、')} 条审核结果没有放行，数值却已计入`,
        `finding ${open.join(', ')} was not released, yet its figure counts`,
      ),
      expected: text('放行之后才计入', `a release of findings ${open.join(', ')} before the figures count`),
    })
  return problems
}

/** A job that says it is done has left its receipt. */
const listLost = async (db: Db, received: ReadonlySet<string>) =>
  (await listJobs(db, { kinds: ['ingest'], states: ['done'] }))
    .filter(({ key }) => !received.has(key))
    .map(({ id, key }) => ({
      where: text(`作业 ${id}`, `job ${id}`),
      found: text('已完成，却没有报送', 'done without a submission'),
      expected: text(`报送 ${key}`, `submission ${key}`),
    }))

const examine = async (db: Db): Promise<Checked> => {
  const submissions = await listSubmissions(db)
  const problems: InputIssue[] = []
  const asRead = submissions.toSorted((a, b) => a.sequence - b.sequence)
  for (const [index, one] of asRead.entries()) {
    if (one.sequence !== index + 1)
      problems.push({
        where: placeOf(one),
        found: String(one.sequence),
        expected: text(`读取的顺序 ${index + 1}`, `${index + 1} in the order of reading`),
      })
    problems.push(...judgeCounts(one), ...judgeSteps(one, await listDecisions(db, one.id)))
  }
  problems.push(...(await listLost(db, new Set(submissions.map(({ id }) => id)))))
  return { examined: submissions.length, problems }
}

export const submissionsCheck: Check = {
  code: 'submissions',
  name: text('报送一份不少，审核与处理前后相符', 'no submission is lost; findings and steps agree'),
  deep: false,
  // At one instant: the service goes on, and a step taken meanwhile is no contradiction.
  examine: ({ storage }) => storage.snapshot(examine),
}
