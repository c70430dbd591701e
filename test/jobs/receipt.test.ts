/** Shows the receipt that lies beside a file from the inbox, in both languages. */
import { expect, test } from 'vitest'
import { parseFormCode, parseReportingUnitCode } from '../../indicators/codes.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import { renderReceipt, type ReceiptMatter } from '../../jobs/inbox/receipt.ts'

const same = { file: 'a.xlsx', sha256: 'f'.repeat(64), size: 1 }
const matter: ReceiptMatter = {
  arrival: {
    ...same,
    id: '1',
    folder: '',
    submission: 'S-1',
    repeated: false,
    receivedAt: '2020-08-03T01:00:00.000Z',
    place: null,
    filedAt: null,
  },
  submission: {
    ...same,
    id: 'S-1',
    unit: parseReportingUnitCode('u'),
    form: parseFormCode('f'),
    forms: [parseFormCode('f'), parseFormCode('g')],
    formVersion: null,
    period: parsePeriod('2020-07'),
    known: parseDay('2020-08-03'),
    outcome: 'accepted',
    counts: { read: 2, accepted: 2, rejected: 0, unchanged: 0 },
    findings: [],
    receivedAt: '2020-08-03T01:00:00.000Z',
    sequence: 1,
  },
  returned: null,
  names: { unit: null, forms: ['f', 'g'] },
  received: '2020-08-03 09:00:00',
}

test('the forms of a file are listed as the language lists', () => {
  expect(renderReceipt(matter, 'zh')).toContain('表式：f、g\r\n')
  expect(renderReceipt(matter, 'en')).toContain('form: f, g\r\n')
})

test('what waits for a release is not called taken without that word', () => {
  const text = { zh: '应为', en: 'expected' }
  const finding = {
    rule: 'R',
    class: 'quasi_mandatory',
    sheet: '',
    cell: '',
    found: '',
    expected: text,
  } as const
  const held = {
    ...matter,
    submission: { ...matter.submission, outcome: 'to-explain', findings: [finding] },
  } as const
  expect(renderReceipt(held, 'zh')).toContain('读取 2 = 接收 2 + 拒收 0 + 未变 0（待放行，暂不计入）')
  expect(renderReceipt(held, 'en')).toContain('unchanged 0 (to be released, not counted yet)')
  expect(renderReceipt(matter, 'zh')).not.toContain('暂不计入')
})
