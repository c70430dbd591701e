/** Tests the workbook of a recipient's warnings: every line once, figures as numbers, the same bytes again. */
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { composeDigest, type Digest } from '../../indicators/digest.ts'
import type { Told } from '../../indicators/digest-line.ts'
import { parseDay } from '../../indicators/period.ts'
import { text } from '../../indicators/text.ts'
import type { Warning } from '../../indicators/warnings/warning.ts'
import { parseWeek } from '../../indicators/week.ts'
import { cellAddress } from '../../workbooks/grid.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { writeWarningList } from '../../workbooks/write-warning-list.ts'
import { assessed, bureau, plan, share2019, warningOn } from '../indicators/sample.ts'

const digestOf = (warnings: readonly Warning[], lastTold: ReadonlyMap<string, Told> = new Map()): Digest =>
  composeDigest({
    plan,
    recipient: bureau,
    week: parseWeek('2020-W45'),
    assessments: [share2019()],
    warnings,
    lastTold,
    submissions: [],
    missing: [],
    contact: undefined,
    lastWeek: null,
    regions: [],
  })

const created = new Date('2020-11-09T00:30:00Z')
const write = (digest: Digest) => writeWarningList(digest, { language: 'zh', created })

test('holds each warning once under the digest’s section, with figures as numbers', async () => {
  const share = 'digital_economy_gdp_share'
  const warnings = [
    warningOn(share, { number: '2020-0001', reasons: [text('=落后', 'behind')] }),
    warningOn(share, { number: '2020-0002', openedAt: parseDay('2020-10-01') }),
    warningOn(share, { number: '2020-0003', state: 'closed' }),
  ]
  const before = new Map<string, Told>([
    ['2020-0002', { level: 'yellow', state: 'opened' }],
    ['2020-0003', { level: 'yellow', state: 'opened' }],
  ])
  const bytes = await write(digestOf(warnings, before))
  const result = await readWorkbook(bytes ?? new Uint8Array())
  if (!('grid' in result)) throw new Error('refused')
  const [sheet] = result.grid.sheets
  const at = (ref: string) =>
    [...(sheet?.cells ?? [])].find((c) => cellAddress(c.row, c.column) === ref)?.content
  const first = ['A4', 'B4', 'A5', 'B5', 'A6', 'B6'].map((ref) => at(ref))
  const values = ['新增', '2020-0001', '已恢复或销号', '2020-0003', '延续', '2020-0002']
  expect(first).toMatchObject(values.map((value) => ({ type: 'text', value })))
  expect(at('H4')).toMatchObject({ type: 'number', value: 43.3 })
  expect(at('A7')).toBeUndefined()
  expect(at('P3')).toMatchObject({ value: '期限（含当日）' })
  expect(at('P4')).toMatchObject({ value: expect.stringMatching(/^2020年11月\d+日$/) })
  // A reason that looks like a formula stays a text.
  expect(at('N4')).toMatchObject({ type: 'text', value: '=落后' })
})

test('a figure finds room in its column, and shows no more decimals than it has', async () => {
  const retail = assessed('online_retail', {
    period: '2021',
    known: '2020-11-03',
    value: 18400,
    planned: 19002.923821,
    light: 'blue',
    class: 'as_expected',
  })
  const digest = composeDigest({
    plan,
    recipient: bureau,
    week: parseWeek('2020-W45'),
    assessments: [retail],
    warnings: [warningOn('online_retail', { number: '2020-0001' })],
    lastTold: new Map(),
    submissions: [],
    missing: [],
    contact: undefined,
    lastWeek: null,
    regions: [],
  })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array((await write(digest)) ?? []).buffer)
  const [sheet] = workbook.worksheets
  expect(['H4', 'I4'].map((ref) => sheet?.getCell(ref).numFmt)).toEqual(['0', '0.0000'])
  // A figure wider than its column prints as ###.
  expect(sheet?.getColumn('I').width).toBeGreaterThanOrEqual('19002.9238'.length + 2)
})

test('the same digest gives the same bytes, and none without a warning', async () => {
  const digest = digestOf([warningOn('digital_economy_gdp_share', { number: '2020-0001' })])
  expect(await write(digest)).toEqual(await write(digest))
  expect(await write(digestOf([]))).toBeUndefined()
})
