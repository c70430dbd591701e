/** Knows which explanations explain nothing. */
import { expect, test } from 'vitest'
import { judgeExplanation } from '../../../indicators/edit-rules/explanation.ts'

const faultOf = (written: string, earlier?: readonly string[]): string => {
  const verdict = judgeExplanation(written, earlier)
  return verdict.accepted ? 'accepted' : verdict.fault
}

test.each([
  ['', 'empty'],
  [' \n', 'empty'],
  ['……。', 'empty'],
  ['核实无误', 'filler'],
  ['经核实无误。', 'filler'],
  ['经 核 实 ， 数 据 无 误 ！', 'filler'],
  ['情况属实', 'filler'],
  ['数据无误', 'filler'],
  ['经与企业核实，数据准确无误，情况属实。', 'filler'],
  ['已与企业电话核实，数据属实', 'filler'],
  ['同上', 'filler'],
  ['无', 'filler'],
  ['正常波动', 'filler'],
  ['实际情况', 'filler'],
  ['ＯＫ', 'filler'],
  ['搬迁', 'too-short'],
  ['订单增加', 'too-short'],
  ['A公司3月投产，新增产值1.2亿元', 'accepted'],
  ['经核实，数据无误：去年同期有一笔8000万元的大额合同，今年没有', 'accepted'],
  ['企业搬迁停产两个月', 'accepted'],
  ['新冠疫情影响，2月停工', 'accepted'],
])('%s: %s', (written, expected) => expect(faultOf(written)).toBe(expected))

test('an explanation of an earlier month copied, blanks and marks aside, is none', () => {
  const last = 'A公司3月投产，新增产值1.2亿元；B公司停产检修。'
  expect(faultOf('A公司3月投产, 新增产值1.2亿元; B公司停产检修', [last])).toBe('copy')
  expect(faultOf('A公司4月达产，新增产值3.5亿元；C公司关停。', ['', last])).toBe('accepted')
  expect(judgeExplanation(last, ['别的说明，与本月没有关系', last])).toMatchObject({
    accepted: false,
    found: last,
  })
})

test('the place and what to write instead are told', () => {
  expect(judgeExplanation('  核实无误！')).toMatchObject({
    fault: 'filler',
    at: 3,
    found: '核实无误！',
    expected: { zh: expect.stringContaining('具体原因') },
  })
})
