/** Knows that both parts of the weekly mail say the same, hold in a mail reader, and stay text whatever stands in them. */
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { composeMail, digestKey, messageIdOf } from '../../alerts/mail.ts'
import { renderDigest } from '../../alerts/render-digest.ts'
import type { Digest } from '../../indicators/digest.ts'
import { parseReportingUnitCode } from '../../indicators/codes.ts'
import type { MissingReport } from '../../indicators/digest-missing.ts'
import { parseMoment } from '../../indicators/moment.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import { text, type Language } from '../../indicators/text.ts'
import { bureau, eventOf, plan, share2019, unitRecipient, warningOn } from '../indicators/sample.ts'
import { digestOf, seen, warnings } from './sample-digest.ts'

const figuresIn = (shown: string): string[] => (shown.match(/\d+(\.\d+)?%?/g) ?? []).toSorted()

const sent = async (digest: Digest, language: Language) => {
  const rendered = renderDigest(digest, language)
  const messageId = messageIdOf(digestKey({ schedule: 'weekly', slot: '2020-W45', recipient: 'bureau' }))
  const bytes = await composeMail({
    from: { name: '监测系统', address: 'monitor@example.org' },
    to: { name: digest.recipient.name, address: digest.recipient.address },
    messageId,
    date: new Date('2020-11-09T00:00:00Z'),
    ...rendered,
  })
  return { rendered, mail: await PostalMime.parse(bytes) }
}

describe.each(['zh', 'en'] as const)('the mail in %s', (language) => {
  test('arrives with both parts, and both say the same figures', async () => {
    const { rendered, mail } = await sent(digestOf(warnings), language)
    expect(mail.subject).toBe(rendered.subject)
    expect(mail.text?.replaceAll('\r\n', '\n').trim()).toBe(rendered.text.trim())
    expect(mail.html?.replaceAll('\r\n', '\n').trim()).toBe(rendered.html.trim())
    expect(figuresIn(seen(rendered.html))).toEqual(figuresIn(rendered.text))
    for (const figure of ['43.3%', '44.6%', '71.83%', '97.01%', 'Y-1', '■', '◆', '○'])
      expect(rendered.text).toContain(figure)
  })

  test('holds in a mail reader: nothing external, no script, no class, colour never alone, under 100 KB', () => {
    const { html } = renderDigest(digestOf(warnings), language)
    expect(html).not.toMatch(/<(script|link|img|style|iframe)|url\(|https?:|class=|position:|float:|flex/i)
    expect(html).toContain('width="600"')
    expect(seen(html)).toMatch(language === 'zh' ? /◆ 红色预警（原黄色）/ : /◆ red warning \(was yellow\)/)
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
  })
})

test('reads like an office: subject, counts, duties with days and what is overdue, made-up figures marked', () => {
  const { subject, text } = renderDigest(digestOf(warnings), 'zh')
  expect(subject).toBe(
    '【预警周报】2020年第45周：新增1件、加重1件，逾期1件——浙江省数字经济五年倍增计划（合成数据）',
  )
  expect(text).toContain('2020年第45周（11月2日—11月8日）')
  expect(text).toContain('待签收、待说明2件，最近期限11月13日（含当日），其中逾期1件，最长10天。')
  expect(text).toContain('办理要求：请责任单位于2020年11月13日前（含当日）签收并书面说明原因和措施。')
  expect(text).toContain('签收已逾期10天（期限2020年10月29日），请责任单位尽快签收并书面说明原因和措施。')
  expect(text).toContain('7.1 万台（2020年9月，初步 2020年11月2日，合成数据）')
  expect(text).toContain(
    '- 重点工业企业装备数控化率、重点工业企业机器联网率 — 到 2021-12-31 没有可比的公布值',
  )
})

test('a responsible unit is spoken to as 贵单位 and reads only what is its own', () => {
  const { text, subject } = renderDigest(digestOf(warnings, unitRecipient('zj-stats')), 'zh')
  expect(text).toContain('请贵单位于2020年11月13日前（含当日）')
  expect(text).not.toContain('R-2')
  expect(subject).not.toContain('合成数据')
})

test('where the scope is under review the light stands in place of P and L, and what is new is not new figures besides', () => {
  const review = { ...share2019(), light: 'grey', class: 'scope_review' } as const
  const events = [eventOf('opened', '2020-11-03'), eventOf('continued', '2020-11-05')]
  const warning = warningOn('digital_economy_gdp_share', { number: 'S-1', kind: 'scope-change', events })
  const { text } = renderDigest(digestOf([warning], bureau, { assessments: [review] }), 'zh')
  expect(text).toContain('路径值 44.6%（推算）；灯号 ○ 口径变动待核\n')
  expect(text).not.toContain('P —')
  expect(text).toContain('S-1 · 口径变动 · 已发出\n')
})

test('a quiet week says so', () => {
  const { subject, text } = renderDigest(digestOf([], unitRecipient('zj-stats')), 'zh')
  expect(subject).toContain('无新增预警')
  expect(text).toContain('首封周报：预警无新增、无变化。')
})

test('what was written by others stays text: in HTML, in the subject, in the headers', async () => {
  const evil = '<img src=x onerror="alert(1)">&\'\r\nBcc: all@example.org'
  const digest = digestOf([
    warningOn('digital_economy_va', {
      number: evil,
      reasons: [text(evil, evil)],
      responsible: [{ unit: indicatorUnit(), name: evil }],
    }),
  ])
  const { rendered, mail } = await sent({ ...digest, plan: { ...digest.plan, name: evil } }, 'zh')
  expect(rendered.html).not.toContain('<img')
  expect(seen(rendered.html)).toContain('<img src=x onerror="alert(1)">&\'')
  expect(mail.bcc).toBeUndefined()
  expect(mail.subject).toContain('<img src=x')
})

const indicatorUnit = () => {
  const [first] = plan.indicators.flatMap((i) => i.responsible)
  if (!first) throw new Error('the sample names no unit')
  return first.unit
}

test('missing reports and silenced warnings have their lists, with the reason and the end of each', () => {
  const silent = warningOn('digital_economy_gdp_share', { number: 'S-1', state: 'silenced' })
  const report = (code: string, name: string): MissingReport => ({
    unit: { code: parseReportingUnitCode(code), name },
    form: '月报表',
    period: parsePeriod('2020-09'),
    due: parseMoment('2020-11-05T18:00'),
    timeliness: code === 'zj-jxt' ? 'returned' : 'missing',
    daysLate: 3,
  })
  const missing = [report('zj-jxt', '省经信厅'), report('zj-kjt', '省科技厅')]
  const { text: words, subject } = renderDigest(digestOf([silent], bureau, { missing }), 'zh')
  expect(subject).toContain('：无新增预警，本周到期未报2份——')
  expect(words).toContain(
    '== 未报报表2份（本周到期） ==\n- 2020年9月《月报表》 — 期限2020年11月5日18:00，逾期3天，未报2家：省经信厅（退回未重报）、省科技厅',
  )
  const own = renderDigest(digestOf([], unitRecipient('zj-jxt'), { missing }), 'zh').text
  expect(own).toContain('期限2020年11月5日18:00，逾期3天，退回未重报，请贵单位尽快报送')
  expect(words).toContain('静默至2020年12月3日，张三负责：正在核对统计口径的变动')
})

test('a report that did not come is told once, with every indicator that waits for it; another report for itself', () => {
  const late = (code: string, number: string, said: string) =>
    warningOn(code, {
      number,
      kind: 'late-submission',
      reasons: [text(said, said)],
      replyBy: parseDay('2020-11-14'),
    })
  const digest = digestOf([
    ...warnings,
    late('digital_economy_gdp_share', 'L-1', '统计局2019年年报未报'),
    late('industrial_robots', 'L-2', '统计局2019年年报未报'),
    late('cnc_rate', 'L-3', '经信厅2020年10月月报未报'),
  ])
  const { html, text: plain, lines } = renderDigest(digest, 'zh')
  const names = ['数字经济增加值占地区生产总值(GDP)的比重', '在役工业机器人数量'].join('、')
  for (const part of [html, plain]) {
    expect(part.split('统计局2019年年报未报')).toHaveLength(2)
    expect(part).toContain('L-1 等2件')
    expect(part).toContain(`2项指标待报：${names}`)
    expect(part).not.toContain('L-2')
    expect(part).toContain('L-3')
    // Still counted as what they are: numbered warnings, each with its own life.
    expect(part).toContain('新增（4件）')
  }
  expect(lines.filter((line) => line.includes('L-1'))).toHaveLength(1)
})

test('whom to ask stands at the end of every mail, where the operator named somebody', () => {
  const contact = '核算处 0571-00000000'
  const named = digestOf(warnings, bureau, { contact })
  for (const said of [renderDigest(named, 'zh').text, renderDigest(named, 'zh').html])
    expect(said).toContain(`请勿直接回复。联系人：${contact}`)
  expect(renderDigest(named, 'en').text).toContain(`do not reply. Whom to ask: ${contact}`)
  expect(renderDigest(digestOf(warnings), 'zh').text).not.toContain('联系人')
})
