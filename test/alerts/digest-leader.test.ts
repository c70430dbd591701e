/** Knows that the page of a leader names every red with what he needs of it, and stays a page. */
import { expect, test } from 'vitest'
import { renderDigest } from '../../alerts/render-digest.ts'
import { parseRegionCode } from '../../indicators/codes.ts'
import { text } from '../../indicators/text.ts'
import { assessed, bureau, plan, warningOn } from '../indicators/sample.ts'
import { digestOf, seen, warnings } from './sample-digest.ts'

const leader = { ...bureau, code: 'leader', name: '分管领导', step: 1 }

test('a leader has one page: what was reported to him, a row each, the rest counted, no list of grey indicators', () => {
  const many = plan.indicators
    .slice(2, 13)
    .map(({ code }, i) => warningOn(code, { number: `Y-${i + 10}`, step: 1 }))
  const { html, text: words } = renderDigest(digestOf(many, leader), 'zh')
  expect(words.match(/Y-1\d/g)?.length).toBeLessThan(8)
  const [, rest] = /其余新增(\d)件见附件《预警清单》/.exec(words) ?? []
  expect(words).toContain('首封周报：新增11件')
  // What is listed and what is not comes to what was said first.
  expect(words).toContain(`其他预警（11件，列出${11 - Number(rest)}件）`)
  expect(words).not.toContain('灰灯指标')
  expect(words.split('\n').length).toBeLessThan(45)
  expect(html).toContain('浙江省数字经济五年倍增计划预警周报')
})

test('a leader reads of every red its value against the path, who answers for it and what is overdue, and of none twice', () => {
  const reds = warnings.filter(({ level }) => level === 'red')
  // Reported upwards to him or not: the light stands on his page, so its name does.
  for (const step of [0, 1]) {
    const { text: words, html } = renderDigest(
      digestOf(
        reds.map((w) => ({ ...w, step })),
        leader,
      ),
      'zh',
    )
    for (const part of [words, seen(html)]) {
      expect(part).toContain('红灯和红色预警1项，其中逾期未办1项。')
      expect(part).toContain('在役工业机器人数量')
      expect(part).toContain('2020年9月 7.1 万台（合成数据），路径值 9.3 万台（推算）')
      expect(part).toContain('签收已逾期10天')
      expect(part).toContain('R-2 由黄色加重，本周发出')
      expect(part).toContain('责任单位 省经信委')
      expect(part.split('R-2')).toHaveLength(2)
    }
  }
  const unwarned = renderDigest(digestOf([], leader), 'zh').text
  expect(unwarned).toContain('◆ 红灯 在役工业机器人数量')
  expect(unwarned).toContain('没有未了结的预警')
})

test('more reds than have a row of their own are named all the same, with value, unit and what is owed', () => {
  const redOf = (code: string) =>
    assessed(code, {
      period: '2020',
      known: '2020-11-02',
      value: 1,
      planned: 2,
      light: 'red',
      class: 'behind',
    })
  const all = plan.indicators.slice(0, 9)
  const digest = digestOf(
    all.map(({ code }, i) => warningOn(code, { number: `R-${i}`, level: 'red' })),
    leader,
    { assessments: all.map(({ code }) => redOf(code)) },
  )
  const { text: words } = renderDigest(digest, 'zh')
  for (const { name } of all) expect(words).toContain(name)
  expect(words.match(/路径值 /g)).toHaveLength(all.length)
  expect(words.match(/待签收，2020年11月13日前（含当日）/g)).toHaveLength(all.length)
  expect(words.split('\n').length).toBeLessThan(45)
})

test('a red of another region says which', () => {
  const hangzhou = parseRegionCode('330100')
  const digest = digestOf(
    [{ ...warningOn('industrial_robots', { number: 'R-2', level: 'red' }), region: hangzhou }],
    leader,
    { assessments: [], regions: [{ code: hangzhou, name: '杭州市' }] },
  )
  expect(renderDigest(digest, 'zh').text).toContain('在役工业机器人数量（杭州市）')
  expect(renderDigest(digest, 'en').text).toContain('在役工业机器人数量 (杭州市)')
})

test('a report that did not come is told to a leader once, with every indicator that waits for it', () => {
  const reasons = [text('省经信厅2020年9月月报未报', 'late')]
  const late = ['cnc_rate', 'machine_networking_rate', 'listed_firms'].map((code, i) =>
    warningOn(code, { number: `L-${i}`, kind: 'late-submission', reasons, step: 1 }),
  )
  const { text: words } = renderDigest(digestOf(late, leader, { assessments: [] }), 'zh')
  expect(words.split('省经信厅2020年9月月报未报')).toHaveLength(2)
  expect(words).toContain('== 预警（3件） ==\n■ 黄色预警 3项指标待报：')
  expect(words).toContain('没有红灯和红色预警。')
})
