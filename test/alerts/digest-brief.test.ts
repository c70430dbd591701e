/** Knows that what a reader knows already is told in few lines, that say all the same why and what is owed by when. */
import { expect, test } from 'vitest'
import { renderDigest } from '../../alerts/render-digest.ts'
import { text } from '../../indicators/text.ts'
import { parseWeek } from '../../indicators/week.ts'
import { bureau, plan, share2019, warningOn } from '../indicators/sample.ts'
import { digestOf, robots, seen, warnings } from './sample-digest.ts'

test('what goes on is told in few lines: reason, bar, what is owed by when; its units once, overdue or not', () => {
  const known = new Map(['Y-1', 'R-2', 'C-3'].map((n) => [n, { level: 'yellow', state: 'opened' } as const]))
  const said = `统计范围调整${'，与上年不可比'.repeat(20)}`
  const reasons = [text(said, said)]
  const going = [
    ...warnings.map((w) => ({ ...w, level: 'yellow' as const })),
    warningOn('cnc_rate', { number: 'C-3', kind: 'scope-change', reasons }),
  ]
  const { text: words, html } = renderDigest(
    digestOf(going, bureau, {
      assessments: [share2019(), robots],
      lastTold: known,
      lastWeek: parseWeek('2020-W43'),
    }),
    'zh',
  )
  const [, section = ''] = /== 延续（3件） ==\n([\s\S]*?)\n\n本周报送/.exec(words) ?? []
  const [share = '', robot = '', scope = ''] = section.split('\n\n')
  expect(share).toContain('理由：2019年 43.3%，路径值 44.6%（推算），落后 28.17 个百分点')
  expect(share).toMatch(/█+░+ 增量完成度 P 71\.83%/)
  expect(share).toContain('请责任单位于2020年11月13日前（含当日）签收并书面说明原因和措施。')
  expect(robot).toContain('签收已逾期10天（期限2020年10月29日），请责任单位尽快办理。')
  for (const [part, unit] of [[share, '省统计局'] as const, [robot, '省经信委'] as const])
    expect(part.split(unit)).toHaveLength(2)
  expect(scope).toMatch(/理由：统计范围调整，.{20,70}……\n/)
  // A reason that the plan's data has in Chinese only is as long in the English mail.
  const english = renderDigest(digestOf(going.slice(2), bureau, { lastTold: known }), 'en').text
  expect(english).not.toContain('与上年不可比，'.repeat(12))
  expect(seen(html)).toContain('理由  2019年 43.3%，路径值 44.6%（推算）')
  expect(html.match(/height="8"/g)).toHaveLength(4)
  expect(words).toContain('自上一封（2020年第43周）以来：预警无新增、无变化，延续3件。')
})

test('with more warnings than anyone reads the mail stays under the 102 KB at which readers of mail cut it off', () => {
  const kinds = ['behind-path', 'reversal', 'stalled', 'large-revision', 'scope-change'] as const
  const owner = plan.indicators[0]?.responsible[0]
  if (!owner) throw new Error('the sample names no unit')
  const many = plan.indicators.flatMap(({ code }, i) =>
    kinds.map((kind, k) =>
      warningOn(code, {
        number: `2020-${i}${k}`,
        kind,
        reasons: [text('两者不是同一口径，在取得可比基数之前只列示、不评价；'.repeat(4), 'not comparable')],
        responsible: Array.from({ length: 6 }, (_, n) => ({
          ...owner,
          name: `省数字经济发展领导小组第${n}办公室`,
        })),
      }),
    ),
  )
  const { html, text: words } = renderDigest(digestOf(many), 'zh')
  expect(Buffer.byteLength(html)).toBeLessThan(100_000)
  expect(words).toContain('新增（120件）')
  expect(words).toMatch(/其余\d+件见附件《预警清单》/)
})
