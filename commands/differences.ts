/** Knows the command `differences`: what a re-submission says otherwise than the one that was accepted. */
import { z } from 'zod'
import { findVariable } from '../indicators/catalogue.ts'
import { InputError } from '../indicators/input-error.ts'
import { MEASURES, type ReadObservation } from '../indicators/observation.ts'
import { figureText, type Difference } from '../indicators/submission-difference.ts'
import { text, type Text } from '../indicators/text.ts'
import { readCase } from '../jobs/submission/desk.ts'
import { findDifferences, type Differences } from '../jobs/submission/differences.ts'
import type { StoredSubmission } from '../storage/submissions.ts'
import { renderListing } from './columns.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({ since: z.enum(['accepted', 'previous']).optional(), json: jsonOption })

/** Since the last one that was accepted, or else since the one before. */
const chooseDifferences = async (
  one: StoredSubmission,
  since: 'accepted' | 'previous' | undefined,
  app: Opened,
): Promise<Differences> => {
  const found =
    (since === 'previous' ? null : await findDifferences(one, 'accepted', app)) ??
    (since === 'accepted' ? null : await findDifferences(one, 'previous', app))
  if (found) return found
  throw new InputError([
    {
      where: text(`报送 ${one.id}`, `submission ${one.id}`),
      found:
        since === 'accepted'
          ? text('此前没有验收过的报送', 'none was accepted before')
          : text('本期首次报送', 'the first of its period'),
      expected: text(
        '重新报送，才有可比的前一次',
        'a re-submission: there is nothing before to compare with',
      ),
    },
  ])
}

const KINDS = { changed: text('变动', 'changed'), new: text('新增', 'new'), gone: text('未报', 'gone') }

const figureOf = (o: ReadObservation) => ({
  value: 'value' in o.figure ? o.figure.value : null,
  ...('value' in o.figure ? { bound: o.figure.bound } : { missing: o.figure.missing }),
  sheet: o.sheet,
  cell: o.cell,
})

const describeDifference = (difference: Difference) => {
  const told = difference.kind === 'gone' ? difference.before : difference.now
  const { variable, region, period, measure, unit } = told
  return {
    kind: difference.kind,
    variable,
    region,
    period,
    measure,
    unit,
    before: difference.kind === 'new' ? null : figureOf(difference.before),
    now: difference.kind === 'gone' ? null : figureOf(difference.now),
  }
}

const renderDifference = (difference: Difference, app: Opened, session: Session): string[] => {
  const told = difference.kind === 'gone' ? difference.before : difference.now
  return [
    say(session, KINDS[difference.kind]),
    `${findVariable(app.catalogue, told.variable)?.name ?? told.variable} ${say(session, MEASURES[told.measure])}`,
    told.region,
    told.period,
    difference.kind === 'new' ? '—' : figureText(difference.before.figure),
    difference.kind === 'gone' ? '—' : figureText(difference.now.figure),
    told.unit,
    `${told.sheet}!${told.cell}`,
  ]
}

const HEADER = [
  text('', ''),
  text('报表项', 'variable'),
  text('地区', 'region'),
  text('报告期', 'period'),
  text('原为', 'was'),
  text('现为', 'is'),
  text('单位', 'unit'),
  text('位置', 'cell'),
]
const NONE = text('没有不同', 'nothing differs')

const headOf = (id: string, { id: before, known, file }: StoredSubmission, count: number): Text =>
  text(
    `${id} 与 ${before}（${known}，${file}）相比：${count} 处不同`,
    `${id} against ${before} (${known}, ${file}): ${count} differences`,
  )

export const addDifferences: AddCommand = (program, session) =>
  void program
    .command('differences')
    .description('重新报送与验收过的（没有则与上一次）报送相比，哪些数变了')
    .argument('<submission>', '报送编号')
    .option('--since <which>', 'accepted（验收过的）或 previous（上一次）')
    .option('--json', '输出 JSON')
    .action(async (id: string, raw: unknown) => {
      const { since, json } = parseOptions(schema, raw)
      const app = await session.open()
      const { submission } = await readCase(app.storage.db, id)
      const { since: before, differences } = await chooseDifferences(submission, since, app)
      if (json)
        return printJson(session, {
          submission: id,
          since: before.id,
          differences: differences.map(describeDifference),
        })
      printLines(session, [
        say(session, headOf(id, before, differences.length)),
        ...renderListing(
          { header: HEADER, rows: differences.map((d) => renderDifference(d, app, session)), none: NONE },
          session,
        ),
      ])
    })
