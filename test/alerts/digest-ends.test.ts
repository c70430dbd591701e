/** Knows that green stands for what has recovered alone: what a person closed against the light, or a revision undid, is neutral. */
import { expect, test } from 'vitest'
import { COLOURS } from '../../alerts/digest-card-html.ts'
import { renderDigest } from '../../alerts/render-digest.ts'
import type { Digest } from '../../indicators/digest.ts'
import type { Warning, WarningEvent } from '../../indicators/warnings/warning.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { writeWarningList } from '../../workbooks/write-warning-list.ts'
import { assessed, bureau, eventOf, share2019, warningOn } from '../indicators/sample.ts'
import { digestOf } from './sample-digest.ts'

const leader = { ...bureau, code: 'leader', name: '分管领导', step: 1 }
const SHARE = 'digital_economy_gdp_share'
const recovered = assessed(SHARE, {
  period: '2020',
  known: '2021-07-05',
  value: 47.2,
  planned: 47,
  light: 'green',
  class: 'as_expected',
})
const closing = (ground: 'decision' | 'made-good'): Partial<WarningEvent> => ({
  act: { kind: 'closed', text: '计划中期调整已报省政府批准', ground },
})
/** A yellow warning that ended in the week. */
const ended = (
  kind: 'closed' | 'withdrawn',
  step: Partial<WarningEvent>,
  { recipient = bureau, assessment = share2019() } = {},
): Digest => {
  const events = [eventOf('opened', '2020-11-03'), eventOf(kind, '2020-11-04', { sequence: 2, ...step })]
  const warning: Warning = warningOn(SHARE, { number: 'Y-1', state: kind, stage: kind, events, step: 1 })
  return digestOf([warning], recipient, {
    assessments: [assessment],
    lastTold: new Map([['Y-1', { level: 'yellow', state: 'opened' }]]),
  })
}

/** Every text of the workbook. */
const cellsOf = async (digest: Digest): Promise<readonly string[]> => {
  const bytes = await writeWarningList(digest, { language: 'zh', created: new Date('2020-11-09T00:30:00Z') })
  const read = await readWorkbook(bytes ?? new Uint8Array())
  if (!('grid' in read)) throw new Error('refused')
  return read.grid.sheets
    .flatMap((sheet) => [...sheet.cells])
    .flatMap(({ content }) => (content.type === 'text' ? [content.value] : []))
}
/** The grounds and inks of a light, the row of all lights at the top aside. */
const isColoured = (html: string, light: 'green' | 'grey' | 'yellow'): boolean =>
  html.slice(html.indexOf('Y-1') - 400).includes(COLOURS[light].ink)

test.each([bureau, leader])(
  'closed by decision is neutral, its bar as yellow as its light ($code)',
  async (recipient) => {
    const digest = ended('closed', closing('decision'), { recipient })
    const { html, text, lines } = renderDigest(digest, 'zh')
    for (const part of [html, text, lines.join('\n')]) {
      expect(part).toContain('－ 已销号')
      expect(part).not.toContain('● 已')
    }
    expect((['green', 'grey', 'yellow'] as const).map((light) => isColoured(html, light))).toEqual([
      false,
      true,
      true,
    ])
    const cells = await cellsOf(digest)
    expect(cells).toContain('已销号')
    expect(cells).not.toContain('已恢复')
  },
)

test.each([
  ['by figures', {}],
  ['by a person on a good figure', closing('made-good')],
] as const)('what has recovered is green (%s)', async (_, step) => {
  const digest = ended('closed', step, { assessment: recovered })
  const { html, text, lines } = renderDigest(digest, 'zh')
  for (const part of [html, text, lines.join('\n')]) expect(part).toContain('● 已恢复（原黄色预警）')
  expect(isColoured(html, 'green')).toBe(true)
  expect(await cellsOf(digest)).toContain('已恢复')
})

test('what a revision undid is neutral too', () => {
  const { text } = renderDigest(ended('withdrawn', {}), 'zh')
  expect(text).toContain('－ 已撤回（原黄色预警）')
})
