/** Knows the commands `submissions` and `findings`: what was received, which replaces which, and what the checks found. */
import { z } from 'zod'
import { ACCEPTANCES, findChain, type Chain } from '../indicators/submission-chain.ts'
import { OUTCOMES } from '../indicators/submission.ts'
import { text } from '../indicators/text.ts'
import { readCase } from '../jobs/submission/desk.ts'
import { readChain } from '../jobs/submission/differences.ts'
import { readChainFacts } from '../storage/chain-facts.ts'
import type { Db } from '../storage/schema.ts'
import { listSubmissions, type StoredSubmission } from '../storage/submissions.ts'
import { renderListing } from './columns.ts'
import { describeFindings, renderFinding } from '../indicators/finding-text.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, sayAll, type AddCommand, type Session } from './session.ts'

const schema = z.object({ json: jsonOption })

const HEADER = [
  text('编号', 'id'),
  text('公布日', 'known'),
  text('单位', 'unit'),
  text('表式', 'form'),
  text('报告期', 'period'),
  text('第几次', 'attempt'),
  text('结果', 'outcome'),
  text('验收', 'acceptance'),
  text('替代', 'replaces'),
  text('读取', 'read'),
  text('接收', 'accepted'),
  text('拒收', 'rejected'),
  text('未变', 'unchanged'),
  text('文件', 'file'),
]
const NONE = text('没有报送', 'no submissions')
const NO_FINDINGS = text('没有审核结果', 'no findings')

const rowOf = (one: StoredSubmission, chain: Chain, session: Session): string[] => [
  one.id,
  one.known,
  one.unit ?? '',
  sayAll(session, one.forms),
  one.period ?? '',
  String(chain.attempt),
  say(session, OUTCOMES[one.outcome]),
  say(session, ACCEPTANCES[chain.acceptance]),
  sayAll(session, chain.replaces),
  String(one.counts.read),
  String(one.counts.accepted),
  String(one.counts.rejected),
  String(one.counts.unchanged),
  one.file,
]

/** Every submission with its place in its chain. */
const listChained = async (db: Db, submissions: readonly StoredSubmission[]) => {
  const reports = Map.groupBy(submissions, ({ unit, period, id }) =>
    unit === null || period === null ? id : `${unit} ${period}`,
  )
  const facts = await readChainFacts(
    db,
    submissions.map((s) => s.id),
    [...reports.values()].filter((report) => report.length > 1).flatMap((report) => report.map((s) => s.id)),
  )
  const chains = new Map(
    [...reports.values()].flatMap((report) => report.map((one) => [one.id, findChain(one, report, facts)])),
  )
  return submissions.flatMap((one) => {
    const chain = chains.get(one.id)
    return chain ? [{ one, chain }] : []
  })
}

export const addSubmissions: AddCommand = (program, session) =>
  void program
    .command('submissions')
    .description('收到的报送')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const { storage } = await session.open()
      const submissions = await listSubmissions(storage.db)
      const chained = await listChained(storage.db, submissions)
      if (json)
        return printJson(session, {
          submissions: chained.map(({ one: { findings, ...s }, chain }) => ({
            ...s,
            findings: findings.length,
            ...chain,
          })),
        })
      printLines(
        session,
        renderListing(
          { header: HEADER, rows: chained.map(({ one, chain }) => rowOf(one, chain, session)), none: NONE },
          session,
        ),
      )
    })

/** What a person must know of the chain before he reads the findings. */
const renderChain = (id: string, chain: Chain, { language }: Session): string[] => {
  const { attempt, previous, countedBefore, replaces, replacedBy, acceptance, acceptedBefore } = chain
  const counted = countedBefore === previous ? null : countedBefore
  const words =
    language === 'zh'
      ? [
          `第 ${attempt} 次报送，${ACCEPTANCES[acceptance].zh}`,
          ...(previous === null ? [] : [`上一次：${previous}`]),
          ...(counted === null ? [] : [`上一次计入的：${counted}`]),
          ...(replaces.length === 0 ? [] : [`替代：${replaces.join('、')}`]),
          ...(replacedBy === null ? [] : [`已由 ${replacedBy} 替代`]),
          ...(acceptedBefore === null ? [] : [`与验收过的 ${acceptedBefore} 的差异：differences ${id}`]),
        ]
      : [
          `submission ${attempt} of this report, ${ACCEPTANCES[acceptance].en}`,
          ...(previous === null ? [] : [`the one before: ${previous}`]),
          ...(counted === null ? [] : [`the last that counts: ${counted}`]),
          ...(replaces.length === 0 ? [] : [`replaces ${replaces.join(', ')}`]),
          ...(replacedBy === null ? [] : [`replaced by ${replacedBy}`]),
          ...(acceptedBefore === null ? [] : [`since ${acceptedBefore} was accepted: differences ${id}`]),
        ]
  return [words.join(language === 'zh' ? '；' : '; ')]
}

export const addFindings: AddCommand = (program, session) =>
  void program
    .command('findings')
    .description('一次报送的审核结果')
    .argument('<submission>', '报送编号')
    .option('--json', '输出 JSON')
    .action(async (id: string, raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const { storage } = await session.open()
      const { submission, decisions } = await readCase(storage.db, id)
      const findings = describeFindings(submission.findings, decisions, session.language)
      const chain = await readChain(storage.db, submission)
      if (json)
        return printJson(session, {
          submission: id,
          outcome: submission.outcome,
          ...chain,
          findings,
          decisions,
        })
      printLines(session, [
        ...renderChain(id, chain, session),
        ...(findings.length === 0
          ? [say(session, NO_FINDINGS)]
          : findings.map((f) => renderFinding(f, session.language))),
      ])
    })
