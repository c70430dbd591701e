/** Knows that the parts of a notice's letter say the same to each reader in each language, and stay text whatever stands in them. */
import { expect, test } from 'vitest'
import { renderNotice } from '../../alerts/render-notice.ts'
import { parseDay } from '../../indicators/period.ts'
import { recipientSchema } from '../../indicators/recipient.ts'
import { text, type Language } from '../../indicators/text.ts'
import { composeNotice } from '../../indicators/warnings/notice.ts'
import type { NoticeLetter } from '../../indicators/warnings/notice-letter.ts'
import { eventOf, plan, warningOn } from '../indicators/sample.ts'

const warning = warningOn('digital_economy_gdp_share', {
  number: '2020-0002',
  reasons: [text('落后 <28.17> 个百分点 & 均匀假定', '<28.17> points behind & even spread')],
  events: [eventOf('opened', '2020-11-03'), eventOf('overdue', '2020-11-14')],
})
const reader = (code: string, step: number) =>
  recipientSchema.parse({
    code,
    name: `收件人 ${code}`,
    address: `${code}@beizeng.example`,
    plans: [plan.code],
    scope: { kind: 'plan' },
    step,
  })
const letter = (changes: Partial<NoticeLetter> = {}): NoticeLetter => ({
  occasion: 'overdue',
  notice: composeNotice(warning, { plan, history: [], recipients: [reader('b', 2)] }),
  recipient: reader('a', 0),
  office: '浙江省统计局',
  contact: '核算处 0571-00000000',
  on: parseDay('2020-11-14'),
  goesUp: true,
  said: [text('到答复期限2020年11月13日仍未签收', 'not acknowledged by 2020-11-13')],
  ...changes,
})

const LANGUAGES: readonly Language[] = ['zh', 'en']

test.each(LANGUAGES)('every part says the same facts, escaped in HTML (%s)', (language) => {
  const { html, text: plain, lines, subject } = renderNotice(letter(), language)
  const said = language === 'zh' ? '仍未签收' : 'not acknowledged'
  const due = language === 'zh' ? '2020年11月13日' : '2020-11-13'
  for (const part of [html, plain, lines.join('\n')]) {
    expect(part).toContain(said)
    expect(part).toContain(due)
    expect(part).toContain('省统计局')
  }
  expect(html).toContain('&lt;28.17&gt;')
  expect(html).not.toContain('<28.17>')
  expect(plain).toContain('<28.17>')
  for (const part of [html, plain, subject]) expect(part).toContain('2020-0002')
})

test('who must answer is asked to, who stands above to see to it, and after the end nobody', () => {
  const own = renderNotice(letter(), 'zh')
  const above = renderNotice(letter({ recipient: reader('b', 1) }), 'zh')
  const end = renderNotice(letter({ occasion: 'withdrawn', said: [text('修订后不再成立', 'undone')] }), 'zh')
  expect([own.subject, above.subject, end.subject].map((s) => /^【(.+?)】/.exec(s)?.[1])).toEqual([
    '预警通知单',
    '预警上报',
    '预警撤回通知',
  ])
  expect(own.text).toContain('发回浙江省统计局')
  expect(above.text).toContain('请督促责任单位按期答复')
  expect(above.text).not.toContain('发回')
  expect([own.text.includes('第2次送达'), above.text.includes('第2次送达')]).toEqual([true, false])
  expect(end.text).toContain('不必再答复')
  for (const word of ['答复期限', '发回', '上报一级', '见附件']) expect(end.text).not.toContain(word)
  expect(end.text).toContain('撤回原因：修订后不再成立')
})

test('whoever reads it is told whom to ask, where the office has named someone', () => {
  const letters = [letter(), letter({ recipient: reader('b', 1) }), letter({ occasion: 'closed' })]
  for (const { html, text: plain, lines } of letters.map((one) => renderNotice(one, 'zh')))
    for (const part of [html, plain, lines.join('\n')]) expect(part).toContain('核算处 0571-00000000')
  expect(renderNotice(letter({ contact: undefined }), 'zh').text).not.toContain('联系')
})

test('several reasons stand on lines of their own: each holds semicolons of its own', () => {
  const { notice } = letter()
  const reasons = [text('口径变动；先核后判', 'scope; check first'), text('2019年为 80.9', '80.9 in 2019')]
  const { html, text: plain, lines } = renderNotice(letter({ notice: { ...notice, reasons } }), 'zh')
  expect(html).toContain('口径变动；先核后判<br>2019年为 80.9')
  expect(plain).toContain('理由：\n- 口径变动；先核后判\n- 2019年为 80.9\n')
  expect(lines).toContain('- 2019年为 80.9')
})

test('it went up only where someone was told, and will only where someone stands higher', () => {
  const said = (changes: Partial<NoticeLetter>) => renderNotice(letter(changes), 'zh').text
  for (const occasion of ['overdue', 'escalated'] as const) {
    expect(said({ occasion })).toContain('已上报一级')
    expect(said({ occasion, goesUp: false })).not.toMatch(/已上报|上报原因/)
  }
  expect(said({})).toContain('到期未签收或未答复的，上报一级')
  const topped = composeNotice({ ...warning, step: 1 }, { plan, history: [], recipients: [reader('b', 1)] })
  expect(said({ notice: topped })).not.toContain('到期未签收或未答复的')
  // A log of before counted steps on which nobody ever stood.
  const beyond = composeNotice({ ...warning, step: 3 }, { plan, history: [], recipients: [reader('b', 1)] })
  expect([topped.step, beyond.step]).toEqual([1, 1])
})

test('figures that were made up say so in the subject and in the letter', () => {
  const { notice } = letter()
  const made = renderNotice(letter({ notice: { ...notice, synthetic: true } }), 'zh')
  expect([made.subject, made.text, made.html].every((part) => part.includes('合成数据'))).toBe(true)
  expect(renderNotice(letter(), 'zh').html).not.toContain('合成数据')
})
