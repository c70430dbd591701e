/** Knows which explanations hold for a finding, and why others do not. */
import { expect, test } from 'vitest'
import {
  parseFormCode,
  parseRegionCode,
  parseReportingUnitCode,
  parseVariableCode,
} from '../../indicators/codes.ts'
import {
  holdExplanations,
  listTextsOfOthers,
  type Answer,
  type ExplanationQuestion,
  type GivenExplanation,
} from '../../indicators/explanations.ts'
import { orderFindings, withSubjects, type Finding } from '../../indicators/finding.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import type { Submission } from '../../indicators/submission.ts'
import { text } from '../../indicators/text.ts'

const WHY = '甲公司3月停产检修，减少产值2.1亿元'

const about = (basis: string) => ({
  variable: parseVariableCode('software'),
  region: parseRegionCode('330000'),
  period: parsePeriod('2020-07'),
  measure: 'ytd' as const,
  basis,
})
const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'HB',
  class: 'verification',
  sheet: '表',
  cell: 'C7',
  found: '42',
  expected: text('说明', 'explain'),
  about: about('42'),
  ...more,
})
const submission = (findings: readonly Finding[], more: Partial<Submission> = {}): Submission => ({
  id: 'S1',
  file: 'f.xlsx',
  sha256: 'ab'.repeat(32),
  unit: parseReportingUnitCode('zj-jxt'),
  form: parseFormCode('dept-monthly'),
  forms: [parseFormCode('dept-monthly')],
  formVersion: '1',
  period: parsePeriod('2020-07'),
  known: parseDay('2020-08-03'),
  outcome: 'to-explain',
  counts: { read: 1, accepted: 1, rejected: 0, unchanged: 0 },
  findings,
  ...more,
})
const answerTo = (number: number, written: string): Answer => ({
  finding: number,
  text: written,
  sheet: '审核结果',
  cell: `H${number}`,
})
const given = (one: Finding, submissionId = 'S0'): GivenExplanation => ({
  finding: one,
  text: WHY,
  submission: submissionId,
})

const hold = (findings: readonly Finding[], more: Partial<ExplanationQuestion> = {}) =>
  holdExplanations({
    submission: submission(findings, { id: 'S2' }),
    returned: undefined,
    remembered: [],
    earlier: [],
    ...more,
  })
const returned = (
  findings: readonly Finding[],
  answers: readonly Answer[],
  more: Partial<Submission> = {},
) => ({
  id: 'S1',
  submission: submission(findings, more),
  answers,
})

test('an answer belongs to the finding of the same rule and figure, wherever its row and its number are now', () => {
  const mandatory = finding({ rule: 'R', class: 'mandatory', about: about('1') })
  const { held, findings } = hold([finding({ cell: 'D9' })], {
    returned: returned([mandatory, finding()], [answerTo(2, WHY)]),
  })
  expect([held, findings]).toEqual([[{ finding: 1, text: WHY, givenIn: null }], []])
})

test('another figure, rule, region, period or measure is another question', () => {
  const others: readonly Finding[] = [
    finding({ about: about('43') }),
    finding({ rule: 'HB2' }),
    finding({ about: { ...about('42'), region: parseRegionCode('330100') } }),
    finding({ about: { ...about('42'), period: parsePeriod('2020-06') } }),
    finding({ about: { ...about('42'), measure: 'current' } }),
  ]
  for (const other of others) {
    expect(hold([other], { remembered: [given(finding())] }).held).toEqual([])
    expect(hold([other], { returned: returned([finding()], [answerTo(1, WHY)]) }).held).toEqual([])
  }
})

test('only 核实性 findings take an explanation', () => {
  for (const kind of ['mandatory', 'quasi_mandatory', 'notice'] as const) {
    const one = finding({ class: kind })
    const more = { returned: returned([one], [answerTo(1, WHY)]), remembered: [given(one)] }
    expect(hold([one], more)).toEqual({ held: [], findings: [] })
  }
})

test('what was accepted before holds on, with the submission where it was given; what is written now comes first', () => {
  const again = { remembered: [given(finding(), 'S0')] }
  expect(hold([finding()], again).held).toEqual([{ finding: 1, text: WHY, givenIn: 'S0' }])
  const now = `${WHY}，8月恢复`
  expect(hold([finding()], { ...again, returned: returned([finding()], [answerTo(1, now)]) }).held).toEqual([
    { finding: 1, text: now, givenIn: null },
  ])
  // Nothing or filler in the workbook takes nothing away.
  for (const said of ['', '情况属实'])
    expect(hold([finding()], { ...again, returned: returned([finding()], [answerTo(1, said)]) })).toEqual({
      held: [{ finding: 1, text: WHY, givenIn: 'S0' }],
      findings: [],
    })
})

const other = (basis: string) =>
  finding({ about: { ...about(basis), variable: parseVariableCode('retail') } })

test('what was written for another indicator on an earlier submission is a copy; the same indicator may say it again', () => {
  const answered = returned([finding()], [answerTo(1, `${WHY}。`)])
  expect(hold([finding()], { returned: answered, remembered: [given(other('7'))] })).toMatchObject({
    held: [],
    findings: [{ rule: 'explain.copy', found: expect.stringContaining(WHY) }],
  })
  const again = hold([finding()], {
    returned: answered,
    remembered: [given(finding({ about: about('41') }))],
  })
  expect(again.held).toMatchObject([{ finding: 1, givenIn: null }])
})

test('a cause that two findings of one submission have in common may be told in the same words', () => {
  const both = [finding(), other('7')]
  const answers = [answerTo(1, WHY), answerTo(2, WHY)]
  expect(hold(both, { returned: returned(both, answers) }).held).toHaveLength(2)
  const [desk] = both
  expect(desk && listTextsOfOthers(desk, [given(other('7'), 'S2')], 'S2')).toEqual([])
  expect(desk && listTextsOfOthers(desk, [given(other('7'), 'S1')], 'S2')).toEqual([WHY])
})

test('a finding without a figure is the same while its place and its words are', () => {
  const version = finding({ rule: 'form.version', cell: '', found: '2017' })
  const { about: _, ...plain } = version
  expect(hold([plain], { remembered: [given(plain)] }).held).toHaveLength(1)
  expect(hold([{ ...plain, found: '2018' }], { remembered: [given(plain)] }).held).toEqual([])
})

test('the result sheet of another unit, of another form or of nobody explains nothing, and is told once', () => {
  const answers = [answerTo(1, WHY), answerTo(2, WHY)]
  for (const other of [
    returned([finding()], answers, { unit: parseReportingUnitCode('zj-kjt') }),
    returned([finding()], answers, { forms: [parseFormCode('other')] }),
    { id: 'S9', submission: undefined, answers },
  ])
    expect(hold([finding()], { returned: other })).toMatchObject({
      held: [],
      findings: [{ rule: 'explain.foreign', class: 'notice', sheet: '审核结果', cell: 'H1' }],
    })
  expect(hold([finding()], { returned: { id: 'S9', submission: undefined, answers: [] } }).findings).toEqual(
    [],
  )
})

test('an answer to what is not asked any more is passed over', () => {
  expect(hold([], { returned: returned([finding()], [answerTo(1, '核实无误'), answerTo(7, WHY)]) })).toEqual({
    held: [],
    findings: [],
  })
})

test('findings are numbered by class, those of a class as they were made', () => {
  const kinds = ['notice', 'verification', 'mandatory', 'verification', 'quasi_mandatory'] as const
  const made = kinds.map((kind, index) => finding({ class: kind, cell: `A${index}` }))
  expect(orderFindings(made).map((f) => f.cell)).toEqual(['A2', 'A4', 'A1', 'A3', 'A0'])
})

test('a finding on a cell speaks of the figure that was read there', () => {
  const { about: _, ...plain } = finding()
  const read = {
    ...about(''),
    figure: { value: 42, bound: 'lower' },
    unit: '亿元',
    reported: { text: '>42', unit: '亿元' },
    note: '',
    synthetic: false,
    status: 'flash',
    sheet: '表',
    cell: 'C7',
  } as const
  expect(withSubjects([plain, { ...plain, cell: 'C8' }, finding()], [read])).toEqual([
    { ...plain, about: about('lower 42') },
    { ...plain, cell: 'C8' },
    finding(),
  ])
})
