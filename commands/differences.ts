/** Knows the command `differences`: what a re-submission says otherwise than the one that was accepted. */
import { z } from 'zod'
import { findVariable } from '../indicators/catalogue.ts'
import { InputError } from '../indicators/input-error.ts'
import { MEASURES, type ReadObservation } from '../indicators/observation.ts'
import { figureText, type Difference } from '../indicators/submission-difference.ts'
import { OUTCOMES } from '../indicators/submission.ts'
import { joinTexts, text, type Text } from '../indicators/text.ts'
import { readCase } from '../jobs/submission/desk.ts'
import {
  findDifferences,
  listDifferencesSince,
  listEarlier,
  type Differences,
} from '../jobs/submission/differences.ts'
import { findSubmission, type StoredSubmission } from '../storage/submissions.ts'
import { renderListing } from './columns.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({ since: z.string().min(1).optional(), json: jsonOption })

const COMMA = text('、', ', ')

const refuse = (where: Text, found: string | Text, expected: Text): never => {
  throw new InputError([{ where, found, expected }])
}

/** There is nothing to compare with by itself; an earlier one may still be named. */
const refuseNone = (one: StoredSubmission, accepted: boolean, earlier: readonly string[]): never => {
  const where = text(`报送 ${one.id}`, `submission ${one.id}`)
  if (earlier.length === 0)
    return refuse(
      where,
      text('本期首次报送', 'the first of its period'),
      text('重新报送，才有可比的前一次', 'a re-submission: there is nothing before to compare with'),
    )
  const ids = joinTexts(
    earlier.map((id) => text(id, id)),
    COMMA,
  )
  return refuse(
    where,
    accepted
      ? text('此前没有验收过的报送', 'none was accepted before')
      : text('此前的报送都没有计入', 'none before counts'),
    text(`--since 写明与哪一次相比：${ids.zh}`, `--since with the one to compare with: ${ids.en}`),
  )
}

/** Since the one that is named; else since the last that was accepted, or else the last whose figures count. */
const chooseDifferences = async (
  one: StoredSubmission,
  since: string | undefined,
  app: Opened,
): Promise<Differences> => {
  const earlier = await listEarlier(app.storage.db, one)
  const isNamed = since !== undefined && since !== 'accepted' && since !== 'counted'
  const named = isNamed && earlier.includes(since) ? await findSubmission(app.storage.db, since) : undefined
  if (named) return listDifferencesSince(one, named, app)
  if (isNamed) {
    const ids = [
      text('accepted', 'accepted'),
      text('counted', 'counted'),
      ...earlier.map((id) => text(id, id)),
    ]
    const expected = joinTexts([text('其中之一：', 'one of '), joinTexts(ids, COMMA)], '')
    return refuse(text('选项 --since', 'option --since'), since, expected)
  }
  return (
    (since === 'counted' ? null : await findDifferences(one, 'accepted', app)) ??
    (since === 'accepted' ? null : await findDifferences(one, 'counted', app)) ??
    refuseNone(one, since === 'accepted', earlier)
  )
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
    difference.kind === 'new' ? '—' : say(session, figureText(difference.before.figure)),
    difference.kind === 'gone' ? '—' : say(session, figureText(difference.now.figure)),
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

const headOf = (id: string, { id: before, known, file, outcome }: StoredSubmission, count: number): Text => {
  const { zh, en } = OUTCOMES[outcome]
  return text(
    `${id} 与 ${before}（${known}，${file}，${zh}）相比：${count} 处不同`,
    `${id} against ${before} (${known}, ${file}, ${en}): ${count} differences`,
  )
}

export const addDifferences: AddCommand = (program, session) =>
  void program
    .command('differences')
    .description('重新报送与验收过的（没有则与上一次计入的）报送相比，哪些数变了')
    .argument('<submission>', '报送编号')
    .option('--since <which>', 'accepted（验收过的）、counted（上一次计入的）或报送编号（退回的也可）')
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
