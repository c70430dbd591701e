/** Knows how the validity of recipients and responsible units is chosen by day, and what is said of a gap. */
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseCatalogue } from '../../indicators/catalogue.ts'
import { InputError } from '../../indicators/input-error.ts'
import { listLadderGaps } from '../../indicators/ladder.ts'
import { parseDay } from '../../indicators/period.ts'
import { listResponsible } from '../../indicators/plan.ts'
import { listRecipients, recipientSchema } from '../../indicators/recipient.ts'
import { makePlan } from './make-plan.ts'

const plan = makePlan(
  {
    responsible: [
      { unit: 'zj-jxt', name: '省经信委', validUntil: '2018-10-24', source: { document: 'd' } },
      { unit: 'zj-stats', name: '省统计局', validFrom: '2018-10-25', source: { document: 'd' } },
    ],
  },
  { code: 'test-plan' },
)
const [indicator] = plan.indicators

const recipient = (code: string, step: number, validity: object = {}, scope: object = { kind: 'plan' }) =>
  recipientSchema.parse({
    code,
    name: code,
    address: 'a@example.org',
    plans: ['test-plan'],
    scope,
    step,
    ...validity,
  })
const said = (...recipients: ReturnType<typeof recipient>[]) =>
  listLadderGaps(plan, recipients).map((i) => `${i.where.zh}：${i.expected.zh}`)

test('who answers and who is written to follow from the day', () => {
  if (!indicator) throw new Error('a test plan has an indicator')
  const unitsOn = (day: string) => listResponsible(indicator, parseDay(day)).map((r) => r.unit)
  expect([unitsOn('2018-10-24'), unitsOn('2018-10-25')]).toEqual([['zj-jxt'], ['zj-stats']])
  const post = [
    recipient('office', 0, { validUntil: '2020-06-30' }),
    recipient('office', 0, { validFrom: '2020-07-01' }),
  ]
  const on = (day: string) => listRecipients(post, plan.code, parseDay(day)).map((r) => post.indexOf(r))
  expect([on('2020-06-30'), on('2020-07-01')]).toEqual([[0], [1]])
})

test('a step of the ladder with nobody on it is told with the day from which', () => {
  expect(said(recipient('office', 0), recipient('leader', 1))).toEqual([])
  expect(said(recipient('office', 0), recipient('leader', 1, { validUntil: '2021-12-31' }))).toEqual([
    '计划 test-plan，2022-01-01 起：第 1 级收件人',
    '计划 test-plan，此后一直：第 1 级收件人',
  ])
  expect(said(recipient('office', 0), recipient('top', 2))).toContain(
    '计划 test-plan，此后一直：第 1 级收件人',
  )
  const other = recipient('leader', 0, {}, { kind: 'reporting-unit', unit: 'zj-jxt' })
  expect(said(other)).toEqual([
    '计划 test-plan，2018-10-25 起：第 0 级收件人',
    '计划 test-plan，此后一直：第 0 级收件人',
  ])
})

const SEEDS = new URL('../../seeds/', import.meta.url)
const seedsWith = (recipients: (old: object[]) => object[]) =>
  new Map(
    readdirSync(SEEDS, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name): [string, unknown] => {
        const data: unknown = JSON.parse(readFileSync(new URL(name, SEEDS), 'utf8'))
        return [name, name === 'recipients.json' && Array.isArray(data) ? recipients(data) : data]
      }),
  )
const refusal = (recipients: (old: object[]) => object[]): string => {
  try {
    parseCatalogue(seedsWith(recipients))
    return ''
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}

test('one post at a time: entries of a code that overlap, end before they begin or name no unit are refused', () => {
  const leader = recipient('leader', 1)
  const entry = { ...leader, plans: ['zj-digital-2022'] }
  expect(refusal((old) => [...old, entry])).toContain('与前一条 leader 不重叠的有效期')
  const ended = (old: object[]) => old.map((r) => ({ ...r, validUntil: '2020-12-31' }))
  expect(refusal((old) => [...ended(old), { ...entry, validFrom: '2021-01-01' }])).toBe('')
  const reversed = { ...entry, code: 'x', validFrom: '2021-01-01', validUntil: '2020-01-01' }
  expect(refusal((old) => [...old, reversed])).toContain('2021-01-01 或以后的日期')
  const nobody = { ...entry, code: 'x', scope: { kind: 'reporting-unit', unit: 'nobody' } }
  expect(refusal((old) => [...old, nobody])).toContain('填报单位代码')
})

test('the seeds leave no step of the ladder empty', () => {
  const { plans, recipients } = parseCatalogue(seedsWith((old) => old))
  expect(plans.flatMap((one) => listLadderGaps(one, recipients))).toEqual([])
})
